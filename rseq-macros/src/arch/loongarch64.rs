//! `loongarch64`: compares in branches, and release order by a barrier.
//!
//! A compare and branch reaches 128 KiB: the landings stay behind the function.

use super::frame::Assembly;
use super::{Arch, BEHIND, Copy, Label, Rhs, Size, by_size};
use crate::ast::Op;

/// The architecture.
pub struct Loongarch64;

impl Arch for Loongarch64 {
    fn name(&self) -> &'static str {
        "loongarch64"
    }

    // All 32 but zero, tp, sp, r21 (reserved), fp, s8 (reserved by LLVM) and a few that the code
    // around may want to keep its own.
    fn registers(&self) -> usize {
        22
    }

    fn address(&self) -> &'static str {
        ".quad"
    }

    fn arm(&self, asm: &mut Assembly, area: &str, t: &str) {
        asm.line(format!("la.pcrel {t}, 5f"));
        asm.line(format!("st.d {t}, {area}, {{rseq_cs}}"));
    }

    fn disarm(&self, asm: &mut Assembly, area: &str, _t: &str) {
        asm.line(format!("st.d $zero, {area}, {{rseq_cs}}"));
    }

    fn compare_index(&self, asm: &mut Assembly, field: &str, index: &str, t: &str, fail: Label) {
        asm.line(format!("ld.wu {t}, {field}, {{field_offset}}"));
        asm.line(format!("bne {t}, {index}, {fail}"));
    }

    fn compare_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str, fail: Label) {
        asm.line(format!("ld.d {t}, {slot}, 0"));
        asm.line(format!("bne {t}, {event}, {fail}"));
    }

    fn advance_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str) {
        asm.line(format!("addi.d {t}, {event}, 2"));
        asm.line(format!("st.d {t}, {slot}, 0"));
    }

    fn load(&self, asm: &mut Assembly, size: Size, dst: &str, place: &str) {
        by_size(
            asm,
            size,
            [
                format!("ld.d {dst}, {place}, 0"),
                format!("ld.wu {dst}, {place}, 0"),
                format!("ld.hu {dst}, {place}, 0"),
                format!("ld.bu {dst}, {place}, 0"),
            ],
        );
    }

    fn store(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        by_size(
            asm,
            size,
            [
                format!("st.d {src}, {place}, 0"),
                format!("st.w {src}, {place}, 0"),
                format!("st.h {src}, {place}, 0"),
                format!("st.b {src}, {place}, 0"),
            ],
        );
    }

    // The hint orders everything before it with stores after it; older processors, which know no
    // hints, order everything.
    fn store_release(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        asm.line("dbar 0x12");
        self.store(asm, size, place, src);
    }

    fn literal(&self, asm: &mut Assembly, size: Size, dst: &str, literal: i32) {
        by_size(
            asm,
            size,
            [
                format!("li.d {dst}, {literal}"),
                format!("li.d {dst}, {}", literal.cast_unsigned()),
                format!("li.d {dst}, {}", literal & 0xffff),
                format!("li.d {dst}, {}", literal & 0xff),
            ],
        );
    }

    fn branch(&self, asm: &mut Assembly, a: &str, b: &str, equal: bool, label: Label) {
        asm.line(format!("{} {a}, {b}, {label}", if equal { "beq" } else { "bne" }));
    }

    // Twelve bits: with sign for arithmetic, without for logic.
    fn immediate(&self, op: Op, literal: i32) -> bool {
        match op {
            Op::Add | Op::Sub => (-2047..=2047).contains(&literal),
            Op::Or | Op::And | Op::Xor | Op::Set => (0..=4095).contains(&literal),
        }
    }

    fn operate(&self, asm: &mut Assembly, op: Op, size: Size, t: &str, place: &str, value: Rhs) {
        self.load(asm, size, t, place);
        asm.line(match (op, value) {
            (Op::Add, Rhs::Register(register)) => format!("add.d {t}, {t}, {register}"),
            (Op::Sub, Rhs::Register(register)) => format!("sub.d {t}, {t}, {register}"),
            (Op::Or, Rhs::Register(register)) => format!("or {t}, {t}, {register}"),
            (Op::And, Rhs::Register(register)) => format!("and {t}, {t}, {register}"),
            (Op::Xor, Rhs::Register(register)) => format!("xor {t}, {t}, {register}"),
            (Op::Add, Rhs::Literal(literal)) => format!("addi.d {t}, {t}, {literal}"),
            (Op::Sub, Rhs::Literal(literal)) => format!("addi.d {t}, {t}, {}", -literal),
            (Op::Or, Rhs::Literal(literal)) => format!("ori {t}, {t}, {literal}"),
            (Op::And, Rhs::Literal(literal)) => format!("andi {t}, {t}, {literal}"),
            (Op::Xor, Rhs::Literal(literal)) => format!("xori {t}, {t}, {literal}"),
            (Op::Set, _) => return,
        });
    }

    fn load_block(&self, asm: &mut Assembly, dst: &str, block: &str, index: usize) {
        asm.line(format!("ld.d {dst}, {block}, {}", index * 8));
    }

    fn store_block(&self, asm: &mut Assembly, block: &str, index: usize, src: &str) {
        asm.line(format!("st.d {src}, {block}, {}", index * 8));
    }

    fn copy(&self, asm: &mut Assembly, copy: &Copy) {
        let Copy { size, dst, src, n, t, label } = *copy;
        let done = label + 1;
        asm.line(format!("{label}:"));
        asm.line(format!("beqz {n}, {done}f"));
        self.load(asm, size, t, src);
        self.store(asm, size, dst, t);
        asm.line(format!("addi.d {src}, {src}, {{{size}}}"));
        asm.line(format!("addi.d {dst}, {dst}, {{{size}}}"));
        asm.line(format!("addi.d {n}, {n}, -1"));
        asm.line(format!("b {label}b"));
        asm.line(format!("{done}:"));
    }

    // `break 0x10`
    fn signature(&self, asm: &mut Assembly) {
        asm.line(".long {signature}");
    }

    fn jump(&self, asm: &mut Assembly, label: &str) {
        asm.line(format!("b {label}"));
    }

    fn landing(&self) -> (&'static str, &'static str) {
        BEHIND
    }
}
