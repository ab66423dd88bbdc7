//! Sequences from more threads than there are exclusive stripes, small enough for Miri:
//!
//! ```sh
//! MIRIFLAGS="-Zmiri-permissive-provenance -Zmiri-many-seeds=0..8" \
//!     cargo +nightly miri test -p restartable --test portable
//! ```
//!
//! With `--cfg restartable_fallback`, and under Miri always, every sequence here runs on an exclusive
//! stripe, the last ones on the overflow stripe. (Where its event is read without its lock,
//! `more_threads_than_stripes` loses an update under one of the first seeds.)

use std::sync::Barrier;
use std::thread;

use restartable::{PerCpu, Untracked, Word, rseq};

const TURNS: usize = if cfg!(miri) { 3 } else { 50 };

/// So many threads that some find no reserved stripe, each holding one while it asks for a second.
fn threads() -> usize {
    let any: PerCpu<()> = PerCpu::default();
    let reserved = any.len() - any.cpus() - 1;
    reserved + 2
}

/// Adds in the preparation, so that the event alone can save it.
fn add(counter: &PerCpu<Word<usize>>) {
    rseq!(counter, |slot| {
        let old = slot.get();
        thread::yield_now();
        commit!(slot = old + 1);
    });
}

#[test]
fn more_threads_than_stripes() {
    let (inner, outer) = (PerCpu::default(), PerCpu::default());
    let start = Barrier::new(threads());
    thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                start.wait();
                for _ in 0..TURNS {
                    rseq!(outer, |slot: &Word<usize>| {
                        let old = slot.get();
                        add(&inner);
                        commit!(slot = old + 1);
                    });
                }
            });
        }
    });
    let sum = |counter: &PerCpu<Word<usize>>| counter.iter().map(Word::get).sum::<usize>();
    assert_eq!(sum(&outer), threads() * TURNS);
    assert!(sum(&inner) >= threads() * TURNS);
}

#[test]
fn sections_alone() {
    let counter: PerCpu<[Word<u32>; 2], Untracked> = PerCpu::default();
    thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                for _ in 0..TURNS {
                    rseq!(counter, |slot| {
                        let old = fetch!(slot[0]);
                        stage!(slot[1] = old);
                        commit!(slot[0] += 1);
                    });
                }
            });
        }
    });
    let sum: usize = counter.iter().map(|slot| slot[0].get() as usize).sum();
    assert_eq!(sum, threads() * TURNS);
    assert!(counter.iter().all(|slot| slot[1].get() == slot[0].get().saturating_sub(1)));
}

/// Boxes go from hand to hand through a word: what one thread wrote before its commit, the next
/// finds, and Miri finds what is lost or freed twice.
#[test]
fn boxes_go_round() {
    let hands: PerCpu<Word<*mut usize>> = PerCpu::new(|_| Word::new(std::ptr::null_mut()));
    thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                for turn in 0..TURNS {
                    let mine = Box::into_raw(Box::new(turn));
                    let theirs = rseq!(hands, |hand| {
                        let theirs = hand.get_acquire();
                        commit!(hand = mine, Release);
                        theirs
                    });
                    if !theirs.is_null() {
                        // SAFETY: made by `into_raw`, and taken out by this commit alone.
                        let theirs = unsafe { Box::from_raw(theirs) };
                        assert!(*theirs < TURNS);
                    }
                }
            });
        }
    });
    for hand in hands {
        let last = hand.into_inner();
        if !last.is_null() {
            // SAFETY: made by `into_raw`, and never taken out.
            drop(unsafe { Box::from_raw(last) });
        }
    }
}
