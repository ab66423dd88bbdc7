//! z/Architecture, whose instructions count distances in halfwords.

use object::elf::{self, RelocationType};

use super::Action::{self, Nothing, Write};
use super::Field;
use super::Formula::{Absolute, Relative, Thread};

const SHORT: Field = Field::ordered(2, &[(1, 16, 0)]).signed(17);
const LONG: Field = Field::ordered(4, &[(1, 32, 0)]).signed(33);

pub fn meaning(kind: RelocationType) -> Option<Action> {
    Some(match kind {
        elf::R_390_NONE => Nothing,
        elf::R_390_64 => Write(Absolute, Field::word(8)),
        elf::R_390_32 => Write(Absolute, Field::word(4)),
        elf::R_390_16 => Write(Absolute, Field::word(2)),
        elf::R_390_8 => Write(Absolute, Field::word(1)),
        elf::R_390_PC64 => Write(Relative, Field::word(8)),
        elf::R_390_PC32 => Write(Relative, Field::word(4).signed(32)),
        elf::R_390_PC16 => Write(Relative, Field::word(2).signed(16)),
        elf::R_390_PC16DBL | elf::R_390_PLT16DBL => Write(Relative, SHORT),
        elf::R_390_PC32DBL | elf::R_390_PLT32DBL => Write(Relative, LONG),
        elf::R_390_TLS_LE64 => Write(Thread, Field::word(8)),
        elf::R_390_TLS_LE32 => Write(Thread, Field::word(4)),
        _ => return None,
    })
}
