//! What the tests of registration share: processes of their own, and the kernel's own answers.
#![allow(dead_code)] // no test program uses all of it

use std::io;
use std::mem::MaybeUninit;
use std::process::Command;

use rseq_runtime::abi::{REGISTERED_LEN, RSEQ_FLAG_UNREGISTER, Rseq, SIGNATURE};

/// Set in a process that runs one test's body; its value is the test's name.
const CHILD: &str = "RSEQ_RUNTIME_CHILD";

/// With this glibc registers nothing.
pub const NOT_BY_LIBC: &str = "glibc.pthread.rseq=0";

/// Enough threads to find what is limited; fewer where the machine is an emulated one, or likely so.
pub const THREADS: usize = if cfg!(restartable_guest) {
    64
} else if cfg!(target_arch = "x86_64") {
    2000
} else {
    200
};

/// Runs the body of the test with this name in a process of its own, started with these glibc
/// tunables. The test fails unless the process says that the body ran to its end.
pub fn in_child(name: &str, tunables: &str, body: fn()) {
    let end = format!("{name} ran to its end");
    if std::env::var(CHILD).is_ok_and(|child| child == name) {
        body();
        println!("{end}");
        return;
    }
    let program = std::env::current_exe().expect("the test program's own path");
    let output = Command::new(program)
        .args([name, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, name)
        .env("GLIBC_TUNABLES", tunables)
        .output()
        .expect("the test program starts again");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains(&end),
        "{name} with GLIBC_TUNABLES={tunables:?}: {}\n{said}\n{complained}",
        output.status,
    );
}

/// The system call, with the length and the signature that this crate uses.
pub fn rseq(area: *mut Rseq, flags: i32) -> Result<(), i32> {
    // SAFETY: the callers' areas outlive their registration; the kernel checks everything else.
    match unsafe { libc::syscall(libc::SYS_rseq, area, REGISTERED_LEN, flags, SIGNATURE) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error().raw_os_error().expect("an error number")),
    }
}

/// An area that was never registered.
#[expect(clippy::unnecessary_box_returns)] // the kernel remembers its address
pub fn fresh_area() -> Box<Rseq> {
    // SAFETY: made of integers.
    let mut area: Box<Rseq> = Box::new(unsafe { MaybeUninit::zeroed().assume_init() });
    area.cpu_id = u32::MAX;
    area
}

/// Whether the kernel has an area of the calling thread: it accepts another one, if not.
pub fn kernel_knows_this_thread() -> bool {
    let mut probe = fresh_area();
    match rseq(&raw mut *probe, 0) {
        Ok(()) => {
            rseq(&raw mut *probe, RSEQ_FLAG_UNREGISTER).expect("what was just registered");
            false
        }
        Err(libc::EINVAL) => true,
        Err(errno) => panic!("rseq is not usable here at all: error {errno}"),
    }
}

/// Makes the system call fail with this error in the calling thread and what it starts.
pub fn refuse_rseq(errno: i32) {
    refuse(libc::SYS_rseq, errno);
}

/// The same for the system call with this number.
pub fn refuse(number: libc::c_long, errno: i32) {
    filter(number, libc::SECCOMP_RET_ERRNO | errno.cast_unsigned());
}

/// What seccomp does with the system call of this number from now on, in the calling thread and what it
/// starts.
pub fn filter(number: libc::c_long, action: u32) {
    const fn instruction(code: u32, jf: u8, k: u32) -> libc::sock_filter {
        #[expect(clippy::cast_possible_truncation)] // opcodes have 16 bits
        libc::sock_filter { code: code as u16, jt: 0, jf, k }
    }
    let number = u32::try_from(number).expect("system calls are numbered from 0");
    let mut filter = [
        // The system call's number is the first word of `struct seccomp_data`.
        instruction(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0),
        instruction(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, 1, number),
        instruction(libc::BPF_RET | libc::BPF_K, 0, action),
        instruction(libc::BPF_RET | libc::BPF_K, 0, libc::SECCOMP_RET_ALLOW),
    ];
    let program = libc::sock_fprog { len: 4, filter: filter.as_mut_ptr() };
    // SAFETY: a filter of four instructions, which is copied; the other arguments are numbers.
    unsafe {
        assert_eq!(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
        let filter = &raw const program;
        assert_eq!(libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, filter), 0);
    }
}

/// Runs a closure on a thread of its own.
pub fn on_a_thread<R: Send>(body: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| scope.spawn(body).join().expect("the thread ends well"))
}

/// The same by the C library alone: the standard library takes locks to start a thread, which
/// another thread may have held when this process was forked.
pub fn on_a_thread_in_a_fork(mut body: fn() -> bool) -> bool {
    extern "C" fn start(body: *mut libc::c_void) -> *mut libc::c_void {
        // SAFETY: the function below waits for this thread with the pointer's owner on its stack.
        let body = unsafe { *body.cast::<fn() -> bool>() };
        std::ptr::without_provenance_mut(usize::from(body()))
    }
    let mut thread = MaybeUninit::uninit();
    let mut result = std::ptr::null_mut();
    // SAFETY: valid pointers, and a thread that was made is waited for.
    unsafe {
        let body = (&raw mut body).cast();
        let made = libc::pthread_create(thread.as_mut_ptr(), std::ptr::null(), start, body) == 0;
        made && libc::pthread_join(thread.assume_init(), &raw mut result) == 0 && !result.is_null()
    }
}

/// Runs a closure in a forked child, which must return `true`.
pub fn in_fork(body: impl FnOnce() -> bool) {
    // SAFETY: the child runs the closure and exits; the callers' closures need no locks that other
    // threads may have held.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let good = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).unwrap_or(false);
        // SAFETY: ends the process without its destructors, which belong to the parent.
        unsafe { libc::_exit(i32::from(!good)) };
    }
    let mut status = 0;
    // SAFETY: waits for the child made above.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert_eq!(status, 0, "what the forked child found");
}
