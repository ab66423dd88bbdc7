//! `s390x`: big-endian, with addresses relative to the instruction up to 4 GiB away, and strongly
//! ordered.
//!
//! Everything here is in the oldest machine that rustc compiles for (z10). Branches are the long
//! ones (`jge`, `jgne`, `jg`), so the landings may lie anywhere.

use super::frame::Assembly;
use super::{Arch, Copy, Label, Rhs, Size, by_size};
use crate::ast::Op;

/// The architecture.
pub struct S390x;

impl Arch for S390x {
    fn name(&self) -> &'static str {
        "s390x"
    }

    // All sixteen but r0 (see `class`), r11 (the frame pointer), r15 (the stack pointer), and one
    // that the code around may want to keep.
    fn registers(&self) -> usize {
        12
    }

    // r0 as a base means no base.
    fn class(&self) -> &'static str {
        "reg_addr"
    }

    fn address(&self) -> &'static str {
        ".quad"
    }

    fn arm(&self, asm: &mut Assembly, area: &str, t: &str) {
        asm.line(format!("larl {t}, 5f"));
        asm.line(format!("stg {t}, {{rseq_cs}}({area})"));
    }

    fn disarm(&self, asm: &mut Assembly, area: &str, _t: &str) {
        asm.line(format!("mvghi {{rseq_cs}}({area}), 0"));
    }

    fn compare_index(&self, asm: &mut Assembly, field: &str, index: &str, _t: &str, fail: Label) {
        asm.line(format!("c {index}, {{field_offset}}({field})"));
        asm.line(format!("jgne {fail}"));
    }

    fn compare_event(&self, asm: &mut Assembly, slot: &str, event: &str, _t: &str, fail: Label) {
        asm.line(format!("cg {event}, 0({slot})"));
        asm.line(format!("jgne {fail}"));
    }

    fn advance_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str) {
        asm.line(format!("la {t}, 2({event})"));
        asm.line(format!("stg {t}, 0({slot})"));
    }

    fn load(&self, asm: &mut Assembly, size: Size, dst: &str, place: &str) {
        by_size(
            asm,
            size,
            [
                format!("lg {dst}, 0({place})"),
                format!("llgf {dst}, 0({place})"),
                format!("llgh {dst}, 0({place})"),
                format!("llgc {dst}, 0({place})"),
            ],
        );
    }

    fn store(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        by_size(
            asm,
            size,
            [
                format!("stg {src}, 0({place})"),
                format!("st {src}, 0({place})"),
                format!("sth {src}, 0({place})"),
                format!("stc {src}, 0({place})"),
            ],
        );
    }

    // Only a store followed by a load may be seen in the other order (Principles of Operation,
    // "Storage-Operand Store References").
    fn store_release(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        self.store(asm, size, place, src);
    }

    fn literal(&self, asm: &mut Assembly, size: Size, dst: &str, literal: i32) {
        by_size(
            asm,
            size,
            [
                format!("lgfi {dst}, {literal}"),
                format!("llilf {dst}, {}", literal.cast_unsigned()),
                format!("llill {dst}, {}", literal & 0xffff),
                format!("llill {dst}, {}", literal & 0xff),
            ],
        );
    }

    fn branch(&self, asm: &mut Assembly, a: &str, b: &str, equal: bool, label: Label) {
        asm.line(format!("cgr {a}, {b}"));
        asm.line(format!("{} {label}", if equal { "jge" } else { "jgne" }));
    }

    // The bitwise operations take 32 bits without sign, and leave the other half of the register.
    fn immediate(&self, op: Op, literal: i32) -> bool {
        matches!(op, Op::Add | Op::Sub) || literal >= 0
    }

    fn operate(&self, asm: &mut Assembly, op: Op, size: Size, t: &str, place: &str, value: Rhs) {
        self.load(asm, size, t, place);
        asm.instructions(&match (op, value) {
            (Op::Add, Rhs::Register(register)) => format!("agr {t}, {register}"),
            (Op::Sub, Rhs::Register(register)) => format!("sgr {t}, {register}"),
            (Op::Or, Rhs::Register(register)) => format!("ogr {t}, {register}"),
            (Op::And, Rhs::Register(register)) => format!("ngr {t}, {register}"),
            (Op::Xor, Rhs::Register(register)) => format!("xgr {t}, {register}"),
            // 32 bits without sign, so that the negative of every literal fits.
            (Op::Add, Rhs::Literal(literal @ 0..)) | (Op::Sub, Rhs::Literal(literal @ ..0)) => {
                format!("algfi {t}, {}", literal.unsigned_abs())
            }
            (Op::Add | Op::Sub, Rhs::Literal(literal)) => {
                format!("slgfi {t}, {}", literal.unsigned_abs())
            }
            (Op::Or, Rhs::Literal(literal)) => format!("oilf {t}, {literal}"),
            (Op::And, Rhs::Literal(literal)) => format!("nihf {t}, 0\nnilf {t}, {literal}"),
            (Op::Xor, Rhs::Literal(literal)) => format!("xilf {t}, {literal}"),
            (Op::Set, _) => return,
        });
    }

    fn load_block(&self, asm: &mut Assembly, dst: &str, block: &str, index: usize) {
        asm.line(format!("lg {dst}, {}({block})", index * 8));
    }

    fn store_block(&self, asm: &mut Assembly, block: &str, index: usize, src: &str) {
        asm.line(format!("stg {src}, {}({block})", index * 8));
    }

    fn copy(&self, asm: &mut Assembly, copy: &Copy) {
        let Copy { size, dst, src, n, t, label } = *copy;
        let done = label + 1;
        asm.line(format!("{label}:"));
        asm.line(format!("cghi {n}, 0"));
        asm.line(format!("jge {done}f"));
        self.load(asm, size, t, src);
        self.store(asm, size, dst, t);
        asm.line(format!("aghi {src}, {{{size}}}"));
        asm.line(format!("aghi {dst}, {{{size}}}"));
        asm.line(format!("aghi {n}, -1"));
        asm.line(format!("jg {label}b"));
        asm.line(format!("{done}:"));
    }

    // `trap4 4095(%r0, %r15)`. Code is made of halfwords: nothing to align.
    fn signature(&self, asm: &mut Assembly) {
        asm.line(".long {signature}");
    }

    fn jump(&self, asm: &mut Assembly, label: &str) {
        asm.line(format!("jg {label}"));
    }
}
