//! Where areas are ours, a thread that ends takes its registration back, before its storage goes.
#![cfg(all(target_os = "linux", not(miri), not(restartable_fallback)))]

mod support;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::c_void;
use std::ptr;
use std::sync::Mutex;

use rseq_runtime::abi::{self, RSEQ_FLAG_UNREGISTER};
use rseq_runtime::register::{Backend, Because, area, backend, init, register_current_thread};
use support::{
    NOT_BY_LIBC, THREADS, fresh_area, in_child, kernel_knows_this_thread, on_a_thread, rseq,
};

/// What a destructor that runs after ours found: whether the kernel knew the thread, the area's
/// `cpu_id_start`, `cpu_id` and `mm_cid`, whether registering again worked, and why not.
type Found = (bool, [u32; 3], bool, Option<Because>);

/// One entry a round of destructors.
static FOUND: Mutex<Vec<Found>> = Mutex::new(Vec::new());

/// The key of the destructor below.
static LATE: Mutex<Option<libc::pthread_key_t>> = Mutex::new(None);

fn arm_late_destructor() {
    let mut late = LATE.lock().expect("nobody panicked");
    let key = *late.get_or_insert_with(|| {
        let mut key = 0;
        // SAFETY: valid for a write.
        assert_eq!(unsafe { libc::pthread_key_create(&raw mut key, Some(late_destructor)) }, 0);
        key
    });
    // SAFETY: the key exists; its value is never used as a pointer.
    assert_eq!(unsafe { libc::pthread_setspecific(key, ptr::without_provenance(1)) }, 0);
}

/// Destructors of keys run in the order in which the keys were made.
unsafe extern "C" fn late_destructor(_: *mut c_void) {
    let known = kernel_knows_this_thread();
    // SAFETY: the thread's area.
    let ids = unsafe { [(*area()).cpu_id_start, (*area()).cpu_id, (*area()).mm_cid] };
    let again = register_current_thread();
    let because = match backend() {
        Backend::Exclusive { because, .. } => Some(because),
        _ => None,
    };
    let mut found = FOUND.lock().expect("nobody panicked");
    found.push((known, ids, again, because));
    drop(found);
    if again {
        arm_late_destructor();
    }
}

#[test]
fn late_destructors_register_once_more() {
    in_child("late_destructors_register_once_more", NOT_BY_LIBC, || {
        init();
        on_a_thread(|| {
            assert!(register_current_thread());
            arm_late_destructor();
        });
        let found = FOUND.lock().expect("nobody panicked");
        let (uninitialised, failed) = (abi::CPU_ID_UNINITIALIZED, abi::CPU_ID_REGISTRATION_FAILED);
        assert_eq!(
            *found,
            [
                (false, [uninitialised; 3], true, None),
                (false, [failed; 3], false, Some(Because::Ending)),
            ]
        );
    });
}

/// Why `cpu_id_start` and `mm_cid` are replaced: the kernel leaves a valid index there.
#[test]
fn the_kernel_leaves_valid_indices() {
    in_child("the_kernel_leaves_valid_indices", NOT_BY_LIBC, || {
        let mut area = fresh_area();
        area.mm_cid = u32::MAX;
        rseq(&raw mut *area, 0).expect("the thread was not registered");
        let has_mm_cid = area.mm_cid != u32::MAX;
        rseq(&raw mut *area, RSEQ_FLAG_UNREGISTER).expect("registered above");
        assert_eq!((area.cpu_id_start, area.cpu_id), (0, u32::MAX));
        assert!(!has_mm_cid || area.mm_cid == 0, "{}", area.mm_cid);
    });
}

/// Whether destructors of thread-local variables come before the thread is unregistered (a glibc
/// that is not static) or after, they can use sequences.
#[test]
fn thread_locals_end_registered() {
    struct Last;
    impl Drop for Last {
        fn drop(&mut self) {
            let mut seen = SEEN.lock().expect("nobody panicked");
            *seen = Some((kernel_knows_this_thread(), register_current_thread()));
        }
    }
    thread_local! {
        static LAST: RefCell<Option<Last>> = const { RefCell::new(None) };
    }
    static SEEN: Mutex<Option<(bool, bool)>> = Mutex::new(None);

    in_child("thread_locals_end_registered", NOT_BY_LIBC, || {
        init();
        on_a_thread(|| {
            LAST.set(Some(Last));
            assert!(register_current_thread());
        });
        let seen = SEEN.lock().expect("nobody panicked").expect("the destructor ran");
        assert!(seen.1);
        let first = cfg!(all(target_env = "gnu", not(target_feature = "crt-static")));
        assert!(seen.0 || !first);
    });
}

/// Threads one after the other get the same storage, and can all register.
#[test]
fn storage_is_used_again() {
    in_child("storage_is_used_again", NOT_BY_LIBC, || {
        init();
        let mut areas = HashMap::new();
        for _ in 0..THREADS {
            let area = on_a_thread(|| {
                // SAFETY: the thread's area, not registered yet.
                assert_eq!(unsafe { (*area()).cpu_id }, abi::CPU_ID_UNINITIALIZED);
                assert!(register_current_thread() && kernel_knows_this_thread());
                area().addr()
            });
            *areas.entry(area).or_insert(0) += 1;
        }
        assert!(areas.len() < THREADS, "no area was used twice: nothing was tested");
        println!("{THREADS} threads had {} areas", areas.len());
    });
}

/// Nobody waits for these. musl has a thread unmap its own stack, with the area in it, as its last
/// act: still registered, it could be interrupted between that and its end, and the kernel would end
/// the process over an area that is gone. (Seen: without the unregistration 2,000 threads never get
/// to their end there.)
#[test]
fn detached_threads() {
    in_child("detached_threads", NOT_BY_LIBC, || {
        init();
        let (tell, heard) = std::sync::mpsc::channel();
        for _ in 0..THREADS {
            let tell = tell.clone();
            std::thread::spawn(move || {
                tell.send(register_current_thread()).expect("the main thread listens");
            });
        }
        drop(tell);
        assert_eq!(heard.iter().filter(|&registered| registered).count(), THREADS);
        // The last ones end.
        std::thread::sleep(std::time::Duration::from_millis(50));
    });
}

/// glibc allocates to store a value of a key beyond its first 32, which a handler may not. Threads
/// then stay registered to their end, which is as good there.
#[test]
#[cfg(target_env = "gnu")]
fn where_keys_are_many() {
    in_child("where_keys_are_many", NOT_BY_LIBC, || {
        for _ in 0..40 {
            let mut key = 0;
            // SAFETY: valid for a write; no destructor.
            assert_eq!(unsafe { libc::pthread_key_create(&raw mut key, None) }, 0);
        }
        init();
        for _ in 0..100 {
            on_a_thread(|| {
                assert!(register_current_thread());
                arm_late_destructor();
            });
        }
        let mut found = FOUND.lock().expect("nobody panicked");
        // `again` is true, so the late destructor goes as many rounds as there are.
        assert!(found.len() >= 100);
        assert!(
            found
                .drain(..)
                .all(|(known, .., again, because)| { known && again && because.is_none() })
        );
    });
}
