//! `arm`: 32-bit words, ARM and Thumb-2 from the same text (armv7 and later).
//!
//! Conditional branches reach 32 MiB, in Thumb 1 MiB: the landings stay behind the function.

use super::frame::Assembly;
use super::{Arch, BEHIND, Copy, Label, Rhs, Size, by_size_32};
use crate::ast::Op;

/// The architecture.
pub struct Arm;

impl Arch for Arm {
    fn name(&self) -> &'static str {
        "arm"
    }

    // All sixteen but r6 (reserved by LLVM), sp, pc, and r7 or r11 (the frame pointer, in Thumb
    // and in ARM) and their other.
    fn registers(&self) -> usize {
        11
    }

    fn address(&self) -> &'static str {
        ".long"
    }

    // Little-endian: the upper half comes second.
    fn descriptor_field(&self, expression: &str) -> String {
        format!(".long {expression}, 0")
    }

    // `pc` reads as two instructions further: 8 bytes in ARM; 4 in Thumb, where this `add` has 2
    // bytes. Twice its own size is right in both.
    fn arm(&self, asm: &mut Assembly, area: &str, t: &str) {
        asm.line(format!("movw {t}, #:lower16:(5f - (7f + 2 * (8f - 7f)))"));
        asm.line(format!("movt {t}, #:upper16:(5f - (7f + 2 * (8f - 7f)))"));
        asm.line("7:");
        asm.line(format!("add {t}, pc"));
        asm.line("8:");
        asm.line(format!("str {t}, [{area}, #{{rseq_cs}}]"));
    }

    fn disarm(&self, asm: &mut Assembly, area: &str, t: &str) {
        asm.line(format!("mov {t}, #0"));
        asm.line(format!("str {t}, [{area}, #{{rseq_cs}}]"));
    }

    fn compare_index(&self, asm: &mut Assembly, field: &str, index: &str, t: &str, fail: Label) {
        asm.line(format!("ldr {t}, [{field}, #{{field_offset}}]"));
        asm.line(format!("cmp {t}, {index}"));
        asm.line(format!("bne {fail}"));
    }

    fn compare_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str, fail: Label) {
        asm.line(format!("ldr {t}, [{slot}]"));
        asm.line(format!("cmp {t}, {event}"));
        asm.line(format!("bne {fail}"));
    }

    fn advance_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str) {
        asm.line(format!("add {t}, {event}, #2"));
        asm.line(format!("str {t}, [{slot}]"));
    }

    fn load(&self, asm: &mut Assembly, size: Size, dst: &str, place: &str) {
        by_size_32(
            asm,
            size,
            [
                format!("ldr {dst}, [{place}]"),
                format!("ldrh {dst}, [{place}]"),
                format!("ldrb {dst}, [{place}]"),
            ],
        );
    }

    fn store(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        by_size_32(
            asm,
            size,
            [
                format!("str {src}, [{place}]"),
                format!("strh {src}, [{place}]"),
                format!("strb {src}, [{place}]"),
            ],
        );
    }

    fn store_release(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        asm.line("dmb ish");
        self.store(asm, size, place, src);
    }

    fn literal(&self, asm: &mut Assembly, size: Size, dst: &str, literal: i32) {
        let (low, high) = (literal & 0xffff, (literal >> 16) & 0xffff);
        by_size_32(
            asm,
            size,
            [
                match high {
                    0 => format!("movw {dst}, #{low}"),
                    _ => format!("movw {dst}, #{low}\nmovt {dst}, #{high}"),
                },
                format!("movw {dst}, #{low}"),
                format!("movw {dst}, #{}", low & 0xff),
            ],
        );
    }

    fn branch(&self, asm: &mut Assembly, a: &str, b: &str, equal: bool, label: Label) {
        asm.line(format!("cmp {a}, {b}"));
        asm.line(format!("{} {label}", if equal { "beq" } else { "bne" }));
    }

    // Both instruction sets have more, but not the same.
    fn immediate(&self, _op: Op, literal: i32) -> bool {
        (0..256).contains(&literal)
    }

    fn operate(&self, asm: &mut Assembly, op: Op, size: Size, t: &str, place: &str, value: Rhs) {
        self.load(asm, size, t, place);
        let mnemonic = match op {
            Op::Add => "add",
            Op::Sub => "sub",
            Op::Or => "orr",
            Op::And => "and",
            Op::Xor => "eor",
            Op::Set => return,
        };
        match value {
            Rhs::Register(register) => asm.line(format!("{mnemonic} {t}, {t}, {register}")),
            Rhs::Literal(literal) => asm.line(format!("{mnemonic} {t}, {t}, #{literal}")),
        }
    }

    fn load_block(&self, asm: &mut Assembly, dst: &str, block: &str, index: usize) {
        asm.line(format!("ldr {dst}, [{block}, #{}]", index * 4));
    }

    fn store_block(&self, asm: &mut Assembly, block: &str, index: usize, src: &str) {
        asm.line(format!("str {src}, [{block}, #{}]", index * 4));
    }

    fn copy(&self, asm: &mut Assembly, copy: &Copy) {
        let Copy { size, dst, src, n, t, label } = *copy;
        let done = label + 1;
        asm.line(format!("{label}:"));
        asm.line(format!("cmp {n}, #0"));
        asm.line(format!("beq {done}f"));
        self.load(asm, size, t, src);
        self.store(asm, size, dst, t);
        asm.line(format!("add {src}, {src}, #{{{size}}}"));
        asm.line(format!("add {dst}, {dst}, #{{{size}}}"));
        asm.line(format!("sub {n}, {n}, #1"));
        asm.line(format!("b {label}b"));
        asm.line(format!("{done}:"));
    }

    // `udf #24035` in ARM. Thumb code before it may end at an odd halfword.
    fn signature(&self, asm: &mut Assembly) {
        asm.line(".balign 4");
        asm.line(".long {signature}");
    }

    fn jump(&self, asm: &mut Assembly, label: &str) {
        asm.line(format!("b {label}"));
    }

    fn landing(&self) -> (&'static str, &'static str) {
        BEHIND
    }
}
