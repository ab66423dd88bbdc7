//! From bytes to instructions: one file an architecture, which says what its mnemonics mean.
//!
//! Text comes from `iced-x86` and `capstone`; of the latter's analysis nothing is used, since it is
//! not there for every architecture. `capstone` does not know `LoongArch`, which is decoded here.

mod aarch64;
mod arm;
mod loongarch64;
mod powerpc64;
mod riscv64;
mod s390x;
mod text;
mod x86;

use capstone::arch::{self, BuildsCapstone, BuildsCapstoneEndian, BuildsCapstoneExtraMode};
use capstone::{Capstone, Endian};

use crate::arch::Architecture;
use crate::error::Error;
use crate::insn::{Flow, Instruction, Op, Operand};

/// Decodes one instruction after the other.
pub struct Decoder {
    architecture: Architecture,
    engine: Option<Capstone>,
    thumb: Option<Capstone>,
}

/// Which instruction set of an architecture that has two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// The only one; ARM.
    Main,
    /// Thumb-2.
    Thumb,
}

/// An instruction as text, from which the file of its architecture reads what it means.
struct Text<'a> {
    address: u64,
    bytes: &'a [u8],
    mnemonic: &'a str,
    operands: &'a str,
}

/// What an instruction means.
type Meaning = (Flow, Op);

impl Decoder {
    pub fn new(architecture: Architecture, big_endian: bool) -> Result<Self, Error> {
        let endian = if big_endian { Endian::Big } else { Endian::Little };
        let arm = |mode| Capstone::new().arm().mode(mode).endian(endian).build();
        let (engine, thumb) = match architecture {
            Architecture::X86_64 | Architecture::X86 | Architecture::Loongarch64 => {
                (Ok(None), Ok(None))
            }
            // Instructions are little-endian whatever data are.
            Architecture::Aarch64 => (
                Capstone::new().arm64().mode(arch::arm64::ArchMode::Arm).build().map(Some),
                Ok(None),
            ),
            Architecture::Arm => {
                (arm(arch::arm::ArchMode::Arm).map(Some), arm(arch::arm::ArchMode::Thumb).map(Some))
            }
            Architecture::Riscv64 => (
                Capstone::new()
                    .riscv()
                    .mode(arch::riscv::ArchMode::RiscV64)
                    .extra_mode([arch::riscv::ArchExtraMode::RiscVC].into_iter())
                    .build()
                    .map(Some),
                Ok(None),
            ),
            Architecture::Powerpc64 => (
                Capstone::new()
                    .ppc()
                    .mode(arch::ppc::ArchMode::Mode64)
                    .endian(endian)
                    .build()
                    .map(Some),
                Ok(None),
            ),
            Architecture::S390x => (
                Capstone::new().sysz().mode(arch::sysz::ArchMode::Default).build().map(Some),
                Ok(None),
            ),
        };
        let missing = |error: capstone::Error| Error::Disassembler(error.to_string());
        Ok(Self { architecture, engine: engine.map_err(missing)?, thumb: thumb.map_err(missing)? })
    }

    /// The instruction at the beginning of `code`, which lies at `address`; `None` if there is none.
    pub fn decode(&self, mode: Mode, code: &[u8], address: u64) -> Option<Instruction> {
        match self.architecture {
            Architecture::X86_64 => x86::decode(64, code, address),
            Architecture::X86 => x86::decode(32, code, address),
            Architecture::Loongarch64 => loongarch64::decode(code, address),
            Architecture::Aarch64 => self.disassemble(mode, code, address, aarch64::meaning),
            Architecture::Arm if mode == Mode::Thumb => {
                self.disassemble(mode, code, address, arm::thumb)
            }
            Architecture::Arm => self.disassemble(mode, code, address, arm::arm),
            Architecture::Riscv64 => self.disassemble(mode, code, address, riscv64::meaning),
            Architecture::Powerpc64 => self.disassemble(mode, code, address, powerpc64::meaning),
            Architecture::S390x => self.disassemble(mode, code, address, s390x::meaning),
        }
    }

    /// The length of the same instruction, and where it goes on: without text, which takes time.
    pub fn flow(&self, mode: Mode, code: &[u8], address: u64) -> Option<(u64, Flow)> {
        match self.architecture {
            Architecture::X86_64 => x86::flow(64, code, address),
            Architecture::X86 => x86::flow(32, code, address),
            _ => {
                let instruction = self.decode(mode, code, address)?;
                Some((instruction.bytes.len() as u64, instruction.flow))
            }
        }
    }

    fn disassemble(
        &self,
        mode: Mode,
        code: &[u8],
        address: u64,
        meaning: impl Fn(&Text) -> Meaning,
    ) -> Option<Instruction> {
        let engine = if mode == Mode::Thumb { &self.thumb } else { &self.engine };
        // No instruction has more bytes.
        let code = &code[..code.len().min(8)];
        let found = engine.as_ref()?.disasm_count(code, address, 1).ok()?;
        let found = found.iter().next()?;
        let bytes = code.get(..found.len()).filter(|bytes| !bytes.is_empty())?;
        let mnemonic = found.mnemonic()?;
        let operands = found.op_str().unwrap_or_default();
        let (flow, op) = meaning(&Text { address, bytes, mnemonic, operands });
        let mut instruction = Instruction {
            address,
            bytes: bytes.to_vec(),
            mnemonic: mnemonic.to_owned(),
            operands: operands.to_owned(),
            flow,
            op,
        };
        if self.architecture == Architecture::Powerpc64 {
            powerpc64::rename(&mut instruction);
        }
        Some(instruction)
    }
}

/// Goes on with the next instruction.
fn next(op: Op) -> Meaning {
    (Flow::Next, op)
}

/// A target that an operand gives.
fn target(operand: Option<&Operand>) -> u64 {
    match operand {
        Some(Operand::Imm(target)) => target.cast_unsigned(),
        _ => 0,
    }
}

/// `operation(dst, …)` with a value that nothing is known of.
fn set_other(operands: &[Operand]) -> Meaning {
    match operands.first() {
        Some(Operand::Reg(dst)) => next(Op::Set(dst.clone(), Operand::Other)),
        // Into a register that is always zero.
        Some(Operand::Imm(0)) => next(Op::None),
        _ => next(Op::Unknown),
    }
}

/// `dst = operand`
fn set(operands: &[Operand]) -> Meaning {
    match operands {
        [Operand::Reg(dst), value] => next(Op::Set(dst.clone(), value.clone())),
        _ => set_other(operands),
    }
}

/// `dst = a op b`, or `dst = dst op b` of two operands.
fn compute(operator: crate::insn::Operator, operands: &[Operand]) -> Meaning {
    match operands {
        [Operand::Reg(dst), a, b] => next(Op::Compute(dst.clone(), operator, a.clone(), b.clone())),
        [Operand::Reg(dst), b] => {
            next(Op::Compute(dst.clone(), operator, Operand::Reg(dst.clone()), b.clone()))
        }
        _ => set_other(operands),
    }
}

/// `store(place, value)` of `value, place`.
fn store(operands: &[Operand]) -> Meaning {
    match operands {
        [value, Operand::Mem(place), ..] => next(Op::Store(place.clone(), value.clone())),
        _ => next(Op::Unknown),
    }
}

/// A compare of two operands.
fn compare(operands: &[Operand]) -> Meaning {
    match operands {
        [a, b, ..] => next(Op::Compare(a.clone(), b.clone())),
        [a] => next(Op::Compare(a.clone(), Operand::Imm(0))),
        [] => next(Op::Unknown),
    }
}

/// The first place among operands, as `operation` has it.
fn at_place(operands: &[Operand], operation: impl Fn(crate::insn::Place) -> Op) -> Meaning {
    let place = operands.iter().find_map(|operand| match operand {
        Operand::Mem(place) => Some(place.clone()),
        _ => None,
    });
    next(place.map_or(Op::Unknown, operation))
}
