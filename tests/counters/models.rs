//! Against plain models, with random steps.

use proptest::prelude::*;
use restartable::histogram::{Snapshot, buckets};
use restartable::{Counter, Gauge, Histogram};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Numbers of every size.
fn number() -> impl Strategy<Value = u64> {
    (any::<u64>(), 0..64_u32).prop_map(|(bits, shift)| bits >> shift)
}

#[derive(Debug, Clone)]
enum Step {
    Inc,
    Dec,
    Add(u64),
    Sub(u64),
    Take,
    Swap(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Inc),
        Just(Step::Dec),
        number().prop_map(Step::Add),
        number().prop_map(Step::Sub),
        Just(Step::Take),
        number().prop_map(Step::Swap),
    ]
}

/// The range of the small histogram.
const END: u64 = 5000;
type Small = Histogram<4, { buckets(4, END) }>;

/// The value that `rank` values, counted from the smallest, do not exceed.
fn exact(values: &[u64], part: f64) -> u64 {
    let mut values = values.to_vec();
    values.sort_unstable();
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
    let rank = ((values.len() as f64 * part).ceil() as usize).clamp(1, values.len());
    values[rank - 1]
}

/// A value as it is read from a histogram.
#[track_caller]
fn close<const P: u32, const B: usize>(read: Option<u64>, value: u64, end: u64) {
    let read = read.unwrap();
    if value > end {
        assert!(read >= end, "{read} for {value}");
    } else {
        assert!(read >= value && read - value <= value >> P, "{read} for {value}");
    }
}

fn check<const P: u32, const B: usize>(snapshot: &Snapshot<P, B>, values: &[u64], end: u64) {
    assert_eq!(snapshot.count(), values.len() as u64);
    for part in [0.0, 0.01, 0.25, 0.5, 0.9, 0.99, 1.0] {
        close::<P, B>(snapshot.quantile(part), exact(values, part), end);
    }
    let (smallest, largest) = (exact(values, 0.0), exact(values, 1.0));
    let min = snapshot.min().unwrap();
    assert!(min <= smallest && (smallest > end || smallest - min <= smallest >> P));
    close::<P, B>(snapshot.max(), largest, end);
    let mut last = None;
    for bucket in snapshot.buckets() {
        assert!(last.is_none_or(|last| last < bucket.lowest) && bucket.lowest <= bucket.highest);
        let inside = |&&value: &&u64| (bucket.lowest..=bucket.highest).contains(&value);
        assert_eq!(bucket.count, values.iter().filter(inside).count() as u64, "{bucket:?}");
        last = Some(bucket.highest);
    }
    if largest <= end {
        #[expect(clippy::cast_precision_loss)]
        let mean = values.iter().map(|&value| value as f64).sum::<f64>() / values.len() as f64;
        let error = (snapshot.mean().unwrap() - mean).abs();
        assert!(error <= mean / f64::from(1 << P), "mean {mean}, off by {error}");
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn a_counter_is_a_wrapping_number(steps in prop::collection::vec(step(), 0..50)) {
        let (counter, gauge) = (Counter::new(), Gauge::new());
        let (mut count, mut level) = (0_u64, 0_i64);
        for step in steps {
            match step {
                Step::Inc => {
                    counter.inc();
                    gauge.inc();
                    count = count.wrapping_add(1);
                    level = level.wrapping_add(1);
                }
                Step::Dec => {
                    gauge.dec();
                    level = level.wrapping_sub(1);
                }
                Step::Add(n) => {
                    counter.add(n);
                    gauge.add(n.cast_signed());
                    count = count.wrapping_add(n);
                    level = level.wrapping_add_unsigned(n);
                }
                Step::Sub(n) => {
                    counter.sub(n);
                    gauge.sub(n.cast_signed());
                    count = count.wrapping_sub(n);
                    level = level.wrapping_sub_unsigned(n);
                }
                Step::Take => {
                    prop_assert_eq!(counter.take(), std::mem::take(&mut count));
                    prop_assert_eq!(gauge.take(), std::mem::take(&mut level));
                }
                Step::Swap(n) => {
                    let old = std::mem::replace(&mut level, n.cast_signed());
                    prop_assert_eq!(gauge.swap(n.cast_signed()), old);
                }
            }
            prop_assert_eq!(counter.sum(), count);
            prop_assert_eq!(gauge.value(), level);
        }
    }

}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn a_histogram_is_a_list_of_values(
        first in prop::collection::vec(number(), 1..100),
        second in prop::collection::vec(0..END, 1..100),
    ) {
        let (full, small) = (Histogram::<7>::new(), Small::new());
        let mut snapshots = Vec::new();
        let mut values = Vec::new();
        for part in [&first, &second] {
            for &value in part {
                full.record(value);
                small.record_n(value, 1);
            }
            values.extend(part);
            snapshots.push((full.snapshot(), small.snapshot()));
            check(&full.snapshot(), &values, u64::MAX);
            check(&small.snapshot(), &values, END);
        }
        let [(mut full, mut small), (all, all_small)] = snapshots.try_into().unwrap();
        let (rest, rest_small) = (all.since(&full), all_small.since(&small));
        check(&rest, &second, u64::MAX);
        check(&rest_small, &second, END);
        full.merge(&rest);
        small.merge(&rest_small);
        prop_assert_eq!(full, all);
        prop_assert_eq!(small, all_small);
    }
}
