//! Negative controls: sequences with one mistake each, found at the boundaries where it does harm.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

mod common;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use common::{Cell, area, check, complete, increment, violations, wrong};
use rseq_check::Place::{Preparation, Section, Tail};
use rseq_check::{Check, Error, Place, Violation};

/// Compares with what is expected, and prints the report when that fails.
#[track_caller]
fn expect(report: &rseq_check::Report, expected: &[(Place, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(p, text)| (*p, (*text).to_owned())).collect();
    assert_eq!(wrong(report), expected, "{report:#}");
}

#[test]
fn nothing_is_wrong_with_the_correct_one() {
    let report = check(increment).unwrap();
    assert_eq!(report.restarts(), 7, "{report:#}");
    assert_eq!(report.count(Section), 7);
    assert_eq!((report.missed, report.skipped), (0, 0));
    for boundary in &report.boundaries {
        assert_eq!(boundary.restarted, boundary.place == Section, "{report:#}");
    }
    // The boundary before the section is the arming store, the one after it the clear.
    let first = report.boundaries.iter().position(|at| at.place == Section).unwrap();
    assert_eq!(report.boundaries[first - 1].instruction, "mov [rdi + 8], rax");
    assert_eq!(report.boundaries[first + 7].instruction, "mov qword ptr [rdi + 8], 0");
}

attempt! {
    no_event_compare: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "lea rax, [rdx + 2]",
        "mov [rsi], rax",
        "mov [rsi + 8], rcx",
    ] []
}

#[test]
fn without_the_event_compare_the_preparation_loses_an_update() {
    let report = violations(check(no_event_compare));
    expect(
        &report,
        &[
            (Preparation, "inc rcx"),
            (Preparation, "lea rax, […"),
            (Preparation, "mov [rdi + 8], rax"),
        ],
    );
}

attempt! {
    not_armed: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "mov r8d, [rdi + 4]",
    ] [
        "cmp [rdi + 4], r8d",
        "jne 4f",
        "cmp [rsi], rdx",
        "jne 4f",
        "lea rax, [rdx + 2]",
        "mov [rsi], rax",
        "mov [rsi + 8], rcx",
    ] []
}

#[test]
fn a_section_that_is_not_armed_is_named() {
    let report = violations(check(not_armed));
    assert_eq!(report.boundaries[0].violations, [Violation::NotArmed]);
    expect(
        &report,
        &[
            (Section, "cmp [rdi + 4], r8d"),
            (Section, "jne …"),
            (Section, "lea rax, [rdx + 2]"),
            (Section, "mov [rsi], rax"),
            (Section, "mov [rsi + 8], rcx"),
        ],
    );
    assert_eq!(report.restarts(), 0);
}

attempt! {
    not_armed_and_not_listed: ["mov rcx, [rsi + 8]", "inc rcx"] ["mov [rsi + 8], rcx"] []
    unlisted ".pushsection .rodata.unlisted, \"a\""
}

#[test]
fn a_section_that_nobody_knows_of_is_an_error() {
    assert_eq!(check(not_armed_and_not_listed), Err(Error::NoSection));
}

attempt! {
    commit_not_last: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "cmp [rsi], rdx",
        "jne 4f",
        "lea rax, [rdx + 2]",
        "mov [rsi], rax",
        "mov [rsi + 8], rcx",
        "mov [rsi + 16], rcx",
    ] []
}

#[test]
fn a_store_after_the_commit_makes_it_twice() {
    expect(&violations(check(commit_not_last)), &[(Section, "mov [rsi + 0x10], rcx")]);
}

attempt! {
    /// Adds 1 twice, as if the first time were undone by a restart.
    twice_in_a_loop: [
        "mov r8d, 2",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "7:",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "dec r8d",
        "mov [rsi + 8], rcx",
        "jnz 7b",
        "nop",
    ] []
}

#[test]
fn what_goes_wrong_in_a_later_pass_of_a_loop_is_found_there() {
    let cell = Cell::default();
    let updates = AtomicU64::new(0);
    let report = violations(
        Check::new(|| {
            complete(twice_in_a_loop, &cell);
            updates.fetch_add(2, Relaxed);
        })
        .competitor(|| {
            complete(increment, &cell);
            updates.fetch_add(1, Relaxed);
        })
        .reset(|| {
            cell.value.store(0, Relaxed);
            updates.store(0, Relaxed);
        })
        .invariant(|| assert_eq!(cell.value.load(Relaxed), updates.load(Relaxed), "updates"))
        .try_run(),
    );
    let passes = report.boundaries.iter().filter(|at| at.place == Section);
    let passes: Vec<_> = passes
        .map(|at| (common::without_addresses(&at.instruction), at.pass, at.violations.is_empty()))
        .collect();
    let passes: Vec<_> = passes.iter().map(|(text, pass, ok)| (&text[..3], *pass, *ok)).collect();
    let first = [("mov", 1, true), ("inc", 1, true), ("dec", 1, true), ("mov", 1, true)];
    let once = [("jne", 1, false), ("nop", 1, false)];
    let second = [("mov", 2, false), ("inc", 2, false), ("dec", 2, false), ("mov", 2, false)];
    assert_eq!(passes, [&first[..], &once, &second, &[("jne", 2, false)]].concat(), "{report:#}");
    assert_eq!(report.count(Section), report.restarts(), "{report:#}");
}

attempt! {
    event_after_commit: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "cmp [rsi], rdx",
        "jne 4f",
        "lea rax, [rdx + 2]",
        "mov [rsi + 8], rcx",
        "mov [rsi], rax",
    ] []
}

#[test]
fn an_event_advanced_after_the_commit_makes_it_twice() {
    expect(&violations(check(event_after_commit)), &[(Section, "mov [rsi], rax")]);
}

attempt! {
    range_begins_late: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
        "cmp [rsi], rdx",
    ] [
        "jne 4f",
        "lea rax, [rdx + 2]",
        "mov [rsi], rax",
        "mov [rsi + 8], rcx",
    ] []
}

#[test]
fn a_range_that_begins_one_instruction_late_is_found_there() {
    let report = violations(check(range_begins_late));
    expect(&report, &[(Preparation, "cmp [rsi], rdx")]);
    let boundary = report.violations().next().unwrap();
    assert_eq!(boundary.violations, [Violation::Disarmed]);

    // What harm it does needs two interruptions: one that disarms the section, another in it.
    let cell = Cell::default();
    let (calls, updates) = (AtomicU64::new(0), AtomicU64::new(0));
    let result = Check::new(|| {
        complete(range_begins_late, &cell);
        updates.fetch_add(1, Relaxed);
    })
    .competitor(|| {
        if calls.fetch_add(1, Relaxed) == 1 {
            complete(increment, &cell);
            updates.fetch_add(1, Relaxed);
        }
    })
    .reset(|| {
        calls.store(0, Relaxed);
        updates.store(0, Relaxed);
        cell.value.store(0, Relaxed);
    })
    .invariant(|| assert_eq!(cell.value.load(Relaxed), updates.load(Relaxed), "updates"))
    .pairs()
    .try_run();
    let report = violations(result);
    let lost = report.violations().filter(|boundary| {
        boundary.after.is_some() && boundary.violations != [Violation::Disarmed]
    });
    let lost: Vec<_> = lost
        .map(|boundary| {
            let first = &report.boundaries[boundary.after.unwrap()];
            (first.instruction.as_str(), common::without_addresses(&boundary.instruction))
        })
        .collect();
    let second = ["jne …", "lea rax, [rdx + 2]", "mov [rsi], rax", "mov [rsi + 8], rcx"];
    assert_eq!(lost, second.map(|second| ("cmp [rsi], rdx", second.to_owned())), "{lost:#?}");
}

attempt! {
    range_ends_early: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "cmp [rsi], rdx",
        "jne 4f",
        "lea rax, [rdx + 2]",
        "mov [rsi], rax",
    ] [
        "mov [rsi + 8], rcx",
    ]
}

#[test]
fn a_range_that_ends_one_instruction_early_is_found_there() {
    expect(&violations(check(range_ends_early)), &[(Tail, "mov [rsi + 8], rcx")]);
}

attempt! {
    wrong_signature: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "cmp [rsi], rdx",
        "jne 4f",
        "lea rax, [rdx + 2]",
        "mov [rsi], rax",
        "mov [rsi + 8], rcx",
    ] []
    signature ".byte 0x0f, 0xb9, 0x3d, 0x53, 0x30, 0x05, 0x54"
}

attempt! {
    abort_inside: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "cmp [rsi], rdx",
        "jne 4f",
        "lea rax, [rdx + 2]",
        "mov [rsi], rax",
        "mov [rsi + 8], rcx",
    ] []
    abort ".quad 2b"
}

/// The error names the instruction that would have armed the section.
#[track_caller]
fn expect_flaw(attempt: common::Attempt, expected: &str) {
    match check(attempt) {
        Err(Error::Descriptor { at, flaw }) => {
            assert_eq!(at, "mov [rdi + 8], rax");
            assert!(flaw.contains(expected), "{flaw}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_wrong_signature_is_found_before_the_kernel_finds_it() {
    expect_flaw(wrong_signature, "signature");
}

#[test]
fn an_abort_address_in_the_range_is_found_before_the_kernel_finds_it() {
    expect_flaw(abort_inside, "inside its range");
}

/// What the check spares its process: the kernel kills a child that is interrupted with such a
/// descriptor armed.
#[test]
fn the_kernel_does_kill_for_a_wrong_signature() {
    // SAFETY: the child calls nothing that another thread may have locked: it makes system calls
    // and uses memory of its own.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let cell = Cell::default();
        let area = area();
        // A signal is an interruption too, and comes on an idle machine as well.
        // SAFETY: a handler that does nothing, and a valid interval.
        unsafe {
            libc::signal(libc::SIGALRM, nothing as extern "C" fn(i32) as libc::sighandler_t);
            libc::setitimer(libc::ITIMER_REAL, &raw const TICK, core::ptr::null_mut());
        }
        loop {
            wrong_signature(area, &cell);
        }
    }
    let mut status = 0;
    // SAFETY: the child exists; `status` is valid for writes.
    unsafe { libc::waitpid(child, &raw mut status, 0) };
    assert!(libc::WIFSIGNALED(status));
    assert_eq!(libc::WTERMSIG(status), libc::SIGSEGV);
}

extern "C" fn nothing(_signal: i32) {}

static TICK: libc::itimerval = libc::itimerval {
    it_interval: libc::timeval { tv_sec: 0, tv_usec: 100 },
    it_value: libc::timeval { tv_sec: 0, tv_usec: 100 },
};

attempt! {
    /// An untracked `+=`: the load happens in the section.
    untracked: [
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "mov eax, 1",
        "add rax, [rsi + 8]",
        "mov [rsi + 8], rax",
    ] []
}

attempt! {
    load_in_preparation: [
        "mov rcx, [rsi + 8]",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "inc rcx",
        "mov [rsi + 8], rcx",
    ] []
}

#[test]
fn a_load_moved_out_of_the_section_loses_an_update() {
    check(untracked).unwrap();
    expect(
        &violations(check(load_in_preparation)),
        &[(Preparation, "lea rax, […"), (Preparation, "mov [rdi + 8], rax")],
    );
}

/// A list of up to 7 nodes: `value` is its head, `NEXT[node]` what follows a node; 0 is its end.
static NEXT: [AtomicU64; 8] = [const { AtomicU64::new(0) }; 8];

attempt! {
    /// Compares the head instead of the event: the head may be the same and its follower another.
    pop_aba: [
        "mov rdx, [rsi + 8]",
        "mov r8, [rsi + 16]",
        "mov rcx, [r8 + 8*rdx]",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "cmp [rsi + 8], rdx",
        "jne 4f",
        "mov [rsi + 8], rcx",
    ] []
}

attempt! {
    pop: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "mov r8, [rsi + 16]",
        "mov rcx, [r8 + 8*rcx]",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
    ] [
        "cmp [rsi], rdx",
        "jne 4f",
        "lea rax, [rdx + 2]",
        "mov [rsi], rax",
        "mov [rsi + 8], rcx",
    ] []
}

/// Pops two nodes and pushes the first one back.
fn pop_two_push_one(head: &Cell) {
    let first = head.value.load(Relaxed);
    complete(pop, head);
    complete(pop, head);
    NEXT[usize::try_from(first).unwrap()].store(head.value.load(Relaxed), Relaxed);
    head.event.fetch_add(2, Relaxed);
    head.value.store(first, Relaxed);
}

fn check_pop(attempt: common::Attempt) -> Result<rseq_check::Report, Error> {
    let head = Cell::default();
    head.other.store(NEXT.as_ptr() as u64, Relaxed);
    let taken = AtomicU64::new(0);
    Check::new(|| complete(attempt, &head))
        .competitor(|| {
            pop_two_push_one(&head);
            taken.store(1, Relaxed);
        })
        .reset(|| {
            for (node, next) in NEXT.iter().enumerate() {
                next.store((node as u64 + 1) % 8, Relaxed);
            }
            head.value.store(1, Relaxed);
            taken.store(0, Relaxed);
        })
        .invariant(|| {
            let mut left = 0;
            let mut node = head.value.load(Relaxed);
            while node != 0 {
                left += 1;
                node = NEXT[usize::try_from(node).unwrap()].load(Relaxed);
            }
            assert_eq!(left, 6 - taken.load(Relaxed), "nodes left");
        })
        .try_run()
}

#[test]
fn a_pop_with_aba_is_found() {
    check_pop(pop).unwrap();
    expect(
        &violations(check_pop(pop_aba)),
        &[(Preparation, "lea rax, […"), (Preparation, "mov [rdi + 8], rax")],
    );
}
