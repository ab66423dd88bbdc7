//! `powerpc64`. Branches and traps are read from the instruction's word, since disassemblers give
//! them a dozen names each.

use super::{Meaning, Text, at_place, compare, compute, next, set, set_other, store, text};
use crate::insn::{Condition, Flow, Op, Operand, Operator};

fn register(name: &str) -> Operand {
    Operand::Reg(name.to_owned())
}

pub fn meaning(text: &Text) -> Meaning {
    let Ok(bytes) = <[u8; 4]>::try_from(text.bytes) else { return next(Op::Unknown) };
    // Which byte holds the primary opcode says the byte order; the text was made in the right one.
    let little = u32::from_le_bytes(bytes);
    let word = if plausible(little, text.mnemonic) { little } else { u32::from_be_bytes(bytes) };
    if let Some(flow) = flow(word, text.address) {
        return flow;
    }
    let operands: Vec<Operand> = text::split(text.operands)
        .into_iter()
        .map(|piece| text::operand(piece, register))
        .collect();
    if text.mnemonic.ends_with('u') && text.mnemonic.starts_with("st")
        || moves_stack(text, &operands)
    {
        return next(Op::Stack);
    }
    operation(text.mnemonic, &operands)
}

/// `capstone` takes `bcl 20, 31` for a loop over the count register.
pub fn rename(instruction: &mut crate::insn::Instruction) {
    let next = instruction.end();
    let reads = Op::Set("lr".to_owned(), Operand::Imm(next.cast_signed()));
    if instruction.op == reads && instruction.mnemonic.starts_with('b') {
        "bcl".clone_into(&mut instruction.mnemonic);
        instruction.operands = format!("20, 31, {next:#x}");
    }
}

/// Whether a word in this byte order is an instruction of this name: branches and `addi` alone need
/// to be told from each other.
fn plausible(word: u32, mnemonic: &str) -> bool {
    match word >> 26 {
        2 | 3 => mnemonic.starts_with('t'),
        16 | 18 => mnemonic.starts_with('b'),
        17 => mnemonic.starts_with("sc"),
        19 => !mnemonic.starts_with("st") && !mnemonic.starts_with('l'),
        14 | 15 => {
            mnemonic.starts_with("add") || mnemonic.starts_with("li") || mnemonic.starts_with("la")
        }
        _ => true,
    }
}

fn flow(word: u32, address: u64) -> Option<Meaning> {
    let absolute = word & 2 != 0;
    let links = word & 1 != 0;
    let from = if absolute { 0 } else { address };
    let options = (word >> 21) & 31;
    let always = options & 0x14 == 0x14;
    Some(match word >> 26 {
        2 | 3 => (Flow::Trap, Op::Unknown),
        16 => {
            let low = word & 0xfffc;
            let target = from.wrapping_add_signed(extend(low, 16));
            // `bcl 20, 31, next`: how code reads its own address.
            if links && always && target == address.wrapping_add(4) {
                return Some(next(Op::Set("lr".to_owned(), Operand::Imm(target.cast_signed()))));
            }
            match (links, always) {
                (true, _) => (Flow::Call, Op::Unknown),
                (false, true) => (Flow::Jump(target), Op::None),
                (false, false) => (Flow::Branch(target, condition(word)), Op::None),
            }
        }
        17 => (Flow::System, Op::Unknown),
        18 if links => (Flow::Call, Op::Unknown),
        18 => (Flow::Jump(from.wrapping_add_signed(extend(word & 0x03ff_fffc, 26))), Op::None),
        19 => match (word >> 1) & 0x3ff {
            // To the link register; to the count register, or the target register.
            16 | 528 | 560 if links => (Flow::Call, Op::Unknown),
            16 => (Flow::Return, Op::None),
            528 | 560 => (Flow::Indirect, Op::None),
            18 | 274 | 50 | 82 => (Flow::Trap, Op::Unknown),
            150 => next(Op::Barrier),
            _ => return None,
        },
        31 if matches!((word >> 1) & 0x3ff, 4 | 68) => (Flow::Trap, Op::Unknown),
        _ => return None,
    })
}

/// The bit of a condition register that is tested, and the value it has to have.
fn condition(word: u32) -> Condition {
    let (options, bit) = ((word >> 21) & 31, (word >> 16) & 31);
    match (options & 0x1c, bit % 4) {
        (0x0c, 2) => Condition::Equal,
        (0x04, 2) => Condition::NotEqual,
        _ => Condition::Other,
    }
}

/// The lowest bits as a number with sign.
fn extend(value: u32, bits: u32) -> i64 {
    let shift = 32 - bits;
    i64::from((value << shift).cast_signed() >> shift)
}

/// The stack pointer is the operand that is written.
fn moves_stack(text: &Text, operands: &[Operand]) -> bool {
    let writes = text.mnemonic.starts_with("add")
        || text.mnemonic.starts_with("mr")
        || text.mnemonic.starts_with("ld");
    writes && operands.first() == Some(&register("r1"))
}

fn operation(mnemonic: &str, operands: &[Operand]) -> Meaning {
    // The condition register that a compare goes to may be named.
    let compared = || match operands {
        [Operand::Reg(first), rest @ ..] if first.starts_with("cr") => compare(rest),
        _ => compare(operands),
    };
    let high = |operands: &[Operand]| {
        let mut operands = operands.to_vec();
        if let Some(Operand::Imm(value)) = operands.last_mut() {
            *value <<= 16;
        }
        operands
    };
    match mnemonic {
        "nop" => next(Op::None),
        "lwsync" | "sync" | "hwsync" | "ptesync" | "eieio" | "isync" => next(Op::Barrier),
        "li" | "mr" => set(operands),
        "lis" => set(&high(operands)),
        "mflr" => match operands {
            [Operand::Reg(dst)] => next(Op::Set(dst.clone(), Operand::Reg("lr".to_owned()))),
            _ => next(Op::Unknown),
        },
        "mtlr" => match operands {
            [value] => next(Op::Set("lr".to_owned(), value.clone())),
            _ => next(Op::Unknown),
        },
        "mtctr" => next(Op::Set("ctr".to_owned(), Operand::Other)),
        "addi" | "add" => compute(Operator::Add, operands),
        "addis" => compute(Operator::Add, &high(operands)),
        "subf" => match operands {
            [dst, a, b] => compute(Operator::Sub, &[dst.clone(), b.clone(), a.clone()]),
            _ => set_other(operands),
        },
        "or" | "ori" => compute(Operator::Or, operands),
        "oris" => compute(Operator::Or, &high(operands)),
        "and" | "andi." => compute(Operator::And, operands),
        "xor" | "xori" => compute(Operator::Xor, operands),
        "cmpw" | "cmpd" | "cmplw" | "cmpld" | "cmpwi" | "cmpdi" | "cmplwi" | "cmpldi" => compared(),
        "ld" | "lwz" | "lwa" | "lhz" | "lha" | "lbz" | "ldx" | "lwzx" | "lhzx" | "lbzx" => {
            set(operands)
        }
        "std" | "stw" | "sth" | "stb" => store(operands),
        "stdx" | "stwx" | "sthx" | "stbx" => match operands {
            [value, Operand::Reg(base), Operand::Reg(index)] => {
                let place = crate::insn::Place {
                    base: Some(base.clone()),
                    index: Some(index.clone()),
                    ..crate::insn::Place::default()
                };
                next(Op::Store(place, value.clone()))
            }
            _ => next(Op::Unknown),
        },
        "stdcx." | "stwcx." | "ldarx" | "lwarx" => next(Op::Modify(crate::insn::Place::default())),
        "stmw" | "stq" => at_place(operands, Op::StoreMany),
        "stxvd2x" | "stxv" | "stvx" | "stxvw4x" => {
            next(Op::StoreMany(crate::insn::Place::default()))
        }
        "clrldi" | "clrlwi" | "rldicl" | "rldicr" | "rldic" | "rlwinm" | "sldi" | "srdi"
        | "slwi" | "srwi" | "sradi" | "neg" | "not" | "nor" | "nand" | "andc" | "orc" | "eqv"
        | "extsw" | "extsh" | "extsb" | "mulld" | "mullw" | "mulli" | "divd" | "divdu" | "sld"
        | "srd" | "srad" | "slw" | "srw" | "cntlzd" | "subfic" | "subfc" | "subfe" | "addc"
        | "adde" | "addic" | "xoris" | "andis." | "rotldi" | "isel" | "mfspr" | "mfcr" => {
            set_other(operands)
        }
        _ => next(Op::Unknown),
    }
}
