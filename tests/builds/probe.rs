//! The work that `main.rs` has built in many ways: counts on many threads, with sections long enough
//! that most interruptions land in one, and tells what happened.

use std::ffi::c_char;
use std::sync::OnceLock;

use restartable::{PerCpu, Word, backend, rseq, stats};

/// The words that each section copies.
const LENGTH: usize = 512;

struct Cell {
    count: Word<u64>,
    copy: [Word<u64>; LENGTH],
}

/// Never dropped: a library leaves it behind when it is unloaded.
static CELLS: OnceLock<PerCpu<Cell>> = OnceLock::new();

fn cells() -> &'static PerCpu<Cell> {
    CELLS.get_or_init(|| {
        PerCpu::new(|_| Cell { count: Word::new(0), copy: [const { Word::new(0) }; LENGTH] })
    })
}

/// Counts so many times.
#[unsafe(no_mangle)]
pub extern "C" fn probe_work(times: u64) {
    let cells = cells();
    for _ in 0..times {
        rseq!(cells, |cell| {
            let next = cell.count.get() + 1;
            stage_copy!(&cell.copy, &[1; LENGTH]);
            commit!(cell.count = next);
        });
    }
}

/// Enough has been restarted, or nothing ever will be.
#[unsafe(no_mangle)]
pub extern "C" fn probe_has_seen_enough() -> bool {
    let stats = stats();
    if matches!(backend(), restartable::Backend::Rseq { .. }) {
        stats.restarts >= 10
    } else {
        stats.exclusive >= 10_000
    }
}

/// Prints what happened while `operations` were counted.
#[unsafe(no_mangle)]
pub extern "C" fn probe_report(operations: u64) {
    let found: u64 = cells().iter().map(|cell| cell.count.get()).sum();
    let stats = stats();
    println!("backend: {}", backend());
    println!("lost: {}", operations.cast_signed() - found.cast_signed());
    println!("restarts: {}", stats.restarts);
    println!("exclusive: {}", stats.exclusive);
}

/// Some address of this program or library.
#[unsafe(no_mangle)]
pub extern "C" fn probe_address() -> *const c_char {
    c"probe".as_ptr()
}

/// As a program; as a library it is not called.
#[allow(dead_code)]
fn main() {
    let threads = 2 * std::thread::available_parallelism().map_or(1, |count| count.get()) + 1;
    let operations: u64 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work_until_enough)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread that counts")).sum()
    });
    probe_report(operations);
}

/// Counts until enough was restarted, or for so long that nothing ever will be.
#[allow(dead_code)]
fn work_until_enough() -> u64 {
    let start = std::time::Instant::now();
    let mut operations = 0;
    while operations < 1000 || !probe_has_seen_enough() && start.elapsed().as_secs() < 20 {
        probe_work(100);
        operations += 100;
    }
    operations
}
