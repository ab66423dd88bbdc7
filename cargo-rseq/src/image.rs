//! The file: its sections at their addresses, its symbols, and what the dynamic linker will write
//! into its tables. In an object file, that is what any linker will write.
//!
//! Only `object`'s checked readers touch the bytes, and nothing is allocated by a number that the
//! file states without its bytes being there.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use object::read::{ObjectSection, ObjectSymbol};
use object::{Architecture as Machine, File, Object, ObjectKind, SectionFlags, elf};

use crate::arch::Architecture;
use crate::decode::Mode;
use crate::error::{Error, foreign};
use crate::place::{Budget, Places};
use crate::relocate;

/// A section that is there when the program runs.
pub struct Section<'data> {
    pub name: String,
    pub address: u64,
    /// Its bytes; none of `.bss`.
    pub data: Cow<'data, [u8]>,
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
    /// It is loaded anywhere, or linked, so its addresses are written later.
    pub moves: bool,
    /// Where the sections of an object file are taken to lie.
    pub places: Option<Places>,
    pub sections: Vec<Section<'data>>,
    /// Those that have bytes, by address.
    by_address: Vec<usize>,
    /// By address.
    pub symbols: Vec<Symbol>,
    /// Where the instruction set changes, by address.
    modes: Vec<(u64, Option<Mode>)>,
    /// What the dynamic linker writes where, in the tables of descriptors.
    relocated: BTreeMap<u64, u64>,
    /// What the linker writes and this does not, by where.
    left_out: BTreeMap<u64, String>,
    pub file: File<'data>,
    /// The bytes of the file.
    pub len: u64,
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
        if file.sections().next().is_none() {
            return Err(Error::NoSectionTable);
        }
        if is_intermediate(&file) {
            return Err(Error::Intermediate);
        }
        let places = match file.kind() {
            ObjectKind::Relocatable => Some(Places::of(&file, architecture)?),
            _ => None,
        };
        let read = sections(&file, data.len() as u64, places.as_ref())?;
        let mut symbols = Symbols::default();
        symbols.read(&file, places.as_ref());
        let mut image = Self {
            architecture,
            big_endian: !file.is_little_endian(),
            wide: file.is_64(),
            moves: places.is_some() || file.kind() == ObjectKind::Dynamic,
            places,
            symbols: symbols.functions,
            modes: symbols.modes,
            relocated: read.relocated,
            left_out: read.left_out,
            by_address: by_address(&read.all),
            sections: read.all,
            file,
            len: data.len() as u64,
        };
        if image.places.is_none() {
            let tables: Vec<(u64, u64)> = image
                .sections
                .iter()
                .filter(|section| is_table(&section.name))
                .map(|section| (section.address, section.end()))
                .collect();
            image.relocated = relocate::relocations(&image, &tables);
        }
        Ok(image)
    }

    /// The sections of this name: usually one.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Section<'data>> {
        self.sections.iter().filter(move |section| section.name == name)
    }

    /// The section around an address.
    fn section(&self, address: u64) -> Option<&Section<'data>> {
        let begins = |at: &usize| self.sections[*at].address <= address;
        let before = self.by_address.partition_point(begins);
        let nearest = &self.sections[*self.by_address[..before].last()?];
        nearest.contains(address).then_some(nearest)
    }

    /// The bytes from an address to the end of its section.
    pub fn bytes(&self, address: u64) -> Option<&[u8]> {
        let section = self.section(address)?;
        section.data.get(usize::try_from(address - section.address).ok()?..)
    }

    /// The bytes from an address to the end of its section, if that holds instructions.
    pub fn code(&self, address: u64) -> Option<&[u8]> {
        let section = self.code_section(address)?;
        section.data.get(usize::try_from(address - section.address).ok()?..)
    }

    /// The executable section around an address.
    pub fn code_section(&self, address: u64) -> Option<&Section<'data>> {
        self.section(address).filter(|section| section.executable)
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

    /// What is not written in a range of an object file although the linker writes there.
    pub fn left_out(&self, range: Range<u64>) -> Option<&str> {
        self.left_out.range(range).next().map(|(_, what)| &**what)
    }

    /// The section around an address of an object file, and how far into it that is.
    pub fn within(&self, address: u64) -> Option<String> {
        self.places.as_ref()?;
        let section = self.section(address)?;
        Some(format!("{}+{:#x}", section.name, address - section.address))
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

fn by_address(sections: &[Section]) -> Vec<usize> {
    let mut order: Vec<usize> =
        (0..sections.len()).filter(|at| !sections[*at].data.is_empty()).collect();
    order.sort_by_key(|at| sections[*at].address);
    order
}

fn is_table(name: &str) -> bool {
    [DESCRIPTORS, POINTERS, EXITS].contains(&name)
}

/// Whether a compiler left the instructions to link-time optimisation.
fn is_intermediate(file: &File) -> bool {
    let mut left = false;
    for section in file.sections() {
        let name = section.name_bytes().unwrap_or_default();
        left |= name.starts_with(b".gnu.lto_") || name == b".llvm.lto";
        if section.kind() == object::SectionKind::Text && section.size() > 0 {
            return false;
        }
    }
    left
}

/// The allocated sections, and what the linker of an object file writes.
#[derive(Default)]
struct Sections<'data> {
    all: Vec<Section<'data>>,
    relocated: BTreeMap<u64, u64>,
    left_out: BTreeMap<u64, String>,
}

fn sections<'data>(
    file: &File<'data>,
    len: u64,
    places: Option<&Places>,
) -> Result<Sections<'data>, Error> {
    let mut read = Sections::default();
    let mut budget = Budget::new(len);
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
        let mut data = Cow::Borrowed(data);
        let mut address = section.address();
        if let Some(places) = places {
            let Some(place) = places.address(section.index()) else { continue };
            address = place;
            let written = places.write(file, &section, data.to_mut(), &mut budget)?;
            read.left_out.extend(written.left_out);
            if is_table(&name) {
                read.relocated.extend(written.addresses);
            }
        }
        read.all.push(Section { name, address, data, executable });
    }
    Ok(read)
}

/// What symbols say.
#[derive(Default)]
struct Symbols {
    /// By address.
    functions: Vec<Symbol>,
    /// The mapping symbols of Arm: `$a`, `$t`, and `$d` for data; by address.
    modes: Vec<(u64, Option<Mode>)>,
}

impl Symbols {
    fn read(&mut self, file: &File, places: Option<&Places>) {
        let arm = file.architecture() == Machine::Arm;
        let thumb = if arm { !1 } else { !0 };
        let address = |symbol: &object::Symbol| {
            places.map_or_else(|| symbol.address(), |places| places.symbol(symbol))
        };
        // Not those that others define, which have no address.
        let functions = |symbol: &object::Symbol| {
            symbol.kind() == object::SymbolKind::Text && symbol.is_definition()
        };
        let read = |symbol: object::Symbol| {
            Some(Symbol {
                address: address(&symbol) & thumb,
                size: symbol.size(),
                name: symbol.name().ok()?.to_owned(),
            })
        };
        self.functions = file.symbols().filter(functions).filter_map(read).collect();
        // Where there is no symbol table, those of the dynamic one.
        if self.functions.is_empty() {
            self.functions = file.dynamic_symbols().filter(functions).filter_map(read).collect();
        }
        self.functions.sort_by_key(|symbol| symbol.address);
        if arm {
            let mode = |symbol: object::Symbol| {
                let mode = match mapped(symbol.name().ok()?)? {
                    "$a" => Some(Mode::Main),
                    "$t" => Some(Mode::Thumb),
                    _ => None,
                };
                Some((address(&symbol), mode))
            };
            self.modes = file.symbols().filter_map(mode).collect();
            self.modes.sort_by_key(|(address, _)| *address);
        }
    }
}

/// The kind of a mapping symbol: `$t` of `$t.12`.
fn mapped(name: &str) -> Option<&str> {
    let kind = name.get(..2).filter(|kind| ["$a", "$t", "$d"].contains(kind))?;
    matches!(name.as_bytes().get(2), None | Some(b'.')).then_some(kind)
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
