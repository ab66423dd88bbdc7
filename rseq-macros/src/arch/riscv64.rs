//! `riscv64`: compares in branches, and release order by a fence.
//!
//! A conditional branch reaches 4 KiB, and the assembler turns one that has to go further into a
//! short branch over a jump.

use super::frame::Assembly;
use super::{Arch, BEHIND, Copy, Label, Rhs, Size, by_size};
use crate::ast::Op;

/// The architecture.
pub struct Riscv64;

impl Arch for Riscv64 {
    fn name(&self) -> &'static str {
        "riscv64"
    }

    // All 32 but zero, sp, gp, tp, s0 (the frame pointer), s1 (reserved by LLVM) and a few that
    // the code around may want to keep its own.
    fn registers(&self) -> usize {
        24
    }

    fn address(&self) -> &'static str {
        ".quad"
    }

    // Relative to the code in both of its code models.
    fn arm(&self, asm: &mut Assembly, area: &str, t: &str) {
        asm.line(format!("lla {t}, 5f"));
        asm.line(format!("sd {t}, {{rseq_cs}}({area})"));
    }

    fn disarm(&self, asm: &mut Assembly, area: &str, _t: &str) {
        asm.line(format!("sd zero, {{rseq_cs}}({area})"));
    }

    fn compare_index(&self, asm: &mut Assembly, field: &str, index: &str, t: &str, fail: Label) {
        asm.line(format!("lwu {t}, {{field_offset}}({field})"));
        asm.line(format!("bne {t}, {index}, {fail}"));
    }

    fn compare_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str, fail: Label) {
        asm.line(format!("ld {t}, 0({slot})"));
        asm.line(format!("bne {t}, {event}, {fail}"));
    }

    fn advance_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str) {
        asm.line(format!("addi {t}, {event}, 2"));
        asm.line(format!("sd {t}, 0({slot})"));
    }

    fn load(&self, asm: &mut Assembly, size: Size, dst: &str, place: &str) {
        by_size(
            asm,
            size,
            [
                format!("ld {dst}, 0({place})"),
                format!("lwu {dst}, 0({place})"),
                format!("lhu {dst}, 0({place})"),
                format!("lbu {dst}, 0({place})"),
            ],
        );
    }

    fn store(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        by_size(
            asm,
            size,
            [
                format!("sd {src}, 0({place})"),
                format!("sw {src}, 0({place})"),
                format!("sh {src}, 0({place})"),
                format!("sb {src}, 0({place})"),
            ],
        );
    }

    fn store_release(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        asm.line("fence rw, w");
        self.store(asm, size, place, src);
    }

    fn literal(&self, asm: &mut Assembly, size: Size, dst: &str, literal: i32) {
        by_size(
            asm,
            size,
            [
                format!("li {dst}, {literal}"),
                format!("li {dst}, {}", literal.cast_unsigned()),
                format!("li {dst}, {}", literal & 0xffff),
                format!("li {dst}, {}", literal & 0xff),
            ],
        );
    }

    fn branch(&self, asm: &mut Assembly, a: &str, b: &str, equal: bool, label: Label) {
        asm.line(format!("{} {a}, {b}, {label}", if equal { "beq" } else { "bne" }));
    }

    // Twelve bits with sign; subtraction adds the negative.
    fn immediate(&self, _op: Op, literal: i32) -> bool {
        (-2047..=2047).contains(&literal)
    }

    fn operate(&self, asm: &mut Assembly, op: Op, size: Size, t: &str, place: &str, value: Rhs) {
        self.load(asm, size, t, place);
        asm.line(match (op, value) {
            (Op::Add, Rhs::Register(register)) => format!("add {t}, {t}, {register}"),
            (Op::Sub, Rhs::Register(register)) => format!("sub {t}, {t}, {register}"),
            (Op::Or, Rhs::Register(register)) => format!("or {t}, {t}, {register}"),
            (Op::And, Rhs::Register(register)) => format!("and {t}, {t}, {register}"),
            (Op::Xor, Rhs::Register(register)) => format!("xor {t}, {t}, {register}"),
            (Op::Add, Rhs::Literal(literal)) => format!("addi {t}, {t}, {literal}"),
            (Op::Sub, Rhs::Literal(literal)) => format!("addi {t}, {t}, {}", -literal),
            (Op::Or, Rhs::Literal(literal)) => format!("ori {t}, {t}, {literal}"),
            (Op::And, Rhs::Literal(literal)) => format!("andi {t}, {t}, {literal}"),
            (Op::Xor, Rhs::Literal(literal)) => format!("xori {t}, {t}, {literal}"),
            (Op::Set, _) => return,
        });
    }

    fn load_block(&self, asm: &mut Assembly, dst: &str, block: &str, index: usize) {
        asm.line(format!("ld {dst}, {}({block})", index * 8));
    }

    fn store_block(&self, asm: &mut Assembly, block: &str, index: usize, src: &str) {
        asm.line(format!("sd {src}, {}({block})", index * 8));
    }

    fn copy(&self, asm: &mut Assembly, copy: &Copy) {
        let Copy { size, dst, src, n, t, label } = *copy;
        let done = label + 1;
        asm.line(format!("{label}:"));
        asm.line(format!("beqz {n}, {done}f"));
        self.load(asm, size, t, src);
        self.store(asm, size, dst, t);
        asm.line(format!("addi {src}, {src}, {{{size}}}"));
        asm.line(format!("addi {dst}, {dst}, {{{size}}}"));
        asm.line(format!("addi {n}, {n}, -1"));
        asm.line(format!("j {label}b"));
        asm.line(format!("{done}:"));
    }

    // `csrw mhartid, x0`, which user code may not do. Compressed code before it may end anywhere.
    fn signature(&self, asm: &mut Assembly) {
        asm.line(".balign 4");
        asm.line(".long {signature}");
    }

    fn jump(&self, asm: &mut Assembly, label: &str) {
        asm.line(format!("j {label}"));
    }

    fn landing(&self) -> (&'static str, &'static str) {
        BEHIND
    }
}
