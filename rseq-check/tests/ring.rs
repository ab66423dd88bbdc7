//! `Ring`, interrupted at every boundary by another push and by its reader. And what the same check
//! finds in rings that do one thing wrong.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed, fence};
use std::sync::{Mutex, PoisonError};

use restartable::ring::{Ring, WhenFull};
use restartable::{PerCpu, Word, rseq};
use rseq_check::{Check, Error, Place};

/// A record that tells whether it is whole: a number, again and again.
fn record(number: usize) -> [u8; 40] {
    std::array::from_fn(|at| number.to_le_bytes()[at % 8])
}

/// What was pushed, seen and lost in one run.
#[derive(Default)]
struct Account {
    pushed: AtomicUsize,
    seen: AtomicUsize,
    lost: AtomicUsize,
}

impl Account {
    fn push(&self, ring: &Ring) {
        let number = self.pushed.fetch_add(1, Relaxed);
        let record = record(number);
        let _full = ring.push_parts(&[&record[..3], &record[3..]]);
    }

    fn read(&self, ring: &Ring, most: usize) {
        let mut reader = ring.reader();
        for index in 0..u32::try_from(ring.len()).unwrap() {
            for _ in 0..most {
                let Some(found) = reader.next_of(index) else { break };
                let number = usize::from_le_bytes(found.bytes[..8].try_into().unwrap());
                assert_eq!(found.bytes, record(number), "a torn record");
                self.seen.fetch_add(1, Relaxed);
            }
        }
        self.lost.store(usize::try_from(reader.lost()).unwrap(), Relaxed);
    }

    /// Pushed, and neither seen nor lost.
    fn missing(&self) -> usize {
        self.pushed.load(Relaxed) - self.seen.load(Relaxed) - self.lost.load(Relaxed)
    }
}

/// A push at every boundary of which `competitor` runs, on a ring that holds `records` before. (On an exclusive
/// slot, which has none before, all are alike.)
fn at_every_boundary(
    when_full: WhenFull,
    records: usize,
    exclusive: bool,
    competitor: impl Fn(&Ring, &Account) + Sync,
) {
    let ring = Ring::new(1024, when_full);
    let account = Account::default();
    let check = Check::new(|| account.push(&ring))
        .competitor(|| competitor(&ring, &account))
        .reset(|| {
            account.read(&ring, usize::MAX);
            (0..records).for_each(|_| account.push(&ring));
        })
        .invariant(|| {
            account.read(&ring, usize::MAX);
            assert_eq!(account.missing(), 0, "pushed, and neither seen nor lost");
        });
    let report = if exclusive { check } else { check.without_exclusive() }.run();
    assert_eq!(report.count(Place::Section), report.restarts(), "{report:#}");
    assert_eq!(report.count(Place::Exclusive) > 0, exclusive, "{report:#}");
    println!("{report}");
}

/// A ring of 1024 bytes holds 15 records of 64 bytes and the number of the next one.
const FULL: usize = 15;

#[test]
fn a_push_where_there_is_room() {
    let push = |ring: &Ring, account: &Account| account.push(ring);
    at_every_boundary(WhenFull::Drop, 3, true, push);
}

#[test]
fn a_push_over_the_oldest_record() {
    let check = |exclusive, competitor: fn(&Ring, &Account)| {
        at_every_boundary(WhenFull::Overwrite, FULL, exclusive, competitor);
    };
    check(false, |ring, account| account.push(ring));
    // The reader copies the oldest record alone, the one that is written over.
    check(true, |ring, account| account.read(ring, 1));
    // All the way round, so that the same words are the oldest again.
    check(false, |ring, account| (0..=FULL).for_each(|_| account.push(ring)));
}

#[test]
fn a_push_that_drops_its_record() {
    let check = |competitor: fn(&Ring, &Account)| {
        at_every_boundary(WhenFull::Drop, FULL, false, competitor);
    };
    check(|ring, account| account.push(ring));
    check(|ring, account| {
        account.read(ring, usize::MAX);
        account.push(ring);
    });
}

/// What a ring of four records of two equal words may do wrong.
#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Nothing,
    /// The oldest record is written over before the tail says that it is given up.
    NoIntent,
    /// The head comes before the bytes.
    PublishedFirst,
}

/// [`Ring`] in small.
struct Small {
    slots: PerCpu<SmallSlot>,
    wrong: Wrong,
}

#[derive(Default)]
struct SmallSlot {
    head: Word<usize>,
    tail: Word<usize>,
    words: [Word<usize>; 8],
}

impl Small {
    fn push(&self, number: usize) {
        let record = [number, number];
        if self.wrong == Wrong::PublishedFirst {
            let at = rseq!(self.slots, |slot| {
                let head = slot.head.get();
                stage!(slot.tail = (head + 1).saturating_sub(4));
                commit!(slot.head = head + 1);
                head
            });
            rseq!(self.slots, |slot| {
                stage_copy!(&slot.words[at % 4 * 2..][..2], &record);
                commit!(slot.tail += 0);
            });
            return;
        }
        if self.wrong == Wrong::Nothing {
            rseq!(self.slots, |slot| {
                let tail = (slot.head.get() + 1).saturating_sub(4);
                commit!(slot.tail = tail, Release);
            });
        }
        rseq!(self.slots, |slot| {
            let head = slot.head.get();
            let tail = (head + 1).saturating_sub(4);
            if self.wrong == Wrong::Nothing && slot.tail.get() < tail {
                // Somebody else has come in between and left no room: as if this were never pushed.
                return;
            }
            fence(std::sync::atomic::Ordering::Release);
            stage_copy!(&slot.words[head % 4 * 2..][..2], &record);
            stage!(slot.tail = tail);
            commit!(slot.head = head + 1, Release);
        });
    }

    /// A record that was not given up while it was read, and is torn.
    fn torn(&self) -> Option<[usize; 2]> {
        let slot = self.slots.iter().max_by_key(|slot| slot.head.get())?;
        let tail = slot.tail.get_acquire();
        let records = (tail..slot.head.get_acquire())
            .map(|at| [slot.words[at % 4 * 2].get(), slot.words[at % 4 * 2 + 1].get()]);
        let torn = records.into_iter().find(|[first, second]| first != second);
        fence(std::sync::atomic::Ordering::Acquire);
        torn.filter(|_| slot.tail.get() == tail)
    }
}

/// The same check of a small ring: at every boundary of a push the reader looks for torn records.
fn small(wrong: Wrong) -> Result<rseq_check::Report, Error> {
    let ring = Small { slots: PerCpu::default(), wrong };
    let numbers = AtomicUsize::new(1);
    let push = || ring.push(numbers.fetch_add(1, Relaxed));
    let torn = Mutex::new(None);
    let read = || {
        let found = ring.torn();
        if found.is_some() {
            *torn.lock().unwrap_or_else(PoisonError::into_inner) = found;
        }
    };
    Check::new(push)
        .competitor(read)
        .reset(|| {
            *torn.lock().unwrap_or_else(PoisonError::into_inner) = None;
            (0..4).for_each(|_| push());
        })
        .invariant(|| {
            let found = *torn.lock().unwrap_or_else(PoisonError::into_inner);
            assert_eq!(found, None, "a torn record");
        })
        .without_exclusive()
        .try_run()
}

#[test]
fn a_ring_that_does_one_thing_wrong_is_found() {
    small(Wrong::Nothing).unwrap();
    let Err(Error::Violations(report)) = small(Wrong::NoIntent) else { panic!("nothing found") };
    // A reader that comes in the middle of the copy.
    assert!(report.violations().all(|at| at.place == Place::Section), "{report}");
    let Err(Error::Violations(report)) = small(Wrong::PublishedFirst) else {
        panic!("nothing found")
    };
    assert!(report.violations().all(|at| at.place == Place::Section), "{report}");
}
