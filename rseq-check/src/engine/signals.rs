//! Signal handlers: how they are installed, what is done with signals that are not a check's, and how a
//! thread that does not end is stopped.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A handler with `SA_SIGINFO`.
pub type Handler = unsafe extern "C" fn(i32, *mut libc::siginfo_t, *mut ());

/// The handlers of the traps that checks have installed, and the actions before the first of them.
struct Before(UnsafeCell<[MaybeUninit<libc::sigaction>; 2]>);
// SAFETY: written by one check at a time, when the action was not a checker's, so that no handler
// reads it; from then on it is only read.
unsafe impl Sync for Before {}
static BEFORE: Before = Before(UnsafeCell::new([const { MaybeUninit::uninit() }; 2]));
static OURS: [AtomicUsize; 2] = [const { AtomicUsize::new(0) }; 2];

/// The place of `SIGTRAP` or `SIGILL` above.
fn place(signal: i32) -> usize {
    usize::from(signal != libc::SIGTRAP)
}

/// Installs a handler of `SIGTRAP` or `SIGILL`, which stays for as long as the process lives: another
/// thread may have come to a breakpoint that is gone when a check ends, and not have got its signal
/// yet.
pub fn install(signal: i32, handler: Handler) {
    let ours = &OURS[place(signal)];
    let mut before = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: valid for writes; such a call fails for no signal that there is.
    let before = unsafe {
        libc::sigaction(signal, core::ptr::null(), before.as_mut_ptr());
        before.assume_init()
    };
    if before.sa_sigaction != ours.load(Ordering::Relaxed) || before.sa_sigaction == 0 {
        // SAFETY: one check at a time, and the handler that reads this is not installed.
        unsafe { (*BEFORE.0.get())[place(signal)].write(before) };
    }
    ours.store(handler as *const () as usize, Ordering::Relaxed);
    set(signal, handler);
}

/// Installs a handler, on the interrupted thread's own stack since the competitor runs there; what
/// was before.
fn set(signal: i32, handler: Handler) -> libc::sigaction {
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

/// A signal that is not the checker's: whoever had it before gets it, when the instruction is tried
/// again, or sent anew where no instruction was its reason.
pub unsafe extern "C" fn foreign(signal: i32, info: *mut libc::siginfo_t, _context: *mut ()) {
    // SAFETY: the action was there before; the kernel passes the information.
    unsafe {
        let before = (*BEFORE.0.get())[place(signal)].as_ptr();
        libc::sigaction(signal, before, core::ptr::null_mut());
        if signal == libc::SIGTRAP || (*info).si_code <= 0 {
            libc::syscall(libc::SYS_tgkill, libc::getpid(), libc::gettid(), signal);
        }
    }
}

/// Runs `f` without changing `errno` for the interrupted code.
pub fn keep_errno(f: impl FnOnce()) {
    // SAFETY: `errno` is this thread's.
    unsafe {
        let errno = libc::__errno_location();
        let before = *errno;
        f();
        *errno = before;
    }
}

/// The handler that stops a stuck thread, installed for as long as this lives.
pub struct Parking {
    before: libc::sigaction,
}

impl Parking {
    /// Installs it.
    pub fn install() -> Self {
        Self { before: set(libc::SIGURG, on_park) }
    }
}

impl Drop for Parking {
    fn drop(&mut self) {
        // SAFETY: the action was there before.
        unsafe { libc::sigaction(libc::SIGURG, &raw const self.before, core::ptr::null_mut()) };
    }
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

/// How long a thread may take to be parked.
const PARKING: Duration = Duration::from_secs(2);

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
    PARKED.load(Ordering::SeqCst) == threads.len()
}
