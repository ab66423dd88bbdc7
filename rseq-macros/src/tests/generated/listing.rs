//! The assembly of a form as the assembler sees it.

use super::forms::Form;
use crate::arch::Arch;
use crate::arch::frame::{self, Source};
use crate::ir::StepKind;

/// The bytes of a register.
pub fn word(arch: &dyn Arch) -> usize {
    if arch.address() == ".long" { 4 } else { 8 }
}

/// The file's name in what is printed; what is parsed from a string has a number.
pub const FILE: &str = "forms.rs";

/// An assembled section, with what only the assembler knows: the sizes of words, the tracking, and
/// the numbers of the kernel's ABI.
pub struct Listing {
    /// What is run unless the section is left, up to where the landings begin.
    pub straight: Vec<String>,
    /// The landings and the tables.
    pub rest: Vec<String>,
    /// Its operands.
    pub operands: String,
}

impl Listing {
    pub fn new(arch: &dyn Arch, form: &Form, tracked: bool) -> Self {
        let assembly = frame::assemble(arch, &form.section);
        let file = form.section.site.file();
        let mut straight = Vec::new();
        // Whether each enclosing `.if` is taken: now, and ever.
        let mut taken: Vec<(bool, bool)> = Vec::new();
        for (line, _) in &assembly.lines {
            if frame::is_mark(line) {
                continue;
            }
            let line = constants(line, form.size, tracked).replace(&file, FILE);
            if let Some(condition) = line.strip_prefix(".if ") {
                let holds = holds(condition);
                taken.push((holds, holds));
            } else if line.starts_with(".ifndef ") {
                // The first of its name, and not inlined once more.
                taken.push((true, true));
            } else if let Some(condition) = line.strip_prefix(".elseif ") {
                let (now, ever) = taken.last_mut().expect("`.elseif` follows `.if`");
                *now = !*ever && holds(condition);
                *ever |= *now;
            } else if line == ".else" {
                let (now, ever) = taken.last_mut().expect("`.else` follows `.if`");
                *now = !*ever;
            } else if line == ".endif" {
                taken.pop().expect("`.endif` follows `.if`");
            } else if taken.iter().all(|(now, _)| *now) {
                straight.push(line);
            }
        }
        assert!(taken.is_empty(), "{}: every `.if` ends", form.name);
        let (open, _) = arch.landing();
        let landings = straight.iter().position(|line| line == open);
        let landings = landings.expect("every section has landings");
        let mut rest = straight.split_off(landings);
        if !open.starts_with('.') {
            // A jump around them.
            straight.push(rest.remove(0));
        }
        Self { straight, rest, operands: operands(&assembly) }
    }

    /// The instructions from the arming of the section to the clearing of `rseq_cs`, both included.
    pub fn instructions(&self) -> usize {
        self.straight.iter().map(|line| instructions(line)).sum()
    }
}

/// Whether the section is a straight line: it copies nothing.
pub fn is_straight(form: &Form) -> bool {
    !form.section.steps.iter().any(|step| matches!(step.kind, StepKind::Copy { .. }))
}

/// How many instructions the assembler makes of a line; `assemble.rs` compares with what it did.
fn instructions(line: &str) -> usize {
    let (mnemonic, operands) = line.split_once(' ').unwrap_or((line, ""));
    if line.starts_with('.') || line.ends_with(':') {
        return 0;
    }
    let number = operands.rsplit(' ').next().and_then(|number| number.parse::<i64>().ok());
    match (mnemonic, number) {
        // The upper part of a distance, and the lower.
        ("lla" | "la.pcrel", _) => 2,
        ("li", Some(number)) => constant_on_riscv64(number),
        ("li.d", Some(number)) => constant_on_loongarch64(number),
        _ => 1,
    }
}

/// 12 bits with their sign, or 20 bits and 12. What has 32 bits and no sign is shifted into place.
fn constant_on_riscv64(number: i64) -> usize {
    match number {
        -0x800..=0x7ff => 1,
        0xffff_ffff | 0x8000_0000 => 2,
        _ => {
            2 - usize::from(number.trailing_zeros() >= 12)
                + usize::from(i32::try_from(number).is_err())
        }
    }
}

/// 12 bits with their sign or without, or 20 bits and 12; then the upper half, unless it is the sign.
fn constant_on_loongarch64(number: i64) -> usize {
    #[expect(clippy::cast_possible_truncation)] // the lower half is meant
    let low = number as i32;
    let lower = match low {
        -0x800..=0xfff => 1,
        _ => 2 - usize::from(low.trailing_zeros() >= 12),
    };
    lower + usize::from(i64::from(low) != number)
}

/// Replaces the `const` operands.
fn constants(line: &str, size: usize, tracked: bool) -> String {
    let mut pieces = line.split('{');
    let mut replaced = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}').expect("a brace closes");
        match name {
            "tracked" => replaced.push_str(if tracked { "1" } else { "0" }),
            "marked" => replaced.push('0'),
            "field_offset" => replaced.push('4'),
            "rseq_cs" => replaced.push('8'),
            _ if is_size(name) => replaced.push_str(&size.to_string()),
            _ => replaced.extend(["{", name, "}"]),
        }
        replaced.push_str(rest);
    }
    replaced
}

/// `s0` and the like, of places; `z0`, of copies.
fn is_size(name: &str) -> bool {
    name.strip_prefix(['s', 'z']).is_some_and(|number| number.parse::<usize>().is_ok())
}

/// The value of a condition that an assembler's `.if` is given.
fn holds(condition: &str) -> bool {
    match condition.split_once(" == ") {
        Some((left, right)) => left == right,
        None => condition != "0",
    }
}

/// The registers; the words of the block; where in it the values lie that the tail is given.
fn operands(assembly: &frame::Assembly) -> String {
    let inputs = list(assembly.inputs.iter().map(|(name, _)| name.clone()));
    let mut text = format!("registers: {inputs}; scratch: {}", assembly.scratch.join(", "));
    if !assembly.block.is_empty() {
        let words = assembly.block.iter().enumerate();
        let words = words.map(|(word, source)| source.map_or(format!("#{word}"), Source::name));
        text = format!("{text}\nblock: {}", list(words));
    }
    if !assembly.kept.is_empty() {
        let kept = assembly.kept.iter().map(|(fetch, word)| format!("f{fetch} in #{word}"));
        text = format!("{text}\nkept: {}", list(kept));
    }
    text
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}
