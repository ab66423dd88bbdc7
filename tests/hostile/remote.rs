//! Remote access where the kernel refuses it, across forks, and in handlers.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use restartable::{Backend, ExclusiveError, PerCpu, Word, backend, rseq};

use crate::Surroundings;
use crate::ledger::{among_workers, disturbing};
use crate::signals::{few, on, send};
use crate::support::{NOT_BY_LIBC, in_child, in_fork, refuse};

crate::everywhere! {
    forks
    handlers
}

/// Counts once; the index of the slot.
fn count_once(count: &PerCpu<Word<usize>>) -> u32 {
    rseq!(count, |n, index| {
        let old = n.get();
        commit!(n = old + 1);
        index
    })
}

fn sum(count: &PerCpu<Word<usize>>) -> usize {
    count.iter().map(Word::get).sum()
}

/// The index of the first exclusive slot.
fn cpus(count: &PerCpu<Word<usize>>) -> u32 {
    u32::try_from(count.cpus()).expect("a few")
}

/// With what the barrier failed, if it did.
fn errno<R>(result: Result<R, ExclusiveError>) -> Option<i32> {
    result.err().map(|error| match error {
        ExclusiveError::NoBarrier { errno, .. } => errno,
        error => panic!("{error}"),
    })
}

/// Slots of CPUs are not to be had, and nothing else is different.
fn without_barrier(count: &PerCpu<Word<usize>>, because: i32) {
    assert!(matches!(backend(), Backend::Rseq { .. }), "{}", backend());
    let before = sum(count);
    for index in 0..cpus(count) {
        for _ in 0..2 {
            assert_eq!(errno(count.exclusive(index)), Some(because));
            assert_eq!(errno(count.try_exclusive(index)), Some(because), "it is not left frozen");
        }
    }
    assert_eq!(errno(count.exclusive_all()), Some(because));
    assert_eq!(errno(count.exclusive_each(|_| panic!("called"))), Some(because));
    for _ in 0..100 {
        assert!(count_once(count) < cpus(count), "on the CPU's slot");
    }
    // These need no barrier.
    let slot = count.exclusive(cpus(count)).expect("an exclusive slot");
    slot.set(|n| n, slot.get() + 1);
    drop(slot);
    assert_eq!(sum(count), before + 101);
}

#[test]
fn no_membarrier() {
    if crate::FALLBACK {
        return;
    }
    in_child("remote::no_membarrier", "", || {
        Surroundings::ByLibc.enter();
        refuse(libc::SYS_membarrier, libc::ENOSYS);
        without_barrier(&PerCpu::default(), libc::ENOSYS);
    });
}

/// As before Linux 5.10, which does not know the command.
#[test]
fn no_such_command() {
    if crate::FALLBACK {
        return;
    }
    in_child("remote::no_such_command", NOT_BY_LIBC, || {
        Surroundings::ByUs.enter();
        refuse(libc::SYS_membarrier, libc::EINVAL);
        without_barrier(&PerCpu::default(), libc::EINVAL);
    });
}

/// The process drops its rights after it has used it: the barrier fails with the slots already marked,
/// which is taken back.
#[test]
fn no_membarrier_any_more() {
    if crate::FALLBACK {
        return;
    }
    in_child("remote::no_membarrier_any_more", "", || {
        Surroundings::ByLibc.enter();
        let count: PerCpu<Word<usize>> = PerCpu::default();
        count.exclusive_each(|slot| slot.set(|n| n, 1)).unwrap();
        let kept = count.exclusive(0).unwrap();
        refuse(libc::SYS_membarrier, libc::EPERM);
        kept.set(|n| n, 2);
        drop(kept);
        without_barrier(&count, libc::EPERM);
    });
}

/// Without rseq nobody asks for it.
#[test]
fn none_is_needed_without_rseq() {
    in_child("remote::none_is_needed_without_rseq", NOT_BY_LIBC, || {
        Surroundings::Refused.enter();
        refuse(libc::SYS_membarrier, libc::EPERM);
        let count: PerCpu<Word<usize>> = PerCpu::default();
        for _ in 0..100 {
            count_once(&count);
        }
        let mut taken = 0;
        count.exclusive_each(|slot| taken += slot.replace(|n| n, 0)).unwrap();
        assert_eq!(taken, 100);
        for slot in count.exclusive_all().unwrap().iter() {
            slot.set(|n| n, 1);
        }
        assert_eq!(sum(&count), count.cpus());
    });
}

/// The child has the guards of the thread that forked; what other threads had stays taken, and sequences
/// go on elsewhere.
fn forks() {
    static COUNT: OnceLock<PerCpu<Word<usize>>> = OnceLock::new();
    let count = COUNT.get_or_init(PerCpu::default);
    let (theirs, own) = if count.cpus() > 1 { (0, 1) } else { (0, cpus(count)) };
    let (held, wait) = std::sync::mpsc::channel();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let _slots = [theirs, cpus(count) + 1].map(|index| count.exclusive(index).unwrap());
            held.send(()).unwrap();
            let _ = ended.recv();
        });
        wait.recv().unwrap();
        let guard = count.exclusive(own).unwrap();
        let works = || {
            let held = Some(ExclusiveError::Held);
            let others = [theirs, cpus(count) + 1].map(|index| count.try_exclusive(index).err());
            (0..100).for_each(|_| assert_ne!(count_once(count), theirs));
            others == [held, held] && sum(count) == 100
        };
        in_fork(|| {
            let right = works() && count.try_exclusive(own).err() == Some(ExclusiveError::Held);
            // SAFETY: as if the closure owned it: in the child this is the only copy, and the parent's
            // ends in the parent.
            drop(unsafe { std::ptr::read(&raw const guard) });
            let again = count.exclusive(own).unwrap();
            again.set(|n| n, again.get() + 1);
            drop(again);
            right && sum(count) == 101
        });
        assert_eq!(sum(count), 0, "the child's memory is its own");
        drop((guard, end));
    });
    count.exclusive_each(|slot| slot.set(|n| n, 1)).unwrap();
    assert_eq!(sum(count), count.len());
}

/// What handlers have counted, and with what they were turned away.
static HANDLED: AtomicUsize = AtomicUsize::new(0);
static HELD: AtomicUsize = AtomicUsize::new(0);
static INTERRUPTED: AtomicUsize = AtomicUsize::new(0);

fn shared() -> &'static PerCpu<Word<usize>> {
    static SHARED: OnceLock<PerCpu<Word<usize>>> = OnceLock::new();
    SHARED.get_or_init(PerCpu::default)
}

/// Counts in every slot that it can have, the one among them on which it has interrupted a sequence.
extern "C" fn takes(_: libc::c_int) {
    for index in 0..u32::try_from(shared().len()).unwrap_or(0) {
        let refused = match shared().try_exclusive(index) {
            Ok(slot) => {
                slot.set(|n| n, slot.get() + 1);
                &HANDLED
            }
            Err(ExclusiveError::Held) => &HELD,
            Err(ExclusiveError::Interrupted) => &INTERRUPTED,
            Err(_) => continue,
        };
        refused.fetch_add(1, Ordering::Relaxed);
    }
}

/// Handlers take the slots of the sequences that they interrupt.
fn handlers() {
    // The kernel registers the process now, and not in a handler.
    shared().exclusive_each(|_| ()).unwrap();
    on(libc::SIGUSR1, 0, takes);
    on(libc::SIGUSR2, 0, takes);
    let worked = AtomicUsize::new(0);
    among_workers(
        few(),
        |stop| {
            let mut done = 0;
            while !stop.load(Ordering::Relaxed) {
                count_once(shared());
                done += 1;
            }
            worked.fetch_add(done, Ordering::Relaxed);
        },
        |workers| {
            disturbing(|| {
                for &worker in workers {
                    send(worker, libc::SIGUSR1);
                    send(worker, libc::SIGUSR2);
                }
                std::thread::sleep(std::time::Duration::from_micros(50));
            });
        },
    );
    let [handled, held, interrupted] =
        [&HANDLED, &HELD, &INTERRUPTED].map(|count| count.load(Ordering::Relaxed));
    println!("{handled} slots taken, {held} held, {interrupted} interrupted");
    assert!(handled > 0);
    assert_eq!(sum(shared()), worked.into_inner() + handled);
}
