//! 32-bit Arm: ARM and Thumb-2.

use object::elf::{self, RelocationType};

use super::Action::{self, Nothing, Write};
use super::Field;
use super::Formula::{Absolute, Relative, Thread};

const BRANCH: Field = Field::ordered(4, &[(2, 24, 0)]).signed(26);
const MOVW: Field = Field::ordered(4, &[(0, 12, 0), (12, 4, 16)]);
const MOVT: Field = MOVW.high(16);

const THUMB_BRANCH: Field =
    Field::halfwords(&[(24, 1, 26), (23, 1, 13), (22, 1, 11), (12, 10, 16), (1, 11, 0)])
        .signed(25)
        .thumb();
const THUMB_CONDITIONAL: Field =
    Field::halfwords(&[(20, 1, 26), (19, 1, 11), (18, 1, 13), (12, 6, 16), (1, 11, 0)]).signed(21);
const THUMB_MOVW: Field = Field::halfwords(&[(12, 4, 16), (11, 1, 26), (8, 3, 12), (0, 8, 0)]);
const THUMB_MOVT: Field = THUMB_MOVW.high(16);
const THUMB_SHORT: Field = Field::ordered(2, &[(1, 11, 0)]).signed(12);
const THUMB_SHORT_CONDITIONAL: Field = Field::ordered(2, &[(1, 8, 0)]).signed(9);

pub fn meaning(kind: RelocationType) -> Option<Action> {
    Some(match kind {
        elf::R_ARM_NONE | elf::R_ARM_V4BX => Nothing,
        elf::R_ARM_ABS32 | elf::R_ARM_TARGET1 => Write(Absolute, Field::word(4)),
        elf::R_ARM_ABS16 => Write(Absolute, Field::word(2)),
        elf::R_ARM_ABS8 => Write(Absolute, Field::word(1)),
        elf::R_ARM_REL32 => Write(Relative, Field::word(4)),
        elf::R_ARM_PREL31 => Write(Relative, Field::ordered(4, &[(0, 31, 0)])),
        elf::R_ARM_CALL | elf::R_ARM_JUMP24 | elf::R_ARM_PC24 | elf::R_ARM_PLT32 => {
            Write(Relative, BRANCH)
        }
        elf::R_ARM_MOVW_ABS_NC => Write(Absolute, MOVW),
        elf::R_ARM_MOVT_ABS => Write(Absolute, MOVT),
        elf::R_ARM_MOVW_PREL_NC => Write(Relative, MOVW),
        elf::R_ARM_MOVT_PREL => Write(Relative, MOVT),
        elf::R_ARM_THM_PC22 | elf::R_ARM_THM_JUMP24 => Write(Relative, THUMB_BRANCH),
        elf::R_ARM_THM_JUMP19 => Write(Relative, THUMB_CONDITIONAL),
        elf::R_ARM_THM_PC11 => Write(Relative, THUMB_SHORT),
        elf::R_ARM_THM_PC9 => Write(Relative, THUMB_SHORT_CONDITIONAL),
        elf::R_ARM_THM_MOVW_ABS_NC => Write(Absolute, THUMB_MOVW),
        elf::R_ARM_THM_MOVT_ABS => Write(Absolute, THUMB_MOVT),
        elf::R_ARM_THM_MOVW_PREL_NC => Write(Relative, THUMB_MOVW),
        elf::R_ARM_THM_MOVT_PREL => Write(Relative, THUMB_MOVT),
        elf::R_ARM_TLS_LE32 => Write(Thread, Field::word(4)),
        _ => return None,
    })
}
