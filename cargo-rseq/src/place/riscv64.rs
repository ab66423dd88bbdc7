//! 64-bit RISC-V. What the linker would make shorter is left as it is.

use object::elf::{self, RelocationType};

use super::Action::{self, Nothing, Write};
use super::Field;
use super::Formula::{Absolute, Low, Minus, Plus, Relative, Thread};

const BRANCH: Field =
    Field::little(4, &[(12, 1, 31), (5, 6, 25), (1, 4, 8), (11, 1, 7)]).signed(13);
const JUMP: Field =
    Field::little(4, &[(20, 1, 31), (1, 10, 21), (11, 1, 20), (12, 8, 12)]).signed(21);
const SHORT_BRANCH: Field =
    Field::little(2, &[(8, 1, 12), (3, 2, 10), (6, 2, 5), (1, 2, 3), (5, 1, 2)]).signed(9);
const SHORT_JUMP: Field = Field::little(
    2,
    &[(11, 1, 12), (4, 1, 11), (8, 2, 9), (10, 1, 8), (6, 1, 7), (7, 1, 6), (1, 3, 3), (5, 1, 2)],
)
.signed(12);
/// `auipc` and `lui`: what the other half adds is signed.
const HIGH: Field = Field::little(4, &[(12, 20, 12)]).rounded(0x800);
const LOW: Field = Field::little(4, &[(0, 12, 20)]);
const LOW_OF_STORE: Field = Field::little(4, &[(5, 7, 25), (0, 5, 7)]);

pub fn meaning(kind: RelocationType) -> Option<Action> {
    Some(match kind {
        elf::R_RISCV_NONE | elf::R_RISCV_RELAX | elf::R_RISCV_ALIGN | elf::R_RISCV_TPREL_ADD => {
            Nothing
        }
        elf::R_RISCV_64 => Write(Absolute, Field::word(8)),
        elf::R_RISCV_32 | elf::R_RISCV_SET32 => Write(Absolute, Field::word(4)),
        elf::R_RISCV_SET16 => Write(Absolute, Field::word(2)),
        elf::R_RISCV_SET8 => Write(Absolute, Field::word(1)),
        elf::R_RISCV_SET6 => Write(Absolute, Field::six_bits()),
        elf::R_RISCV_SET_ULEB128 => Write(Absolute, Field::leb()),
        elf::R_RISCV_ADD64 => Write(Plus, Field::word(8)),
        elf::R_RISCV_ADD32 => Write(Plus, Field::word(4)),
        elf::R_RISCV_ADD16 => Write(Plus, Field::word(2)),
        elf::R_RISCV_ADD8 => Write(Plus, Field::word(1)),
        elf::R_RISCV_SUB64 => Write(Minus, Field::word(8)),
        elf::R_RISCV_SUB32 => Write(Minus, Field::word(4)),
        elf::R_RISCV_SUB16 => Write(Minus, Field::word(2)),
        elf::R_RISCV_SUB8 => Write(Minus, Field::word(1)),
        elf::R_RISCV_SUB6 => Write(Minus, Field::six_bits()),
        elf::R_RISCV_SUB_ULEB128 => Write(Minus, Field::leb()),
        elf::R_RISCV_32_PCREL | elf::R_RISCV_PLT32 => Write(Relative, Field::word(4).signed(32)),
        elf::R_RISCV_BRANCH => Write(Relative, BRANCH),
        elf::R_RISCV_JAL => Write(Relative, JUMP),
        elf::R_RISCV_RVC_BRANCH => Write(Relative, SHORT_BRANCH),
        elf::R_RISCV_RVC_JUMP => Write(Relative, SHORT_JUMP),
        // Of `auipc` and `jalr`, the first: the second goes where a register says, wherever that is.
        elf::R_RISCV_CALL | elf::R_RISCV_CALL_PLT | elf::R_RISCV_PCREL_HI20 => {
            Write(Relative, HIGH)
        }
        elf::R_RISCV_PCREL_LO12_I => Write(Low, LOW),
        elf::R_RISCV_PCREL_LO12_S => Write(Low, LOW_OF_STORE),
        elf::R_RISCV_HI20 => Write(Absolute, HIGH),
        elf::R_RISCV_LO12_I => Write(Absolute, LOW),
        elf::R_RISCV_LO12_S => Write(Absolute, LOW_OF_STORE),
        elf::R_RISCV_TPREL_HI20 => Write(Thread, HIGH),
        elf::R_RISCV_TPREL_LO12_I => Write(Thread, LOW),
        elf::R_RISCV_TPREL_LO12_S => Write(Thread, LOW_OF_STORE),
        _ => return None,
    })
}
