//! A program of which several builds share one file: starts the others, and counts beside them. In each
//! preparation it lets others run, which then commit. The one that created the file says what is lost.

use std::path::Path;
use std::process::Command;

use restartable::{Shareable, SharedPerCpu, Word, backend, rseq, stats};

const ROUNDS: usize = 3_000;

#[derive(Default, Shareable)]
#[repr(C)]
struct Slot {
    count: Word<u32>,
    /// Programs that start no other.
    started: Word<u32>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().expect("a file");
    let others: Vec<String> = arguments.collect();
    let is_first = !Path::new(&file).exists();
    let slots: SharedPerCpu<Slot> =
        SharedPerCpu::open_or_create(&file, |_| Slot::default()).expect("the file to share");
    let child = others.split_first().map(|(program, others)| {
        Command::new(program).arg(&file).args(others).spawn().expect("it starts")
    });
    if child.is_none() {
        rseq!(slots, |slot| {
            commit!(slot.started += 1);
        });
    }
    while slots.iter().all(|slot| slot.started.get() == 0) {
        std::thread::yield_now();
    }
    for _ in 0..ROUNDS {
        rseq!(slots, |slot| {
            let count = slot.count.get();
            std::thread::yield_now();
            commit!(slot.count = count + 1);
        });
    }
    println!("backend: {}", backend());
    println!("restarts: {}", stats().restarts);
    if let Some(mut child) = child {
        assert!(child.wait().expect("it ends").success());
    }
    if is_first {
        let counted: usize = slots.iter().map(|slot| slot.count.get() as usize).sum();
        println!("lost: {}", ((others.len() + 1) * ROUNDS).cast_signed() - counted.cast_signed());
    }
}
