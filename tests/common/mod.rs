//! A stress that interrupts sequences: more busy threads than CPUs, and on every CPU a few intruders
//! that wake up every few microseconds and run the same operation, so that they preempt a busy
//! thread at any instruction and commit on its slot before it goes on.

#![allow(dead_code)] // each test binary uses its part

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Barrier, OnceLock};
use std::time::{Duration, Instant};

/// How long one stress runs; the negative controls and guests set it higher.
pub fn duration() -> Duration {
    let millis = std::env::var("RESTARTABLE_STRESS_MS").ok().and_then(|ms| ms.parse().ok());
    Duration::from_millis(millis.unwrap_or(300))
}

/// How long an intruder sleeps between two operations. A guest with slow CPUs needs more, or it would do
/// nothing else than wake up intruders.
fn pause() -> Duration {
    let micros = std::env::var("RESTARTABLE_PAUSE_US").ok().and_then(|us| us.parse().ok());
    Duration::from_micros(micros.unwrap_or(20))
}

/// What a stress saw.
#[derive(Debug)]
pub struct Seen {
    /// Operations that were run, by all threads.
    pub operations: u64,
    /// Attempts that were restarted.
    pub restarts: u64,
    /// Sequences that used an exclusive stripe.
    pub exclusive: u64,
}

/// Runs `operation(thread)` again and again on many threads, for [`duration`].
///
/// Fails if nothing was ever restarted, since then nothing was tested; without rseq there is nothing
/// to restart, and the exclusive stripes must have been used instead.
pub fn stress(operation: impl Fn(usize) + Sync) -> Seen {
    stress_for(u64::MAX, operation)
}

/// The same, but each thread stops after `most` operations.
pub fn stress_for(most: u64, operation: impl Fn(usize) + Sync) -> Seen {
    run_stress(most, &operation)
}

/// Compiled once, not once an operation: that is a third of what a test program takes to build.
fn run_stress(most: u64, operation: &(dyn Fn(usize) + Sync)) -> Seen {
    let cpus = cpus();
    let before = restartable::stats();
    let stop = AtomicBool::new(false);
    let operations = AtomicU64::new(0);
    let busy = 2 * cpus.len() + 1;
    // Nobody begins before all can: the first might be through before there is a second.
    let all = Barrier::new(busy + 2 * cpus.len());
    let run = |thread: usize, pause: Option<Duration>| {
        let mut done = 0;
        all.wait();
        while !stop.load(Ordering::Relaxed) && done < most {
            operation(thread);
            done += 1;
            if let Some(pause) = pause {
                std::thread::sleep(pause);
            }
        }
        operations.fetch_add(done, Ordering::Relaxed);
    };
    let start = Instant::now();
    std::thread::scope(|scope| {
        let (run, stop) = (&run, &stop);
        for thread in 0..busy {
            scope.spawn(move || run(thread, None));
        }
        for intruder in 0..2 * cpus.len() {
            let cpu = cpus[intruder % cpus.len()];
            scope.spawn(move || {
                pin(cpu);
                run(busy + intruder, Some(pause()));
            });
        }
        // Longer if nothing was restarted yet: that is what a stress is for, and a matter of chance.
        let most = if is_control() { duration() } else { 20 * duration() };
        while start.elapsed() < duration() || start.elapsed() < most && !interrupted(&before) {
            std::thread::sleep(Duration::from_millis(5));
        }
        stop.store(true, Ordering::Relaxed);
    });
    let after = restartable::stats();
    let seen = Seen {
        operations: operations.into_inner(),
        restarts: after.restarts - before.restarts,
        exclusive: after.exclusive - before.exclusive,
    };
    println!("{}: {seen:?}", restartable::backend());
    match restartable::backend() {
        // What a build without a protection restarts is not the question.
        _ if is_control() => {}
        restartable::Backend::Rseq { .. } => assert!(seen.restarts > 0, "nothing was restarted"),
        restartable::Backend::Exclusive { .. } => assert!(seen.exclusive > 0, "nothing ran"),
        other => panic!("unknown backend {other}"),
    }
    seen
}

/// Whether this is a build without one of the protections.
fn is_control() -> bool {
    cfg!(any(
        restartable_control = "event",
        restartable_control = "arm",
        restartable_control = "index"
    ))
}

/// Whether sequences were restarted since, or, without rseq, run.
fn interrupted(before: &restartable::Stats) -> bool {
    let now = restartable::stats();
    match restartable::backend() {
        restartable::Backend::Rseq { .. } => now.restarts > before.restarts,
        _ => now.exclusive > before.exclusive,
    }
}

/// The number of threads that [`stress`] runs.
pub fn threads() -> usize {
    4 * cpus().len() + 1
}

/// The CPUs this process may run on: those of the first call, before a test pins its thread, which
/// with `--test-threads=1` is that of the next test too.
pub fn cpus() -> Vec<usize> {
    static CPUS: OnceLock<Vec<usize>> = OnceLock::new();
    CPUS.get_or_init(affinity).clone()
}

/// The CPUs this thread may run on.
#[cfg(target_os = "linux")]
pub fn affinity() -> Vec<usize> {
    // SAFETY: an all-zero `cpu_set_t` is an empty set, and the size given is its own.
    let set = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::sched_getaffinity(0, size_of_val(&set), &raw mut set);
        set
    };
    // SAFETY: the index is below `CPU_SETSIZE`.
    (0..libc::CPU_SETSIZE as usize).filter(|&cpu| unsafe { libc::CPU_ISSET(cpu, &set) }).collect()
}

/// The CPUs this thread may run on.
#[cfg(not(target_os = "linux"))]
pub fn affinity() -> Vec<usize> {
    (0..std::thread::available_parallelism().map_or(1, usize::from)).collect()
}

/// Moves this thread to one CPU.
#[cfg(target_os = "linux")]
pub fn pin(cpu: usize) {
    // SAFETY: an all-zero `cpu_set_t` is an empty set, `cpu` is below `CPU_SETSIZE`, and the size
    // given is the set's own.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(cpu, &mut set);
        libc::sched_setaffinity(0, size_of_val(&set), &raw const set);
    }
}

/// Moves this thread to one CPU.
#[cfg(not(target_os = "linux"))]
pub fn pin(_cpu: usize) {}

/// Cheap pseudo-random numbers.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// Lets something happen in a preparation now and then: a switch to another thread, or a move to
/// another CPU. Called in the preparation of a sequence, this is what the (event, index) compare is
/// there for.
pub fn disturb(round: u64) {
    if round.is_multiple_of(61) {
        std::thread::yield_now();
    } else if round.is_multiple_of(67) {
        wander(round / 67 * 16, &cpus());
    }
}

/// Moves the thread to another CPU now and then, in the middle of a preparation.
pub fn wander(round: u64, cpus: &[usize]) {
    if round.is_multiple_of(16) {
        let cpu = usize::try_from(round / 16 % cpus.len() as u64).unwrap_or_default();
        pin(cpus[cpu]);
    }
}
