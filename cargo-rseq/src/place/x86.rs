//! `x86_64` and x86.

use object::elf::{self, RelocationType};

use super::Action::{self, Nothing, Write};
use super::Field;
use super::Formula::{Absolute, Relative, Thread};

pub fn x86_64(kind: RelocationType) -> Option<Action> {
    Some(match kind {
        elf::R_X86_64_NONE => Nothing,
        elf::R_X86_64_64 => Write(Absolute, Field::word(8)),
        elf::R_X86_64_32 | elf::R_X86_64_32S => Write(Absolute, Field::word(4)),
        elf::R_X86_64_16 => Write(Absolute, Field::word(2)),
        elf::R_X86_64_8 => Write(Absolute, Field::word(1)),
        elf::R_X86_64_PC64 => Write(Relative, Field::word(8)),
        elf::R_X86_64_PC32 | elf::R_X86_64_PLT32 => Write(Relative, Field::word(4).signed(32)),
        elf::R_X86_64_PC16 => Write(Relative, Field::word(2).signed(16)),
        elf::R_X86_64_PC8 => Write(Relative, Field::word(1).signed(8)),
        elf::R_X86_64_TPOFF32 => Write(Thread, Field::word(4)),
        elf::R_X86_64_TPOFF64 => Write(Thread, Field::word(8)),
        _ => return None,
    })
}

pub fn x86(kind: RelocationType) -> Option<Action> {
    Some(match kind {
        elf::R_386_NONE => Nothing,
        elf::R_386_32 => Write(Absolute, Field::word(4)),
        elf::R_386_16 => Write(Absolute, Field::word(2)),
        elf::R_386_8 => Write(Absolute, Field::word(1)),
        elf::R_386_PC32 | elf::R_386_PLT32 => Write(Relative, Field::word(4)),
        elf::R_386_PC16 => Write(Relative, Field::word(2).signed(16)),
        elf::R_386_PC8 => Write(Relative, Field::word(1).signed(8)),
        elf::R_386_TLS_LE => Write(Thread, Field::word(4)),
        _ => return None,
    })
}
