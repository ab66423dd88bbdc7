//! `x86_64`, the reference: the other architectures say only how they differ.
//!
//! How a read-modify-write is written decides about its speed, since a loop of them waits for each
//! store to be forwarded to the next load. Cores that forward through the register file do so for a
//! plain `mov` load (AMD Zen 3: 1.5 ns against 2.4 for `mov t, 1; add t, [m]`) or by what the
//! operand is (Intel Rocket Lake: an immediate 0.8 ns in any form, a register 1.8 unless it is moved
//! first and memory added to it, 0.8). So an immediate is added to what was loaded, and memory to
//! what was moved.

use super::frame::Assembly;
use super::{Arch, Copy, Label, Rhs, Size, by_size};
use crate::ast::Op;

/// The architecture.
pub struct X86_64;

/// A register's name for an access of `size` bytes: `{t0}` → `{t0:e}`.
fn sized(register: &str, modifier: &str) -> String {
    register.replace('}', &format!(":{modifier}}}"))
}

impl Arch for X86_64 {
    fn name(&self) -> &'static str {
        "x86_64"
    }

    // All sixteen but rsp, rbp (the frame pointer) and rbx (reserved by LLVM).
    fn registers(&self) -> usize {
        13
    }

    fn address(&self) -> &'static str {
        ".quad"
    }

    fn arm(&self, asm: &mut Assembly, area: &str, t: &str) {
        asm.line(format!("lea {t}, [rip + 5f]"));
        asm.line(format!("mov qword ptr [{area} + {{rseq_cs}}], {t}"));
    }

    // The kernel reads the word only with the thread stopped: no ordering is needed, but the
    // commit must be over when it is cleared, and stores of one CPU stay in order.
    fn disarm(&self, asm: &mut Assembly, area: &str, _t: &str) {
        asm.line(format!("mov qword ptr [{area} + {{rseq_cs}}], 0"));
    }

    fn compare_index(&self, asm: &mut Assembly, field: &str, index: &str, _t: &str, fail: Label) {
        let index = sized(index, "e");
        asm.line(format!("cmp dword ptr [{field} + {{field_offset}}], {index}"));
        asm.line(format!("jne {fail}"));
    }

    fn compare_event(&self, asm: &mut Assembly, slot: &str, event: &str, _t: &str, fail: Label) {
        asm.line(format!("cmp qword ptr [{slot}], {event}"));
        asm.line(format!("jne {fail}"));
    }

    fn advance_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str) {
        asm.line(format!("lea {t}, [{event} + 2]"));
        asm.line(format!("mov qword ptr [{slot}], {t}"));
    }

    // A 32-bit load clears the upper half of its register.
    fn load(&self, asm: &mut Assembly, size: Size, dst: &str, place: &str) {
        let half = sized(dst, "e");
        by_size(
            asm,
            size,
            [
                format!("mov {dst}, qword ptr [{place}]"),
                format!("mov {half}, dword ptr [{place}]"),
                format!("movzx {half}, word ptr [{place}]"),
                format!("movzx {half}, byte ptr [{place}]"),
            ],
        );
    }

    fn store(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        by_size(
            asm,
            size,
            [
                format!("mov qword ptr [{place}], {src}"),
                format!("mov dword ptr [{place}], {}", sized(src, "e")),
                format!("mov word ptr [{place}], {}", sized(src, "x")),
                format!("mov byte ptr [{place}], {}", sized(src, "l")),
            ],
        );
    }

    // Stores are not reordered with earlier loads or stores here (Intel SDM 3A, 9.2.2).
    fn store_release(&self, asm: &mut Assembly, size: Size, place: &str, src: &str) {
        self.store(asm, size, place, src);
    }

    fn literal(&self, asm: &mut Assembly, size: Size, dst: &str, literal: i32) {
        let half = sized(dst, "e");
        by_size(
            asm,
            size,
            [
                format!("mov {dst}, {literal}"),
                format!("mov {half}, {literal}"),
                format!("mov {half}, {}", literal & 0xffff),
                format!("mov {half}, {}", literal & 0xff),
            ],
        );
    }

    fn branch(&self, asm: &mut Assembly, a: &str, b: &str, equal: bool, label: Label) {
        asm.line(format!("cmp {a}, {b}"));
        asm.line(format!("{} {label}", if equal { "je" } else { "jne" }));
    }

    fn operate(&self, asm: &mut Assembly, op: Op, size: Size, t: &str, place: &str, value: Rhs) {
        let mnemonic = match op {
            Op::Add => "add",
            Op::Sub => "sub",
            Op::Or => "or",
            Op::And => "and",
            Op::Xor => "xor",
            // A plain store loads nothing; the frame does not come here for it.
            Op::Set => return,
        };
        let register = match value {
            Rhs::Literal(literal) => {
                self.load(asm, size, t, place);
                asm.line(format!("{mnemonic} {t}, {literal}"));
                return;
            }
            Rhs::Register(register) => register,
        };
        asm.line(format!("mov {t}, {register}"));
        // x - v is -v + x: memory has to be the operand that is added.
        let mnemonic = if op == Op::Sub {
            asm.line(format!("neg {t}"));
            "add"
        } else {
            mnemonic
        };
        by_size(
            asm,
            size,
            [
                format!("{mnemonic} {t}, qword ptr [{place}]"),
                format!("{mnemonic} {}, dword ptr [{place}]", sized(t, "e")),
                format!("{mnemonic} {}, word ptr [{place}]", sized(t, "x")),
                format!("{mnemonic} {}, byte ptr [{place}]", sized(t, "l")),
            ],
        );
    }

    fn load_block(&self, asm: &mut Assembly, dst: &str, block: &str, index: usize) {
        asm.line(format!("mov {dst}, qword ptr [{block} + {}]", index * 8));
    }

    fn store_block(&self, asm: &mut Assembly, block: &str, index: usize, src: &str) {
        asm.line(format!("mov qword ptr [{block} + {}], {src}", index * 8));
    }

    // Both pointers behind their ends, and a counter from -n to 0 as the index: four instructions an element.
    fn copy(&self, asm: &mut Assembly, copy: &Copy) {
        let Copy { size, dst, src, n, t, label } = *copy;
        let done = label + 1;
        let at = |end: &str| format!("{end} + {n} * {{{size}}}");
        asm.line(format!("lea {src}, [{}]", at(src)));
        asm.line(format!("lea {dst}, [{}]", at(dst)));
        asm.line(format!("neg {n}"));
        asm.line(format!("je {done}f"));
        asm.line(format!("{label}:"));
        self.load(asm, size, t, &at(src));
        self.store(asm, size, &at(dst), t);
        asm.line(format!("inc {n}"));
        asm.line(format!("jne {label}b"));
        asm.line(format!("{done}:"));
    }

    // `ud1 edi, [rip + signature]`: four bytes of signature that disassemble as a trap.
    fn signature(&self, asm: &mut Assembly) {
        asm.line(".byte 0x0f, 0xb9, 0x3d");
        asm.line(".long {signature}");
    }

    fn jump(&self, asm: &mut Assembly, label: &str) {
        asm.line(format!("jmp {label}"));
    }
}
