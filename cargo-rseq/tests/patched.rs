//! Rules that take a patched file to break, and files that no linker would make.

mod common;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use common::{Link, cases, for_each_isa, isa, program};
use object::read::elf::{FileHeader, SectionHeader};
use object::{Endianness, elf};
use rseq_inspect::{Error, Finding, Inspection, Role};

/// The rules that are broken, and how often.
fn rules(inspection: &Inspection) -> Vec<&'static str> {
    let mut rules: Vec<_> = inspection.findings.iter().map(|finding| finding.rule.name()).collect();
    rules.sort_unstable();
    rules
}

/// One sound section, in a program that is made once for all tests.
fn good(isa: &isa::Isa, link: Link, strip: bool) -> Vec<u8> {
    type Made = BTreeMap<String, Arc<OnceLock<Vec<u8>>>>;
    static MADE: Mutex<Made> = Mutex::new(BTreeMap::new());
    let name = format!("good-{link:?}-{strip}");
    let key = format!("{name}-{}{}", isa.triple, isa.features);
    let made = Arc::clone(MADE.lock().unwrap().entry(key).or_default());
    let more = if strip { &["--strip-all"][..] } else { &[] };
    made.get_or_init(|| program(&name, isa, &cases::good(isa), link, more)).clone()
}

/// Where a section's bytes lie in a file.
fn bytes_of(data: &[u8], name: &str) -> std::ops::Range<usize> {
    fn find<Elf: FileHeader<Endian = Endianness>>(data: &[u8], name: &str) -> Option<(u64, u64)> {
        let header = Elf::parse(data).unwrap();
        let endian = header.endian().unwrap();
        let sections = header.sections(endian, data).unwrap();
        let (_, section) = sections.section_by_name(endian, name.as_bytes())?;
        section.file_range(endian)
    }
    let wide = data[4] == elf::ELFCLASS64.0;
    let found = if wide {
        find::<elf::FileHeader64<Endianness>>(data, name)
    } else {
        find::<elf::FileHeader32<Endianness>>(data, name)
    };
    let (offset, size) = found.unwrap_or_else(|| panic!("there is {name}"));
    usize::try_from(offset).unwrap()..usize::try_from(offset + size).unwrap()
}

#[test]
fn one_section_is_sound() {
    for_each_isa(|isa| {
        for link in [Link::Fixed, Link::Library] {
            let inspection = Inspection::read(&good(isa, link, false)).unwrap();
            assert_eq!(inspection.sections.len(), 1);
            assert!(inspection.findings.is_empty(), "{}: {:#?}", isa.triple, inspection.findings);
            let section = &inspection.sections[0];
            assert_eq!(section.function.as_deref(), Some("good"));
            assert_eq!(section.exits.len(), 1);
            let roles: Vec<_> =
                section.instructions.iter().map(|line| line.role.to_string()).collect();
            for role in ["index", "event", "stage", "advance", "load", "compute", "commit"] {
                let count = roles.iter().filter(|found| *found == role).count();
                assert!(count > 0, "{}: no {role} among {roles:?}", isa.triple);
            }
            assert_eq!(roles.iter().filter(|role| *role == "commit").count(), 1);
            assert_eq!(section.arming.last().unwrap().pseudo, "rseq.rseq_cs = descriptor");
            assert_eq!(section.after.last().unwrap().pseudo, "rseq.rseq_cs = 0");
        }
    });
}

/// Without symbols everything but names is the same, also where the instruction set has to be guessed.
#[test]
fn stripped_files_are_read_the_same() {
    for_each_isa(|isa| {
        let whole = Inspection::read(&good(isa, Link::Fixed, false)).unwrap();
        let stripped = good(isa, Link::Fixed, true);
        let stripped = Inspection::read(&stripped).unwrap();
        assert!(stripped.findings.is_empty(), "{}: {:#?}", isa.triple, stripped.findings);
        assert_eq!(stripped.sections[0].function, None);
        let texts = |inspection: &Inspection| -> Vec<String> {
            let lines = inspection.sections[0].instructions.iter();
            lines
                .map(|line| format!("{} {} {}", line.mnemonic, line.operands, line.pseudo))
                .collect()
        };
        assert_eq!(texts(&whole), texts(&stripped), "{}", isa.triple);
    });
}

/// A file that says it is loaded anywhere, but was linked for one address.
#[test]
fn fixed_addresses_in_a_library_are_found() {
    for_each_isa(|isa| {
        let mut data = good(isa, Link::Fixed, false);
        let big = data[5] == elf::ELFDATA2MSB.0;
        let kind = elf::ET_DYN.0;
        data[16..18].copy_from_slice(&if big { kind.to_be_bytes() } else { kind.to_le_bytes() });
        let inspection = Inspection::read(&data).unwrap();
        assert_eq!(rules(&inspection), ["relocated", "relocated"], "{}", isa.triple);
    });
}

/// A section of descriptors that ends in half a one, and one that begins between two.
#[test]
fn misaligned_descriptors_are_found() {
    for_each_isa(|isa| {
        let data = program("half", isa, &cases::half(isa), Link::Fixed, &[]);
        assert_eq!(rules(&Inspection::read(&data).unwrap()), ["alignment"], "{}", isa.triple);
        let place = ["--section-start=__rseq_cs=0x14000008"];
        let data = program("odd", isa, &cases::odd(isa), Link::Fixed, &place);
        let inspection = Inspection::read(&data).unwrap();
        assert_eq!(
            inspection.sections[0].descriptor % 32,
            8,
            "the linker puts it where it is asked to"
        );
        assert_eq!(rules(&inspection), ["alignment"], "{}", isa.triple);
    });
}

#[test]
fn overlapping_sections_are_found() {
    for_each_isa(|isa| {
        let data = program("overlap", isa, &cases::overlap(isa), Link::Library, &[]);
        let inspection = Inspection::read(&data).unwrap();
        // The same code cannot be armed by two descriptors either.
        assert_eq!(rules(&inspection), ["armed-other", "overlap"], "{}", isa.triple);
    });
}

/// The bits of a byte that are flipped: all of a field for one instruction set, and for the others one a
/// byte, which saves most of the time.
fn bits(isa: &isa::Isa, byte: usize) -> std::ops::Range<usize> {
    if isa.triple.starts_with("x86_64") { 0..8 } else { byte % 8..byte % 8 + 1 }
}

/// Every bit of a descriptor counts: any that is flipped is found.
#[test]
fn every_flipped_bit_of_a_descriptor_is_found() {
    for_each_isa(|isa| {
        let data = good(isa, Link::Fixed, false);
        let range = bytes_of(&data, "__rseq_cs");
        for byte in range {
            for bit in bits(isa, byte) {
                let mut data = data.clone();
                data[byte] ^= 1 << bit;
                let inspection = Inspection::read(&data).unwrap();
                assert!(
                    !inspection.findings.is_empty(),
                    "{}: byte {byte:#x}, bit {bit}",
                    isa.triple
                );
            }
        }
    });
}

/// Writes a number of this file's byte order, and reads it there.
fn put(data: &mut [u8], at: usize, value: u64, size: usize) {
    let mut bytes = value.to_le_bytes();
    bytes[..size].reverse();
    let big = data[5] == elf::ELFDATA2MSB.0;
    let bytes = if big { bytes } else { value.to_le_bytes() };
    data[at..at + size].copy_from_slice(&bytes[..size]);
}

/// What the rules say of descriptors and tables that no assembler would write, message by message.
#[test]
fn fields_that_make_no_sense_are_found() {
    for_each_isa(|isa| {
        let data = good(isa, Link::Fixed, false);
        let descriptor = bytes_of(&data, "__rseq_cs").start;
        let exits = bytes_of(&data, "__rseq_exit_point_array").start;
        let word = if data[4] == elf::ELFCLASS64.0 { 8 } else { 4 };
        let inspection = Inspection::read(&data).unwrap();
        let section = &inspection.sections[0];
        // Where data lie, and no code.
        let elsewhere = section.descriptor;
        let advance = section.instructions.iter().find(|line| line.role == Role::Advance).unwrap();
        let advanced = advance.address + advance.bytes.len() as u64 / 2 - section.start;
        for (at, value, size, rule, message) in [
            (descriptor + 8, elsewhere, 8, "range", "is not in code"),
            (descriptor + 16, u64::MAX, 8, "range", "wrap around"),
            (descriptor + 16, 16 * 1024 + 4, 8, "range", "more than any section needs"),
            (descriptor + 16, 8192, 8, "range", "leave the code"),
            (descriptor + 16, advanced, 8, "commit", "stores the next event"),
            (descriptor + 24, elsewhere, 8, "abort", "is not in code"),
            // The first pair is of the abort address.
            (exits, elsewhere, word, "exit-array", "where no section starts"),
            (exits + word, elsewhere, word, "exit-array", "is not in code"),
        ] {
            let mut data = data.clone();
            put(&mut data, at, value, size);
            let found = Inspection::read(&data).unwrap().findings;
            let is_it = |finding: &Finding| {
                finding.rule.name() == rule && finding.message.contains(message)
            };
            assert!(found.iter().any(is_it), "{}: {rule} {message:?}: {found:#?}", isa.triple);
        }
        let data = program("half-pair", isa, &cases::half_pair(isa), Link::Fixed, &[]);
        let found = Inspection::read(&data).unwrap().findings;
        let [finding] = &found[..] else { panic!("{}: {found:#?}", isa.triple) };
        assert!(finding.message.ends_with("ends in half a pair"), "{}: {found:#?}", isa.triple);
    });
}

/// Several words at once are no commit where instructions store them.
#[test]
fn commits_of_several_words_are_found() {
    for (name, commit) in [
        ("aarch64-unknown-linux-gnu", "stp x6, x7, [x4]"),
        ("armv7-unknown-linux-gnueabihf", "stm r4, {r6, r7}"),
        ("s390x-unknown-linux-gnu", "stmg %r8, %r9, 0(%r6)"),
    ] {
        let isa = isa::ALL.iter().find(|isa| isa.triple == name).unwrap();
        let data = program("several", isa, &cases::commit(isa, commit), Link::Fixed, &[]);
        let found = Inspection::read(&data).unwrap().findings;
        let [finding] = &found[..] else { panic!("{name}: {found:#?}") };
        assert!(finding.message.contains("half of it may be seen"), "{name}: {found:#?}");
    }
}

/// Bytes in the section that are no instruction. (Of `LoongArch`, every word may be one: what is not known is `known`.)
#[test]
fn what_is_no_instruction_is_found() {
    for (name, bytes) in [
        ("x86_64-unknown-linux-gnu", &[0x06][..]),
        ("aarch64-unknown-linux-gnu", &[0xff; 4]),
        ("riscv64gc-unknown-linux-gnu", &[0xff; 4]),
        ("powerpc64le-unknown-linux-gnu", &[0; 4]),
    ] {
        let isa = isa::ALL.iter().find(|isa| isa.triple == name).unwrap();
        let mut data = good(isa, Link::Fixed, false);
        let inspection = Inspection::read(&data).unwrap();
        let section = &inspection.sections[0];
        let byte = |hex: &[u8]| u8::from_str_radix(str::from_utf8(hex).unwrap(), 16).unwrap();
        let text: String = section.instructions.iter().map(|line| line.bytes.as_str()).collect();
        let code: Vec<u8> = text.as_bytes().chunks(2).map(byte).collect();
        let start = data.windows(code.len()).position(|window| window == code).unwrap();
        let at = start + code.len() - section.commit().unwrap().bytes.len() / 2;
        data[at..at + bytes.len()].copy_from_slice(bytes);
        let found = Inspection::read(&data).unwrap().findings;
        let [finding] = &found[..] else { panic!("{name}: {found:#?}") };
        assert_eq!((finding.rule.name(), &*finding.message), ("decoded", "no instruction"));
    }
}

/// The tables too.
#[test]
fn every_flipped_bit_of_the_tables_is_found() {
    for_each_isa(|isa| {
        let data = good(isa, Link::Fixed, false);
        for table in ["__rseq_cs_ptr_array", "__rseq_exit_point_array"] {
            for byte in bytes_of(&data, table) {
                for bit in bits(isa, byte) {
                    let mut data = data.clone();
                    data[byte] ^= 1 << bit;
                    let inspection = Inspection::read(&data).unwrap();
                    // An exit that no branch takes may be anywhere in code.
                    let abort = inspection.sections[0].abort;
                    let harmless = inspection.findings.is_empty()
                        && inspection.sections[0]
                            .exits
                            .iter()
                            .any(|exit| exit.abs_diff(abort) < 4096);
                    assert!(
                        !inspection.findings.is_empty() || harmless,
                        "{}: {table}, byte {byte:#x}, bit {bit}",
                        isa.triple
                    );
                }
            }
        }
    });
}

#[test]
fn what_is_no_program_is_refused() {
    let isa = &isa::ALL[0];
    let data = good(isa, Link::Fixed, false);
    let error = |data: &[u8]| Inspection::read(data).unwrap_err();
    assert_eq!(error(b""), Error::Empty);
    assert_eq!(error(b"#!/bin/sh\n"), Error::NotElf("a script"));
    assert_eq!(error(b"some text"), Error::NotElf("text"));
    assert_eq!(error(b"MZ\x90"), Error::NotElf("a Windows program"));
    assert_eq!(error(b"!<arch>\nx"), Error::Archive);
    assert!(matches!(error(b"!<thin>\nx"), Error::NotElf(text) if text.contains("thin")));
    assert!(matches!(error(&data[..20]), Error::Truncated { len: 20, expected: 64, .. }));
    let error_at_half = error(&data[..data.len() / 2]);
    assert!(error_at_half.to_string().contains("truncated: the section table"), "{error_at_half}");
    // An object file, and another machine.
    let mut object = data.clone();
    object[16] = 1;
    assert!(Inspection::read(&object).is_ok());
    let mut sparc = data.clone();
    sparc[18] = 43;
    assert_eq!(error(&sparc), Error::Machine(43));
    assert!(error(&sparc).to_string().contains("machine 43"));
    // No section table.
    let mut bare = data.clone();
    bare[0x28..0x30].fill(0);
    bare[0x3c..0x40].fill(0);
    assert_eq!(error(&bare), Error::NoSectionTable);
}
