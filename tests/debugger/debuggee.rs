//! The programs that are debugged: tests of this file, which do nothing unless gdb starts them.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};

use restartable::{PerCpu, Word, rseq, stats};

/// Where gdb stops first.
#[inline(never)]
fn before() {
    black_box(());
}

/// Where one sequence is over.
#[inline(never)]
fn between() {
    black_box(());
}

/// Where the sequences are over.
#[inline(never)]
fn after() {
    black_box(());
}

#[inline(never)]
fn prepare(value: u32) -> u32 {
    black_box(value) + 1
}

/// A sequence with a call in its preparation.
#[inline(never)]
fn one(slots: &PerCpu<Word<u32>>, total: u32) {
    rseq!(slots, |word| {
        let _ = prepare(total);
        let value = word.get();
        commit!(word = value + 1);
    });
}

/// Keeps the thread on its CPU: moving it restarts a sequence, too.
fn stay_here() {
    // SAFETY: the set is a plain bit mask, for which zeros are the empty one; its size is passed along.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(libc::sched_getcpu().cast_unsigned() as usize, &mut set);
        assert_eq!(libc::sched_setaffinity(0, size_of_val(&set), &raw const set), 0);
    }
}

/// How many sequences [`count`] runs; gdb may change it.
static mut SEQUENCES: u32 = 3;

#[test]
#[ignore = "a program for gdb"]
fn count() {
    if std::env::var_os("RESTARTABLE_DEBUGGEE").is_none() {
        return;
    }
    stay_here();
    let slots = PerCpu::default();
    before();
    // SAFETY: changed by nobody but gdb.
    let sequences = unsafe { (&raw const SEQUENCES).read_volatile() };
    for total in 0..sequences {
        one(&slots, total);
        between();
    }
    after();
    let total: u32 = slots.iter().map(Word::get).sum();
    assert_eq!(total, sequences);
    println!("total {total}, exclusive {}", stats().exclusive);
}

static STOP: AtomicBool = AtomicBool::new(false);

extern "C" fn stop(_signal: i32) {
    STOP.store(true, Ordering::Relaxed);
}

#[test]
#[ignore = "a program for gdb"]
fn stress() {
    if std::env::var_os("RESTARTABLE_DEBUGGEE").is_none() {
        return;
    }
    let handler: extern "C" fn(i32) = stop;
    // SAFETY: the handler stores to an atomic.
    unsafe { libc::signal(libc::SIGUSR1, handler as libc::sighandler_t) };
    let slots: PerCpu<Word<u32>> = PerCpu::default();
    let counted: u32 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..5)
            .map(|_| {
                scope.spawn(|| {
                    let mut counted = 0_u32;
                    while !STOP.load(Ordering::Relaxed) {
                        one(&slots, 0);
                        counted = counted.wrapping_add(1);
                    }
                    counted
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("ends well"))
            .fold(0, u32::wrapping_add)
    });
    let total = slots.iter().map(Word::get).fold(0, u32::wrapping_add);
    assert_eq!(total, counted);
    println!("exact: {total}");
}
