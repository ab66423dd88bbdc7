//! `aarch64`: loads and stores of every size, three-operand arithmetic, and a release store.
//!
//! A conditional branch reaches 1 MiB: the landings stay in the function's own section, behind it.

use super::frame::Assembly;
use super::{Arch, BEHIND, Copy, Label, Rhs, Size, by_size};
use crate::ast::Op;

/// The architecture.
pub struct Aarch64;

/// The 32-bit name of a register: `{t0}` → `{t0:w}`.
fn half(register: &str) -> String {
    register.replace('}', ":w}")
}

impl Arch for Aarch64 {
    fn name(&self) -> &'static str {
        "aarch64"
    }

    // All 31 but x18 (the platform's), x19 (reserved by LLVM), x29 (the frame pointer) and a few
    // that the code around may want to keep its own.
    fn registers(&self) -> usize {
        24
    }

    fn address(&self) -> &'static str {
        ".quad"
    }

    // Within 4 GiB of the code, as all of a program or library is in the small code model.
    fn arm(&self, asm: &mut Assembly, area: &str, t: &str) {
        asm.line(format!("adrp {t}, 5f"));
        asm.line(format!("add {t}, {t}, :lo12:5f"));
        asm.line(format!("str {t}, [{area}, #{{rseq_cs}}]"));
    }

    fn disarm(&self, asm: &mut Assembly, area: &str, _t: &str) {
        asm.line(format!("str xzr, [{area}, #{{rseq_cs}}]"));
    }

    fn compare_index(&self, asm: &mut Assembly, field: &str, index: &str, t: &str, fail: Label) {
        asm.line(format!("ldr {}, [{field}, #{{field_offset}}]", half(t)));
        asm.line(format!("cmp {}, {}", half(t), half(index)));
        asm.line(format!("b.ne {fail}"));
    }

    fn compare_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str, fail: Label) {
        asm.line(format!("ldr {t}, [{slot}]"));
        asm.line(format!("cmp {t}, {event}"));
        asm.line(format!("b.ne {fail}"));
    }

    fn advance_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str) {
        asm.line(format!("add {t}, {event}, #2"));
        asm.line(format!("str {t}, [{slot}]"));
    }

    // Writing the 32-bit half of a register clears the other.
    fn load(&self, asm: &mut Assembly, size: Size, dst: &str, place: &str) {
        let half = half(dst);
        by_size(
            asm,
            size,
            [
                format!("ldr {dst}, [{place}]"),
                format!("ldr {half}, [{place}]"),
                format!("ldrh {half}, [{place}]"),
                format!("ldrb {half}, [{place}]"),
            ],
        );
    }

    fn store(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        let half = half(src);
        by_size(
            asm,
            size,
            [
                format!("str {src}, [{place}]"),
                format!("str {half}, [{place}]"),
                format!("strh {half}, [{place}]"),
                format!("strb {half}, [{place}]"),
            ],
        );
    }

    fn store_release(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        let half = half(src);
        by_size(
            asm,
            size,
            [
                format!("stlr {src}, [{place}]"),
                format!("stlr {half}, [{place}]"),
                format!("stlrh {half}, [{place}]"),
                format!("stlrb {half}, [{place}]"),
            ],
        );
    }

    // Sixteen bits an instruction; `movn` where the upper half is all ones.
    fn literal(&self, asm: &mut Assembly, size: Size, dst: &str, literal: i32) {
        let (low, high) = (literal & 0xffff, (literal >> 16) & 0xffff);
        let narrow = half(dst);
        let wide = |register: &str| match high {
            0 => format!("movz {register}, #{low}"),
            0xffff => format!("movn {register}, #{}", low ^ 0xffff),
            _ if literal < 0 => {
                format!("movn {register}, #{}\nmovk {register}, #{high}, lsl #16", low ^ 0xffff)
            }
            _ => format!("movz {register}, #{low}\nmovk {register}, #{high}, lsl #16"),
        };
        by_size(
            asm,
            size,
            [
                wide(dst),
                wide(&narrow),
                format!("movz {narrow}, #{low}"),
                format!("movz {narrow}, #{}", low & 0xff),
            ],
        );
    }

    fn branch(&self, asm: &mut Assembly, a: &str, b: &str, equal: bool, label: Label) {
        asm.line(format!("cmp {a}, {b}"));
        asm.line(format!("{} {label}", if equal { "b.eq" } else { "b.ne" }));
    }

    // Logical immediates are runs of ones only: those go through a register.
    fn immediate(&self, op: Op, literal: i32) -> bool {
        matches!(op, Op::Add | Op::Sub) && (0..4096).contains(&literal)
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
        asm.line(format!("ldr {dst}, [{block}, #{}]", index * 8));
    }

    fn store_block(&self, asm: &mut Assembly, block: &str, index: usize, src: &str) {
        asm.line(format!("str {src}, [{block}, #{}]", index * 8));
    }

    fn copy(&self, asm: &mut Assembly, copy: &Copy) {
        let Copy { size, dst, src, n, t, label } = *copy;
        let done = label + 1;
        asm.line(format!("{label}:"));
        asm.line(format!("cbz {n}, {done}f"));
        self.load(asm, size, t, src);
        self.store(asm, size, dst, t);
        asm.line(format!("add {src}, {src}, #{{{size}}}"));
        asm.line(format!("add {dst}, {dst}, #{{{size}}}"));
        asm.line(format!("sub {n}, {n}, #1"));
        asm.line(format!("b {label}b"));
        asm.line(format!("{done}:"));
    }

    // `brk #0x45e0`. Instructions are little-endian on big-endian systems too, where the kernel
    // reads the signature as data: the constant is in that order there.
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
