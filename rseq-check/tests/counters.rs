//! `Counter`, `Gauge` and `Histogram` of `restartable`, interrupted at every boundary.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use restartable::{Counter, FloatGauge, Gauge, Histogram, PerCpu, Untracked, Word, rseq};
use rseq_check::{Check, Error, Place, Report};

/// What an operation adds must be what the sum grows by, whoever interrupts it.
#[track_caller]
fn grows(by: u64, exclusive: bool, add: impl Fn() + Sync, sum: impl Fn() -> u64 + Sync) {
    let (before, added) = (AtomicU64::new(0), AtomicU64::new(0));
    let operation = || {
        add();
        added.fetch_add(by, Relaxed);
    };
    let check = Check::new(operation)
        .reentrant()
        .reset(|| {
            before.store(sum(), Relaxed);
            added.store(0, Relaxed);
        })
        .invariant(|| {
            assert_eq!(sum().wrapping_sub(before.load(Relaxed)), added.load(Relaxed));
        });
    let report = if exclusive { check } else { check.without_exclusive() }.run();
    complete(&report);
    assert_eq!(report.count(Place::Exclusive) > 0, exclusive, "{report:#}");
}

/// Boundaries everywhere, and sections that are restarted. (The exclusive path, which has the most, is checked
/// once of each kind of slot.)
#[track_caller]
fn complete(report: &Report) {
    assert_eq!(report.missed, 0, "{report:#}");
    assert!(report.count(Place::Preparation) > 0 && report.count(Place::Tail) > 0, "{report:#}");
    assert!(report.count(Place::Section) >= 4, "{report:#}");
    assert_eq!(report.count(Place::Section), report.restarts(), "{report:#}");
}

#[test]
fn counter() {
    static COUNTER: Counter = Counter::new();
    let sum = || COUNTER.sum();
    grows(1, true, || COUNTER.inc(), sum);
    grows(1 << 40, false, || COUNTER.add(1 << 40), sum);
    grows(7_u64.wrapping_neg(), false, || COUNTER.sub(7), sum);
}

#[test]
fn gauge() {
    let gauge = Gauge::new();
    let sum = || gauge.value().cast_unsigned();
    grows(1, false, || gauge.inc(), sum);
    grows(1_u64.wrapping_neg(), false, || gauge.dec(), sum);
    grows(5_u64.wrapping_neg(), true, || gauge.add(-5), sum);
    grows(5, false, || gauge.sub(-5), sum);
}

#[test]
fn float_gauge() {
    let gauge = FloatGauge::new();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole numbers
    let sum = || gauge.value() as u64;
    grows(3, true, || gauge.add(3.0), sum);
    grows(4, false, || gauge.sub(-4.0), sum);
}

/// A `set` in the middle of an `add` overwrites it or is counted on from.
#[test]
fn set_at_every_boundary_of_a_float_add() {
    let gauge = FloatGauge::new();
    let set = AtomicU64::new(0);
    let report = Check::new(|| gauge.add(0.5))
        .competitor(|| {
            gauge.set(8.0);
            set.store(1, Relaxed);
        })
        .reset(|| {
            gauge.set(1.0);
            set.store(0, Relaxed);
        })
        .invariant(|| {
            let value = gauge.value();
            let right = if set.load(Relaxed) == 0 { [1.5, 1.5] } else { [8.0, 8.5] };
            assert!(right.contains(&value), "{value}");
        })
        .without_exclusive()
        .run();
    complete(&report);
}

#[test]
fn histogram() {
    let histogram = Histogram::<3, 30>::new();
    let sum = || histogram.snapshot().count();
    grows(1, true, || histogram.record(70), sum);
    grows(9, false, || histogram.record_n(70, 9), sum);
}

/// `take` in the middle of an `add`: at every boundary, what it returns and what is left is what was
/// added.
#[test]
fn take_at_every_boundary_of_an_add() {
    let counter = Counter::new();
    let (added, taken) = (AtomicU64::new(0), AtomicU64::new(0));
    let report = Check::new(|| {
        counter.add(7);
        added.fetch_add(7, Relaxed);
    })
    .competitor(|| _ = taken.fetch_add(counter.take(), Relaxed))
    .reset(|| {
        _ = counter.take();
        added.store(0, Relaxed);
        taken.store(0, Relaxed);
    })
    .invariant(|| assert_eq!(taken.load(Relaxed) + counter.sum(), added.load(Relaxed)))
    .without_exclusive()
    .run();
    complete(&report);
}

/// The same with a gauge that is set.
#[test]
fn set_at_every_boundary_of_an_add() {
    let gauge = Gauge::new();
    let set = AtomicU64::new(0);
    let report = Check::new(|| gauge.add(5))
        .competitor(|| {
            gauge.set(80);
            set.store(1, Relaxed);
        })
        .reset(|| {
            gauge.set(10);
            set.store(0, Relaxed);
        })
        .invariant(|| {
            let right = if set.load(Relaxed) == 0 { [15, 15] } else { [80, 85] };
            assert!(right.contains(&gauge.value()), "{}", gauge.value());
        })
        .without_exclusive()
        .run();
    complete(&report);
}

/// The control: a `take` that reads the slot and sets it to 0 loses what is added in between.
#[test]
fn control_take_with_a_sequence() {
    let slots: PerCpu<Word<u64>, Untracked> = PerCpu::default();
    let (added, taken) = (AtomicU64::new(0), AtomicU64::new(0));
    let sum = || slots.iter().map(Word::get).sum::<u64>();
    let result = Check::new(|| {
        let some = rseq!(slots, |slot| {
            let count = slot.get();
            commit!(slot = 0);
            count
        });
        taken.fetch_add(some, Relaxed);
    })
    .competitor(|| {
        rseq!(slots, |slot| {
            commit!(slot += 7);
        });
        added.fetch_add(7, Relaxed);
    })
    .reset(|| {
        rseq!(slots, |slot| {
            commit!(slot = 0);
        });
        // Exclusive slots too.
        added.store(sum(), Relaxed);
        taken.store(0, Relaxed);
    })
    .invariant(|| assert_eq!(taken.load(Relaxed) + sum(), added.load(Relaxed)))
    .without_exclusive()
    .try_run();
    let Err(Error::Violations(report)) = result else { panic!("{result:?}") };
    assert!(report.violations().any(|at| at.place == Place::Preparation), "{report}");
}
