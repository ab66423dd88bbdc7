//! A program without sequences that loads the library with them, lets several threads use it,
//! unloads it, and goes on in the same threads.
//!
//! `host LIBRARY unloads|stays [armed]`: what is expected of `dlclose`; with `armed` a thread leaves
//! its `rseq_cs` pointing into the library, as a section that never clears it would: the kernel must
//! end the process.

use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::Barrier;
use std::time::{Duration, Instant};

unsafe extern "C" {
    fn dlopen(name: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlclose(library: *mut c_void) -> c_int;
    fn fork() -> c_int;
    fn waitpid(child: c_int, status: *mut c_int, options: c_int) -> c_int;
    fn _exit(status: c_int) -> !;
}

const RTLD_NOW: c_int = 2;
const RTLD_NOLOAD: c_int = 4;

const THREADS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let name = CString::new(&*arguments[1]).expect("a path");
    let stays = arguments[2] == "stays";
    let armed = arguments.get(3).is_some_and(|word| word == "armed");

    // SAFETY: the library is `probe.rs`; its functions have these types.
    let library = unsafe { dlopen(name.as_ptr(), RTLD_NOW) };
    assert!(!library.is_null(), "the library does not load");
    let symbol = |name: &str| {
        let name = CString::new(name).expect("a name");
        // SAFETY: the library is loaded, the name a C string.
        let address = unsafe { dlsym(library, name.as_ptr()) };
        assert!(!address.is_null(), "{name:?} is missing");
        address
    };
    // SAFETY: as above.
    let (work, enough, report, address) = unsafe {
        (
            std::mem::transmute::<*mut c_void, extern "C" fn(u64)>(symbol("probe_work")),
            std::mem::transmute::<*mut c_void, extern "C" fn() -> bool>(symbol("probe_has_seen_enough")),
            std::mem::transmute::<*mut c_void, extern "C" fn(u64)>(symbol("probe_report")),
            std::mem::transmute::<*mut c_void, extern "C" fn() -> usize>(symbol("probe_address"))(),
        )
    };

    let (worked, unloaded) = (Barrier::new(THREADS + 1), Barrier::new(THREADS + 1));
    std::thread::scope(|scope| {
        let (worked, unloaded) = (&worked, &unloaded);
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    let start = Instant::now();
                    let mut operations = 0;
                    while operations < 1000 || !enough() && start.elapsed().as_secs() < 20 {
                        work(100);
                        operations += 100;
                    }
                    if armed && thread == 0 {
                        arm(address);
                    }
                    OPERATIONS.fetch_add(operations, std::sync::atomic::Ordering::Relaxed);
                    worked.wait();
                    unloaded.wait();
                    // The kernel looks at `rseq_cs` whenever it interrupts or switches.
                    let start = Instant::now();
                    while start.elapsed() < Duration::from_millis(200) {
                        std::hint::spin_loop();
                    }
                    std::thread::sleep(Duration::from_millis(1));
                })
            })
            .collect();
        worked.wait();
        report(OPERATIONS.load(std::sync::atomic::Ordering::Relaxed));
        // SAFETY: nothing of the library is in use.
        let gone = unsafe {
            assert_eq!(dlclose(library), 0);
            dlopen(name.as_ptr(), RTLD_NOW | RTLD_NOLOAD).is_null()
        };
        println!("unloaded: {gone}");
        assert_eq!(gone, !stays, "whether dlclose unloaded the library");
        assert_eq!(maps(address), stays, "whether the library is still mapped");
        unloaded.wait();
        for thread in threads {
            thread.join().expect("a thread that used the library");
        }
    });

    // Handlers of the library must be gone with it.
    // SAFETY: the child only exits.
    unsafe {
        let child = fork();
        if child == 0 {
            _exit(0);
        }
        let mut status = 0;
        assert_eq!(waitpid(child, &raw mut status, 0), child);
        assert_eq!(status, 0, "a fork after the library has gone");
    }
    println!("went on");
}

static OPERATIONS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// Whether something is mapped at an address.
fn maps(address: usize) -> bool {
    let maps = std::fs::read_to_string("/proc/self/maps").expect("/proc");
    maps.lines().any(|line| {
        let (start, end) = line.split_once(' ').and_then(|(range, _)| range.split_once('-')).expect("a range");
        let bound = |text| usize::from_str_radix(text, 16).expect("an address");
        (bound(start)..bound(end)).contains(&address)
    })
}

/// Leaves `rseq_cs` of this thread's area, libc's, pointing to an address.
fn arm(address: usize) {
    // SAFETY: glibc 2.35 and later has the symbol; the area is this thread's, and the word the one
    // that user space writes.
    unsafe {
        let offset = dlsym(std::ptr::null_mut(), c"__rseq_offset".as_ptr()).cast::<isize>();
        assert!(!offset.is_null(), "glibc before 2.35");
        let thread: usize;
        std::arch::asm!("mov {}, fs:[0]", out(reg) thread);
        let area = std::ptr::with_exposed_provenance_mut::<usize>(thread.wrapping_add_signed(*offset));
        area.byte_add(8).write_volatile(address & !31);
    }
}
