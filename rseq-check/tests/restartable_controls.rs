//! Negative controls of `restartable` itself: built with `--cfg restartable_control="event"` or
//! `"arm"`, which takes a protection away from every `rseq!`, the check finds what is missing.
//!
//! `"index"` is not among them: the thread under test stays on one CPU.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use restartable::{PerCpu, Word, rseq};
use rseq_check::{Check, Error, Place, Report, Violation};

fn check_counter() -> Result<Report, Error> {
    let slots: PerCpu<Word<u64>> = PerCpu::default();
    let (before, updates) = (AtomicU64::new(0), AtomicU64::new(0));
    let sum = || slots.iter().map(Word::get).sum::<u64>();
    let add = || {
        rseq!(slots, |slot| {
            let old = slot.get();
            commit!(slot = old + 1);
        });
        updates.fetch_add(1, Relaxed);
    };
    Check::new(add)
        .competitor(add)
        .reset(|| {
            before.store(sum(), Relaxed);
            updates.store(0, Relaxed);
        })
        .invariant(|| assert_eq!(sum() - before.load(Relaxed), updates.load(Relaxed), "updates"))
        .without_exclusive()
        .try_run()
}

#[test]
fn what_is_missing_is_found() {
    let result = check_counter();
    if cfg!(restartable_control = "event") {
        let Err(Error::Violations(report)) = result else { panic!("{result:?}") };
        // Between the read and the section, where the event would tell.
        assert!(report.violations().all(|at| at.place == Place::Preparation), "{report}");
    } else if cfg!(restartable_control = "arm") {
        let Err(Error::Violations(report)) = result else { panic!("{result:?}") };
        let not_armed = |at: &rseq_check::Boundary| at.violations.contains(&Violation::NotArmed);
        assert!(report.violations().any(not_armed), "{report}");
        let lost = |at: &rseq_check::Boundary| {
            at.place == Place::Section && matches!(at.violations[..], [Violation::Invariant(_)])
        };
        assert!(report.violations().any(lost), "{report}");
        assert_eq!(report.restarts(), 0, "{report}");
    } else {
        result.unwrap();
    }
}
