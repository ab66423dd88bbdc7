//! `x86`: 32-bit words and few registers, in AT&T syntax, which alone can express the distance of
//! two labels in an address.
//!
//! Rust gives `asm!` six registers; the one that LLVM takes where it realigns the stack is not
//! counted on. So all operands but the area go through the block, and what is stored always
//! through `t0`, which is one of the four registers that have a byte of their own.

use super::frame::Assembly;
use super::{Arch, Copy, Label, Rhs, Size, by_size_32};
use crate::ast::Op;

/// The architecture.
pub struct X86;

/// A register's name for an access of fewer bytes: `{t0}` → `{t0:x}`.
fn sized(register: &str, modifier: &str) -> String {
    register.replace('}', &format!(":{modifier}}}"))
}

impl Arch for X86 {
    fn name(&self) -> &'static str {
        "x86"
    }

    // eax, ebx, ecx, edx, edi; esi only where LLVM does not need it.
    fn registers(&self) -> usize {
        5
    }

    // `sil`, `dil` exist in 64-bit code only.
    fn data_class(&self) -> &'static str {
        "reg_abcd"
    }

    // Not `nostack`: arming pushes the instruction pointer. Only what lies below the stack pointer
    // is written, which nobody keeps anything in here.
    fn options(&self) -> &'static [&'static str] {
        &["att_syntax"]
    }

    fn address(&self) -> &'static str {
        ".long"
    }

    // Little-endian: the upper half comes second.
    fn descriptor_field(&self, expression: &str) -> String {
        format!(".long {expression}, 0")
    }

    // No addressing is relative to the instruction pointer: a call of the next instruction reads
    // it, which neither return prediction nor shadow stacks count as a call. The upper half of the
    // word stays zero.
    fn arm(&self, asm: &mut Assembly, area: &str, t: &str) {
        asm.line("call 7f");
        asm.line("7:");
        asm.line(format!("popl {t}"));
        asm.line(format!("leal 5f - 7b({t}), {t}"));
        asm.line(format!("movl {t}, {{rseq_cs}}({area})"));
    }

    fn disarm(&self, asm: &mut Assembly, area: &str, _t: &str) {
        asm.line(format!("movl $0, {{rseq_cs}}({area})"));
    }

    fn compare_index(&self, asm: &mut Assembly, field: &str, index: &str, _t: &str, fail: Label) {
        asm.line(format!("cmpl {index}, {{field_offset}}({field})"));
        asm.line(format!("jne {fail}"));
    }

    fn compare_event(&self, asm: &mut Assembly, slot: &str, event: &str, _t: &str, fail: Label) {
        asm.line(format!("cmpl {event}, ({slot})"));
        asm.line(format!("jne {fail}"));
    }

    fn advance_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str) {
        asm.line(format!("leal 2({event}), {t}"));
        asm.line(format!("movl {t}, ({slot})"));
    }

    fn load(&self, asm: &mut Assembly, size: Size, dst: &str, place: &str) {
        by_size_32(
            asm,
            size,
            [
                format!("movl ({place}), {dst}"),
                format!("movzwl ({place}), {dst}"),
                format!("movzbl ({place}), {dst}"),
            ],
        );
    }

    fn store(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        by_size_32(
            asm,
            size,
            [
                format!("movl {src}, ({place})"),
                format!("movw {}, ({place})", sized(src, "x")),
                format!("movb {}, ({place})", sized(src, "l")),
            ],
        );
    }

    fn store_release(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        self.store(asm, size, place, src);
    }

    fn literal(&self, asm: &mut Assembly, size: Size, dst: &str, literal: i32) {
        by_size_32(
            asm,
            size,
            [
                format!("movl ${literal}, {dst}"),
                format!("movl ${}, {dst}", literal & 0xffff),
                format!("movl ${}, {dst}", literal & 0xff),
            ],
        );
    }

    fn branch(&self, asm: &mut Assembly, a: &str, b: &str, equal: bool, label: Label) {
        asm.line(format!("cmpl {b}, {a}"));
        asm.line(format!("{} {label}", if equal { "je" } else { "jne" }));
    }

    fn operate(&self, asm: &mut Assembly, op: Op, size: Size, t: &str, place: &str, value: Rhs) {
        match (op, value) {
            (Op::Sub, Rhs::Literal(literal)) => {
                asm.line(format!("movl ${}, {t}", literal.wrapping_neg()));
            }
            (Op::Sub, Rhs::Register(register)) => {
                asm.line(format!("movl {register}, {t}"));
                asm.line(format!("negl {t}"));
            }
            (_, Rhs::Literal(literal)) => asm.line(format!("movl ${literal}, {t}")),
            (_, Rhs::Register(register)) => asm.line(format!("movl {register}, {t}")),
        }
        let [four, two, one] = match op {
            Op::Add | Op::Sub => ["addl", "addw", "addb"],
            Op::Or => ["orl", "orw", "orb"],
            Op::And => ["andl", "andw", "andb"],
            Op::Xor => ["xorl", "xorw", "xorb"],
            Op::Set => return,
        };
        by_size_32(
            asm,
            size,
            [
                format!("{four} ({place}), {t}"),
                format!("{two} ({place}), {}", sized(t, "x")),
                format!("{one} ({place}), {}", sized(t, "l")),
            ],
        );
    }

    fn load_block(&self, asm: &mut Assembly, dst: &str, block: &str, index: usize) {
        asm.line(format!("movl {}({block}), {dst}", index * 4));
    }

    fn store_block(&self, asm: &mut Assembly, block: &str, index: usize, src: &str) {
        asm.line(format!("movl {src}, {}({block})", index * 4));
    }

    // As on `x86_64`.
    fn copy(&self, asm: &mut Assembly, copy: &Copy) {
        let Copy { size, dst, src, n, t, label } = *copy;
        let done = label + 1;
        let at = |end: &str| format!("{end}, {n}, {{{size}}}");
        asm.line(format!("leal ({}), {src}", at(src)));
        asm.line(format!("leal ({}), {dst}", at(dst)));
        asm.line(format!("negl {n}"));
        asm.line(format!("je {done}f"));
        asm.line(format!("{label}:"));
        self.load(asm, size, t, &at(src));
        self.store(asm, size, &at(dst), t);
        asm.line(format!("incl {n}"));
        asm.line(format!("jne {label}b"));
        asm.line(format!("{done}:"));
    }

    // As on `x86_64`: there it is relative to the instruction pointer, here an address.
    fn signature(&self, asm: &mut Assembly) {
        asm.line(".byte 0x0f, 0xb9, 0x3d");
        asm.line(".long {signature}");
    }

    fn jump(&self, asm: &mut Assembly, label: &str) {
        asm.line(format!("jmp {label}"));
    }
}
