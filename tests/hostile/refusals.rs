//! Threads that cannot have rseq, alone and beside others that have it.
#![cfg(not(restartable_fallback))]

use std::sync::atomic::{AtomicUsize, Ordering};

use restartable::{Backend, Because, RegisteredBy, backend, stats};
use rseq_runtime::abi::{RSEQ_FLAG_UNREGISTER, Rseq};
use rseq_runtime::register::is_registered;

use crate::ledger::{among_workers, crowd, disturbing, ledger, since, until};
use crate::signals;
use crate::support::{NOT_BY_LIBC, filter, fresh_area, in_child, on_a_thread, refuse_rseq, rseq};

/// Why this thread has no rseq, if it has none.
fn refusal() -> Option<Because> {
    match backend() {
        Backend::Exclusive { because, .. } => Some(because),
        _ => None,
    }
}

/// A process that is refused from the start counts exactly, and never restarts for nothing.
fn process_under_filter(errno: i32, because: Because) {
    refuse_rseq(errno);
    let before = stats();
    ledger().work();
    assert!(since(before).1 > 0, "on an exclusive stripe from the first attempt on");
    assert_eq!(refusal(), Some(because));
    among_workers(crowd(), until, |_| disturbing(std::thread::yield_now));
    assert_eq!(refusal(), Some(because));
    ledger().check();
}

#[test]
fn no_system_call() {
    in_child("refusals::no_system_call", NOT_BY_LIBC, || {
        process_under_filter(libc::ENOSYS, Because::NoSystemCall);
    });
}

#[test]
fn not_permitted() {
    in_child("refusals::not_permitted", NOT_BY_LIBC, || {
        process_under_filter(libc::EPERM, Because::Denied);
    });
}

/// How many system calls were trapped.
static TRAPPED: AtomicUsize = AtomicUsize::new(0);

extern "C" fn on_trapped(_signal: libc::c_int) {
    TRAPPED.fetch_add(1, Ordering::Relaxed);
}

/// A sandbox that answers system calls in a handler of `SIGSYS`. With this signal blocked it would be
/// killed where an ending thread, which blocks signals there, takes its registration back.
#[test]
fn trapped_system_calls() {
    in_child("refusals::trapped_system_calls", NOT_BY_LIBC, || {
        signals::on(libc::SIGSYS, 0, on_trapped);
        on_a_thread(|| {
            ledger().work();
            filter(libc::SYS_rseq, libc::SECCOMP_RET_TRAP);
        });
        while TRAPPED.load(Ordering::Relaxed) == 0 {
            std::thread::yield_now();
        }
        ledger().work();
        ledger().check();
    });
}

/// A thread that nobody has registered is registered by its first sequence: nothing else asks.
#[test]
fn the_first_sequence_registers() {
    in_child("refusals::the_first_sequence_registers", NOT_BY_LIBC, || {
        ledger();
        for _ in 0..100 {
            let work = || {
                assert!(!is_registered());
                ledger().work();
                assert!(is_registered());
            };
            std::thread::spawn(work).join().expect("the thread ends well");
        }
        ledger().check();
    });
}

/// An area of another library, and this thread registered with it.
struct Foreign(Box<Rseq>);

impl Foreign {
    fn register() -> Self {
        let mut area = fresh_area();
        rseq(&raw mut *area, 0).expect("nobody has registered this thread");
        Self(area)
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let area = &raw mut *self.0;
        // SAFETY: this thread's area; volatile, since the kernel writes it.
        let (cpu_id, armed) = unsafe {
            ((&raw const (*area).cpu_id).read_volatile(), (*area.cast::<Words>()).rseq_cs)
        };
        assert!(cpu_id.cast_signed() >= 0, "still the other library's");
        assert_eq!(armed, 0, "we have never armed it");
        rseq(area, RSEQ_FLAG_UNREGISTER).expect("still registered");
    }
}

/// The word of an area in which sections arm themselves.
#[repr(C)]
struct Words {
    _ids: [u32; 2],
    rseq_cs: u64,
}

/// Threads with rseq, refused ones, and those of another library, on one ledger at the same time.
#[test]
fn side_by_side() {
    in_child("refusals::side_by_side", NOT_BY_LIBC, || {
        assert!(refusal().is_none());
        side_by_side_with(refusal_of_nobody);
    });
}

fn refusal_of_nobody() -> Option<Because> {
    None
}

fn side_by_side_with(first: fn() -> Option<Because>) {
    static KINDS: AtomicUsize = AtomicUsize::new(0);
    let before = stats();
    let work = |stop: &_| {
        let kind = KINDS.fetch_add(1, Ordering::Relaxed) % 5;
        let mut foreign = None;
        let expected = match kind {
            0 => {
                refuse_rseq(libc::ENOSYS);
                Some(Because::NoSystemCall)
            }
            1 => {
                refuse_rseq(libc::EPERM);
                Some(Because::Denied)
            }
            2 => {
                foreign = Some(Foreign::register());
                Some(Because::RegisteredElsewhere)
            }
            _ => None,
        };
        // The first sequence finds out, and not the question below.
        ledger().work();
        assert_eq!(refusal(), expected);
        until(stop);
        assert_eq!(refusal(), expected);
        drop(foreign);
    };
    among_workers(3 * crowd(), work, |_| {
        disturbing(|| {
            ledger().work();
            assert_eq!(refusal(), first());
        });
        // Whatever the calling thread is, there are both kinds.
        loop {
            let (restarts, exclusive) = since(before);
            if restarts > 0 && exclusive > 0 {
                break;
            }
            std::thread::yield_now();
        }
    });
    ledger().check();
}

/// Another library has registered the thread in which everything is decided, before anything was.
#[test]
fn another_library_was_first() {
    in_child("refusals::another_library_was_first", NOT_BY_LIBC, || {
        let foreign = Foreign::register();
        ledger().work();
        assert_eq!(refusal(), Some(Because::RegisteredElsewhere));
        side_by_side_with(|| Some(Because::RegisteredElsewhere));
        drop(foreign);
        let registered =
            || matches!(backend(), Backend::Rseq { registered_by: RegisteredBy::Restartable, .. });
        assert!(std::thread::spawn(registered).join().expect("the thread ends well"));
    });
}
