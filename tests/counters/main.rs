//! `Counter`, `Gauge` and `Histogram`: exact under stress, equal to plain models, and their memory.

#[path = "../common/mod.rs"]
mod common;
#[cfg(all(target_os = "linux", not(miri)))]
mod memory;
#[cfg(not(any(restartable_guest, miri)))]
mod models;
#[cfg(all(unix, not(miri)))]
mod signals;
mod takes;

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};

use restartable::histogram::buckets;
use restartable::{Counter, FloatGauge, Gauge, Histogram};

#[test]
fn a_counter_counts_every_call_once() {
    static COUNTER: Counter = Counter::new();
    let (added, subtracted) = (AtomicU64::new(0), AtomicU64::new(0));
    common::stress(|thread| {
        let n = thread as u64 + 1;
        COUNTER.inc();
        COUNTER.add(n << 32);
        COUNTER.sub(n);
        added.fetch_add(1 + (n << 32), Relaxed);
        subtracted.fetch_add(n, Relaxed);
    });
    let expected = added.into_inner().wrapping_sub(subtracted.into_inner());
    assert_eq!(COUNTER.sum(), expected);
    assert_eq!(COUNTER.take(), expected);
    assert_eq!(COUNTER.sum(), 0);
}

#[test]
fn a_gauge_follows_threads_over_cpus() {
    let gauge = Gauge::new();
    let expected = AtomicI64::new(0);
    let cpus = common::cpus();
    let round = AtomicU64::new(0);
    common::stress(|thread| {
        gauge.add(1000);
        gauge.inc();
        if thread.is_multiple_of(4) {
            common::wander(round.fetch_add(1, Relaxed), &cpus);
        }
        gauge.sub(1002);
        gauge.dec();
        expected.fetch_sub(2, Relaxed);
    });
    assert_eq!(gauge.value(), expected.load(Relaxed));
    gauge.set(5);
    assert_eq!(gauge.value(), 5);
    gauge.sub(8);
    assert_eq!(gauge.take(), -3);
    gauge.set(i64::MAX);
    gauge.inc();
    assert_eq!(gauge.value(), i64::MIN, "wraps around");
}

/// Quarters are added without rounding.
#[test]
fn a_float_gauge_adds_every_change_once() {
    let gauge = FloatGauge::new();
    let quarters = AtomicI64::new(0);
    common::stress(|thread| {
        let n = i32::try_from(thread).unwrap();
        gauge.add(f64::from(n) / 4.0);
        gauge.sub(0.5);
        quarters.fetch_add(i64::from(n) - 2, Relaxed);
    });
    #[expect(clippy::cast_precision_loss)]
    let expected = quarters.into_inner() as f64 / 4.0;
    assert_eq!(gauge.value().to_bits(), expected.to_bits());
    gauge.set(0.1);
    assert_eq!(gauge.value().to_bits(), 0.1_f64.to_bits());
    gauge.add(1e300);
    gauge.set(1e-300);
    gauge.add(1e-300);
    assert_eq!(gauge.value().to_bits(), 2e-300_f64.to_bits(), "nothing is left of what was");
}

/// What is read while others set is what one of them has set, with at most what was added since.
#[test]
fn sets_of_a_float_gauge_are_whole() {
    let gauge = FloatGauge::new();
    gauge.set(1000.0);
    common::stress(|thread| match thread % 3 {
        0 => gauge.set(if thread % 2 == 0 { 1000.0 } else { 2000.0 }),
        1 => gauge.add(1e-9),
        _ => {
            let value = gauge.value();
            let over = value % 1000.0;
            assert!((1000.0..2001.0).contains(&value) && over < 1.0, "{value}");
        }
    });
}

#[test]
fn a_histogram_counts_every_value_once() {
    type Coarse = Histogram<3, { buckets(3, 1000) }>;
    let (fine, coarse) = (Histogram::<7>::new(), Coarse::new());
    let records = AtomicU64::new(0);
    common::stress(|thread| {
        let value = thread as u64;
        fine.record(value << 20);
        coarse.record_n(value * 100, 3);
        records.fetch_add(1, Relaxed);
    });
    let records = records.into_inner();
    assert_eq!(fine.snapshot().count(), records);
    assert_eq!(coarse.snapshot().count(), 3 * records);
    let values: u64 = fine.snapshot().buckets().map(|bucket| bucket.lowest >> 20).sum();
    let threads = common::threads() as u64;
    assert_eq!(values, threads * (threads - 1) / 2, "a bucket for each thread");
}

/// Values that a histogram's range ends before are counted in its last bucket.
#[test]
fn out_of_range() {
    type Small = Histogram<2, { buckets(2, 100) }>;
    let histogram = Small::new();
    histogram.record(100);
    let within = histogram.snapshot();
    assert_eq!(within.max(), Some(111));
    histogram.record(112);
    histogram.record_n(u64::MAX, 2);
    let snapshot = histogram.snapshot();
    assert_eq!(snapshot.count(), 4);
    assert_eq!(snapshot.max(), Some(u64::MAX));
    assert_eq!(snapshot.quantile(0.25), Some(111));
    let above = snapshot.since(&within);
    assert_eq!(above.min(), Some(112));
    assert_eq!(above.mean(), Some(112.0));
    let buckets: Vec<_> = above.buckets().map(|at| (at.lowest, at.highest, at.count)).collect();
    assert_eq!(buckets, [(112, u64::MAX, 3)]);
}

#[test]
fn nothing_recorded() {
    let snapshot = Histogram::<7>::new().snapshot();
    assert!(snapshot.is_empty() && snapshot.buckets().next().is_none());
    assert_eq!((snapshot.min(), snapshot.max(), snapshot.mean()), (None, None, None));
    assert_eq!(snapshot.quantile(0.5), None);
    assert_eq!(format!("{:?} {:?}", Counter::new(), Gauge::default()), "Counter(0) Gauge(0)");
}

#[test]
fn all_are_send_and_sync() {
    fn both<T: Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
    both::<Counter>();
    both::<Gauge>();
    both::<FloatGauge>();
    both::<Histogram>();
}
