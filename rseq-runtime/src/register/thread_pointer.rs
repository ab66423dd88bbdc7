//! The thread pointer of each architecture.

use core::arch::asm;

/// Not `pure`: between two calls a runtime that switches stacks may have moved this function to
/// another thread.
#[inline(always)]
pub(in super::super) fn thread_pointer() -> usize {
    let pointer;
    // SAFETY: reads a register, or the word to which it points, which holds the word's own address
    // (System V ABI, "Thread-Local Storage": the thread control block begins with it).
    unsafe {
        #[cfg(target_arch = "x86_64")]
        asm!(
            "mov {}, qword ptr fs:[0]",
            out(reg) pointer,
            options(nostack, preserves_flags, readonly),
        );

        #[cfg(target_arch = "x86")]
        asm!(
            "mov {}, dword ptr gs:[0]",
            out(reg) pointer,
            options(nostack, preserves_flags, readonly),
        );

        #[cfg(target_arch = "aarch64")]
        asm!(
            "mrs {}, tpidr_el0",
            out(reg) pointer,
            options(nostack, preserves_flags, nomem),
        );

        // TPIDRURO: ARMv6K and later. `__aeabi_read_tp` would reach older cores, but as a call.
        #[cfg(target_arch = "arm")]
        asm!(
            "mrc p15, #0, {}, c13, c0, #3",
            out(reg) pointer,
            options(nostack, preserves_flags, nomem),
        );

        #[cfg(target_arch = "riscv64")]
        asm!("mv {}, tp", out(reg) pointer, options(nostack, preserves_flags, nomem));

        // 0x7000 beyond the thread control block; `__rseq_offset` and the offsets of the
        // initial-exec model are relative to that as well.
        #[cfg(target_arch = "powerpc64")]
        asm!("mr {}, 13", out(reg) pointer, options(nostack, preserves_flags, nomem));

        // Access registers a0 and a1 hold its halves.
        #[cfg(target_arch = "s390x")]
        asm!(
            "ear {0}, %a0",
            "sllg {0}, {0}, 32",
            "ear {0}, %a1",
            out(reg) pointer,
            options(nostack, preserves_flags, nomem),
        );

        #[cfg(target_arch = "loongarch64")]
        asm!("move {}, $tp", out(reg) pointer, options(nostack, preserves_flags, nomem));
    }
    pointer
}
