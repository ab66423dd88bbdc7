//! [`Snapshot`].

use core::fmt;

use super::scale;

/// What a [`Histogram`](crate::Histogram) had recorded at one time.
///
/// ```
/// let histogram = restartable::Histogram::<7>::new();
/// histogram.record(3);
/// histogram.record_n(700, 2);
/// let mut snapshot = histogram.snapshot();
///
/// assert_eq!((snapshot.min(), snapshot.quantile(0.5), snapshot.max()), (Some(3), Some(703), Some(703)));
/// let buckets: Vec<_> = snapshot.buckets().map(|b| (b.lowest, b.highest, b.count)).collect();
/// assert_eq!(buckets, [(3, 3, 1), (700, 703, 2)]);
///
/// let before = snapshot.clone();
/// histogram.record(9);
/// assert_eq!(histogram.snapshot().since(&before).max(), Some(9));
/// snapshot.merge(&before);
/// assert_eq!(snapshot.count(), 6);
/// ```
///
/// # Memory
///
/// 8 bytes for each bucket.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot<const PRECISION: u32, const BUCKETS: usize> {
    counts: Box<[u64]>,
    count: u64,
}

/// A part of the range, and how many values fell into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bucket {
    /// The lowest value that falls into it.
    pub lowest: u64,
    /// The highest value that falls into it: `u64::MAX` for the last bucket.
    pub highest: u64,
    /// How many did.
    pub count: u64,
}

impl<const PRECISION: u32, const BUCKETS: usize> Snapshot<PRECISION, BUCKETS> {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { counts: vec![0; BUCKETS].into(), count: 0 }
    }

    pub(super) fn add(&mut self, bucket: usize, count: u64) {
        self.counts[bucket] = self.counts[bucket].wrapping_add(count);
        self.count = self.count.wrapping_add(count);
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// There are no values.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// A value that the smallest values, this part of all, do not exceed: `quantile(0.99)` is that of
    /// which 99 % are at most as high. `None` if there are no values.
    ///
    /// It is the highest value of its bucket, so up to 2<sup>-`PRECISION`</sup> too high, and
    /// `u64::MAX` if it lies above the range. A `part` below 0 means the minimum, above 1 the maximum.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a rank may be off by the precision of an `f64`
    pub fn quantile(&self, part: f64) -> Option<u64> {
        let rank = (self.count as f64 * part).ceil() as u64;
        let rank = rank.clamp(1, self.count.max(1));
        let mut below = 0;
        let reached = |bucket: &Bucket| {
            below += bucket.count;
            below >= rank
        };
        self.buckets().find(reached).map(|bucket| bucket.highest)
    }

    /// The smallest value: the lowest one of its bucket.
    pub fn min(&self) -> Option<u64> {
        self.buckets().next().map(|bucket| bucket.lowest)
    }

    /// The largest value: the highest one of its bucket, and `u64::MAX` if it lies above the range.
    pub fn max(&self) -> Option<u64> {
        self.buckets().next_back().map(|bucket| bucket.highest)
    }

    /// The mean, as if all values lay in the middle of their buckets, so off by up to
    /// 2<sup>-`PRECISION`-1</sup>; those above the range count as its end. `None` if there are no
    /// values.
    #[expect(clippy::cast_precision_loss)] // that of an `f64`
    pub fn mean(&self) -> Option<f64> {
        let sum: f64 = self
            .counts
            .iter()
            .enumerate()
            .filter(|&(_, &count)| count > 0)
            .map(|(bucket, &count)| {
                let lowest = scale::lowest(PRECISION, bucket);
                let width = if bucket + 1 == BUCKETS && self.is_open() {
                    0
                } else {
                    scale::highest(PRECISION, bucket) - lowest
                };
                (lowest as f64 + width as f64 / 2.0) * count as f64
            })
            .sum();
        if self.is_empty() { None } else { Some(sum / self.count as f64) }
    }

    /// Adds what another one has.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, &count) in other.counts.iter().enumerate() {
            self.add(bucket, count);
        }
    }

    /// What was recorded after `earlier`, a snapshot of the same histogram.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let mut since = self.clone();
        for (bucket, &count) in earlier.counts.iter().enumerate() {
            since.add(bucket, count.wrapping_neg());
        }
        since
    }

    /// The buckets that are not empty, from the lowest.
    pub fn buckets(&self) -> impl DoubleEndedIterator<Item = Bucket> + Clone {
        let filled = self.counts.iter().enumerate().filter(|&(_, &count)| count > 0);
        filled.map(|(bucket, &count)| Bucket {
            lowest: scale::lowest(PRECISION, bucket),
            highest: if bucket + 1 == BUCKETS {
                u64::MAX
            } else {
                scale::highest(PRECISION, bucket)
            },
            count,
        })
    }

    /// The last bucket takes what lies above the range.
    fn is_open(&self) -> bool {
        scale::highest(PRECISION, self.counts.len() - 1) != u64::MAX
    }
}

impl<const PRECISION: u32, const BUCKETS: usize> Default for Snapshot<PRECISION, BUCKETS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const PRECISION: u32, const BUCKETS: usize> fmt::Debug for Snapshot<PRECISION, BUCKETS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("count", &self.count)
            .field("min", &self.min())
            .field("median", &self.quantile(0.5))
            .field("p99", &self.quantile(0.99))
            .field("max", &self.max())
            .finish_non_exhaustive()
    }
}
