//! Exclusive stripes: nested, held by threads that sleep, left by panics.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};

use restartable::{PerCpu, Word, rseq, stats};
use rseq_runtime::register::init;

use crate::Surroundings;
use crate::ledger::{AtEnd, among_workers, crowd, ledger, since};
use crate::support::{NOT_BY_LIBC, in_child};

crate::everywhere! {
    nested
    panics
    all_held
    panics_when_all_are_held
}

/// The index of the overflow stripe: the last.
pub fn overflow() -> u32 {
    init().total() - 1
}

/// Counts once, in a sequence whose preparation lets every attempt on a CPU's slot fail, so that it
/// ends on an exclusive stripe. There it calls `body` with the stripe's index.
///
/// On the overflow stripe others may let an attempt fail, so `body` may be called several times.
pub fn on_exclusive(count: &PerCpu<Word<usize>>, mut body: impl FnMut(u32)) {
    rseq!(count, |n, index| {
        let old = n.get();
        if index < init().cpus {
            rseq!(count, |n| {
                commit!(n += 0);
            });
        } else {
            body(index);
        }
        commit!(n = old + 1);
    });
}

/// Takes every reserved stripe that is free, by sequences nested in each other, and returns their
/// indices. Counts once for each, and once more for the attempt that found no other.
pub fn take_all(count: &PerCpu<Word<usize>>) -> Vec<u32> {
    fn take(count: &PerCpu<Word<usize>>, taken: &mut Vec<u32>) {
        on_exclusive(count, |index| {
            if index != overflow() {
                taken.push(index);
                take(count, taken);
            }
        });
    }
    let mut taken = Vec::new();
    take(count, &mut taken);
    taken.sort_unstable();
    taken
}

/// All reserved stripes.
pub fn reserved() -> Vec<u32> {
    (init().cpus..overflow()).collect()
}

/// Calls `body` while every reserved stripe is held by a thread that sleeps in its preparation, and
/// does not wake up before `body` has ended.
pub fn while_all_are_held(body: impl FnOnce()) {
    // Small, so it lies in the stripes of all others.
    let count: PerCpu<Word<usize>> = PerCpu::default();
    let (held, counted) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (ended, wake) = (AtomicBool::new(false), (Mutex::new(()), Condvar::new()));
    std::thread::scope(|scope| {
        for _ in reserved() {
            scope.spawn(|| {
                // Whoever meets another's first turn on the overflow stripe tries again.
                let sleeping = Cell::new(false);
                while !sleeping.get() {
                    on_exclusive(&count, |index| {
                        if index == overflow() {
                            return;
                        }
                        sleeping.set(true);
                        held.fetch_add(1, Ordering::AcqRel);
                        let mut asleep = wake.0.lock().unwrap();
                        while !ended.load(Ordering::Acquire) {
                            asleep = wake.1.wait(asleep).unwrap();
                        }
                    });
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        while held.load(Ordering::Acquire) < reserved().len() {
            std::thread::yield_now();
        }
        let end = AtEnd(&ended);
        let result = catch_unwind(AssertUnwindSafe(body));
        {
            let _nobody_falls_asleep = wake.0.lock().unwrap();
            drop(end);
        }
        wake.1.notify_all();
        if let Err(panic) = result {
            std::panic::resume_unwind(panic);
        }
    });
    assert_eq!(count.iter().map(Word::get).sum::<usize>(), counted.into_inner());
    assert_eq!(take_all(&count), reserved(), "all come free");
}

/// A sequence nested in itself so many times. Returns the number of commits.
fn nest(count: &PerCpu<Word<usize>>, depth: usize) -> usize {
    let mut commits = 0;
    rseq!(count, |n| {
        let old = n.get();
        if depth > 0 {
            commits += nest(count, depth - 1);
        }
        commit!(n = old + 1);
    });
    commits + 1
}

/// Where every sequence is on an exclusive stripe, each level but the innermost one keeps a reserved
/// one, and that is how deep they can go. (Seen: one level more never ends, as the limits of `rseq!`
/// say.)
#[test]
fn nested_as_deep_as_stripes_go() {
    let name = "exclusive::nested_as_deep_as_stripes_go";
    in_child(name, NOT_BY_LIBC, || {
        Surroundings::Refused.enter();
        let count: PerCpu<Word<usize>> = PerCpu::default();
        let depth = reserved().len();
        assert_eq!(nest(&count, depth), depth + 1);
        assert_eq!(count.iter().filter(|n| n.get() == 1).count(), depth + 1, "one commit each");
        assert_eq!(take_all(&count), reserved());
    });
}

/// Sequences nested in themselves, three deep, by more threads than there are stripes: without rseq
/// too, where outer and inner ones meet on the overflow stripe.
fn nested() {
    let count: PerCpu<Word<usize>> = PerCpu::default();
    let before = stats();
    let commits = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..crowd() {
            scope.spawn(|| {
                for _ in 0..10 {
                    commits.fetch_add(nest(&count, 2), Ordering::Relaxed);
                }
            });
        }
    });
    let (restarts, exclusive) = since(before);
    let commits = commits.into_inner();
    println!("{commits} commits, {restarts} restarts, {exclusive} on exclusive stripes");
    assert!(exclusive > 0);
    assert_eq!(count.iter().map(Word::get).sum::<usize>(), commits);
}

/// A panic without a message, which would be long.
fn panic_quietly() {
    std::panic::resume_unwind(Box::new(OnPurpose));
}

/// Whether this panics so, and not by a failed assertion.
fn panics_quietly(body: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(body)).is_err_and(|panic| panic.is::<OnPurpose>())
}

struct OnPurpose;

/// Panics on an exclusive stripe leave nothing written, and the stripe free. (Seen, when unwinding did
/// not drop the attempt: all reserved stripes stayed taken.)
fn panics() {
    let count: PerCpu<Word<usize>> = PerCpu::default();
    for _ in 0..3 * reserved().len() {
        assert!(panics_quietly(|| on_exclusive(&count, |_| panic_quietly())));
    }
    assert_eq!(count.iter().map(Word::get).sum::<usize>(), 0);
    assert_eq!(take_all(&count), reserved());
}

/// While the holders of all reserved stripes sleep, and will sleep until the others have finished,
/// the others go on. (Seen, when threads waited for a reserved stripe instead of using the overflow
/// stripe: a deadlock, here and in `panics_when_all_are_held`, in all surroundings.)
fn all_held() {
    while_all_are_held(|| {
        let counted = AtomicUsize::new(0);
        among_workers(
            crowd(),
            |_| {
                for _ in 0..100 {
                    ledger().work_on_exclusive(|index| {
                        assert_eq!(index, overflow(), "no other is free");
                        counted.fetch_add(1, Ordering::Relaxed);
                    });
                    ledger().work();
                }
            },
            |_| {},
        );
        assert!(counted.into_inner() >= 100 * crowd());
    });
    ledger().check();
}

/// And a panic there does not leave the overflow stripe locked, nor signals blocked.
fn panics_when_all_are_held() {
    let count: PerCpu<Word<usize>> = PerCpu::default();
    while_all_are_held(|| {
        for _ in 0..100 {
            assert!(panics_quietly(|| {
                on_exclusive(&count, |index| {
                    assert_eq!(index, overflow(), "no other is free");
                    panic_quietly();
                });
            }));
            assert!(!crate::signals::is_blocked(libc::SIGUSR1));
        }
        assert_eq!(count.iter().map(Word::get).sum::<usize>(), 0);
        on_exclusive(&count, |index| assert_eq!(index, overflow()));
        assert!(!crate::signals::is_blocked(libc::SIGUSR1));
    });
    assert_eq!(count.iter().map(Word::get).sum::<usize>(), 1);
}
