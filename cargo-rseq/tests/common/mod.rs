//! Programs for all architectures, assembled by the installed rustc and linked by its own linker:
//! nothing else of a target is needed, and no binary is committed.
#![allow(dead_code)] // each test uses its part

pub mod cases;
pub mod isa;

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::{env, fs, thread};

use isa::Isa;

/// How a program is linked.
#[derive(Clone, Copy, Debug)]
pub enum Link {
    /// At a fixed address.
    Fixed,
    /// As a library, with relocations.
    Library,
    /// The same with packed relocations.
    Packed,
}

/// What every crate needs, of a `core` that no target has to have.
const STUB: &str = "\
#![feature(no_core, lang_items, rustc_attrs, decl_macro)]
#![no_core]
#![crate_type = \"rlib\"]
#[lang = \"pointee_sized\"]
pub trait PointeeSized {}
#[lang = \"meta_sized\"]
pub trait MetaSized: PointeeSized {}
#[lang = \"sized\"]
pub trait Sized: MetaSized {}
#[rustc_builtin_macro]
pub macro global_asm(\"template\", $(operands,)* $(options($(option),*))?) {}
";

/// A folder for what tests write.
pub fn scratch() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("inspect");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Assembles and links; `name` is this program's among all tests.
pub fn program(name: &str, isa: &Isa, assembly: &str, link: Link, more: &[&str]) -> Vec<u8> {
    let object = assemble(name, isa, assembly);
    let linked = object.with_extension("elf");
    let mut command = Command::new(linker());
    command.args(["-flavor", "gnu", "-o"]).arg(&linked).arg(&object).args(more);
    command.args(match link {
        Link::Fixed => &["-static", "-e", "0"][..],
        Link::Library => &["-shared"],
        Link::Packed => &["-shared", "-z", "pack-relative-relocs"],
    });
    run(&mut command);
    fs::read(linked).unwrap()
}

/// Assembles only.
pub fn object(name: &str, isa: &Isa, assembly: &str) -> Vec<u8> {
    fs::read(assemble(name, isa, assembly)).unwrap()
}

fn assemble(name: &str, isa: &Isa, assembly: &str) -> PathBuf {
    let name = format!("{name}-{}{}", isa.triple, isa.features.replace([',', '+'], ""));
    let source = scratch().join(name).with_extension("rs");
    let options = if isa.att { "att_syntax, raw" } else { "raw" };
    fs::write(&source, format!("{STUB}global_asm!(r#\"{assembly}\"#, options({options}));\n"))
        .unwrap();
    let object = source.with_extension("o");
    run(Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()))
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["--edition=2024", "--emit=obj", "-Cpanic=abort", "--target", isa.triple])
        .arg(format!("-Ctarget-feature={}", isa.features))
        .arg("-o")
        .arg(&object)
        .arg(&source));
    object
}

/// The linker that comes with rustup's toolchains.
fn linker() -> PathBuf {
    let output = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()))
        .args(["--print", "sysroot", "--print", "host-tuple"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (sysroot, host) = text.trim_end().split_once('\n').expect("rustc prints both");
    let linker = PathBuf::from(sysroot).join("lib/rustlib").join(host).join("bin/rust-lld");
    assert!(
        linker.exists(),
        "{} is missing: these tests need rustup's toolchain",
        linker.display()
    );
    linker
}

/// Runs a test for every instruction set, on as many threads as there are CPUs, and says for which
/// it failed.
pub fn for_each_isa(test: impl Fn(&Isa) + Sync) {
    let all = Mutex::new(isa::ALL.iter());
    let failed = Mutex::new(Vec::new());
    let work = || {
        while let Some(isa) = { all.lock().unwrap().next() } {
            if panic::catch_unwind(AssertUnwindSafe(|| test(isa))).is_err() {
                failed.lock().unwrap().push(isa.triple);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "failed for {failed:?}");
}

/// A static library, of names that are short.
pub fn static_library(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut library = b"!<arch>\n".to_vec();
    for (name, data) in members {
        let (name, size) = (format!("{name}/"), data.len());
        library.extend(format!("{name:<16}0           0     0     644     {size:<10}`\n").bytes());
        library.extend_from_slice(data);
        library.extend((size % 2 == 1).then_some(b'\n'));
    }
    library
}
