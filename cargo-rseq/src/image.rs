//! The file: its sections at their addresses, its symbols, and what the dynamic linker will write
//! into its tables.
//!
//! Only `object`'s checked readers touch the bytes, and nothing is allocated by a number that the
//! file states without its bytes being there.

use std::collections::BTreeMap;

use object::read::{ObjectSection, ObjectSymbol};
use object::{Architecture as Machine, File, Object, ObjectKind, SectionFlags, elf};

use crate::arch::Architecture;
use crate::decode::Mode;
use crate::error::{Error, foreign};
use crate::relocate;

/// A section that is there when the program runs.
pub struct Section<'data> {
    pub name: String,
    pub address: u64,
    /// Its bytes in the file; none of `.bss`.
    pub data: &'data [u8],
    pub executable: bool,
}

impl Section<'_> {
    pub fn end(&self) -> u64 {
        self.address.saturating_add(self.data.len() as u64)
    }

    pub fn contains(&self, address: u64) -> bool {
        (self.address..self.end()).contains(&address)
    }
}

/// A function of the symbol table.
#[derive(Clone)]
pub struct Symbol {
    pub address: u64,
    pub size: u64,
    pub name: String,
}

/// A file.
pub struct Image<'data> {
    pub architecture: Architecture,
    pub big_endian: bool,
    /// Addresses have 64 bits.
    pub wide: bool,
    /// It is loaded anywhere, so its addresses are written by the dynamic linker.
    pub moves: bool,
    pub sections: Vec<Section<'data>>,
    /// By address.
    pub symbols: Vec<Symbol>,
    /// Where the instruction set changes, by address.
    modes: Vec<(u64, Option<Mode>)>,
    /// What the dynamic linker writes where, in the tables of descriptors.
    relocated: BTreeMap<u64, u64>,
    pub file: File<'data>,
}

/// The tables, in which addresses are read.
pub const DESCRIPTORS: &str = "__rseq_cs";
pub const POINTERS: &str = "__rseq_cs_ptr_array";
pub const EXITS: &str = "__rseq_exit_point_array";

impl<'data> Image<'data> {
    pub fn parse(data: &'data [u8]) -> Result<Self, Error> {
        if !data.starts_with(&elf::ELFMAG) {
            return Err(foreign(data));
        }
        let file = File::parse(data).map_err(|error| damaged(data, &error.to_string()))?;
        let machine = match &file {
            File::Elf32(file) => file.elf_header().e_machine.get(file.endian()),
            File::Elf64(file) => file.elf_header().e_machine.get(file.endian()),
            _ => return Err(Error::NotElf("something else")),
        };
        let architecture = architecture(&file).ok_or(Error::Machine(machine.0))?;
        if file.kind() == ObjectKind::Relocatable {
            return Err(Error::Object);
        }
        if file.sections().next().is_none() {
            return Err(Error::NoSectionTable);
        }
        let sections = sections(&file, data.len() as u64)?;
        let tables: Vec<(u64, u64)> = sections
            .iter()
            .filter(|section| [DESCRIPTORS, POINTERS, EXITS].contains(&&*section.name))
            .map(|section| (section.address, section.end()))
            .collect();
        let moves = file.kind() == ObjectKind::Dynamic;
        let image = Self {
            architecture,
            big_endian: !file.is_little_endian(),
            wide: file.is_64(),
            moves,
            symbols: symbols(&file),
            modes: if architecture == Architecture::Arm { modes(&file) } else { Vec::new() },
            relocated: BTreeMap::new(),
            sections,
            file,
        };
        let relocated = relocate::relocations(&image, &tables);
        Ok(Self { relocated, ..image })
    }

    /// The sections of this name: usually one.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Section<'data>> {
        self.sections.iter().filter(move |section| section.name == name)
    }

    /// The bytes from an address to the end of its section.
    pub fn bytes(&self, address: u64) -> Option<&'data [u8]> {
        let section = self.sections.iter().find(|section| section.contains(address))?;
        section.data.get(usize::try_from(address - section.address).ok()?..)
    }

    /// The bytes from an address to the end of its section, if that holds instructions.
    pub fn code(&self, address: u64) -> Option<&'data [u8]> {
        let holds = |section: &&Section| section.executable && section.contains(address);
        let section = self.sections.iter().find(holds)?;
        section.data.get(usize::try_from(address - section.address).ok()?..)
    }

    /// The executable section around an address.
    pub fn code_section(&self, address: u64) -> Option<&Section<'data>> {
        self.sections.iter().find(|section| section.executable && section.contains(address))
    }

    pub fn u32(&self, address: u64) -> Option<u32> {
        let bytes = self.bytes(address)?.get(..4)?.try_into().ok()?;
        Some(if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    /// A 64-bit field, as it is in the file.
    pub fn u64(&self, address: u64) -> Option<u64> {
        let bytes = self.bytes(address)?.get(..8)?.try_into().ok()?;
        Some(if self.big_endian { u64::from_be_bytes(bytes) } else { u64::from_le_bytes(bytes) })
    }

    /// An address as wide as this file's, as it will be when the program runs (and is loaded at 0).
    pub fn pointer(&self, address: u64) -> Option<u64> {
        match self.relocated.get(&address) {
            Some(value) => Some(*value),
            None if self.wide => self.u64(address),
            None => self.u32(address).map(u64::from),
        }
    }

    /// A 64-bit field that holds an address, which a 32-bit program writes half of.
    pub fn address_field(&self, address: u64) -> Option<u64> {
        if self.wide {
            return self.pointer(address);
        }
        let (low, high) = if self.big_endian { (4, 0) } else { (0, 4) };
        let high = self.u32(address.checked_add(high)?)?;
        let low = self.pointer(address.checked_add(low)?)?;
        Some(u64::from(high) << 32 | low)
    }

    /// Whether the dynamic linker writes this field.
    pub fn is_relocated(&self, field: u64) -> bool {
        let low = if !self.wide && self.big_endian { 4 } else { 0 };
        self.relocated.contains_key(&field.wrapping_add(low))
    }

    /// The bytes of an address.
    pub fn address_size(&self) -> u64 {
        if self.wide { 8 } else { 4 }
    }

    /// The instruction set at an address; `None` if nothing says it.
    pub fn mode(&self, address: u64) -> Option<Mode> {
        if self.architecture != Architecture::Arm {
            return Some(Mode::Main);
        }
        let before = self.modes.partition_point(|(start, _)| *start <= address);
        self.modes[..before].last().and_then(|(_, mode)| *mode)
    }

    /// The function around an address.
    pub fn function(&self, address: u64) -> Option<&Symbol> {
        let before = self.symbols.partition_point(|symbol| symbol.address <= address);
        let nearest = self.symbols[..before].last()?;
        // Several names of one address: the first in the file's order.
        let first =
            self.symbols[..before].partition_point(|symbol| symbol.address < nearest.address);
        let candidates = &self.symbols[first..before];
        // Assembly does not always give a size: such a function goes on to the next.
        let around = |symbol: &&Symbol| symbol.size == 0 || address - symbol.address < symbol.size;
        candidates.iter().find(around)
    }
}

fn architecture(file: &File) -> Option<Architecture> {
    Some(match file.architecture() {
        Machine::X86_64 => Architecture::X86_64,
        Machine::I386 => Architecture::X86,
        Machine::Aarch64 => Architecture::Aarch64,
        Machine::Arm => Architecture::Arm,
        Machine::Riscv64 => Architecture::Riscv64,
        Machine::PowerPc64 => Architecture::Powerpc64,
        Machine::S390x => Architecture::S390x,
        Machine::LoongArch64 => Architecture::Loongarch64,
        _ => return None,
    })
}

/// The allocated sections.
fn sections<'data>(file: &File<'data>, len: u64) -> Result<Vec<Section<'data>>, Error> {
    let mut sections = Vec::new();
    for section in file.sections() {
        let SectionFlags::Elf { sh_flags, .. } = section.flags() else { continue };
        if sh_flags.0 & elf::SHF_ALLOC.0 == 0 {
            continue;
        }
        let name = String::from_utf8_lossy(section.name_bytes().unwrap_or_default()).into_owned();
        let executable = sh_flags.0 & elf::SHF_EXECINSTR.0 != 0;
        let data = match section.data() {
            Ok(data) => data,
            Err(error) => {
                let range = section.file_range().map_or(0, |(at, size)| at.saturating_add(size));
                if range > len {
                    return Err(Error::Truncated {
                        what: format!("the section {name}"),
                        len,
                        expected: range,
                    });
                }
                return Err(Error::Malformed(format!("the section {name}: {error}")));
            }
        };
        sections.push(Section { name, address: section.address(), data, executable });
    }
    Ok(sections)
}

/// The functions, by address. Where there is no symbol table, those of the dynamic one.
fn symbols(file: &File) -> Vec<Symbol> {
    let thumb = if file.architecture() == Machine::Arm { !1 } else { !0 };
    // Not those that others define, which have no address.
    let functions = |symbol: &object::Symbol| {
        symbol.kind() == object::SymbolKind::Text && symbol.is_definition()
    };
    let read = |symbol: object::Symbol| {
        Some(Symbol {
            address: symbol.address() & thumb,
            size: symbol.size(),
            name: symbol.name().ok()?.to_owned(),
        })
    };
    let mut found: Vec<Symbol> = file.symbols().filter(functions).filter_map(read).collect();
    if found.is_empty() {
        found = file.dynamic_symbols().filter(functions).filter_map(read).collect();
    }
    found.sort_by_key(|symbol| symbol.address);
    found
}

/// The mapping symbols of Arm: `$a`, `$t`, and `$d` for data.
fn modes(file: &File) -> Vec<(u64, Option<Mode>)> {
    let mut modes: Vec<_> = file
        .symbols()
        .filter_map(|symbol| {
            let name = symbol.name().ok()?;
            let mode = match name.get(..2)? {
                "$a" => Some(Mode::Main),
                "$t" => Some(Mode::Thumb),
                "$d" => None,
                _ => return None,
            };
            matches!(name.as_bytes().get(2), None | Some(b'.')).then_some((symbol.address(), mode))
        })
        .collect();
    modes.sort_by_key(|(address, _)| *address);
    modes
}

/// What is wrong with a file that cannot be parsed: whether it ends too early, above all.
fn damaged(data: &[u8], why: &str) -> Error {
    let header = |wide: usize, narrow: usize| {
        if data.get(4) == Some(&elf::ELFCLASS64.0) { wide } else { narrow }
    };
    let big = data.get(5) == Some(&elf::ELFDATA2MSB.0);
    let number = |at: usize, size: usize| {
        let bytes = data.get(at..at + size)?;
        let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        Some(if big { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) })
    };
    let len = data.len() as u64;
    let size = header(64, 52) as u64;
    if len < size {
        return Error::Truncated { what: "the ELF header".to_owned(), len, expected: size };
    }
    let offset = number(header(40, 32), header(8, 4)).unwrap_or(0);
    let entry = number(header(58, 46), 2).unwrap_or(0);
    let count = number(header(60, 48), 2).unwrap_or(0);
    let end = offset.saturating_add(entry * count);
    if end > len {
        return Error::Truncated { what: "the section table".to_owned(), len, expected: end };
    }
    Error::Malformed(why.to_owned())
}
