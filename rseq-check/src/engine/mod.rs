//! The check on Linux: the threads of a check.
//!
//! On `x86_64` a check steps through the sequence (`stepping`), and interrupts it at every instruction.
//! Elsewhere, where a program cannot step itself, it has breakpoints alone (`stopping`), and interrupts
//! sections and the functions that they are in.

// Addresses come as `usize`, `u64` and `i64` from the interfaces used here, and registers have other
// types from architecture to architecture.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::unnecessary_cast
)]

mod arch;
mod area;
mod locate;
mod memory;
mod section;
mod signals;
mod statements;
#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
mod stepping;
mod stopping;

use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use area::Area;
use signals::Parking;

use crate::check::Job;
use crate::quiet;
use crate::report::{Error, Report};

pub use locate::{is_users, locations};
pub use statements::statement;
#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
pub use stepping::{begin, finish};

/// Called right before the sequence, where somebody steps through it.
#[cfg(not(all(target_arch = "x86_64", target_pointer_width = "64")))]
pub fn begin() {}

/// Called right after the sequence, where somebody steps through it.
#[cfg(not(all(target_arch = "x86_64", target_pointer_width = "64")))]
pub fn finish() {}

/// How often a run is made that does not come to its boundary: the thread may have been preempted on
/// its way.
const TRIES: usize = 4;

/// What the thread that waits may know of the one that checks.
#[derive(Default)]
pub struct Progress {
    /// How many runs were begun.
    pub runs: AtomicUsize,
    /// The address at which the present run is interrupted; 0 if it is not.
    pub at: AtomicUsize,
}

/// Whether some process traces this one.
fn is_traced() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let tracer = status.lines().find_map(|line| line.strip_prefix("TracerPid:"));
    tracer.is_some_and(|tracer| tracer.trim() != "0")
}

/// Keeps this thread on the CPU that it is on.
fn stay(cpu: usize) {
    // SAFETY: a set is integers; the pointer is valid for reads of its size.
    unsafe {
        let mut set = core::mem::zeroed::<libc::cpu_set_t>();
        libc::CPU_SET(cpu, &mut set);
        libc::sched_setaffinity(0, size_of_val(&set), &raw const set);
    }
}

/// The threads of a check, for [`park`].
static THREADS: [AtomicI32; 2] = [AtomicI32::new(0), AtomicI32::new(0)];

/// Says that this thread is one of a check's.
fn sign_in(place: usize) {
    // SAFETY: takes nothing.
    THREADS[place].store(unsafe { libc::gettid() }, Ordering::SeqCst);
}

/// Checks a sequence.
pub fn check(job: Job<'_>) -> Result<Report, Error> {
    // The handlers and the patched code are the process's: one check at a time.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    if is_traced() {
        return Err(Error::Traced);
    }
    if !memory::unlock_code() {
        return Err(Error::NoPatching);
    }
    watch(job)
}

/// Runs the check on a thread of its own, and waits until it is finished or stuck.
fn watch(job: Job<'_>) -> Result<Report, Error> {
    let patience = job.patience;
    let progress = Progress::default();
    let (sender, receiver) = mpsc::channel();
    for thread in &THREADS {
        thread.store(0, Ordering::SeqCst);
    }
    let work = {
        let progress = &progress;
        move || {
            let result = quiet::on_this_thread(|| quiet::catch(|| work(job, progress)));
            let _ = sender.send(result);
        }
    };
    let name = thread::current().name().unwrap_or("rseq-check").to_owned();
    // SAFETY: the thread is joined below before what it borrows goes away; or, if it is stuck, it
    // is parked for ever and does not touch any of it again.
    let thread = unsafe { thread::Builder::new().name(name).spawn_unchecked(work) };
    let thread = thread.expect("a thread can be started");

    let mut last = (usize::MAX, Instant::now());
    loop {
        if let Ok(result) = receiver.recv_timeout(patience.min(Duration::from_millis(100))) {
            let _ = thread.join();
            return result.unwrap_or_else(|bug| panic!("a defect of rseq-check: {bug}"));
        }
        let runs = progress.runs.load(Ordering::Relaxed);
        if runs != last.0 {
            last = (runs, Instant::now());
        } else if last.1.elapsed() >= patience {
            let at = progress.at.load(Ordering::Relaxed);
            park();
            return Err(Error::Stuck { at: (at != 0).then(|| arch::text(at)) });
        }
    }
}

/// Stops the threads of a check for ever, and restores the code.
fn park() {
    let threads = THREADS.iter().map(|thread| thread.load(Ordering::SeqCst));
    let threads: Vec<i32> = threads.filter(|&thread| thread != 0).collect();
    if !signals::park(&threads) {
        // It still uses what its caller is about to free.
        eprintln!("rseq-check: a run did not end, and its thread cannot be stopped");
        std::process::abort();
    }
    // SAFETY: the threads of this check do not run any more, and there is no other.
    unsafe {
        #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
        stepping::forget();
        stopping::forget();
    }
}

/// The check, on its thread.
fn work(job: Job<'_>, progress: &Progress) -> Result<Report, Error> {
    sign_in(0);
    let area = Area::of_this_thread().ok_or(Error::NoRseq)?;
    let cpu = area.cpu_id() as usize;
    stay(cpu);
    let _parking = Parking::install();
    #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
    if !job.breakpoints {
        return stepping::check(job, area, cpu, progress);
    }
    if job.preemption {
        return Err(Error::NoPreemption);
    }
    stopping::check(job, area, progress)
}
