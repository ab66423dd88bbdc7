//! `take` and `set` while others add: nothing is lost, and nothing counted twice.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use restartable::{Counter, Gauge, PerCpu, Untracked, Word, rseq};

use super::common;

/// Several threads take while more threads than CPUs add.
#[test]
fn takes_lose_nothing() {
    let counter = Counter::new();
    let (added, taken) = (AtomicU64::new(0), AtomicU64::new(0));
    common::stress(|thread| {
        if thread.is_multiple_of(3) {
            let some = counter.take();
            assert!(some < 1 << 60, "{some:#x}: below 0");
            taken.fetch_add(some, Relaxed);
        } else {
            counter.add(3);
            added.fetch_add(3, Relaxed);
        }
    });
    assert_eq!(taken.into_inner() + counter.sum(), added.into_inner());
}

/// Sums of a counter that only grows never go back, also between takes.
#[test]
fn sums_do_not_go_back() {
    let counter = Counter::new();
    let end = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !end.load(Relaxed) {
                    counter.inc();
                }
            });
        }
        let mut last = 0;
        for _ in 0..if cfg!(miri) { 20 } else { 20_000 } {
            let sum = counter.sum();
            assert!(sum >= last, "{sum} after {last}");
            last = sum;
        }
        end.store(true, Relaxed);
    });
}

#[test]
fn swaps_lose_nothing() {
    let gauge = Gauge::new();
    let balance = std::sync::atomic::AtomicI64::new(0);
    common::stress(|thread| {
        if thread.is_multiple_of(3) {
            let value = i64::try_from(thread).unwrap();
            let old = gauge.swap(value);
            balance.fetch_add(old - value, Relaxed);
        } else {
            gauge.sub(1);
            balance.fetch_add(1, Relaxed);
        }
    });
    assert_eq!(gauge.value() + balance.into_inner(), 0);
}

/// A counter that `add`s once more from within the `take`, as another thread could, between any two
/// slots that it reads.
trait Takes {
    fn add(&self);
    /// Calls `between` after the read of each slot.
    fn take(&self, between: impl Fn()) -> u64;
}

fn lost(counter: &impl Takes) -> u64 {
    let added = AtomicU64::new(0);
    let add = || {
        counter.add();
        added.fetch_add(1, Relaxed);
    };
    (0..10).for_each(|_| add());
    let first = counter.take(add);
    let rest = counter.take(|| ());
    added.load(Relaxed) - first - rest
}

/// Reads a word, and then stores a zero there: what one would write with atomics.
struct Naive(PerCpu<Word<usize>, Untracked>);

impl Takes for Naive {
    fn add(&self) {
        rseq!(self.0, |slot| {
            commit!(slot += 1);
        });
    }

    fn take(&self, between: impl Fn()) -> u64 {
        let mut sum = 0;
        for slot in &self.0 {
            sum += slot.get() as u64;
            between();
            // SAFETY: the word is in the `PerCpu`, and no `&mut` to it exists.
            unsafe { std::sync::atomic::AtomicUsize::from_ptr(slot.as_ptr()) }.store(0, Relaxed);
        }
        sum
    }
}

/// What `Counter` does.
struct Baseline(PerCpu<Word<usize>, Untracked>, AtomicU64);

impl Takes for Baseline {
    fn add(&self) {
        rseq!(self.0, |slot| {
            commit!(slot += 1);
        });
    }

    fn take(&self, between: impl Fn()) -> u64 {
        let read = |slot: &Word<usize>| {
            let count = slot.get() as u64;
            between();
            count
        };
        let sum = self.0.iter().map(read).sum();
        sum - self.1.swap(sum, Relaxed)
    }
}

#[test]
fn control_a_take_that_writes_to_the_slots() {
    assert_eq!(lost(&Baseline(PerCpu::default(), AtomicU64::new(0))), 0);
    assert!(lost(&Naive(PerCpu::default())) > 0);
}
