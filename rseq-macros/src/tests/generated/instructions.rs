//! How many instructions the common sequences are on each architecture, as a table.

use std::fmt::Write as _;

use super::forms;
use super::listing::{Listing, word};
use crate::arch;

/// A column: what it is called, its form, and whether the slot is tracked.
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

/// `instructions.md`.
pub fn table() -> String {
    let mut text = format!("{EXPLANATION}\n| |");
    for (title, ..) in COLUMNS {
        write!(text, " {title} |").unwrap();
    }
    text += "\n|---|";
    text += &"---:|".repeat(COLUMNS.len());
    text.push('\n');
    for arch in arch::ALL {
        write!(text, "| {} |", arch.name()).unwrap();
        let forms = forms::all(word(*arch));
        for (_, name, tracked) in COLUMNS {
            let form = forms.iter().find(|form| form.name == *name && form.size == word(*arch));
            let form = form.expect("the form is listed");
            write!(text, " {} |", Listing::new(*arch, form, *tracked).instructions()).unwrap();
        }
        text.push('\n');
    }
    text
}
