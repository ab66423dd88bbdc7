//! From the section to an architecture's assembly. One file an architecture behind [`Arch`];
//! what all share is in [`frame`].

mod aarch64;
mod arm;
pub mod frame;
mod loongarch64;
mod powerpc64;
mod riscv64;
mod s390x;
mod x86;
mod x86_64;

use proc_macro2::Ident;

use crate::ast::Op;
use frame::Assembly;

/// How many bytes an access moves, known only to the assembler: the name of a `const` operand.
pub type Size<'a> = &'a str;

/// Where a branch goes: the number of a local label, with its direction.
pub type Label<'a> = &'a str;

/// An architecture's instructions.
///
/// Registers are given as template operands (`{t0}`), which each method may extend with a modifier.
/// Loads extend with zeros to the width of a register, and every value in a register is extended so.
/// Nothing here may use the stack, call, or touch memory that it was not given.
pub trait Arch: Sync {
    /// The name in `target_arch`.
    fn name(&self) -> &'static str;
    /// How many general registers an `asm!` block can be given on this architecture.
    fn registers(&self) -> usize;
    /// The register class of operands.
    fn class(&self) -> &'static str {
        "reg"
    }
    /// The register class of `t0`, which holds what is stored unless that has a register of its own.
    fn data_class(&self) -> &'static str {
        self.class()
    }
    /// Options of the `asm!` block, as in `options(nostack)`.
    fn options(&self) -> &'static [&'static str] {
        &["nostack"]
    }
    /// Registers beyond the general ones that the section changes, as in `out("cr0") _`.
    fn clobbers(&self) -> &'static [&'static str] {
        &[]
    }
    /// The directive for an address: `.quad`.
    fn address(&self) -> &'static str;
    /// A 64-bit field of the descriptor; where addresses have 32 bits, two words.
    fn descriptor_field(&self, expression: &str) -> String {
        format!(".quad {expression}")
    }
    /// `t = &descriptor; rseq.rseq_cs = t`, with `5f` the descriptor.
    fn arm(&self, asm: &mut Assembly, area: &str, t: &str);
    /// `rseq.rseq_cs = 0`
    fn disarm(&self, asm: &mut Assembly, area: &str, t: &str);
    /// `if rseq.index != index goto fail`; the field lies `{fld}` bytes from `field`.
    fn compare_index(&self, asm: &mut Assembly, field: &str, index: &str, t: &str, fail: Label);
    /// `if slot.event != event goto fail`; the event is the slot's first word.
    fn compare_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str, fail: Label);
    /// `store(slot.event, event + 2)`
    fn advance_event(&self, asm: &mut Assembly, slot: &str, event: &str, t: &str);
    /// `dst = load(place)` of `size` bytes.
    fn load(&self, asm: &mut Assembly, size: Size, dst: &str, place: &str);
    /// `store(place, src)` of `size` bytes, the section's last instruction where it is the commit.
    fn store(&self, asm: &mut Assembly, size: Size, place: &str, src: &str);
    /// The same, after everything before it in the eyes of other CPUs.
    fn store_release(&self, asm: &mut Assembly, size: Size, place: &str, src: &str);
    /// `dst = literal`, cut to `size` bytes and extended with zeros.
    fn literal(&self, asm: &mut Assembly, size: Size, dst: &str, literal: i32);
    /// `if a == b goto label` or, negated, `if a != b goto label`; whole registers.
    fn branch(&self, asm: &mut Assembly, a: &str, b: &str, equal: bool, label: Label);
    /// Whether `operate` takes this literal; others are put into a register for it.
    fn immediate(&self, _op: Op, _literal: i32) -> bool {
        true
    }
    /// `t = load(place) op value`, the bits above `size` undefined; the other registers are kept.
    fn operate(&self, asm: &mut Assembly, op: Op, size: Size, t: &str, place: &str, value: Rhs);
    /// `dst = block[index]`, a word of the block of operands in memory.
    fn load_block(&self, asm: &mut Assembly, dst: &str, block: &str, index: usize);
    /// `block[index] = src`
    fn store_block(&self, asm: &mut Assembly, block: &str, index: usize, src: &str);
    /// Copies `n` elements of `size` bytes from `src` to `dst`, element by element; all three and
    /// `t` are changed. `head` and `done` are labels of its own.
    fn copy(&self, asm: &mut Assembly, copy: &Copy);
    /// The signature as bytes before the abort address, disassembling to one instruction.
    fn signature(&self, asm: &mut Assembly);
    /// Goes to a label of the Rust code, any distance away.
    fn jump(&self, asm: &mut Assembly, label: &str);
    /// Where the landings lie: the directives before and after them.
    fn landing(&self) -> (&'static str, &'static str) {
        FAILURE
    }
    /// Whether an abort lands outside the function, and jumps to the landings: where these lie among
    /// its instructions, in which no other symbol can be.
    fn aborts_apart(&self) -> bool {
        false
    }
}

/// Landings in a section of their own.
const FAILURE: (&str, &str) = (".pushsection __rseq_failure, \"ax\"", ".popsection");

/// Landings in the section of the function, behind everything else of it: where a conditional branch
/// cannot reach another section. rustc gives each function a section, so that is near.
const BEHIND: (&str, &str) = (".subsection 1", ".subsection 0");

/// The instructions for each size an access can have; the assembler keeps the ones that fit.
fn by_size(asm: &mut Assembly, size: Size, [eight, four, two, one]: [String; 4]) {
    asm.line(format!(".if {{{size}}} == 8"));
    asm.instructions(&eight);
    asm.line(format!(".elseif {{{size}}} == 4"));
    asm.instructions(&four);
    asm.line(format!(".elseif {{{size}}} == 2"));
    asm.instructions(&two);
    asm.line(".else");
    asm.instructions(&one);
    asm.line(".endif");
}

/// The same where words have at most four bytes.
fn by_size_32(asm: &mut Assembly, size: Size, [four, two, one]: [String; 3]) {
    asm.line(format!(".if {{{size}}} == 4"));
    asm.instructions(&four);
    asm.line(format!(".elseif {{{size}}} == 2"));
    asm.instructions(&two);
    asm.line(".else");
    asm.instructions(&one);
    asm.line(".endif");
}

/// The right operand of an operation.
#[derive(Clone, Copy)]
pub enum Rhs<'a> {
    /// In a register.
    Register(&'a str),
    /// An immediate.
    Literal(i32),
}

/// The registers and labels of a copy.
pub struct Copy<'a> {
    pub size: Size<'a>,
    pub dst: &'a str,
    pub src: &'a str,
    pub n: &'a str,
    pub t: &'a str,
    /// The number of the label at its head; the one at its end is one more.
    pub label: usize,
}

/// The architecture of this name; `None` for `portable`, where the section is Rust.
pub fn by_name(name: &Ident) -> Option<&'static dyn Arch> {
    ALL.iter().copied().find(|arch| name == arch.name())
}

/// Every architecture with sections.
pub static ALL: &[&dyn Arch] = &[
    &aarch64::Aarch64,
    &arm::Arm,
    &loongarch64::Loongarch64,
    &powerpc64::Powerpc64,
    &riscv64::Riscv64,
    &s390x::S390x,
    &x86::X86,
    &x86_64::X86_64,
];
