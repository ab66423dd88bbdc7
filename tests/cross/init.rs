//! The guest's first process: mounts what tests expect, runs every line of `/commands`, prints
//! each status, and powers off. A line is `[?] [NAME=VALUE…] /program [argument…]`, with `?` to be run
//! only if the last one ended with success: a negative control that has lost nothing yet. With `-` instead,
//! the program has the console for itself, as a line without echo: gdb talks to it.

use std::ffi::{CStr, CString, c_char, c_int, c_ulong, c_void};
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, ptr, thread};

unsafe extern "C" {
    fn mount(
        source: *const c_char,
        target: *const c_char,
        kind: *const c_char,
        flags: c_ulong,
        data: *const c_void,
    ) -> c_int;
    fn reboot(command: c_int) -> c_int;
    fn gnu_get_libc_version() -> *const c_char;
    fn tcgetattr(file: c_int, terminal: *mut Terminal) -> c_int;
    fn tcsetattr(file: c_int, when: c_int, terminal: *const Terminal) -> c_int;
    fn cfmakeraw(terminal: *mut Terminal);
}

/// `LINUX_REBOOT_CMD_POWER_OFF`
const POWER_OFF: c_int = 0x4321_fedc;

/// Room for a `struct termios` of any architecture.
#[repr(C, align(8))]
struct Terminal([u8; 256]);

/// What comes from the console comes as it is.
fn raw_console() {
    let mut terminal = Terminal([0; 256]);
    // SAFETY: the structure is larger than C's, and standard input is the console.
    unsafe {
        tcgetattr(0, &raw mut terminal);
        cfmakeraw(&raw mut terminal);
        tcsetattr(0, 0, &raw const terminal);
    }
}

fn mount_on(kind: &str, target: &str) {
    let _ = fs::create_dir_all(target);
    let [kind, target] = [kind, target].map(|text| CString::new(text).unwrap());
    // SAFETY: all three are strings; these file systems take no data.
    unsafe { mount(kind.as_ptr(), target.as_ptr(), kind.as_ptr(), 0, ptr::null()) };
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default().trim().to_owned()
}

/// Runs a line of `/commands`; its status as a shell gives it.
fn run(line: &str, silent: bool) -> i32 {
    let words: Vec<_> = line.split_whitespace().collect();
    let program = words.iter().position(|word| word.starts_with('/')).unwrap_or(0);
    let variables = words[..program].iter().filter_map(|word| word.split_once('='));
    let mut command = Command::new(words[program]);
    command.args(&words[program + 1..]).envs(variables).env("PATH", "/bin").current_dir("/tmp");
    if silent {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    }
    match command.status() {
        Ok(status) => status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0)),
        Err(error) => {
            println!("cannot run: {error}");
            127
        }
    }
}

fn main() {
    for (kind, target) in [
        ("proc", "/proc"),
        ("sysfs", "/sys"),
        ("devtmpfs", "/dev"),
        ("tmpfs", "/tmp"),
        ("tmpfs", "/dev/shm"),
    ] {
        mount_on(kind, target);
    }
    // SAFETY: glibc's version is a constant string.
    let glibc = unsafe { CStr::from_ptr(gnu_get_libc_version()) }.to_string_lossy();
    let kernel = read("/proc/sys/kernel/osrelease");
    let cpus = read("/sys/devices/system/cpu/online");
    println!("\nGUEST-UP kernel={kernel} glibc={glibc} cpus={cpus}");
    let mut status = 0;
    for line in read("/commands").lines() {
        let line = match line.strip_prefix("? ") {
            Some(_) if status != 0 => continue,
            Some(line) => line,
            None => line,
        };
        let (line, silent) = line.strip_prefix("- ").map_or((line, false), |line| (line, true));
        if silent {
            raw_console();
        }
        println!("RUN {line}");
        let start = Instant::now();
        status = run(line, silent);
        println!("DONE status={status} seconds={:.2}", start.elapsed().as_secs_f64());
    }
    println!("GUEST-DOWN");
    let _ = std::io::stdout().flush();
    // The console drains.
    thread::sleep(Duration::from_millis(50));
    // SAFETY: nothing is mounted that could lose data.
    unsafe { reboot(POWER_OFF) };
    loop {
        thread::park();
    }
}
