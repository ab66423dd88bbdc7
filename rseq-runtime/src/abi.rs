//! The kernel's ABI of restartable sequences, the only place of this workspace that holds its
//! numbers.
//!
//! Sources are `include/uapi/linux/rseq.h` (Linux 4.18; `node_id` and `mm_cid` 6.3; `slice_ctrl`
//! 7.0), `include/uapi/linux/membarrier.h` (4.14; the `RSEQ` commands 5.10),
//! `include/uapi/linux/auxvec.h` (6.3), and for signatures
//! `tools/testing/selftests/rseq/rseq-*-bits.h` and glibc's `sysdeps/unix/sysv/linux/*/bits/rseq.h`
//! (2.35), which agree.

use core::mem::{align_of, offset_of, size_of};

/// `struct rseq`: what a thread and the kernel tell each other.
///
/// A thread registers one of these; from then on the kernel keeps the ids up to date and looks at
/// `rseq_cs` when it interrupts the thread. Of a registered area user space writes `rseq_cs` alone:
/// Linux kills a process that writes an id (7.0, where it was registered with more than 32 bytes).
#[repr(C, align(32))]
pub struct Rseq {
    /// The CPU the thread is on, 0 while it is not registered: always a possible CPU, so it may be
    /// used before `cpu_id` has been compared with it. Linux 4.18.
    pub cpu_id_start: u32,
    /// The CPU the thread is on, [`CPU_ID_UNINITIALIZED`] or [`CPU_ID_REGISTRATION_FAILED`].
    /// Linux 4.18.
    pub cpu_id: u32,
    /// The address of the [`RseqCs`] of the section that the thread is in, or 0; on 32-bit targets
    /// half of it, see [`RSEQ_CS`]. Linux 4.18.
    pub rseq_cs: u64,
    /// 0. Linux 4.18; flags other than 0 were withdrawn in 6.1.
    pub flags: u32,
    /// The NUMA node of `cpu_id`. Linux 6.3; a part of the 4.18 struct's padding.
    pub node_id: u32,
    /// The process's dense id of the CPU the thread is on. Linux 6.3; a part of the padding.
    pub mm_cid: u32,
    /// Time slice extension. Linux 7.0; a part of the padding.
    pub slice_ctrl: u32,
    /// Up to what [`AT_RSEQ_FEATURE_SIZE`] and [`AT_RSEQ_ALIGN`] have ever asked for.
    pub reserved: [u8; 32],
}

/// Where the kernel reads and writes `cpu_id_start`.
pub const CPU_ID_START: usize = offset_of!(Rseq, cpu_id_start);
/// Where the kernel writes `cpu_id`.
pub const CPU_ID: usize = offset_of!(Rseq, cpu_id);
/// Where the word lies that arms a section.
///
/// The field has 64 bits everywhere. A 32-bit target writes the half that holds the pointer, the
/// second on a big-endian one; the other half is 0 from the start, and stays so.
pub const RSEQ_CS: usize = offset_of!(Rseq, rseq_cs)
    + if cfg!(all(target_pointer_width = "32", target_endian = "big")) { 4 } else { 0 };
/// Where the kernel writes `node_id`.
pub const NODE_ID: usize = offset_of!(Rseq, node_id);
/// Where the kernel writes `mm_cid`.
pub const MM_CID: usize = offset_of!(Rseq, mm_cid);

const _: () = {
    assert!(size_of::<Rseq>() == 64);
    assert!(align_of::<Rseq>() == 32);
    assert!(CPU_ID_START == 0);
    assert!(CPU_ID == 4);
    assert!(offset_of!(Rseq, rseq_cs) == 8);
    assert!(offset_of!(Rseq, flags) == 16);
    assert!(NODE_ID == 20);
    assert!(MM_CID == 24);
    assert!(offset_of!(Rseq, slice_ctrl) == 28);
    assert!(offset_of!(Rseq, reserved) == REGISTERED_LEN as usize);
};

/// `RSEQ_CPU_ID_UNINITIALIZED` (-1): the area was never registered, or is not any more.
pub const CPU_ID_UNINITIALIZED: u32 = u32::MAX;
/// `RSEQ_CPU_ID_REGISTRATION_FAILED` (-2): user space writes it into an area that the kernel
/// refused.
pub const CPU_ID_REGISTRATION_FAILED: u32 = u32::MAX - 1;

/// `RSEQ_FLAG_UNREGISTER`, for the system call's third argument.
pub const RSEQ_FLAG_UNREGISTER: i32 = 1;

/// The length of the original `struct rseq` (`ORIG_RSEQ_SIZE` in the kernel), which every kernel
/// accepts and answers by the rules of Linux 4.18: ids written and `rseq_cs` looked at after every
/// switch. From Linux 7.0 a longer one selects newer rules, see
/// [`Mode`](crate::register::Mode).
pub const REGISTERED_LEN: u32 = 32;
/// The bytes of the original struct that mean something, which a kernel without
/// [`AT_RSEQ_FEATURE_SIZE`] knows.
pub const ORIGINAL_FEATURE_SIZE: u32 = 20;
/// The feature size from which `mm_cid` is there.
pub const MM_CID_FEATURE_SIZE: u32 = 28;

/// `struct rseq_cs`, the descriptor of a section. Linux 4.18.
#[repr(C, align(32))]
pub struct RseqCs {
    /// 0, else the kernel ends the process.
    pub version: u32,
    /// 0.
    pub flags: u32,
    /// The address of the section's first instruction.
    pub start_ip: u64,
    /// The number of bytes from there to the first instruction after the commit.
    pub post_commit_offset: u64,
    /// Where the thread goes on after an abort; [`SIGNATURE`] stands right before it.
    pub abort_ip: u64,
}

const _: () = {
    assert!(size_of::<RseqCs>() == 32);
    assert!(align_of::<RseqCs>() == 32);
    assert!(offset_of!(RseqCs, version) == 0);
    assert!(offset_of!(RseqCs, flags) == 4);
    assert!(offset_of!(RseqCs, start_ip) == 8);
    assert!(offset_of!(RseqCs, post_commit_offset) == 16);
    assert!(offset_of!(RseqCs, abort_ip) == 24);
};

/// The four bytes before an abort address, as a data word of the target's byte order (`RSEQ_SIG`).
///
/// A thread registers with one signature, which all its sections carry; glibc has made the choice
/// for every architecture. It is an instruction that traps, so that code which falls into it stops.
/// 0 where this crate has no sections.
pub const SIGNATURE: u32 = signature();

const fn signature() -> u32 {
    match () {
        // `ud1 edi, [rip + 0x53053053]`: the word is its displacement.
        () if cfg!(any(target_arch = "x86_64", target_arch = "x86")) => 0x5305_3053,
        // `brk #0x45e0`. Instructions are little endian always, and the kernel reads a data word.
        () if cfg!(all(target_arch = "aarch64", target_endian = "little")) => 0xd428_bc00,
        () if cfg!(all(target_arch = "aarch64", target_endian = "big")) => 0x00bc_28d4,
        // `udf #24035`; in Thumb `udf #243` and a branch.
        () if cfg!(all(target_arch = "arm", target_endian = "little")) => 0xe7f5_def3,
        // `csrw mhartid, x0`: a machine-mode register that nothing may write.
        () if cfg!(target_arch = "riscv64") => 0xf140_1073,
        // `twui r5, 11`
        () if cfg!(target_arch = "powerpc64") => 0x0fe5_000b,
        // `trap4 4095(%r15)`
        () if cfg!(target_arch = "s390x") => 0xb2ff_0fff,
        // `break 0x10`
        () if cfg!(target_arch = "loongarch64") => 0x002a_0010,
        () => 0,
    }
}

/// The auxiliary vector's entry for the bytes of [`Rseq`] that the kernel fills. Linux 6.3; 28
/// there, 33 on 7.0. Kernels without the entry fill [`ORIGINAL_FEATURE_SIZE`].
pub const AT_RSEQ_FEATURE_SIZE: core::ffi::c_ulong = 27;
/// The auxiliary vector's entry for the alignment of an area longer than [`REGISTERED_LEN`].
/// Linux 6.3; 32 there, 64 on 7.0.
pub const AT_RSEQ_ALIGN: core::ffi::c_ulong = 28;

/// `MEMBARRIER_CMD_PRIVATE_EXPEDITED`: a barrier on the process's other running threads. It does
/// **not** abort sections. Linux 4.14.
pub const MEMBARRIER_PRIVATE_EXPEDITED: i32 = 1 << 3;
/// `MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED`, once before the one above. Linux 4.14.
pub const MEMBARRIER_REGISTER_PRIVATE_EXPEDITED: i32 = 1 << 4;
/// `MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ`: the barrier that also aborts the sections those threads
/// are in. Linux 5.10.
pub const MEMBARRIER_PRIVATE_EXPEDITED_RSEQ: i32 = 1 << 7;
/// `MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ`, once before the one above. Linux 5.10.
pub const MEMBARRIER_REGISTER_PRIVATE_EXPEDITED_RSEQ: i32 = 1 << 8;
/// `MEMBARRIER_CMD_FLAG_CPU`, for the second argument: only on the CPU that the third names.
/// Linux 5.10.
pub const MEMBARRIER_FLAG_CPU: u32 = 1;
