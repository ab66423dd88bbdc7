//! [`Gauge`].

use core::fmt;

use crate::AllocError;
use crate::sums::Sums;

/// A number that goes up and down: requests in flight, bytes in use. Any number of threads change it,
/// each on its CPU, as they do a [`Counter`](crate::Counter).
///
/// ```
/// use restartable::Gauge;
///
/// static IN_FLIGHT: Gauge = Gauge::new();
///
/// IN_FLIGHT.inc();
/// assert_eq!(IN_FLIGHT.value(), 1);
/// IN_FLIGHT.dec();
/// assert_eq!(IN_FLIGHT.value(), 0);
/// ```
///
/// # What is exact
///
/// Every change is counted exactly once, whichever CPUs a thread is on when it adds and when it
/// subtracts: single CPUs' parts are below 0 then, the value is not. [`value`](Gauge::value) reads
/// one CPU after the other, so it has what was done before it began, and of what other threads do
/// meanwhile some: also the second of two changes without the first.
///
/// [`set`](Gauge::set) notes a new zero and writes to no CPU's word. A change that is made at the same
/// time is either overwritten by it or counts on from the new value, as if `set` were one
/// instruction; but two such changes on different CPUs may find it in a different order than they
/// were made in. Of two threads that set at the same time, one is last.
///
/// The value wraps around at the limits of an `i64`.
///
/// # Cost, memory, signals, panics
///
/// Those of a [`Counter`](crate::Counter). `set` costs as much as `value`: a read for each CPU. On targets
/// without 64-bit atomics handlers may add and subtract, and nothing else.
///
/// # When not to use it
///
/// What is set more often than it is added to (a temperature, the length of a queue that is known
/// anyway) is an `AtomicI64`.
#[derive(Default)]
pub struct Gauge {
    sums: Sums,
}

impl Gauge {
    /// A gauge at 0.
    #[must_use]
    pub const fn new() -> Self {
        Self { sums: Sums::new() }
    }

    /// Does what the first use would do: maps the memory.
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

    /// Subtracts 1.
    #[inline(always)]
    pub fn dec(&self) {
        self.sums.add(u64::MAX);
    }

    /// Adds `n`.
    #[inline(always)]
    pub fn add(&self, n: i64) {
        self.sums.add(n.cast_unsigned());
    }

    /// Subtracts `n`.
    #[inline(always)]
    pub fn sub(&self, n: i64) {
        self.sums.add(n.cast_unsigned().wrapping_neg());
    }

    /// The number now.
    pub fn value(&self) -> i64 {
        self.sums.get().cast_signed()
    }

    /// Sets the number.
    pub fn set(&self, value: i64) {
        self.sums.swap(value.cast_unsigned());
    }

    /// Sets the number, and returns what it was. No change that is made meanwhile is lost: it is in
    /// what this returns, or counts on from the new value.
    ///
    /// ```
    /// let level = restartable::Gauge::new();
    /// level.add(7);
    /// assert_eq!(level.swap(100), 7);
    /// level.sub(1);
    /// assert_eq!(level.value(), 99);
    /// ```
    #[must_use = "`set` does the same without a result"]
    pub fn swap(&self, value: i64) -> i64 {
        self.sums.swap(value.cast_unsigned()).cast_signed()
    }

    /// Returns the number and goes on from 0: [`swap`](Gauge::swap)`(0)`.
    #[must_use = "the number goes on from 0: `set(0)` does the same without a result"]
    pub fn take(&self) -> i64 {
        self.swap(0)
    }
}

impl fmt::Debug for Gauge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Gauge").field(&self.value()).finish()
    }
}
