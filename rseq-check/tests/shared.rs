//! Slots in shared memory, at every boundary of a sequence on them: the competitor comes through a mapping of
//! its own, as another process does.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use restartable::{SharedPerCpu, Tracked, Tracking, Untracked, Word, rseq};
use rseq_check::{Check, Error, Place, Report};

fn check<K: Tracking>(exclusive: bool) -> Result<Report, Error> {
    let ours = SharedPerCpu::<Word<u64>, K>::memfd("rseq-check", |_| Word::new(0)).unwrap();
    let theirs = SharedPerCpu::<Word<u64>, K>::from_fd(&ours).unwrap();
    let add = |slots: &SharedPerCpu<Word<u64>, K>| {
        rseq!(slots, |slot| {
            let old = slot.get();
            commit!(slot = old + 1);
        });
    };
    let (before, updates) = (AtomicU64::new(0), AtomicU64::new(0));
    let sum = || ours.iter().map(Word::get).sum::<u64>();
    let check = Check::new(|| {
        add(&ours);
        updates.fetch_add(1, Relaxed);
    })
    .competitor(|| {
        add(&theirs);
        updates.fetch_add(1, Relaxed);
    })
    .reset(|| {
        before.store(sum(), Relaxed);
        updates.store(0, Relaxed);
    })
    .invariant(|| assert_eq!(sum() - before.load(Relaxed), updates.load(Relaxed), "updates"));
    if exclusive { check } else { check.without_exclusive() }.try_run()
}

#[test]
fn no_update_is_lost() {
    let report = check::<Tracked>(true).unwrap();
    assert_eq!(report.count(Place::Section), report.restarts(), "{report:#}");
    assert!(report.count(Place::Exclusive) > 0, "{report:#}");
    println!("{report}");
}

#[test]
fn without_an_event_the_preparation_loses_an_update() {
    let result = check::<Untracked>(false);
    let Err(Error::Violations(report)) = result else { panic!("nothing found: {result:?}") };
    assert!(report.violations().all(|at| at.place == Place::Preparation), "{report}");
}
