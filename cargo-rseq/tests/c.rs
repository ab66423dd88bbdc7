//! Sections of C programs, in the style of librseq and the kernel's selftests: read like those of Rust.
//! Written for this test, for the machine it runs on.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

mod common;

use std::process::Command;
use std::{env, fs};

use common::scratch;
use object::{CompressionFormat, Object, ObjectSection};
use rseq_inspect::{Inspection, Role};

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
    let source = scratch().join(name).with_extension("c");
    fs::write(&source, SOURCE).unwrap();
    let program = source.with_extension("elf");
    let output = Command::new(env::var_os("CC").unwrap_or("cc".into()))
        .args(["-O2", "-g", "-o"])
        .args([&program, &source])
        .args(options)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Inspection::read(&fs::read(program).unwrap()).unwrap()
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
