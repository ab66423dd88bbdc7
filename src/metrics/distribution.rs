//! [`Distribution`]: a histogram of floating-point numbers.

use crate::FloatGauge;
use crate::histogram::{Histogram, Snapshot, buckets};

/// 1.6 %.
const PRECISION: u32 = 6;
const BUCKETS: usize = buckets(PRECISION, u64::MAX);

/// Values are recorded in units of 2<sup>-30</sup>: of about a nanosecond, if they are seconds.
#[expect(clippy::cast_precision_loss)] // a power of two
const UNIT: f64 = 1.0 / (1_u64 << 30) as f64;

/// A [`Histogram`](crate::Histogram) of floating-point numbers, with their sum.
///
/// Numbers from 6·10<sup>-8</sup> to 1.7·10<sup>10</sup> are read with an error of up to 1/64; larger ones
/// count as the end of this range, smaller ones with an absolute error of 10<sup>-9</sup>, negative ones
/// and NaN as 0. The sum has no such limits.
///
/// # Cost and memory
///
/// A record is two sequences, one for the bucket and one for the sum. 30 KiB of address space for each
/// CPU, of which the pages that are used take memory.
#[derive(Debug, Default)]
pub struct Distribution {
    histogram: Histogram<PRECISION, BUCKETS>,
    sum: FloatGauge,
}

/// What a [`Distribution`] had recorded at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    snapshot: Snapshot<PRECISION, BUCKETS>,
    sum: f64,
}

impl Distribution {
    pub(super) fn record(&self, value: f64, times: u64) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates; NaN is 0
        let units = (value / UNIT) as u64;
        self.histogram.record_n(units, times);
        #[expect(clippy::cast_precision_loss)] // that of an `f64`
        self.sum.add(value * times as f64);
    }

    pub(super) fn values(&self) -> Values {
        Values { snapshot: self.histogram.snapshot(), sum: self.sum.value() }
    }
}

impl Values {
    /// How many there are.
    pub fn count(&self) -> u64 {
        self.snapshot.count()
    }

    /// Their sum. While others record it may be of some more values than `count`, or some less.
    pub fn sum(&self) -> f64 {
        self.sum
    }

    /// As [`Snapshot::quantile`].
    pub fn quantile(&self, part: f64) -> Option<f64> {
        #[expect(clippy::cast_precision_loss)] // that of an `f64`
        self.snapshot.quantile(part).map(|units| units as f64 * UNIT)
    }
}
