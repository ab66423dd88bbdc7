//! [`Histogram`], and the [`Snapshot`]s by which it is read.

use core::fmt;

use crate::percpu::Lazy;
use crate::{AllocError, Untracked, Word, rseq};

mod scale;
mod snapshot;

pub use scale::buckets;
pub use snapshot::{Bucket, Snapshot};

/// The distribution of values, of times for example, over their whole range with a bounded relative
/// error. Any number of threads record, each on its CPU.
///
/// ```
/// use restartable::Histogram;
///
/// static NANOS: Histogram = Histogram::new();
///
/// for n in 1..=1000 {
///     NANOS.record(n * 1000);
/// }
/// let times = NANOS.snapshot();
/// assert_eq!(times.count(), 1000);
/// let median = times.quantile(0.5).unwrap();
/// assert!((500_000..=500_000 + 500_000 / 128).contains(&median));
/// ```
///
/// # Buckets
///
/// As in an HDR histogram, each power of two is cut into 2<sup>`PRECISION`</sup> buckets of equal width,
/// and smaller values have one each. So what is read from it is at most 2<sup>-`PRECISION`</sup> too
/// high: by default 1/128, less than 0.8 %.
///
/// There are `BUCKETS` of them, and the last one also takes what lies above it. By default that
/// is nothing: they reach to `u64::MAX`. [`buckets`] counts them for a smaller range:
///
/// ```
/// use restartable::Histogram;
/// use restartable::histogram::buckets;
///
/// /// Microseconds up to a minute, each to 3 %.
/// type Latency = Histogram<5, { buckets(5, 60_000_000) }>;
///
/// static LATENCY: Latency = Latency::new();
/// LATENCY.record(1234);
/// LATENCY.record(u64::MAX); // counted as "above"
/// assert_eq!(LATENCY.snapshot().count(), 2);
/// assert_eq!(Latency::BYTES_PER_CPU, 699 * size_of::<usize>());
/// ```
///
/// # What is exact
///
/// Each [`record`](Histogram::record) is one commit, which adds to one bucket, and is counted
/// exactly once. The count is the sum of the buckets, so a [`Snapshot`] never contradicts itself.
/// There is nothing else to keep up to date: minimum, maximum and mean come from the buckets too,
/// and share their error. For an exact sum of the values put a [`Counter`](crate::Counter) beside it.
///
/// On 64-bit targets a bucket counts to 2<sup>64</sup>, on 32-bit ones to 2<sup>32</sup> on each CPU,
/// and then wraps around.
///
/// # Cost
///
/// `record` finds the bucket with a few instructions and no branch, and adds to it in one sequence.
/// [`snapshot`](Histogram::snapshot) reads all buckets of all CPUs.
///
/// # Memory
///
/// [`BYTES_PER_CPU`](Histogram::BYTES_PER_CPU): a word for each bucket, by default 58 KiB (29 KiB on
/// 32-bit targets) of address space for each CPU. A page of it takes memory on a CPU when a value is
/// first recorded there; values between 2<sup>n</sup> and 2<sup>n+4</sup> share one. A histogram
/// larger than a stripe ([`MAX_SIZE`](crate::percpu::MAX_SIZE)) is refused at compile time.
///
/// ```compile_fail
/// use restartable::{Histogram, histogram::buckets};
///
/// let h = Histogram::<12, { buckets(12, u64::MAX) }>::new();
/// h.record(1);
/// ```
///
/// # When not to use it
///
/// Where a dozen fixed limits are enough (as in a classic Prometheus histogram), a
/// [`Counter`](crate::Counter) for each takes less memory. Where one thread alone records, a plain
/// array is faster.
///
/// # Threads, signals, forks, panics
///
/// As of a [`Counter`](crate::Counter): `record` may be called from signal handlers, but not as the first
/// use of this crate in the process, and panics on the first use if there is no memory. `record` never
/// calls the global allocator; `snapshot` does, for a [`Snapshot`].
pub struct Histogram<const PRECISION: u32 = 7, const BUCKETS: usize = { buckets(7, u64::MAX) }> {
    slots: Lazy<[Word<usize>; BUCKETS], Untracked>,
}

impl<const PRECISION: u32, const BUCKETS: usize> Histogram<PRECISION, BUCKETS> {
    /// The address space that a histogram takes for each CPU.
    pub const BYTES_PER_CPU: usize = BUCKETS * size_of::<usize>();

    /// An empty histogram.
    #[must_use]
    pub const fn new() -> Self {
        const {
            assert!(
                0 < BUCKETS && BUCKETS <= buckets(PRECISION, u64::MAX),
                "a histogram has a bucket, and not more than there are values for"
            );
        };
        Self { slots: Lazy::new() }
    }

    /// Does what the first use would do: maps the memory.
    ///
    /// # Errors
    ///
    /// If the system did not map it.
    pub fn try_init(&self) -> Result<(), AllocError> {
        self.slots.create()
    }

    /// Counts a value.
    #[inline(always)]
    pub fn record(&self, value: u64) {
        let bucket = Self::bucket(value);
        rseq!(self.slots, |slot| {
            commit!(slot[bucket] += 1);
        });
    }

    /// Counts a value `n` times.
    #[inline(always)]
    pub fn record_n(&self, value: u64, n: u64) {
        let bucket = Self::bucket(value);
        #[expect(clippy::cast_possible_truncation)] // counts wrap around
        let n = n as usize;
        rseq!(self.slots, |slot| {
            commit!(slot[bucket] += n);
        });
    }

    #[inline(always)]
    fn bucket(value: u64) -> usize {
        scale::bucket(PRECISION, value).min(BUCKETS - 1)
    }

    /// What was recorded so far: everything before the call, and of what other threads record
    /// meanwhile some.
    ///
    /// Nothing is reset: what was recorded between two snapshots is the later one
    /// [`since`](Snapshot::since) the earlier, and any number of readers may do so independently.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<PRECISION, BUCKETS> {
        let mut snapshot = Snapshot::new();
        for slot in self.slots.created().into_iter().flatten() {
            for (bucket, count) in slot.iter().enumerate() {
                snapshot.add(bucket, count.get() as u64);
            }
        }
        snapshot
    }
}

impl<const PRECISION: u32, const BUCKETS: usize> Default for Histogram<PRECISION, BUCKETS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const PRECISION: u32, const BUCKETS: usize> fmt::Debug for Histogram<PRECISION, BUCKETS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Histogram").field(&self.snapshot()).finish()
    }
}
