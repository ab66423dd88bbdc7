//! Counts the bytes of a file with many more threads than CPUs, in one per-CPU table.
//!
//! ```sh
//! cargo run --release --example byte_histogram -- FILE
//! ```
//!
//! Prints the histogram, the restarts, the backend, and the time beside the same work on shared
//! atomics. The result is checked against a plain count; a difference is exit 1.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use restartable::{PerCpu, Untracked, Word, rseq};

/// Many more than CPUs, so that threads are preempted in the middle of sequences.
const THREADS: usize = 32;

/// How often the file is counted, so that small files run long enough to be preempted.
const BYTES_TO_COUNT: usize = 64 << 20;

type Table = [Word<usize>; 256];

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).unwrap_or_else(|| default_file().into());
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!(
                "byte_histogram: cannot read {}: {error}",
                std::path::Path::new(&path).display()
            );
            return ExitCode::FAILURE;
        }
    };
    let rounds = (BYTES_TO_COUNT / bytes.len().max(1)).clamp(1, 4096);
    println!(
        "{}: {} bytes, counted {rounds} times",
        std::path::Path::new(&path).display(),
        bytes.len()
    );
    println!("backend: {}", restartable::backend());

    let expected = plain_count(&bytes, rounds);
    let before = restartable::stats();
    let (counted, per_cpu_time) = count_per_cpu(&bytes, rounds);
    let after = restartable::stats();
    let (shared, shared_time) = count_shared(&bytes, rounds);

    print_histogram(&counted);
    let total = (bytes.len() * rounds).max(1);
    println!("restarts: {}", after.restarts - before.restarts);
    println!("exclusive entries: {}", after.exclusive - before.exclusive);
    println!("{THREADS} threads, per-CPU words:   {}", pace(per_cpu_time, total));
    println!("{THREADS} threads, shared atomics:  {}", pace(shared_time, total));
    if counted == expected && shared == expected {
        println!("exact: equal to a plain count");
        ExitCode::SUCCESS
    } else {
        eprintln!("byte_histogram: the counts differ from a plain count");
        ExitCode::FAILURE
    }
}

/// A file that is always there: this program's own source.
fn default_file() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/examples/byte_histogram.rs")
}

/// The truth.
fn plain_count(bytes: &[u8], rounds: usize) -> [usize; 256] {
    let mut counts = [0; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += rounds;
    }
    counts
}

/// The main job: every thread counts its share of the file into its CPU's table.
fn count_per_cpu(bytes: &[u8], rounds: usize) -> ([usize; 256], Duration) {
    let tables: PerCpu<Table, Untracked> = PerCpu::new(|_| [const { Word::new(0) }; 256]);
    let time = on_all_threads(bytes, |share| {
        for _ in 0..rounds {
            for &byte in share {
                rseq!(tables, |table| {
                    commit!(table[usize::from(byte)] += 1);
                });
            }
        }
    });
    let sum = |byte: usize| tables.iter().map(|table| table[byte].get()).sum();
    (std::array::from_fn(sum), time)
}

/// What it is compared with: one table of atomics for all threads.
fn count_shared(bytes: &[u8], rounds: usize) -> ([usize; 256], Duration) {
    let table = [const { AtomicUsize::new(0) }; 256];
    let time = on_all_threads(bytes, |share| {
        for _ in 0..rounds {
            for &byte in share {
                table[usize::from(byte)].fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    (table.map(AtomicUsize::into_inner), time)
}

/// Gives each thread a share of the bytes and waits for all.
fn on_all_threads(bytes: &[u8], count: impl Fn(&[u8]) + Sync) -> Duration {
    let share = bytes.len().div_ceil(THREADS).max(1);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for share in bytes.chunks(share) {
            scope.spawn(|| count(share));
        }
    });
    start.elapsed()
}

/// The sixteen most frequent bytes, with bars.
fn print_histogram(counts: &[usize; 256]) {
    let mut rows: Vec<(usize, usize)> = counts.iter().copied().enumerate().collect();
    rows.sort_by_key(|&(byte, count)| (std::cmp::Reverse(count), byte));
    let most = rows[0].1.max(1);
    for &(byte, count) in rows.iter().take(16).filter(|(_, count)| *count > 0) {
        let name = u8::try_from(byte).map(|byte| byte.escape_ascii().to_string());
        let width = count.saturating_mul(40) / most;
        println!("{:>5} {count:>12} {}", name.unwrap_or_default(), "#".repeat(width));
    }
}

/// Time for a byte.
fn pace(time: Duration, bytes: usize) -> String {
    #[expect(clippy::cast_precision_loss)] // for printing
    let ns = time.as_nanos() as f64 / bytes as f64;
    format!("{ns:.2} ns a byte ({time:.1?})")
}
