//! `show`: a section instruction by instruction.

use std::collections::BTreeSet;
use std::io::{self, Write};

use rseq_inspect::{Line, Role, Section};

use crate::files::Inspected;

use super::{Kind, Style, short};

pub fn show(
    out: &mut impl Write,
    style: Style,
    inspected: &Inspected,
    names: &[String],
) -> io::Result<()> {
    let inspection = &inspected.inspection;
    let found: BTreeSet<u64> = names
        .iter()
        .flat_map(|name| inspection.find(name))
        .map(|section| section.descriptor)
        .collect();
    if inspection.sections.is_empty() {
        writeln!(out, "{}: {}, 0 sections", inspected.name, inspection.architecture)?;
    }
    let wanted = |section: &&Section| names.is_empty() || found.contains(&section.descriptor);
    for (at, section) in inspection.sections.iter().filter(wanted).enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        one(out, style, section)?;
    }
    Ok(())
}

fn one(out: &mut impl Write, style: Style, section: &Section) -> io::Result<()> {
    let function = section.function.as_deref().unwrap_or("an unknown function");
    let location = section.location.as_ref().map_or_else(String::new, |at| format!(" at {at}"));
    writeln!(out, "{}{location}", style.paint(Kind::Name, function))?;
    let summary = format!(
        "descriptor {:#x}: {} bytes from {:#x}{}, abort at {:#x}{}",
        section.descriptor,
        section.bytes,
        section.start,
        section.within.as_ref().map_or_else(String::new, |place| format!(" ({place})")),
        section.abort,
        if section.thumb { ", Thumb" } else { "" },
    );
    writeln!(out, "{}", style.paint(Kind::Faint, &summary))?;
    let all = [&section.arming, &section.instructions, &section.after, &section.landing];
    let longest =
        |text: fn(&Line) -> usize| all.iter().flat_map(|lines| lines.iter()).map(text).max();
    // Where all have the line of the section, as of inline assembly, it says nothing more.
    let own = section.instructions.iter().any(|line| line.location != section.location);
    let widths = Widths {
        lines: own && section.instructions.iter().any(|line| line.location.is_some()),
        pseudo: longest(|line| line.pseudo.len()).unwrap_or(0),
        bytes: longest(|line| line.bytes.len()).unwrap_or(0),
        text: longest(|line| line.mnemonic.len() + 1 + line.operands.len()).unwrap_or(0).max(24),
    };
    lines(out, style, &section.arming, &widths)?;
    label(out, style, "start")?;
    lines(out, style, &section.instructions, &widths)?;
    label(out, style, "post_commit")?;
    lines(out, style, &section.after, &widths)?;
    label(out, style, "fail")?;
    if let Some(name) = &section.abort_symbol {
        writeln!(out, "{}", style.paint(Kind::Faint, &format!("in a profile: {name}")))?;
    }
    lines(out, style, &section.landing, &widths)?;
    for (at, exit) in section.exits.iter().enumerate() {
        let text = format!("exit{at} = {exit:#x}");
        writeln!(out, "{}", style.paint(Kind::Faint, &text))?;
    }
    Ok(())
}

/// Of columns.
struct Widths {
    bytes: usize,
    text: usize,
    pseudo: usize,
    /// Whether there is a column of lines.
    lines: bool,
}

fn label(out: &mut impl Write, style: Style, name: &str) -> io::Result<()> {
    writeln!(out, "{}", style.paint(Kind::Heading, &format!("{name}:")))
}

fn lines(out: &mut impl Write, style: Style, lines: &[Line], widths: &Widths) -> io::Result<()> {
    for line in lines {
        let address = style.paint(Kind::Faint, &format!("{:>10x}", line.address));
        let bytes = style.fill(Kind::Faint, &line.bytes, widths.bytes);
        let text = format!("{} {}", line.mnemonic, line.operands);
        let kind = match line.role {
            Role::Commit => Kind::Commit,
            Role::Arm | Role::Index | Role::Event | Role::Advance => Kind::Guard,
            _ => Kind::Plain,
        };
        let text = style.fill(kind, &text, widths.text);
        let role = style.fill(Kind::Faint, &line.role.to_string(), 8);
        let location = line.location.as_deref().filter(|_| widths.lines).map_or("", short);
        let location = style.paint(Kind::Faint, location);
        let width = if location.is_empty() { 0 } else { widths.pseudo };
        let pseudo = style.fill(kind, &line.pseudo, width);
        let row = format!("{address}  {bytes}  {text}  {role}  {pseudo}  {location}");
        writeln!(out, "{}", row.trim_end())?;
    }
    Ok(())
}
