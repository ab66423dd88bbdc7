//! How many instructions the sections are on each architecture, as tables. The golden assembly is made of
//! the same listings, and `assemble.rs` has the assembler compare the numbers with what it made.

use std::fmt::Write as _;

use super::forms::{self, Form};
use super::listing::{self, Listing, word};
use crate::arch::{self, Arch};

/// A column of the fast paths: what it is called, its form, and whether the slot is tracked.
const COLUMNS: &[(&str, &str, bool)] = &[
    ("untracked `+= 1`", "add_literal", false),
    ("tracked `+= 1`", "add_literal", true),
    ("tracked `=`", "set", true),
    ("tracked stage, `=`", "stage", true),
];

const EXPLANATION: &str = "\
Instructions from the arming of the section to the clearing of `rseq_cs`, both included, on words as
wide as a register. The Rust before them finds the slot (thread pointer, index, event); how many
instructions that takes is up to the compiler.
";

const FORMS: &str = "
Every form of `src/tests/generated/forms.rs`, on a tracked slot (an untracked one saves the compare of the
event and the store of the next). On words smaller than a register too, where the form is listed on them:
\"-\" where a word is not smaller. A form with * copies: its loop, which is run once a word, is counted once.
";

/// `instructions.md`.
pub fn table() -> String {
    let mut text = format!("{EXPLANATION}\n");
    row(&mut text, "", COLUMNS.iter().map(|(title, ..)| (*title).to_owned()));
    rule(&mut text, COLUMNS.len());
    for arch in arch::ALL {
        let forms = forms::all(word(*arch));
        let counts = COLUMNS.iter().map(|(_, name, tracked)| {
            let form = forms.iter().find(|form| form.name == *name && form.size == word(*arch));
            let form = form.expect("the form is listed");
            Listing::new(*arch, form, *tracked).instructions().to_string()
        });
        row(&mut text, arch.name(), counts);
    }
    text += FORMS;
    text.push('\n');
    row(&mut text, "form", arch::ALL.iter().map(|arch| arch.name().to_owned()));
    rule(&mut text, arch::ALL.len());
    let listed: Vec<_> = arch::ALL.iter().map(|arch| (*arch, forms::all(word(*arch)))).collect();
    // Those of the widest word come first, and there are all of them.
    let (_, widest) = listed.iter().max_by_key(|(arch, _)| word(*arch)).expect("there are some");
    let whole = widest.iter().map(|form| form.size).max().expect("there are some");
    for form in widest {
        let size = (form.size < whole).then_some(form.size);
        let title = match size {
            None => form.name.to_owned(),
            Some(1) => format!("{}, 1 byte", form.name),
            Some(size) => format!("{}, {size} bytes", form.name),
        };
        let star = if listing::is_straight(form) { "" } else { "*" };
        let counts = listed.iter().map(|(arch, forms)| count(*arch, forms, form.name, size));
        row(&mut text, &format!("{title}{star}"), counts);
    }
    text
}

/// The instructions of a form, on words of a size or of a register's.
fn count(arch: &dyn Arch, forms: &[Form], name: &str, size: Option<usize>) -> String {
    if size == Some(word(arch)) {
        return "-".to_owned();
    }
    let size = size.unwrap_or(word(arch));
    let form = forms.iter().find(|form| form.name == name && form.size == size);
    let form = form.expect("a form has the same sizes everywhere");
    Listing::new(arch, form, true).instructions().to_string()
}

fn row(text: &mut String, title: &str, cells: impl Iterator<Item = String>) {
    write!(text, "| {title} |").unwrap();
    for cell in cells {
        write!(text, " {cell} |").unwrap();
    }
    text.push('\n');
}

fn rule(text: &mut String, columns: usize) {
    *text += "|---|";
    *text += &"---:|".repeat(columns);
    text.push('\n');
}
