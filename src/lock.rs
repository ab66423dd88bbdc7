//! A lock for each CPU, for work too long for a sequence: see [`Lock`].

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::sync::atomic::{AtomicBool, Ordering};

use crate::{ExclusiveError, PerCpu, Word, rseq};

/// A `T` for each CPU, and a lock on each, which threads on that CPU take and give back without
/// atomic instructions.
///
/// A sequence changes one word. What needs more, a map, a buffer, a call of somebody else's code,
/// takes the lock of the CPU it is on: [`lock`](Self::lock) gives a guard to that CPU's `T`, which its
/// owner keeps whatever happens meanwhile, also where it is moved to another CPU or the guard is
/// given to another thread. Other CPUs have locks of their own, so nobody contends but those who
/// come to the same CPU while the owner is preempted or has moved away.
///
/// ```
/// use std::collections::HashMap;
/// use restartable::Lock;
///
/// let words: Lock<HashMap<&str, u32>> = Lock::default();
/// std::thread::scope(|scope| {
///     for text in ["a rose is a rose", "is a rose"] {
///         let words = &words;
///         scope.spawn(move || {
///             for word in text.split(' ') {
///                 *words.lock().entry(word).or_default() += 1;
///             }
///         });
///     }
/// });
/// let mut roses = 0;
/// words.for_each(|_, counts| roses += counts.get("rose").copied().unwrap_or(0))?;
/// assert_eq!(roses, 3);
/// # Ok::<(), restartable::ExclusiveError>(())
/// ```
///
/// There is no poisoning: a panic gives the lock back with what it has made of the `T`.
///
/// # Cost
///
/// Taking a lock is one sequence, giving it back one store: together 4.7 ns on an AMD Zen 3 machine,
/// with eight threads on its two CPUs 5.1, where an uncontended `Mutex` took 5.0 and one that is
/// contended 32 (`cargo bench --bench rings`). A slot takes the size of `T`, a byte with what aligns
/// it, and the slot's event. A lock calls no allocator; what is done to the `T` may.
///
/// # When not to use it
///
/// - For what fits into one commit: a sequence needs no lock, and never waits.
/// - Where everybody has to see the same `T`: there is one for each slot of a [`PerCpu`].
/// - Where the work is so long that threads are often preempted in it: then they find the lock
///   held, and their work goes to exclusive slots, of which there are 8 to 64.
///
/// # Signal handlers
///
/// A handler may call [`try_lock`](Self::try_lock), which never waits; [`lock`](Self::lock) may wait
/// for what the handler has interrupted, once all exclusive slots are taken too.
pub struct Lock<T> {
    slots: PerCpu<Slot<T>>,
}

struct Slot<T> {
    /// Whether a guard exists.
    held: Word<bool>,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached through the one guard that exists at a time while `held` is true, or
// through `&mut`. So threads get it one after the other, as from a mutex, which needs `T: Send` only.
unsafe impl<T: Send> Sync for Slot<T> {}

/// The `T` of one CPU, for as long as this exists. Dropping it gives the lock back, from whichever
/// CPU and thread.
///
/// One that is forgotten ([`core::mem::forget`]) leaves its slot locked for ever.
#[must_use = "the lock is given back when this is dropped"]
pub struct LockGuard<'l, T> {
    slot: &'l Slot<T>,
    index: u32,
    /// It gives `&mut T`, and so is `Send` and `Sync` as far as that is.
    of: PhantomData<&'l mut T>,
}

impl<T> Lock<T> {
    /// Creates the slots, each with the value that `value` returns for its index.
    ///
    /// # Panics
    ///
    /// As [`PerCpu::new`] does.
    #[must_use]
    #[track_caller]
    pub fn new(mut value: impl FnMut(u32) -> T) -> Self {
        let slot = |index| Slot { held: Word::new(false), value: UnsafeCell::new(value(index)) };
        Self { slots: PerCpu::new(slot) }
    }

    /// Takes the lock of the CPU that the thread is on, or `None` if somebody has it: a thread
    /// that was preempted or has moved away, what a signal handler has interrupted, or the caller.
    ///
    /// ```
    /// use restartable::Lock;
    ///
    /// let lock: Lock<u32> = Lock::default();
    /// let guard = lock.try_lock().expect("nobody else is here");
    /// if let Some(second) = lock.try_lock() {
    ///     assert_ne!(second.index(), guard.index()); // moved to another CPU in between
    /// }
    /// ```
    #[must_use]
    #[inline]
    pub fn try_lock(&self) -> Option<LockGuard<'_, T>> {
        self.try_here().ok()
    }

    /// The same; if it is held, the index of the slot.
    #[inline(always)]
    fn try_here(&self) -> Result<LockGuard<'_, T>, u32> {
        rseq!(self.slots, |slot, index| {
            // Only a sequence on this slot makes it true, and the event tells of those. Whoever
            // makes it false leaves a lock that is free.
            // Acquire: it may come from a guard that was dropped on another CPU, and all that its owner
            // has done has to be visible.
            if slot.held.get_acquire() {
                return Err(index);
            }
            commit!(slot.held = true);
            Ok(LockGuard { slot, index, of: PhantomData })
        })
    }

    /// Takes the lock of the CPU that the thread is on. If that is held, it takes the lock of an
    /// exclusive slot instead, so that nobody waits for a thread that is preempted; and only if those
    /// are held too it waits, until one of all these is free.
    #[inline]
    pub fn lock(&self) -> LockGuard<'_, T> {
        match self.try_here() {
            Ok(guard) => guard,
            Err(index) => self.lock_elsewhere(index),
        }
    }

    /// The slot with this index is held.
    #[cold]
    fn lock_elsewhere(&self, mut held: u32) -> LockGuard<'_, T> {
        let mut turns = 0;
        loop {
            #[expect(clippy::cast_possible_truncation)] // a few hundred
            let (cpus, total) = (self.slots.cpus() as u32, self.slots.len() as u32);
            let exclusive = total - cpus;
            for turn in 1..=exclusive {
                let index = cpus + held.wrapping_add(turn) % exclusive;
                // An error is a slot that somebody else has just now.
                if let Ok(Some(guard)) = self.try_lock_at(index) {
                    return guard;
                }
            }
            rseq_runtime::exclusive::pause(turns);
            turns += 1;
            match self.try_here() {
                Ok(guard) => return guard,
                Err(index) => held = index,
            }
        }
    }

    /// Takes the lock of the slot with this index, from any CPU; `None` if it is held.
    ///
    /// It takes [`PerCpu::try_exclusive`] for a moment, which costs a system call if the slot is a CPU's.
    ///
    /// # Errors
    ///
    /// Those of [`PerCpu::try_exclusive`].
    pub fn try_lock_at(&self, index: u32) -> Result<Option<LockGuard<'_, T>>, ExclusiveError> {
        let here = self.slots.try_exclusive(index)?;
        Ok(self.take(index, here))
    }

    /// Takes the lock of the slot with this index, from any CPU; waits until it is free.
    ///
    /// ```
    /// use restartable::Lock;
    ///
    /// let lock: Lock<Vec<u32>> = Lock::new(|index| vec![index]);
    /// let mut first = lock.lock_at(0)?;
    /// assert_eq!(first.pop(), Some(0));
    /// # Ok::<(), restartable::ExclusiveError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`PerCpu::exclusive`].
    pub fn lock_at(&self, index: u32) -> Result<LockGuard<'_, T>, ExclusiveError> {
        let mut turns = 0;
        loop {
            if let Some(guard) = self.take(index, self.slots.exclusive(index)?) {
                return Ok(guard);
            }
            rseq_runtime::exclusive::pause(turns);
            turns += 1;
        }
    }

    /// Takes a lock if it is free, while no sequence can run on its slot.
    fn take<'l>(
        &'l self,
        index: u32,
        here: crate::Exclusive<'l, Slot<T>>,
    ) -> Option<LockGuard<'l, T>> {
        // Acquire: of what the last owner has done. No sequence makes it true until `here` is dropped.
        if here.held.get_acquire() {
            return None;
        }
        here.set(|slot| &slot.held, true);
        drop(here);
        let slot = self.slots.get(index)?;
        Some(LockGuard { slot, index, of: PhantomData })
    }

    /// Calls `work` with the index and the `T` of every slot, one after the other, locked
    /// meanwhile: also with those of the exclusive slots, which [`lock`](Self::lock) uses too.
    ///
    /// It waits for each lock, as [`lock_at`](Self::lock_at) does, so the caller must have none.
    ///
    /// # Errors
    ///
    /// Those of [`PerCpu::exclusive`]. If `work` was called before one, it was called for the slots
    /// before.
    pub fn for_each(&self, mut work: impl FnMut(u32, &mut T)) -> Result<(), ExclusiveError> {
        for (index, _) in (0..).zip(&self.slots) {
            let mut guard = self.lock_at(index)?;
            work(index, &mut guard);
        }
        Ok(())
    }

    /// The `T` of every slot, in the order of their indices.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = &mut T> {
        self.slots.iter_mut().map(|slot| slot.value.get_mut())
    }

    /// How many slots there are, each with a `T` and a lock.
    #[expect(clippy::len_without_is_empty)] // there is always one
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// How many of the slots are those of CPUs: the first ones.
    pub fn cpus(&self) -> usize {
        self.slots.cpus()
    }
}

impl<T: Default> Default for Lock<T> {
    fn default() -> Self {
        Self::new(|_| T::default())
    }
}

impl<T> fmt::Debug for Lock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.slots.iter().filter(|slot| slot.held.get()).count();
        f.debug_struct("Lock").field("held", &held).finish_non_exhaustive()
    }
}

impl<T> LockGuard<'_, T> {
    /// The index of the slot: below [`Lock::cpus`], the number of the CPU where the lock was taken.
    pub fn index(&self) -> u32 {
        self.index
    }
}

impl<T> Deref for LockGuard<'_, T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: this is the only guard of the slot: `held` was false when a sequence or `take` made
        // it true, and both exclude each other and themselves there. Only `drop` makes it false.
        unsafe { &*self.slot.value.get() }
    }
}

impl<T> DerefMut for LockGuard<'_, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and the guard is borrowed by the caller alone.
        unsafe { &mut *self.slot.value.get() }
    }
}

impl<T> Drop for LockGuard<'_, T> {
    /// A plain store, although sequences write the word too, and although this may be another CPU:
    /// while it is true no sequence stores to it, since each has seen `false`, and its event tells
    /// of the one that has stored `true`. Release, for the owner that comes next.
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: the word is borrowed with the slot, and everybody accesses it atomically.
        unsafe { AtomicBool::from_ptr(self.slot.held.as_ptr()) }.store(false, Ordering::Release);
    }
}

impl<T: fmt::Debug> fmt::Debug for LockGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
