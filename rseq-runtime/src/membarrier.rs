//! The barrier of remote access: after it no section is under way that began before it.
//!
//! `membarrier(PRIVATE_EXPEDITED_RSEQ)` (Linux 5.10) interrupts the process's threads that are
//! running now. It has the kernel abort the sections they are in, and is a full memory barrier on
//! both sides. A thread that is not running needs no interrupt: it was switched away from, which
//! aborts its section when it comes back. `MEMBARRIER_CMD_FLAG_CPU` (5.10, too) interrupts one CPU
//! alone; one that is offline, or does not exist, runs no thread and counts as done.
//!
//! A process registers its intent once. That waits for the scheduler on all CPUs, which takes
//! milliseconds in a process of several threads, and later barriers do not: so it is done at the
//! first use and not when a process begins.

use core::fmt;

/// Whose sections a [`barrier`] aborts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Running {
    /// The process's threads on this CPU.
    On(u32),
    /// All threads of the process.
    Anywhere,
}

/// The system has no such barrier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoBarrier {
    errno: i32,
}

impl NoBarrier {
    /// What the system call failed with: EINVAL before Linux 5.10 or without `CONFIG_RSEQ`, ENOSYS
    /// where there is no `membarrier` at all, usually EPERM under a seccomp filter. 0 where this
    /// crate does not know how to ask.
    #[must_use]
    pub const fn errno(self) -> i32 {
        self.errno
    }
}

impl fmt::Display for NoBarrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "membarrier(PRIVATE_EXPEDITED_RSEQ) failed with error {}: it needs Linux 5.10, and no \
             filter that refuses it",
            self.errno
        )
    }
}

impl core::error::Error for NoBarrier {}

/// Aborts the sections that the process's other threads are in, and orders memory with them.
///
/// # Errors
///
/// If the system has no such barrier. Then nothing was aborted.
pub fn barrier(running: Running) -> Result<(), NoBarrier> {
    platform::barrier(running)
}

/// Finds out whether [`barrier`] works, and makes the first call of it as quick as all others.
///
/// # Errors
///
/// If the system has no such barrier.
pub fn prepare() -> Result<(), NoBarrier> {
    platform::prepare()
}

#[cfg(all(target_os = "linux", not(miri)))]
mod platform {
    use core::ffi::c_int;
    use core::sync::atomic::{AtomicBool, Ordering, compiler_fence};

    use super::{NoBarrier, Running};
    use crate::abi;

    /// The command, and the one that registers for it. The negative control has the barrier that
    /// orders memory and aborts nothing.
    const COMMANDS: (c_int, c_int) = if cfg!(restartable_control = "barrier") {
        (abi::MEMBARRIER_PRIVATE_EXPEDITED, abi::MEMBARRIER_REGISTER_PRIVATE_EXPEDITED)
    } else {
        (abi::MEMBARRIER_PRIVATE_EXPEDITED_RSEQ, abi::MEMBARRIER_REGISTER_PRIVATE_EXPEDITED_RSEQ)
    };

    /// Whether the process is registered. Not a `Once`, which the child of a `fork` could find begun
    /// by a thread that it does not have; registering twice changes nothing.
    static REGISTERED: AtomicBool = AtomicBool::new(false);

    pub(super) fn prepare() -> Result<(), NoBarrier> {
        if !REGISTERED.load(Ordering::Relaxed) {
            register()?;
        }
        Ok(())
    }

    #[cold]
    fn register() -> Result<(), NoBarrier> {
        membarrier(COMMANDS.1, 0, 0).map_err(|errno| NoBarrier { errno })?;
        REGISTERED.store(true, Ordering::Relaxed);
        Ok(())
    }

    pub(super) fn barrier(running: Running) -> Result<(), NoBarrier> {
        prepare()?;
        let call = || match running {
            Running::On(cpu) if !cfg!(restartable_control = "barrier") => {
                membarrier(COMMANDS.0, abi::MEMBARRIER_FLAG_CPU, cpu)
            }
            _ => membarrier(COMMANDS.0, 0, 0),
        };
        let result = match call() {
            // Not registered after all: a process that another one's memory was copied to.
            Err(libc::EPERM) => register().map_err(NoBarrier::errno).and_then(|()| call()),
            result => result,
        };
        match result {
            // This kernel does not know the flag.
            Err(libc::EINVAL) if running != Running::Anywhere => barrier(Running::Anywhere),
            result => result.map_err(|errno| NoBarrier { errno }),
        }
    }

    /// The system call, in whose place the compiler leaves every access to memory.
    fn membarrier(command: c_int, flags: u32, cpu: u32) -> Result<(), c_int> {
        compiler_fence(Ordering::SeqCst);
        // SAFETY: takes three numbers, and touches no memory of the process.
        let result = unsafe { libc::syscall(libc::SYS_membarrier, command, flags, cpu) };
        compiler_fence(Ordering::SeqCst);
        if result == 0 {
            return Ok(());
        }
        // SAFETY: the address of this thread's own.
        Err(unsafe { *libc::__errno_location() })
    }
}

#[cfg(not(all(target_os = "linux", not(miri))))]
mod platform {
    use super::{NoBarrier, Running};

    pub(super) fn prepare() -> Result<(), NoBarrier> {
        Err(NoBarrier { errno: 0 })
    }

    pub(super) fn barrier(_running: Running) -> Result<(), NoBarrier> {
        Err(NoBarrier { errno: 0 })
    }
}

#[cfg(all(test, target_os = "linux", not(miri)))]
mod tests {
    use super::*;

    /// Every machine that this is tested on has it, by one CPU and by all, and takes the numbers of
    /// CPUs that are not there.
    #[test]
    fn barriers() {
        prepare().unwrap();
        for running in [Running::On(0), Running::On(1), Running::On(1 << 20), Running::Anywhere] {
            barrier(running).unwrap();
        }
    }
}
