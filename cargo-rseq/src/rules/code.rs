//! Rules on the instructions of a section, and on what may enter it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, Rule};
use crate::decode::Decoder;
use crate::image::{EXITS, Image};
use crate::insn::{Flow, Instruction, Op, Operand};
use crate::pseudo;
use crate::section::{Arming, Section};
use crate::symbolic::{self, Symbols};

pub fn check(image: &Image, section: &Section, entries: &Entries, findings: &mut Findings) {
    if let Some(at) = section.undecoded {
        findings.error(Rule::Decoded, at, "no instruction");
    }
    for instruction in &section.instructions {
        flow(instruction, findings);
        if let Some(what) = image.left_out(instruction.address..instruction.end()) {
            let message = format!("{} has a {what}: not judged", quoted(instruction));
            findings.warning(Rule::Placed, instruction.address, message);
        }
    }
    branches(image, section, findings);
    commit(section, findings);
    stores(section, findings);
    entered(section, entries, findings);
}

/// The text of an instruction.
fn quoted(instruction: &Instruction) -> String {
    format!("`{}`", format!("{} {}", instruction.mnemonic, instruction.operands).trim_end())
}

/// Instructions that have no place in a section.
fn flow(instruction: &Instruction, findings: &mut Findings) {
    let at = instruction.address;
    let text = quoted(instruction);
    match instruction.flow {
        Flow::Next | Flow::Jump(_) | Flow::Branch(..) => {}
        Flow::Call => findings.error(Rule::Call, at, format!("{text} calls")),
        Flow::Return => findings.error(Rule::Return, at, format!("{text} returns")),
        Flow::Indirect => findings.error(Rule::Indirect, at, format!("{text} may go anywhere")),
        Flow::Trap => findings.error(Rule::Trap, at, format!("{text} traps")),
        Flow::System => findings.error(Rule::SystemCall, at, format!("{text} is a system call")),
    }
    match instruction.op {
        Op::Stack => {
            findings.error(
                Rule::Stack,
                at,
                format!("{text} moves the stack pointer, which an abort does not undo"),
            );
        }
        Op::Unknown if instruction.flow == Flow::Next => {
            findings.warning(
                Rule::Known,
                at,
                format!("{text} is not known to the inspector: not judged"),
            );
        }
        _ => {}
    }
}

fn branches(image: &Image, section: &Section, findings: &mut Findings) {
    let beginnings: BTreeSet<u64> =
        section.instructions.iter().map(|instruction| instruction.address).collect();
    let recorded = image.named(EXITS).next().is_some();
    for instruction in &section.instructions {
        let Some(target) = instruction.target() else { continue };
        if image.left_out(instruction.address..instruction.end()).is_some() {
            continue;
        }
        if section.descriptor.contains(target) {
            if !beginnings.contains(&target) && section.undecoded.is_none() {
                let message = format!("a branch to {target:#x}, into an instruction");
                findings.error(Rule::Target, instruction.address, message);
            }
        } else if target != section.descriptor.abort && !section.exits.contains(&target) {
            let message = format!("a branch leaves to {target:#x}, which is no recorded exit");
            if recorded {
                findings.error(Rule::Exit, instruction.address, message);
            } else {
                let message = format!("{message} (there is no {EXITS})");
                findings.warning(Rule::Exit, instruction.address, message);
            }
        }
    }
}

fn commit(section: &Section, findings: &mut Findings) {
    if section.undecoded.is_some() {
        return;
    }
    let Some(last) = section.instructions.last() else { return };
    let at = last.address;
    let Some(commit) = section.commit() else {
        let message = format!(
            "the last instruction ends at {:#x}, the section at {:#x}",
            last.end(),
            section.descriptor.post_commit()
        );
        findings.error(Rule::Decoded, at, message);
        return;
    };
    let text = quoted(commit);
    match commit.op {
        Op::Store(..) if pseudo::advance(section) == Some(at) => {
            let message =
                format!("the last instruction {text} stores the next event: the commit is outside");
            findings.warning(Rule::Commit, at, message);
        }
        Op::Store(..) | Op::Modify(_) if commit.flow == Flow::Next => {}
        Op::StoreMany(_) => {
            let message =
                format!("the last instruction {text} is not one store: half of it may be seen");
            findings.warning(Rule::Commit, at, message);
        }
        _ => findings.error(Rule::Commit, at, format!("the last instruction {text} is no store")),
    }
}

/// Stores before the commit: stages and the event, which may be made again after a restart.
fn stores(section: &Section, findings: &mut Findings) {
    let mut symbols = Symbols::default();
    let mut armed = None;
    if let Arming::Store { instructions, place, .. } = &section.arming {
        instructions.iter().for_each(|instruction| symbols.step(instruction));
        armed = Some(symbols.place(place));
    }
    let last = section.instructions.last().map(|last| last.address);
    let mut earlier: Vec<(u64, String)> = Vec::new();
    for instruction in &section.instructions {
        let at = instruction.address;
        match &instruction.op {
            Op::Store(place, value) => {
                let place = symbols.place(place);
                if armed.as_ref() == Some(&place) {
                    findings.error(Rule::Disarmed, at, "a store to `rseq_cs` inside the section");
                }
                if last == Some(at) {
                    let before = earlier.iter().filter(|(_, earlier)| *earlier == place);
                    for (at, _) in before {
                        let message = "a store to the place of the commit before the commit";
                        findings.warning(Rule::EarlyCommit, *at, message);
                    }
                } else if repeats(&symbols, &place, value) {
                    let message = "a store of what was loaded from the same place, changed: a restart repeats it";
                    findings.error(Rule::Repeat, at, message);
                }
                earlier.push((at, place));
            }
            Op::Modify(_) if last != Some(at) => {
                let text = quoted(instruction);
                let message =
                    format!("{text} before the commit reads and writes: a restart repeats it");
                findings.error(Rule::Repeat, at, message);
            }
            _ => {}
        }
        symbols.step(instruction);
    }
}

/// Whether what is stored depends on what the section loaded from the same place.
fn repeats(symbols: &Symbols, place: &str, value: &Operand) -> bool {
    let value = symbols.operand(value);
    let loaded = symbolic::load(place);
    value != loaded && value.contains(&loaded)
}

/// Where branches with fixed targets go, from landings and from the functions around sections.
pub struct Entries {
    /// The branches to each target.
    to: BTreeMap<u64, BTreeSet<u64>>,
}

/// Longer functions are not read.
const MAX_FUNCTION: u64 = 1 << 20;

impl Entries {
    pub fn of(image: &Image, decoder: &Decoder, sections: &[Section], mut budget: u64) -> Self {
        let mut to: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
        let mut functions = BTreeMap::new();
        // Data in the middle of code, which may read as a branch.
        let mut signatures = BTreeSet::new();
        for section in sections {
            signatures.insert(section.descriptor.abort.wrapping_sub(4));
            for instruction in &section.landing {
                if let Some(target) = instruction.target() {
                    to.entry(target).or_default().insert(instruction.address);
                }
            }
            let function = image.function(section.descriptor.start);
            if let Some(function) = function.filter(|function| function.size <= MAX_FUNCTION) {
                functions.insert(function.address, (function.size, section.mode));
            }
        }
        for (start, (size, mode)) in functions {
            if size > budget {
                break;
            }
            budget -= size;
            let mut address = start;
            while address.wrapping_sub(start) < size {
                let decoded = image
                    .code(address)
                    .filter(|_| !signatures.contains(&address) && image.mode(address).is_some())
                    .and_then(|code| decoder.flow(mode, code, address));
                let Some((len, flow)) = decoded else {
                    address =
                        address.wrapping_add(image.architecture.instruction_step().max(2) & !1);
                    continue;
                };
                if let Flow::Jump(target) | Flow::Branch(target, _) = flow {
                    to.entry(target).or_default().insert(address);
                }
                address = address.wrapping_add(len);
            }
        }
        Self { to }
    }
}

/// A jump into a section, past the arming store, runs it unprotected. So does one back from where an
/// abort lands: the kernel has cleared `rseq_cs`.
fn entered(section: &Section, entries: &Entries, findings: &mut Findings) {
    let descriptor = &section.descriptor;
    let range = descriptor.start..descriptor.post_commit();
    for (target, from) in entries.to.range(range) {
        for from in from.iter().filter(|from| !descriptor.contains(**from)) {
            let message = format!("a jump to {target:#x} enters the section without arming it");
            findings.error(Rule::Entered, *from, message);
        }
    }
}
