//! A process that believes in fewer CPUs than there are: which stripes it uses, in memory of its own and
//! in files, and what becomes of it without the bound.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use restartable::{PerCpu, SharedPerCpu, Untracked, Word, rseq};
use rseq_runtime::register::{self, FAST};

use super::work::everywhere;
use crate::common;
use crate::support::refuse_rseq;

/// What tasks count in.
pub type Counts = SharedPerCpu<Word<u32>, Untracked>;

const ROUNDS: u32 = if cfg!(restartable_guest) { 1_000 } else { 50_000 };
/// Threads on CPU 0 without rseq, which keep to exclusive slots: more than there are.
const EXCLUSIVE: usize = 16;

/// The number of CPUs that a program believes in, and that its memory works.
pub fn believe() {
    let counts: PerCpu<Word<u32>> = PerCpu::default();
    for _ in 0..1000 {
        rseq!(counts, |count| {
            let old = count.get();
            commit!(count = old + 1);
        });
    }
    assert_eq!(counts.iter().map(Word::get).sum::<u32>(), 1000);
    assert_eq!(counts.cpus(), register::init().cpus as usize);
    println!("believes {}", counts.cpus());
}

/// A task that was told of CPU 0 alone, on CPU 0 and on this one: `ordinary`, `create PATH` or `open
/// PATH`; with `lie` before it as it would be without the bound.
pub fn stripes(words: &str) {
    let (other, words) = words.split_once(' ').expect("a CPU");
    let other: u32 = other.parse().expect("a CPU");
    let ordinary: PerCpu<Word<u32>, Untracked> = PerCpu::default();
    assert_eq!(ordinary.cpus(), 1, "it was told of one CPU");
    let (lie, words) = match words.strip_prefix("lie ") {
        Some(words) => (true, words),
        None => (false, words),
    };
    let shared = match words.split_once(' ') {
        Some(("create", path)) => Some(Counts::create(path, |_| Word::new(0)).expect("a new file")),
        Some((_, path)) => Some(Counts::open(path).expect("a file for at least one CPU")),
        None => None,
    };
    everywhere();
    if lie {
        // What every sequence compares its index with.
        FAST.cpus.store(other + 1, Ordering::Relaxed);
    }
    match &shared {
        Some(counts) => run(
            other as usize,
            |between| {
                rseq!(counts, |count, index| {
                    between(index);
                    commit!(count += 1);
                });
            },
            || counts.iter().map(Word::get).sum(),
        ),
        None => run(
            other as usize,
            |between| {
                rseq!(ordinary, |count, index| {
                    between(index);
                    commit!(count += 1);
                });
            },
            || ordinary.iter().map(Word::get).sum(),
        ),
    }
}

/// Prints the slots that two threads on the other CPU have at the same time, and how many counts are
/// lost when that CPU and CPU 0 count at the same time.
fn run(other: usize, count: impl Fn(&mut dyn FnMut(u32)) + Sync, total: impl Fn() -> u32) {
    let started_with = total();
    let slots = [const { AtomicU32::new(u32::MAX) }; 2];
    let slot = |at: usize| slots[at].load(Ordering::Acquire);
    std::thread::scope(|scope| {
        for at in 0..2 {
            let (slots, slot, count) = (&slots, &slot, &count);
            scope.spawn(move || {
                common::pin(other);
                count(&mut |index| {
                    slots[at].store(index, Ordering::Release);
                    let start = Instant::now();
                    while slot(1 - at) == u32::MAX {
                        assert!(start.elapsed() < Duration::from_secs(60), "alone");
                        std::thread::yield_now();
                    }
                });
            });
        }
    });
    let mut made = 2;
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let count = &count;
            made += ROUNDS;
            scope.spawn(move || {
                common::pin(other);
                (0..ROUNDS).for_each(|_| count(&mut |_| ()));
            });
        }
        for _ in 0..EXCLUSIVE {
            let count = &count;
            made += ROUNDS / 10;
            scope.spawn(move || {
                common::pin(0);
                refuse_rseq(libc::EPERM);
                (0..ROUNDS / 10).for_each(|_| count(&mut |_| ()));
            });
        }
    });
    let lost = i64::from(started_with + made) - i64::from(total());
    println!("met on {} and {}, lost {lost} of {made}", slot(0), slot(1));
}

/// What [`run`] printed.
pub fn found(said: &str) -> ([u32; 2], i64) {
    let line = said.lines().find(|line| line.contains("met on")).expect("the task's numbers");
    let numbers: Vec<i64> = line.split([' ', ',']).filter_map(|word| word.parse().ok()).collect();
    let [one, two, lost, _] = numbers[..] else { panic!("{line}") };
    ([one, two].map(|slot| slot.try_into().expect("an index")), lost)
}

/// As bytes, to be compared.
pub fn contents(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("the file")
}
