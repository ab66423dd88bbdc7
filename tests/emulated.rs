//! Programs where there is no rseq: `tests/cross/emulate` runs these tests under Valgrind and under
//! qemu-user, which have no such system call, and sets `RESTARTABLE_BACKEND` to what `backend()` has to
//! say there. Few turns, since a sequence takes microseconds there; ordinary tests elsewhere.
#![cfg(target_os = "linux")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Barrier, Mutex};

use restartable::ring::{Ring, WhenFull};
use restartable::{
    Counter, Histogram, Lock, PerCpu, Pool, Shareable, SharedPerCpu, Stack, Word, rseq, try_rseq,
};

const THREADS: usize = 4;
const TURNS: usize = 250;

/// Runs on all threads at once.
fn together(work: impl Fn(usize) + Sync) {
    let all = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (all, work) = (&all, &work);
            scope.spawn(move || {
                all.wait();
                (0..TURNS).for_each(|_| work(thread));
            });
        }
    });
}

#[test]
fn backend_says_why() {
    let backend = restartable::backend().to_string();
    println!("backend: {backend}");
    if let Some(expected) = std::env::var_os("RESTARTABLE_BACKEND") {
        assert_eq!(Some(&*backend), expected.to_str());
    }
}

#[derive(Default)]
struct Slot {
    count: Word<usize>,
    copy: [Word<usize>; 3],
    version: Word<u32>,
}

#[test]
fn every_statement() {
    let slots: PerCpu<Slot> = PerCpu::default();
    let refused = AtomicU32::new(0);
    together(|_| {
        rseq!(slots, |slot| {
            let count = slot.count.get();
            let seen = fetch!(slot.count);
            check!(slot.count == count);
            stage_copy!(&slot.copy, &[count + 1, count + 1, count + 1]);
            stage!(slot.version = 7);
            commit!(slot.count = count + 1, Release);
            assert_eq!(seen, count);
        });
        while try_rseq!(slots, |slot| {
            commit!(slot.count += 1);
        })
        .is_err()
        {
            refused.fetch_add(1, Ordering::Relaxed);
        }
    });
    let count: usize = slots.iter().map(|slot| slot.count.get()).sum();
    assert_eq!(count, 2 * THREADS * TURNS, "{refused:?} single attempts failed");
    for slot in slots.iter().filter(|slot| slot.version.get() == 7) {
        let copy = slot.copy.each_ref().map(Word::get);
        assert!(copy[0] > 0 && copy == [copy[0]; 3], "{copy:?}");
    }
}

#[test]
fn structures() {
    let counter = Counter::new();
    let histogram: Histogram = Histogram::new();
    let stack = Stack::with_capacity(2 * THREADS * TURNS);
    let ring = Ring::new(1 << 16, WhenFull::Drop);
    let lock = Lock::new(|_| 0_usize);
    let pool = Pool::new(|| vec![0_u8; 16]);
    let popped = Mutex::new(Vec::new());
    together(|thread| {
        counter.inc();
        histogram.record(thread as u64 + 1);
        stack.push(Box::new(thread)).expect("it has room for all");
        if let Some(value) = stack.pop() {
            popped.lock().unwrap().push(*value);
        }
        ring.push(&thread.to_le_bytes()).expect("it has room for all");
        *lock.lock() += 1;
        let mut object = pool.get();
        object[0] = object[0].wrapping_add(1);
    });
    let all = THREADS * TURNS;
    assert_eq!(counter.sum(), all as u64);
    let snapshot = histogram.snapshot();
    assert_eq!((snapshot.count(), snapshot.max()), (all as u64, Some(THREADS as u64)));
    let mut rest = Vec::new();
    stack.take_all(&mut rest).expect("where there is no rseq no barrier is needed");
    let mut values = popped.into_inner().unwrap();
    values.extend(rest.into_iter().map(|value| *value));
    for thread in 0..THREADS {
        assert_eq!(values.iter().filter(|&&value| value == thread).count(), TURNS);
    }
    let mut read = 0;
    let mut reader = ring.reader();
    reader.drain(|record| {
        assert!(usize::from_le_bytes(record.bytes.try_into().unwrap()) < THREADS);
        read += 1;
    });
    assert_eq!((read, reader.lost()), (all, 0));
    let mut lock = lock;
    assert_eq!(lock.iter_mut().map(|value| *value).sum::<usize>(), all);
    let pooled: usize = pool.idle();
    assert!(pooled > 0);
}

#[test]
fn remote_access() {
    let counts: PerCpu<Word<usize>> = PerCpu::default();
    let taken = AtomicU32::new(0);
    together(|thread| {
        rseq!(counts, |count| {
            commit!(*count += 1);
        });
        if thread == 0 {
            counts
                .exclusive_each(|slot| {
                    let count = slot.replace(|count| count, 0);
                    taken.fetch_add(u32::try_from(count).unwrap(), Ordering::Relaxed);
                })
                .expect("where there is no rseq no barrier is needed");
        }
    });
    let left: usize = counts.iter().map(Word::get).sum();
    assert_eq!(left + taken.into_inner() as usize, THREADS * TURNS);
}

static FROM_HANDLERS: AtomicU32 = AtomicU32::new(0);
static COUNTS: std::sync::LazyLock<PerCpu<Word<usize>>> = std::sync::LazyLock::new(PerCpu::default);

fn count() {
    rseq!(COUNTS, |count| {
        commit!(*count += 1);
    });
}

extern "C" fn handler(_: libc::c_int) {
    count();
    FROM_HANDLERS.fetch_add(1, Ordering::Relaxed);
}

/// A handler that runs the sequence which it interrupted, in its preparation.
#[test]
fn nested_in_a_signal_handler() {
    count();
    // SAFETY: a handler that runs a sequence on what exists already.
    unsafe { libc::signal(libc::SIGUSR1, handler as *const () as libc::sighandler_t) };
    let before: usize = COUNTS.iter().map(Word::get).sum();
    together(|_| {
        let mut raised = false;
        rseq!(COUNTS, |count| {
            if !raised {
                raised = true;
                // SAFETY: to this thread, with the handler above.
                unsafe { libc::raise(libc::SIGUSR1) };
            }
            commit!(*count += 1);
        });
    });
    let after: usize = COUNTS.iter().map(Word::get).sum();
    assert_eq!(FROM_HANDLERS.load(Ordering::Relaxed) as usize, THREADS * TURNS);
    assert_eq!(after - before, 2 * THREADS * TURNS);
}

#[derive(Default, Shareable)]
#[repr(C)]
struct Shared {
    count: Word<u32>,
}

/// Memory that processes share, across a `fork`.
#[test]
fn shared_memory() {
    let shared: SharedPerCpu<Shared> =
        SharedPerCpu::memfd("emulated", |_| Shared::default()).expect("a memfd");
    let count = || {
        for _ in 0..TURNS {
            rseq!(shared, |slot| {
                commit!(slot.count += 1);
            });
        }
    };
    // SAFETY: the child only counts, and ends.
    let child = unsafe { libc::fork() };
    assert!(child >= 0, "{}", std::io::Error::last_os_error());
    count();
    if child == 0 {
        // SAFETY: ends the child at once.
        unsafe { libc::_exit(0) };
    }
    let mut status = 0;
    // SAFETY: a child of this process, and a valid pointer.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert_eq!(status, 0);
    let total: u32 = shared.iter().map(|slot| slot.count.get()).sum();
    assert_eq!(total as usize, 2 * TURNS);
}
