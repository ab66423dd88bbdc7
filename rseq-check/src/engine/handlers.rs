//! The signal handlers, and the call of the sequence between them.

use core::arch::naked_asm;
use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

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

/// The last instruction that was tried again where no breakpoint is, and how often. Two threads with
/// an illegal instruction each could take turns for ever; they are killed the next time that one of
/// them is alone.
static RETRIED: AtomicUsize = AtomicUsize::new(0);
static RETRIES: AtomicU32 = AtomicU32::new(0);

/// How often it may be.
const MOST_RETRIES: u32 = 1000;

/// `SIGTRAP`: a step. A thread that was created while its parent stepped has the trap flag too; it is
/// taken away.
#[unsafe(naked)]
unsafe extern "C" fn on_step(signal: i32, info: *mut libc::siginfo_t, context: *mut ()) {
    naked_asm!(
        "mov rax, qword ptr fs:[0]",
        "cmp rax, qword ptr [rip + {thread}]",
        "jne 2f",
        "sub rsp, 8",
        "call {stepped}",
        "call {plant}",
        "add rsp, 8",
        "ret",
        "2:",
        "cmp dword ptr [rsi + 8], 2",           // TRAP_TRACE
        "jne {foreign}",
        "and qword ptr [rdx + 176], -0x101",    // its flags
        "ret",
        thread = sym THREAD,
        plant = sym breakpoint::plant,
        stepped = sym stepped,
        foreign = sym foreign,
    )
}

/// `SIGURG`: stops a stuck thread for ever. Not one of the traps, since a competitor that does not
/// return has these blocked; and by default ignored, so that a late one does no harm.
unsafe extern "C" fn on_park(_signal: i32, _info: *mut libc::siginfo_t, _context: *mut ()) {
    if ABANDONED.load(Ordering::SeqCst) {
        PARKED.fetch_add(1, Ordering::SeqCst);
        loop {
            // SAFETY: waits for a signal.
            unsafe { libc::pause() };
        }
    }
}

/// Whether a check was given up, and how many of its threads have been stopped.
static ABANDONED: AtomicBool = AtomicBool::new(false);
static PARKED: AtomicUsize = AtomicUsize::new(0);

/// Stops these threads for ever; whether all of them came to a stop.
pub fn park(threads: &[i32]) -> bool {
    PARKED.store(0, Ordering::SeqCst);
    ABANDONED.store(true, Ordering::SeqCst);
    for &thread in threads {
        // SAFETY: sends a signal that has a handler, for as long as a check runs.
        unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), thread, libc::SIGURG) };
    }
    let begin = Instant::now();
    while PARKED.load(Ordering::SeqCst) < threads.len() && begin.elapsed() < PARKING {
        std::thread::sleep(Duration::from_millis(1));
    }
    ABANDONED.store(false, Ordering::SeqCst);
    let parked = PARKED.load(Ordering::SeqCst) == threads.len();
    if parked {
        // SAFETY: the threads that use the table do not run any more.
        unsafe { breakpoint::lift() };
        THREAD.store(0, Ordering::Relaxed);
    }
    parked
}

/// How long a thread may take to be parked.
const PARKING: Duration = Duration::from_secs(2);

/// A signal that is not the checker's: whoever had it before gets it, when the instruction is tried
/// again, or sent anew where no instruction was its reason.
unsafe extern "C" fn foreign(signal: i32, info: *mut libc::siginfo_t, _context: *mut ()) {
    // SAFETY: the action was there before; the kernel passes the information.
    unsafe {
        let before = (*BEFORE.0.get())[usize::from(signal != libc::SIGTRAP)].as_ptr();
        libc::sigaction(signal, before, core::ptr::null_mut());
        if signal == libc::SIGTRAP || (*info).si_code <= 0 {
            libc::syscall(libc::SYS_tgkill, libc::getpid(), libc::gettid(), signal);
        }
    }
}

/// The actions of `SIGTRAP` and `SIGILL` before the first check.
struct Before(UnsafeCell<[MaybeUninit<libc::sigaction>; 2]>);
// SAFETY: written by one check at a time, when the action was not the checker's, so that no handler
// reads it; from then on it is only read.
unsafe impl Sync for Before {}
static BEFORE: Before = Before(UnsafeCell::new([const { MaybeUninit::uninit() }; 2]));

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
        session.boundary(&mut context, table);
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

/// Runs `f` without changing `errno` for the interrupted code.
fn keep_errno(f: impl FnOnce()) {
    // SAFETY: `errno` is this thread's.
    unsafe {
        let errno = libc::__errno_location();
        let before = *errno;
        f();
        *errno = before;
    }
}

/// The handlers, which act for as long as this lives.
///
/// Those of the traps stay for as long as the process lives: another thread may have come to a
/// breakpoint that is gone by now, and not have got its signal yet.
pub struct Handlers {
    park: libc::sigaction,
}

impl Handlers {
    /// Installs them.
    pub fn install() -> Self {
        let handlers: [(i32, Handler); 2] =
            [(libc::SIGTRAP, on_step), (libc::SIGILL, on_breakpoint)];
        for (index, (signal, handler)) in handlers.into_iter().enumerate() {
            let mut before = MaybeUninit::<libc::sigaction>::uninit();
            // SAFETY: valid for writes; such a call fails for no signal that there is.
            let before = unsafe {
                libc::sigaction(signal, core::ptr::null(), before.as_mut_ptr());
                before.assume_init()
            };
            if before.sa_sigaction != handler as *const () as usize {
                // SAFETY: no other check runs, and no handler of this one yet.
                unsafe { (*BEFORE.0.get())[index].write(before) };
                install(signal, handler);
            }
        }
        Self { park: install(libc::SIGURG, on_park) }
    }
}

impl Drop for Handlers {
    fn drop(&mut self) {
        // SAFETY: the action was there before.
        unsafe { libc::sigaction(libc::SIGURG, &raw const self.park, core::ptr::null_mut()) };
    }
}

/// A handler with `SA_SIGINFO`.
type Handler = unsafe extern "C" fn(i32, *mut libc::siginfo_t, *mut ());

/// Installs a handler, on the interrupted thread's own stack since the competitor runs there.
fn install(signal: i32, handler: Handler) -> libc::sigaction {
    // SAFETY: all fields of both actions are integers; the handler has the signature for
    // `SA_SIGINFO`, and leaves every register as the kernel requires.
    unsafe {
        let (mut action, mut before) =
            (core::mem::zeroed::<libc::sigaction>(), core::mem::zeroed());
        action.sa_sigaction = handler as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO;
        libc::sigemptyset(&raw mut action.sa_mask);
        libc::sigaction(signal, &raw const action, &raw mut before);
        before
    }
}
