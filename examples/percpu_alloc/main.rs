//! A global allocator with a cache of small blocks for each CPU in front of the system's.
//!
//! ```sh
//! cargo run --release --example percpu_alloc              # prints
//! cargo run --release --example percpu_alloc -- --check   # and fails if it is slower than the system's
//! ```
//!
//! The allocator is in `cache.rs`; here it is used, checked and measured.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use cache::PerCpuAlloc;
use restartable::Backend;

mod cache;

#[global_allocator]
static ALLOCATOR: PerCpuAlloc = PerCpuAlloc::new();

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    println!("backend: {}", restartable::backend());

    let blocks = exercise();
    println!("exact: {blocks} blocks on 16 threads kept their bytes");
    let before = ALLOCATOR.kept();
    match ALLOCATOR.trim() {
        Ok(()) => println!("kept {before} bytes, after trim {}", ALLOCATOR.kept()),
        Err(error) => println!("kept {before} bytes, no trim: {error}"),
    }

    let ratio = measure();
    println!("64 allocations, then 64 frees: {ratio:.2} times as fast as the system's");
    let sequences = matches!(restartable::backend(), Backend::Rseq { .. });
    if check && sequences && ratio <= 1.0 {
        eprintln!("percpu_alloc: slower than the system's allocator");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Threads allocate, grow, and hand blocks to each other, which look whether the bytes are still what
/// they were. How many there were.
fn exercise() -> usize {
    let (sender, receiver) = std::sync::mpsc::sync_channel::<Vec<u8>>(64);
    let receiver = std::sync::Mutex::new(receiver);
    let whole = |bytes: &[u8]| bytes.iter().all(|&byte| usize::from(byte) == bytes.len() % 251);
    std::thread::scope(|scope| {
        for thread in 0..8_usize {
            let sender = sender.clone();
            scope.spawn(move || {
                for round in 0..3000 {
                    let len = (round * 7 + thread * 13) % 700;
                    let mut bytes = vec![0_u8; len / 2];
                    assert!(bytes.iter().all(|&byte| byte == 0), "zeroed");
                    bytes.resize(len, 0);
                    bytes.fill((len % 251).to_le_bytes()[0]);
                    bytes.shrink_to_fit();
                    sender.send(bytes).expect("somebody receives");
                }
            });
        }
        drop(sender);
        let readers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let mut count = 0;
                    loop {
                        let next = receiver.lock().expect("no panic").recv();
                        let Ok(bytes) = next else { return count };
                        assert!(whole(&bytes), "another user wrote here");
                        count += 1;
                    }
                })
            })
            .collect();
        readers.into_iter().map(|reader| reader.join().expect("a reader")).sum()
    })
}

/// How many times as fast as the system's: the median of pairs, measured in turn.
fn measure() -> f64 {
    let layout = Layout::new::<[u64; 6]>();
    let mut ratios: Vec<f64> = (0..51)
        .map(|_| {
            let system = time_batches(&System, layout);
            system / time_batches(&ALLOCATOR, layout)
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// Seconds.
fn time_batches(allocator: &impl GlobalAlloc, layout: Layout) -> f64 {
    let start = Instant::now();
    for _ in 0..200 {
        let mut blocks = [std::ptr::null_mut(); 64];
        for block in &mut blocks {
            // SAFETY: the layout has a size.
            *block = unsafe { black_box(allocator).alloc(black_box(layout)) };
            assert!(!block.is_null());
        }
        for &block in &blocks {
            // SAFETY: allocated just now with this layout.
            unsafe { black_box(allocator).dealloc(black_box(block), layout) };
        }
    }
    start.elapsed().as_secs_f64()
}
