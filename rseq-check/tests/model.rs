//! The model. Sections are Rust under Miri and with `--cfg restartable_fallback`; elsewhere it says
//! that it has nothing to do.

#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough")]
#![allow(clippy::stable_sort_primitive, clippy::needless_for_each, reason = "the free list is")]

mod free_list {
    #[allow(dead_code, reason = "checked on the machine elsewhere")]
    pub mod right {
        include!("free_list/right.rs");
    }
    #[allow(dead_code, reason = "checked on the machine elsewhere")]
    pub mod wrong {
        include!("free_list/wrong.rs");
    }
}

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use restartable::{PerCpu, Tracked, Tracking, Untracked, Word, rseq, try_rseq};
use rseq_check::{Check, Error, Place, Report, try_model};

const README: &str = include_str!("../README.md");

/// Whether the model has anything to see.
const RUST: bool = cfg!(any(miri, restartable_fallback, not(target_os = "linux")));

fn sum<K: Tracking>(slots: &PerCpu<Word<u64>, K>) -> u64 {
    slots.iter().map(Word::get).sum()
}

/// A check of a sequence that adds 1, against another that adds 1.
fn check_add<K: Tracking>(
    add: impl Fn(&PerCpu<Word<u64>, K>) -> bool + Sync,
    options: impl FnOnce(Check<'_>) -> Check<'_>,
) -> Result<Report, Error> {
    let slots: PerCpu<Word<u64>, K> = PerCpu::default();
    let (before, updates) = (AtomicU64::new(0), AtomicU64::new(0));
    let check = Check::new(|| updates.fetch_add(u64::from(add(&slots)), Relaxed))
        .competitor(|| {
            rseq!(slots, |slot| {
                commit!(slot += 1);
            });
            updates.fetch_add(1, Relaxed);
        })
        .reset(|| {
            before.store(sum(&slots), Relaxed);
            updates.store(0, Relaxed);
        })
        .invariant(|| {
            let added = sum(&slots) - before.load(Relaxed);
            assert_eq!(added, updates.load(Relaxed), "updates");
        });
    try_model(options(check))
}

fn read_and_write<K: Tracking>(slots: &PerCpu<Word<u64>, K>) -> bool {
    rseq!(slots, |slot| {
        let old = slot.get();
        if old < u64::MAX {
            std::hint::black_box(old);
        }
        commit!(slot = old + 1);
        old
    });
    true
}

#[test]
fn without_statements_it_says_so() {
    let result = try_model(Check::new(|| ()).competitor(|| ()));
    assert_eq!(result, Err(Error::NoStatement));
    if !RUST {
        assert_eq!(check_add(read_and_write::<Tracked>, |check| check), Err(Error::NoStatement));
    }
}

#[test]
fn every_statement_is_a_boundary() {
    if !RUST {
        return;
    }
    let report = check_add(read_and_write::<Tracked>, |check| check).unwrap();
    let texts: Vec<_> =
        report.boundaries.iter().map(|at| (at.place, without_spaces(at), at.restarted)).collect();
    let texts: Vec<_> =
        texts.iter().map(|(place, text, it)| (*place, text.as_str(), *it)).collect();
    assert_eq!(
        texts,
        [
            (Place::Preparation, "letold=slot.get();", false),
            (Place::Preparation, "ifold<u64::MAX{std::hint::black_box(old);}", false),
            (Place::Preparation, "std::hint::black_box(old);", false),
            (Place::Preparation, "thesection", false),
            (Place::Section, "store(slot.event,event+2)", true),
            (Place::Section, "commit", true),
            (Place::Tail, "old", false),
        ]
    );
    let first = report.boundaries[0].location().unwrap();
    assert!(first.file.unwrap().ends_with("model.rs"));
}

#[test]
fn without_an_event_the_preparation_loses_an_update() {
    if !RUST {
        return;
    }
    let result = check_add(read_and_write::<Untracked>, |check| check);
    let Err(Error::Violations(report)) = result else { panic!("{result:?}") };
    let wrong: Vec<_> = report.violations().map(without_spaces).collect();
    let after_the_read =
        ["ifold<u64::MAX{std::hint::black_box(old);}", "std::hint::black_box(old);", "thesection"];
    assert_eq!(wrong, after_the_read, "{report}");
}

/// The text of a statement; where rustc puts spaces differs between versions.
fn without_spaces(boundary: &rseq_check::Boundary) -> String {
    boundary.instruction.split_whitespace().collect()
}

#[test]
fn pairs_and_one_attempt() {
    if !RUST {
        return;
    }
    let report = check_add(read_and_write::<Tracked>, |check| check.pairs()).unwrap();
    assert!(report.boundaries.iter().any(|at| at.place == Place::Restart));
    let once = |slots: &PerCpu<Word<u64>>| {
        try_rseq!(slots, |slot| {
            let old = slot.get();
            commit!(slot = old + 1);
        })
        .is_ok()
    };
    check_add(once, |check| check.pairs()).unwrap();
}

#[test]
fn the_free_list() {
    if !RUST {
        return;
    }
    let report = free_list::right::check_pop(try_model).unwrap();
    // As the README shows it.
    let from = README.find("  preparation     0  let first = head.get();").unwrap();
    let shown = README[from..].lines().take_while(|line| *line != "```");
    let shown = shown.map(|line| line.split_whitespace().collect::<String>());
    let boundaries = report.boundaries.iter().map(|at| {
        let restarted = if at.restarted { "(restarted)" } else { "" };
        format!("{}{}{}{restarted}", at.place, at.step, without_spaces(at))
    });
    assert_eq!(boundaries.collect::<Vec<_>>(), shown.collect::<Vec<_>>());
    let result = free_list::wrong::check_pop(try_model);
    let Err(Error::Violations(report)) = result else { panic!("{result:?}") };
    // The section's own compare sees a changed head, but not a changed link: all that is wrong is
    // between the two.
    assert!(report.violations().all(|at| at.place == Place::Preparation), "{report}");
}
