//! Checks by breakpoints, on every architecture that has sections: what is correct passes, and what is
//! wrong is found where it is. The mistakes that `rseq!` does not make are made here in its
//! descriptors, and in its code.
#![cfg(all(
    target_os = "linux",
    not(restartable_fallback),
    any(
        target_arch = "x86_64",
        target_arch = "x86",
        target_arch = "aarch64",
        target_arch = "arm",
        target_arch = "riscv64",
        target_arch = "powerpc64",
        target_arch = "s390x",
        target_arch = "loongarch64",
    )
))]
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough")]

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, AtomicU32, AtomicUsize, Ordering::Relaxed};

use restartable::{PerCpu, Tracking, Untracked, Word, rseq};
use rseq_check::Place::{Exclusive, Preparation, Section, Tail};
use rseq_check::{Boundary, Check, Coverage, Error, Place, Report, Violation};

fn sum<K: Tracking>(slots: &PerCpu<Word<usize>, K>) -> usize {
    slots.iter().map(Word::get).sum()
}

/// A check of a sequence that adds 1, with another that adds 1 as its competitor.
fn check<K: Tracking>(add: impl Fn(&PerCpu<Word<usize>, K>) + Sync) -> Result<Report, Error> {
    with(add, |check| check.without_exclusive())
}

fn with<K: Tracking>(
    add: impl Fn(&PerCpu<Word<usize>, K>) + Sync,
    options: impl FnOnce(Check<'_>) -> Check<'_>,
) -> Result<Report, Error> {
    let slots: PerCpu<Word<usize>, K> = PerCpu::default();
    let (before, updates) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let check = Check::new(|| {
        add(&slots);
        updates.fetch_add(1, Relaxed);
    })
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
    .invariant(|| assert_eq!(sum(&slots) - before.load(Relaxed), updates.load(Relaxed), "updates"));
    options(check.by_breakpoints()).try_run()
}

/// A sequence of its own, each time that it is written.
macro_rules! read_and_write {
    ($($tracking:ty)?) => {
        |slots: &PerCpu<Word<usize> $(, $tracking)?>| {
            rseq!(slots, |slot| {
                let old = slot.get();
                commit!(slot = old + 1);
            });
        }
    };
}

#[track_caller]
fn violations(result: Result<Report, Error>) -> Report {
    match result {
        Err(Error::Violations(report)) => report,
        Err(error) => panic!("another error: {error}"),
        Ok(report) => panic!("nothing found:\n{report:#}"),
    }
}

/// The boundaries in a place, in order.
fn at(report: &Report, place: Place) -> Vec<&Boundary> {
    report.boundaries.iter().filter(|at| at.place == place).collect()
}

/// Writes over memory that may be read-only.
fn write(address: usize, bytes: &[u8]) {
    let memory = File::options().write(true).open("/proc/self/mem").unwrap();
    memory.write_all_at(bytes, address as u64).unwrap();
}

/// The fields of a descriptor that are 64 bits wide.
#[derive(Clone, Copy)]
enum Field {
    Start = 8,
    Len = 16,
    Abort = 24,
}

impl Field {
    fn set(self, section: &rseq_check::Section, value: usize) {
        write(section.descriptor + self as usize, &(value as u64).to_ne_bytes());
    }
}

/// Every instruction of the section is restarted, nothing else is.
#[track_caller]
fn complete(report: &Report) {
    assert_eq!(report.coverage, Coverage::Functions, "{report:#}");
    for boundary in &report.boundaries {
        assert_eq!(boundary.restarted, boundary.place == Section, "{report:#}");
    }
    assert!(report.count(Section) >= 5, "{report:#}");
    assert!(report.count(Preparation) >= 3 && report.count(Tail) >= 1, "{report:#}");
    assert_eq!((report.missed, report.skipped), (0, 0), "{report:#}");
}

#[test]
fn nothing_is_wrong_with_the_correct_one() {
    let report = check(read_and_write!()).unwrap();
    println!("{report:#}");
    println!("{}; restarts: {}", restartable::backend(), restartable::stats().restarts);
    complete(&report);
    // What arms the section comes right before it, and what ends it is right behind it.
    let [.., arming] = at(&report, Preparation)[..] else { panic!("{report:#}") };
    let range = &report.sections[0].range;
    assert!((range.start - 6..range.start).contains(&arming.address), "{report:#}");
    assert_eq!(at(&report, Tail)[0].address, range.end);
    assert_eq!(at(&report, Section)[0].address, range.start);
}

#[test]
fn without_an_event_the_preparation_loses_an_update() {
    let report = violations(check(read_and_write!(Untracked)));
    assert!(report.violations().all(|at| at.place == Preparation), "{report:#}");
    // Up to and with the instruction that arms the section.
    let preparation = at(&report, Preparation);
    assert!(!preparation.last().unwrap().violations.is_empty(), "{report:#}");
    assert!(preparation[0].violations.is_empty(), "{report:#}");
}

#[test]
fn a_stage_that_is_not_idempotent_is_made_twice() {
    let slots: PerCpu<[Word<usize>; 2], Untracked> = PerCpu::default();
    let report = violations(
        Check::new(|| {
            rseq!(slots, |slot| {
                let staged = slot[0].get();
                stage!(slot[0] = staged + 1);
                commit!(slot[1] += 1);
            });
        })
        .competitor(|| ())
        .reset(|| {
            rseq!(slots, |slot| {
                stage!(slot[0] = 0);
                commit!(slot[1] = 0);
            });
        })
        .invariant(|| {
            for slot in &slots {
                assert_eq!(slot[0].get(), slot[1].get(), "staged and committed");
            }
        })
        .by_breakpoints()
        .without_exclusive()
        .try_run(),
    );
    // After the store that stages, up to the one that commits.
    let section = at(&report, Section);
    let wrong = section.iter().filter(|at| !at.violations.is_empty()).count();
    assert_eq!(report.violations().count(), wrong, "{report:#}");
    assert!(wrong < section.len() && !section.last().unwrap().violations.is_empty(), "{report:#}");
}

/// An instruction that does nothing, `len` bytes long.
fn nothing(len: usize) -> Vec<u8> {
    let one: &[u8] = match (cfg!(target_arch = "x86") || cfg!(target_arch = "x86_64"), len) {
        (true, _) => &[0x90],
        _ if cfg!(target_arch = "aarch64") => &[0x1f, 0x20, 0x03, 0xd5],
        (_, 2) if cfg!(target_arch = "arm") => &[0x00, 0xbf],
        _ if cfg!(target_arch = "arm") => &[0x00, 0x00, 0xa0, 0xe1],
        (_, 2) if cfg!(target_arch = "riscv64") => &[0x01, 0x00],
        _ if cfg!(target_arch = "riscv64") => &[0x13, 0x00, 0x00, 0x00],
        _ if cfg!(target_arch = "powerpc64") => &[0x00, 0x00, 0x00, 0x60],
        _ if cfg!(target_arch = "s390x") => &[0xc0, 0x04, 0x00, 0x00, 0x00, 0x00],
        _ => &[0x00, 0x00, 0x40, 0x03],
    };
    assert_eq!(len % one.len(), 0, "{len} bytes");
    one.repeat(len / one.len())
}

#[test]
fn a_section_that_is_not_armed_is_named() {
    let add = read_and_write!();
    let report = check(add).unwrap();
    let arming = at(&report, Preparation).last().unwrap().address;
    let start = report.sections[0].range.start;
    write(arming, &nothing(start - arming));
    let report = violations(check(add));
    let first = report.violations().next().unwrap();
    assert_eq!((first.address, &first.violations[..]), (start, &[Violation::NotArmed][..]));
    // Between the compare of the event and the commit an update is lost.
    let lost = |at: &&Boundary| matches!(at.violations[..], [Violation::Invariant(_)]);
    let lost: Vec<_> = report.violations().filter(lost).collect();
    assert!(lost.len() >= 2, "{report:#}");
    assert!(lost.iter().all(|at| at.place == Section && !at.restarted), "{report:#}");
    assert_eq!(report.restarts(), 0, "{report:#}");
}

#[test]
fn a_range_that_is_too_short_is_found_at_either_end() {
    let add = read_and_write!();
    let report = check(add).unwrap();
    let section = report.sections[0].clone();
    let addresses: Vec<_> = at(&report, Section).iter().map(|at| at.address).collect();
    let (start, second) = (addresses[0], addresses[1]);
    let commit = *addresses.last().unwrap();

    Field::Start.set(&section, second);
    Field::Len.set(&section, section.range.end - second);
    let late = violations(check(add));
    let wrong: Vec<_> = late.violations().map(|at| (at.address, &at.violations[..])).collect();
    assert_eq!(wrong, [(start, &[Violation::Disarmed][..])], "{late:#}");

    Field::Start.set(&section, start);
    Field::Len.set(&section, commit - start);
    let early = violations(check(add));
    let wrong: Vec<_> = early.violations().map(|at| (at.address, at.place)).collect();
    assert_eq!(wrong, [(commit, Tail)], "{early:#}");

    Field::Len.set(&section, section.range.end - start);
    complete(&check(add).unwrap());
}

#[test]
fn a_descriptor_that_kills_is_found_before_the_kernel_finds_it() {
    let add = read_and_write!();
    let section = check(add).unwrap().sections[0].clone();
    for (abort, expected) in [(section.abort + 4, "signature"), (section.range.start, "inside")] {
        Field::Abort.set(&section, abort);
        let result = check(add);
        let Err(Error::Descriptor { flaw, .. }) = result else { panic!("{result:?}") };
        assert!(flaw.contains(expected), "{flaw}");
    }
    Field::Abort.set(&section, section.abort);
    check(add).unwrap();
}

#[test]
fn a_copy_is_interrupted_in_its_middle() {
    #[derive(Default)]
    struct Log {
        len: Word<usize>,
        record: [Word<u16>; 4],
    }
    let logs: PerCpu<Log> = PerCpu::default();
    let (number, last) = (AtomicU16::new(0), AtomicU32::new(0));
    let report = Check::new(|| {
        let number = number.fetch_add(1, Relaxed);
        let index = rseq!(logs, |log, index| -> u32 {
            let len = log.len.get();
            stage_copy!(&log.record, &[number; 4]);
            commit!(log.len = len + 1);
            index
        });
        last.store(index, Relaxed);
    })
    .reentrant()
    .invariant(|| {
        // Elsewhere may be what was staged and never committed.
        let [first, rest @ ..] = &logs.get(last.load(Relaxed)).unwrap().record;
        assert!(rest.iter().all(|word| word.get() == first.get()), "a record in pieces");
    })
    .by_breakpoints()
    .without_exclusive()
    .run();
    complete(&report);
    let of_pass = |pass| report.boundaries.iter().filter(|at| at.pass == pass).count();
    // The second pass, and the last: of the copy, and of the test that ends it.
    assert!(of_pass(2) >= 3, "{report:#}");
    assert_eq!(of_pass(2), of_pass(4) + of_pass(5), "{report:#}");
    assert_eq!((of_pass(3), of_pass(6)), (0, 0), "{report:#}");
}

#[test]
fn the_exclusive_path_and_pairs() {
    let report = with(read_and_write!(), |check| check).unwrap();
    assert!(report.count(Exclusive) >= 5, "{report:#}");
    assert!(report.sections[0].exclusive_after.is_some_and(|after| after > 1), "{report:#}");

    let report = with(read_and_write!(), |check| check.without_exclusive().pairs()).unwrap();
    let sections = at(&report, Section);
    let (first, second): (Vec<&Boundary>, Vec<&Boundary>) =
        sections.into_iter().partition(|at| at.after.is_none());
    // In each of its instructions again, after each of them.
    assert!(second.len() >= first.len() * first.len(), "{report:#}");
    assert!(second.iter().all(|at| at.restarted), "{report:#}");
}

#[test]
fn errors() {
    assert_eq!(
        Check::new(|| ()).competitor(|| ()).by_breakpoints().try_run(),
        Err(Error::NoSection)
    );
    let preempted = with(read_and_write!(), |check| check.preemption());
    assert_eq!(preempted, Err(Error::NoPreemption));
    let lock = Mutex::new(());
    let slots: PerCpu<Word<usize>> = PerCpu::default();
    let stuck = Check::new(|| {
        let _held = lock.lock();
        rseq!(slots, |slot| {
            commit!(slot += 1);
        });
    })
    .competitor(|| drop(lock.lock()))
    .patience(std::time::Duration::from_millis(if cfg!(restartable_guest) { 3000 } else { 300 }))
    .by_breakpoints()
    .try_run();
    assert!(matches!(stuck, Err(Error::Stuck { at: Some(_) })), "{stuck:?}");
    // Another check works after it.
    check(read_and_write!()).unwrap();
}
