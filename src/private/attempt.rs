//! An attempt of a sequence: where it starts, ends, and starts again.

use core::marker::PhantomData;
use core::sync::atomic::{AtomicUsize, Ordering};

use rseq_runtime::abi::Rseq;
use rseq_runtime::register;

use super::{Code, Frame, MISMATCH};
use crate::Aborted;
use crate::cold::{self, History, Raw, Shape};
use crate::percpu::{Index, PerCpu, STRIDE, Slot, Tracking};

/// One attempt of a sequence: a slot, and what its commit is compared with.
///
/// Dropping it gives back the exclusive stripe that it may hold.
pub struct Attempt<'p, T, K: Tracking, I: Index> {
    raw: Raw,
    of: PhantomData<&'p PerCpu<T, K, I>>,
}

impl<T, K: Tracking, I: Index> Drop for Attempt<'_, T, K, I> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.raw.history != History::NONE {
            cold::release(self.raw.history);
        }
    }
}

/// How the cold path finds the slots of a `PerCpu`.
fn shape<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>) -> Shape {
    Shape {
        first: percpu.first().as_ptr().cast(),
        tracked: K::TRACKED,
        current: current::<I>,
        still_there: still_there::<I>,
        shared: I::SHARED,
    }
}

/// The area and the index of this thread's CPU, if sequences can use its stripe.
#[inline(always)]
fn current<I: Index>() -> Option<(*mut Rseq, u32)> {
    let area = register::area();
    // SAFETY: a `PerCpu` exists, so `init` has run and the area is readable.
    let index = unsafe { I::current(area) };
    // This bound is what memory safety rests on: it holds whatever the area's contents are.
    if index < I::limit() { Some((area, index)) } else { None }
}

/// The event of a slot; 0 where it has none.
///
/// # Safety
///
/// - `slot` points to a slot, tracked if `tracked`.
#[inline(always)]
pub(crate) unsafe fn event(slot: *mut u8, tracked: bool) -> usize {
    if tracked {
        // SAFETY: a tracked slot begins with its event, an atomic word.
        unsafe { (*slot.cast::<AtomicUsize>()).load(Ordering::Acquire) }
    } else {
        0
    }
}

/// The first attempt: on this CPU's slot where that is possible.
#[inline(always)]
pub fn first<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>) -> Attempt<'_, T, K, I> {
    while let Some((area, index)) = current::<I>() {
        // SAFETY: `index` is below the number of stripes, each of which holds a slot at the
        // distance of the first.
        let slot = unsafe { percpu.first().as_ptr().cast::<u8>().add(index as usize * STRIDE) };
        let slot = one_base(slot);
        // SAFETY: just computed; `K` is this `PerCpu`'s.
        let event = unsafe { event(slot, K::TRACKED) };
        if K::TRACKED && !still_there::<I>(area, index) {
            continue;
        }
        if event & FROZEN != 0 {
            break;
        }
        let raw = Raw { area, index: index as usize, slot, event, history: History::NONE };
        return Attempt { raw, of: PhantomData };
    }
    Attempt { raw: exclusive(percpu), of: PhantomData }
}

/// Keeps the address of a slot in one register: the event that the last sequence stored through one
/// base register is forwarded much faster to a load through the same than to `[base + index]`
/// (2.1 against 1.2 ns for a whole sequence on Intel Rocket Lake).
#[inline(always)]
fn one_base(slot: *mut u8) -> *mut u8 {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        let mut slot = slot;
        // SAFETY: no instruction at all.
        unsafe {
            core::arch::asm!("/* {} */", inout(reg) slot, options(pure, readonly, nostack, preserves_flags));
        };
        slot
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    slot
}

/// Whether the thread is on the CPU of this index, after it has read the event of that CPU's slot.
///
/// A section stores the event *before* it commits. A thread that was moved away before it read the
/// event may have read, from another CPU, that of a section which had not committed yet, and then
/// the words as they were before that commit. Back on its CPU it would find the event unchanged, and
/// the update would be lost. A thread that is on the CPU now knows that such a section has ended,
/// with its commit or without, as two threads do not run on one CPU at once; and one that begins
/// later changes the event. (`rseq-runtime/tests/loom` has the model, which loses an update without
/// this.)
#[inline(always)]
fn still_there<I: Index>(area: *mut Rseq, index: u32) -> bool {
    // SAFETY: a `PerCpu` exists, so `init` has run and the area is readable. The event was loaded
    // with acquire, so this load comes after it.
    let now = unsafe { I::current(area) };
    // And the compiler puts what the preparation reads after this load. The processor needs no
    // telling: a thread is moved between two instructions of its own, in program order.
    core::sync::atomic::compiler_fence(Ordering::SeqCst);
    now == index
}

/// The bit of an event that a remote thread sets while it has the slot for itself.
pub(crate) use rseq_runtime::remote::FROZEN;

/// The only attempt of a `try_rseq!`: a thread that is not registered yet must not waste it.
#[inline(always)]
pub fn first_once<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>) -> Attempt<'_, T, K, I> {
    if current::<I>().is_some() && !register::is_registered() {
        return Attempt { raw: cold::unregistered(&shape(percpu)), of: PhantomData };
    }
    first(percpu)
}

/// [`cold::exclusive`] for one `PerCpu`. The typed half of the cold path is out of line too: what it
/// makes up for the other half would be kept ready in the registers of the common path.
#[cold]
#[inline(never)]
fn exclusive<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>) -> Raw {
    cold::exclusive(&shape(percpu))
}

/// [`cold::again`] for one `PerCpu`.
#[cold]
#[inline(never)]
fn next<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>, ended: History, mismatch: bool) -> Raw {
    cold::again(&shape(percpu), ended, mismatch)
}

/// The attempt after one that has ended (see [`Attempt::resumes`]). It may wait for others: nothing of
/// the user's is in scope.
#[inline(always)]
pub fn again<'p, T, K: Tracking, I: Index>(
    percpu: &'p PerCpu<T, K, I>,
    at: Attempt<'p, T, K, I>,
    code: Code,
) -> Attempt<'p, T, K, I> {
    let ended = at.raw.history;
    core::mem::forget(at);
    Attempt { raw: next(percpu, ended, code == MISMATCH), of: PhantomData }
}

/// What follows the failed attempt of a `try_rseq!`, which has ended: its value.
#[cold]
pub fn aborted<T, K: Tracking, I: Index, R>(at: Attempt<'_, T, K, I>) -> Result<R, Aborted> {
    core::mem::forget(at);
    rseq_runtime::stats::count_restart();
    Err(Aborted(()))
}

/// Ends an attempt, before the tail or the value of an `else` is evaluated.
#[inline(always)]
pub fn leave<T, K: Tracking, I: Index>(at: Attempt<'_, T, K, I>) {
    drop(at);
}

impl<'p, T, K: Tracking, I: Index> Attempt<'p, T, K, I> {
    /// The slot.
    #[inline(always)]
    #[must_use]
    pub fn slot(&self) -> &'p T {
        // SAFETY: `slot` lies in the place of a `PerCpu` that `'p` borrows, every slot of which is
        // initialised; only shared references to slots exist while it is borrowed.
        unsafe { &(*self.raw.slot.cast::<Slot<T, K>>()).value }
    }

    /// The slot's index.
    #[inline(always)]
    #[must_use]
    #[expect(clippy::cast_possible_truncation)] // made of 32 bits
    pub fn index(&self) -> u32 {
        self.raw.index as u32
    }

    /// What the section is handed.
    #[inline(always)]
    #[must_use]
    pub fn frame(&self) -> Frame<K, I> {
        Frame::new(self.raw)
    }

    /// What follows a failed section, while the preparation's variables are still there: whether the
    /// section is to run again, and not the preparation. If not, the attempt has ended, and holds
    /// nothing while the variables are dropped.
    #[inline(always)]
    pub fn resumes(&mut self) -> bool {
        if self.raw.history == History::NONE {
            return false;
        }
        // By value: a pointer to the attempt would keep all of it in memory.
        let (area, history) = cold::failed(self.raw.history);
        self.raw.history = history;
        if area.is_null() {
            return false;
        }
        self.raw.area = area;
        true
    }
}
