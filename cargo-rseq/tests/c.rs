//! Sections of C programs, in the style of librseq and the kernel's selftests: read like those of Rust.
//! Written for this test, for the machine it runs on.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

mod common;

use std::process::Command;
use std::{env, fs};

use common::{scratch, static_library};
use object::{CompressionFormat, Object, ObjectSection};
use rseq_inspect::{Inspection, Role, Severity, members};

/// A counter of each CPU, and a list that is pushed to.
const SOURCE: &str = r#"
#include <stddef.h>

/* Where libc's area lies, as it says. */
extern const ptrdiff_t __rseq_offset __attribute__((weak));

#define SECTION(name) \
    ".pushsection __rseq_cs, \"aw\"\n" \
    ".balign 32\n" \
    ".L" name "_descriptor:\n" \
    ".long 0, 0\n" \
    ".quad .L" name "_start, .L" name "_post - .L" name "_start, .L" name "_abort\n" \
    ".popsection\n" \
    POINTERS(name) \
    "leaq .L" name "_descriptor(%%rip), %%rax\n" \
    ARM \
    ".L" name "_start:\n" \
    "cmpl %[cpu], %%fs:4(%[area])\n" \
    "jne .L" name "_abort\n"

#define LANDING(name, label) \
    ".L" name "_post:\n" \
    ".pushsection __rseq_failure, \"ax\"\n" \
    ".byte 0x0f, 0xb9, 0x3d\n" \
    ".long 0x53053053\n" \
    ".L" name "_abort:\n" \
    "jmp %l[" label "]\n" \
    ".popsection\n"

#ifndef POINTERS
#define POINTERS(name) \
    ".pushsection __rseq_cs_ptr_array, \"aw\"\n" \
    ".quad .L" name "_descriptor\n" \
    ".popsection\n"
#endif

#ifndef ARM
#define ARM "movq %%rax, %%fs:8(%[area])\n"
#endif

__attribute__((noinline)) int count(long *counters, int cpu, long amount) {
    __asm__ goto(
        SECTION("count")
        "addq %[amount], (%[counter])\n"
        LANDING("count", "aborted")
        : : [cpu] "r"(cpu), [area] "r"(__rseq_offset), [counter] "r"(&counters[cpu]), [amount] "r"(amount)
        : "memory", "cc", "rax" : aborted);
    return 0;
aborted:
    return -1;
}

struct node { struct node *next; };

__attribute__((noinline)) int push(struct node **heads, int cpu, struct node *node, struct node *seen) {
    __asm__ goto(
        SECTION("push")
        "cmpq %[seen], (%[head])\n"
        "jne %l[changed]\n"
        "movq %[seen], (%[node])\n"
        "movq %[node], (%[head])\n"
        LANDING("push", "aborted")
        : : [cpu] "r"(cpu), [area] "r"(__rseq_offset), [head] "r"(&heads[cpu]), [node] "r"(node),
            [seen] "r"(seen)
        : "memory", "cc", "rax" : aborted, changed);
    return 0;
aborted:
    return -1;
changed:
    return 1;
}

int main(void) {
    static long counters[1];
    static struct node *heads[1], node;
    return count(counters, 0, 1) + push(heads, 0, &node, heads[0]);
}
"#;

/// Compiles the source with gcc's options.
fn compile(name: &str, options: &[&str]) -> Inspection {
    Inspection::read(&compiled(name, options)).unwrap()
}

fn compiled(name: &str, options: &[&str]) -> Vec<u8> {
    let source = scratch().join(name).with_extension("c");
    fs::write(&source, SOURCE).unwrap();
    let program = source.with_extension("elf");
    let files = [program.to_str().unwrap(), source.to_str().unwrap()];
    compiler(&[&["-O2", "-g", "-o"], &files[..], options].concat());
    fs::read(program).unwrap()
}

fn compiler(arguments: &[&str]) {
    let compiler = env::var_os("CC").unwrap_or("cc".into());
    let output = Command::new(compiler).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn rules(inspection: &Inspection) -> Vec<&'static str> {
    inspection.findings.iter().map(|finding| finding.rule.name()).collect()
}

#[test]
fn sections_in_c() {
    for options in [&["-pie", "-fPIE"][..], &["-no-pie", "-fno-pie"], &["-shared", "-fPIC"]] {
        let name = format!("c{}", options[0]);
        let inspection = compile(&name, options);
        let functions: Vec<_> =
            inspection.sections.iter().filter_map(|section| section.function.as_deref()).collect();
        assert_eq!(functions, ["count", "push"]);
        for section in &inspection.sections {
            let location = section.location.as_deref().unwrap();
            assert!(location.contains(&format!("{name}.c:")), "{location}");
            let index = section.instructions.iter().find(|line| line.role == Role::Index).unwrap();
            assert!(index.pseudo.starts_with("if rseq.cpu_id != "), "{index:?}");
            assert!(section.commit().is_some());
        }
        // `push` leaves to a label that it does not record, which nothing here asks for.
        assert_eq!(rules(&inspection), ["exit"], "{options:?}: {:#?}", inspection.findings);
    }
}

/// The same before they are linked, however the compiler arranges them, and in a library.
#[test]
fn sections_in_c_objects() {
    for (name, options) in [
        ("plain", &["-c", "-fno-pie"][..]),
        ("pic", &["-c", "-fPIC"]),
        ("functions", &["-c", "-fPIE", "-ffunction-sections", "-fdata-sections"]),
        ("compressed", &["-c", "-gz"]),
        ("old-dwarf", &["-c", "-gdwarf-4"]),
        // What `ld -r` makes of several is one too.
        ("merged", &["-r", "-fPIC", "-nostdlib"]),
    ] {
        let name = format!("o-{name}");
        let object = compiled(&name, options);
        let library = static_library(&[("c.o", &object)]);
        let member = members(&library).unwrap()[0];
        for inspection in [&object[..], member.data].map(|data| Inspection::read(data).unwrap()) {
            assert_eq!(rules(&inspection), ["exit"], "{name}: {:#?}", inspection.findings);
            let functions: Vec<_> =
                inspection.sections.iter().map(|section| section.function.as_deref()).collect();
            assert_eq!(functions, [Some("count"), Some("push")], "{name}");
            for section in &inspection.sections {
                let location = section.location.as_deref().expect("a line");
                assert!(location.contains(&format!("{name}.c:")), "{location}");
                assert_eq!(section.arming.last().unwrap().pseudo, "rseq.rseq_cs = descriptor");
            }
        }
    }
}

/// A build that does not arm them is found before anything is linked.
#[test]
fn sections_in_c_objects_that_are_not_armed() {
    let options = |arm: &str| compile("o-control", &["-c", &format!("-DARM=\"{arm}\\n\"")]);
    assert_eq!(rules(&options("nop")), ["not-armed", "exit", "not-armed"]);
    let other = options("leaq .Lcount_descriptor(%%rip), %%rax\\n movq %%rax, %%fs:8(%[area])");
    assert_eq!(rules(&other), ["exit", "armed-other"], "{:#?}", other.findings);
    // Through a table that a linker makes: it cannot be told yet.
    let table = options("movq main@GOTPCREL(%%rip), %%rax\\n movq %%rax, %%fs:8(%[area])");
    assert_eq!(rules(&table), ["not-armed", "exit", "not-armed"]);
    assert_eq!(table.count(Severity::Error), 0, "{:#?}", table.findings);
}

/// Where descriptors are out of an instruction's reach, a second one lies beside the code.
#[test]
fn a_copy_of_the_descriptor_arms_as_well() {
    for options in [&["-c"][..], &["-no-pie", "-fno-pie"]] {
        let inspect = |post: &str| {
            let arm = format!(
                ".pushsection .text.copy, \\\"ax\\\"\\n .balign 32\\n 7: .long 0, 0\\n \
                 .quad 8f, {post} - 8f, .Lcount_abort\\n .popsection\\n \
                 leaq 7b(%%rip), %%rax\\n movq %%rax, %%fs:8(%[area])\\n 8:"
            );
            compile("c-copy", &[options, &[&format!("-DARM=\"{arm}\\n\"")]].concat())
        };
        // Both have the one of `count`, which is not the one of `push`.
        let right = inspect(".Lcount_post");
        assert_eq!(rules(&right), ["exit", "armed-other"], "{:#?}", right.findings);
        let wrong = inspect(".Lcount_post + 1");
        assert_eq!(rules(&wrong), ["armed-other", "exit", "armed-other"], "{:#?}", wrong.findings);
    }
}

/// In a file of assembly, each instruction has its line, which `show` has beside it.
#[test]
fn lines_of_assembly() {
    const ASSEMBLY: &str = "\
.globl add
.type add, @function
add:
    leaq .Ldescriptor(%rip), %rax
    movq %rax, 8(%rdi)
.Lstart:
    cmpl %esi, 4(%rdi)
    jne .Labort
    addq %rdx, (%rcx)
.Lpost:
    ret
    .byte 0x0f, 0xb9, 0x3d
    .long 0x53053053
.Labort:
    ret
.size add, . - add
.pushsection __rseq_cs, \"aw\"
.balign 32
.Ldescriptor:
    .long 0, 0
    .quad .Lstart, .Lpost - .Lstart, .Labort
.popsection
.section __rseq_cs_ptr_array, \"aw\"
    .quad .Ldescriptor
.section .note.GNU-stack
";
    let source = scratch().join("assembly.s");
    fs::write(&source, ASSEMBLY).unwrap();
    let object = source.with_extension("o");
    compiler(&["-g", "-c", "-o", object.to_str().unwrap(), source.to_str().unwrap()]);
    let inspection = Inspection::read(&fs::read(&object).unwrap()).unwrap();
    assert!(inspection.findings.is_empty(), "{:#?}", inspection.findings);
    let section = &inspection.sections[0];
    assert_eq!(section.function.as_deref(), Some("add"));
    let lines = section.arming.iter().chain(&section.instructions);
    // With its prefix, without which it is one of 32 bits.
    assert!(section.arming[0].operands.starts_with("rax,"), "{:?}", section.arming[0]);
    for (line, text) in lines.zip(["leaq", "movq", "cmpl", "jne", "addq"]) {
        let place = 1 + ASSEMBLY.lines().position(|line| line.trim().starts_with(text)).unwrap();
        let location = line.location.as_deref().unwrap();
        assert!(location.ends_with(&format!("assembly.s:{place}")), "{location}");
    }
    // That of the commit stands for the section.
    assert_eq!(section.location, section.commit().unwrap().location);
    let show = Command::new(env!("CARGO_BIN_EXE_cargo-rseq")).arg("show").arg(&object).output();
    let text = String::from_utf8(show.unwrap().stdout).unwrap();
    let commit = text.lines().find(|line| line.contains(" commit ")).unwrap();
    assert!(commit.ends_with("inspect/assembly.s:9"), "{text}");
}

/// Debug information that the linker compressed.
#[test]
fn compressed_debug_information() {
    for (format, kind) in
        [("zlib", CompressionFormat::Zlib), ("zstd", CompressionFormat::Zstandard)]
    {
        let name = format!("c-{format}");
        let inspection = compile(&name, &[&format!("-Wl,--compress-debug-sections={format}")]);
        let data = fs::read(scratch().join(&name).with_extension("elf")).unwrap();
        let file = object::File::parse(&*data).unwrap();
        let info = file.section_by_name(".debug_info").unwrap();
        assert_eq!(info.compressed_data().unwrap().format, kind, "it is compressed");
        for section in &inspection.sections {
            let location = section.location.as_deref().expect("a line");
            assert!(location.contains(&format!("{name}.c:")), "{location}");
        }
        assert_eq!(inspection.sections.len(), 2);

        // A size that it does not have, up to all of memory: no line, and no such allocation.
        let header = usize::try_from(info.file_range().unwrap().0).unwrap();
        for size in [0, 1, u64::MAX / 2, u64::MAX] {
            let mut data = data.clone();
            data[header + 8..header + 16].copy_from_slice(&size.to_le_bytes());
            let inspection = Inspection::read(&data).unwrap();
            assert!(inspection.sections.iter().all(|section| section.location.is_none()));
        }
    }
}

/// What cost a company half a year: everything is right, but the store before the section.
#[test]
fn sections_in_c_that_are_not_armed() {
    let options = |arm: &str| {
        let arm = format!("-DARM=\"{arm}\\n\"");
        compile("c-control", &["-pie", "-fPIE", &arm])
    };
    let dropped = options("nop");
    assert_eq!(rules(&dropped), ["not-armed", "exit", "not-armed"], "{:#?}", dropped.findings);
    let elsewhere = options("movq %%rax, %%fs:16(%[area])");
    assert_eq!(rules(&elsewhere), ["armed-elsewhere", "exit", "armed-elsewhere"]);
    let other = options("leaq .Lcount_descriptor(%%rip), %%rax\\n movq %%rax, %%fs:8(%[area])");
    assert_eq!(rules(&other), ["exit", "armed-other"], "{:#?}", other.findings);
    let wrong = options("movq %[area], %%fs:8(%[area])");
    assert_eq!(rules(&wrong), ["not-armed", "exit", "not-armed"]);
}

/// Without the tables for debuggers, which the kernel does not need.
#[test]
fn sections_in_c_that_no_tool_finds() {
    let inspection = compile("c-tables", &["-pie", "-fPIE", "-DPOINTERS(name)=\"\""]);
    assert_eq!(rules(&inspection), ["exit", "pointer-array"]);
}
