//! A competitor that comes by preemption: a thread pinned to the same CPU.
//!
//! The thread under test stays at the boundary in a loop of one instruction, planted there, until
//! the scheduler takes the CPU from it. No trap and no signal is involved: what restarts the section
//! is what restarts it in production. The loop is then made a breakpoint; a thread that was
//! restarted goes on at its abort address, one that was not comes to the breakpoint.
//!
//! While something is planted, the competitor's thread runs nothing but the functions here that are
//! always inlined, and the C library: any function of the executable may be the patched one.

use core::arch::asm;
use core::cell::UnsafeCell;

use super::breakpoint::{self, Table};
use crate::quiet;

/// What the two threads agree on.
pub struct Shared {
    state: UnsafeCell<u32>,
    /// The time of the thread under test, in nanoseconds of its CPU, at which it has surely come to
    /// its loop.
    due: UnsafeCell<u64>,
    clock: libc::clockid_t,
    panic: UnsafeCell<Option<String>>,
}

// SAFETY: `state` is only accessed by the atomic helpers below; the other fields belong to the
// competitor's thread in the state `ACTING`, to the thread under test otherwise.
unsafe impl Sync for Shared {}

const IDLE: u32 = 0;
const CALLED: u32 = 1;
const ACTING: u32 = 2;
const DONE: u32 = 3;
const QUIT: u32 = 4;

/// How long the thread under test must have had the CPU to be taken to be in its loop, in
/// nanoseconds. It comes there in a few microseconds.
const GRACE: u64 = 30_000;

/// How long the competitor's thread waits before it looks, in microseconds. When it looks it has
/// preempted the other one already: it should not look in vain.
const WAIT: i64 = 200;

/// The competitor has not run: the thread under test did not come to its loop.
pub struct NotYet;

#[inline(always)]
fn load(word: &UnsafeCell<u32>) -> u32 {
    let value;
    // SAFETY: an aligned load is atomic on x86 and ordered before later accesses.
    unsafe { asm!("mov {0:e}, dword ptr [{1}]", out(reg) value, in(reg) word.get()) };
    value
}

#[inline(always)]
fn store(word: &UnsafeCell<u32>, value: u32) {
    // SAFETY: an aligned store is atomic on x86 and ordered after earlier accesses.
    unsafe { asm!("mov dword ptr [{1}], {0:e}", in(reg) value, in(reg) word.get()) };
}

#[inline(always)]
fn exchange(word: &UnsafeCell<u32>, old: u32, new: u32) -> bool {
    let found: u32;
    // SAFETY: a locked compare and exchange of an aligned word.
    unsafe {
        asm!(
            "lock cmpxchg dword ptr [{word}], {new:e}",
            word = in(reg) word.get(), new = in(reg) new, inout("eax") old => found,
        );
    }
    found == old
}

#[inline(always)]
fn futex(word: &UnsafeCell<u32>, operation: i32, value: u32) {
    // SAFETY: the word is valid for as long as the call lasts; no timeout.
    unsafe {
        let none = core::ptr::null::<libc::timespec>();
        libc::syscall(libc::SYS_futex, word.get(), operation, value, none);
    }
}

#[inline(always)]
fn sleep(microseconds: i64) {
    let time = libc::timespec { tv_sec: 0, tv_nsec: microseconds * 1000 };
    // SAFETY: a valid time; the rest is not wanted.
    unsafe { libc::nanosleep(&raw const time, core::ptr::null_mut()) };
}

#[inline(always)]
fn time_of(clock: libc::clockid_t) -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is valid for writes.
    unsafe { libc::clock_gettime(clock, &raw mut time) };
    time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_nsec.cast_unsigned()
}

impl Shared {
    /// For this thread as the one under test.
    pub fn new() -> Self {
        let mut clock = 0;
        // SAFETY: this thread exists; `clock` is valid for writes.
        unsafe { libc::pthread_getcpuclockid(libc::pthread_self(), &raw mut clock) };
        Self {
            state: UnsafeCell::new(IDLE),
            due: UnsafeCell::new(0),
            clock,
            panic: UnsafeCell::new(None),
        }
    }

    /// The thread under test is about to enter its loop.
    pub fn call_in(&self) {
        // SAFETY: the competitor's thread reads this in the state `CALLED` only.
        unsafe { *self.due.get() = time_of(self.clock) + GRACE };
        store(&self.state, CALLED);
        futex(&self.state, libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG, 1);
    }

    /// The thread under test has left its loop, or did not come there. The competitor's panic, if
    /// it has run.
    pub fn take_back(&self) -> Result<Option<String>, NotYet> {
        if exchange(&self.state, CALLED, IDLE) || load(&self.state) == IDLE {
            return Err(NotYet);
        }
        while load(&self.state) == ACTING {
            sleep(50);
        }
        // If the competitor came while this thread was on its way here, it has planted again.
        // SAFETY: the competitor's thread is waiting, so only this one uses the table.
        unsafe { breakpoint::lift() };
        store(&self.state, IDLE);
        // SAFETY: as above.
        Ok(unsafe { (*self.panic.get()).take() })
    }

    /// After a run: nobody acts any more, and nothing is planted.
    pub fn settle(&self) {
        if !exchange(&self.state, CALLED, IDLE) {
            while load(&self.state) == ACTING {
                sleep(50);
            }
        }
        // SAFETY: the competitor's thread is waiting, so only this one uses the table.
        unsafe { breakpoint::lift() };
        store(&self.state, IDLE);
    }

    /// Ends the competitor's thread.
    pub fn quit(&self) {
        store(&self.state, QUIT);
        futex(&self.state, libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG, 1);
    }

    /// The competitor's thread.
    pub fn serve(&self, competitor: &dyn Fn()) {
        loop {
            match load(&self.state) {
                QUIT => return,
                CALLED => {}
                other => {
                    futex(&self.state, libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG, other);
                    continue;
                }
            }
            sleep(WAIT);
            // SAFETY: written before the state became `CALLED`, and not read in others.
            if load(&self.state) == CALLED && time_of(self.clock) < unsafe { *self.due.get() } {
                continue;
            }
            if !exchange(&self.state, CALLED, ACTING) {
                continue;
            }
            // SAFETY: the thread under test is in its loop: only this one uses the table.
            unsafe { breakpoint::lift() };
            let panic = quiet::catch(competitor).err();
            // SAFETY: the state is `ACTING`; nothing is planted.
            unsafe {
                *self.panic.get() = panic;
                Table::get().spin_to_stop();
                breakpoint::plant();
            }
            store(&self.state, DONE);
        }
    }
}
