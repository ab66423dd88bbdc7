//! `Lock`, interrupted at every boundary by another owner. And what the same check finds in a lock
//! that trusts what it has read before its section.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use restartable::{Lock, PerCpu, Untracked, Word, rseq};
use rseq_check::{Check, Error, Place};

/// What a lock protects: whether it does.
#[derive(Default)]
struct Inside {
    count: usize,
    owned: AtomicBool,
}

/// What was done in one run, and whether two owners were there at once.
#[derive(Default)]
struct Seen {
    rounds: AtomicUsize,
    together: AtomicBool,
}

fn work(inside: &mut Inside, seen: &Seen) {
    if inside.owned.swap(true, Relaxed) {
        seen.together.store(true, Relaxed);
    }
    let count = inside.count;
    inside.count = std::hint::black_box(count) + 1;
    inside.owned.store(false, Relaxed);
    seen.rounds.fetch_add(1, Relaxed);
}

fn at_every_boundary(competitor: impl Fn(&Lock<Inside>, &Seen) + Sync) {
    let lock: Lock<Inside> = Lock::default();
    let seen = Seen::default();
    let sum = || {
        let mut sum = 0;
        for index in 0..u32::try_from(lock.len()).unwrap() {
            sum += lock.lock_at(index).unwrap().count;
        }
        sum
    };
    let before = AtomicUsize::new(0);
    let report = Check::new(|| work(&mut lock.lock(), &seen))
        .competitor(|| competitor(&lock, &seen))
        .reset(|| {
            before.store(sum(), Relaxed);
            seen.rounds.store(0, Relaxed);
        })
        .invariant(|| {
            assert!(!seen.together.load(Relaxed), "two owners");
            assert_eq!(sum() - before.load(Relaxed), seen.rounds.load(Relaxed), "rounds");
        })
        .run();
    assert!(report.restarts() > 0 && report.count(Place::Exclusive) > 0, "{report:#}");
    println!("{report}");
}

#[test]
fn one_owner_at_every_boundary() {
    // Never waits: where the sequence has the lock it gets another.
    at_every_boundary(|lock, seen| work(&mut lock.lock(), seen));
    at_every_boundary(|lock, seen| {
        if let Some(mut guard) = lock.try_lock() {
            work(&mut guard, seen);
        }
    });
}

/// Another owner that takes the lock at a boundary, and has it until the end.
#[test]
fn one_owner_that_stays() {
    let lock: Lock<Inside> = Lock::default();
    let seen = Seen::default();
    let other = Mutex::new(None);
    let report = Check::new(|| work(&mut lock.lock(), &seen))
        .competitor(|| {
            if let Some(guard) = lock.try_lock() {
                guard.owned.store(true, Relaxed);
                *other.try_lock().unwrap() = Some(guard);
            }
        })
        .reset(|| seen.together.store(false, Relaxed))
        .invariant(|| {
            if let Some(guard) = other.try_lock().unwrap().take() {
                guard.owned.store(false, Relaxed);
            }
            assert!(!seen.together.load(Relaxed), "two owners");
        })
        .without_exclusive()
        .run();
    assert!(report.restarts() > 0, "{report:#}");
    println!("{report}");
}

#[test]
fn a_lock_that_trusts_its_preparation_is_found() {
    let held: PerCpu<Word<bool>, Untracked> = PerCpu::default();
    let (owners, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let owner = || {
        let taken = rseq!(held, |held| {
            if held.get() {
                return false;
            }
            commit!(held = true);
            true
        });
        if taken {
            most.fetch_max(owners.fetch_add(1, Relaxed) + 1, Relaxed);
        }
    };
    let result = Check::new(owner)
        .competitor(owner)
        .reset(|| {
            owners.store(0, Relaxed);
            most.store(0, Relaxed);
            rseq!(held, |held| {
                commit!(held = false);
            });
        })
        .invariant(|| assert!(most.load(Relaxed) <= 1, "two owners"))
        .without_exclusive()
        .try_run();
    let Err(Error::Violations(report)) = result else { panic!("{result:?}") };
    assert!(report.violations().any(|at| at.place == Place::Preparation), "{report}");
}
