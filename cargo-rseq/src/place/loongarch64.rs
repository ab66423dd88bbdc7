//! `LoongArch`. What the linker would make shorter is left as it is.

use object::elf::{self, RelocationType};

use super::Action::{self, Nothing, Write};
use super::Field;
use super::Formula::{Absolute, Minus, PageOfSigned, Plus, Relative, Thread};

const HIGH: Field = Field::little(4, &[(12, 20, 5)]);
const LOW: Field = Field::little(4, &[(0, 12, 10)]);

pub fn meaning(kind: RelocationType) -> Option<Action> {
    Some(match kind {
        // `R_LARCH_CALL36` is of a call or jump to where a register says, wherever that is.
        elf::R_LARCH_NONE | elf::R_LARCH_RELAX | elf::R_LARCH_ALIGN | elf::R_LARCH_CALL36 => {
            Nothing
        }
        elf::R_LARCH_64 => Write(Absolute, Field::word(8)),
        elf::R_LARCH_32 => Write(Absolute, Field::word(4)),
        elf::R_LARCH_ADD64 => Write(Plus, Field::word(8)),
        elf::R_LARCH_ADD32 => Write(Plus, Field::word(4)),
        elf::R_LARCH_ADD16 => Write(Plus, Field::word(2)),
        elf::R_LARCH_ADD8 => Write(Plus, Field::word(1)),
        elf::R_LARCH_ADD6 => Write(Plus, Field::six_bits()),
        elf::R_LARCH_ADD_ULEB128 => Write(Plus, Field::leb()),
        elf::R_LARCH_SUB64 => Write(Minus, Field::word(8)),
        elf::R_LARCH_SUB32 => Write(Minus, Field::word(4)),
        elf::R_LARCH_SUB16 => Write(Minus, Field::word(2)),
        elf::R_LARCH_SUB8 => Write(Minus, Field::word(1)),
        elf::R_LARCH_SUB6 => Write(Minus, Field::six_bits()),
        elf::R_LARCH_SUB_ULEB128 => Write(Minus, Field::leb()),
        elf::R_LARCH_64_PCREL => Write(Relative, Field::word(8)),
        elf::R_LARCH_32_PCREL => Write(Relative, Field::word(4).signed(32)),
        elf::R_LARCH_B16 => Write(Relative, Field::little(4, &[(2, 16, 10)]).signed(18)),
        elf::R_LARCH_B21 => {
            Write(Relative, Field::little(4, &[(2, 16, 10), (18, 5, 0)]).signed(23))
        }
        elf::R_LARCH_B26 => {
            Write(Relative, Field::little(4, &[(2, 16, 10), (18, 10, 0)]).signed(28))
        }
        elf::R_LARCH_PCREL20_S2 => Write(Relative, Field::little(4, &[(2, 20, 5)]).signed(22)),
        elf::R_LARCH_PCALA_HI20 => Write(PageOfSigned, HIGH.signed(32)),
        elf::R_LARCH_PCALA_LO12 | elf::R_LARCH_ABS_LO12 => Write(Absolute, LOW),
        elf::R_LARCH_ABS_HI20 => Write(Absolute, HIGH),
        elf::R_LARCH_TLS_LE_HI20 => Write(Thread, HIGH),
        elf::R_LARCH_TLS_LE_LO12 => Write(Thread, LOW),
        _ => return None,
    })
}
