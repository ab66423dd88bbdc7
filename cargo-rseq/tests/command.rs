//! The command, on this very program, which has sequences.
#![cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(restartable_fallback)
))]

mod common;

use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs};

use common::{Link, cases, isa, object, program, scratch, static_library};
use restartable::{PerCpu, Word, rseq};
use rseq_inspect::{Inspection, Severity};

#[derive(Default)]
struct Stack {
    first: Word<u32>,
    len: Word<u32>,
}

/// Two sections, in a function that is called as it stands here.
#[inline(never)]
fn push_and_count(stacks: &PerCpu<Stack>, next: &Word<u32>, node: u32) -> u32 {
    rseq!(stacks, |stack| {
        let first = stack.first.get();
        stage!(*next = first);
        commit!(stack.first = node);
    });
    rseq!(stacks, |stack| {
        let len = fetch!(stack.len);
        check!(stack.first == node, else 0);
        commit!(stack.len += 1);
        len
    })
}

fn this_program() -> PathBuf {
    // They have to be in it.
    let stacks: PerCpu<Stack> = PerCpu::default();
    assert!(push_and_count(&stacks, &Word::new(0), 7) < 2);
    env::current_exe().unwrap()
}

fn command(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-rseq")).args(arguments).output().unwrap()
}

/// What it prints, and that it ends with this status.
fn output(arguments: &[&str], status: i32) -> String {
    let output = command(arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn list_names_functions_and_lines() {
    let path = this_program();
    // As cargo starts it.
    let text = output(&["rseq", "list", path.to_str().unwrap()], 0);
    let rows: Vec<_> = text.lines().filter(|line| line.contains("push_and_count")).collect();
    assert_eq!(rows.len(), 2, "{text}");
    let source =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/command.rs")).unwrap();
    // Where each sequence begins: the lines before these.
    let line = |next: &str| source.lines().position(|line| line.trim() == next).unwrap();
    for (next, exits) in
        [("let first = stack.first.get();", "fail"), ("let len = fetch!(stack.len);", "fail + 1")]
    {
        let place = format!("tests/command.rs:{} ", line(next));
        let row = rows.iter().find(|row| row.contains(&place));
        let row = row.unwrap_or_else(|| panic!("{place}: {rows:#?}"));
        assert!(row.ends_with(exits), "{row}");
    }
    assert!(!text.contains('\x1b'), "no colours in a pipe");
    let colored = output(&["list", "--color=always", path.to_str().unwrap()], 0);
    assert!(colored.contains("\x1b[1;36mcommand::push_and_count"), "{colored}");
}

/// rustc blames each line of an `asm!` on the statement that it was made for, but LLVM writes one line
/// for all of it: that of the `rseq!`. Where that ends, `list` and `show` can say more.
#[test]
fn all_instructions_have_the_line_of_their_sequence() {
    let inspection = Inspection::read(&fs::read(this_program()).unwrap()).unwrap();
    let sections: Vec<_> = inspection.find("push_and_count").collect();
    assert_eq!(sections.len(), 2);
    assert_ne!(sections[0].location, sections[1].location);
    for section in sections {
        assert!(section.location.is_some());
        for line in section.instructions.iter().chain(&section.after) {
            assert_eq!(line.location, section.location, "{line:?}");
        }
    }
}

/// Without DWARF the line is in the landing's symbol; without symbols there is neither, and no other
/// function's name.
#[test]
fn list_reads_stripped_programs() {
    let path = this_program();
    let stripped = |option: &str| {
        let copy = scratch().join(format!("command{option}.elf"));
        let strip =
            Command::new("strip").args([option, "-o"]).args([&copy, &path]).output().unwrap();
        assert!(strip.status.success(), "{}", String::from_utf8_lossy(&strip.stderr));
        Inspection::read(&fs::read(copy).unwrap()).unwrap()
    };
    let places = |inspection: &Inspection| -> Vec<String> {
        let sections = inspection.find("push_and_count");
        let place = |at: &String| at.rsplit('/').next().unwrap().to_owned();
        sections.map(|section| place(section.location.as_ref().unwrap())).collect()
    };
    let whole = Inspection::read(&fs::read(&path).unwrap()).unwrap();
    let without_dwarf = stripped("--strip-debug");
    assert_eq!(places(&without_dwarf), places(&whole));
    assert_eq!(places(&whole).len(), 2);
    let bare = stripped("--strip-all");
    assert_eq!(bare.sections.len(), whole.sections.len());
    for section in &bare.sections {
        assert_eq!((&section.function, &section.location), (&None, &None));
    }
    assert!(bare.findings.is_empty(), "{:#?}", bare.findings);
}

#[test]
fn show_explains() {
    let path = this_program();
    let text = output(&["show", path.to_str().unwrap(), "push_and_count"], 0);
    for part in [
        "rseq.rseq_cs = descriptor",
        "start:",
        "if rseq.cpu_id != ",
        "if slot.event != event goto fail",
        "  stage     store([",
        "store(slot.event, event + 2)",
        "  commit    store([",
        "post_commit:",
        "rseq.rseq_cs = 0",
        "exit0 = 0x",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    let missing = command(&["show", path.to_str().unwrap(), "no_such_function"]);
    assert_eq!(missing.status.code(), Some(2));
    let error = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(error.contains("no section matches \"no_such_function\""), "{error}");
}

#[test]
fn lint_judges() {
    let path = this_program();
    let text = output(&["lint", "--deny-warnings", "--expect-sections", path.to_str().unwrap()], 0);
    assert!(text.trim_end().ends_with(": sound"), "{text}");

    let isa = &isa::ALL[0];
    let broken = scratch().join("broken.elf");
    fs::write(&broken, program("command", isa, &cases::program(isa), Link::Library, &[])).unwrap();
    let text = output(&["lint", broken.to_str().unwrap()], 1);
    assert!(text.contains("error[not-armed] at 0x"), "{text}");
    assert!(text.contains("in not_armed"), "{text}");
    // Both, and the worst counts.
    output(&["lint", path.to_str().unwrap(), broken.to_str().unwrap()], 1);

    // Without sections.
    let empty = env!("CARGO_BIN_EXE_cargo-rseq");
    output(&["lint", empty], 0);
    output(&["lint", "--expect-sections", empty], 1);
}

#[test]
fn json_is_the_same() {
    let path = this_program();
    let inspection = Inspection::read(&fs::read(&path).unwrap()).unwrap();
    let text = output(&["list", "--json", path.to_str().unwrap()], 0);
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    let sections = list[0]["sections"].as_array().unwrap();
    assert_eq!(sections.len(), inspection.sections.len());
    assert_eq!(sections[0]["start"], inspection.sections[0].start);
    let text = output(&["show", "--json", path.to_str().unwrap(), "push_and_count"], 0);
    let show: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(show[0]["sections"].as_array().unwrap().len(), 2);
    assert_eq!(show[0]["sections"][0]["arming"].as_array().unwrap().last().unwrap()["role"], "arm");
    let text = output(&["lint", "--json", path.to_str().unwrap()], 0);
    let lint: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(lint[0]["findings"], serde_json::json!([]));
    assert_eq!(inspection.count(Severity::Error), 0);
}

/// The fields of an object, in alphabetical order.
fn fields(value: &serde_json::Value) -> String {
    value.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// What the README promises: within a version, fields are added and none is taken away.
#[test]
fn json_has_the_fields_that_are_documented() {
    let isa = &isa::ALL[0];
    let folder = scratch();
    let object = object("fields", isa, &cases::program(isa));
    let [file, library] = ["fields.o", "fields.a"].map(|name| folder.join(name));
    fs::write(&file, &object).unwrap();
    fs::write(&library, static_library(&[("fields.o", &object)])).unwrap();
    let [file, library] = [&file, &library].map(|path| path.to_str().unwrap());
    let json = |command: &str, file: &str| -> serde_json::Value {
        let status = i32::from(command == "lint");
        serde_json::from_str(&output(&[command, "--json", file], status)).unwrap()
    };
    let list = json("list", file);
    assert_eq!(fields(&list[0]), "architecture big_endian file sections");
    assert_eq!(
        fields(&list[0]["sections"][0]),
        "abort bytes commit descriptor exits function instructions location start within"
    );
    let show = json("show", file);
    assert_eq!(fields(&show[0]), "architecture big_endian file sections");
    let section = &show[0]["sections"][0];
    assert_eq!(
        fields(section),
        "abort abort_symbol after arming bytes descriptor exits function instructions landing location \
         start thumb within"
    );
    assert_eq!(
        fields(&section["instructions"][0]),
        "address bytes location mnemonic operands pseudo role"
    );
    let lint = json("lint", file);
    assert_eq!(fields(&lint[0]), "architecture big_endian file findings sections");
    assert_eq!(
        fields(&lint[0]["findings"][0]),
        "address descriptor function location message rule severity"
    );
    assert!(lint[0]["sections"].as_u64().unwrap() > 20);
    // Of a library, the same for each member that has sections.
    for command in ["list", "show", "lint"] {
        let of_library = json(command, library);
        assert_eq!(of_library[0]["member"], "fields.o");
        assert_eq!(of_library[0]["file"], library);
    }
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for object in [&list[0], &list[0]["sections"][0], section, &section["arming"][0], &lint[0]] {
        for field in fields(object).split(' ').chain(fields(&lint[0]["findings"][0]).split(' ')) {
            assert!(readme.contains(&format!("`{field}`")), "{field} is not in the README");
        }
    }
}

#[test]
fn libraries_are_said_member_by_member() {
    let isa = &isa::ALL[0];
    let library = scratch().join("members.a");
    let path = library.to_str().unwrap();
    let [good, bad] = [cases::good(isa), cases::program(isa)];
    let [good, bad] = [("library-good", good), ("library-bad", bad)]
        .map(|(name, assembly)| object(name, isa, &assembly));
    // Without what has no sections, such as this.
    let other = object("library-other", isa, ".text\n ret");
    let members = [("good.o", &good[..]), ("other.o", &other), ("text", b"text")];
    fs::write(&library, static_library(&members)).unwrap();
    let text = output(&["lint", path], 0);
    assert_eq!(text, format!("{path}(good.o): x86_64, 1 section: sound\n"));
    let text = output(&["list", path], 0);
    assert!(text.starts_with(&format!("{path}(good.o): x86_64, 1 section\n")), "{text}");
    assert!(text.contains(" good ") && !text.contains("other.o"), "{text}");
    assert!(output(&["show", path, "good"], 0).contains("(.text.good+0x"), "where it lies");

    fs::write(&library, static_library(&[members[0], ("bad.o", &bad)])).unwrap();
    assert!(output(&["lint", path], 1).contains("(bad.o): x86_64, "));
    // One that cannot be read is said, and the others are read.
    fs::write(&library, static_library(&[("cut.o", &bad[..bad.len() / 2]), members[0]])).unwrap();
    assert!(output(&["lint", path], 2).contains("(good.o): x86_64, 1 section: sound"));
    fs::write(&library, static_library(&[members[1]])).unwrap();
    assert_eq!(output(&["lint", path], 0), format!("{path}: 1 member, 0 sections\n"));
    output(&["lint", "--expect-sections", path], 1);
}

#[test]
fn files_that_cannot_be_inspected() {
    let folder = scratch();
    let script = folder.join("script");
    fs::write(&script, "#!/bin/sh\n").unwrap();
    let isa = &isa::ALL[0];
    let whole = program("half-file", isa, &cases::good(isa), Link::Fixed, &[]);
    let half = folder.join("half-file.cut");
    fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    // Of any size, without being read to the end.
    let [zeros, huge] = ["zeros", "huge.elf"].map(|name| folder.join(name));
    fs::File::create(&zeros).unwrap().set_len(1 << 40).unwrap();
    fs::write(&huge, &whole).unwrap();
    fs::File::options().write(true).open(&huge).unwrap().set_len(1 << 40).unwrap();
    let mut sparc = whole.clone();
    sparc[18] = 2;
    let other = folder.join("sparc.elf");
    fs::write(&other, sparc).unwrap();
    for (path, message) in [
        ("/no/such/file", "cannot read /no/such/file: No such file or directory"),
        (folder.to_str().unwrap(), "cannot read"),
        (script.to_str().unwrap(), "not an ELF file but a script"),
        (half.to_str().unwrap(), "truncated: the section table would end at byte"),
        ("/dev/null", "the file is empty"),
        ("/dev/zero", "not an ELF file but something else"),
        (zeros.to_str().unwrap(), "not an ELF file but something else"),
        (huge.to_str().unwrap(), "it has more than 4294967296 bytes"),
        (other.to_str().unwrap(), "for machine 2, which is none of the eight architectures"),
    ] {
        let output = command(&["lint", path]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(message), "{message}: {error}");
        assert!(output.stdout.is_empty());
    }
}

/// Most of this program is debug information, in which its sections are looked up.
#[test]
fn damaged_debug_information() {
    let mut data = fs::read(this_program()).unwrap();
    let mut random = 7_u64;
    let mut survived = 0;
    for _ in 0..15 {
        for _ in 0..2000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = usize::try_from(random >> 16).unwrap() % data.len();
            // Not the headers: the sections are to be found.
            if (4096..data.len() - 8192).contains(&at) {
                data[at] ^= 1 << (random >> 8 & 7);
            }
        }
        survived +=
            usize::from(Inspection::read(&data).is_ok_and(|found| !found.sections.is_empty()));
    }
    assert!(survived > 0);
}

#[test]
fn help_and_rules() {
    assert!(output(&["--help"], 0).contains("Exit status"));
    assert!(output(&["--version"], 0).starts_with("cargo-rseq 0."));
    let rules = output(&["rules"], 0);
    assert!(rules.lines().any(|line| line.starts_with("not-armed ")), "{rules}");
    assert_eq!(command(&["lint"]).status.code(), Some(2));
}
