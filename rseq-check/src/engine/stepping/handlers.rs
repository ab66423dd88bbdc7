//! The signal handlers, and the call of the sequence between them.

use core::arch::naked_asm;
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use rseq_runtime::abi::SIGNATURE;

use super::super::signals::{self, foreign, keep_errno};
use super::breakpoint::{self, Table};
use super::context::Context;
use super::step::Session;
use crate::quiet;

/// The session whose handlers are at work.
struct Current(UnsafeCell<*mut Session<'static>>);
// SAFETY: written by `watch` while no handler can run, read by the handlers of its thread.
unsafe impl Sync for Current {}
static CURRENT: Current = Current(UnsafeCell::new(core::ptr::null_mut()));

/// The thread pointer of the thread under test; 0 if there is none.
static THREAD: AtomicUsize = AtomicUsize::new(0);

/// Calls `sequence` as a thread that is watched by this session; the sequence's panic. `stepping`: from
/// the first instruction on, otherwise with the table's patches planted.
///
/// # Safety
///
/// - Nobody else uses the session meanwhile.
pub unsafe fn watch(
    thread: usize,
    session: *mut Session<'_>,
    sequence: &dyn Fn(),
    stepping: bool,
) -> Option<String> {
    let mut call = Call { sequence, panic: None };
    // SAFETY: no handler runs now; the session outlives the call, after which it is forgotten.
    unsafe { *CURRENT.0.get() = session.cast() };
    RETRIES.store(0, Ordering::Relaxed);
    THREAD.store(thread, Ordering::Relaxed);
    // SAFETY: `invoke` is called with the pointer that it expects; it does not unwind.
    unsafe { enter(invoke, (&raw mut call).cast(), u32::from(stepping)) };
    // SAFETY: valid, and no handler runs now.
    unsafe { &*session }.settle();
    THREAD.store(0, Ordering::Relaxed);
    call.panic
}

/// Called right before the sequence: what comes before is the checker's own.
#[unsafe(naked)]
pub extern "C" fn begin() {
    naked_asm!("ret")
}

/// Called right after the sequence.
#[unsafe(naked)]
pub extern "C" fn finish() {
    naked_asm!("nop", "ret") // not the same code as `begin`, or the linker might make them one
}

/// The closure that is called, and its panic.
struct Call<'a> {
    sequence: &'a dyn Fn(),
    panic: Option<String>,
}

/// Calls the closure behind the pointer.
unsafe extern "C" fn invoke(call: *mut ()) {
    // SAFETY: `watch` passes a `Call` that nothing else uses meanwhile.
    let call = unsafe { &mut *call.cast::<Call>() };
    if let Err(panic) = quiet::catch(call.sequence) {
        call.panic = Some(panic);
    }
}

/// Calls `function(argument)`: with the trap flag set, so that the first trap comes at the
/// function's first instruction, or with the patches of the table planted.
#[unsafe(naked)]
unsafe extern "C" fn enter(function: unsafe extern "C" fn(*mut ()), argument: *mut (), step: u32) {
    naked_asm!(
        "push rbx",
        "push r12",
        "push r13",
        "mov rbx, rdi",
        "mov r12, rsi",
        "test edx, edx",
        "jnz 2f",
        "call {plant}",
        "mov rdi, r12",
        "call rbx",
        "jmp {end}",
        "2:",
        "mov rdi, r12",
        "pushfq",
        "or qword ptr [rsp], 0x100",
        "popfq",            // takes effect after the call
        "call rbx",
        "jmp {end}",
        plant = sym breakpoint::plant,
        end = sym end,
    )
}

/// The second half of [`enter`]: the end of what is watched.
#[unsafe(naked)]
pub unsafe extern "C" fn end() {
    naked_asm!(
        "nop",
        "call {lift}",
        "pop r13",
        "pop r12",
        "pop rbx",
        "ret",
        lift = sym breakpoint::lift,
    )
}

/// `SIGILL`: a breakpoint. Another thread that comes to one waits until it is lifted; one whose signal
/// comes when the breakpoint is gone already, and maybe the whole check, tries again what is there now.
/// Calls nothing for these: any function may be patched.
#[unsafe(naked)]
unsafe extern "C" fn on_breakpoint(signal: i32, info: *mut libc::siginfo_t, context: *mut ()) {
    naked_asm!(
        "mov rax, qword ptr fs:[0]",
        "cmp rax, qword ptr [rip + {thread}]",
        "jne 2f",
        "push rdi",
        "push rsi",
        "push rdx",
        "call {lift}",
        "pop rdx",
        "pop rsi",
        "pop rdi",
        "sub rsp, 8",
        "call {stopped}",
        "call {plant}",
        "add rsp, 8",
        "ret",
        "2:",
        "cmp dword ptr [rsi + 8], 0",       // si_code: not an instruction, but sent by somebody
        "jle {foreign}",
        "mov rax, qword ptr [rsi + 16]",    // si_addr
        "cmp byte ptr [rax], {breakpoint}",
        "je 4f",
        "cmp rax, qword ptr [rip + {retried}]",
        "je 3f",
        "mov qword ptr [rip + {retried}], rax",
        "mov dword ptr [rip + {retries}], 0",
        "3:",
        "inc dword ptr [rip + {retries}]",
        "cmp dword ptr [rip + {retries}], {most}",
        "ja {foreign}",                     // it is as illegal as it was
        "4:",
        "mov eax, 24",                      // sched_yield
        "syscall",
        "ret",
        thread = sym THREAD,
        lift = sym breakpoint::lift,
        plant = sym breakpoint::plant,
        stopped = sym stopped,
        foreign = sym foreign,
        breakpoint = const breakpoint::BREAKPOINT,
        retried = sym RETRIED,
        retries = sym RETRIES,
        most = const MOST_RETRIES,
    )
}

/// The last instruction that was tried again where no breakpoint is, and how often since the last run
/// began. Two threads with an illegal instruction each could take turns for ever; they are killed the
/// next time that one of them is alone.
static RETRIED: AtomicUsize = AtomicUsize::new(0);
static RETRIES: AtomicU32 = AtomicU32::new(0);

/// How often it may be.
const MOST_RETRIES: u32 = 1000;

/// `SIGTRAP`: a step, or the trap at the start of a section that is only restarted, for which nothing is
/// called until it was restarted often enough. A thread that was created while its parent stepped has the
/// trap flag too; it is taken away. One that comes to the trap waits, as at a breakpoint.
#[unsafe(naked)]
unsafe extern "C" fn on_step(signal: i32, info: *mut libc::siginfo_t, context: *mut ()) {
    naked_asm!(
        "mov rax, qword ptr [rdx + 168]",       // its instruction pointer
        "mov rcx, qword ptr fs:[0]",
        "cmp rcx, qword ptr [rip + {thread}]",
        "jne 2f",
        "cmp dword ptr [rsi + 8], 0x80",        // SI_KERNEL: not a step
        "jne 4f",
        "dec rax",
        "cmp rax, qword ptr [rip + {restarting}]",
        "je 5f",                                // not restarted
        "cmp qword ptr [rip + {restarting}], 0",
        "je 4f",
        "dec dword ptr [rip + {left}]",
        "jz 5f",
        "ret",
        "4:",
        "sub rsp, 8",
        "call {stepped}",
        "call {plant}",
        "add rsp, 8",
        "ret",
        "5:",
        "push rdi",
        "push rsi",
        "push rdx",
        "call {lift}",
        "pop rdx",
        "pop rsi",
        "pop rdi",
        "sub rsp, 8",
        "call {exhausted}",
        "call {plant}",
        "add rsp, 8",
        "ret",
        // Another thread.
        "2:",
        "cmp dword ptr [rsi + 8], 0x80",
        "je 6f",
        "cmp dword ptr [rsi + 8], 2",           // TRAP_TRACE
        "jne {foreign}",
        "and qword ptr [rdx + 176], -0x101",    // its flags
        "ret",
        "6:",
        "cmp byte ptr [rax - 1], {trap}",
        "je 7f",
        "cmp dword ptr [rax - 4], {signature}",
        "je 8f",                                // restarted, by a trap that is gone or not
        "dec rax",
        "mov qword ptr [rdx + 168], rax",       // it is gone: what is there now
        "jmp 8f",
        "7:",
        "dec rax",
        "cmp rax, qword ptr [rip + {restarting}]",
        "jne {foreign}",
        "mov qword ptr [rdx + 168], rax",
        "8:",
        "mov eax, 24",                          // sched_yield
        "syscall",
        "ret",
        thread = sym THREAD,
        restarting = sym RESTARTING,
        left = sym RESTARTS_LEFT,
        lift = sym breakpoint::lift,
        plant = sym breakpoint::plant,
        stepped = sym stepped,
        exhausted = sym exhausted,
        foreign = sym foreign,
        trap = const breakpoint::TRAP,
        signature = const SIGNATURE,
    )
}

/// The start of a section that is being restarted, with a trap on it; 0 if there is none.
static RESTARTING: AtomicUsize = AtomicUsize::new(0);
/// How often the kernel is still to restart it before a session hears of it.
static RESTARTS_LEFT: AtomicU32 = AtomicU32::new(0);

/// From now on the section that starts here, with a trap on its start, is restarted so many times, at
/// least once, before the session is told; sooner if the kernel does not restart it.
pub fn restart(start: usize, times: u32) {
    RESTARTS_LEFT.store(times, Ordering::Relaxed);
    RESTARTING.store(start, Ordering::Relaxed);
}

/// No longer; how many times are left.
pub fn restarted() -> u32 {
    RESTARTING.store(0, Ordering::Relaxed);
    RESTARTS_LEFT.load(Ordering::Relaxed)
}

/// The section was restarted as often as it was to be, or the thread came to its start and was not.
unsafe extern "C" fn exhausted(
    _signal: i32,
    _info: *mut libc::siginfo_t,
    context: *mut libc::ucontext_t,
) {
    // SAFETY: the kernel passes it to a handler installed with `SA_SIGINFO`.
    let mut context = Context(unsafe { &mut *context });
    let start = RESTARTING.load(Ordering::Relaxed);
    if context.ip() == start + 1 {
        context.set_ip(start); // a trap stops behind itself
    }
    keep_errno(|| {
        // SAFETY: the patches are lifted, and only the session's thread comes here.
        let (table, session) = unsafe { (Table::get(), session()) };
        session.stopped(start, &mut context, table);
    });
}

unsafe extern "C" fn stopped(
    signal: i32,
    info: *mut libc::siginfo_t,
    context: *mut libc::ucontext_t,
) {
    // SAFETY: the kernel passes both to a handler installed with `SA_SIGINFO`.
    let (at, mut context) = unsafe { ((*info).si_addr() as usize, Context(&mut *context)) };
    // SAFETY: the patches are lifted.
    let table = unsafe { Table::get() };
    if !table.contains(at) {
        // SAFETY: as called.
        return unsafe { foreign(signal, info, core::ptr::null_mut()) };
    }
    keep_errno(|| {
        // SAFETY: only the session's thread comes here.
        unsafe { session() }.stopped(at, &mut context, table);
    });
}

unsafe extern "C" fn stepped(
    signal: i32,
    info: *mut libc::siginfo_t,
    context: *mut libc::ucontext_t,
) {
    // SAFETY: the kernel passes both to a handler installed with `SA_SIGINFO`.
    let (code, at, mut context) =
        unsafe { ((*info).si_code, (*info).si_addr() as usize, Context(&mut *context)) };
    if code != libc::TRAP_TRACE {
        // SAFETY: as called.
        return unsafe { foreign(signal, info, core::ptr::null_mut()) };
    }
    // SAFETY: nothing is planted while the thread steps.
    let table = unsafe { Table::get() };
    table.clear();
    keep_errno(|| {
        // SAFETY: only the session's thread comes here.
        let session = unsafe { session() };
        if session.is_walking() {
            return session.walk(at, &mut context, table);
        }
        if at != context.ip() {
            session.unseen(at);
        }
        session.stepped(&mut context, table);
    });
}

/// The session of this thread.
///
/// # Safety
///
/// - This is a handler of a session's thread.
unsafe fn session() -> &'static mut Session<'static> {
    // SAFETY: set by `watch`, which waits in `enter` while handlers use it.
    unsafe { &mut **CURRENT.0.get() }
}

/// Installs the handlers.
pub fn install() {
    signals::install(libc::SIGTRAP, on_step);
    signals::install(libc::SIGILL, on_breakpoint);
}

/// Restores the code after a thread was stopped for ever.
///
/// # Safety
///
/// - No thread of a check runs.
pub unsafe fn forget() {
    // SAFETY: nobody uses the table.
    unsafe { breakpoint::lift() };
    THREAD.store(0, Ordering::Relaxed);
}
