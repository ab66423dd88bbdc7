//! A container: namespaces, what is hidden or masked in them, who the process is there, and which
//! CPUs and system calls it has.

use std::ffi::{CStr, CString};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Fork, common, support};

/// What a process is given before its program starts.
#[derive(Default)]
pub struct Container {
    /// A user namespace, whose root is the user who starts it.
    pub user: bool,
    /// A process-id namespace, whose first process the program is.
    pub pid: bool,
    /// This user instead of root.
    pub uid: Option<u32>,
    /// The only CPU at the start.
    pub cpu: Option<usize>,
    /// A control group: the path of its `cgroup.procs`.
    pub group: Option<CString>,
    /// A system call that fails with `EPERM`.
    pub refused: Option<libc::c_long>,
    /// What is mounted on what: a file or folder, or nothing but an empty file system.
    pub mounts: Vec<(Option<CString>, CString)>,
}

/// Whether the machine is there for these tests alone: then nothing is skipped, and CPUs may be taken
/// from it. The guests of `tests/cross` say so.
pub fn own_machine() -> bool {
    std::env::var_os("RESTARTABLE_GUEST").is_some()
}

/// Says why something is not tested here, which it has to be where the machine is the tests' own.
#[track_caller]
pub fn skip(why: &str) {
    assert!(!own_machine(), "cannot be tested: {why}");
    println!("not tested here: {why}");
}

pub fn c_string(path: &Path) -> CString {
    CString::new(path.as_os_str().as_encoded_bytes()).expect("paths have no zeros")
}

impl Container {
    /// A mount namespace in which the kernel's lists of CPUs say what this file does.
    pub fn with_cpus(list: &Path) -> Self {
        let mut this = Self { user: !is_root(), ..Self::default() };
        for name in ["possible", "present", "online"] {
            let path = Path::new("/sys/devices/system/cpu").join(name);
            this.mounts.push((Some(c_string(list)), c_string(&path)));
        }
        this
    }

    /// A mount namespace without `/proc` and `/sys`.
    pub fn with_nothing() -> Self {
        let mounts = ["/proc", "/sys"].map(|path| (None, c_string(Path::new(path))));
        Self { user: !is_root(), mounts: mounts.into(), ..Self::default() }
    }

    /// A folder under another name, too.
    pub fn and_mount(mut self, folder: &Path, on: &Path) -> Self {
        self.mounts.push((Some(c_string(folder)), c_string(on)));
        self
    }

    /// A namespace of process ids.
    pub fn with_pids() -> Self {
        Self { user: !is_root(), pid: true, ..Self::default() }
    }

    /// Whether this process may have such a container.
    #[track_caller]
    pub fn is_possible(&self) -> bool {
        let child = Fork::new(|| {
            let error = self.enter(None).err().and_then(|error| error.raw_os_error());
            // SAFETY: ends the child at once.
            unsafe { libc::_exit(error.unwrap_or(0)) };
        });
        let status = child.wait_status();
        if status != 0 {
            let error = io::Error::from_raw_os_error(status >> 8);
            skip(&format!("this process may not have a container: {error} (status {status:#x})"));
        }
        status == 0
    }

    /// Has a program start in the container.
    pub fn around(self, command: &mut Command) -> &mut Command {
        // SAFETY: `enter` makes system calls only, so it needs nothing that another thread may have
        // locked.
        unsafe { command.pre_exec(move || self.enter(None)) }
    }

    /// Moves the calling process, which has one thread, into the container. With a namespace of process
    /// ids it is its child that returns; the process itself waits for it, and ends as it did. Allocates
    /// nothing unless it fails. `outside` is told the child's number outside.
    pub fn enter(&self, outside: Option<&AtomicU32>) -> io::Result<()> {
        // SAFETY: numbers.
        let (uid, gid) = unsafe { (libc::geteuid(), libc::getegid()) };
        if let Some(group) = &self.group {
            write(group, b"0")?;
        }
        let flag = |wanted, flag| if wanted { flag } else { 0 };
        let flags = flag(self.user, libc::CLONE_NEWUSER)
            | flag(self.pid, libc::CLONE_NEWPID)
            | flag(!self.mounts.is_empty(), libc::CLONE_NEWNS);
        // SAFETY: numbers.
        succeeded(unsafe { libc::unshare(flags) })?;
        if self.user {
            // Kernels before 3.19 have no such file.
            let _ = write(c"/proc/self/setgroups", b"deny");
            write(c"/proc/self/uid_map", &map_of_root(uid))?;
            write(c"/proc/self/gid_map", &map_of_root(gid))?;
        }
        if !self.mounts.is_empty() {
            mount(None, c"/", libc::MS_REC | libc::MS_PRIVATE)?;
            for (what, on) in &self.mounts {
                mount(what.as_deref(), on, if what.is_some() { libc::MS_BIND } else { 0 })?;
            }
        }
        if let Some(cpu) = self.cpu {
            common::pin(cpu);
        }
        if self.pid {
            become_first(outside)?;
        }
        if let Some(uid) = self.uid {
            // SAFETY: numbers, and an empty list.
            succeeded(unsafe {
                libc::setgroups(0, ptr::null()) | libc::setgid(uid) | libc::setuid(uid)
            })?;
        }
        if let Some(refused) = self.refused {
            support::refuse(refused, libc::EPERM);
        }
        // Nobody outlives the test.
        // SAFETY: numbers.
        succeeded(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) })
    }
}

pub fn is_root() -> bool {
    // SAFETY: always callable.
    unsafe { libc::geteuid() == 0 }
}

fn succeeded(result: i32) -> io::Result<()> {
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Goes on as the first process of the namespace that the next child is to have.
fn become_first(outside: Option<&AtomicU32>) -> io::Result<()> {
    // SAFETY: the child goes on with system calls.
    let child = unsafe { libc::fork() };
    if child < 0 {
        return Err(io::Error::last_os_error());
    }
    if child == 0 {
        return Ok(());
    }
    if let Some(outside) = outside {
        outside.store(child.cast_unsigned(), Ordering::Release);
    }
    let mut status = 0;
    // SAFETY: nothing here uses any descriptor any more, and whoever waits for the other ends of pipes
    // waits for the child; a valid pointer; and this ends the process.
    unsafe {
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
        for file in 0..1024 {
            libc::close(file);
        }
        libc::waitpid(child, &raw mut status, 0);
        if libc::WIFSIGNALED(status) {
            libc::kill(libc::getpid(), libc::SIGKILL);
        }
        libc::_exit(libc::WEXITSTATUS(status));
    }
}

fn mount(what: Option<&CStr>, on: &CStr, flags: libc::c_ulong) -> io::Result<()> {
    let what = what.unwrap_or(c"tmpfs");
    // SAFETY: C strings, and no data.
    succeeded(unsafe {
        libc::mount(what.as_ptr(), on.as_ptr(), c"tmpfs".as_ptr(), flags, ptr::null())
    })
}

fn write(path: &CStr, text: &[u8]) -> io::Result<()> {
    // SAFETY: a C string; the bytes are as long as is said; a descriptor of our own.
    unsafe {
        let file = libc::open(path.as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC);
        succeeded(i32::from(file < 0))?;
        let written = libc::write(file, text.as_ptr().cast(), text.len());
        let result = succeeded(i32::from(written.cast_unsigned() != text.len()));
        libc::close(file);
        result
    }
}

/// `0 OUTSIDE 1`, made without an allocation.
fn map_of_root(mut outside: u32) -> [u8; 15] {
    let mut text = *b"0            1\n";
    for digit in text[2..12].iter_mut().rev() {
        *digit = b"0123456789"[outside as usize % 10];
        outside /= 10;
    }
    text
}

/// A folder for the test, removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("restartable-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
