//! What the dynamic linker writes: in a position-independent program, the addresses in descriptors
//! and tables are relocations, and the bytes in the file may be anything.

use std::collections::BTreeMap;

use object::read::{ObjectSection, ObjectSymbol, ObjectSymbolTable, RelocationTarget};
use object::{File, Object, RelocationFlags, RelocationKind, SectionFlags, elf};

use crate::arch::Architecture;
use crate::image::Image;

/// The relocations inside `ranges`: where, and the value for a program loaded at 0.
pub fn relocations(image: &Image, ranges: &[(u64, u64)]) -> BTreeMap<u64, u64> {
    let inside = |at: u64| ranges.iter().any(|(start, end)| (*start..*end).contains(&at));
    let mut values = BTreeMap::new();
    for (at, relocation) in image.file.dynamic_relocations().into_iter().flatten() {
        if !inside(at) {
            continue;
        }
        let RelocationFlags::Elf { r_type } = relocation.flags() else { continue };
        let addend = if relocation.has_implicit_addend() {
            image.pointer(at).unwrap_or(0)
        } else {
            relocation.addend().cast_unsigned()
        };
        let symbol = match relocation.target() {
            RelocationTarget::Symbol(index) => {
                let table = image.file.dynamic_symbol_table();
                table
                    .and_then(|table| table.symbol_by_index(index).ok())
                    .map(|symbol| symbol.address())
            }
            _ => None,
        };
        let value = if r_type == relative(image.architecture) {
            addend
        } else if relocation.kind() == RelocationKind::Absolute
            || r_type == absolute(image.architecture)
        {
            symbol.unwrap_or(0).wrapping_add(addend)
        } else {
            continue;
        };
        values.insert(at, if image.wide { value } else { value & 0xffff_ffff });
    }
    // A packed relocation adds where the program is loaded to what is there.
    for at in packed(image) {
        if inside(at)
            && let Some(value) = image.pointer(at)
        {
            values.entry(at).or_insert(value);
        }
    }
    values
}

/// The type of a relocation that adds the address at which the program is loaded.
fn relative(architecture: Architecture) -> elf::RelocationType {
    match architecture {
        Architecture::X86_64 => elf::R_X86_64_RELATIVE,
        Architecture::X86 => elf::R_386_RELATIVE,
        Architecture::Aarch64 => elf::R_AARCH64_RELATIVE,
        Architecture::Arm => elf::R_ARM_RELATIVE,
        Architecture::Riscv64 => elf::R_RISCV_RELATIVE,
        Architecture::Powerpc64 => elf::R_PPC64_RELATIVE,
        Architecture::S390x => elf::R_390_RELATIVE,
        Architecture::Loongarch64 => elf::R_LARCH_RELATIVE,
    }
}

/// The type of a relocation that writes a symbol's address.
fn absolute(architecture: Architecture) -> elf::RelocationType {
    match architecture {
        Architecture::X86_64 => elf::R_X86_64_64,
        Architecture::X86 => elf::R_386_32,
        Architecture::Aarch64 => elf::R_AARCH64_ABS64,
        Architecture::Arm => elf::R_ARM_ABS32,
        Architecture::Riscv64 => elf::R_RISCV_64,
        Architecture::Powerpc64 => elf::R_PPC64_ADDR64,
        Architecture::S390x => elf::R_390_64,
        Architecture::Loongarch64 => elf::R_LARCH_64,
    }
}

/// The addresses in `SHT_RELR` sections: an even entry is an address, an odd one has a bit for each
/// of the words after the last.
fn packed(image: &Image) -> Vec<u64> {
    let word = image.address_size();
    let mut addresses = Vec::new();
    for section in packed_sections(&image.file) {
        let mut next = 0_u64;
        for entry in section.chunks_exact(usize::try_from(word).unwrap_or(8)) {
            let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
            let entry = if image.big_endian {
                entry.iter().fold(0, fold)
            } else {
                entry.iter().rev().fold(0, fold)
            };
            if entry & 1 == 0 {
                addresses.push(entry);
                next = entry.wrapping_add(word);
                continue;
            }
            let bits = word * 8 - 1;
            let set = (0..bits).filter(|bit| entry >> (bit + 1) & 1 == 1);
            addresses.extend(set.map(|bit| next.wrapping_add(bit * word)));
            next = next.wrapping_add(bits * word);
        }
    }
    addresses
}

fn packed_sections<'data>(file: &File<'data>) -> Vec<&'data [u8]> {
    let is_packed = |section: &object::Section<'data, '_>| {
        matches!(section.flags(), SectionFlags::Elf { sh_type: elf::SHT_RELR, .. })
    };
    file.sections().filter(is_packed).filter_map(|section| section.data().ok()).collect()
}
