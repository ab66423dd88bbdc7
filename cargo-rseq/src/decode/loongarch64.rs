//! `loongarch64`, decoded here: the integer instructions of the base architecture, by the tables of
//! the `LoongArch` Reference Manual, volume 1 (v1.10, appendix B). Everything else, floating point and
//! vectors above all, is a `.word` that nothing is concluded from.

use super::Meaning;
use crate::insn::{Condition, Flow, Instruction, Op, Operand, Operator, Place};

pub fn decode(code: &[u8], address: u64) -> Option<Instruction> {
    let bytes = code.get(..4)?;
    let word = Word(u32::from_le_bytes(bytes.try_into().ok()?));
    let Decoded { mnemonic, operands, meaning: (flow, op) } = word.decode(address);
    Some(Instruction {
        address,
        bytes: bytes.to_vec(),
        mnemonic: mnemonic.to_owned(),
        operands,
        flow,
        op,
    })
}

/// An instruction.
#[derive(Clone, Copy)]
struct Word(u32);

struct Decoded {
    mnemonic: &'static str,
    operands: String,
    meaning: Meaning,
}

const NAMES: [&str; 32] = [
    "zero", "ra", "tp", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2",
    "t3", "t4", "t5", "t6", "t7", "t8", "r21", "fp", "s0", "s1", "s2", "s3", "s4", "s5", "s6",
    "s7", "s8",
];

impl Word {
    fn bits(self, low: u32, count: u32) -> u32 {
        (self.0 >> low) & ((1 << count) - 1)
    }

    /// A field with its sign.
    fn signed(self, low: u32, count: u32) -> i64 {
        extend(self.bits(low, count), count)
    }

    fn name(self, low: u32) -> &'static str {
        NAMES[self.bits(low, 5) as usize % NAMES.len()]
    }

    fn register(self, low: u32) -> Operand {
        match self.name(low) {
            "zero" => Operand::Imm(0),
            name => Operand::Reg(name.to_owned()),
        }
    }

    /// `dst = …` where the destination counts: not the register that is always zero.
    fn writes(self, op: impl FnOnce(String) -> Op) -> Meaning {
        let op = match self.name(0) {
            "zero" => Op::None,
            "sp" => Op::Stack,
            name => op(name.to_owned()),
        };
        (Flow::Next, op)
    }

    fn decode(self, address: u64) -> Decoded {
        self.branch(address)
            .or_else(|| self.upper(address))
            .or_else(|| self.immediate())
            .or_else(|| self.three())
            .or_else(|| self.shift())
            .unwrap_or_else(|| Decoded {
                mnemonic: ".word",
                operands: format!("{:#010x}", self.0),
                meaning: (Flow::Next, Op::Unknown),
            })
    }

    /// Six bits of opcode, and a distance in words.
    fn branch(self, address: u64) -> Option<Decoded> {
        let to = |distance: i64| address.wrapping_add_signed(distance << 2);
        let far = to(extend(self.bits(0, 10) << 16 | self.bits(10, 16), 26));
        let middle = to(extend(self.bits(0, 5) << 16 | self.bits(10, 16), 21));
        let near = to(self.signed(10, 16));
        let (rd, rj) = (self.name(0), self.name(5));
        let zero = |condition| {
            let compare = Op::Compare(self.register(5), Operand::Imm(0));
            (format!("${rj}, {middle:#x}"), (Flow::Branch(middle, condition), compare))
        };
        let two = |condition| {
            let compare = Op::Compare(self.register(5), self.register(0));
            (format!("${rj}, ${rd}, {near:#x}"), (Flow::Branch(near, condition), compare))
        };
        let opcode = self.bits(26, 6);
        let (mnemonic, (operands, meaning)) = match opcode {
            0x10 => ("beqz", zero(Condition::Equal)),
            0x11 => ("bnez", zero(Condition::NotEqual)),
            0x12 => {
                let flow = Flow::Branch(middle, Condition::Other);
                ("bceqz/bcnez", (format!("{middle:#x}"), (flow, Op::None)))
            }
            0x13 => {
                let flow = match (rd, rj) {
                    ("zero", "ra") => Flow::Return,
                    ("zero", _) => Flow::Indirect,
                    _ => Flow::Call,
                };
                let distance = self.signed(10, 16) << 2;
                ("jirl", (format!("${rd}, ${rj}, {distance}"), (flow, Op::Unknown)))
            }
            0x14 => ("b", (format!("{far:#x}"), (Flow::Jump(far), Op::None))),
            0x15 => ("bl", (format!("{far:#x}"), (Flow::Call, Op::Unknown))),
            0x16 => ("beq", two(Condition::Equal)),
            0x17 => ("bne", two(Condition::NotEqual)),
            0x18 => ("blt", two(Condition::Other)),
            0x19 => ("bge", two(Condition::Other)),
            0x1a => ("bltu", two(Condition::Other)),
            0x1b => ("bgeu", two(Condition::Other)),
            _ => return None,
        };
        Some(Decoded { mnemonic, operands, meaning })
    }

    /// Seven bits of opcode and twenty of a constant, most of them relative to the instruction.
    fn upper(self, address: u64) -> Option<Decoded> {
        let value = self.signed(5, 20);
        let from = |shift: u32| address.wrapping_add_signed(value << shift).cast_signed();
        let (mnemonic, known) = match self.bits(25, 7) {
            0x0a => ("lu12i.w", Some(value << 12)),
            0x0b => ("lu32i.d", None),
            0x0c => ("pcaddi", Some(from(2))),
            0x0d => ("pcalau12i", Some(from(12) & !0xfff)),
            0x0e => ("pcaddu12i", Some(from(12))),
            0x0f => ("pcaddu18i", Some(from(18))),
            _ => return None,
        };
        let operand = known.map_or(Operand::Other, Operand::Imm);
        Some(Decoded {
            mnemonic,
            operands: format!("${}, {value}", self.name(0)),
            meaning: self.writes(|dst| Op::Set(dst, operand)),
        })
    }

    /// Twelve bits of a constant; loads and stores among them, and those with fourteen.
    fn immediate(self) -> Option<Decoded> {
        let (rd, rj) = (self.name(0), self.name(5));
        let (signed, unsigned) = (self.signed(10, 12), i64::from(self.bits(10, 12)));
        let place = |offset| Place {
            base: (rj != "zero").then(|| rj.to_owned()),
            offset,
            ..Place::default()
        };
        let compute = |operator, value| {
            self.writes(|dst| Op::Compute(dst, operator, self.register(5), Operand::Imm(value)))
        };
        let load = |offset| self.writes(|dst| Op::Set(dst, Operand::Mem(place(offset))));
        let store = |offset| (Flow::Next, Op::Store(place(offset), self.register(0)));
        let modify = (Flow::Next, Op::Modify(place(0)));
        let many = (Flow::Next, Op::StoreMany(place(0)));
        let scaled = self.signed(10, 14) << 2;
        let (mnemonic, value, meaning) = match self.bits(22, 10) {
            0x008 => ("slti", signed, compute(Operator::Other, signed)),
            0x009 => ("sltui", signed, compute(Operator::Other, signed)),
            0x00a => ("addi.w", signed, compute(Operator::Other, signed)),
            0x00b => ("addi.d", signed, compute(Operator::Add, signed)),
            0x00c => ("lu52i.d", signed, compute(Operator::Other, signed)),
            0x00d => ("andi", unsigned, compute(Operator::And, unsigned)),
            0x00e => ("ori", unsigned, compute(Operator::Or, unsigned)),
            0x00f => ("xori", unsigned, compute(Operator::Xor, unsigned)),
            0x0a0 => ("ld.b", signed, load(signed)),
            0x0a1 => ("ld.h", signed, load(signed)),
            0x0a2 => ("ld.w", signed, load(signed)),
            0x0a3 => ("ld.d", signed, load(signed)),
            0x0a4 => ("st.b", signed, store(signed)),
            0x0a5 => ("st.h", signed, store(signed)),
            0x0a6 => ("st.w", signed, store(signed)),
            0x0a7 => ("st.d", signed, store(signed)),
            0x0a8 => ("ld.bu", signed, load(signed)),
            0x0a9 => ("ld.hu", signed, load(signed)),
            0x0aa => ("ld.wu", signed, load(signed)),
            0x0ab => ("preld", signed, (Flow::Next, Op::None)),
            0x0b1 => ("vst", signed, many),
            0x0b3 => ("xvst", signed, many),
            _ => match self.bits(24, 8) {
                0x20 => ("ll.w", scaled, modify),
                0x21 => ("sc.w", scaled, modify),
                0x22 => ("ll.d", scaled, modify),
                0x23 => ("sc.d", scaled, modify),
                0x24 => ("ldptr.w", scaled, load(scaled)),
                0x25 => ("stptr.w", scaled, store(scaled)),
                0x26 => ("ldptr.d", scaled, load(scaled)),
                0x27 => ("stptr.d", scaled, store(scaled)),
                _ => return None,
            },
        };
        Some(Decoded { mnemonic, operands: format!("${rd}, ${rj}, {value}"), meaning })
    }

    /// Three registers, and what has the rest of their opcodes: barriers, traps, atomics.
    fn three(self) -> Option<Decoded> {
        let opcode = self.bits(15, 17);
        let names = format!("${}, ${}, ${}", self.name(0), self.name(5), self.name(10));
        let compute = |operator| {
            self.writes(|dst| Op::Compute(dst, operator, self.register(5), self.register(10)))
        };
        let place = Place {
            base: Some(self.name(5).to_owned()),
            index: Some(self.name(10).to_owned()),
            ..Place::default()
        };
        let load = || self.writes(|dst| Op::Set(dst, Operand::Mem(place.clone())));
        let store = || (Flow::Next, Op::Store(place.clone(), self.register(0)));
        let code = format!("{:#x}", self.bits(0, 15));
        let (mnemonic, operands, meaning) = match opcode {
            0x20 => ("add.w", names, compute(Operator::Other)),
            0x21 => ("add.d", names, compute(Operator::Add)),
            0x22 => ("sub.w", names, compute(Operator::Other)),
            0x23 => ("sub.d", names, compute(Operator::Sub)),
            0x24 => ("slt", names, compute(Operator::Other)),
            0x25 => ("sltu", names, compute(Operator::Other)),
            0x26 => ("maskeqz", names, compute(Operator::Other)),
            0x27 => ("masknez", names, compute(Operator::Other)),
            0x28 => ("nor", names, compute(Operator::Other)),
            0x29 => ("and", names, compute(Operator::And)),
            0x2a => ("or", names, compute(Operator::Or)),
            0x2b => ("xor", names, compute(Operator::Xor)),
            0x2c => ("orn", names, compute(Operator::Other)),
            0x2d => ("andn", names, compute(Operator::Other)),
            0x31 => ("sll.d", names, compute(Operator::Other)),
            0x32 => ("srl.d", names, compute(Operator::Other)),
            0x33 => ("sra.d", names, compute(Operator::Other)),
            0x3b => ("mul.d", names, compute(Operator::Other)),
            0x54 => ("break", code, (Flow::Trap, Op::Unknown)),
            0x56 => ("syscall", code, (Flow::System, Op::Unknown)),
            0x7000 => ("ldx.b", names, load()),
            0x7008 => ("ldx.h", names, load()),
            0x7010 => ("ldx.w", names, load()),
            0x7018 => ("ldx.d", names, load()),
            0x7020 => ("stx.b", names, store()),
            0x7028 => ("stx.h", names, store()),
            0x7030 => ("stx.w", names, store()),
            0x7038 => ("stx.d", names, store()),
            0x7040 => ("ldx.bu", names, load()),
            0x7048 => ("ldx.hu", names, load()),
            0x7050 => ("ldx.wu", names, load()),
            0x70e4 => ("dbar", code, (Flow::Next, Op::Barrier)),
            0x70e5 => ("ibar", code, (Flow::Next, Op::Barrier)),
            0x70b0..=0x70e3 => {
                let place = Place { base: Some(self.name(5).to_owned()), ..Place::default() };
                ("am*", names, (Flow::Next, Op::Modify(place)))
            }
            _ => return None,
        };
        Some(Decoded { mnemonic, operands, meaning })
    }

    /// Shifts by a constant, and fields of bits.
    fn shift(self) -> Option<Decoded> {
        let (mnemonic, amount) = match (self.bits(15, 17), self.bits(16, 16), self.bits(22, 10)) {
            (0x81, ..) => ("slli.w", self.bits(10, 5)),
            (0x89, ..) => ("srli.w", self.bits(10, 5)),
            (0x91, ..) => ("srai.w", self.bits(10, 5)),
            (_, 0x41, _) => ("slli.d", self.bits(10, 6)),
            (_, 0x45, _) => ("srli.d", self.bits(10, 6)),
            (_, 0x49, _) => ("srai.d", self.bits(10, 6)),
            (.., 0x2) => ("bstrins.d", self.bits(10, 12)),
            (.., 0x3) => ("bstrpick.d", self.bits(10, 12)),
            _ => return None,
        };
        Some(Decoded {
            mnemonic,
            operands: format!("${}, ${}, {amount:#x}", self.name(0), self.name(5)),
            meaning: self.writes(|dst| Op::Set(dst, Operand::Other)),
        })
    }
}

/// The lowest bits as a number with sign.
fn extend(value: u32, bits: u32) -> i64 {
    let shift = 32 - bits;
    i64::from((value << shift).cast_signed() >> shift)
}
