//! Object files, which no linker has placed yet: gives their sections addresses, and writes what the
//! linker would write into them.
//!
//! Code comes first, from address 0: where a compiler wrote all of it into `.text`, addresses are
//! those of `objdump`. A file of each architecture says what its relocations mean. Those that go
//! through tables which only a linker makes are left out; a section in which one lies is not judged.

mod aarch64;
mod arm;
mod field;
mod loongarch64;
mod powerpc64;
mod riscv64;
mod s390x;
mod x86;

use std::collections::{BTreeMap, HashMap};

use object::elf::{self, RelocationType};
use object::read::{ObjectSection, ObjectSymbol, Relocation, RelocationTarget};
use object::{File, Object, RelocationFlags, SectionFlags, SectionIndex, SymbolSection};

use crate::arch::Architecture;
use crate::error::Error;
use field::Field;

/// What a linker does with a relocation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Action {
    /// Nothing that is seen here.
    Nothing,
    /// It writes a value into a field.
    Write(Formula, Field),
}

/// How a value is made of the address of a symbol, an addend, and where it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Formula {
    /// The address.
    Absolute,
    /// The distance to it.
    Relative,
    /// The distance between pages of 4 KiB.
    Page,
    /// The same, of the page from which the address has a signed offset.
    PageOfSigned,
    /// What the instruction at the address has the high part of.
    Low,
    /// The address and what is there.
    Plus,
    /// What is there, less the address.
    Minus,
    /// The place in a thread's block.
    Thread,
}

/// What a relocation of an architecture means, if that is known.
fn meaning(architecture: Architecture, kind: RelocationType) -> Option<Action> {
    match architecture {
        Architecture::X86_64 => x86::x86_64(kind),
        Architecture::X86 => x86::x86(kind),
        Architecture::Aarch64 => aarch64::meaning(kind),
        Architecture::Arm => arm::meaning(kind),
        Architecture::Riscv64 => riscv64::meaning(kind),
        Architecture::Powerpc64 => powerpc64::meaning(kind),
        Architecture::S390x => s390x::meaning(kind),
        Architecture::Loongarch64 => loongarch64::meaning(kind),
    }
}

/// Larger alignments than a page of any architecture mean nothing here.
const MOST_ALIGNED: u64 = 1 << 16;

/// Where the sections of an object file lie.
pub struct Places {
    architecture: Architecture,
    big_endian: bool,
    wide: bool,
    /// By section.
    addresses: HashMap<SectionIndex, u64>,
    /// Behind everything: symbols of other files are taken to lie there.
    end: u64,
}

/// What the linker writes into a section.
#[derive(Default)]
pub struct Written {
    /// Addresses, by where they are.
    pub addresses: BTreeMap<u64, u64>,
    /// Where something is left out, and what.
    pub left_out: BTreeMap<u64, String>,
}

/// How much of a file may be written to: each section has its own bytes, and each relocation too.
pub struct Budget {
    bytes: u64,
    relocations: u64,
}

impl Budget {
    pub fn new(len: u64) -> Self {
        Self { bytes: len, relocations: len }
    }

    fn take(&mut self, bytes: u64) -> Result<(), Error> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or_else(|| shared("sections"))?;
        Ok(())
    }
}

fn shared(what: &str) -> Error {
    Error::Malformed(format!("its {what} have more bytes than the file"))
}

impl Places {
    pub fn of(file: &File, architecture: Architecture) -> Result<Self, Error> {
        let mut addresses = HashMap::new();
        let mut next = 0_u64;
        for code in [true, false] {
            for section in file.sections() {
                let SectionFlags::Elf { sh_flags, .. } = section.flags() else { continue };
                let is_code = sh_flags.0 & elf::SHF_EXECINSTR.0 != 0;
                if sh_flags.0 & elf::SHF_ALLOC.0 == 0 || is_code != code {
                    continue;
                }
                // Of variables of threads, places in their block are what matters.
                if sh_flags.0 & elf::SHF_TLS.0 != 0 {
                    continue;
                }
                let align = section.align().clamp(1, MOST_ALIGNED);
                let at = next.checked_next_multiple_of(align);
                let end = at.and_then(|at| at.checked_add(section.size()));
                let (Some(at), Some(end)) = (at, end) else {
                    return Err(shared("sections"));
                };
                addresses.insert(section.index(), at);
                next = end;
            }
        }
        Ok(Self {
            architecture,
            big_endian: !file.is_little_endian(),
            wide: file.is_64(),
            addresses,
            end: next.checked_next_multiple_of(16).unwrap_or(next),
        })
    }

    /// Where a section lies, if it is somewhere when a program runs.
    pub fn address(&self, section: SectionIndex) -> Option<u64> {
        self.addresses.get(&section).copied()
    }

    /// What places in a section are counted from: in the others, from their beginning.
    fn base(&self, section: SectionIndex) -> u64 {
        self.address(section).unwrap_or(0)
    }

    /// The address of a symbol, as a linker would have it.
    pub fn symbol<'data>(&self, symbol: &impl ObjectSymbol<'data>) -> u64 {
        match symbol.section() {
            SymbolSection::Section(section) => self.base(section).wrapping_add(symbol.address()),
            SymbolSection::Absolute => symbol.address(),
            // An address of its own; what belongs to threads has any offset in their block.
            _ if symbol.kind() == object::SymbolKind::Tls => 0,
            _ => self.end.wrapping_add(16 * symbol.index().0 as u64),
        }
    }

    fn target(&self, file: &File, relocation: &Relocation) -> Option<u64> {
        match relocation.target() {
            RelocationTarget::Symbol(index) => {
                Some(self.symbol(&file.symbol_by_index(index).ok()?))
            }
            RelocationTarget::Section(index) => Some(self.base(index)),
            RelocationTarget::Absolute => Some(0),
            _ => None,
        }
    }

    /// Writes into the bytes of a section.
    pub fn write<'data>(
        &self,
        file: &File<'data>,
        section: &object::Section<'data, '_>,
        data: &mut [u8],
        budget: &mut Budget,
    ) -> Result<Written, Error> {
        budget.take(data.len() as u64)?;
        let base = self.base(section.index());
        let mut written = Written::default();
        // What `auipc` has the high part of, by its address; the low parts come after all of them.
        let mut highs: BTreeMap<u64, u64> = BTreeMap::new();
        let mut lows = Vec::new();
        for (offset, relocation) in section.relocations() {
            let left = budget.relocations.checked_sub(1);
            budget.relocations = left.ok_or_else(|| shared("relocations"))?;
            let RelocationFlags::Elf { r_type } = relocation.flags() else { continue };
            let at = base.wrapping_add(offset);
            let bytes = usize::try_from(offset).ok().and_then(|offset| data.get_mut(offset..));
            let (Some(bytes), Some(target)) = (bytes, self.target(file, &relocation)) else {
                written.left_out.insert(at, format!("relocation {} of nothing", r_type.0));
                continue;
            };
            let Some(action) = meaning(self.architecture, r_type) else {
                written.left_out.insert(at, format!("relocation {}", r_type.0));
                continue;
            };
            let Action::Write(formula, field) = action else { continue };
            let addend = if relocation.has_implicit_addend() {
                field.read(bytes, self.big_endian).unwrap_or(0)
            } else {
                relocation.addend().cast_unsigned()
            };
            let address = target.wrapping_add(addend);
            let there = || field.read(bytes, self.big_endian).unwrap_or(0);
            let value = match formula {
                Formula::Absolute | Formula::Thread => address,
                Formula::Relative => address.wrapping_sub(at),
                Formula::Page => (address & !0xfff).wrapping_sub(at & !0xfff),
                Formula::PageOfSigned => {
                    (address.wrapping_add(0x800) & !0xfff).wrapping_sub(at & !0xfff)
                }
                Formula::Plus => there().wrapping_add(address),
                Formula::Minus => there().wrapping_sub(address),
                Formula::Low => {
                    lows.push((offset, target, field));
                    continue;
                }
            };
            if formula == Formula::Relative {
                highs.insert(at, value);
            }
            if formula == Formula::Absolute && field.holds_address(self.address_size()) {
                written.addresses.insert(at, if self.wide { value } else { value & 0xffff_ffff });
            }
            if field.write(bytes, self.big_endian, value).is_err() {
                let text = format!("relocation {} of something too far away", r_type.0);
                written.left_out.insert(at, text);
            }
        }
        for (offset, high, field) in lows {
            let bytes = usize::try_from(offset).ok().and_then(|offset| data.get_mut(offset..));
            let done = highs
                .get(&high)
                .zip(bytes)
                .is_some_and(|(value, bytes)| field.write(bytes, self.big_endian, *value).is_ok());
            if !done {
                let at = base.wrapping_add(offset);
                written.left_out.insert(at, "a low part without its high part".to_owned());
            }
        }
        Ok(written)
    }

    fn address_size(&self) -> u64 {
        if self.wide { 8 } else { 4 }
    }
}
