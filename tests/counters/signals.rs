//! Counters that are used for the first time by a signal handler.

use std::os::unix::thread::JoinHandleExt;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use restartable::Counter;

const TURNS: usize = 40;

static COUNTERS: [Counter; TURNS] = [const { Counter::new() }; TURNS];
/// How often the handler has run.
static HANDLED: AtomicUsize = AtomicUsize::new(0);

extern "C" fn handler(_: libc::c_int) {
    COUNTERS[HANDLED.load(SeqCst)].inc();
    HANDLED.fetch_add(1, SeqCst);
}

/// The handler comes while its thread allocates, so perhaps while that holds a lock of the allocator. What
/// allocates in a first use waits for itself. (The first use in a process does, on musl: without the
/// `try_init`, and one process a turn, more than half of these hang.)
#[test]
fn a_first_use_in_a_handler_needs_nothing_of_what_it_interrupts() {
    Counter::new().try_init().unwrap();
    // SAFETY: the handler has the right signature, and no other test uses the signal.
    unsafe { libc::signal(libc::SIGUSR2, handler as *const () as libc::sighandler_t) };
    for turn in 0..TURNS {
        let allocates = std::thread::spawn(move || {
            for size in (1..50).map(|n| n * 100).cycle() {
                drop(std::hint::black_box(Vec::<u8>::with_capacity(size)));
                if HANDLED.load(SeqCst) > turn {
                    break;
                }
            }
        });
        std::thread::sleep(Duration::from_micros(turn as u64 * 7));
        #[allow(clippy::unnecessary_cast)] // a pointer on musl
        let thread = allocates.as_pthread_t() as libc::pthread_t;
        // SAFETY: the thread goes on until the handler has run, and it has not been joined.
        assert_eq!(unsafe { libc::pthread_kill(thread, libc::SIGUSR2) }, 0);
        let start = Instant::now();
        while !allocates.is_finished() {
            if start.elapsed().as_secs() > 60 {
                eprintln!("the handler waits for what it has interrupted");
                std::process::abort();
            }
            std::thread::sleep(Duration::from_micros(100));
        }
        allocates.join().unwrap();
    }
    assert!(COUNTERS.iter().all(|counter| counter.sum() == 1));
}
