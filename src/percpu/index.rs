//! By what a thread finds its slot: [`CpuId`] and [`MmCid`].

use core::mem::offset_of;
use core::sync::atomic::Ordering;

use rseq_runtime::abi::Rseq;
use rseq_runtime::membarrier::Running;
use rseq_runtime::register::FAST;

/// By which number a thread finds its slot in a [`PerCpu`](crate::PerCpu). Sealed: [`CpuId`] or
/// [`MmCid`].
///
/// Both are numbers that the kernel gives to a running thread and to no other one of the process at
/// that time, so that a slot has one writer at a time. A thread may have another number after any
/// preemption, which is what sections are for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an index of a `PerCpu`",
    label = "expected `CpuId` or `MmCid`"
)]
pub trait Index: sealed::Sealed + 'static {
    /// The offset from `field_base` of the number that a section compares.
    #[doc(hidden)]
    const FIELD: usize;

    /// Whether the slots lie in memory that processes share.
    #[doc(hidden)]
    const SHARED: bool = false;

    /// The number now, or anything: it is not trusted before it has been compared with `limit`, and
    /// means something only if the section finds the same in the field.
    ///
    /// # Safety
    ///
    /// - `area` is this thread's, or a stand-in's, and readable.
    #[doc(hidden)]
    unsafe fn current(area: *mut Rseq) -> u32;

    /// What `FIELD` is relative to.
    #[doc(hidden)]
    fn field_base(area: *mut Rseq) -> *mut u8;

    /// Stripes have numbers below this. 0 where the process cannot use them.
    #[doc(hidden)]
    fn limit() -> u32;

    /// The threads whose sections may be on the stripe with this number.
    #[doc(hidden)]
    fn running(index: u32) -> Running;
}

/// The number of the CPU that the thread runs on: a slot a CPU of the machine, written by that CPU
/// alone, so that it stays in its cache and lies in the memory of its NUMA node.
///
/// It means the same in every process, so it is the index for memory that processes share.
#[derive(Debug)]
pub enum CpuId {}

/// The kernel's *memory map concurrency id* (Linux 6.3+): the lowest number that no other running
/// thread of the process has. As many slots are used as threads run at once, which a small process
/// on a large machine, or in a container with a few CPUs of many, keeps at a few.
///
/// It is unique **within one process only**: threads of two processes have the same number at the
/// same time. On older kernels it is the number of the CPU, which promises the same and is less
/// dense.
#[derive(Debug)]
pub enum MmCid {}

impl Index for CpuId {
    const FIELD: usize = offset_of!(Rseq, cpu_id);

    #[inline(always)]
    unsafe fn current(area: *mut Rseq) -> u32 {
        // `cpu_id_start`: in an area of ours that is not registered it is out of range, so that the
        // thread is registered before its first preparation; in one that libc has lost it is 0, and the
        // compare of the section with `cpu_id` fails. Neither needs a test of its own.
        // SAFETY: a field of a readable area, by this function's contract; volatile, since the
        // kernel writes it.
        unsafe { (&raw const (*area).cpu_id_start).read_volatile() }
    }

    #[inline(always)]
    fn field_base(area: *mut Rseq) -> *mut u8 {
        area.cast()
    }

    #[inline(always)]
    fn limit() -> u32 {
        FAST.cpus.load(Ordering::Relaxed)
    }

    fn running(index: u32) -> Running {
        Running::On(index)
    }
}

impl Index for MmCid {
    const FIELD: usize = offset_of!(Rseq, mm_cid);

    #[inline(always)]
    unsafe fn current(area: *mut Rseq) -> u32 {
        // `mm_cid` may be 0 in an area that is not registered, which the compare of the section would
        // let pass. `cpu_id` tells.
        // SAFETY: a field of a readable area, by this function's contract; volatile, since the
        // kernel writes it.
        if unsafe { (&raw const (*area).cpu_id).read_volatile() }.cast_signed() < 0 {
            return u32::MAX;
        }
        #[expect(clippy::cast_ptr_alignment)] // every field of an area is aligned
        let field = Self::field_base(area).wrapping_add(Self::FIELD).cast::<u32>();
        // SAFETY: the field lies in a readable area, by this function's contract: it is `mm_cid`, or
        // `cpu_id` where the kernel has no `mm_cid`. Volatile, since the kernel writes it.
        unsafe { field.read_volatile() }
    }

    #[inline(always)]
    fn field_base(area: *mut Rseq) -> *mut u8 {
        area.cast::<u8>().wrapping_offset(FAST.cid_shift.load(Ordering::Relaxed))
    }

    #[inline(always)]
    fn limit() -> u32 {
        FAST.cids.load(Ordering::Relaxed)
    }

    fn running(index: u32) -> Running {
        // The thread that has this number may be on any CPU.
        if FAST.cid_shift.load(Ordering::Relaxed) == 0 {
            Running::Anywhere
        } else {
            Running::On(index)
        }
    }
}

/// [`CpuId`] in memory that processes share.
#[cfg(all(target_os = "linux", not(miri)))]
#[derive(Debug)]
pub enum SharedCpuId {}

#[cfg(all(target_os = "linux", not(miri)))]
impl Index for SharedCpuId {
    const FIELD: usize = CpuId::FIELD;
    const SHARED: bool = true;

    #[inline(always)]
    unsafe fn current(area: *mut Rseq) -> u32 {
        // SAFETY: by this function's contract.
        unsafe { CpuId::current(area) }
    }

    #[inline(always)]
    fn field_base(area: *mut Rseq) -> *mut u8 {
        CpuId::field_base(area)
    }

    fn running(index: u32) -> Running {
        CpuId::running(index)
    }

    /// That of the process: memory with fewer stripes was not opened.
    #[inline(always)]
    fn limit() -> u32 {
        CpuId::limit()
    }
}

mod sealed {
    pub trait Sealed {}
    #[cfg(all(target_os = "linux", not(miri)))]
    impl Sealed for super::SharedCpuId {}
    impl Sealed for super::CpuId {}
    impl Sealed for super::MmCid {}
}
