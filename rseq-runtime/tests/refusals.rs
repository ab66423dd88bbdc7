//! Threads that cannot be registered say why, at once and without an error anywhere else.
#![cfg(all(target_os = "linux", not(miri), not(restartable_fallback)))]

mod support;

use std::sync::atomic::Ordering;

use rseq_runtime::abi::{CPU_ID_REGISTRATION_FAILED, RSEQ_FLAG_UNREGISTER};
use rseq_runtime::register::{
    Backend, Because, FAST, area, backend, init, is_registered, register_current_thread,
};
use support::{
    NOT_BY_LIBC, fresh_area, in_child, in_fork, kernel_knows_this_thread, on_a_thread, refuse_rseq,
    rseq,
};

/// Why the calling thread has no rseq, if it has none.
fn refusal() -> Option<Because> {
    match backend() {
        Backend::Exclusive { because, .. } => Some(because),
        _ => None,
    }
}

/// The process is refused: nothing is usable, and no thread ever asks again.
fn refused_from_the_start(errno: i32, because: Because) {
    refuse_rseq(errno);
    let stripes = init();
    assert!(stripes.cpus >= 1 && stripes.reserved >= 8);
    assert_eq!(refusal(), Some(because));
    assert_eq!(FAST.cpus.load(Ordering::Relaxed), 0);
    assert_eq!(FAST.cids.load(Ordering::Relaxed), 0);
    assert!(!is_registered() && !register_current_thread());
    // A sequence reads this before it compares it with 0.
    // SAFETY: readable, by the contract of `area`.
    unsafe { (&raw const (*area()).cpu_id_start).read_volatile() };
    assert_eq!(on_a_thread(refusal), Some(because));
}

#[test]
fn no_system_call() {
    in_child("no_system_call", NOT_BY_LIBC, || {
        refused_from_the_start(libc::ENOSYS, Because::NoSystemCall);
    });
}

#[test]
fn not_permitted() {
    in_child("not_permitted", NOT_BY_LIBC, || {
        refused_from_the_start(libc::EPERM, Because::Denied);
    });
}

/// The same programs without the filter are not refused.
#[test]
fn without_the_filter() {
    in_child("without_the_filter", NOT_BY_LIBC, || {
        init();
        assert_eq!(refusal(), None);
        assert_ne!(FAST.cpus.load(Ordering::Relaxed), 0);
    });
}

/// Whatever else a filter answers is that thread's matter.
#[test]
fn another_error() {
    in_child("another_error", NOT_BY_LIBC, || {
        on_a_thread(|| {
            refuse_rseq(libc::ENOMEM);
            init();
            assert_eq!(refusal(), Some(Because::Errno(libc::ENOMEM)));
        });
        assert_ne!(FAST.cpus.load(Ordering::Relaxed), 0);
        assert_eq!(refusal(), None);
    });
}

/// A filter that comes later refuses the threads under it, and no others.
#[test]
fn a_filter_in_one_thread() {
    in_child("a_filter_in_one_thread", NOT_BY_LIBC, || {
        init();
        for errno in [libc::EPERM, libc::ENOSYS] {
            let because =
                if errno == libc::EPERM { Because::Denied } else { Because::NoSystemCall };
            on_a_thread(|| {
                refuse_rseq(errno);
                assert!(!register_current_thread() && !is_registered());
                assert_eq!(refusal(), Some(because));
                // No index is below the bound, so no preparation is wasted.
                // SAFETY: the thread's area, which the kernel does not know.
                let area = unsafe { &*area() };
                assert_eq!(area.cpu_id_start, CPU_ID_REGISTRATION_FAILED);
                assert_eq!(area.cpu_id, CPU_ID_REGISTRATION_FAILED);
                assert_eq!(area.mm_cid, CPU_ID_REGISTRATION_FAILED);
                assert_eq!(on_a_thread(refusal), Some(because), "its threads inherit the filter");
            });
            assert_eq!(on_a_thread(refusal), None);
        }
    });
}

/// A filter does not concern threads that libc has registered. (It ends the process when it cannot
/// register a later one.)
#[test]
#[cfg(target_env = "gnu")]
fn a_filter_under_libc() {
    in_child("a_filter_under_libc", "", || {
        // An older glibc does not register.
        if kernel_knows_this_thread() {
            refuse_rseq(libc::EPERM);
            init();
            assert!(is_registered() && register_current_thread());
            assert_eq!(refusal(), None);
        }
    });
}

/// A thread that libc should have registered and has not: it is not ours to register.
#[test]
#[cfg(target_env = "gnu")]
fn a_thread_that_libc_lost() {
    in_child("a_thread_that_libc_lost", "", || {
        if !kernel_knows_this_thread() {
            return;
        }
        init();
        on_a_thread(|| {
            assert_eq!(refusal(), None);
            // The registered length is not published.
            let signature = rseq_runtime::abi::SIGNATURE;
            let unregister = |length: u32| {
                // SAFETY: takes back what libc registered for this thread; the kernel checks all.
                unsafe {
                    libc::syscall(libc::SYS_rseq, area(), length, RSEQ_FLAG_UNREGISTER, signature)
                }
            };
            assert!((32..=64).any(|length| unregister(length) == 0));
            assert!(!is_registered() && !register_current_thread());
            assert_eq!(refusal(), Some(Because::NotByLibc));
            assert!(!kernel_knows_this_thread());
        });
        assert_eq!(on_a_thread(refusal), None);
    });
}

/// Another library was first in a thread: the thread stays that library's, for good.
#[test]
fn another_library_was_first() {
    in_child("another_library_was_first", NOT_BY_LIBC, || {
        init();
        on_a_thread(|| {
            let mut foreign = fresh_area();
            rseq(&raw mut *foreign, 0).expect("the thread was not registered");
            assert!(!register_current_thread() && !is_registered());
            assert_eq!(refusal(), Some(Because::RegisteredElsewhere));
            assert!(foreign.cpu_id.cast_signed() >= 0, "its area is alive");

            in_fork(|| refusal() == Some(Because::RegisteredElsewhere));

            rseq(&raw mut *foreign, RSEQ_FLAG_UNREGISTER).expect("registered above");
            assert!(!kernel_knows_this_thread(), "the kernel would accept us now");
            assert!(!register_current_thread(), "but is not asked again");
            assert_eq!(refusal(), Some(Because::RegisteredElsewhere));
        });
        assert_eq!(on_a_thread(refusal), None);
    });
}

/// It was first in the thread that decides for the process: other threads are not concerned.
#[test]
fn another_library_was_first_in_the_first_thread() {
    in_child("another_library_was_first_in_the_first_thread", NOT_BY_LIBC, || {
        let mut foreign = fresh_area();
        rseq(&raw mut *foreign, 0).expect("the thread was not registered");
        init();
        assert_eq!(refusal(), Some(Because::RegisteredElsewhere));
        assert_eq!(on_a_thread(refusal), None);
        rseq(&raw mut *foreign, RSEQ_FLAG_UNREGISTER).expect("registered above");
    });
}

/// And we were first: the other library is refused, and this thread is still ours.
#[test]
fn another_library_comes_later() {
    in_child("another_library_comes_later", NOT_BY_LIBC, || {
        init();
        assert!(register_current_thread());
        let mut foreign = fresh_area();
        assert_eq!(rseq(&raw mut *foreign, 0), Err(libc::EINVAL));
        // What shares the area, as this crate's own call from a handler would.
        assert_eq!(rseq(area(), 0), Err(libc::EBUSY));
        assert!(is_registered() && register_current_thread());
    });
}
