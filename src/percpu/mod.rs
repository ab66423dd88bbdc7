//! Per-CPU memory: [`PerCpu`] and what it is made of.
//!
//! The slots of all `PerCpu`s of a process lie side by side in *arenas*: rows of **stripes**, one a
//! CPU, at a constant distance. A counter costs 8 bytes a CPU, and finding a slot is a
//! multiplication. See [`PerCpu`].

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;

use rseq_runtime::register;

mod arena;
mod index;
mod iter;
mod lazy;
pub(crate) mod mapping;
#[cfg(all(not(miri), any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64")))]
mod memcheck;
mod owned;
mod places;
mod remote;
pub(crate) mod slot;
mod tracking;

pub use index::{CpuId, Index, MmCid};
pub use iter::{IntoIter, Iter, IterMut};
pub use mapping::AllocError;
pub use remote::{Exclusive, ExclusiveAll, ExclusiveError, ExclusiveSlot};
pub use slot::MAX_SIZE;
pub use tracking::{Tracked, Tracking, Untracked};

pub(crate) use arena::STRIDE;
#[cfg(all(target_os = "linux", not(miri)))]
pub(crate) use arena::with_shared;
#[cfg(all(target_os = "linux", not(miri)))]
pub(crate) use index::SharedCpuId;
pub(crate) use lazy::{Lazy, Zeros};
pub(crate) use slot::Slot;

use owned::Owned;

/// A `T` for each CPU, which sequences on that CPU read and change without atomic instructions.
///
/// ```
/// use restartable::{PerCpu, Word, rseq};
///
/// let hits: PerCpu<Word<u64>> = PerCpu::default();
/// rseq!(hits, |slot| {
///     commit!(slot += 1);
/// });
/// let total: u64 = hits.iter().map(Word::get).sum();
/// assert_eq!(total, 1);
/// ```
///
/// # Slots
///
/// There is a slot for each CPU that the machine can have ([`cpus`](PerCpu::cpus)), and behind them
/// a few *exclusive* ones, for threads that cannot use the one of their CPU: as many as CPUs, but at
/// least 8 and at most 64, and one more, for when these are taken. Whoever wants to know
/// what is in a `PerCpu` as a whole adds up all of them: [`iter`](PerCpu::iter) goes through all
/// [`len`](PerCpu::len) slots. A slot's contents are [`Word`](crate::Word)s as far as sequences
/// change them, and anything else as far as they only read it.
///
/// `K` says whether slots count their commits, [`Tracked`] or [`Untracked`], and `I` by which number
/// a thread finds its slot, [`CpuId`] or [`MmCid`].
///
/// # Memory
///
/// A `PerCpu` is one pointer. Its slots are packed side by side with those of other `PerCpu`s, a slot
/// of each in every stripe, without padding: only one CPU writes to a stripe, so that no line of
/// its cache is another's. Each slot takes the size of `T`, and a word more if it is `Tracked`.
///
/// Pages that nobody writes to take no memory, and a page lies in the memory of the NUMA node whose
/// CPU first wrote to it (by the kernel's default policy), so usually the stripe's own. To keep it
/// so, [`new`](PerCpu::new) writes no slot that consists of zero bytes in memory not used before.
///
/// A `PerCpu` that is dropped gives its place back to the next one. Memory goes back to the system
/// when nothing is left in an arena, one of which is kept for what comes next.
///
/// A slot has to fit into a stripe ([`MAX_SIZE`]): a larger `T`, or one whose alignment exceeds 4096,
/// is refused at compile time.
///
/// ```compile_fail
/// use restartable::PerCpu;
///
/// let too_large = PerCpu::<[u8; 1 << 20]>::new(|_| [0; 1 << 20]);
/// ```
///
/// # In a static
///
/// A `PerCpu` cannot be made at compile time: how many CPUs there are is known at run time only. In a
/// `LazyLock` it is made on first use, and `rseq!` takes it as it is:
///
/// ```
/// use std::sync::LazyLock;
/// use restartable::{PerCpu, Word, rseq};
///
/// #[derive(Default)]
/// struct Hits {
///     ok: Word<usize>,
///     err: Word<usize>,
/// }
///
/// static HITS: LazyLock<PerCpu<Hits>> = LazyLock::new(PerCpu::default);
///
/// rseq!(HITS, |hits| {
///     commit!(hits.ok += 1);
/// });
/// assert_eq!(HITS.iter().map(|hits| hits.ok.get()).sum::<usize>(), 1);
/// ```
///
/// A thread that comes while another one makes it waits. So a signal handler must not be first: it would
/// wait for what it has interrupted. Call `LazyLock::force(&HITS)` before the handler is installed, and
/// before a `fork` in a program of several threads; from then on both may use it.
/// [`Counter`](crate::Counter), [`Gauge`](crate::Gauge) and [`Histogram`](crate::Histogram) need no
/// `LazyLock`: their `new` is `const`, and a handler may be first to use one, if the process has used
/// anything of this crate before.
///
/// # In an allocator
///
/// Creating and dropping a `PerCpu`, sequences on it, remote access, and the registration of threads never
/// call the global allocator, so one can be built on them (the example `percpu_alloc`), also in a
/// `LazyLock` as above. What the preparation, `value` of [`new`](PerCpu::new) and `T`'s destructor do is
/// theirs. An allocator that is also the C library's `malloc` makes its first `PerCpu` where `malloc` may
/// be called: that one asks the loader and registers handlers for forks, which may allocate.
///
/// Of the structures, [`Counter`](crate::Counter), [`Gauge`](crate::Gauge),
/// [`Lock`](crate::Lock) and [`NodeList`](crate::NodeList) never call it either.
/// [`Stack`](crate::Stack), [`FreeList`](crate::FreeList) and [`Ring`](crate::Ring) do when they are made
/// and dropped and for what is read from them in a `Vec`, but not in `push` and `pop`;
/// [`Histogram`](crate::Histogram) does for a snapshot only. [`Pool`](crate::Pool) does at any time.
///
/// # Fork and signals
///
/// The child of a `fork` has all slots as they were, and may go on using them. Signal handlers may
/// use a `PerCpu`, and create and drop one as far as what they do to `T` allows, but not the first of
/// the process: that one asks the loader and registers handlers for forks, which take locks and
/// allocate. A handler of `pthread_atfork` may neither create nor drop one: that takes a lock which the fork may hold.
#[repr(transparent)]
pub struct PerCpu<T, K: Tracking = Tracked, I: Index = CpuId> {
    /// The slot in the first stripe, owned like those in all other stripes.
    first: NonNull<Slot<T, K>>,
    of: PhantomData<(T, fn() -> I)>,
}

// SAFETY: a `PerCpu` owns its `T`s as a `Box<[T]>` does; places can be given back by any thread.
unsafe impl<T: Send, K: Tracking, I: Index> Send for PerCpu<T, K, I> {}

// SAFETY: a shared `PerCpu` gives shared references to its `T`s to any thread, as a `Box<[T]>` does,
// and nothing else. Events are atomic.
unsafe impl<T: Sync, K: Tracking, I: Index> Sync for PerCpu<T, K, I> {}

impl<T, K: Tracking, I: Index> PerCpu<T, K, I> {
    /// Creates the slots, each with the value that `value` returns for its index.
    ///
    /// ```
    /// use restartable::{PerCpu, Word};
    ///
    /// struct Head {
    ///     first: Word<u32>,
    /// }
    ///
    /// let heads: PerCpu<Head> = PerCpu::new(|index| Head { first: Word::new(index) });
    /// assert_eq!(heads.get(1).map(|head| head.first.get()), Some(1));
    /// ```
    ///
    /// Longer arrays than of 32 have no `Default`, and a `Word` is not `Copy`:
    ///
    /// ```
    /// use restartable::{PerCpu, Word};
    ///
    /// let tables: PerCpu<[Word<usize>; 64]> = PerCpu::new(|_| [const { Word::new(0) }; 64]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the system has no memory left to map: see [`try_new`](PerCpu::try_new). A panic of `value`
    /// drops the values created so far and is passed on.
    #[must_use]
    #[track_caller]
    pub fn new(value: impl FnMut(u32) -> T) -> Self {
        match Self::try_new(value) {
            Ok(percpu) => percpu,
            Err(error) => panic!("{error}"),
        }
    }

    /// The same for programs that go on without memory.
    ///
    /// # Errors
    ///
    /// If a new arena was needed and the system did not map one, for example under a limit of
    /// address space. `value` was not called then.
    pub fn try_new(mut value: impl FnMut(u32) -> T) -> Result<Self, AllocError> {
        let mut owned = Owned::allocate()?;
        for _ in 0..register::init().total() {
            owned.push(&mut value);
        }
        Ok(Self { first: owned.into_first(), of: PhantomData })
    }

    /// The slots of memory that processes share, for sequences alone: everything else here believes
    /// in as many stripes as the process has.
    ///
    /// # Safety
    ///
    /// - `first` is the slot in the first stripe, and there is one in each stripe below the limit of
    ///   `I`, as long as the value is used.
    #[cfg(all(target_os = "linux", not(miri)))]
    pub(crate) unsafe fn shared(first: NonNull<Slot<T, K>>) -> core::mem::ManuallyDrop<Self> {
        core::mem::ManuallyDrop::new(Self { first, of: PhantomData })
    }

    /// How many slots there are.
    #[expect(clippy::len_without_is_empty)] // there is always one
    pub fn len(&self) -> usize {
        register::init().total() as usize
    }

    /// How many of the slots are those of CPUs: the first ones.
    pub fn cpus(&self) -> usize {
        register::init().cpus as usize
    }

    /// The slot with this index, if there is one.
    pub fn get(&self, index: u32) -> Option<&T> {
        if index < register::init().total() {
            // SAFETY: every stripe has a slot, and shared references are all there is to slots of
            // a borrowed `PerCpu`.
            Some(unsafe { &*slot::value(self.first, index) })
        } else {
            None
        }
    }

    /// The slot with this index, if there is one.
    pub fn get_mut(&mut self, index: u32) -> Option<&mut T> {
        if index < register::init().total() {
            // SAFETY: every stripe has a slot, and `self` is borrowed by the caller alone.
            Some(unsafe { &mut *slot::value(self.first, index) })
        } else {
            None
        }
    }

    /// All slots, in the order of their indices.
    pub fn iter(&self) -> Iter<'_, T, K> {
        Iter::new(self.first)
    }

    /// All slots, in the order of their indices.
    pub fn iter_mut(&mut self) -> IterMut<'_, T, K> {
        IterMut::new(self.first)
    }

    /// The slot in the first stripe; that of stripe `s` lies `s * STRIDE` bytes behind it.
    #[inline(always)]
    pub(crate) fn first(&self) -> NonNull<Slot<T, K>> {
        self.first
    }
}

impl<T, K: Tracking, I: Index> Drop for PerCpu<T, K, I> {
    fn drop(&mut self) {
        // SAFETY: the slots of all stripes, which nobody uses after this.
        drop(unsafe { Owned::of(self.first) });
    }
}

impl<T: Default, K: Tracking, I: Index> Default for PerCpu<T, K, I> {
    /// Creates the slots, each with the default value. Panics as [`new`](PerCpu::new) does.
    fn default() -> Self {
        Self::new(|_| T::default())
    }
}

impl<T: fmt::Debug, K: Tracking, I: Index> fmt::Debug for PerCpu<T, K, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<T, K: Tracking, I: Index> IntoIterator for PerCpu<T, K, I> {
    type Item = T;
    type IntoIter = IntoIter<T, K>;

    fn into_iter(self) -> IntoIter<T, K> {
        let this = core::mem::ManuallyDrop::new(self);
        // SAFETY: the slots of all stripes, which `this` never uses again.
        IntoIter::new(unsafe { Owned::of(this.first) })
    }
}

impl<'p, T, K: Tracking, I: Index> IntoIterator for &'p PerCpu<T, K, I> {
    type Item = &'p T;
    type IntoIter = Iter<'p, T, K>;

    fn into_iter(self) -> Iter<'p, T, K> {
        self.iter()
    }
}

impl<'p, T, K: Tracking, I: Index> IntoIterator for &'p mut PerCpu<T, K, I> {
    type Item = &'p mut T;
    type IntoIter = IterMut<'p, T, K>;

    fn into_iter(self) -> IterMut<'p, T, K> {
        self.iter_mut()
    }
}
