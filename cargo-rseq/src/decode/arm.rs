//! `arm`: ARM and Thumb-2.

use super::{Meaning, Text, at_place, compare, compute, next, set, set_other, store, target, text};
use crate::insn::{Condition, Flow, Op, Operand, Operator, Place};

/// Other names of registers, in capitals or not.
fn register(name: &str) -> Operand {
    let name = match name {
        "r13" => "sp",
        "r14" => "lr",
        "r15" => "pc",
        "r9" | "sb" => "r9",
        "r10" | "sl" => "r10",
        "r11" | "fp" => "r11",
        "r12" | "ip" => "r12",
        _ => name,
    };
    Operand::Reg(name.to_owned())
}

/// An instruction of the ARM set, where `pc` reads as the second next.
pub fn arm(text: &Text) -> Meaning {
    meaning(text, 8)
}

/// An instruction of Thumb-2.
pub fn thumb(text: &Text) -> Meaning {
    meaning(text, 4)
}

fn meaning(text: &Text, ahead: u64) -> Meaning {
    // The width that the assembler was asked for.
    let mnemonic = text.mnemonic.trim_end_matches(".w").trim_end_matches(".n");
    let pieces = text::split(text.operands);
    let pc = text.address.wrapping_add(ahead);
    let operands: Vec<Operand> =
        pieces.iter().map(|piece| text::operand(piece, register)).collect();
    if let Some(flow) = flow(mnemonic, &pieces, &operands) {
        return flow;
    }
    // From here on `pc` is a number.
    let operands: Vec<Operand> = operands.into_iter().map(|operand| with_pc(operand, pc)).collect();
    let stack = Operand::Reg("sp".to_owned());
    if matches!(mnemonic, "push" | "pop" | "vpush" | "vpop")
        || operands.first() == Some(&stack) && !matches!(mnemonic, "cmp" | "str" | "tst")
        || pieces.first() == Some(&"sp!")
        || moves_stack_base(&operands)
    {
        return next(Op::Stack);
    }
    operation(mnemonic, &operands)
}

/// `[sp, #-4]!` and `[sp], #4`.
fn moves_stack_base(operands: &[Operand]) -> bool {
    operands.iter().enumerate().any(|(at, operand)| match operand {
        Operand::Mem(place) if place.base.as_deref() == Some("sp") => {
            place.writes_base || at + 1 < operands.len()
        }
        _ => false,
    })
}

fn with_pc(operand: Operand, pc: u64) -> Operand {
    match operand {
        Operand::Reg(name) if name == "pc" => Operand::Imm(pc.cast_signed()),
        // Literals are addressed from a multiple of four.
        Operand::Mem(place) if place.base.as_deref() == Some("pc") && place.index.is_none() => {
            Operand::Mem(Place::fixed((pc & !3).wrapping_add_signed(place.offset)))
        }
        operand => operand,
    }
}

fn flow(mnemonic: &str, pieces: &[&str], operands: &[Operand]) -> Option<Meaning> {
    let branch = |at: usize, condition| Flow::Branch(target(operands.get(at)), condition);
    let zero = || Op::Compare(operands.first().cloned().unwrap_or(Operand::Other), Operand::Imm(0));
    let is =
        |operand: Option<&Operand>, name: &str| operand == Some(&Operand::Reg(name.to_owned()));
    Some(match mnemonic {
        "b" => (Flow::Jump(target(operands.first())), Op::None),
        "beq" => (branch(0, Condition::Equal), Op::None),
        "bne" => (branch(0, Condition::NotEqual), Op::None),
        "bhs" | "blo" | "bmi" | "bpl" | "bvs" | "bvc" | "bhi" | "bls" | "bge" | "blt" | "bgt"
        | "ble" => (branch(0, Condition::Other), Op::None),
        "cbz" => (branch(1, Condition::Equal), zero()),
        "cbnz" => (branch(1, Condition::NotEqual), zero()),
        "bx" if is(operands.first(), "lr") => (Flow::Return, Op::None),
        "bx" | "bxj" | "tbb" | "tbh" => (Flow::Indirect, Op::None),
        _ if mnemonic.starts_with("bl") => (Flow::Call, Op::Unknown),
        "svc" => (Flow::System, Op::Unknown),
        "udf" | "trap" | "bkpt" | "hlt" | "smc" | "hvc" => (Flow::Trap, Op::Unknown),
        // A list of registers with `pc` among them, from the stack.
        _ if mnemonic.starts_with("pop") || mnemonic.starts_with("ldm") => {
            let returns = pieces.last().is_some_and(|list| list.contains("pc"));
            return returns.then_some((Flow::Return, Op::Stack));
        }
        _ if is(operands.first(), "pc") && !mnemonic.starts_with("cmp") => {
            if mnemonic.starts_with("mov") && is(operands.get(1), "lr") {
                (Flow::Return, Op::None)
            } else {
                (Flow::Indirect, Op::None)
            }
        }
        _ => return None,
    })
}

fn operation(mnemonic: &str, operands: &[Operand]) -> Meaning {
    match mnemonic {
        "nop" | "hint" | "pld" | "pldw" | "yield" => next(Op::None),
        "dmb" | "dsb" | "isb" => next(Op::Barrier),
        "movt" => match operands {
            [Operand::Reg(dst), Operand::Imm(value)] => next(Op::Compute(
                dst.clone(),
                Operator::InsertHigh,
                Operand::Reg(dst.clone()),
                Operand::Imm(*value),
            )),
            _ => set_other(operands),
        },
        "add" | "adds" | "addw" => compute(Operator::Add, operands),
        "sub" | "subs" | "subw" => compute(Operator::Sub, operands),
        "and" | "ands" => compute(Operator::And, operands),
        "orr" | "orrs" => compute(Operator::Or, operands),
        "eor" | "eors" => compute(Operator::Xor, operands),
        "cmp" | "cmn" | "tst" | "teq" => compare(operands),
        "mov" | "movs" | "movw" | "adr" | "ldr" | "ldrb" | "ldrh" | "ldrsb" | "ldrsh" | "lda"
        | "ldab" | "ldah" => set(operands),
        "str" | "strb" | "strh" | "stl" | "stlb" | "stlh" => store(operands),
        "strd" => at_place(operands, Op::StoreMany),
        "stm" | "stmib" | "stmda" | "stmdb" => match operands {
            [Operand::Reg(base), ..] => {
                next(Op::StoreMany(Place { base: Some(base.clone()), ..Place::default() }))
            }
            _ => next(Op::Unknown),
        },
        "lsl" | "lsls" | "lsr" | "lsrs" | "asr" | "asrs" | "ror" | "rsb" | "rsbs" | "mul"
        | "mla" | "mvn" | "mvns" | "bic" | "bics" | "orn" | "uxtb" | "uxth" | "sxtb" | "sxth"
        | "ubfx" | "sbfx" | "bfi" | "bfc" | "clz" | "rev" | "adc" | "adcs" | "sbc" | "sbcs" => {
            set_other(operands)
        }
        // Reads the thread pointer into the register in third place.
        "mrc" => match operands.get(2) {
            Some(Operand::Reg(dst)) => next(Op::Set(dst.clone(), Operand::Other)),
            _ => next(Op::Unknown),
        },
        _ if ["ldrex", "strex", "ldaex", "stlex", "swp"]
            .iter()
            .any(|family| mnemonic.starts_with(family)) =>
        {
            at_place(operands, Op::Modify)
        }
        _ => next(Op::Unknown),
    }
}
