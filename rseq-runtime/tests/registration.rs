//! Threads that can be registered are: by libc, by this crate, in handlers, after a fork, in
//! thousands.
#![cfg(all(target_os = "linux", not(miri), not(restartable_fallback)))]

mod support;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Barrier, Mutex};

use rseq_runtime::abi::{self, CPU_ID_UNINITIALIZED, Rseq};
use rseq_runtime::register::{
    Backend, Because, FAST, Mode, RegisteredBy, area, backend, init, is_registered,
    register_current_thread, thread_token,
};
use support::{
    NOT_BY_LIBC, THREADS, fresh_area, in_child, in_fork, kernel_knows_this_thread, on_a_thread,
    on_a_thread_in_a_fork,
};

/// Who registered the calling thread, of how many bytes, by which rules; not rseq is a failure.
fn registration() -> (RegisteredBy, u32, Mode) {
    match backend() {
        Backend::Rseq { registered_by, feature_size, mode, .. } => {
            (registered_by, feature_size, mode)
        }
        other => panic!("{other}"),
    }
}

/// The kernel fills the area that `area()` names: it names the CPU that the thread runs on.
fn area_is_live() -> bool {
    (0..1000).any(|_| {
        // SAFETY: the thread's area; volatile, since the kernel writes it. The other call takes
        // nothing.
        let (start, cpu, other) = unsafe {
            let cpu = libc::sched_getcpu();
            ((*area()).cpu_id_start, (&raw const (*area()).cpu_id).read_volatile(), cpu)
        };
        // Only a move between the two makes them differ.
        start == cpu && Ok(cpu) == u32::try_from(other)
    })
}

/// glibc's version as (major, minor); `None` with another C library.
fn glibc() -> Option<(u32, u32)> {
    #[cfg(target_env = "gnu")]
    {
        // SAFETY: returns a C string that lives as long as the program.
        let version = unsafe { std::ffi::CStr::from_ptr(libc::gnu_get_libc_version()) };
        let (major, minor) = version.to_str().ok()?.split_once('.')?;
        let minor = minor.split(|c: char| !c.is_ascii_digit()).next()?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    }
    #[cfg(not(target_env = "gnu"))]
    None
}

/// The kernel's feature size, as it says itself.
fn kernel_feature_size() -> u32 {
    // SAFETY: any type may be asked for.
    let size = unsafe { libc::getauxval(abi::AT_RSEQ_FEATURE_SIZE) };
    u32::try_from(size).expect("a small number").max(abi::ORIGINAL_FEATURE_SIZE)
}

#[test]
fn by_libc_where_it_does() {
    in_child("by_libc_where_it_does", "", || {
        let (registered_by, feature_size, mode) = registration();
        let by_libc = glibc() >= Some((2, 35));
        let expected = if by_libc { RegisteredBy::Libc } else { RegisteredBy::Restartable };
        assert_eq!(registered_by, expected);
        assert!(kernel_knows_this_thread() && is_registered() && area_is_live());
        // From 2.41 glibc registers as many bytes as the kernel fills.
        let long = glibc() >= Some((2, 41)) && kernel_feature_size() > 32;
        assert_eq!(mode, if long { Mode::V2 } else { Mode::Legacy });
        let limit = if long { u32::MAX } else { 32 };
        assert_eq!(feature_size, kernel_feature_size().min(limit));
        println!("{}", backend());
    });
}

/// The weak symbols say what the loader says.
#[test]
#[cfg(all(target_env = "gnu", not(target_feature = "crt-static")))]
fn libc_offset_is_the_loaders() {
    in_child("libc_offset_is_the_loaders", "", || {
        // SAFETY: looks a C string up among the loaded libraries.
        let offset = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"__rseq_offset".as_ptr()) };
        init();
        assert_eq!(offset.is_null(), glibc() < Some((2, 35)));
        if !offset.is_null() {
            // SAFETY: `const ptrdiff_t __rseq_offset`.
            let offset = unsafe { *offset.cast::<isize>() };
            assert_eq!(FAST.offset.load(Ordering::Relaxed), offset);
            assert_eq!(area().addr(), thread_token().wrapping_add_signed(offset));
        }
    });
}

#[test]
fn by_us_where_libc_was_told_not_to() {
    in_child("by_us_where_libc_was_told_not_to", NOT_BY_LIBC, || {
        assert!(!kernel_knows_this_thread() && !is_registered());
        let (registered_by, feature_size, mode) = registration();
        assert_eq!((registered_by, mode), (RegisteredBy::Restartable, Mode::Legacy));
        assert_eq!(feature_size, kernel_feature_size().min(32));
        assert!(kernel_knows_this_thread() && is_registered() && area_is_live());
        assert_eq!(area().addr() % 64, 0);
        println!("{}", backend());
    });
}

/// Threads that run at the same time have different `mm_cid`s, so some of them not 0: the kernel
/// does fill the field, whoever registered the area and whatever length libc believes in. Each has a CPU
/// of its own: a busy machine could leave all of them one.
fn mm_cid_is_filled() {
    let (_, feature_size, _) = registration();
    let cpus = allowed_cpus();
    if feature_size < abi::MM_CID_FEATURE_SIZE || cpus.len() < 2 {
        return;
    }
    let highest = AtomicU32::new(0);
    let start = std::time::Instant::now();
    std::thread::scope(|scope| {
        for &cpu in &cpus[..2] {
            let highest = &highest;
            scope.spawn(move || {
                pin(cpu);
                assert!(register_current_thread());
                while highest.load(Ordering::Relaxed) == 0 && start.elapsed().as_secs() < 60 {
                    // SAFETY: the thread's area; volatile, since the kernel writes it.
                    let mm_cid = unsafe { (&raw const (*area()).mm_cid).read_volatile() };
                    highest.fetch_max(mm_cid, Ordering::Relaxed);
                }
            });
        }
    });
    let highest = highest.into_inner();
    assert!(highest > 0 && highest < init().cpus, "the highest mm_cid seen is {highest}");
}

/// The CPUs that this thread may run on.
fn allowed_cpus() -> Vec<usize> {
    // SAFETY: a set is integers, and the size given is its own.
    let set = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::sched_getaffinity(0, size_of_val(&set), &raw mut set);
        set
    };
    // SAFETY: below `CPU_SETSIZE`.
    (0..libc::CPU_SETSIZE as usize).filter(|&cpu| unsafe { libc::CPU_ISSET(cpu, &set) }).collect()
}

/// Moves this thread to a CPU.
fn pin(cpu: usize) {
    // SAFETY: as above.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(cpu, &mut set);
        assert_eq!(libc::sched_setaffinity(0, size_of_val(&set), &raw const set), 0);
    }
}

#[test]
fn mm_cid_in_areas_of_libc() {
    in_child("mm_cid_in_areas_of_libc", "", mm_cid_is_filled);
}

#[test]
fn mm_cid_in_areas_of_ours() {
    in_child("mm_cid_in_areas_of_ours", NOT_BY_LIBC, mm_cid_is_filled);
}

/// A thread's own area is such that nothing works before it is registered.
#[test]
fn fresh_areas_pass_no_compare() {
    in_child("fresh_areas_pass_no_compare", NOT_BY_LIBC, || {
        init();
        on_a_thread(|| {
            // SAFETY: the thread's area, which the kernel does not know yet.
            let fresh = unsafe { &*area() };
            assert_eq!((fresh.cpu_id_start, fresh.cpu_id), (u32::MAX, CPU_ID_UNINITIALIZED));
            assert_eq!((fresh.rseq_cs, fresh.flags, fresh.mm_cid), (0, 0, u32::MAX));
            assert!(!is_registered() && !kernel_knows_this_thread());
            assert!(register_current_thread() && is_registered() && kernel_knows_this_thread());
            assert!(register_current_thread(), "a second time");
        });
    });
}

#[test]
fn threads_that_race_to_decide_agree() {
    in_child("threads_that_race_to_decide_agree", NOT_BY_LIBC, || {
        let barrier = Barrier::new(16);
        let seen = Mutex::new(HashSet::new());
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    barrier.wait();
                    let stripes = init();
                    let fast = (
                        FAST.offset.load(Ordering::Relaxed),
                        FAST.cpus.load(Ordering::Relaxed),
                        FAST.cid_shift.load(Ordering::Relaxed),
                    );
                    assert!(register_current_thread() && area_is_live());
                    seen.lock().expect("nobody panicked").insert((stripes.cpus, fast));
                });
            }
        });
        let seen = seen.into_inner().expect("nobody panicked");
        assert_eq!(seen.len(), 1, "{seen:?}");
    });
}

/// So many at once, each with an area and a token of its own.
fn thousands_at_once() {
    init();
    let (everybody_is_here, nobody_leaves) = (Barrier::new(THREADS), Barrier::new(THREADS));
    let tokens = Mutex::new(HashSet::new());
    let areas = Mutex::new(HashSet::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            let thread = std::thread::Builder::new().stack_size(64 << 10);
            let body = || {
                everybody_is_here.wait();
                let registered = register_current_thread() && area_is_live();
                tokens.lock().expect("nobody panicked").insert(thread_token());
                areas.lock().expect("nobody panicked").insert(area().addr());
                nobody_leaves.wait();
                assert!(registered);
            };
            thread.spawn_scoped(scope, body).expect("a thread starts");
        }
    });
    assert_eq!(tokens.lock().expect("nobody panicked").len(), THREADS);
    assert_eq!(areas.lock().expect("nobody panicked").len(), THREADS);
}

#[test]
fn thousands_of_threads_by_libc() {
    in_child("thousands_of_threads_by_libc", "", thousands_at_once);
}

#[test]
fn thousands_of_threads_by_us() {
    in_child("thousands_of_threads_by_us", NOT_BY_LIBC, thousands_at_once);
}

/// How many; a guest is slow, and runs this on eight architectures.
const FORKS: usize = if cfg!(restartable_guest) { 5 } else { 20 };

/// Forks while other threads come and go; children are registered, and so are their threads.
fn fork_among_threads() {
    init();
    let stop = AtomicBool::new(false);
    let started = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    assert!(on_a_thread(register_current_thread));
                    started.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        assert!(register_current_thread());
        while started.load(Ordering::Relaxed) < 8 {
            std::thread::yield_now();
        }
        for _ in 0..FORKS {
            in_fork(|| {
                let kept = is_registered() && kernel_knows_this_thread() && area_is_live();
                let body = || register_current_thread() && kernel_knows_this_thread();
                kept && on_a_thread_in_a_fork(body)
            });
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn fork_among_threads_by_libc() {
    in_child("fork_among_threads_by_libc", "", fork_among_threads);
}

#[test]
fn fork_among_threads_by_us() {
    in_child("fork_among_threads_by_us", NOT_BY_LIBC, fork_among_threads);
}

/// A fork before anything was decided: the child decides for itself.
#[test]
fn fork_before_the_decision() {
    in_child("fork_before_the_decision", NOT_BY_LIBC, || {
        let fresh = || !kernel_knows_this_thread() && register_current_thread() && area_is_live();
        in_fork(fresh);
        in_fork(fresh);
        assert!(fresh());
    });
}

/// What the handler below saw.
static HANDLED: Mutex<Option<(bool, i32)>> = Mutex::new(None);

/// Registers the thread that it interrupts.
extern "C" fn register_in_handler(_: libc::c_int) {
    let registered = register_current_thread();
    let errno = std::io::Error::last_os_error().raw_os_error();
    // The interrupted code does not hold the lock.
    *HANDLED.lock().expect("nobody panicked") = Some((registered, errno.unwrap_or(0)));
}

/// Raises a signal in this thread and returns what its handler saw: whether it could register the
/// thread, and `errno` afterwards.
fn handle() -> (bool, i32) {
    // SAFETY: installs a handler of the right type, and sends the signal to this thread, which
    // handles it before `raise` returns; `errno` is this thread's.
    unsafe {
        let handler: extern "C" fn(libc::c_int) = register_in_handler;
        libc::signal(libc::SIGUSR1, handler as libc::sighandler_t);
        *libc::__errno_location() = libc::EDOM;
        assert_eq!(libc::raise(libc::SIGUSR1), 0);
    }
    HANDLED.lock().expect("nobody panicked").take().expect("the handler ran")
}

#[test]
fn in_a_signal_handler() {
    in_child("in_a_signal_handler", NOT_BY_LIBC, || {
        init();
        on_a_thread(|| {
            assert!(!is_registered());
            assert_eq!(handle(), (true, libc::EDOM));
            assert!(is_registered() && kernel_knows_this_thread() && area_is_live());
            assert_eq!(handle(), (true, libc::EDOM), "a second time");
        });
    });
}

/// Between the instruction that arms a thread's first section and the compare that would fail it, a
/// handler must not make the compare succeed: the kernel disarms the section on the way back.
#[test]
fn not_in_a_handler_inside_the_first_section() {
    in_child("not_in_a_handler_inside_the_first_section", NOT_BY_LIBC, || {
        init();
        on_a_thread(|| {
            // SAFETY: the thread's area, of which a section writes this word.
            let armed = unsafe { &raw mut (*area()).rseq_cs };
            // SAFETY: as above; the kernel does not look at it, the thread is not registered.
            unsafe { armed.write_volatile(0x1000) };
            assert_eq!(handle(), (false, libc::EDOM));
            assert!(!is_registered() && !kernel_knows_this_thread());
            match backend() {
                Backend::Exclusive { because, .. } => assert_eq!(because, Because::Interrupted),
                other => panic!("{other}"),
            }
            // SAFETY: as above.
            unsafe { armed.write_volatile(0) };
            assert_eq!(handle(), (true, libc::EDOM), "that was not remembered");
        });
    });
}

/// Why: the kernel does disarm it.
#[test]
fn registering_disarms_what_was_armed_before() {
    in_child("registering_disarms_what_was_armed_before", NOT_BY_LIBC, || {
        // Version 0, a section far away, and its signature.
        #[repr(C, align(32))]
        struct Landing([u32; 2], u32);
        static LANDING: Landing = Landing([0; 2], abi::SIGNATURE);
        let descriptor = abi::RseqCs {
            version: 0,
            flags: 0,
            start_ip: 0x1000,
            post_commit_offset: 4,
            abort_ip: (&raw const LANDING).addr() as u64 + 12,
        };
        let mut area = fresh_area();
        let area: *mut Rseq = &raw mut *area;
        // SAFETY: this test's own area; the descriptor outlives its registration.
        unsafe {
            let armed = area.cast::<usize>().byte_add(abi::RSEQ_CS);
            armed.write_volatile((&raw const descriptor).addr());
            support::rseq(area, 0).expect("the thread was not registered");
            std::thread::sleep(std::time::Duration::from_millis(20));
            assert_eq!(armed.read_volatile(), 0, "the section would go on without protection");
            support::rseq(area, abi::RSEQ_FLAG_UNREGISTER).expect("registered above");
        }
    });
}
