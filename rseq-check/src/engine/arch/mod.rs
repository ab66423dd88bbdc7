//! What differs between architectures for a check by breakpoints, one file each behind [`Arch`].

#[cfg(target_arch = "aarch64")]
#[path = "aarch64.rs"]
mod this;
#[cfg(target_arch = "arm")]
#[path = "arm.rs"]
mod this;
#[cfg(target_arch = "loongarch64")]
#[path = "loongarch64.rs"]
mod this;
#[cfg(target_arch = "powerpc64")]
#[path = "powerpc64.rs"]
mod this;
#[cfg(target_arch = "riscv64")]
#[path = "riscv64.rs"]
mod this;
#[cfg(target_arch = "s390x")]
#[path = "s390x.rs"]
mod this;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
#[path = "x86.rs"]
mod this;

use core::ops::Range;

use super::memory;

pub use this::This;

/// The longest instruction of any architecture.
pub const LONGEST: usize = 15;

/// An architecture's instructions, as far as breakpoints need to know them.
pub trait Arch {
    /// How far beyond its own address a breakpoint leaves the instruction pointer.
    const BEYOND: usize = 0;

    /// What stops a thread at an instruction of `len` bytes, at most as long.
    ///
    /// It must be no instruction otherwise: it faults or traps into a signal whose `si_addr` is its
    /// own address.
    fn breakpoint(len: usize) -> &'static [u8];

    /// The length of the instruction that these bytes begin with; 0 if there is none. `address` says
    /// where they are from.
    fn len(address: usize, bytes: &[u8]) -> usize;

    /// The instruction as text: in hexadecimal where there is no disassembler.
    fn text(_address: usize, bytes: &[u8]) -> String {
        format!(".insn 0x{}", hexadecimal(bytes.iter()))
    }

    /// Where the interrupted thread goes on.
    fn ip(context: &libc::ucontext_t) -> usize;

    /// Lets it go on elsewhere.
    fn set_ip(context: &mut libc::ucontext_t, ip: usize);
}

/// Bytes as one number, the highest first.
fn hexadecimal<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    bytes.fold(String::new(), |number, byte| format!("{number}{byte:02x}"))
}

/// The bytes of the instruction at `address`, empty if there is none.
pub fn bytes(address: usize) -> ([u8; LONGEST], usize) {
    let mut bytes = [0; LONGEST];
    let read = memory::read(address, &mut bytes);
    let len = This::len(address, &bytes[..read]);
    (bytes, if len <= read { len } else { 0 })
}

/// The instruction at `address` as text.
pub fn text(address: usize) -> String {
    match bytes(address) {
        (_, 0) => "(not an instruction)".to_owned(),
        (bytes, len) => This::text(address, &bytes[..len]),
    }
}

/// The starts of the instructions in a range, in the order of their addresses.
pub fn boundaries(range: Range<usize>) -> impl Iterator<Item = usize> {
    let mut ip = range.start;
    core::iter::from_fn(move || {
        if ip >= range.end {
            return None;
        }
        let at = ip;
        match bytes(at).1 {
            0 => ip = range.end,
            len => ip += len,
        }
        Some(at)
    })
}
