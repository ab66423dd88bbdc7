//! `powerpc64`, little-endian: addresses by way of the link register, conditional branches that do
//! not reach far, and release order by `lwsync`.
//!
//! A conditional branch reaches 32 KiB, less than a function may have, and a linker's stub for a
//! longer one would be slower than any of this: so the landings lie right behind the section, which
//! jumps over them.

use super::frame::Assembly;
use super::{Arch, Copy, Label, Rhs, Size, by_size};
use crate::ast::Op;

/// The architecture.
pub struct Powerpc64;

/// `dst = value`; extended with its sign where that fits 32 bits, else with zeros.
fn constant(dst: &str, value: i64) -> String {
    let (high, low) = ((value >> 16) & 0xffff, value & 0xffff);
    // `lis` takes its sixteen bits with their sign, `ori` without.
    let high = if high < 0x8000 { high } else { high - 0x1_0000 };
    if i16::try_from(value).is_ok() {
        format!("li {dst}, {value}")
    } else if i32::try_from(value).is_ok() {
        format!("lis {dst}, {high}\nori {dst}, {dst}, {low}")
    } else {
        format!("lis {dst}, {high}\nori {dst}, {dst}, {low}\nclrldi {dst}, {dst}, 32")
    }
}

impl Arch for Powerpc64 {
    fn name(&self) -> &'static str {
        "powerpc64"
    }

    // All 32 but r0 (see `class`), r1 (the stack pointer), r2 (the TOC), r13 (the thread pointer),
    // r29 to r31 (LLVM's) and a few that the code around may want to keep its own.
    fn registers(&self) -> usize {
        20
    }

    // r0 as a base means zero.
    fn class(&self) -> &'static str {
        "reg_nonzero"
    }

    fn clobbers(&self) -> &'static [&'static str] {
        &["cr0", "lr"]
    }

    fn address(&self) -> &'static str {
        ".quad"
    }

    // r2 would do it in two instructions, but a function that the compiler did not see using it
    // may be entered without it. This form of `bcl` is known not to be a call to the predictor of
    // returns.
    fn arm(&self, asm: &mut Assembly, area: &str, t: &str) {
        asm.line("bcl 20, 31, 7f");
        asm.line("7:");
        asm.line(format!("mflr {t}"));
        asm.line(format!("addis {t}, {t}, (5f - 7b)@ha"));
        asm.line(format!("addi {t}, {t}, (5f - 7b)@l"));
        asm.line(format!("std {t}, {{rseq_cs}}({area})"));
    }

    fn disarm(&self, asm: &mut Assembly, area: &str, t: &str) {
        asm.line(format!("li {t}, 0"));
        asm.line(format!("std {t}, {{rseq_cs}}({area})"));
    }

    fn compare_index(&self, asm: &mut Assembly, field: &str, index: &str, t: &str, fail: Label) {
        asm.line(format!("lwz {t}, {{field_offset}}({field})"));
        asm.line(format!("cmpw {t}, {index}"));
        asm.line(format!("bne- {fail}"));
    }

    fn compare_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str, fail: Label) {
        asm.line(format!("ld {t}, 0({slot})"));
        asm.line(format!("cmpd {t}, {event}"));
        asm.line(format!("bne- {fail}"));
    }

    fn advance_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str) {
        asm.line(format!("addi {t}, {event}, 2"));
        asm.line(format!("std {t}, 0({slot})"));
    }

    fn load(&self, asm: &mut Assembly, size: Size, dst: &str, place: &str) {
        by_size(
            asm,
            size,
            [
                format!("ld {dst}, 0({place})"),
                format!("lwz {dst}, 0({place})"),
                format!("lhz {dst}, 0({place})"),
                format!("lbz {dst}, 0({place})"),
            ],
        );
    }

    fn store(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        by_size(
            asm,
            size,
            [
                format!("std {src}, 0({place})"),
                format!("stw {src}, 0({place})"),
                format!("sth {src}, 0({place})"),
                format!("stb {src}, 0({place})"),
            ],
        );
    }

    // `lwsync` orders everything but a store and a later load.
    fn store_release(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        asm.line("lwsync");
        self.store(asm, size, place, src);
    }

    fn literal(&self, asm: &mut Assembly, size: Size, dst: &str, literal: i32) {
        by_size(
            asm,
            size,
            [
                constant(dst, literal.into()),
                constant(dst, literal.cast_unsigned().into()),
                constant(dst, (literal & 0xffff).into()),
                constant(dst, (literal & 0xff).into()),
            ],
        );
    }

    fn branch(&self, asm: &mut Assembly, a: &str, b: &str, equal: bool, label: Label) {
        asm.line(format!("cmpd {a}, {b}"));
        asm.line(format!("{} {label}", if equal { "beq-" } else { "bne-" }));
    }

    // Sixteen bits: with sign in arithmetic, where subtraction adds the negative; without in the
    // bitwise operations.
    fn immediate(&self, op: Op, literal: i32) -> bool {
        match op {
            Op::Add | Op::Sub => (-0x7fff..=0x7fff).contains(&literal),
            Op::Or | Op::And | Op::Xor | Op::Set => (0..=0xffff).contains(&literal),
        }
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
            (Op::And, Rhs::Literal(literal)) => format!("andi. {t}, {t}, {literal}"),
            (Op::Xor, Rhs::Literal(literal)) => format!("xori {t}, {t}, {literal}"),
            (Op::Set, _) => return,
        });
    }

    fn load_block(&self, asm: &mut Assembly, dst: &str, block: &str, index: usize) {
        asm.line(format!("ld {dst}, {}({block})", index * 8));
    }

    fn store_block(&self, asm: &mut Assembly, block: &str, index: usize, src: &str) {
        asm.line(format!("std {src}, {}({block})", index * 8));
    }

    fn copy(&self, asm: &mut Assembly, copy: &Copy) {
        let Copy { size, dst, src, n, t, label } = *copy;
        let done = label + 1;
        asm.line(format!("{label}:"));
        asm.line(format!("cmpdi {n}, 0"));
        asm.line(format!("beq {done}f"));
        self.load(asm, size, t, src);
        self.store(asm, size, dst, t);
        asm.line(format!("addi {src}, {src}, {{{size}}}"));
        asm.line(format!("addi {dst}, {dst}, {{{size}}}"));
        asm.line(format!("addi {n}, {n}, -1"));
        asm.line(format!("b {label}b"));
        asm.line(format!("{done}:"));
    }

    // `twui r5, 11`
    fn signature(&self, asm: &mut Assembly) {
        asm.line(".long {signature}");
    }

    fn jump(&self, asm: &mut Assembly, label: &str) {
        asm.line(format!("b {label}"));
    }

    fn landing(&self) -> (&'static str, &'static str) {
        ("b 8f", "8:")
    }

    fn aborts_apart(&self) -> bool {
        true
    }
}
