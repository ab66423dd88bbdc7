//! The functions of this program, from its symbol table.

use core::ops::Range;

use object::read::elf::{ElfFile32, ElfFile64};
use object::{Endianness, Object, ObjectSegment, ObjectSymbol, SymbolKind};

/// The code of the functions, ordered by their addresses.
pub struct Functions {
    functions: Vec<Range<usize>>,
    /// Where code and data begin in between, if the architecture's symbols say so.
    marks: Vec<(usize, bool)>,
}

impl Functions {
    /// Reads them; none, if the program was stripped.
    pub fn read() -> Self {
        let file = std::fs::read("/proc/self/exe").unwrap_or_default();
        let read = if cfg!(target_pointer_width = "64") {
            ElfFile64::<Endianness>::parse(&*file).ok().and_then(|elf| Self::of(&elf))
        } else {
            ElfFile32::<Endianness>::parse(&*file).ok().and_then(|elf| Self::of(&elf))
        };
        read.unwrap_or(Self { functions: Vec::new(), marks: Vec::new() })
    }

    fn of<'a>(elf: &'a impl Object<'a>) -> Option<Self> {
        let first = elf.segments().find(|segment| segment.file_range().0 == 0)?;
        let bias = loaded()?.wrapping_sub(first.address() as usize);
        let (mut functions, mut marks) = (Vec::new(), Vec::new());
        for symbol in elf.symbols() {
            let address = (symbol.address() as usize).wrapping_add(bias);
            if symbol.kind() == SymbolKind::Text && symbol.size() > 0 {
                // The lowest bit of an address on arm says that it is Thumb.
                let address = if cfg!(target_arch = "arm") { address & !1 } else { address };
                functions.push(address..address + symbol.size() as usize);
            } else if let Some(&[b'$', kind]) =
                symbol.name_bytes().ok().and_then(|name| name.get(..2))
            {
                marks.push((address, kind != b'd'));
            }
        }
        functions.sort_by_key(|function| function.start);
        marks.sort_unstable();
        Some(Self { functions, marks })
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

/// Where this program begins in memory.
fn loaded() -> Option<usize> {
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    let program = std::fs::read_link("/proc/self/exe").ok()?;
    let program = program.to_str()?;
    let line = maps.lines().find(|line| {
        let mut words = line.split_whitespace();
        line.ends_with(program)
            && words.nth(2).is_some_and(|offset| offset.bytes().all(|b| b == b'0'))
    })?;
    usize::from_str_radix(line.split_once('-')?.0, 16).ok()
}
