//! `s390x`.

use super::{Meaning, Text, at_place, compare, compute, next, set, set_other, store, target, text};
use crate::insn::{Condition, Flow, Op, Operand, Operator};

/// Names have a percent sign; r0 as a base is none, which the text leaves out already.
fn register(name: &str) -> Operand {
    Operand::Reg(name.trim_start_matches('%').to_owned())
}

pub fn meaning(text: &Text) -> Meaning {
    let operands: Vec<Operand> = text::split(text.operands)
        .into_iter()
        .map(|piece| text::operand(piece, register))
        .collect();
    if let Some(flow) = flow(text.mnemonic, &operands) {
        return flow;
    }
    let stack = operands.first() == Some(&register("r15"));
    let only_reads = text.mnemonic.starts_with("st") || text.mnemonic.starts_with('c');
    if stack && !only_reads {
        return next(Op::Stack);
    }
    operation(text.mnemonic, &operands)
}

fn flow(mnemonic: &str, operands: &[Operand]) -> Option<Meaning> {
    let last = || target(operands.last());
    let branch = |condition| (Flow::Branch(last(), condition), Op::None);
    let compared = |condition| {
        let [a, b] = [0, 1].map(|at| operands.get(at).cloned().unwrap_or(Operand::Other));
        (Flow::Branch(last(), condition), Op::Compare(a, b))
    };
    Some(match mnemonic {
        "j" | "jg" | "brul" => (Flow::Jump(last()), Op::None),
        "je" | "jge" => branch(Condition::Equal),
        "jne" | "jgne" => branch(Condition::NotEqual),
        "cgrje" | "crje" | "cgije" | "cije" => compared(Condition::Equal),
        "cgrjne" | "crjne" | "cgijne" | "cijne" | "cgrjlh" | "crjlh" | "cgijlh" | "cijlh" => {
            compared(Condition::NotEqual)
        }
        "bras" | "brasl" | "basr" | "bas" | "balr" | "bal" | "bassm" => (Flow::Call, Op::Unknown),
        "br" if operands.first() == Some(&register("r14")) => (Flow::Return, Op::None),
        "bcr" => match operands {
            [Operand::Imm(0), _] => next(Op::None),
            [Operand::Imm(14 | 15), Operand::Reg(name)] if name == "r0" => next(Op::Barrier),
            _ => (Flow::Indirect, Op::None),
        },
        "svc" => (Flow::System, Op::Unknown),
        "trap2" | "trap4" | "pgm" => (Flow::Trap, Op::Unknown),
        // The other conditions of jumps, and of compares with a jump.
        _ if mnemonic.starts_with('j') => branch(Condition::Other),
        _ if compares_and_jumps(mnemonic) => compared(Condition::Other),
        _ if mnemonic.starts_with("brc") || mnemonic.starts_with("brx") => branch(Condition::Other),
        // To what a register holds, on a condition or not.
        _ if mnemonic.starts_with('b') && mnemonic.ends_with('r') => (Flow::Indirect, Op::None),
        "b" | "bc" | "bct" | "bctg" | "bi" => (Flow::Indirect, Op::None),
        _ => return None,
    })
}

fn compares_and_jumps(mnemonic: &str) -> bool {
    const FAMILIES: [&str; 8] = ["cgrj", "crj", "cgij", "cij", "clgrj", "clrj", "clgij", "clij"];
    FAMILIES.iter().any(|family| mnemonic.starts_with(family))
}

fn operation(mnemonic: &str, operands: &[Operand]) -> Meaning {
    let address = || match operands {
        [Operand::Reg(dst), Operand::Mem(place)] => match (&place.base, &place.index) {
            (Some(base), None) => next(Op::Compute(
                dst.clone(),
                Operator::Add,
                Operand::Reg(base.clone()),
                Operand::Imm(place.offset),
            )),
            (None, None) => next(Op::Set(dst.clone(), Operand::Imm(place.offset))),
            _ => set_other(operands),
        },
        // Without a base, the text is a number.
        [Operand::Reg(_), Operand::Imm(_)] => set(operands),
        _ => set_other(operands),
    };
    match mnemonic {
        "nop" | "nopr" | "pfd" => next(Op::None),
        "larl" | "lgr" | "lghi" | "lhi" | "lgfi" | "llilf" | "llill" | "lg" | "lgf" | "llgf"
        | "llgh" | "llgc" | "lgh" | "lgb" | "l" | "ly" | "lh" | "lb" | "llc" | "llh" => {
            set(operands)
        }
        "lgrl" | "lrl" | "lgfrl" | "llgfrl" => match operands {
            [Operand::Reg(dst), Operand::Imm(address)] => {
                let place = crate::insn::Place::fixed(address.cast_unsigned());
                next(Op::Set(dst.clone(), Operand::Mem(place)))
            }
            _ => set_other(operands),
        },
        "la" | "lay" => address(),
        "agr" | "aghi" | "agfi" | "algfi" | "ag" | "algr" | "aghik" | "agrk" => {
            compute(Operator::Add, operands)
        }
        "sgr" | "slgfi" | "sg" | "slgr" | "sgrk" => compute(Operator::Sub, operands),
        "ngr" | "ng" | "nilf" => compute(Operator::And, operands),
        "ogr" | "og" | "oilf" => compute(Operator::Or, operands),
        "xgr" | "xg" | "xilf" => compute(Operator::Xor, operands),
        "stg" | "st" | "sth" | "stc" | "sty" | "sthy" | "stcy" => store(operands),
        "mvghi" | "mvhi" | "mvhhi" | "mvi" | "mviy" => match operands {
            [Operand::Mem(place), value] => next(Op::Store(place.clone(), value.clone())),
            _ => next(Op::Unknown),
        },
        "stgrl" | "strl" => match operands {
            [value, Operand::Imm(address)] => {
                let place = crate::insn::Place::fixed(address.cast_unsigned());
                next(Op::Store(place, value.clone()))
            }
            _ => next(Op::Unknown),
        },
        "agsi" | "asi" | "algsi" | "alsi" | "ni" | "oi" | "xi" | "niy" | "oiy" | "xiy" | "cs"
        | "csy" | "csg" | "cds" | "cdsg" | "laa" | "laag" | "lan" | "lang" | "lao" | "laog"
        | "lax" | "laxg" => at_place(operands, Op::Modify),
        "mvc" | "mvcl" | "xc" | "nc" | "oc" | "stmg" | "stm" | "stmy" => {
            at_place(operands, Op::StoreMany)
        }
        "c" | "cg" | "cgr" | "cr" | "cghi" | "chi" | "cgfi" | "cfi" | "clg" | "cl" | "clgr"
        | "clr" | "clgfi" | "clfi" | "cy" | "cgf" | "clgf" | "cghsi" | "chsi" | "clghsi"
        | "clhhsi" | "clfhsi" | "cli" | "cliy" | "ltgr" | "ltr" | "tmll" | "tm" | "clhrl"
        | "cgfr" | "clgfr" | "ch" | "cgh" => compare(operands),
        "ear" | "sllg" | "srlg" | "srag" | "sllk" | "sll" | "srl" | "risbg" | "risbgn" | "lcgr"
        | "nihf" | "oihf" | "nill" | "nilh" | "oill" | "ar" | "sr" | "nr" | "or" | "xr" | "ahi"
        | "afi" | "a" | "s" | "n" | "o" | "x" | "lr" | "llgfr" | "lgfr" | "llgcr" | "llghr"
        | "lgbr" | "lghr" | "msgr" | "mghi" | "llihf" | "iihf" | "iilf" | "locgr" | "ltg"
        | "ic" | "llihl" | "llilh" | "llihh" => set_other(operands),
        _ => next(Op::Unknown),
    }
}
