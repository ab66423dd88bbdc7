//! A section as it is read: its descriptor, its instructions, what arms it, and where it is left to.

use crate::arch::Architecture;
use crate::decode::{Decoder, Mode};
use crate::evaluate::Registers;
use crate::image::{self, Image};
use crate::insn::{Flow, Instruction, Op, Place};
use crate::lines::{Lines, Origin};

/// The bytes of a descriptor, and what its address has to be a multiple of.
pub const DESCRIPTOR_SIZE: u64 = 32;
/// Longer sections are not read. The kernel has no limit, but no sense is known of one.
pub const MAX_LENGTH: u64 = 16 * 1024;
/// More exits of one section are not looked at.
pub const MAX_EXITS: usize = 256;
/// How far before the first instruction the arming store is looked for, in bytes.
const ARMING_REACH: u64 = 64;
/// How many instructions of an abort's landing are read.
const LANDING_LENGTH: usize = 16;

/// A `struct rseq_cs`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Descriptor {
    pub address: u64,
    pub version: u32,
    pub flags: u32,
    pub start: u64,
    pub length: u64,
    pub abort: u64,
}

impl Descriptor {
    pub fn read(image: &Image, address: u64) -> Option<Self> {
        let field = |offset| image.address_field(address.checked_add(offset)?);
        Some(Self {
            address,
            version: image.u32(address)?,
            flags: image.u32(address.checked_add(4)?)?,
            start: field(8)?,
            // A length is not an address, and no relocation writes it.
            length: image.u64(address.checked_add(16)?)?,
            abort: field(24)?,
        })
    }

    /// The address after the commit.
    pub fn post_commit(&self) -> u64 {
        self.start.wrapping_add(self.length)
    }

    /// Whether this descriptor lies at an address, or one that says the same outside the table: where
    /// an instruction cannot reach the table, some programs keep a second one beside their code.
    pub fn is_at(&self, image: &Image, address: u64) -> bool {
        let same = |other: Self| Self { address, ..*self } == other;
        let in_table = || image.named(image::DESCRIPTORS).any(|table| table.contains(address));
        address == self.address || !in_table() && Self::read(image, address).is_some_and(same)
    }

    /// As the kernel tests it.
    pub fn contains(&self, address: u64) -> bool {
        address.wrapping_sub(self.start) < self.length
    }
}

/// What is known about the store that arms a section.
#[derive(Clone, Debug)]
pub enum Arming {
    /// There: the instructions that make the address, and the store, up to the section's start.
    Store {
        instructions: Vec<Instruction>,
        place: Place,
        /// What is stored, if that is known.
        value: Option<u64>,
    },
    /// The instruction before the start is not a store, or there is none.
    Missing,
}

/// A section.
pub struct Section {
    pub descriptor: Descriptor,
    /// Whether its range lies in code and can be read.
    pub readable: bool,
    pub instructions: Vec<Instruction>,
    /// Where reading stopped because there is no instruction.
    pub undecoded: Option<u64>,
    pub arming: Arming,
    /// From the abort address on.
    pub landing: Vec<Instruction>,
    /// What the exit-point array records, the abort address mostly among them.
    pub exits: Vec<u64>,
    pub mode: Mode,
    pub origin: Origin,
}

impl Section {
    /// The committing instruction, which is the last.
    pub fn commit(&self) -> Option<&Instruction> {
        let complete = self.undecoded.is_none();
        self.instructions
            .last()
            .filter(|last| complete && last.end() == self.descriptor.post_commit())
    }
}

/// Every entry of the descriptors' sections.
pub fn descriptors(image: &Image) -> Vec<Descriptor> {
    let mut found = Vec::new();
    for section in image.named(image::DESCRIPTORS) {
        let mut address = section.address;
        while address.checked_add(DESCRIPTOR_SIZE).is_some_and(|end| end <= section.end()) {
            found.extend(Descriptor::read(image, address));
            address += DESCRIPTOR_SIZE;
        }
    }
    found
}

/// The entries of a table of addresses: where each lies, and what it is.
pub fn table(image: &Image, name: &str) -> Vec<(u64, u64)> {
    let size = image.address_size();
    let mut entries = Vec::new();
    for section in image.named(name) {
        let mut at = section.address;
        while at.checked_add(size).is_some_and(|end| end <= section.end()) {
            entries.extend(image.pointer(at).map(|value| (at, value)));
            at += size;
        }
    }
    entries
}

/// Reads a section, unless more bytes have been read than `budget`: sound sections do not overlap, and
/// those of a damaged file may do so many times.
pub fn read(
    image: &Image,
    decoder: &Decoder,
    lines: &Lines,
    descriptor: Descriptor,
    exits: Vec<u64>,
    budget: &mut u64,
) -> Section {
    let Descriptor { start, length, .. } = descriptor;
    let code = image.code_section(start);
    let fits = code.is_some_and(|code| length <= code.end() - start);
    let allowed = fits && length > 0 && length <= MAX_LENGTH;
    let cost = length.saturating_add(ARMING_REACH);
    let readable = allowed && *budget >= cost;
    if readable {
        *budget -= cost;
    }
    let mode = match image.mode(start) {
        Some(mode) => mode,
        None => likely_mode(image, decoder, &descriptor, readable),
    };
    let (instructions, undecoded) =
        if readable { decode(image, decoder, mode, &descriptor) } else { (Vec::new(), None) };
    let arming = if readable { arming(image, decoder, mode, &descriptor) } else { Arming::Missing };
    // Of all its instructions, the one that no compiler shares with the code around.
    let told = instructions.last().map_or(start, |commit| commit.address);
    Section {
        readable,
        undecoded,
        arming,
        landing: landing(image, decoder, mode, descriptor.abort),
        exits,
        mode,
        origin: lines.origin(told, descriptor.abort),
        instructions,
        descriptor,
    }
}

/// Without mapping symbols: the instruction set in which a section reads as one.
fn likely_mode(image: &Image, decoder: &Decoder, descriptor: &Descriptor, readable: bool) -> Mode {
    if !descriptor.start.is_multiple_of(4) {
        return Mode::Thumb;
    }
    if !readable {
        return Mode::Main;
    }
    let score = |mode| {
        let (instructions, undecoded) = decode(image, decoder, mode, descriptor);
        let ends = instructions.last().is_some_and(|last| last.end() == descriptor.post_commit());
        let known = instructions.iter().all(|instruction| instruction.op != Op::Unknown);
        let armed = match arming(image, decoder, mode, descriptor) {
            Arming::Store { value, .. } => {
                value.is_some_and(|value| descriptor.is_at(image, value))
            }
            Arming::Missing => false,
        };
        [undecoded.is_none() && ends, known, armed].into_iter().filter(|good| *good).count()
    };
    if score(Mode::Thumb) > score(Mode::Main) { Mode::Thumb } else { Mode::Main }
}

/// The instructions of the range, up to the first that is none.
fn decode(
    image: &Image,
    decoder: &Decoder,
    mode: Mode,
    descriptor: &Descriptor,
) -> (Vec<Instruction>, Option<u64>) {
    let mut instructions = Vec::new();
    let mut address = descriptor.start;
    while descriptor.contains(address) {
        let decoded = image.code(address).and_then(|code| decoder.decode(mode, code, address));
        let Some(instruction) = decoded.filter(|instruction| !instruction.bytes.is_empty()) else {
            return (instructions, Some(address));
        };
        address = instruction.end();
        instructions.push(instruction);
    }
    (instructions, None)
}

/// The straight code that ends where the section starts, with the arming store as its last
/// instruction.
///
/// Where instructions have several lengths, reading backwards is reading forwards from every place
/// near. Of those that end in a store of a known value, one that stores the descriptor's address
/// counts, else the nearest.
fn arming(image: &Image, decoder: &Decoder, mode: Mode, descriptor: &Descriptor) -> Arming {
    let step = image.architecture.instruction_step();
    let (mut other, mut unknown) = (None, None);
    for distance in (step..=ARMING_REACH).step_by(usize::try_from(step).unwrap_or(1)) {
        let Some(from) = descriptor.start.checked_sub(distance) else { break };
        let Some(instructions) = straight(image, decoder, mode, from, descriptor.start) else {
            continue;
        };
        let Some((last, before)) = instructions.split_last() else { continue };
        let Op::Store(place, stored) = &last.op else { continue };
        let mut registers = Registers::new(image);
        before.iter().for_each(|instruction| registers.step(instruction));
        // What a linker has yet to write is not known.
        let value = registers.value(stored).filter(|_| image.left_out(from..last.end()).is_none());
        let place = place.clone();
        if value.is_some_and(|value| descriptor.is_at(image, value)) {
            let instructions = with_prefix(image, decoder, mode, from, instructions);
            return Arming::Store { instructions, place, value };
        }
        let (slot, instructions) = match value {
            Some(_) => (&mut other, instructions),
            None => (&mut unknown, vec![last.clone()]),
        };
        slot.get_or_insert(Arming::Store { instructions, place, value });
    }
    other.or(unknown).unwrap_or(Arming::Missing)
}

/// Of `x86_64`, an instruction without the prefix that makes it one of 64 bits reads as one of 32: where
/// there is the prefix, it is that.
fn with_prefix(
    image: &Image,
    decoder: &Decoder,
    mode: Mode,
    from: u64,
    instructions: Vec<Instruction>,
) -> Vec<Instruction> {
    let longer = || {
        let from = from.checked_sub(1)?;
        let is_prefix = matches!(image.code(from)?.first()?, 0x48..=0x4f);
        let end = instructions.last()?.end();
        let longer = straight(image, decoder, mode, from, end)?;
        (is_prefix && longer.len() == instructions.len()).then_some(longer)
    };
    match image.architecture {
        Architecture::X86_64 => longer().unwrap_or(instructions),
        _ => instructions,
    }
}

/// The instructions from one address to another, if they run straight from there to there.
fn straight(
    image: &Image,
    decoder: &Decoder,
    mode: Mode,
    from: u64,
    to: u64,
) -> Option<Vec<Instruction>> {
    let mut instructions = Vec::new();
    let mut address = from;
    while address < to {
        let instruction = decoder.decode(mode, image.code(address)?, address)?;
        if instruction.bytes.is_empty()
            || instruction.flow != Flow::Next
            || instruction.op == Op::Unknown
        {
            return None;
        }
        address = instruction.end();
        instructions.push(instruction);
    }
    (address == to).then_some(instructions)
}

/// What runs after an abort, up to the first jump.
fn landing(image: &Image, decoder: &Decoder, mode: Mode, abort: u64) -> Vec<Instruction> {
    let mut instructions: Vec<Instruction> = Vec::new();
    let mut address = abort;
    while instructions.len() < LANDING_LENGTH {
        let decoded = image.code(address).and_then(|code| decoder.decode(mode, code, address));
        let Some(instruction) = decoded.filter(|instruction| !instruction.bytes.is_empty()) else {
            break;
        };
        address = instruction.end();
        let ends = !matches!(instruction.flow, Flow::Next | Flow::Branch(..));
        instructions.push(instruction);
        if ends {
            break;
        }
    }
    instructions
}
