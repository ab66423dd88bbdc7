//! The check on `x86_64` Linux: the threads of a check. What a run does is in `step.rs`, what is done
//! at which boundary in `explore.rs`.

// Addresses come as `usize`, `u64` and `i64` from the three interfaces used here, and have 64 bits.
#![allow(clippy::cast_possible_truncation)]

mod area;
mod breakpoint;
mod context;
mod decode;
mod explore;
mod handlers;
mod locate;
mod memory;
mod preempt;
mod section;
mod step;

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use area::Area;
use explore::{Engine, Progress};
use handlers::Handlers;
use step::Competitor;

use crate::check::Job;
use crate::quiet;
use crate::report::{Error, Report};

pub use handlers::{begin, finish};
pub use locate::{is_users, locations};

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
    if memory::file() < 0 {
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
            return Err(Error::Stuck { at: (at != 0).then(|| decode::text(at)) });
        }
    }
}

/// Stops the threads of a check for ever, and restores the code.
fn park() {
    let threads = THREADS.iter().map(|thread| thread.load(Ordering::SeqCst));
    let threads: Vec<i32> = threads.filter(|&thread| thread != 0).collect();
    if !handlers::park(&threads) {
        // It still uses what its caller is about to free.
        eprintln!("rseq-check: a run did not end, and its thread cannot be stopped");
        std::process::abort();
    }
}

/// The check, on its thread.
fn work(job: Job<'_>, progress: &Progress) -> Result<Report, Error> {
    sign_in(0);
    let area = Area::of_this_thread().ok_or(Error::NoRseq)?;
    let cpu = area.cpu_id() as usize;
    stay(cpu);
    let _handlers = Handlers::install();
    let competitor = job.competitor;
    if !job.preemption {
        return Engine::new(job, area, Competitor::Call(competitor), progress).check();
    }
    let shared = preempt::Shared::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            sign_in(1);
            stay(cpu);
            quiet::on_this_thread(|| shared.serve(&competitor));
        });
        let result = Engine::new(job, area, Competitor::Preempt(&shared), progress).check();
        shared.quit();
        result
    })
}
