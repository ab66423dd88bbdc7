//! 64-bit PowerPC. What lies relative to the table of contents is left out, since `r2` is not known.

use object::elf::{self, RelocationType};

use super::Action::{self, Nothing, Write};
use super::Field;
use super::Formula::{Absolute, Relative, Thread};

/// The immediate of an instruction, which is what the relocation's address is that of.
const HALF: Field = Field::ordered(2, &[(0, 16, 0)]);
/// The same of an instruction that counts in words.
const HALF_OF_WORDS: Field = Field::ordered(2, &[(2, 14, 2)]);
const HIGH: Field = HALF.high(16);
/// What the other half adds is signed.
const HIGH_ADJUSTED: Field = HIGH.rounded(0x8000);

pub fn meaning(kind: RelocationType) -> Option<Action> {
    Some(match kind {
        elf::R_PPC64_NONE => Nothing,
        elf::R_PPC64_ADDR64 => Write(Absolute, Field::word(8)),
        elf::R_PPC64_ADDR32 => Write(Absolute, Field::word(4)),
        elf::R_PPC64_ADDR16 | elf::R_PPC64_ADDR16_LO => Write(Absolute, HALF),
        elf::R_PPC64_ADDR16_DS | elf::R_PPC64_ADDR16_LO_DS => Write(Absolute, HALF_OF_WORDS),
        elf::R_PPC64_ADDR16_HI => Write(Absolute, HIGH),
        elf::R_PPC64_ADDR16_HA => Write(Absolute, HIGH_ADJUSTED),
        elf::R_PPC64_ADDR16_HIGHER => Write(Absolute, HALF.high(32)),
        elf::R_PPC64_ADDR16_HIGHERA => Write(Absolute, HALF.high(32).rounded(0x8000)),
        elf::R_PPC64_ADDR16_HIGHEST => Write(Absolute, HALF.high(48)),
        elf::R_PPC64_ADDR16_HIGHESTA => Write(Absolute, HALF.high(48).rounded(0x8000)),
        elf::R_PPC64_REL64 => Write(Relative, Field::word(8)),
        elf::R_PPC64_REL32 => Write(Relative, Field::word(4).signed(32)),
        elf::R_PPC64_REL16 | elf::R_PPC64_REL16_LO => Write(Relative, HALF),
        elf::R_PPC64_REL16_HI => Write(Relative, HIGH),
        elf::R_PPC64_REL16_HA => Write(Relative, HIGH_ADJUSTED),
        elf::R_PPC64_REL24 => Write(Relative, Field::ordered(4, &[(2, 24, 2)]).signed(26)),
        elf::R_PPC64_REL14 | elf::R_PPC64_REL14_BRTAKEN | elf::R_PPC64_REL14_BRNTAKEN => {
            Write(Relative, Field::ordered(4, &[(2, 14, 2)]).signed(16))
        }
        elf::R_PPC64_TPREL16 | elf::R_PPC64_TPREL16_LO => Write(Thread, HALF),
        elf::R_PPC64_TPREL16_DS | elf::R_PPC64_TPREL16_LO_DS => Write(Thread, HALF_OF_WORDS),
        elf::R_PPC64_TPREL16_HA => Write(Thread, HIGH_ADJUSTED),
        _ => return None,
    })
}
