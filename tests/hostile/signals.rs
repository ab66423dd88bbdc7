//! Handlers that run sequences on the slots of the sequences that they interrupt.

use std::cell::Cell;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use restartable::{PerCpu, Word, rseq};

use crate::common;
use crate::exclusive::while_all_are_held;
use crate::ledger::{among_workers, disturbing, ledger, until};

crate::everywhere! {
    storm
    storm_on_the_overflow_stripe
    alternate_stack
    profiler
}

/// How many handlers have run to their end.
static HANDLED: AtomicUsize = AtomicUsize::new(0);

/// Installs a handler.
pub fn on(signal: libc::c_int, flags: libc::c_int, handler: extern "C" fn(libc::c_int)) {
    // SAFETY: zeros are a valid `sigaction`, the handler has the type that these flags ask for, and
    // every handler of these tests may run at any moment.
    unsafe {
        let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
        action.sa_sigaction = handler as *const () as libc::sighandler_t;
        action.sa_flags = flags | libc::SA_RESTART;
        assert_eq!(libc::sigaction(signal, &raw const action, ptr::null_mut()), 0);
    }
}

/// Whether this thread has a signal blocked.
pub fn is_blocked(signal: libc::c_int) -> bool {
    let mut mask = MaybeUninit::uninit();
    // SAFETY: no new mask; the call initialises the old one.
    unsafe {
        assert_eq!(libc::pthread_sigmask(libc::SIG_BLOCK, ptr::null(), mask.as_mut_ptr()), 0);
        libc::sigismember(mask.as_ptr(), signal) == 1
    }
}

/// Sends a signal to a thread of this process.
pub fn send(tid: libc::pid_t, signal: libc::c_int) {
    // SAFETY: takes numbers.
    let sent = unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), tid, signal) };
    assert_eq!(sent, 0, "every worker is still there");
}

/// Signals for each worker, one after the other; one handler interrupts the other. The sender wakes
/// up in the middle of whatever a worker does, and lets the handlers run before the next signals.
fn send_all(workers: &[libc::pid_t]) {
    for &worker in workers {
        send(worker, libc::SIGUSR1);
        send(worker, libc::SIGUSR2);
    }
    std::thread::sleep(Duration::from_micros(20));
}

/// A worker for each CPU and another one: of more, most would wait for a CPU with their signals.
pub fn few() -> usize {
    common::cpus().len() + 1
}

extern "C" fn works(_: libc::c_int) {
    ledger().work();
    HANDLED.fetch_add(1, Ordering::Relaxed);
}

/// Like `works`, on an exclusive stripe.
extern "C" fn works_on_exclusive(_: libc::c_int) {
    ledger().work_on_exclusive(|_| {});
    HANDLED.fetch_add(1, Ordering::Relaxed);
}

fn assert_handled() {
    let handled = HANDLED.load(Ordering::Relaxed);
    println!("{handled} handlers");
    assert!(handled > 0);
}

/// Each signal interrupts a thread that is in a sequence nearly always.
fn storm() {
    on(libc::SIGUSR1, 0, works);
    on(libc::SIGUSR2, 0, works);
    among_workers(few(), until, |workers| disturbing(|| send_all(workers)));
    assert_handled();
    ledger().check();
}

/// The same where no reserved stripe is free: a handler that interrupted the holder of the overflow
/// stripe's lock would wait for its own thread. (Seen, when `lock` blocked no signals: neither `refused`
/// nor `by_us` ended.)
fn storm_on_the_overflow_stripe() {
    on(libc::SIGUSR1, 0, works);
    on(libc::SIGUSR2, 0, works_on_exclusive);
    while_all_are_held(|| {
        among_workers(
            few(),
            |stop| {
                while !stop.load(Ordering::Relaxed) {
                    ledger().work_on_exclusive(|_| {});
                }
            },
            |workers| disturbing(|| send_all(workers)),
        );
    });
    assert_handled();
    ledger().check();
}

thread_local! {
    /// Where this thread's alternate stack begins.
    static ALTERNATE: Cell<usize> = const { Cell::new(0) };
}

const ALTERNATE_SIZE: usize = 128 << 10;

extern "C" fn works_elsewhere(_: libc::c_int) {
    let here = ptr::from_ref(&HANDLED.load(Ordering::Relaxed)).addr();
    assert!((ALTERNATE.get()..ALTERNATE.get() + ALTERNATE_SIZE).contains(&here));
    works(0);
}

/// Workers that have an alternate stack.
static READY: AtomicUsize = AtomicUsize::new(0);

/// Handlers on another stack than the sequence that they interrupt.
fn alternate_stack() {
    on(libc::SIGUSR1, libc::SA_ONSTACK, works_elsewhere);
    on(libc::SIGUSR2, libc::SA_ONSTACK, works_elsewhere);
    let work = |stop: &_| {
        let mut memory = vec![0_u8; ALTERNATE_SIZE];
        let mut stack = libc::stack_t {
            ss_sp: memory.as_mut_ptr().cast(),
            ss_flags: 0,
            ss_size: ALTERNATE_SIZE,
        };
        ALTERNATE.set(memory.as_ptr().addr());
        let mut before = MaybeUninit::uninit();
        // SAFETY: memory that nothing else uses until the stack is changed back below.
        unsafe { assert_eq!(libc::sigaltstack(&raw const stack, before.as_mut_ptr()), 0) };
        READY.fetch_add(1, Ordering::Release);
        until(stop);
        // SAFETY: the call above initialised it; it is what the standard library had installed.
        stack = unsafe { before.assume_init() };
        // SAFETY: no handler is running now.
        unsafe { assert_eq!(libc::sigaltstack(&raw const stack, ptr::null_mut()), 0) };
        drop(memory);
    };
    among_workers(few(), work, |workers| {
        while READY.load(Ordering::Acquire) < workers.len() {
            std::thread::yield_now();
        }
        disturbing(|| send_all(workers));
    });
    assert_handled();
    ledger().check();
}

/// The samples of the profiler, in per-CPU memory, and how many there are.
static SAMPLES: OnceLock<PerCpu<Word<usize>>> = OnceLock::new();

extern "C" fn samples(_: libc::c_int) {
    let Some(samples) = SAMPLES.get() else { return };
    rseq!(samples, |n| {
        let old = n.get();
        commit!(n = old + 1);
    });
    HANDLED.fetch_add(1, Ordering::Relaxed);
}

/// A timer that sends `SIGPROF` to the calling thread every so many nanoseconds.
struct Timer(libc::timer_t);

impl Timer {
    fn every(nanoseconds: libc::c_long) -> Self {
        let period = libc::timespec { tv_sec: 0, tv_nsec: nanoseconds };
        let setting = libc::itimerspec { it_interval: period, it_value: period };
        let mut timer = MaybeUninit::uninit();
        // SAFETY: zeros are a valid `sigevent`, and all pointers are valid; a timer that was made is
        // set.
        unsafe {
            let mut event: libc::sigevent = MaybeUninit::zeroed().assume_init();
            event.sigev_notify = libc::SIGEV_THREAD_ID;
            event.sigev_signo = libc::SIGPROF;
            event.sigev_notify_thread_id = libc::gettid();
            let clock = libc::CLOCK_MONOTONIC;
            assert_eq!(libc::timer_create(clock, &raw mut event, timer.as_mut_ptr()), 0);
            let timer = timer.assume_init();
            assert_eq!(libc::timer_settime(timer, 0, &raw const setting, ptr::null_mut()), 0);
            Self(timer)
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // SAFETY: made by `every`.
        unsafe { libc::timer_delete(self.0) };
    }
}

/// A profiler that takes a sample of each thread 20,000 times a second, where usual ones are content
/// with 100, and counts them by a sequence.
fn profiler() {
    SAMPLES.get_or_init(PerCpu::default);
    on(libc::SIGPROF, 0, samples);
    let work = |stop: &_| {
        let _timer = Timer::every(50_000);
        until(stop);
    };
    among_workers(few(), work, |_| disturbing(std::thread::yield_now));
    assert_handled();
    let samples = SAMPLES.get().expect("made above").iter().map(Word::get).sum::<usize>();
    assert_eq!(samples, HANDLED.load(Ordering::Relaxed));
    ledger().check();
}
