//! Registration of threads: where a thread's `struct rseq` is, and who told the kernel about it.
//!
//! glibc 2.35 and later registers every thread, at one distance from the thread pointer that it
//! publishes (`libc_area`). Without that (an older glibc, musl,
//! `GLIBC_TUNABLES=glibc.pthread.rseq=0`) every thread has an area of ours in its static
//! thread-local storage, which the thread registers when it first needs it (`own_area`). Either way
//! the area is [`thread_pointer`]` + FAST.offset`, and no fast path asks whether it is registered:
//! an area that is not has a `cpu_id` that no index equals, so the compare of the section fails,
//! and the cold path calls [`register_current_thread`]. (`mm_cid` has no such value where libc owns
//! the area, see [`Fast::cid_shift`].)
//!
//! # `fork`, `vfork` and `clone`
//!
//! The child of a `fork` keeps its thread's registration, as the kernel does. The child of a
//! `vfork`, or of a `clone` with `CLONE_VM` but without a thread-local storage of its own, has lost
//! it while the area that it shares with its parent still looks registered: it must not run
//! sequences before `exec`.
//!
//! # Limits
//!
//! A library that holds this crate, that a program loads with `dlopen`, and whose areas are our own,
//! stays loaded until the process ends: the kernel writes to areas in its storage. And its storage
//! is static: 64 bytes of what the loader keeps in reserve for libraries loaded late (glibc); musl
//! refuses to load such a library.

use core::sync::atomic::{AtomicIsize, AtomicU32, Ordering};

use crate::abi::Rseq;

mod backend;
mod cpus;

pub use backend::{Backend, Because, Mode, RegisteredBy, backend};

sections! {
    {
        #[path = "register/kernel.rs"]
        mod platform;
    } else {
        #[path = "register/portable.rs"]
        mod platform;
    }
}

/// What every sequence reads, in one line. All 0 means that nothing is usable: no index is below
/// `cpus`, so every sequence takes an exclusive stripe.
///
/// [`init`] writes it, always the same values, before it returns; whoever has a `PerCpu` has
/// synchronised with a call of `init`.
#[repr(C, align(64))]
pub struct Fast {
    /// The distance from the thread pointer to the thread's area.
    pub offset: AtomicIsize,
    /// The number of CPU stripes that sequences may use: all, or 0 without rseq.
    pub cpus: AtomicU32,
    /// The same for slots by `mm_cid`.
    pub cids: AtomicU32,
    /// What to add to the area's address to find `mm_cid` at [`MM_CID`](crate::abi::MM_CID): 0, or
    /// -20 where the kernel has no `mm_cid` and `cpu_id` takes its place.
    ///
    /// In an area of libc that is not registered `mm_cid` is 0, a valid index (in ours it is not).
    /// So what uses it also tests, once an attempt, that `cpu_id` is not negative.
    pub cid_shift: AtomicIsize,
}

/// The facts of this process.
pub static FAST: Fast = Fast {
    offset: AtomicIsize::new(0),
    cpus: AtomicU32::new(0),
    cids: AtomicU32::new(0),
    cid_shift: AtomicIsize::new(0),
};

/// The number of stripes of an arena, from the first: one a CPU, the reserved exclusive ones, and
/// the overflow stripe.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stripes {
    /// The highest possible CPU id and 1: CPUs may be missing in between, or come later.
    pub cpus: u32,
    /// Exclusive stripes that a thread keeps from its preparation to its commit.
    pub reserved: u32,
}

impl Stripes {
    /// All stripes, with the overflow stripe, the last.
    #[inline]
    #[must_use]
    pub const fn total(self) -> u32 {
        self.cpus + self.reserved + 1
    }
}

/// The thread pointer: of all that a thread can learn about itself the cheapest, one instruction.
///
/// The instruction is repeated wherever this is called, never remembered: a runtime that switches
/// stacks may continue a function on another thread.
#[inline(always)]
#[must_use]
pub fn thread_pointer() -> usize {
    platform::thread_pointer()
}

/// The calling thread's area, registered or not, once [`init`] has been called.
///
/// It is readable in any case, and writable where [`Fast::cpus`] is not 0.
#[inline(always)]
#[must_use]
pub fn area() -> *mut Rseq {
    platform::area()
}

/// A number that no other live thread has, and never 0.
#[inline]
#[must_use]
pub fn thread_token() -> usize {
    platform::thread_token()
}

/// Whether the kernel knows the calling thread's area.
#[inline]
#[must_use]
pub fn is_registered() -> bool {
    FAST.cpus.load(Ordering::Relaxed) != 0 && cpu_id(area()).cast_signed() >= 0
}

/// The `cpu_id` of the calling thread's area.
#[inline]
fn cpu_id(area: *mut Rseq) -> u32 {
    // SAFETY: `area` is readable; the kernel writes it only while this thread is not running, so a
    // volatile load sees one of its values.
    unsafe { (&raw const (*area).cpu_id).read_volatile() }
}

/// Finds out what this process can use and writes it to [`FAST`]; tells how many stripes an arena
/// has.
///
/// May be called any number of times and on several threads at once: none waits for another, the
/// first to finish decides for all. No memory of Rust's is allocated. But the first time is not for
/// signal handlers: the loader is asked, which takes its locks and may allocate.
#[inline]
pub fn init() -> Stripes {
    decision().stripes
}

/// Registers the calling thread, if it is not. `true` if it is registered now, so that another
/// attempt makes sense.
///
/// May be called in a signal handler. A refusal is remembered, so asking again is cheap.
#[cold]
pub fn register_current_thread() -> bool {
    decision().usable() && (is_registered() || platform::register().is_ok())
}

/// What the process has decided, once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Decision {
    stripes: Stripes,
    /// The bytes of an area that the kernel fills, 0 if there is none.
    feature_size: u32,
    /// The area's owner.
    registered_by: RegisteredBy,
    /// Why the whole process is without rseq, if it is.
    because: Option<Because>,
}

impl Decision {
    /// Whether threads can be registered at all.
    fn usable(self) -> bool {
        self.because.is_none()
    }
}

/// The decision, made now unless it has been made.
#[inline]
fn decision() -> Decision {
    match backend::decided() {
        Some(decision) => decision,
        None => decide(),
    }
}

/// Makes the decision.
#[cold]
fn decide() -> Decision {
    let stripes = cpus::stripes();
    let decision = backend::publish(platform::examine(stripes));
    // Every caller stores the same values, so it does not matter who is last.
    platform::prepare(decision);
    let usable = if decision.usable() { decision.stripes.cpus } else { 0 };
    let has_mm_cid = decision.feature_size >= crate::abi::MM_CID_FEATURE_SIZE;
    let shift = if has_mm_cid { 0 } else { CPU_ID_FOR_MM_CID };
    FAST.cid_shift.store(shift, Ordering::Relaxed);
    FAST.cids.store(usable, Ordering::Relaxed);
    FAST.cpus.store(usable, Ordering::Relaxed);
    decision
}

/// From `mm_cid` back to `cpu_id`.
const CPU_ID_FOR_MM_CID: isize =
    crate::abi::CPU_ID.cast_signed() - crate::abi::MM_CID.cast_signed();

#[cfg(test)]
mod tests;
