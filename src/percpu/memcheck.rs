//! Valgrind's Memcheck takes part in the argument about padding in `owned.rs`.
//!
//! A program talks to Valgrind by instructions that do nothing in the machine: four rotations of a
//! register by 128 bits in sum, 64 each for 32-bit registers, and a register exchanged with itself.
//! Where a request is, and what the numbers are, is a part of Valgrind's interface (`valgrind.h`,
//! `memcheck.h`). On architectures that are not here, it reports that `PerCpu::new` looks at padding.

/// "These bytes are defined", as a request: the tool's letters `MC`, and the third of its requests.
const MAKE_MEM_DEFINED: usize = 0x4d43_0002;

/// Says that all of these bytes have a value, if Memcheck is listening.
pub(super) fn defined(bytes: *const u8, len: usize) {
    let request = [MAKE_MEM_DEFINED, bytes.addr(), len, 0, 0, 0];
    // SAFETY: the register that is rotated ends as it was; nothing else is changed but what is
    // declared. Under Valgrind only what Memcheck knows of the bytes changes.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        core::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") &raw const request,
            inout("rdx") 0_usize => _,
            options(nostack),
        );
    }
    // SAFETY: as above.
    #[cfg(target_arch = "x86")]
    unsafe {
        core::arch::asm!(
            "rol edi, 3",
            "rol edi, 13",
            "rol edi, 29",
            "rol edi, 19",
            "xchg ebx, ebx",
            in("eax") &raw const request,
            inout("edx") 0_usize => _,
            options(nostack),
        );
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!(
            "ror x12, x12, #3",
            "ror x12, x12, #13",
            "ror x12, x12, #51",
            "ror x12, x12, #61",
            "orr x10, x10, x10",
            in("x4") &raw const request,
            inout("x3") 0_usize => _,
            options(nostack),
        );
    }
}
