//! Which values share a bucket.
//!
//! Values below `2 << precision` have a bucket each. Above, every power of two is cut into
//! `1 << precision` buckets of equal width, so a bucket is never wider than its lowest value shifted
//! right by `precision`.

/// The bucket of a value.
#[inline(always)]
pub(super) const fn bucket(precision: u32, value: u64) -> usize {
    // By how many bits the bucket's values differ.
    let shift = (value | 1 << precision).ilog2() - precision;
    #[expect(clippy::cast_possible_truncation)] // less than 64 rows of `1 << precision`
    let in_row = (value >> shift) as usize;
    ((shift as usize) << precision) + in_row
}

/// The lowest value of a bucket.
pub(super) const fn lowest(precision: u32, bucket: usize) -> u64 {
    let shift = shift(precision, bucket);
    ((bucket - ((shift as usize) << precision)) as u64) << shift
}

/// The highest value of a bucket.
pub(super) const fn highest(precision: u32, bucket: usize) -> u64 {
    lowest(precision, bucket) | ((1 << shift(precision, bucket)) - 1)
}

#[expect(clippy::cast_possible_truncation)] // at most 64
const fn shift(precision: u32, bucket: usize) -> u32 {
    ((bucket >> precision) as u32).saturating_sub(1)
}

/// The most that [`Histogram`](crate::Histogram)s can have; higher ones would not fit into a stripe.
pub(super) const MAX_PRECISION: u32 = 16;

/// How many buckets a [`Histogram`](crate::Histogram) needs for values up to `highest`: these, and one
/// for all that lies above.
///
/// ```
/// use restartable::histogram::buckets;
///
/// assert_eq!(buckets(7, u64::MAX), 7424);
/// assert_eq!(buckets(5, 60_000_000), 699);
/// assert_eq!(buckets(0, 1), 3); // 0, 1, and all the rest
/// ```
///
/// # Panics
///
/// If the precision exceeds 16 bits.
#[must_use]
pub const fn buckets(precision: u32, highest: u64) -> usize {
    assert!(precision <= MAX_PRECISION, "a histogram's precision is at most 16 bits");
    let last = bucket(precision, highest);
    if self::highest(precision, last) == u64::MAX { last + 1 } else { last + 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_each_other() {
        for precision in 0..=MAX_PRECISION {
            let mut next = 0;
            for at in 0..buckets(precision, u64::MAX) {
                let (lowest, highest) = (lowest(precision, at), highest(precision, at));
                assert_eq!(lowest, next, "no gap below bucket {at}");
                assert!(highest - lowest <= lowest >> precision, "bucket {at} is too wide");
                assert_eq!(bucket(precision, lowest), at);
                assert_eq!(bucket(precision, highest), at);
                next = highest.wrapping_add(1);
            }
            assert_eq!(next, 0, "all values have a bucket");
        }
    }
}
