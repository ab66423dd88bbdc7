//! `Ring` and `Lock`, in pairs: every round measures all of them one after the other, and ratios are
//! the medians of the rounds'. Compare only within one run.
//!
//! ```sh
//! cargo bench --bench rings
//! ```

#![allow(missing_docs)]

use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::Mutex;
use std::time::Instant;

use restartable::Lock;
use restartable::ring::{Clock, Monotonic, Ring, WhenFull};

const ROUNDS: usize = 51;
const BATCH: u32 = 10_000;

/// Nanoseconds for one operation.
fn time(mut operation: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..BATCH {
        operation();
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(BATCH)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The same on eight threads at once: nanoseconds of each thread for one operation.
fn on_threads(operation: impl Fn() + Sync) -> f64 {
    let barrier = std::sync::Barrier::new(8);
    let all: Vec<f64> = std::thread::scope(|scope| {
        let run = || {
            barrier.wait();
            time(&operation)
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a measurement")).collect()
    });
    all.iter().sum::<f64>() / 8.0
}

fn main() {
    println!("backend: {}", restartable::backend());
    let constant = || 7;
    let overwrite = Ring::with_clock(64 * 1024, WhenFull::Overwrite, constant);
    let cached = Ring::with_clock(8 * 1024, WhenFull::Overwrite, constant);
    let drop = Ring::with_clock(512 * 1024, WhenFull::Drop, constant);
    let timed = Ring::new(64 * 1024, WhenFull::Overwrite);
    let queue: Mutex<VecDeque<(u64, [u8; 16])>> = Mutex::new(VecDeque::with_capacity(2000));
    let (lock, mutex) = (Lock::<u64>::default(), Mutex::new(0_u64));
    let small = black_box([3_u8; 16]);
    let large = black_box([3_u8; 200]);

    let mut rows: Vec<(&str, Vec<f64>)> = Vec::new();
    for round in 0..ROUNDS {
        let mut next = 0;
        let mut row = |name, ns| {
            if round == 0 {
                rows.push((name, Vec::new()));
            }
            rows[next].1.push(ns);
            next += 1;
        };
        row("Monotonic, the clock alone", time(|| _ = black_box(Monotonic.now())));
        row("push of 16 bytes, overwriting", time(|| _ = overwrite.push(black_box(&small))));
        row("the same in 8 KiB", time(|| _ = cached.push(black_box(&small))));
        row("the same, 0 bytes", time(|| _ = cached.push(black_box(&[]))));
        row("push of 200 bytes, overwriting", time(|| _ = overwrite.push(black_box(&large))));
        row("push of 16 bytes, there is room", time(|| _ = drop.push(black_box(&small))));
        drop.reader().drain(|_| ());
        row("push of 16 bytes, clock included", time(|| _ = timed.push(black_box(&small))));
        let locked = || {
            let mut queue = queue.lock().expect("never poisoned");
            if queue.len() == 1000 {
                queue.pop_front();
            }
            queue.push_back((7, *black_box(&small)));
        };
        row("Mutex<VecDeque<[u8; 16]>>", time(locked));
        row("8 threads: overwriting", on_threads(|| _ = overwrite.push(black_box(&small))));
        row("8 threads: Mutex<VecDeque>", on_threads(locked));
        let counted = || *lock.lock() += 1;
        let mutexed = || *mutex.lock().expect("never poisoned") += 1;
        row("Lock<u64>, lock and unlock", time(counted));
        row("Mutex<u64>, lock and unlock", time(mutexed));
        row("8 threads: Lock<u64>", on_threads(counted));
        row("8 threads: Mutex<u64>", on_threads(mutexed));
        let start = Instant::now();
        let mut reader = timed.reader();
        let read = reader.drain(|record| _ = black_box(record.bytes));
        let records = f64::from(u32::try_from(read).expect("a few thousand"));
        row("read of 16 bytes, ordered", start.elapsed().as_secs_f64() * 1e9 / records);
    }
    for (name, ns) in &rows {
        println!("{name:<40} {:>8.2} ns", median(ns.iter().copied()));
    }
    let of = |name: &str| rows.iter().find(|row| row.0 == name).expect("a row of this name");
    for (name, base) in [
        ("push of 16 bytes, overwriting", "Mutex<VecDeque<[u8; 16]>>"),
        ("8 threads: overwriting", "8 threads: Mutex<VecDeque>"),
        ("8 threads: overwriting", "push of 16 bytes, overwriting"),
        ("Lock<u64>, lock and unlock", "Mutex<u64>, lock and unlock"),
        ("8 threads: Lock<u64>", "8 threads: Mutex<u64>"),
    ] {
        let pairs = of(name).1.iter().zip(&of(base).1);
        println!("{name} to {base}: {:.2}", median(pairs.map(|(a, b)| a / b)));
    }
}
