//! What a user of the library sees: plain data.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::arch::Architecture;
use crate::decode::{Decoder, Mode};
use crate::error::Error;
use crate::image::{EXITS, Image};
use crate::insn::{Instruction, Op};
use crate::lines::{Dwarf, Lines, demangle};
use crate::pseudo::{self, Note, Role};
use crate::rules::{self, Finding, Severity};
use crate::section::{self, Arming, MAX_EXITS};

/// Everything about the sections of a file.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Inspection {
    /// What it is for.
    pub architecture: Architecture,
    /// Its byte order.
    pub big_endian: bool,
    /// Its sections, in the order of their descriptors.
    pub sections: Vec<Section>,
    /// What is wrong with them, section by section.
    pub findings: Vec<Finding>,
}

/// A section.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Section {
    /// The address of its descriptor.
    pub descriptor: u64,
    /// `start_ip`
    pub start: u64,
    /// `post_commit_offset`
    pub bytes: u64,
    /// `abort_ip`
    pub abort: u64,
    /// In an object file, whose addresses are this crate's: the start as a section and an offset.
    pub within: Option<String>,
    /// The function that it is in, if DWARF or a symbol says so.
    pub function: Option<String>,
    /// `file:line` of the sequence, if DWARF or the symbol of its landing says so.
    pub location: Option<String>,
    /// The symbol of what is run after an abort: `rseq abort in MODULE at FILE:LINE` for a sequence of
    /// `restartable`.
    pub abort_symbol: Option<String>,
    /// The instructions are Thumb-2.
    pub thumb: bool,
    /// Makes the descriptor's address and stores it.
    pub arming: Vec<Line>,
    /// The section, up to the commit.
    pub instructions: Vec<Line>,
    /// What follows the commit, up to the clearing of `rseq_cs`.
    pub after: Vec<Line>,
    /// What follows the abort address, up to the first jump.
    pub landing: Vec<Line>,
    /// The recorded exits besides the abort address.
    pub exits: Vec<u64>,
}

/// An instruction with what it is for.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Line {
    /// Where it lies.
    pub address: u64,
    /// Its bytes, in hexadecimal.
    pub bytes: String,
    /// Its name.
    pub mnemonic: String,
    /// Its operands.
    pub operands: String,
    /// What it is for.
    pub role: Role,
    /// The same in pseudo-code; empty where that takes another instruction too.
    pub pseudo: String,
    /// Its `file:line`, if DWARF says so. What a compiler makes of one piece of inline assembly has one
    /// line, that of the sequence; what an assembler makes of a file of its own has the line of each.
    pub location: Option<String>,
}

impl Inspection {
    /// Reads a file.
    ///
    /// A file without sections is fine, and has none here. One that is damaged may have findings,
    /// however little sense it makes: this neither panics nor loops, and takes time and memory in
    /// proportion to the file.
    ///
    /// # Errors
    ///
    /// [`Error`] where it is not an ELF file of one of the architectures, or ends too early;
    /// [`Error::Archive`] for a static library, which [`members`](crate::members) takes apart.
    pub fn read(data: &[u8]) -> Result<Self, Error> {
        let image = Image::parse(data)?;
        let decoder = Decoder::new(image.architecture, image.big_endian)?;
        let descriptors = section::descriptors(&image);
        let dwarf = if descriptors.is_empty() { Dwarf::default() } else { Dwarf::read(&image) };
        let lines = Lines::new(&image, &dwarf);
        let mut exits: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for pair in section::table(&image, EXITS).chunks_exact(2) {
            let exits = exits.entry(pair[0].1).or_default();
            if exits.len() < MAX_EXITS {
                exits.push(pair[1].1);
            }
        }
        let mut budget = 4 * data.len() as u64;
        let sections: Vec<section::Section> = descriptors
            .into_iter()
            .map(|descriptor| {
                let exits = exits.get(&descriptor.start).cloned().unwrap_or_default();
                section::read(&image, &decoder, &lines, descriptor, exits, &mut budget)
            })
            .collect();
        let findings = rules::lint(&image, &decoder, &sections, data.len() as u64);
        let sections =
            sections.iter().map(|section| Section::of(&image, &decoder, &lines, section)).collect();
        Ok(Self {
            architecture: image.architecture,
            big_endian: image.big_endian,
            sections,
            findings,
        })
    }

    /// The sections whose function or location contains this text, or whose descriptor or start is
    /// this address.
    pub fn find<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Section> {
        let address = name.strip_prefix("0x").and_then(|hex| u64::from_str_radix(hex, 16).ok());
        let contains =
            move |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains(name));
        self.sections.iter().filter(move |section| match address {
            Some(address) => {
                address == section.descriptor || address.wrapping_sub(section.start) < section.bytes
            }
            None => contains(&section.function) || contains(&section.location),
        })
    }

    /// How many findings are as bad.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

impl Section {
    fn of(image: &Image, decoder: &Decoder, from: &Lines, section: &section::Section) -> Self {
        let lines = |instructions: &[Instruction], notes| lines(from, instructions, notes);
        let descriptor = section.descriptor;
        let (arming, notes) = pseudo::annotate(section);
        let empty = Vec::new();
        let armed = match &section.arming {
            Arming::Store { instructions, .. } => instructions,
            Arming::Missing => &empty,
        };
        let after = after(image, decoder, section);
        Self {
            descriptor: descriptor.address,
            start: descriptor.start,
            bytes: descriptor.length,
            abort: descriptor.abort,
            within: image.within(descriptor.start),
            function: section.origin.function.clone(),
            location: section.origin.location.clone(),
            abort_symbol: image.function(descriptor.abort).map(|symbol| demangle(&symbol.name)),
            thumb: section.mode == Mode::Thumb,
            arming: lines(armed, arming),
            instructions: lines(&section.instructions, notes),
            after: lines(&after, pseudo::outside(section, &after)),
            landing: lines(&section.landing, pseudo::outside(section, &section.landing)),
            exits: section.exits.iter().copied().filter(|exit| *exit != descriptor.abort).collect(),
        }
    }

    /// The committing instruction.
    pub fn commit(&self) -> Option<&Line> {
        self.instructions.last().filter(|line| line.role == Role::Commit)
    }
}

/// The instructions after the commit, up to the first store.
fn after(image: &Image, decoder: &Decoder, section: &section::Section) -> Vec<Instruction> {
    let mut instructions = Vec::new();
    let mut address = section.descriptor.post_commit();
    while section.commit().is_some() && instructions.len() < 4 {
        let decoded =
            image.code(address).and_then(|code| decoder.decode(section.mode, code, address));
        let Some(instruction) = decoded.filter(|instruction| !instruction.bytes.is_empty()) else {
            break;
        };
        address = instruction.end();
        let stores = matches!(instruction.op, Op::Store(..));
        instructions.push(instruction);
        if stores {
            return instructions;
        }
    }
    Vec::new()
}

fn lines(lines: &Lines, instructions: &[Instruction], notes: Vec<Note>) -> Vec<Line> {
    let line = |(instruction, (role, pseudo)): (&Instruction, Note)| Line {
        address: instruction.address,
        bytes: instruction
            .bytes
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}")),
        mnemonic: instruction.mnemonic.clone(),
        operands: instruction.operands.clone(),
        role,
        pseudo,
        location: lines.location(instruction.address),
    };
    instructions.iter().zip(notes).map(line).collect()
}
