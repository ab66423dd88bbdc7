//! What the macro makes of every form, as files to read: the folder `golden`.
//!
//! `BLESS=1 cargo test -p rseq-macros golden` writes all of them anew, after a change that is meant;
//! the change then shows in the review as what it does to the generated code.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::forms::{self, Form};
use super::listing::{self, Listing};
use super::{expansion, instructions};
use crate::arch::{self, Arch};
use crate::ir::StepKind;

const FOLDER: &str = "golden";

/// All files by name, as they should be.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    files.insert("pseudo-code.txt".into(), pseudo_code());
    for arch in arch::ALL {
        files.insert(format!("{}.s", arch.name()), assembly(*arch));
    }
    files.insert("expansion.x86_64.rs".into(), expansion::x86_64());
    files.insert("expansion.portable.rs".into(), expansion::portable());
    files.insert("instructions.md".into(), instructions::table());
    files
}

/// The IR of every form.
fn pseudo_code() -> String {
    let mut text = String::from("The sections of `src/tests/generated/forms.rs` in pseudo-code.\n");
    // The IR knows no sizes: those of the word's size are all.
    for form in forms::all(8).into_iter().filter(|form| form.size == 8) {
        writeln!(text, "\n{}:", form.name).unwrap();
        for line in form.lines() {
            writeln!(text, "    {line}").unwrap();
        }
        writeln!(text, "\n{}", form.section).unwrap();
    }
    text
}

/// The assembly of every form.
fn assembly(arch: &dyn Arch) -> String {
    let mut text = format!(
        "# The sections of `src/tests/generated/forms.rs` on {}, for a tracked slot and the index `CpuId`.\n\
         # What stands in braces is an operand, which rustc gives a register, an address or a number.\n\
         # `pseudo-code.txt` says what each does. The landings and tables behind a section are printed\n\
         # where they differ: for the first, and where there are checks. Of words smaller than a\n\
         # register, what differs from the section on whole ones is printed.\n",
        arch.name(),
    );
    let word = listing::word(arch);
    let (whole, smaller) =
        forms::all(word).into_iter().partition::<Vec<_>, _>(|form| form.size == word);
    for (index, form) in whole.iter().enumerate() {
        let listing = Listing::new(arch, form, true);
        title(&mut text, form, &listing);
        for line in form.lines().chain(listing.operands.lines()) {
            writeln!(text, "# {line}").unwrap();
        }
        lines(&mut text, &listing.straight);
        let mut steps = form.section.steps.iter();
        let checks = steps.any(|step| matches!(step.kind, StepKind::Compare { .. }));
        if index == 0 || checks {
            lines(&mut text, &listing.rest);
        }
    }
    for form in &smaller {
        let whole = whole.iter().find(|whole| whole.name == form.name);
        let whole = Listing::new(arch, whole.expect("it is listed on whole words too"), true);
        let listing = Listing::new(arch, form, true);
        assert!(whole.rest == listing.rest && whole.operands == listing.operands);
        title(&mut text, form, &listing);
        lines(&mut text, different(&listing.straight, &whole.straight));
    }
    text
}

/// The comment over a section.
fn title(text: &mut String, form: &Form, listing: &Listing) {
    let s = if form.size == 1 { "" } else { "s" };
    write!(text, "\n# {}, {} byte{s}", form.name, form.size).unwrap();
    if listing::is_straight(form) {
        write!(text, ": {} instructions", listing.instructions()).unwrap();
    }
    text.push('\n');
}

fn lines(text: &mut String, lines: &[String]) {
    for line in lines {
        let indent = if line.ends_with(':') { "" } else { "    " };
        writeln!(text, "{indent}{line}").unwrap();
    }
}

/// From the first to the last line in which one listing differs from another.
fn different<'a>(lines: &'a [String], from: &[String]) -> &'a [String] {
    let same = |(a, b): &(&String, &String)| a == b;
    let before = lines.iter().zip(from).take_while(same).count();
    let (lines, from) = (&lines[before..], &from[before..]);
    let after = lines.iter().rev().zip(from.iter().rev()).take_while(same).count();
    &lines[..lines.len() - after]
}

/// What is wrong with the files of a folder.
fn differences(folder: &Path, files: &BTreeMap<String, String>) -> io::Result<Vec<String>> {
    let mut differences = Vec::new();
    for (name, text) in files {
        match fs::read_to_string(folder.join(name)) {
            Ok(found) if found == *text => {}
            Ok(found) => {
                let same = found.lines().zip(text.lines()).take_while(|(old, new)| old == new);
                let line = same.count();
                let [old, new] =
                    [&found, text].map(|text| text.lines().nth(line).unwrap_or("the end"));
                differences.push(format!("{name}:{}: `{old}` should be `{new}`", line + 1));
            }
            Err(error) => differences.push(format!("{name}: {error}")),
        }
    }
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !files.contains_key(&name) {
            differences.push(format!("{name}: no such golden file is made any more"));
        }
    }
    Ok(differences)
}

/// Makes the folder as it should be.
fn bless(folder: &Path, files: &BTreeMap<String, String>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !files.contains_key(&*entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    for (name, text) in files {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

#[test]
fn golden() {
    let (folder, files) = (Path::new(FOLDER), files());
    if env::var_os("BLESS").is_some() {
        bless(folder, &files).unwrap();
    }
    let differences = differences(folder, &files).unwrap();
    assert!(
        differences.is_empty(),
        "generated code has changed:\n{}\nif that is meant: BLESS=1 cargo test -p rseq-macros golden",
        differences.join("\n"),
    );
}

/// The control: a stale, a missing and a superfluous file are found, and blessing mends them.
#[test]
fn stale_missing_and_superfluous_files_are_found() {
    let folder = super::assemble::scratch().join("golden");
    let files = ["one", "two", "three"].map(|name| (name.to_owned(), format!("{name}\nline\n")));
    let files = BTreeMap::from(files);
    bless(&folder, &files).unwrap();
    assert!(differences(&folder, &files).unwrap().is_empty());
    fs::write(folder.join("one"), "one\n").unwrap();
    fs::remove_file(folder.join("two")).unwrap();
    fs::write(folder.join("four"), "").unwrap();
    let found = differences(&folder, &files).unwrap();
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[0], "one:2: `the end` should be `line`");
    assert!(found[1].starts_with("two: "), "{found:?}");
    assert!(found[2].starts_with("four: "), "{found:?}");
    bless(&folder, &files).unwrap();
    assert!(differences(&folder, &files).unwrap().is_empty());
}
