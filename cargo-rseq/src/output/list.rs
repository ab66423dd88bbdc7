//! `list`: a table.

use std::io::{self, Write};

use rseq_inspect::{Inspection, Section};

use crate::files::Inspected;

use super::{Kind, Style, count, short};

const HEADINGS: [&str; 7] =
    ["descriptor", "function", "source", "bytes", "instructions", "commit", "exits"];

pub fn list(out: &mut impl Write, style: Style, inspected: &Inspected) -> io::Result<()> {
    let Inspection { architecture, sections, .. } = &inspected.inspection;
    writeln!(out, "{}: {architecture}, {}", inspected.name, count(sections.len(), "section"))?;
    if sections.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = sections.iter().map(row).collect();
    let mut widths = HEADINGS.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    line(out, style, &HEADINGS.map(str::to_owned), widths, [Kind::Heading; 7])?;
    let kinds = {
        use Kind::{Commit, Faint, Name, Plain};
        [Faint, Name, Plain, Plain, Plain, Commit, Plain]
    };
    for row in &rows {
        line(out, style, row, widths, kinds)?;
    }
    Ok(())
}

fn row(section: &Section) -> [String; 7] {
    let commit = section
        .commit()
        .map(|commit| format!("{} {}", commit.mnemonic, commit.operands).trim_end().to_owned());
    let exits = match section.exits.len() {
        0 => "fail".to_owned(),
        more => format!("fail + {more}"),
    };
    [
        format!("{:#x}", section.descriptor),
        section.function.clone().unwrap_or_else(|| "?".to_owned()),
        section.location.as_deref().map_or("?", short).to_owned(),
        section.bytes.to_string(),
        section.instructions.len().to_string(),
        commit.unwrap_or_else(|| "none".to_owned()),
        exits,
    ]
}

fn line(
    out: &mut impl Write,
    style: Style,
    cells: &[String; 7],
    widths: [usize; 7],
    kinds: [Kind; 7],
) -> io::Result<()> {
    let mut text = String::new();
    for ((cell, width), kind) in cells.iter().zip(widths).zip(kinds) {
        text += &style.fill(kind, cell, width);
        text += "  ";
    }
    writeln!(out, "{}", text.trim_end())
}
