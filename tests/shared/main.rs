//! Memory that processes share: exact across processes of every kind, whole after any number of kills,
//! and a clear error for everything that a file can be.
//!
//! What was seen with a protection taken out, by hand (`x86_64`, two CPUs, Linux 6.18): see the tests.
#![cfg(all(target_os = "linux", not(miri)))]
#![allow(clippy::cast_possible_truncation)] // indices and depths are small

#[path = "../common/mod.rs"]
mod common;
#[path = "../../rseq-runtime/tests/support/mod.rs"]
mod support;

mod containers;
mod errors;
mod forks;
mod killed;
mod processes;
mod slots;

use std::path::{Path, PathBuf};

/// A path for a file of this test, in memory where there is such a file system; removed at the end.
struct Place(PathBuf);

impl Place {
    fn new(test: &str) -> Self {
        let shm = Path::new("/dev/shm");
        let folder = if shm.is_dir() { shm.to_owned() } else { std::env::temp_dir() };
        let path = folder.join(format!("restartable-{test}-{}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        Self(path)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl AsRef<Path> for Place {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

/// A process made by `fork`; it does not outlive its test.
struct Fork(libc::pid_t);

impl Drop for Fork {
    fn drop(&mut self) {
        // SAFETY: a child of this process, not waited for yet.
        unsafe {
            libc::kill(self.0, libc::SIGKILL);
            libc::waitpid(self.0, std::ptr::null_mut(), 0);
        }
    }
}

impl Fork {
    /// Runs a closure that allocates nothing in a new process, which it ends.
    fn new(body: impl FnOnce()) -> Self {
        // SAFETY: the child uses nothing that another thread may have locked.
        let pid = unsafe { libc::fork() };
        assert!(pid >= 0, "{}", std::io::Error::last_os_error());
        if pid == 0 {
            body();
            // SAFETY: ends the child at once.
            unsafe { libc::_exit(0) };
        }
        Self(pid)
    }

    /// A process that was started otherwise.
    fn of(child: &std::process::Child) -> Self {
        Self(child.id().cast_signed())
    }

    /// Ends the process wherever it is.
    fn kill(self) {
        // SAFETY: a child of this process, not waited for yet.
        unsafe { libc::kill(self.0, libc::SIGKILL) };
        assert_eq!(self.wait_status() & 0x7f, libc::SIGKILL);
    }

    /// Waits until it has ended well.
    fn wait(self) {
        assert_eq!(self.wait_status(), 0);
    }

    fn wait_status(self) -> i32 {
        let pid = std::mem::ManuallyDrop::new(self).0;
        let mut status = 0;
        // SAFETY: a child of this process, and a valid pointer.
        assert_eq!(unsafe { libc::waitpid(pid, &raw mut status, 0) }, pid);
        status
    }
}
