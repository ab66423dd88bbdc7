//! Threads that are moved, that are many, that end, and the end of the process.

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

use restartable::{Backend, PerCpu, Word, backend, rseq, stats};

use crate::common::{self, Random};
use crate::ledger::{among_workers, crowd, disturbing, ledger, since, until};

crate::everywhere! {
    looks
    moved
    two_thousand
    destructors
    at_exit
}

/// A thread that is new, and never commits, looks at the slot of its own CPU, or at an exclusive one.
fn looks() {
    let slots: PerCpu<Word<u32>> = PerCpu::default();
    for cpu in common::cpus() {
        let look = || {
            common::pin(cpu);
            rseq!(slots, |slot, index| {
                if slot.get() == 0 {
                    return index as usize;
                }
                commit!(slot = 0);
                usize::MAX
            })
        };
        let index = std::thread::scope(|scope| scope.spawn(look).join().unwrap());
        match backend() {
            Backend::Rseq { .. } => assert_eq!(index, cpu),
            _ => assert!((slots.cpus()..slots.len()).contains(&index)),
        }
    }
}

/// Moves another thread to a CPU.
fn move_to(tid: libc::pid_t, cpu: usize) {
    // SAFETY: an all-zero `cpu_set_t` is an empty set, `cpu` is below `CPU_SETSIZE`, and the size
    // given is the set's own.
    unsafe {
        let mut set: libc::cpu_set_t = MaybeUninit::zeroed().assume_init();
        libc::CPU_SET(cpu, &mut set);
        assert_eq!(libc::sched_setaffinity(tid, size_of_val(&set), &raw const set), 0);
    }
}

/// Another thread moves each worker to another CPU, again and again, at any instruction.
fn moved() {
    let cpus = common::cpus();
    if cpus.len() < 2 {
        println!("skipped: one CPU");
        return;
    }
    let mut random = Random::new(1);
    among_workers(cpus.len() + 1, until, |workers| {
        disturbing(|| {
            for &worker in workers {
                #[expect(clippy::cast_possible_truncation)] // any bits do
                let next = random.next() as usize >> 8;
                move_to(worker, cpus[next % cpus.len()]);
            }
        });
    });
    ledger().check();
}

/// All there at once, each with its own first sequences and its own end.
fn two_thousand() {
    const THREADS: usize = 2000;
    ledger();
    let everybody_is_here = RwLock::new(());
    std::thread::scope(|scope| {
        let not_yet = everybody_is_here.write();
        for _ in 0..THREADS {
            let body = || {
                ledger().work();
                drop(everybody_is_here.read());
                for _ in 0..3 {
                    ledger().work();
                }
            };
            let thread = std::thread::Builder::new().stack_size(128 << 10);
            thread.spawn_scoped(scope, body).expect("a thread starts");
        }
        drop(not_yet);
    });
    ledger().check();
}

/// Works in the destructor of a thread-local variable.
struct Last;

impl Drop for Last {
    fn drop(&mut self) {
        works_at_the_end();
    }
}

thread_local! {
    static LAST: std::cell::RefCell<Option<Last>> = const { std::cell::RefCell::new(None) };
}

static ENDINGS: AtomicUsize = AtomicUsize::new(0);

fn works_at_the_end() {
    for _ in 0..10 {
        ledger().work();
    }
    ENDINGS.fetch_add(1, Ordering::Relaxed);
}

/// Keys of thread-specific values, whose destructors work: made before and after the run time's own,
/// so that one comes before it in each round of destructors, and one after it.
static KEYS: [AtomicU32; 2] = [const { AtomicU32::new(u32::MAX) }; 2];

fn make_key(which: usize) {
    let mut key = 0;
    // SAFETY: valid for a write.
    assert_eq!(unsafe { libc::pthread_key_create(&raw mut key, Some(end_of_key)) }, 0);
    KEYS[which].store(key, Ordering::Relaxed);
}

/// The value of a key is the number of rounds to go and twice that of the key itself.
fn set_key(which: usize, rounds: usize) {
    let value = ptr::without_provenance::<c_void>(rounds << 1 | which);
    let key = KEYS[which].load(Ordering::Relaxed);
    // SAFETY: the key exists; its value is not used as a pointer.
    assert_eq!(unsafe { libc::pthread_setspecific(key, value) }, 0);
}

unsafe extern "C" fn end_of_key(value: *mut c_void) {
    works_at_the_end();
    let (which, rounds) = (value.addr() & 1, value.addr() >> 1);
    if rounds > 1 {
        set_key(which, rounds - 1);
    }
}

/// Sequences in a thread's last moments, when its registration may be gone already.
fn destructors() {
    const THREADS: usize = 60;
    make_key(0);
    ledger().work();
    make_key(1);
    let before = stats();
    among_workers(2, until, |_| {
        for _ in 0..THREADS / 4 {
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        LAST.set(Some(Last));
                        set_key(0, 3);
                        set_key(1, 3);
                        ledger().work();
                    });
                }
            });
        }
    });
    println!("{:?} since {before:?}", since(before));
    // `scope` waits for closures, and not for what follows them.
    while ENDINGS.load(Ordering::Relaxed) < 7 * THREADS {
        std::thread::yield_now();
    }
    let settled = || {
        let counts = ledger().counts();
        counts[0] == counts[1]
    };
    assert!(settled());
    ledger().check();
}

/// Whether the process is ending, in which its threads go on for a while.
static ENDING: AtomicBool = AtomicBool::new(false);
/// Threads that still work.
static WORKING: AtomicUsize = AtomicUsize::new(0);

extern "C" fn exits() {
    for _ in 0..1000 {
        ledger().work();
    }
    ENDING.store(true, Ordering::Relaxed);
    while WORKING.load(Ordering::Acquire) > 0 {
        std::thread::yield_now();
    }
    let backend = backend();
    ledger().check();
    println!("at exit: {backend}");
    // SAFETY: ends the process at once.
    unsafe { libc::_exit(42) };
}

/// Sequences in a handler of `atexit`, while other threads go on with theirs.
fn at_exit() {
    ledger().work();
    let body = || {
        // SAFETY: a function of the right type, which may be called when the process ends.
        assert_eq!(unsafe { libc::atexit(exits) }, 0);
        for _ in 0..crowd() {
            WORKING.fetch_add(1, Ordering::Relaxed);
            std::thread::spawn(|| {
                until(&ENDING);
                WORKING.fetch_sub(1, Ordering::Release);
            });
        }
        // SAFETY: the handler above comes first, and ends the process.
        unsafe { libc::exit(1) };
    };
    // SAFETY: no other thread of this process does anything: the child has no lock to wait for.
    let child = unsafe { libc::fork() };
    if child == 0 {
        body();
    }
    let mut status = 0;
    // SAFETY: waits for the child made above.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert!(libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 42, "status {status:#x}");
}
