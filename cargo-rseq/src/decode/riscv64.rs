//! `riscv64`, with compressed instructions, which are called as what they are short for.

use super::{Meaning, Text, at_place, compute, next, set, set_other, store, text};
use crate::insn::{Condition, Flow, Op, Operand, Operator};

fn register(name: &str) -> Operand {
    match name {
        "zero" => Operand::Imm(0),
        _ => Operand::Reg(name.to_owned()),
    }
}

pub fn meaning(text: &Text) -> Meaning {
    let mnemonic = text.mnemonic.strip_prefix("c.").unwrap_or(text.mnemonic);
    let operands: Vec<Operand> = text::split(text.operands)
        .into_iter()
        .map(|piece| text::operand(piece, register))
        .collect();
    if let Some(flow) = flow(mnemonic, &operands, text.address) {
        return flow;
    }
    let writes = !mnemonic.starts_with('s') || matches!(mnemonic, "sub" | "subw" | "sll" | "slli");
    if writes && operands.first() == Some(&Operand::Reg("sp".to_owned())) {
        return next(Op::Stack);
    }
    operation(mnemonic, &operands, text.address)
}

fn flow(mnemonic: &str, operands: &[Operand], address: u64) -> Option<Meaning> {
    // Targets are printed as distances.
    let target = match operands.last() {
        Some(Operand::Imm(distance)) => address.wrapping_add_signed(*distance),
        _ => 0,
    };
    let a = || operands.first().cloned().unwrap_or(Operand::Other);
    let b = || operands.get(1).cloned().unwrap_or(Operand::Other);
    let two = |condition| (Flow::Branch(target, condition), Op::Compare(a(), b()));
    let zero = |condition| (Flow::Branch(target, condition), Op::Compare(a(), Operand::Imm(0)));
    let to = |at: usize, name: &str| operands.get(at) == Some(&Operand::Reg(name.to_owned()));
    Some(match mnemonic {
        "j" => (Flow::Jump(target), Op::None),
        "jal" if operands.first() == Some(&Operand::Imm(0)) && operands.len() == 2 => {
            (Flow::Jump(target), Op::None)
        }
        "ret" => (Flow::Return, Op::None),
        "jr" if to(0, "ra") => (Flow::Return, Op::None),
        "jr" => (Flow::Indirect, Op::None),
        "jalr" if operands.first() == Some(&Operand::Imm(0)) => (Flow::Indirect, Op::None),
        "jal" | "jalr" | "call" | "tail" => (Flow::Call, Op::Unknown),
        "beq" => two(Condition::Equal),
        "bne" => two(Condition::NotEqual),
        "blt" | "bge" | "bltu" | "bgeu" | "bgt" | "ble" | "bgtu" | "bleu" => two(Condition::Other),
        "beqz" => zero(Condition::Equal),
        "bnez" => zero(Condition::NotEqual),
        "bltz" | "bgez" | "blez" | "bgtz" => zero(Condition::Other),
        "ecall" => (Flow::System, Op::Unknown),
        "ebreak" | "unimp" | "mret" | "sret" | "uret" | "wfi" => (Flow::Trap, Op::Unknown),
        // User code may only read the counters and the floating-point state.
        _ if mnemonic.starts_with("csrr") && operands.len() == 2 && !mnemonic.ends_with('w') => {
            return None;
        }
        _ if mnemonic.starts_with("csr") => (Flow::Trap, Op::Unknown),
        _ => return None,
    })
}

fn operation(mnemonic: &str, operands: &[Operand], address: u64) -> Meaning {
    match mnemonic {
        "nop" => next(Op::None),
        "fence" | "fence.tso" | "fence.i" => next(Op::Barrier),
        "auipc" | "lui" => match operands {
            [Operand::Reg(dst), Operand::Imm(upper)] => {
                let upper = i64::from(truncate(upper << 12));
                let base = if mnemonic == "auipc" { address.cast_signed() } else { 0 };
                next(Op::Set(dst.clone(), Operand::Imm(base.wrapping_add(upper))))
            }
            _ => next(Op::Unknown),
        },
        "addi" | "add" => compute(Operator::Add, operands),
        "sub" => compute(Operator::Sub, operands),
        "and" | "andi" => compute(Operator::And, operands),
        "or" | "ori" => compute(Operator::Or, operands),
        "xor" | "xori" => compute(Operator::Xor, operands),
        "addi4spn" => set_other(operands),
        "li" | "mv" | "ld" | "lw" | "lwu" | "lh" | "lhu" | "lb" | "lbu" | "ldsp" | "lwsp" => {
            set(operands)
        }
        "sd" | "sw" | "sh" | "sb" | "sdsp" | "swsp" => store(operands),
        "addiw" | "addw" | "subw" | "sll" | "slli" | "sllw" | "slliw" | "srl" | "srli" | "srlw"
        | "srliw" | "sra" | "srai" | "sraw" | "sraiw" | "slt" | "slti" | "sltu" | "sltiu"
        | "seqz" | "snez" | "neg" | "negw" | "not" | "mul" | "mulh" | "mulhu" | "mulw" | "div"
        | "divu" | "rem" | "remu" | "sext.w" | "csrr" | "rdtime" | "rdcycle" | "rdinstret" => {
            set_other(operands)
        }
        _ if mnemonic.starts_with("amo")
            || mnemonic.starts_with("lr.")
            || mnemonic.starts_with("sc.") =>
        {
            at_place(operands, Op::Modify)
        }
        _ => next(Op::Unknown),
    }
}

/// The lower half, with its sign.
#[expect(clippy::cast_possible_truncation)] // the lower half is meant
fn truncate(value: i64) -> i32 {
    value as i32
}
