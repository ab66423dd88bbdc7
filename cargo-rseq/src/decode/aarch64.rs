//! `aarch64`.

use super::{Meaning, Text, at_place, compare, compute, next, set, set_other, store, target, text};
use crate::insn::{Condition, Flow, Op, Operand, Operator, Place};

/// `w3` is a part of `x3`; `xzr` is 0.
fn register(name: &str) -> Operand {
    match name {
        "xzr" | "wzr" => Operand::Imm(0),
        "fp" => Operand::Reg("x29".to_owned()),
        "lr" => Operand::Reg("x30".to_owned()),
        "wsp" => Operand::Reg("sp".to_owned()),
        _ => match name.strip_prefix('w') {
            Some(number) => Operand::Reg(format!("x{number}")),
            None => Operand::Reg(name.to_owned()),
        },
    }
}

pub fn meaning(text: &Text) -> Meaning {
    let operands: Vec<Operand> = text::split(text.operands)
        .into_iter()
        .map(|piece| text::operand(piece, register))
        .collect();
    if let Some(flow) = flow(text.mnemonic, &operands) {
        return flow;
    }
    let sp = Operand::Reg("sp".to_owned());
    let writes_sp = operands.iter().any(|operand| match operand {
        Operand::Mem(place) => place.base.as_deref() == Some("sp") && place.writes_base,
        _ => false,
    });
    let post_index = matches!(&operands[..], [.., Operand::Mem(_), Operand::Imm(_)]);
    let on_stack = operands.iter().any(
        |operand| matches!(operand, Operand::Mem(Place { base: Some(base), .. }) if base == "sp"),
    );
    if writes_sp || post_index && on_stack {
        return next(Op::Stack);
    }
    if operands.first() == Some(&sp) && !matches!(text.mnemonic, "cmp" | "cmn" | "str") {
        return next(Op::Stack);
    }
    // The other halves of a constant are not what addresses are made with.
    if text.mnemonic == "movk" && !text.operands.ends_with("lsl #16") {
        return set_other(&operands);
    }
    // A vector is more than one word to other CPUs.
    if text.mnemonic.starts_with("st") && text.operands.starts_with('q') {
        return at_place(&operands, Op::StoreMany);
    }
    match operation(text.mnemonic, &operands) {
        // The base of `[x1], #8` changes.
        (flow, Op::Store(mut place, value)) if post_index => {
            place.writes_base = true;
            (flow, Op::Store(place, value))
        }
        meaning => meaning,
    }
}

fn flow(mnemonic: &str, operands: &[Operand]) -> Option<Meaning> {
    let branch = |at: usize, condition| Flow::Branch(target(operands.get(at)), condition);
    let zero = || Op::Compare(operands.first().cloned().unwrap_or(Operand::Other), Operand::Imm(0));
    Some(match mnemonic {
        "b" => (Flow::Jump(target(operands.first())), Op::None),
        "b.eq" => (branch(0, Condition::Equal), Op::None),
        "b.ne" => (branch(0, Condition::NotEqual), Op::None),
        "cbz" => (branch(1, Condition::Equal), zero()),
        "cbnz" => (branch(1, Condition::NotEqual), zero()),
        "tbz" | "tbnz" => (branch(2, Condition::Other), Op::None),
        _ if mnemonic.starts_with("b.") => (branch(0, Condition::Other), Op::None),
        "bl" | "blr" | "blraa" | "blrab" | "blraaz" | "blrabz" => (Flow::Call, Op::Unknown),
        "br" | "braa" | "brab" | "braaz" | "brabz" => (Flow::Indirect, Op::None),
        "ret" | "retaa" | "retab" | "eret" => (Flow::Return, Op::None),
        "svc" => (Flow::System, Op::Unknown),
        "brk" | "hlt" | "udf" | "hvc" | "smc" | "dcps1" | "dcps2" | "dcps3" => {
            (Flow::Trap, Op::Unknown)
        }
        _ => return None,
    })
}

fn operation(mnemonic: &str, operands: &[Operand]) -> Meaning {
    match mnemonic {
        "nop" | "hint" | "bti" | "prfm" | "prfum" | "yield" => next(Op::None),
        "dmb" | "dsb" | "isb" => next(Op::Barrier),
        "adr" | "adrp" | "mov" | "movz" => set(operands),
        "movk" => match operands {
            [Operand::Reg(dst), Operand::Imm(value), Operand::Other] => next(Op::Compute(
                dst.clone(),
                Operator::InsertHigh,
                Operand::Reg(dst.clone()),
                Operand::Imm(*value),
            )),
            _ => set_other(operands),
        },
        "add" | "adds" => compute(Operator::Add, operands),
        "sub" | "subs" => compute(Operator::Sub, operands),
        "and" | "ands" => compute(Operator::And, operands),
        "orr" => compute(Operator::Or, operands),
        "eor" => compute(Operator::Xor, operands),
        "cmp" | "cmn" | "tst" | "ccmp" => compare(operands),
        "ldr" | "ldrb" | "ldrh" | "ldrsw" | "ldrsb" | "ldrsh" | "ldur" | "ldurb" | "ldurh"
        | "ldursw" | "ldar" | "ldarb" | "ldarh" | "ldapr" | "ldaprb" | "ldaprh" => match operands {
            // A literal beside the code.
            [Operand::Reg(dst), Operand::Imm(address)] => {
                let place = Place::fixed(address.cast_unsigned());
                next(Op::Set(dst.clone(), Operand::Mem(place)))
            }
            _ => set(operands),
        },
        "str" | "strb" | "strh" | "stur" | "sturb" | "sturh" | "stlr" | "stlrb" | "stlrh"
        | "stlur" => store(operands),
        "stp" | "stnp" | "st1" | "st2" | "st3" | "st4" => at_place(operands, Op::StoreMany),
        "lsl" | "lsr" | "asr" | "ror" | "mul" | "madd" | "msub" | "umulh" | "smulh" | "udiv"
        | "sdiv" | "neg" | "negs" | "mvn" | "movn" | "orn" | "bic" | "eon" | "csel" | "cset"
        | "csetm" | "csinc" | "cinc" | "csinv" | "csneg" | "ubfx" | "sbfx" | "ubfiz" | "sbfiz"
        | "bfi" | "bfxil" | "sxtw" | "sxth" | "sxtb" | "uxtw" | "uxth" | "uxtb" | "mrs" | "rev"
        | "clz" | "rbit" | "extr" => set_other(operands),
        _ if is_atomic(mnemonic) => at_place(operands, Op::Modify),
        _ => next(Op::Unknown),
    }
}

/// Exclusive stores and the read-modify-write instructions of LSE.
fn is_atomic(mnemonic: &str) -> bool {
    const FAMILIES: [&str; 15] = [
        "stxr", "stlxr", "ldxr", "ldaxr", "cas", "swp", "ldadd", "ldclr", "ldset", "ldeor",
        "ldsmax", "ldumax", "stadd", "stclr", "stset",
    ];
    FAMILIES.iter().any(|family| mnemonic.starts_with(family))
}
