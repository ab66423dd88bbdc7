//! Hand-written sections: an event and two words, as a slot has them.
#![allow(dead_code, unreachable_pub, reason = "each test uses some of it")]

use std::sync::atomic::{AtomicIsize, AtomicU64, Ordering::Relaxed};

use rseq_check::{Check, Error, Place, Report};

/// The area of this thread, registered by glibc. Calls nothing that locks: competitors use it.
#[inline(always)]
pub fn area() -> *mut u8 {
    static OFFSET: AtomicIsize = AtomicIsize::new(0);
    if OFFSET.load(Relaxed) == 0 {
        // SAFETY: a name with its zero; the symbol is a constant of glibc's (2.35+).
        let offset =
            unsafe { *libc::dlsym(libc::RTLD_DEFAULT, c"__rseq_offset".as_ptr()).cast::<isize>() };
        OFFSET.store(offset, Relaxed);
    }
    let pointer: *mut u8;
    // SAFETY: reads the thread pointer.
    unsafe { core::arch::asm!("mov {}, qword ptr fs:[0]", out(reg) pointer) };
    pointer.wrapping_offset(OFFSET.load(Relaxed))
}

/// An event and two words.
#[repr(C)]
#[derive(Default)]
pub struct Cell {
    pub event: AtomicU64,
    pub value: AtomicU64,
    pub other: AtomicU64,
}

/// A sequence on a cell: one attempt.
pub type Attempt = fn(*mut u8, &Cell) -> bool;

/// Runs it until it succeeds.
pub fn complete(attempt: Attempt, cell: &Cell) {
    let area = area();
    while !attempt(area, cell) {}
}

/// Defines one attempt of a sequence, all of it in assembly, given as the instructions before the
/// range, in it and after it. `rdi` is the thread's area and `rsi` the cell; `rax`, `rdx`, `rcx` and
/// `r8` are free. `4` is the abort address.
#[macro_export]
macro_rules! attempt {
    (
        $(#[$doc:meta])*
        $visibility:vis $name:ident: [$($before:literal),* $(,)?] [$($section:literal),* $(,)?]
        [$($after:literal),* $(,)?]
        $(signature $signature:literal)? $(abort $abort:literal)? $(unlisted $unlisted:literal)?
    ) => {
        $(#[$doc])*
        #[inline(never)]
        $visibility fn $name(area: *mut u8, cell: &$crate::common::Cell) -> bool {
            // SAFETY: touches the cell and the thread's area only.
            unsafe {
                core::arch::asm!(
                    $($before,)*
                    "2:",
                    $($section,)*
                    "3:",
                    $($after,)*
                    "mov qword ptr [rdi + 8], 0",
                    ".pushsection __rseq_failure, \"ax\"",
                    $crate::attempt!(@or
                        ".byte 0x0f, 0xb9, 0x3d, 0x53, 0x30, 0x05, 0x53" $($signature)?),
                    "4:",
                    "mov qword ptr [rdi + 8], 0",
                    "jmp {fail}",
                    ".popsection",
                    ".pushsection __rseq_cs, \"aw\"",
                    ".balign 32",
                    "5:",
                    ".long 0, 0",
                    ".quad 2b, 3b - 2b",
                    $crate::attempt!(@or ".quad 4b" $($abort)?),
                    ".popsection",
                    $crate::attempt!(@or ".pushsection __rseq_cs_ptr_array, \"awR\""
                        $($unlisted)?),
                    ".quad 5b",
                    ".popsection",
                    in("rdi") area,
                    in("rsi") cell,
                    out("rax") _, out("rdx") _, out("rcx") _, out("r8") _,
                    fail = label { return false },
                );
            }
            true
        }
    };
    (@or $default:literal) => { $default };
    (@or $default:literal $given:literal) => { $given };
}

attempt! {
    /// The value grows by one; nothing is wrong.
    pub increment: [
        "mov rdx, [rsi]",
        "mov rcx, [rsi + 8]",
        "inc rcx",
        "mov r8d, [rdi + 4]",
        "lea rax, [rip + 5f]",
        "mov [rdi + 8], rax",
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

/// A check of `attempt`, with the correct [`increment`] as its competitor: no update is lost, none
/// is made twice.
pub fn check(attempt: Attempt) -> Result<Report, Error> {
    with(attempt, |check| check)
}

/// The same with options.
pub fn with(attempt: Attempt, options: fn(Check<'_>) -> Check<'_>) -> Result<Report, Error> {
    let cell = Cell::default();
    let updates = AtomicU64::new(0);
    let check = Check::new(|| {
        complete(attempt, &cell);
        updates.fetch_add(1, Relaxed);
    })
    .competitor(|| {
        complete(increment, &cell);
        updates.fetch_add(1, Relaxed);
    })
    .reset(|| {
        cell.value.store(0, Relaxed);
        updates.store(0, Relaxed);
    })
    .invariant(|| assert_eq!(cell.value.load(Relaxed), updates.load(Relaxed), "updates"));
    options(check).try_run()
}

/// The report of a check that found something.
pub fn violations(result: Result<Report, Error>) -> Report {
    match result {
        Err(Error::Violations(report)) => report,
        Err(error) => panic!("another error: {error}"),
        Ok(report) => panic!("nothing found:\n{report:#}"),
    }
}

/// Where something is wrong: place and instruction, addresses left out.
pub fn wrong(report: &Report) -> Vec<(Place, String)> {
    report
        .violations()
        .map(|boundary| (boundary.place, without_addresses(&boundary.instruction)))
        .collect()
}

/// An instruction without absolute addresses.
pub fn without_addresses(instruction: &str) -> String {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_hexdigit).count();
    match instruction.find("0x") {
        Some(at) if digits(&instruction[at + 2..]) > 6 => format!("{}…", &instruction[..at]),
        _ => instruction.to_owned(),
    }
}
