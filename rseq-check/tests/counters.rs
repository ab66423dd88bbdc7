//! `Counter`, `Gauge` and `Histogram` of `restartable`, interrupted at every boundary.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use restartable::{Counter, Gauge, Histogram, PerCpu, Untracked, Word, rseq};
use rseq_check::{Check, Error, Place, Report};

/// What an operation adds must be what the sum grows by, whoever interrupts it.
fn grows(add: impl Fn() -> u64 + Sync, sum: impl Fn() -> u64 + Sync) -> Result<Report, Error> {
    let (before, added) = (AtomicU64::new(0), AtomicU64::new(0));
    Check::new(|| _ = added.fetch_add(add(), Relaxed))
        .reentrant()
        .reset(|| {
            before.store(sum(), Relaxed);
            added.store(0, Relaxed);
        })
        .invariant(|| {
            assert_eq!(sum().wrapping_sub(before.load(Relaxed)), added.load(Relaxed));
        })
        .try_run()
}

/// Boundaries everywhere, also on the exclusive path, and sections that are restarted.
#[track_caller]
fn complete(report: &Report) {
    assert_eq!(report.missed, 0, "{report:#}");
    assert!(report.count(Place::Preparation) > 0 && report.count(Place::Tail) > 0, "{report:#}");
    assert!(report.count(Place::Section) >= 4, "{report:#}");
    assert_eq!(report.count(Place::Section), report.restarts(), "{report:#}");
    assert!(report.count(Place::Exclusive) > 0, "{report:#}");
}

#[test]
fn counter() {
    static COUNTER: Counter = Counter::new();
    let sum = || COUNTER.sum();
    complete(&grows(|| (COUNTER.inc(), 1).1, sum).unwrap());
    complete(&grows(|| (COUNTER.add(1 << 40), 1 << 40).1, sum).unwrap());
}

#[test]
fn gauge() {
    let gauge = Gauge::new();
    let sum = || gauge.value().cast_unsigned();
    complete(&grows(|| (gauge.add(-5), 5_u64.wrapping_neg()).1, sum).unwrap());
}

#[test]
fn histogram() {
    let histogram = Histogram::<3, 30>::new();
    let sum = || histogram.snapshot().count();
    complete(&grows(|| (histogram.record(70), 1).1, sum).unwrap());
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
