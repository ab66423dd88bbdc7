//! A sampling profiler of a few lines: a signal that interrupts a section finds the thread where the
//! abort landed, and the symbol there says which sequence was restarted.
#![cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(restartable_fallback)
))]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs};

use restartable::{PerCpu, Word, rseq};
use rseq_inspect::Inspection;

/// Where the thread was at each signal, until there is no more room.
static SAMPLES: [AtomicUsize; 1 << 16] = [const { AtomicUsize::new(0) }; 1 << 16];
static TAKEN: AtomicUsize = AtomicUsize::new(0);

extern "C" fn sample(_: libc::c_int, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the kernel passes the interrupted thread's registers.
    let context = unsafe { &(*context.cast::<libc::ucontext_t>()).uc_mcontext };
    #[cfg(target_arch = "x86_64")]
    let at = context.gregs[libc::REG_RIP as usize].cast_unsigned();
    #[cfg(target_arch = "aarch64")]
    let at = context.pc;
    if let Some(sample) = SAMPLES.get(TAKEN.fetch_add(1, Ordering::Relaxed)) {
        sample.store(usize::try_from(at).unwrap_or(0), Ordering::Relaxed);
    }
}

/// Sends `SIGPROF` to the thread that started it.
struct Timer(libc::timer_t);

impl Timer {
    fn start() -> Self {
        // SAFETY: a handler of this signature, that stores to atomics only; valid pointers.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = sample as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART;
            libc::sigaction(libc::SIGPROF, &raw const action, std::ptr::null_mut());
            let mut event: libc::sigevent = std::mem::zeroed();
            event.sigev_notify = libc::SIGEV_THREAD_ID;
            event.sigev_signo = libc::SIGPROF;
            event.sigev_notify_thread_id = libc::gettid();
            let mut timer = std::mem::zeroed();
            let created = libc::timer_create(libc::CLOCK_MONOTONIC, &raw mut event, &raw mut timer);
            assert_eq!(created, 0, "{}", std::io::Error::last_os_error());
            // Not a multiple of what the work takes.
            let interval = libc::timespec { tv_sec: 0, tv_nsec: 70_001 };
            let often = libc::itimerspec { it_interval: interval, it_value: interval };
            libc::timer_settime(timer, 0, &raw const often, std::ptr::null_mut());
            Self(timer)
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // SAFETY: created by `start`.
        unsafe { libc::timer_delete(self.0) };
    }
}

mod requests {
    use super::{PerCpu, Word, rseq};

    pub const LINE: u32 = line!() + 4;

    #[inline(always)]
    pub fn served(counts: &PerCpu<Word<u64>>) {
        rseq!(counts, |count| {
            commit!(*count += 1);
        });
    }
}

/// The same sequence twice, as inlining makes it.
#[inline(never)]
fn serve(counts: &PerCpu<Word<u64>>, others: &PerCpu<Word<u64>>) {
    for _ in 0..1000 {
        requests::served(counts);
        requests::served(others);
    }
}

/// How far from its addresses in the file the program is.
fn bias() -> u64 {
    extern "C" fn first(
        info: *mut libc::dl_phdr_info,
        _: usize,
        bias: *mut libc::c_void,
    ) -> libc::c_int {
        // SAFETY: valid pointers, the second to the variable below.
        unsafe { *bias.cast::<u64>() = (*info).dlpi_addr };
        1 // the program is the first, and no others are wanted
    }
    let mut bias = 0_u64;
    // SAFETY: a function of this signature.
    unsafe { libc::dl_iterate_phdr(Some(first), (&raw mut bias).cast()) };
    bias
}

#[test]
fn a_sampled_address_names_the_sequence() {
    let program = fs::read(env::current_exe().unwrap()).unwrap();
    let inspection = Inspection::read(&program).unwrap();
    let name = format!("rseq abort in profile::requests at profile.rs:{}", requests::LINE);
    let landings: Vec<_> = inspection
        .sections
        .iter()
        .filter(|section| {
            section.abort_symbol.as_ref().is_some_and(|symbol| symbol.starts_with(&name))
        })
        .collect();
    assert!(landings.len() >= 2, "{:#?}", inspection.sections);
    let names: BTreeSet<_> = landings.iter().map(|section| &section.abort_symbol).collect();
    assert_eq!(names.len(), landings.len(), "each of the copies has a symbol of its own");

    let (counts, others) = (PerCpu::default(), PerCpu::default());
    let started = Instant::now();
    let timer = Timer::start();
    let bias = bias();
    let sampled = loop {
        serve(&counts, &others);
        let samples = SAMPLES.iter().map(|sample| sample.load(Ordering::Relaxed) as u64);
        let samples: BTreeSet<u64> = samples.map(|at| at.wrapping_sub(bias)).collect();
        let sampled = landings.iter().filter(|section| samples.contains(&section.abort)).count();
        if sampled >= 2 {
            break sampled;
        }
        assert!(TAKEN.load(Ordering::Relaxed) < SAMPLES.len(), "{sampled} landings were sampled");
        assert!(started.elapsed() < Duration::from_secs(60), "{sampled} landings were sampled");
    };
    drop(timer);
    println!("{sampled} landings of {name} in {} samples", TAKEN.load(Ordering::Relaxed));
    let sum = |counts: &PerCpu<Word<u64>>| counts.iter().map(Word::get).sum::<u64>();
    assert_eq!(sum(&counts), sum(&others));
}
