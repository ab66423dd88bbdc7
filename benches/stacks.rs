//! `Stack` and `Pool` beside what they stand in for, in pairs: every round measures all rows one
//! after the other, and what is printed is the median of the rounds' ratios.
//!
//! ```sh
//! cargo bench --bench stacks
//! ```

#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // nanoseconds, for printing
#![allow(missing_docs)]

use std::cell::RefCell;
use std::hint::black_box;
use std::sync::Mutex;
use std::time::Instant;

use restartable::{Pool, Stack};

const ROUNDS: usize = 101;
const BATCH: u32 = 20_000;

/// Nanoseconds for one operation.
fn time(mut operation: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..BATCH {
        operation();
    }
    start.elapsed().as_nanos() as f64 / f64::from(BATCH)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

thread_local! {
    static LOCAL: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    static LOCAL_STRINGS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[inline(never)]
fn stack_pair(stack: &Stack<usize>) {
    let value = stack.pop().unwrap_or(1);
    _ = stack.push(value);
}

fn main() {
    println!("backend: {}", restartable::backend());
    let stack: Stack<usize> = Stack::with_capacity(64);
    let strings: Stack<String> = Stack::with_capacity(64);
    for at in 0..32 {
        stack.push(at).unwrap();
        strings.push(at.to_string()).unwrap();
        LOCAL.with_borrow_mut(|local| local.push(at));
        LOCAL_STRINGS.with_borrow_mut(|local| local.push(at.to_string()));
    }
    let pool = Pool::new(|| [0u64; 8]);
    drop((0..8).map(|_| pool.get()).collect::<Vec<_>>());
    let boxes = Mutex::new((0..8).map(|_| Box::new([0u64; 8])).collect::<Vec<_>>());
    let names = [
        "thread-local RefCell<Vec<usize>>, pop + push",
        "Stack<usize>, pop + push",
        "Stack<usize>, out of line",
        "thread-local RefCell<Vec<String>>, pop + push",
        "Stack<String>, pop + push",
        "Mutex<Vec<Box<[u64; 8]>>>, pop + push",
        "Pool<[u64; 8]>, get + return",
    ];
    let mut rows = vec![Vec::new(); names.len()];
    for _ in 0..ROUNDS {
        let ns = [
            time(|| {
                let value = LOCAL.with_borrow_mut(|local| black_box(local).pop()).unwrap();
                LOCAL.with_borrow_mut(|local| black_box(local).push(black_box(value)));
            }),
            time(|| {
                let value = black_box(&stack).pop().unwrap();
                _ = black_box(&stack).push(black_box(value));
            }),
            time(|| stack_pair(black_box(&stack))),
            time(|| {
                let value = LOCAL_STRINGS.with_borrow_mut(|local| black_box(local).pop()).unwrap();
                LOCAL_STRINGS.with_borrow_mut(|local| black_box(local).push(black_box(value)));
            }),
            time(|| {
                let value = black_box(&strings).pop().unwrap();
                _ = black_box(&strings).push(black_box(value));
            }),
            time(|| {
                let mut object = black_box(&boxes).lock().unwrap().pop().unwrap();
                object[0] += 1;
                black_box(&boxes).lock().unwrap().push(object);
            }),
            time(|| {
                let mut object = black_box(&pool).get();
                object[0] += 1;
                drop(object);
            }),
        ];
        for (row, ns) in rows.iter_mut().zip(ns) {
            row.push(ns);
        }
    }
    for (name, row) in names.iter().zip(&rows) {
        let ratio = row.iter().zip(&rows[0]).map(|(ns, base)| ns / base).collect();
        println!("{name:<48} {:>6.2} ns {:>6.2}", median(row.clone()), median(ratio));
    }
}
