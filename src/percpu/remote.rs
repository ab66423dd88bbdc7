//! Remote access: any slot, from any thread, for itself.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering};

use rseq_runtime::exclusive::StripeHeader;
use rseq_runtime::membarrier::{self, NoBarrier, Running};
use rseq_runtime::register;
use rseq_runtime::remote::{self, AT_ONCE, Busy};

use super::arena::STRIDE;
use super::slot::{self, Slot};
use super::{Index, PerCpu, Tracked};
use crate::word::{Value, Word};

/// Why a slot is not to be had exclusively.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ExclusiveError {
    /// There is no slot with this index.
    NoSuchSlot,
    /// Another thread has it, or (an exclusive slot) runs a preparation on its stripe. Only
    /// [`try_exclusive`](PerCpu::try_exclusive) says so: the others wait.
    Held,
    /// This is a signal handler that has interrupted a commit of its own thread on the stripe of
    /// this (exclusive) slot: it would wait for itself.
    Interrupted,
    /// The system cannot abort the sections of other threads: a kernel before Linux 5.10, or a filter
    /// that refuses `membarrier`. Sequences do not need it and work all the same.
    #[non_exhaustive]
    NoBarrier {
        /// The error number of the system call.
        errno: i32,
    },
}

impl From<NoBarrier> for ExclusiveError {
    fn from(error: NoBarrier) -> Self {
        Self::NoBarrier { errno: error.errno() }
    }
}

impl From<Busy> for ExclusiveError {
    fn from(busy: Busy) -> Self {
        match busy {
            Busy::Held => Self::Held,
            Busy::Interrupted => Self::Interrupted,
        }
    }
}

impl fmt::Display for ExclusiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchSlot => f.write_str("there is no slot with this index"),
            Self::Held => f.write_str("another thread has the slot"),
            Self::Interrupted => {
                f.write_str("a signal handler has interrupted a commit on the slot's stripe")
            }
            Self::NoBarrier { errno } => write!(
                f,
                "membarrier(PRIVATE_EXPEDITED_RSEQ) failed with error {errno}: exclusive access needs \
                 Linux 5.10, and no filter that refuses it"
            ),
        }
    }
}

impl core::error::Error for ExclusiveError {}

/// A slot that one thread has for itself: what [`Exclusive`], [`ExclusiveAll`] and
/// [`exclusive_each`](PerCpu::exclusive_each) give. It derefs to the slot's `T`.
pub struct ExclusiveSlot<'a, T> {
    value: &'a T,
    index: u32,
}

impl<T> Deref for ExclusiveSlot<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value
    }
}

impl<T> ExclusiveSlot<'_, T> {
    /// The slot's index.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// Stores to a word of the slot: one that `word` finds in the slot, or in what the slot owns.
    ///
    /// Threads that go through all slots ([`PerCpu::iter`]) may read the word at any time. The store
    /// has release order: whoever reads the value with [`Word::get_acquire`] sees what was written
    /// before.
    ///
    /// ```
    /// # use restartable::{PerCpu, Word};
    /// #[derive(Default)]
    /// struct Stack {
    ///     len: Word<usize>,
    ///     items: [Word<u32>; 4],
    /// }
    ///
    /// let stacks: PerCpu<Stack> = PerCpu::default();
    /// let stack = stacks.exclusive(0)?;
    /// let len = stack.len.get();
    /// stack.set(|stack| &stack.items[len], 7);
    /// stack.set(|stack| &stack.len, len + 1);
    /// # Ok::<(), restartable::ExclusiveError>(())
    /// ```
    pub fn set<V: Value>(&self, word: impl for<'s> FnOnce(&'s T) -> &'s Word<V>, value: V) {
        let word = word(self.value);
        // SAFETY: borrowed, aligned, and accessed atomically by everybody.
        unsafe { V::store(word.as_ptr(), value, Ordering::Release) };
    }

    /// The same, and returns what was there.
    #[must_use = "`set` does the same without a result"]
    pub fn replace<V: Value>(
        &self,
        word: impl for<'s> FnOnce(&'s T) -> &'s Word<V>,
        value: V,
    ) -> V {
        let word = word(self.value);
        let before = word.get();
        // SAFETY: borrowed, aligned, and accessed atomically by everybody.
        unsafe { V::store(word.as_ptr(), value, Ordering::Release) };
        before
    }
}

impl<T: fmt::Debug> fmt::Debug for ExclusiveSlot<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// A slot that this guard's owner has for itself, from [`PerCpu::exclusive`]. Dropping it, also by
/// a panic, gives it back.
///
/// It derefs to the [`ExclusiveSlot`], and through that to the slot. A guard that is forgotten
/// ([`core::mem::forget`]) leaves the slot to nobody: sequences go on on others.
#[must_use = "the slot is given back when this is dropped"]
pub struct Exclusive<'p, T> {
    slot: ExclusiveSlot<'p, T>,
    event: &'p AtomicUsize,
}

impl<'p, T> Deref for Exclusive<'p, T> {
    type Target = ExclusiveSlot<'p, T>;

    fn deref(&self) -> &ExclusiveSlot<'p, T> {
        &self.slot
    }
}

impl<T> Drop for Exclusive<'_, T> {
    fn drop(&mut self) {
        remote::thaw(self.event);
    }
}

impl<T: fmt::Debug> fmt::Debug for Exclusive<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.slot.fmt(f)
    }
}

/// The slots of all CPUs, which this guard's owner has for itself, from
/// [`PerCpu::exclusive_all`]. Dropping it, also by a panic, gives them back.
#[must_use = "the slots are given back when this is dropped"]
pub struct ExclusiveAll<'p, T> {
    /// One a CPU at most, from the first.
    slots: Row<'p, T>,
    held: u32,
}

impl<T> ExclusiveAll<'_, T> {
    /// How many slots these are: one a CPU.
    #[expect(clippy::len_without_is_empty)] // there is always one
    pub fn len(&self) -> usize {
        self.held as usize
    }

    /// The slot with this index, if it is a CPU's.
    pub fn get(&self, index: u32) -> Option<ExclusiveSlot<'_, T>> {
        (index < self.held).then(|| self.slots.slot(index))
    }

    /// All slots, in the order of their indices.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = ExclusiveSlot<'_, T>> {
        (0..self.held).map(|index| self.slots.slot(index))
    }
}

impl<T> Drop for ExclusiveAll<'_, T> {
    fn drop(&mut self) {
        for index in 0..self.held {
            remote::thaw(self.slots.event(index));
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for ExclusiveAll<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The slots of a `PerCpu`, by their indices.
struct Row<'p, T> {
    first: NonNull<Slot<T, Tracked>>,
    of: PhantomData<&'p T>,
}

// SAFETY: as good as a `&[T]` and a `&[AtomicUsize]`.
unsafe impl<T: Sync> Send for Row<'_, T> {}
// SAFETY: as good as a `&[T]` and a `&[AtomicUsize]`.
unsafe impl<T: Sync> Sync for Row<'_, T> {}

impl<'p, T> Row<'p, T> {
    fn of<I: Index>(percpu: &'p PerCpu<T, Tracked, I>) -> Self {
        Self { first: percpu.first, of: PhantomData }
    }

    /// The slot with this index, which there is.
    fn at(&self, index: u32) -> *mut Slot<T, Tracked> {
        debug_assert!(index < register::init().total());
        // SAFETY: every stripe has a slot.
        unsafe { slot::at(self.first, index) }
    }

    fn event(&self, index: u32) -> &'p AtomicUsize {
        // SAFETY: a slot of a `PerCpu` that `'p` borrows; events are atomic.
        unsafe { (*self.at(index)).event.word() }
    }

    fn slot(&self, index: u32) -> ExclusiveSlot<'p, T> {
        // SAFETY: a slot of a `PerCpu` that `'p` borrows, to which there are shared references only.
        ExclusiveSlot { value: unsafe { &(*self.at(index)).value }, index }
    }

    /// The header of the exclusive stripe with this index.
    fn header(&self, index: u32) -> &'p StripeHeader {
        debug_assert!(index >= register::init().cpus);
        let stripe = self.at(index).map_addr(|address| address & !(STRIDE - 1));
        // SAFETY: stripes are aligned to their size, an exclusive one begins with a header, and its
        // arena lives as long as the `PerCpu`.
        unsafe { &*stripe.cast() }
    }
}

impl<T, I: Index> PerCpu<T, Tracked, I> {
    /// The slot with this index, for the calling thread alone, until the guard is dropped.
    ///
    /// Any thread may have any slot: to move things from one CPU to another, to empty the slot of a
    /// CPU that has gone idle, to reset counts without losing any. Sequences on that CPU go on
    /// meanwhile, on exclusive slots, and so do those that the calling thread runs itself, as long
    /// as one of these is left. A sequence that was in its preparation on this slot does not commit there.
    ///
    /// ```
    /// use restartable::{PerCpu, Word, rseq};
    ///
    /// let hits: PerCpu<Word<u64>> = PerCpu::default();
    /// rseq!(hits, |n| {
    ///     commit!(n += 5);
    /// });
    /// // Takes what has been counted, slot by slot, and loses nothing that is counted meanwhile.
    /// let mut taken = 0;
    /// for index in 0..hits.len() as u32 {
    ///     let slot = hits.exclusive(index)?;
    ///     taken += slot.replace(|n| n, 0);
    /// }
    /// assert_eq!(taken, 5);
    /// # Ok::<(), restartable::ExclusiveError>(())
    /// ```
    ///
    /// A slot without an event, an [`Untracked`](crate::Untracked) one, is not to be had:
    ///
    /// ```compile_fail,E0599
    /// use restartable::{PerCpu, Untracked, Word};
    ///
    /// let hits: PerCpu<Word<u64>, Untracked> = PerCpu::default();
    /// let slot = hits.exclusive(0);
    /// ```
    ///
    /// # Cost
    ///
    /// For the slot of a CPU a system call, which interrupts that CPU if a thread of this process
    /// runs there, and with [`MmCid`](crate::MmCid) all CPUs: one to a few microseconds. The first
    /// call in a process takes some milliseconds, in which the kernel registers it. Where there is
    /// no rseq, and for exclusive slots, two atomic instructions.
    ///
    /// # Waiting
    ///
    /// If another thread has the slot this waits until it is given back; for an exclusive slot also
    /// until no preparation runs on its stripe, of whatever `PerCpu`. So, as with a mutex:
    ///
    /// - a thread that asks for a slot that it has waits for ever;
    /// - threads that have several slots take them in the order of their indices;
    /// - who has *all* slots, the exclusive ones too, has left none for sequences: they wait until one is
    ///   given back, and one of the owner's own waits for ever;
    /// - a signal handler asks with [`try_exclusive`](PerCpu::try_exclusive), which never waits;
    /// - in the child of a `fork`, a slot that another thread of the parent had then stays taken.
    ///   Sequences go on on other slots. The guards of the thread that forks exist in both.
    ///
    /// # Errors
    ///
    /// Where there is no such slot, or the kernel cannot do this: see [`ExclusiveError`].
    pub fn exclusive(&self, index: u32) -> Result<Exclusive<'_, T>, ExclusiveError> {
        self.freeze(index, true)
    }

    /// The same, but without waiting for other threads.
    ///
    /// ```
    /// use restartable::{ExclusiveError, PerCpu, Word};
    ///
    /// let hits: PerCpu<Word<u64>> = PerCpu::default();
    /// let slot = hits.try_exclusive(0)?;
    /// assert_eq!(hits.try_exclusive(0).err(), Some(ExclusiveError::Held));
    /// # drop(slot);
    /// # Ok::<(), ExclusiveError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Held`](ExclusiveError::Held) if it would have to wait, and those of
    /// [`exclusive`](PerCpu::exclusive).
    pub fn try_exclusive(&self, index: u32) -> Result<Exclusive<'_, T>, ExclusiveError> {
        self.freeze(index, false)
    }

    /// The slots of all CPUs at once, for the calling thread alone, until the guard is dropped: those
    /// with an index below [`cpus`](PerCpu::cpus).
    ///
    /// All sequences go on on the exclusive slots meanwhile, which therefore are not among these:
    /// nobody waits for this guard but those who want one of its slots, and its owner can run
    /// sequences. Where there is no rseq everything is on exclusive slots; what is to work
    /// everywhere uses [`exclusive_each`](PerCpu::exclusive_each).
    ///
    /// ```
    /// use restartable::{PerCpu, Word};
    ///
    /// let credit: PerCpu<Word<u64>> = PerCpu::new(|index| Word::new(u64::from(index)));
    /// let all = credit.exclusive_all()?;
    /// let sum: u64 = all.iter().map(|credit| credit.get()).sum();
    /// let share = sum / all.len() as u64;
    /// for credit in all.iter() {
    ///     credit.set(|credit| credit, share);
    /// }
    /// # Ok::<(), restartable::ExclusiveError>(())
    /// ```
    ///
    /// # Cost
    ///
    /// One system call as a rule (for each 64 CPUs), which interrupts every CPU that runs a thread of
    /// this process, and an atomic instruction a slot.
    ///
    /// # Waiting
    ///
    /// As of [`exclusive`](PerCpu::exclusive). Several threads may call this at the same time: they
    /// take turns.
    ///
    /// # Errors
    ///
    /// Where the kernel cannot do this: see [`ExclusiveError`]. Then nothing was taken.
    pub fn exclusive_all(&self) -> Result<ExclusiveAll<'_, T>, ExclusiveError> {
        let barrier = barrier::<I>(Running::Anywhere)?;
        let cpus = register::init().cpus;
        // From here on what was frozen is given back on errors.
        let mut all = ExclusiveAll { slots: Row::of(self), held: 0 };
        while all.held < cpus {
            let (first, row) = (all.held, &all.slots);
            #[expect(clippy::cast_possible_truncation)] // a few
            let at_once = (cpus - first).min(AT_ONCE as u32);
            #[expect(clippy::cast_possible_truncation)] // below `at_once`
            let event = |at: usize| row.event(first + at as u32);
            remote::freeze(at_once as usize, event, barrier, |turns| {
                remote::pause(turns);
                Ok(())
            })?;
            all.held += at_once;
        }
        Ok(all)
    }

    /// Calls `work` with every slot, also the exclusive ones, one after the other, in the order of
    /// their indices: each is the calling thread's alone meanwhile.
    ///
    /// This is how something is done to the whole of a `PerCpu` while sequences run: each commit
    /// comes before `work` has had its slot, or after.
    ///
    /// ```
    /// use restartable::{PerCpu, Word, rseq};
    ///
    /// let hits: PerCpu<Word<u64>> = PerCpu::default();
    /// rseq!(hits, |n| {
    ///     commit!(n += 5);
    /// });
    /// let mut taken = 0;
    /// hits.exclusive_each(|slot| taken += slot.replace(|n| n, 0))?;
    /// assert_eq!(taken, 5);
    /// # Ok::<(), restartable::ExclusiveError>(())
    /// ```
    ///
    /// # Cost, waiting
    ///
    /// As of [`exclusive`](PerCpu::exclusive), [`len`](PerCpu::len) times. It writes to every slot,
    /// so also to pages of CPUs that were never used, which take memory from then on.
    ///
    /// # Errors
    ///
    /// Those of `exclusive`, before `work` is called at all.
    pub fn exclusive_each(
        &self,
        mut work: impl FnMut(&ExclusiveSlot<'_, T>),
    ) -> Result<(), ExclusiveError> {
        let _works = barrier::<I>(Running::Anywhere)?;
        let stripes = register::init();
        let token = register::thread_token();
        let row = Row::of(self);
        let interrupted = |index: u32| {
            let header = row.header(index);
            header.is_owned_by(token) && header.in_section()
        };
        if (stripes.cpus..stripes.total()).any(interrupted) {
            return Err(ExclusiveError::Interrupted);
        }
        for index in 0..stripes.total() {
            work(&*self.freeze(index, true)?);
        }
        Ok(())
    }

    fn freeze(&self, index: u32, wait: bool) -> Result<Exclusive<'_, T>, ExclusiveError> {
        let stripes = register::init();
        if index >= stripes.total() {
            return Err(ExclusiveError::NoSuchSlot);
        }
        let row = Row::of(self);
        let event = row.event(index);
        if index < stripes.cpus {
            freeze_on_cpu(event, barrier::<I>(I::running(index))?, wait)?;
        } else {
            freeze_exclusive(event, row.header(index), index + 1 == stripes.total(), wait)?;
        }
        Ok(Exclusive { slot: row.slot(index), event })
    }
}

/// What aborts the sections that these threads are in, if there can be any.
fn barrier<I: Index>(
    running: Running,
) -> Result<impl Fn() -> Result<(), ExclusiveError> + Copy, ExclusiveError> {
    let needed = I::limit() != 0;
    if needed {
        // Before anything is frozen: this may take long.
        membarrier::prepare()?;
    }
    Ok(move || if needed { Ok(membarrier::barrier(running)?) } else { Ok(()) })
}

fn freeze_on_cpu(
    event: &AtomicUsize,
    barrier: impl Fn() -> Result<(), ExclusiveError>,
    wait: bool,
) -> Result<(), ExclusiveError> {
    remote::freeze(
        1,
        |_| event,
        barrier,
        |turns| {
            if wait {
                remote::pause(turns);
                Ok(())
            } else {
                Err(ExclusiveError::Held)
            }
        },
    )
}

fn freeze_exclusive(
    event: &AtomicUsize,
    header: &StripeHeader,
    overflow: bool,
    wait: bool,
) -> Result<(), ExclusiveError> {
    let token = register::thread_token();
    if overflow {
        remote::freeze_overflow(event, header, token, wait)?;
    } else {
        remote::freeze_reserved(event, header, token, wait)?;
    }
    Ok(())
}
