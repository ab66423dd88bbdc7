//! The functions of this program, from its symbol table.
//!
//! Read by hand and once: a table has tens of thousands of symbols, and this has to be bearable in
//! unoptimised builds and on emulated processors.

use core::ops::Range;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::OnceLock;

/// The code of the functions, ordered by their addresses.
#[derive(Default)]
pub struct Functions {
    functions: Vec<Range<usize>>,
    /// Where code (`true`) and data begin in between, on architectures whose symbols say so.
    marks: Vec<(usize, bool)>,
}

impl Functions {
    /// Those of this program; none, if it was stripped.
    pub fn get() -> &'static Self {
        static FUNCTIONS: OnceLock<Functions> = OnceLock::new();
        FUNCTIONS.get_or_init(|| Self::read().unwrap_or_default())
    }

    fn read() -> Option<Self> {
        let elf = Elf { file: File::open("/proc/self/exe").ok()? };
        let header = elf.bytes(0, layout::HEADER)?;
        let bias = loaded()?.wrapping_sub(elf.first_address(&header)?);
        let (symbols, names) = elf.symbols(&header)?;
        let mut found = Self::default();
        for symbol in symbols.chunks_exact(layout::SYMBOL) {
            let address = word(symbol, layout::ST_VALUE).wrapping_add(bias);
            let size = word(symbol, layout::ST_SIZE);
            match symbol[layout::ST_INFO] & 0xf {
                STT_FUNC if size > 0 => {
                    // The lowest bit of an address on arm says that it is Thumb.
                    let address = if cfg!(target_arch = "arm") { address & !1 } else { address };
                    found.functions.push(address..address + size);
                }
                STT_NOTYPE if size == 0 => {
                    let name = half(symbol, 0) as usize;
                    if let Some(&[b'$', kind]) = names.get(name..name + 2) {
                        found.marks.push((address, kind != b'd'));
                    }
                }
                _ => {}
            }
        }
        found.functions.sort_unstable_by_key(|function| function.start);
        found.marks.sort_unstable();
        Some(found)
    }

    /// The function that `address` lies in.
    pub fn around(&self, address: usize) -> Option<Range<usize>> {
        let after = self.functions.partition_point(|function| function.start <= address);
        // Several symbols may name one function, and a small one may have been put into a larger one.
        let mut before = self.functions[..after].iter().rev().take(16);
        before.find(|function| function.contains(&address)).cloned()
    }

    /// Whether there is an instruction, and not data between functions' instructions.
    pub fn is_code(&self, address: usize) -> bool {
        let after = self.marks.partition_point(|&(mark, _)| mark <= address);
        self.marks[..after].last().is_none_or(|&(_, code)| code)
    }
}

/// `STT_NOTYPE` and `STT_FUNC`, and `SHT_SYMTAB`, `PT_LOAD`.
const STT_NOTYPE: u8 = 0;
const STT_FUNC: u8 = 2;
const SHT_SYMTAB: u32 = 2;
const PT_LOAD: u32 = 1;

/// Offsets of fields in the structs of an ELF file, whose addresses have 64 bits.
#[cfg(target_pointer_width = "64")]
mod layout {
    pub const HEADER: usize = 64;
    pub const E_PHOFF: usize = 32;
    pub const E_SHOFF: usize = 40;
    pub const E_PHNUM: usize = 56;
    pub const E_SHNUM: usize = 60;
    pub const PROGRAM: usize = 56;
    pub const P_OFFSET: usize = 8;
    pub const P_VADDR: usize = 16;
    pub const SECTION: usize = 64;
    pub const SH_OFFSET: usize = 24;
    pub const SH_SIZE: usize = 32;
    pub const SH_LINK: usize = 40;
    pub const SYMBOL: usize = 24;
    pub const ST_INFO: usize = 4;
    pub const ST_VALUE: usize = 8;
    pub const ST_SIZE: usize = 16;
}

/// The same where they have 32.
#[cfg(target_pointer_width = "32")]
mod layout {
    pub const HEADER: usize = 52;
    pub const E_PHOFF: usize = 28;
    pub const E_SHOFF: usize = 32;
    pub const E_PHNUM: usize = 44;
    pub const E_SHNUM: usize = 48;
    pub const PROGRAM: usize = 32;
    pub const P_OFFSET: usize = 4;
    pub const P_VADDR: usize = 8;
    pub const SECTION: usize = 40;
    pub const SH_OFFSET: usize = 16;
    pub const SH_SIZE: usize = 20;
    pub const SH_LINK: usize = 24;
    pub const SYMBOL: usize = 16;
    pub const ST_INFO: usize = 12;
    pub const ST_VALUE: usize = 4;
    pub const ST_SIZE: usize = 8;
}

/// A word as wide as an address; the file is this machine's, so are its bytes' order.
fn word(bytes: &[u8], at: usize) -> usize {
    bytes[at..].first_chunk().map_or(0, |&word| usize::from_ne_bytes(word))
}

/// A word of 32 bits.
fn half(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().map_or(0, |&word| u32::from_ne_bytes(word))
}

/// A count of 16 bits.
fn count(bytes: &[u8], at: usize) -> usize {
    bytes[at..].first_chunk().map_or(0, |&count| u16::from_ne_bytes(count)).into()
}

/// This program's file.
struct Elf {
    file: File,
}

impl Elf {
    fn bytes(&self, offset: usize, len: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; len];
        self.file.read_exact_at(&mut bytes, offset as u64).ok()?;
        Some(bytes)
    }

    /// The address at which the file's first byte belongs.
    fn first_address(&self, header: &[u8]) -> Option<usize> {
        let len = count(header, layout::E_PHNUM) * layout::PROGRAM;
        let programs = self.bytes(word(header, layout::E_PHOFF), len)?;
        let first = programs
            .chunks_exact(layout::PROGRAM)
            .find(|program| half(program, 0) == PT_LOAD && word(program, layout::P_OFFSET) == 0)?;
        Some(word(first, layout::P_VADDR))
    }

    /// The symbol table, and its names.
    fn symbols(&self, header: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let len = count(header, layout::E_SHNUM) * layout::SECTION;
        let sections = self.bytes(word(header, layout::E_SHOFF), len)?;
        let mut all = sections.chunks_exact(layout::SECTION);
        let table = all.clone().find(|section| half(section, 4) == SHT_SYMTAB)?;
        let names = all.nth(half(table, layout::SH_LINK) as usize)?;
        let contents = |section: &[u8]| {
            self.bytes(word(section, layout::SH_OFFSET), word(section, layout::SH_SIZE))
        };
        Some((contents(table)?, contents(names)?))
    }
}

/// Where this program begins in memory.
fn loaded() -> Option<usize> {
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    let program = std::fs::read_link("/proc/self/exe").ok()?;
    let program = program.to_str()?;
    let line = maps.lines().find(|line| {
        let offset = line.split_whitespace().nth(2).unwrap_or_default();
        line.ends_with(program) && offset.bytes().all(|digit| digit == b'0')
    })?;
    usize::from_str_radix(line.split_once('-')?.0, 16).ok()
}
