//! Puts what `expand` generates through the assembler of the installed rustc, for every target.
//!
//! No target needs its `core` for that: `stub.rs` has the few items of it that a section names,
//! and stand-ins for the facade's hidden module. `RUSTC_BOOTSTRAP` lets the stable compiler compile
//! such a crate; nothing that is shipped is built this way.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::{env, fs, thread};

use proc_macro2::Literal;
use quote::{format_ident, quote};

use super::forms::{self, Form};
use super::inspect;
use super::listing::{Listing, word};
use crate::arch::{self, Arch};
use crate::expand;

/// What an architecture is assembled for.
struct Target {
    arch: &'static str,
    triple: &'static str,
    features: &'static str,
    /// The bytes of an instruction, where all have as many.
    instruction: Option<usize>,
}

/// One for each instruction set that differs.
const TARGETS: &[Target] = &[
    target("aarch64", "aarch64-unknown-linux-gnu", "", Some(4)),
    target("aarch64", "aarch64_be-unknown-linux-gnu", "", Some(4)),
    target("arm", "armv7-unknown-linux-gnueabihf", "", Some(4)),
    target("arm", "thumbv7neon-unknown-linux-gnueabihf", "", None),
    target("loongarch64", "loongarch64-unknown-linux-gnu", "", Some(4)),
    target("powerpc64", "powerpc64le-unknown-linux-gnu", "", Some(4)),
    target("riscv64", "riscv64gc-unknown-linux-gnu", "", None),
    target("riscv64", "riscv64gc-unknown-linux-gnu", "-c,-zca,-relax", Some(4)),
    target("s390x", "s390x-unknown-linux-gnu", "", None),
    target("x86", "i686-unknown-linux-gnu", "", None),
    target("x86_64", "x86_64-unknown-linux-gnu", "", None),
];

const fn target(
    arch: &'static str,
    triple: &'static str,
    features: &'static str,
    instruction: Option<usize>,
) -> Target {
    Target { arch, triple, features, instruction }
}

impl Target {
    fn arch(&self) -> &'static dyn Arch {
        arch::by_name(&format_ident!("{}", self.arch)).expect("the architecture exists")
    }

    /// Compiles the stub with `code`, which has this name among all, into an object file; what the
    /// compiler says if it refuses.
    fn assemble(&self, name: &str, optimised: u32, code: &str) -> Result<PathBuf, String> {
        let name = format!("{name}-{}{}-{optimised}", self.triple, self.features);
        let source = scratch().join(name.replace(',', "")).with_extension("rs");
        fs::write(&source, include_str!("stub.rs").to_owned() + code).unwrap();
        let output = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()))
            .env("RUSTC_BOOTSTRAP", "1")
            .args(["--edition=2024", "--emit=obj", "-Coverflow-checks=off"])
            .args(["--target", self.triple])
            .arg(format!("-Ctarget-feature={}", self.features))
            .arg(format!("-Copt-level={optimised}"))
            .arg("-o")
            .arg(source.with_extension("o"))
            .arg(&source)
            .output()
            .unwrap();
        if output.status.success() {
            Ok(source.with_extension("o"))
        } else {
            Err(format!("{source:?}: {}", String::from_utf8_lossy(&output.stderr)))
        }
    }
}

/// A folder for what tests write.
pub fn scratch() -> PathBuf {
    let folder = env::current_exe().unwrap().with_file_name("rseq-macros-tests");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The functions that hold the sections of all forms, and uses of them.
fn sections(target: &Target) -> String {
    forms::all(word(target.arch())).iter().map(|form| section(target, form)).collect()
}

fn section(target: &Target, form: &Form) -> String {
    let module = format_ident!("{}_{}", form.name, form.size);
    let function =
        expand::section::function(&quote!(crate::__private), Some(target.arch()), &form.section);
    let ty = format_ident!("u{}", form.size * 8);
    let name = |index: usize, prefix: &str| format_ident!("{}{}", prefix, index);
    let places: Vec<_> = (0..form.section.places.len()).map(|i| name(i, "p")).collect();
    let values: Vec<_> = (0..form.section.values.len()).map(|i| name(i, "v")).collect();
    let copies: Vec<_> = (0..form.section.copies.len()).map(|i| name(i, "c")).collect();
    let types: Vec<_> = places.iter().chain(&copies).map(|_| &ty).collect();
    let uses = [("tracked", "Tracked", "Cpu"), ("untracked", "Untracked", "Mm")];
    let uses = uses.map(|(name, tracking, index)| {
        let symbol = format!("{module}_{name}");
        let [name, tracking, index] = [name, tracking, index].map(|name| format_ident!("{}", name));
        quote! {
            #[unsafe(export_name = #symbol)]
            unsafe fn #name(
                frame: Frame<#tracking, #index>,
                #(#places: Place<'_, #ty>,)*
                #(#values: Bits,)*
                #(#copies: Copied<'_, #ty>,)*
            ) -> Code {
                unsafe {
                    __section::<#tracking, #index, #(#types),*>(
                        frame, #(#places,)* #(#values,)* #(#copies,)*
                    )
                    .0
                }
            }
        }
    });
    let function = measured(target, form, &function.to_string());
    format!(
        "mod {module} {{ use crate::*; use crate::__private::*; {function} {} }}\n",
        quote!(#(#uses)*)
    )
}

/// Lets the assembler compare the length of a section with the number of instructions listed.
fn measured(target: &Target, form: &Form, function: &str) -> String {
    let Some(bytes) = target.instruction else { return function.to_owned() };
    let arch = target.arch();
    let length = |tracked| bytes * Listing::new(arch, form, tracked).instructions();
    let (tracked, untracked) = (length(true), length(false));
    let (open, _) = arch.landing();
    // A jump around the landings belongs to the section.
    let (before, after) = if open.starts_with('.') { ("", open) } else { (open, "") };
    let length = format!("({untracked} + {{tracked}} * {})", tracked - untracked);
    let lines = [
        before,
        "9001:",
        // Neither may be negative.
        ".pushsection .discard",
        &format!(".space (9001b - 9000b) - {length}"),
        &format!(".space {length} - (9001b - 9000b)"),
        ".popsection",
        after,
    ];
    let lines = lines.into_iter().filter(|line| !line.is_empty());
    let lines: Vec<_> = lines.map(|line| Literal::string(line).to_string()).collect();
    let (head, template) = function.split_once("asm ! (").expect("the function holds an `asm!`");
    let open = Literal::string(open).to_string();
    assert!(template.contains(&open), "{template}");
    format!("{head}asm ! (\"9000:\", {}", template.replacen(&open, &lines.join(", "), 1))
}

/// Runs a test for every target, on as many threads as there are CPUs.
fn for_each_target(test: impl Fn(&Target) + Sync) {
    let targets = Mutex::new(TARGETS.iter());
    let work = || {
        while let Some(target) = { targets.lock().unwrap().next() } {
            test(target);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
}

#[test]
fn every_form_assembles_and_is_sound() {
    for_each_target(|target| {
        let code = sections(target);
        // Unoptimised code keeps more in registers and puts more on the stack.
        for optimised in [3, 0] {
            match target.assemble("forms", optimised, &code) {
                Ok(object) => inspect::sound(&object),
                Err(message) => panic!("{message}"),
            }
        }
    });
}

/// The control: what is not an instruction is refused, so the assembler really has run.
#[test]
fn a_bogus_mnemonic_does_not_assemble() {
    for_each_target(|target| {
        let code = |line: &str| {
            format!(
                "#[unsafe(no_mangle)] unsafe fn f() {{ unsafe {{ __private::asm!({line:?}) }} }}"
            )
        };
        target.assemble("mnemonic", 0, &code("nop")).unwrap();
        let message = target.assemble("bogus", 0, &code("nonsense")).unwrap_err();
        assert!(message.contains("nonsense"), "{message}");
    });
}

/// The control: an instruction more than listed is seen, where instructions have one length.
#[test]
fn a_wrong_count_does_not_assemble() {
    for_each_target(|target| {
        if target.instruction.is_none() {
            return;
        }
        let forms = forms::all(word(target.arch()));
        let code = section(target, &forms[0]);
        target.assemble("count", 0, &code).unwrap();
        let longer = code.replacen("\"2:\"", "\"2:\", \"nop\"", 1);
        let message = target.assemble("wrong-count", 0, &longer).unwrap_err();
        assert!(message.contains("invalid number of bytes"), "{message}");
    });
}
