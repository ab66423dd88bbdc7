//! 64-bit Arm, whose instructions are little-endian whatever data are.

use object::elf::{self, RelocationType};

use super::Action::{self, Nothing, Write};
use super::Field;
use super::Formula::{Absolute, Page, Relative, Thread};

/// A branch.
const fn branch(slices: &'static [(u32, u32, u32)], bits: u32) -> Field {
    Field::little(4, slices).signed(bits)
}

/// The offset of an access within a page, counted in what is accessed.
const fn within_page(slices: &'static [(u32, u32, u32)]) -> Field {
    Field::little(4, slices)
}

/// `movz` and `movk`, of a part of an address.
const fn part(shift: u32) -> Field {
    Field::little(4, &[(0, 16, 5)]).high(shift)
}

const ADR: Field = Field::little(4, &[(0, 2, 29), (2, 19, 5)]).signed(21);
const ADRP: Field = Field::little(4, &[(12, 2, 29), (14, 19, 5)]).signed(33);

pub fn meaning(kind: RelocationType) -> Option<Action> {
    Some(match kind {
        // 256 is the same, from before 64-bit Arm had a number for it.
        elf::R_AARCH64_NONE | RelocationType(256) => Nothing,
        elf::R_AARCH64_ABS64 => Write(Absolute, Field::word(8)),
        elf::R_AARCH64_ABS32 => Write(Absolute, Field::word(4)),
        elf::R_AARCH64_ABS16 => Write(Absolute, Field::word(2)),
        elf::R_AARCH64_PREL64 => Write(Relative, Field::word(8)),
        elf::R_AARCH64_PREL32 => Write(Relative, Field::word(4).signed(32)),
        elf::R_AARCH64_PREL16 => Write(Relative, Field::word(2).signed(16)),
        elf::R_AARCH64_JUMP26 | elf::R_AARCH64_CALL26 => Write(Relative, branch(&[(2, 26, 0)], 28)),
        elf::R_AARCH64_CONDBR19 | elf::R_AARCH64_LD_PREL_LO19 => {
            Write(Relative, branch(&[(2, 19, 5)], 21))
        }
        elf::R_AARCH64_TSTBR14 => Write(Relative, branch(&[(2, 14, 5)], 16)),
        elf::R_AARCH64_ADR_PREL_LO21 => Write(Relative, ADR),
        elf::R_AARCH64_ADR_PREL_PG_HI21 | elf::R_AARCH64_ADR_PREL_PG_HI21_NC => Write(Page, ADRP),
        elf::R_AARCH64_ADD_ABS_LO12_NC | elf::R_AARCH64_LDST8_ABS_LO12_NC => {
            Write(Absolute, within_page(&[(0, 12, 10)]))
        }
        elf::R_AARCH64_LDST16_ABS_LO12_NC => Write(Absolute, within_page(&[(1, 11, 10)])),
        elf::R_AARCH64_LDST32_ABS_LO12_NC => Write(Absolute, within_page(&[(2, 10, 10)])),
        elf::R_AARCH64_LDST64_ABS_LO12_NC => Write(Absolute, within_page(&[(3, 9, 10)])),
        elf::R_AARCH64_LDST128_ABS_LO12_NC => Write(Absolute, within_page(&[(4, 8, 10)])),
        elf::R_AARCH64_MOVW_UABS_G0 | elf::R_AARCH64_MOVW_UABS_G0_NC => Write(Absolute, part(0)),
        elf::R_AARCH64_MOVW_UABS_G1 | elf::R_AARCH64_MOVW_UABS_G1_NC => Write(Absolute, part(16)),
        elf::R_AARCH64_MOVW_UABS_G2 | elf::R_AARCH64_MOVW_UABS_G2_NC => Write(Absolute, part(32)),
        elf::R_AARCH64_MOVW_UABS_G3 => Write(Absolute, part(48)),
        elf::R_AARCH64_TLSLE_ADD_TPREL_LO12 | elf::R_AARCH64_TLSLE_ADD_TPREL_LO12_NC => {
            Write(Thread, within_page(&[(0, 12, 10)]))
        }
        elf::R_AARCH64_TLSLE_ADD_TPREL_HI12 => Write(Thread, within_page(&[(12, 12, 10)])),
        _ => return None,
    })
}
