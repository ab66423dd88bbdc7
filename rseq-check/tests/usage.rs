//! The options, and what a wrong use is told.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough")]

mod common;

use std::hint::black_box;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use common::{Cell, check, complete, increment, violations, with, without_addresses};
use restartable::FreeList;
use rseq_check::Place::{Preparation, Restart, Section, Tail};
use rseq_check::{Check, Error, Report};

/// What can be compared between two checks.
fn outline(report: &Report) -> Vec<(rseq_check::Place, usize, String, bool)> {
    let boundaries = report.boundaries.iter();
    boundaries
        .map(|at| (at.place, at.step, without_addresses(&at.instruction), at.restarted))
        .collect()
}

#[test]
fn two_checks_of_one_sequence_say_the_same() {
    assert_eq!(outline(&check(increment).unwrap()), outline(&check(increment).unwrap()));
}

/// A run for each boundary and one for each restart, and few to learn the way: what a check costs.
#[test]
fn a_check_makes_few_runs() {
    let report = check(increment).unwrap();
    let boundaries = report.boundaries.len();
    assert!(boundaries >= 20, "{report:#}");
    assert!(report.runs <= 2 * boundaries + 8, "{} for {boundaries} boundaries", report.runs);
}

#[test]
fn the_report_names_function_and_line() {
    let report = check(increment).unwrap();
    let section = report.boundaries.iter().find(|at| at.place == Section).unwrap();
    let location = section.location().unwrap();
    assert!(location.function.ends_with("increment"), "{location}");
    assert!(location.file.as_ref().is_some_and(|file| file.ends_with("mod.rs")), "{location}");
    assert!(location.line.is_some(), "{location}");
}

#[test]
fn code_in_called_functions_is_checked() {
    #[inline(never)]
    fn called(cell: &Cell) {
        cell.other.store(black_box(cell.other.load(Relaxed)) + 1, Relaxed);
    }
    let cell = Cell::default();
    let report = Check::new(|| {
        called(&cell);
        complete(increment, &cell);
    })
    .reentrant()
    .run();
    let of = |at: &rseq_check::Boundary| at.location().map(|at| at.function).unwrap_or_default();
    let inside = report.boundaries.iter().filter(|at| of(at).ends_with("::called"));
    let inside: Vec<_> = inside.collect();
    assert!(inside.len() >= 2, "{report:#}");
    assert!(inside.iter().all(|at| at.place == Preparation && !at.callers.is_empty()));
}

#[test]
fn pairs() {
    let report = with(increment, |check| check.pairs()).unwrap();
    assert!(report.boundaries.iter().all(|at| (at.place == Restart) <= at.after.is_some()));
    // In each section the second time too, after each interruption before the end of the first.
    let again = |at: &&rseq_check::Boundary| at.after.is_some() && at.place == Section;
    let first = |at: &&rseq_check::Boundary| at.after.is_none() && at.place != Tail;
    let seconds = report.boundaries.iter().filter(again).count();
    let firsts = report.boundaries.iter().filter(first).count();
    assert!(seconds >= 7 * firsts, "{seconds} in sections after {firsts}");
    assert!(report.boundaries.iter().filter(again).all(|at| at.restarted));
}

#[test]
fn preemption_restarts_a_section_as_a_signal_does() {
    let report = with(increment, |check| check.preemption()).unwrap();
    assert_eq!(outline(&report), outline(&check(increment).unwrap()));
}

attempt! {
    no_event_compare: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "mov [rsi + 8], rcx",
    ] []
}

#[test]
fn preemption_finds_a_lost_update() {
    let report = violations(with(no_event_compare, |check| check.preemption()));
    let wrong = common::wrong(&report);
    let expected = ["inc rcx", "lea rax, […", "mov [rdi + 8], rax"];
    assert_eq!(wrong, expected.map(|text| (Preparation, text.to_owned())), "{report}");
}

#[test]
fn a_handler_that_runs_the_sequence_itself() {
    let cell = Cell::default();
    let updates = AtomicU64::new(0);
    let report = Check::new(|| {
        complete(increment, &cell);
        updates.fetch_add(1, Relaxed);
    })
    .reentrant()
    .reset(|| {
        updates.store(0, Relaxed);
        cell.value.store(0, Relaxed);
    })
    .invariant(|| assert_eq!(cell.value.load(Relaxed), updates.load(Relaxed)))
    .run();
    assert_eq!(report.restarts(), 7);
}

#[test]
fn a_preparation_may_block_signals() {
    // Blocked traps would kill the process; the sequence must still see what it has blocked.
    let cell = Cell::default();
    let report = Check::new(|| {
        // SAFETY: integers, and calls with valid pointers.
        unsafe {
            let mut all: libc::sigset_t = std::mem::zeroed();
            let (mut before, mut now) = (all, all);
            libc::sigfillset(&raw mut all);
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
            libc::pthread_sigmask(libc::SIG_BLOCK, std::ptr::null(), &raw mut now);
            assert_eq!(libc::sigismember(&raw const now, libc::SIGUSR1), 1);
            complete(increment, &cell);
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, std::ptr::null_mut());
        }
    })
    .reentrant()
    .try_run();
    let report = report.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.restarts(), 7, "{report:#}");
}

/// Another thread in the checked code, while checks begin and end: it waits where a breakpoint is,
/// and goes on where one was, also after the last check.
#[test]
fn other_threads_may_run_the_checked_code() {
    let (stop, rounds) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let cell = Cell::default();
            while !stop.load(Relaxed) {
                complete(increment, &cell);
                rounds.fetch_add(1, Relaxed);
            }
            assert_eq!(cell.value.load(Relaxed), rounds.load(Relaxed));
        });
        let _stop = Stop(&stop);
        for _ in 0..8 {
            let before = rounds.load(Relaxed);
            let report = check(increment).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(report.restarts(), 7, "{report:#}");
            while rounds.load(Relaxed) == before {
                std::thread::yield_now();
            }
        }
    });
}

/// Another thread that creates and drops slots meanwhile, with signals blocked where it holds what all
/// arenas share. An unoptimised build has functions of `core` there that the checked sequence calls
/// too, with breakpoints in them.
#[test]
fn other_threads_may_create_slots() {
    let (stop, rounds) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Relaxed) {
                drop(FreeList::new(4));
                rounds.fetch_add(1, Relaxed);
            }
        });
        let _stop = Stop(&stop);
        let list = FreeList::new(4);
        let pop_and_push = || {
            if let Some(index) = list.try_pop() {
                list.push(index);
            }
        };
        for _ in 0..8 {
            let before = rounds.load(Relaxed);
            let check = Check::new(pop_and_push).competitor(pop_and_push).without_exclusive();
            let report = check.try_run().unwrap_or_else(|error| panic!("{error}"));
            assert!(report.restarts() > 0, "{report:#}");
            while rounds.load(Relaxed) == before {
                std::thread::yield_now();
            }
        }
    });
}

/// Ends a loop when it is dropped, also by a panic.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// A thread that is created while its parent steps begins with its parent's trap flag.
#[test]
fn a_preparation_may_create_threads() {
    let cell = Cell::default();
    let (runs, alive) = (AtomicU64::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let alive = &alive;
        let report = Check::new(|| {
            // The third run is the first one that is stepped through. In every one it would take long.
            if runs.fetch_add(1, Relaxed) == 2 {
                scope.spawn(|| alive.store(true, Relaxed));
            }
            complete(increment, &cell);
        });
        let report = report.competitor(|| ()).run();
        assert_eq!(report.restarts(), 7, "{report:#}");
    });
    assert!(alive.load(Relaxed));
}

/// An instruction that is illegal is not taken for a breakpoint, in another thread and after a check.
#[test]
fn an_illegal_instruction_still_kills() {
    let mut child = alone("child_illegal");
    let status = child.output().unwrap().status;
    assert_eq!(status.signal(), Some(libc::SIGILL), "{status}");
}

#[test]
#[ignore = "for the test before"]
fn child_illegal() {
    check(increment).unwrap();
    // SAFETY: ends the process, which is what is wanted.
    unsafe { std::arch::asm!(".byte 0x06") };
}

#[test]
fn nothing_to_run_at_the_boundaries() {
    let cell = Cell::default();
    let result = Check::new(|| complete(increment, &cell)).try_run();
    assert_eq!(result, Err(Error::NoCompetitor));
}

#[test]
fn a_closure_without_a_sequence() {
    let number = AtomicU64::new(0);
    let result = Check::new(|| number.fetch_add(1, Relaxed)).competitor(|| ()).try_run();
    assert_eq!(result, Err(Error::NoSection));
}

#[test]
fn a_sequence_that_never_ends() {
    let result = Check::new(|| {
        loop {
            std::hint::spin_loop();
        }
    })
    .competitor(|| ())
    .patience(Duration::from_millis(300))
    .try_run();
    assert_eq!(result, Err(Error::Stuck { at: None }));
    // Another check works after it.
    check(increment).unwrap();
}

#[test]
fn a_sequence_that_does_not_end_once_interrupted() {
    let cell = Cell::default();
    let stop = AtomicBool::new(false);
    let result = Check::new(|| {
        while stop.load(Relaxed) {
            std::hint::spin_loop();
        }
        complete(increment, &cell);
    })
    .competitor(|| stop.store(true, Relaxed))
    .patience(Duration::from_millis(300))
    .try_run();
    assert!(matches!(result, Err(Error::Stuck { at: Some(_) })), "{result:?}");
}

#[test]
fn a_sequence_that_is_too_long() {
    let cell = Cell::default();
    let result = Check::new(|| {
        (0..1000).for_each(|number| _ = black_box(number));
        complete(increment, &cell);
    })
    .competitor(|| ())
    .max_steps(500)
    .try_run();
    assert_eq!(result, Err(Error::TooLong { steps: 500 }));
}

#[test]
fn a_competitor_that_panics() {
    let cell = Cell::default();
    let result = Check::new(|| complete(increment, &cell))
        .competitor(|| panic!("what the competitor says"))
        .try_run();
    let Err(Error::Competitor(message)) = result else { panic!("{result:?}") };
    assert!(message.ends_with("what the competitor says"), "{message}");
    assert!(message.contains("usage.rs:"), "{message}");
}

#[test]
fn a_competitor_that_waits_for_what_it_has_interrupted() {
    let cell = Cell::default();
    let lock = Mutex::new(());
    let result = Check::new(|| {
        let _held = lock.lock();
        complete(increment, &cell);
    })
    .competitor(|| drop(lock.lock()))
    .patience(Duration::from_millis(300))
    .try_run();
    assert!(matches!(result, Err(Error::Stuck { at: Some(_) })), "{result:?}");
}

#[test]
fn a_sequence_that_panics() {
    let result = Check::new(|| panic!("at once")).competitor(|| ()).try_run();
    let Err(Error::Panicked(message)) = result else { panic!("{result:?}") };
    assert!(message.ends_with("at once"), "{message}");
}

#[test]
fn a_reset_that_panics() {
    let cell = Cell::default();
    let result = Check::new(|| complete(increment, &cell))
        .competitor(|| ())
        .reset(|| panic!("no"))
        .try_run();
    assert!(matches!(result, Err(Error::Reset(_))), "{result:?}");
}

#[test]
fn an_invariant_that_does_not_hold_anyway() {
    let cell = Cell::default();
    let result = Check::new(|| complete(increment, &cell))
        .competitor(|| ())
        .invariant(|| panic!("never"))
        .try_run();
    assert!(matches!(result, Err(Error::Uninterrupted(_))), "{result:?}");
}

#[test]
#[should_panic(expected = "rseq-check: the closure armed no section")]
fn run_panics_with_the_error() {
    Check::new(|| ()).competitor(|| ()).run();
}

/// Runs another test of this file in a process of its own.
fn alone(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored"]);
    command
}

#[test]
#[ignore = "for the next test"]
fn child_without_rseq() {
    // The hand-written sections trust in a registered area, so this one does nothing.
    assert_eq!(Check::new(|| ()).competitor(|| ()).try_run(), Err(Error::NoRseq));
}

#[test]
fn without_rseq() {
    let mut child = alone("child_without_rseq");
    // SAFETY: two system calls, with valid arguments.
    unsafe {
        child.pre_exec(|| {
            libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            let program =
                libc::sock_fprog { len: 4, filter: (&raw const REFUSE_RSEQ).cast_mut().cast() };
            libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program);
            Ok(())
        });
    }
    let status = child.env("GLIBC_TUNABLES", "glibc.pthread.rseq=0").output().unwrap().status;
    assert!(status.success());
}

/// `rseq` answers `ENOSYS`, everything else is allowed.
static REFUSE_RSEQ: [libc::sock_filter; 4] = [
    libc::sock_filter { code: 0x20, jt: 0, jf: 0, k: 0 }, // load the number
    libc::sock_filter { code: 0x15, jt: 0, jf: 1, k: 334 }, // rseq?
    libc::sock_filter { code: 0x06, jt: 0, jf: 0, k: 0x0005_0026 }, // errno ENOSYS
    libc::sock_filter { code: 0x06, jt: 0, jf: 0, k: 0x7fff_0000 }, // allow
];

#[test]
#[ignore = "for the next test"]
fn child_traced() {
    assert_eq!(check(increment), Err(Error::Traced));
}

#[test]
fn under_a_debugger() {
    let mut child = alone("child_traced");
    // SAFETY: one system call.
    unsafe {
        child.pre_exec(|| {
            libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0);
            Ok(())
        });
    }
    #[expect(clippy::zombie_processes, reason = "waited for below, with its stops")]
    let child = child.stdout(std::process::Stdio::null()).spawn().unwrap();
    let pid = libc::pid_t::try_from(child.id()).unwrap();
    loop {
        let mut status = 0;
        // SAFETY: the child exists; `status` is valid for writes.
        unsafe { libc::waitpid(pid, &raw mut status, libc::__WALL) };
        let status = std::process::ExitStatus::from_raw(status);
        if let Some(code) = status.code() {
            assert_eq!(code, 0);
            break;
        }
        assert_eq!(status.signal(), None);
        let signal = status.stopped_signal().unwrap_or(0);
        let signal = if signal == libc::SIGTRAP { 0 } else { signal };
        // SAFETY: the child is stopped.
        unsafe { libc::ptrace(libc::PTRACE_CONT, pid, 0, signal) };
    }
}
