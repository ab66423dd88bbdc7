//! Object files and static libraries: read as what they are linked into is.

mod common;

use common::{Link, cases, for_each_isa, isa, object, program, static_library};
use object::read::elf::{FileHeader, SectionHeader};
use object::{Endianness, elf};
use rseq_inspect::{Error, Inspection, Severity, members};

/// What does not depend on where a linker puts it.
fn text(inspection: &Inspection) -> Vec<String> {
    let [section] = &inspection.sections[..] else {
        panic!("one section, not {}", inspection.sections.len());
    };
    let parts = [&section.arming, &section.instructions, &section.after];
    let lines = parts.into_iter().flatten();
    lines
        .map(|line| {
            let (pseudo, _) = line.pseudo.split_once("goto 0x").unwrap_or((&line.pseudo, ""));
            format!("{} {}: {pseudo}", line.mnemonic, line.role)
        })
        .collect()
}

/// A section that is left for other sections, by every branch that an architecture has for it.
#[test]
fn an_object_file_reads_like_what_is_linked() {
    for_each_isa(|isa| {
        let object = Inspection::read(&object("away-object", isa, &cases::away(isa))).unwrap();
        let linked = program("away", isa, &cases::away(isa), Link::Fixed, &["--no-relax"]);
        let linked = Inspection::read(&linked).unwrap();
        for inspection in [&object, &linked] {
            assert!(inspection.findings.is_empty(), "{}: {:#?}", isa.triple, inspection.findings);
        }
        assert_eq!(text(&object), text(&linked), "{}", isa.triple);
        let section = &object.sections[0];
        assert_eq!(section.function.as_deref(), Some("away"));
        let within = section.within.as_deref().unwrap();
        assert!(within.starts_with(".text.away+0x"), "{within}");
        assert_eq!(linked.sections[0].within, None);
    });
}

/// The entries of the relocations of a section: where each has its type, in bytes of the file.
fn relocation_types(data: &[u8], of: &str) -> Vec<usize> {
    fn find<Elf: FileHeader<Endian = Endianness>>(data: &[u8], of: &str) -> Option<Vec<usize>> {
        let header = Elf::parse(data).unwrap();
        let endian = header.endian().unwrap();
        let sections = header.sections(endian, data).unwrap();
        let name = |kind: &str| format!("{kind}{of}").into_bytes();
        let (_, section) = [".rela", ".rel"]
            .into_iter()
            .find_map(|kind| sections.section_by_name(endian, &name(kind)))?;
        let (at, size) = section.file_range(endian)?;
        let entry: u64 = section.sh_entsize(endian).into();
        // After `r_offset`, in the low byte of `r_info`.
        let word = if header.is_class_64() { 8 } else { 4 };
        let low = if header.is_big_endian() { 2 * word - 1 } else { word };
        let entries = (at..at + size).step_by(usize::try_from(entry).unwrap());
        Some(entries.map(|entry| usize::try_from(entry).unwrap() + low).collect())
    }
    let wide = data[4] == elf::ELFCLASS64.0;
    let found = if wide {
        find::<elf::FileHeader64<Endianness>>(data, of)
    } else {
        find::<elf::FileHeader32<Endianness>>(data, of)
    };
    found.unwrap_or_else(|| panic!("{of} has relocations"))
}

fn rules(inspection: &Inspection) -> Vec<&'static str> {
    inspection.findings.iter().map(|finding| finding.rule.name()).collect()
}

/// What a linker does is not always known. Then it is said, and nothing else is concluded from it.
#[test]
fn relocations_that_are_not_known_are_said() {
    const UNKNOWN: u8 = 255;
    for_each_isa(|isa| {
        let data = object("unknown", isa, &cases::away(isa));
        let patched = |of: &str| {
            let mut data = data.clone();
            for at in relocation_types(&data, of) {
                data[at] = UNKNOWN;
            }
            Inspection::read(&data).unwrap()
        };
        // In the code, they are those of the arming store, and of the branches to the landing.
        let code = patched(".text.away");
        assert_eq!(code.count(Severity::Error), 0, "{}: {:#?}", isa.triple, code.findings);
        let found = rules(&code);
        assert!(found.contains(&"placed") && found.contains(&"not-armed"), "{found:?}");
        let descriptor = patched("__rseq_cs");
        assert!(rules(&descriptor).contains(&"placed"), "{:#?}", descriptor.findings);
    });
}

/// A descriptor of an object file whose addresses no linker will write.
#[test]
fn addresses_that_no_linker_writes_are_found() {
    for_each_isa(|isa| {
        let mut data = object("constant", isa, &cases::good(isa));
        for at in relocation_types(&data, "__rseq_cs") {
            data[at] = 0; // none, for every architecture
        }
        let found = rules(&Inspection::read(&data).unwrap()).join(" ");
        assert!(found.contains("relocated relocated"), "{}: {found}", isa.triple);
    });
}

#[test]
fn static_libraries_are_taken_apart() {
    let isa = &isa::ALL[0];
    let good = object("member", isa, &cases::good(isa));
    let bad = object("members", isa, &cases::program(isa));
    let library = static_library(&[("good.o", &good), ("notes.txt", b"text"), ("bad.o", &bad)]);
    assert_eq!(Inspection::read(&library).unwrap_err(), Error::Archive);
    let found = members(&library).unwrap();
    let names: Vec<_> = found.iter().map(|member| member.name).collect();
    assert_eq!(names, [Some("good.o"), Some("bad.o")]);
    assert!(found[0].data == good && found[1].data == bad);
    assert!(Inspection::read(found[0].data).unwrap().findings.is_empty());

    // A file by itself, an empty library, and one of something else.
    assert!(matches!(&members(&good).unwrap()[..], [one] if one.name.is_none()));
    assert!(members(&static_library(&[])).unwrap().is_empty());
    let text = static_library(&[("notes.txt", b"text")]);
    assert!(matches!(members(&text).unwrap_err(), Error::NotElf(_)));
    // Cut off anywhere, it is damaged, or has fewer members.
    for len in (8..library.len()).step_by(97) {
        match members(&library[..len]) {
            Ok(members) => assert!(members.len() < 2, "{len}"),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// Sections that claim the same bytes many times would take any amount of memory.
#[test]
fn sections_that_share_bytes_are_refused() {
    let isa = &isa::ALL[0];
    let mut data = object("shared", isa, &cases::program(isa));
    let number = |data: &[u8], at: usize, size: usize| {
        data[at..at + size].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
    };
    let (table, count) = (number(&data, 0x28, 8), number(&data, 0x3c, 2));
    let len = data.len() as u64;
    for section in 0..count {
        let header = table + section * 64;
        if number(&data, header + 4, 4) == 1 {
            data[header + 24..header + 32].fill(0);
            data[header + 32..header + 40].copy_from_slice(&len.to_le_bytes());
        }
    }
    let error = Inspection::read(&data).unwrap_err();
    assert!(error.to_string().contains("more bytes than the file"), "{error}");
}
