//! The event, deterministically: whatever happens in a preparation, a commit on the same slot
//! restarts the sequence, which then sees what was written, and nothing else does.

mod common;

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use restartable::{PerCpu, Untracked, Word, rseq, try_rseq};

/// Two words in one slot; `other` lies in another slot.
struct Slots {
    pair: PerCpu<[Word<usize>; 2]>,
    other: PerCpu<Word<usize>>,
}

impl Slots {
    fn new() -> Self {
        // All on one CPU, so that "the same slot" is certain.
        common::pin(common::cpus()[0]);
        Self { pair: PerCpu::default(), other: PerCpu::default() }
    }

    fn sum(&self, word: usize) -> usize {
        self.pair.iter().map(|pair| pair[word].get()).sum()
    }
}

fn add(pair: &PerCpu<[Word<usize>; 2]>, amount: usize) {
    rseq!(pair, |pair| {
        let old = pair[0].get();
        commit!(pair[0] = old.wrapping_add(amount));
    });
}

/// Runs a sequence that calls `meanwhile` in its first preparation. Returns how often the
/// preparation ran, and what it read last.
fn with(slots: &Slots, meanwhile: impl Fn()) -> (u32, usize) {
    let runs = Cell::new(0);
    let read = rseq!(slots.pair, |pair| {
        let old = pair[0].get();
        runs.set(runs.get() + 1);
        if runs.get() == 1 {
            meanwhile();
        }
        commit!(pair[0] = old + 1);
        old
    });
    (runs.get(), read)
}

/// Whether a commit on the same slot must restart. On an exclusive stripe a nested sequence has, if
/// one is free, a stripe of its own, and is not in the way.
fn must_restart() -> bool {
    matches!(restartable::backend(), restartable::Backend::Rseq { .. })
}

/// How often a preparation ran that something happened in once.
#[track_caller]
fn assert_restarted(runs: u32) {
    assert!(runs == 2 || runs == 1 && !must_restart(), "a commit on the same slot must restart");
}

#[test]
fn nothing_happens() {
    let slots = Slots::new();
    assert_eq!(with(&slots, || {}), (1, 0));
    assert_eq!(slots.sum(0), 1);
}

#[test]
fn nested_on_the_same_slot() {
    let slots = Slots::new();
    let (runs, read) = with(&slots, || add(&slots.pair, 10));
    assert_restarted(runs);
    if runs == 2 {
        assert_eq!(read, 10, "the second attempt must see what was written");
    }
    assert_eq!(slots.sum(0), 11);
}

#[test]
fn nested_on_another_word_of_the_slot() {
    let slots = Slots::new();
    let (runs, _) = with(&slots, || {
        rseq!(slots.pair, |pair| {
            commit!(pair[1] += 5);
        });
    });
    assert_restarted(runs);
    assert_eq!((slots.sum(0), slots.sum(1)), (1, 5));
}

#[test]
fn nested_on_another_slot() {
    let slots = Slots::new();
    let (runs, read) = with(&slots, || {
        rseq!(slots.other, |n| {
            commit!(n += 1);
        });
    });
    assert_eq!((runs, read), (1, 0), "a commit on another slot must not restart");
}

#[test]
fn nested_without_a_commit() {
    let slots = Slots::new();
    let (runs, _) = with(&slots, || {
        let left = rseq!(slots.pair, |pair| {
            if pair[1].get() == 0 {
                return true;
            }
            commit!(pair[1] = 0);
            false
        });
        assert!(left);
    });
    assert_eq!(runs, 1, "leaving without a commit must not restart others");
}

/// What a write and a restore of the same value would hide from a plain compare of the word.
#[test]
fn aba() {
    let slots = Slots::new();
    let (runs, _) = with(&slots, || {
        add(&slots.pair, 1);
        add(&slots.pair, 1_usize.wrapping_neg());
    });
    assert_restarted(runs);
    assert_eq!(slots.sum(0), 1);
}

#[test]
fn allocation() {
    let slots = Slots::new();
    let (runs, _) = with(&slots, || drop(std::hint::black_box(vec![0_u8; 1 << 20])));
    assert_eq!(runs, 1);
}

#[test]
fn system_call() {
    let slots = Slots::new();
    let (runs, _) = with(&slots, || drop(std::fs::metadata("/")));
    assert_eq!(runs, 1);
}

#[test]
fn sched_yield() {
    let slots = Slots::new();
    let (runs, _) = with(&slots, std::thread::yield_now);
    assert_eq!(runs, 1, "being switched out is no commit");
}

#[test]
fn another_thread_commits() {
    let slots = Slots::new();
    let (runs, read) = with(&slots, || {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                common::pin(common::cpus()[0]);
                add(&slots.pair, 7);
            });
        });
    });
    assert_eq!(slots.sum(0), 8);
    assert_restarted(runs);
    if runs == 2 {
        assert_eq!(read, 7);
    }
}

/// The thread moves in its preparation: the sequence restarts on its new CPU's slot.
#[test]
fn moved_to_another_cpu() {
    let slots = Slots::new();
    let cpus = common::cpus();
    if cpus.len() < 2 {
        println!("skipped: one CPU");
        return;
    }
    let (runs, read) = with(&slots, || common::pin(cpus[1]));
    assert_eq!(read, 0);
    if must_restart() {
        assert_eq!(runs, 2);
    }
    if let restartable::Backend::Rseq { .. } = restartable::backend() {
        let index = rseq!(slots.pair, |pair, index| {
            commit!(pair[0] += 0);
            index
        });
        assert_eq!(index as usize, cpus[1]);
        assert_eq!(slots.pair.get(index).map(|pair| pair[0].get()), Some(1));
    }
}

/// A thread that has never committed, and does not now, looks at the slot of its own CPU.
#[test]
fn a_new_thread_that_leaves_early() {
    let slots = Slots::new();
    for cpu in common::cpus() {
        let look = || {
            common::pin(cpu);
            rseq!(slots.pair, |pair, index| {
                if pair[0].get() == 0 {
                    return index;
                }
                commit!(pair[0] = 0);
                u32::MAX
            })
        };
        let index = std::thread::scope(|scope| scope.spawn(look).join().unwrap());
        assert!(index as usize == cpu || !must_restart(), "slot {index} on CPU {cpu}");
    }
}

/// A sequence that nests itself on the same slot in every attempt ends all the same.
#[test]
fn always_nested() {
    let slots = Slots::new();
    let before = restartable::stats();
    let mut runs = 0;
    rseq!(slots.pair, |pair| {
        let old = pair[0].get();
        runs += 1;
        add(&slots.pair, 1);
        commit!(pair[0] = old + 1);
    });
    let after = restartable::stats();
    assert_eq!(slots.sum(0), runs + 1);
    assert!(after.exclusive > before.exclusive, "it can end on an exclusive stripe only");
}

/// The same, several levels deep.
#[test]
fn always_nested_deeply() {
    fn nest(slots: &Slots, depth: u32) {
        rseq!(slots.pair, |pair| {
            let old = pair[0].get();
            if depth > 0 {
                nest(slots, depth - 1);
            }
            commit!(pair[0] = old + 1);
        });
    }
    let slots = Slots::new();
    // Each level multiplies the work by 33.
    let depth = if cfg!(restartable_guest) { 2 } else { 3 };
    nest(&slots, depth);
    assert!(slots.sum(0) > depth as usize);
}

/// Of each thread; a guest is slow, and runs this on eight architectures.
const ROUNDS: usize = if cfg!(restartable_guest) { 4 } else { 50 };

/// A nested in B and B nested in A, on many threads, with and without rseq: a circle of waits in a
/// design where a thread waits for an exclusive stripe that another holds in its preparation.
#[test]
fn nested_in_a_circle() {
    let slots = Slots::new();
    std::thread::scope(|scope| {
        for thread in 0..40 {
            let slots = &slots;
            scope.spawn(move || {
                for _ in 0..ROUNDS {
                    if thread % 2 == 0 {
                        rseq!(slots.pair, |pair| {
                            let old = pair[0].get();
                            rseq!(slots.other, |n| {
                                let old = n.get();
                                std::thread::yield_now();
                                commit!(n = old + 1);
                            });
                            commit!(pair[0] = old + 1);
                        });
                    } else {
                        rseq!(slots.other, |n| {
                            let old = n.get();
                            rseq!(slots.pair, |pair| {
                                let old = pair[0].get();
                                std::thread::yield_now();
                                commit!(pair[0] = old + 1);
                            });
                            commit!(n = old + 1);
                        });
                    }
                }
            });
        }
    });
    // Inner sequences run again with their outer one: at least once for each.
    assert!(slots.sum(0) >= 40 * ROUNDS);
    assert!(slots.other.iter().map(Word::get).sum::<usize>() >= 40 * ROUNDS);
}

#[test]
fn a_panic_leaves_nothing_written() {
    let slots = Slots::new();
    // More than twice as often as there are exclusive stripes: one that stayed taken would show.
    for round in 0..2 * (slots.pair.len() - slots.pair.cpus()) {
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut attempts = 0;
            rseq!(slots.pair, |pair| {
                let old = pair[0].get();
                attempts += 1;
                // Every attempt on the CPU's slot fails, so that the panic is on an exclusive one.
                if attempts <= 40 {
                    add(&slots.pair, 0);
                }
                // On the CPU's slot, or on an exclusive stripe, which must be given back.
                let late = round % 2 == 1 && must_restart();
                assert!(late && attempts <= 32, "on purpose");
                commit!(pair[0] = old + 1);
            });
        }));
        assert!(panicked.is_err(), "round {round}");
    }
    assert_eq!(slots.sum(0), 0);
    assert_eq!(with(&slots, || {}), (1, 0));
}

#[test]
fn try_once_reports_the_abort() {
    let slots = Slots::new();
    let attempt = |disturb: bool| {
        try_rseq!(slots.pair, |pair| {
            let old = pair[0].get();
            if disturb {
                add(&slots.pair, 10);
            }
            commit!(pair[0] = old + 1);
            old
        })
    };
    assert!(matches!(attempt(false), Ok(0)));
    if must_restart() {
        assert!(attempt(true).is_err());
        assert_eq!(slots.sum(0), 11);
    }
}

/// `check!` without `else` waits: the thread that makes it true runs on any slot.
#[test]
fn checks_wait() {
    static OPEN: Word<u32> = Word::new(0);
    let turns = AtomicU64::new(0);
    let slots: PerCpu<Word<usize>, Untracked> = PerCpu::default();
    let door: PerCpu<Word<u32>> = PerCpu::new(|_| Word::new(1));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            rseq!(slots, |n| {
                turns.fetch_add(1, Ordering::Relaxed);
                check!(OPEN == 1);
                commit!(n += 1);
            });
        });
        scope.spawn(|| {
            while turns.load(Ordering::Relaxed) < 1000 {
                std::thread::yield_now();
            }
            rseq!(door, |door| {
                stage!(OPEN = 1);
                commit!(door = 0);
            });
        });
    });
    assert_eq!(slots.iter().map(Word::get).sum::<usize>(), 1);
}

/// What a failed preparation leaves is dropped before the next attempt begins, which may wait: a `drop`
/// that commits on the slot does not change the event that the next attempt has read.
#[test]
fn variables_are_dropped_before_the_next_attempt() {
    struct Counted<'a>(&'a Slots, &'a Cell<u32>);
    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.1.set(self.1.get() + 1);
            add(&self.0.pair, 1);
        }
    }
    let slots = Slots::new();
    let (runs, drops) = (Cell::new(0), Cell::new(0));
    rseq!(slots.pair, |pair| {
        runs.set(runs.get() + 1);
        assert_eq!(drops.get(), runs.get() - 1, "dropped after the next attempt has begun");
        let _counted = Counted(&slots, &drops);
        if runs.get() == 1 {
            add(&slots.pair, 1);
        }
        let old = pair[0].get();
        commit!(pair[0] = old + 1);
    });
    // It was restarted once for the nested commit; a thread that is moved meanwhile, once more.
    assert!(runs.get() < 16, "{} attempts", runs.get());
    assert_eq!(slots.sum(0), 2 + drops.get() as usize);
}

/// The tail runs once, after the commit, whatever happened before it.
#[test]
fn the_tail_runs_once() {
    let slots = Slots::new();
    let tails = Cell::new(0);
    let mut attempts = 0;
    rseq!(slots.pair, |pair| {
        let old = pair[0].get();
        attempts += 1;
        if attempts < 20 {
            add(&slots.pair, 1);
        }
        commit!(pair[0] = old + 100);
        tails.set(tails.get() + 1);
        add(&slots.pair, 1000);
    });
    assert_eq!(tails.get(), 1);
    assert!(attempts == 20 || !must_restart());
    assert!(slots.sum(0) >= 1100);
}

#[cfg(unix)]
mod signals {
    //! A handler that commits on the slot of the sequence it interrupted.

    use super::{Cell, Ordering, PerCpu, Slots, Word, add, assert_restarted, rseq, with};
    use std::sync::atomic::AtomicPtr;

    static TARGET: AtomicPtr<PerCpu<[Word<usize>; 2]>> = AtomicPtr::new(std::ptr::null_mut());
    /// Signals are the process's: one test of them at a time.
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());

    extern "C" fn commits(_signal: libc::c_int) {
        // SAFETY: set to a `PerCpu` that outlives the `raise` which led here.
        add(unsafe { &*TARGET.load(Ordering::Relaxed) }, 10);
    }

    extern "C" fn leaves_early(_signal: libc::c_int) {
        // SAFETY: as above.
        let pair = unsafe { &*TARGET.load(Ordering::Relaxed) };
        rseq!(pair, |pair| {
            if pair[1].get() == 0 {
                return;
            }
            commit!(pair[1] = 0);
        });
    }

    fn raise_in_preparation(handler: extern "C" fn(libc::c_int)) -> ((u32, usize), usize) {
        let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let slots = Slots::new();
        TARGET.store((&raw const slots.pair).cast_mut(), Ordering::Relaxed);
        let raised = Cell::new(false);
        // SAFETY: the handler has the right signature; `raise` returns after it ran.
        let seen = unsafe {
            libc::signal(libc::SIGUSR1, handler as *const () as libc::sighandler_t);
            with(&slots, || {
                libc::raise(libc::SIGUSR1);
                raised.set(true);
            })
        };
        assert!(raised.get());
        (seen, slots.sum(0))
    }

    #[test]
    fn handler_that_commits() {
        let ((runs, read), sum) = raise_in_preparation(commits);
        assert_restarted(runs);
        if runs == 2 {
            assert_eq!(read, 10);
        }
        assert_eq!(sum, 11);
    }

    #[test]
    fn handler_that_leaves_early() {
        assert_eq!(raise_in_preparation(leaves_early), ((1, 0), 1));
    }
}
