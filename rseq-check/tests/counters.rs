//! `Counter`, `Gauge` and `Histogram` of `restartable`, interrupted at every boundary.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use restartable::{Counter, FloatGauge, Gauge, Histogram, PerCpu, Untracked, Word, rseq};
use rseq_check::{Check, Error, Place, Report};

/// What an operation adds must be what the sum grows by, whoever interrupts it.
fn grows(
    exclusive: bool,
    add: impl Fn() -> u64 + Sync,
    sum: impl Fn() -> u64 + Sync,
) -> Result<Report, Error> {
    let (before, added) = (AtomicU64::new(0), AtomicU64::new(0));
    let check = Check::new(|| _ = added.fetch_add(add(), Relaxed))
        .reentrant()
        .reset(|| {
            before.store(sum(), Relaxed);
            added.store(0, Relaxed);
        })
        .invariant(|| {
            assert_eq!(sum().wrapping_sub(before.load(Relaxed)), added.load(Relaxed));
        });
    if exclusive { check } else { check.without_exclusive() }.try_run()
}

/// Boundaries everywhere, and sections that are restarted. (The exclusive path, the same for all, has
/// the most, and is checked once.)
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
    let report = grows(true, || (COUNTER.inc(), 1).1, sum).unwrap();
    assert!(report.count(Place::Exclusive) > 0, "{report:#}");
    complete(&report);
    complete(&grows(false, || (COUNTER.add(1 << 40), 1 << 40).1, sum).unwrap());
}

#[test]
fn gauge() {
    let gauge = Gauge::new();
    let sum = || gauge.value().cast_unsigned();
    complete(&grows(false, || (gauge.add(-5), 5_u64.wrapping_neg()).1, sum).unwrap());
}

#[test]
fn float_gauge() {
    let gauge = FloatGauge::new();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole numbers
    let sum = || gauge.value() as u64;
    complete(&grows(false, || (gauge.add(3.0), 3).1, sum).unwrap());
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
    complete(&grows(false, || (histogram.record(70), 1).1, sum).unwrap());
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
        counter.take();
        added.store(0, Relaxed);
        taken.store(0, Relaxed);
    })
    .invariant(|| assert_eq!(taken.load(Relaxed) + counter.sum(), added.load(Relaxed)))
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
