//! What the assembler made of the forms, linked into a library and linted.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use rseq_inspect::Inspection;

/// Fails unless every section of an object file is sound.
pub fn sound(object: &Path) {
    let library = object.with_extension("so");
    let mut command = Command::new(linker());
    command.args(["-flavor", "gnu", "-shared", "-o"]).arg(&library).arg(object);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    let inspection = Inspection::read(&fs::read(library).unwrap()).unwrap();
    // Each form, tracked and not; the compiler may have merged some.
    assert!(inspection.sections.len() > 150, "{object:?}: {}", inspection.sections.len());
    assert!(inspection.findings.is_empty(), "{object:?}: {:#?}", inspection.findings);
    // Each landing has a name of its own, from which a profile, and here the inspector, has the line.
    let mut names = HashSet::new();
    for section in &inspection.sections {
        let name = section.abort_symbol.as_deref().unwrap_or_default();
        let module = name.strip_prefix("rseq abort in ").and_then(|name| name.split_once(" at "));
        assert!(module.is_some_and(|(module, _)| module.contains("::")), "{object:?}: {name:?}");
        assert!(section.location.as_ref().is_some_and(|line| line.ends_with(":1")), "{name:?}");
        assert!(names.insert(name), "{object:?}: {name:?} twice");
    }
}

/// The linker of rustup's toolchains, which links for every target.
fn linker() -> PathBuf {
    let output = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()))
        .args(["--print", "sysroot", "--print", "host-tuple"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (sysroot, host) = text.trim_end().split_once('\n').expect("rustc prints both");
    Path::new(sysroot).join("lib/rustlib").join(host).join("bin/rust-lld")
}
