//! [`Counter`].

use core::fmt;

use crate::AllocError;
use crate::sums::Sums;

/// A counter that any number of threads count with, each on its CPU, without sharing a line of
/// cache and without atomic instructions.
///
/// ```
/// use restartable::Counter;
///
/// static HITS: Counter = Counter::new();
///
/// std::thread::scope(|scope| {
///     for _ in 0..8 {
///         scope.spawn(|| (0..1000).for_each(|_| HITS.inc()));
///     }
/// });
/// assert_eq!(HITS.sum(), 8000);
/// ```
///
/// # What is exact
///
/// Every call of [`add`](Counter::add) is counted exactly once. [`sum`](Counter::sum) reads one CPU
/// after the other: it has all that was added before it began, and of what other threads add
/// meanwhile some. So two sums of a counter that only grows never go back, and the sum after all
/// threads have ended is the number of all their calls. The number wraps around at 2<sup>64</sup>.
///
/// [`take`](Counter::take) returns what was added since the last one, and loses nothing: each
/// addition is in what exactly one `take` returns, or in the sum.
///
/// # Cost
///
/// `add` is one sequence of a few instructions, the same with any number of threads. `sum` and
/// `take` read a word for each CPU that the machine can have, and some more
/// ([`PerCpu::len`](crate::PerCpu::len)), most of them from other CPUs' caches: nanoseconds for each.
///
/// # Memory
///
/// 8 bytes for each CPU, 24 on 32-bit targets, from the first use on, packed side by side with those
/// of other counters ([`PerCpu`](crate::PerCpu) says more), and 16 for the `Counter` itself.
/// Dropping it gives them back. A counter never calls the global allocator, so an allocator may count
/// with one.
///
/// # When not to use it
///
/// - Where one thread alone counts, a `Cell` or a plain integer is faster.
/// - Where every addition wants to know the sum (unique numbers, limits), the sum has to be in one
///   place: an `AtomicU64`.
/// - Where it is read about as often as it is written, an `AtomicU64` is as good.
///
/// # Threads, signals and forks
///
/// Everything may be called from signal handlers, also a counter's first use, if it is not the first
/// use of this crate in the process. That one asks the loader and has the C library tell of forks,
/// which take locks and allocate, and so may wait for what the handler has interrupted, for ever: call
/// [`try_init`](Counter::try_init), of any one counter, before a handler that counts is installed.
/// On targets without 64-bit atomics (`target_has_atomic = "64"`) handlers may add, and neither `sum`
/// nor `take`, which lock there.
///
/// The child of a `fork` has the count as it was. If several threads are first, each creates the
/// memory, and one of them keeps it.
///
/// # Panics
///
/// The first use panics if the system has no memory left to map; [`try_init`](Counter::try_init)
/// does not.
#[derive(Default)]
pub struct Counter {
    sums: Sums,
}

impl Counter {
    /// A counter at 0.
    #[must_use]
    pub const fn new() -> Self {
        Self { sums: Sums::new() }
    }

    /// Does what the first use would do: maps the memory. Afterwards signal handlers may use this
    /// counter, and any other.
    ///
    /// # Errors
    ///
    /// If the system did not map it.
    pub fn try_init(&self) -> Result<(), AllocError> {
        self.sums.create()
    }

    /// Adds 1.
    #[inline(always)]
    pub fn inc(&self) {
        self.sums.increment();
    }

    /// Adds `n`.
    #[inline(always)]
    pub fn add(&self, n: u64) {
        self.sums.add(n);
    }

    /// Takes back what was added too much.
    ///
    /// A `sum` or `take` that runs at the same time may see this and not yet the `add` before it on
    /// another CPU, and then be below 0, so a number near 2<sup>64</sup>. What goes up and down is a
    /// [`Gauge`](crate::Gauge).
    #[inline(always)]
    pub fn sub(&self, n: u64) {
        self.sums.add(n.wrapping_neg());
    }

    /// Sets the sum.
    #[cfg(feature = "prometheus")]
    pub(crate) fn set(&self, value: u64) {
        self.sums.swap(value);
    }

    /// Sets the sum to this unless it is more.
    #[cfg(feature = "metrics")]
    pub(crate) fn raise(&self, value: u64) {
        self.sums.raise(value);
    }

    /// What was added since the last [`take`](Counter::take), or ever.
    pub fn sum(&self) -> u64 {
        self.sums.get()
    }

    /// Returns the sum and goes on from 0, without losing what is added meanwhile.
    ///
    /// It does not write to the CPUs' words, which only sequences on their own CPUs may do, but
    /// notes their sum as the new zero. Of several threads that take at the same time, each gets a
    /// part.
    ///
    /// ```
    /// let sent = restartable::Counter::new();
    /// sent.add(1500);
    /// assert_eq!(sent.take(), 1500);
    /// sent.inc();
    /// assert_eq!(sent.take(), 1);
    /// assert_eq!(sent.sum(), 0);
    /// ```
    #[must_use = "the sum goes on from 0, and what it was is lost if this is dropped"]
    pub fn take(&self) -> u64 {
        self.sums.swap(0)
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Counter").field(&self.sum()).finish()
    }
}
