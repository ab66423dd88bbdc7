//! A `PerCpu` that is created when it is first used, for statics.

use core::marker::PhantomData;
use core::ops::Deref;
use core::ptr::{NonNull, null_mut};
use core::sync::atomic::{AtomicPtr, Ordering};

use super::mapping::AllocError;
use super::owned::Owned;
use super::slot::Slot;
use super::{CpuId, Index, PerCpu, Tracking};
use crate::word::{Arithmetic, Word};

/// A `PerCpu` of zeros, created by whoever uses it first.
///
/// Nobody waits for anybody: two threads that are first create one each, and the one whose
/// compare-and-swap comes second drops its own. So a signal handler may be first in the middle of
/// its own thread's first use (if that is not the process's first use of any arena, which is not for
/// handlers), and the child of a `fork` finds it created, or not yet.
///
/// Later uses pay for it with the test of a pointer that they load anyway.
pub(crate) struct Lazy<T: Zeros, K: Tracking, I: Index = CpuId> {
    /// Null, or what a `PerCpu` consists of: that one is owned by this.
    first: AtomicPtr<Slot<T, K>>,
    of: PhantomData<PerCpu<T, K, I>>,
}

/// Types of which zero bytes are a value, and which any thread may create, use and drop.
///
/// # Safety
///
/// - Zero bytes are a value of `Self`.
pub(crate) unsafe trait Zeros: Send + Sync {}

// SAFETY: a word is its value, and zero is an integer.
unsafe impl<V: Arithmetic + Send> Zeros for Word<V> {}
// SAFETY: an array is its elements.
unsafe impl<T: Zeros, const N: usize> Zeros for [T; N] {}

// The pointer of a `Lazy` is read as a `PerCpu` once it is there.
const _: () = assert!(
    size_of::<Lazy<Word<usize>, super::Tracked>>()
        == size_of::<PerCpu<Word<usize>, super::Tracked>>()
        && align_of::<Lazy<Word<usize>, super::Tracked>>()
            == align_of::<PerCpu<Word<usize>, super::Tracked>>()
);

impl<T: Zeros, K: Tracking, I: Index> Lazy<T, K, I> {
    pub(crate) const fn new() -> Self {
        Self { first: AtomicPtr::new(null_mut()), of: PhantomData }
    }

    /// The `PerCpu`, if somebody has created it.
    #[inline(always)]
    pub(crate) fn created(&self) -> Option<&PerCpu<T, K, I>> {
        if !self.is_created() {
            return None;
        }
        // SAFETY: asked just now.
        Some(unsafe { self.get() })
    }

    #[inline(always)]
    fn is_created(&self) -> bool {
        // Acquire: the slots' first values come before any use of them.
        !self.first.load(Ordering::Acquire).is_null()
    }

    /// # Safety
    ///
    /// - `is_created` has said so.
    #[inline(always)]
    unsafe fn get(&self) -> &PerCpu<T, K, I> {
        // SAFETY: a `PerCpu` is transparently one `NonNull`, and the pointer is not null, so there is
        // one here. Nothing writes to it again before `drop`, which no reference outlives: a
        // compare-and-swap with null fails from now on.
        unsafe { &*self.first.as_ptr().cast::<PerCpu<T, K, I>>().cast_const() }
    }

    /// Creates it, unless somebody has.
    #[cold]
    #[inline(never)]
    pub(crate) fn create(&self) -> Result<(), AllocError> {
        if self.created().is_none() {
            self.install(Self::zeros()?);
        }
        Ok(())
    }

    /// Slots of zeros, none of which are written where memory is zero already, nor passed over the
    /// stack: a signal handler's may be smaller than a slot.
    fn zeros() -> Result<PerCpu<T, K, I>, AllocError> {
        let mut owned = Owned::allocate()?;
        // SAFETY: by the contract of `Zeros`.
        unsafe { owned.fill_with_zeros() };
        Ok(PerCpu { first: owned.into_first(), of: PhantomData })
    }

    /// Makes this the `PerCpu`, unless there is one: then it is dropped.
    fn install(&self, percpu: PerCpu<T, K, I>) {
        let first = percpu.first().as_ptr();
        // Release: the slots' first values come with the pointer. Acquire: whoever comes second uses
        // the other one next.
        let mine =
            self.first.compare_exchange(null_mut(), first, Ordering::AcqRel, Ordering::Acquire);
        if mine.is_ok() {
            core::mem::forget(percpu);
        }
    }

    /// [`create`](Lazy::create), by whoever cannot go on without.
    #[cold]
    #[inline(never)]
    fn create_or_panic(&self) {
        if let Err(error) = self.create() {
            panic!("{error}");
        }
    }
}

impl<T: Zeros, K: Tracking, I: Index> Deref for Lazy<T, K, I> {
    type Target = PerCpu<T, K, I>;

    #[inline(always)]
    fn deref(&self) -> &PerCpu<T, K, I> {
        if !self.is_created() {
            self.create_or_panic();
        }
        // SAFETY: by this thread just now, or by another one, whose compare-and-swap was acquired.
        unsafe { self.get() }
    }
}

impl<T: Zeros, K: Tracking, I: Index> Drop for Lazy<T, K, I> {
    fn drop(&mut self) {
        if let Some(first) = NonNull::new(*self.first.get_mut()) {
            drop(PerCpu::<T, K, I> { first, of: PhantomData });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;
    use crate::percpu::{Tracked, Untracked};

    type Words = Lazy<[Word<usize>; 3], Untracked>;

    #[test]
    fn created_once() {
        let lazy = Words::new();
        assert!(lazy.created().is_none());
        let first = lazy.first();
        assert_eq!(lazy.first(), first);
        assert_eq!(lazy.created().map(PerCpu::first), Some(first));
        lazy.create().unwrap();
        assert_eq!(lazy.first(), first);
        assert!(lazy.iter().flatten().all(|word| word.get() == 0));
    }

    /// What a thread finds that was interrupted by a signal handler, or overtaken, after it has found
    /// nothing and created a `PerCpu`.
    #[test]
    fn the_second_one_is_dropped() {
        let lazy = Words::new();
        let mine = Words::zeros().unwrap();
        let first = lazy.first();
        assert_ne!(mine.first(), first);
        lazy.install(mine);
        assert_eq!(lazy.first(), first);
    }

    #[test]
    fn all_threads_get_the_same() {
        let threads = if cfg!(miri) { 3 } else { 16 };
        for _ in 0..if cfg!(miri) { 2 } else { 100 } {
            let lazy = Words::new();
            let start = Barrier::new(threads);
            let found = std::thread::scope(|scope| {
                let first = || {
                    start.wait();
                    lazy.first().addr()
                };
                let threads: Vec<_> = (0..threads).map(|_| scope.spawn(first)).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
            });
            assert!(found.iter().all(|&first| first == lazy.first().addr()), "{found:?}");
        }
    }

    /// In a place that is used for the second time.
    #[test]
    fn zeros_where_there_was_something_else() {
        for _ in 0..3 {
            let old: PerCpu<[Word<usize>; 3], Tracked> =
                PerCpu::new(|_| [const { Word::new(7) }; 3]);
            drop(old);
            let lazy = Lazy::<[Word<usize>; 3], Tracked>::new();
            assert!(lazy.iter().flatten().all(|word| word.get() == 0));
            crate::rseq!(lazy, |slot| {
                let old = slot[1].get();
                commit!(slot[1] = old + 1);
            });
            assert_eq!(lazy.iter().flatten().map(Word::get).sum::<usize>(), 1);
        }
    }
}
