//! One place that all threads take values from and put values to.
//!
//! An operation takes a value, or makes one where there is none, and puts it back. The shared ones have
//! two values a thread, so that nobody finds them empty.

use std::cell::RefCell;
use std::hint::black_box;
use std::sync::Mutex;

use crossbeam_queue::{ArrayQueue, SegQueue};
use crossbeam_utils::CachePadded;
use restartable::Stack;

use crate::harness::{Contender, Group};

/// Values in each place at first.
const VALUES: u64 = 128;
/// The most values in a bounded one.
const CAPACITY: usize = 256;

std::thread_local! {
    static VEC: RefCell<Vec<u64>> = RefCell::new((0..VALUES).collect());
}

/// Taking a value and putting it back.
pub fn group() -> Group {
    let array = ArrayQueue::new(CAPACITY);
    let segments = SegQueue::new();
    for value in 0..VALUES {
        array.push(value).expect("room");
        segments.push(value);
    }
    let std_mutex = CachePadded::new(Mutex::new((0..VALUES).collect::<Vec<_>>()));
    let parking = CachePadded::new(parking_lot::Mutex::new((0..VALUES).collect::<Vec<_>>()));
    let stack: Stack<u64> = Stack::with_capacity(CAPACITY);
    Group {
        name: "stack",
        operation: "pop and push a u64",
        contenders: vec![
            Contender::new("thread_local! Vec", || {
                let value = VEC.with_borrow_mut(Vec::pop).unwrap_or(0);
                VEC.with_borrow_mut(|vec| vec.push(black_box(value)));
            }),
            Contender::new("crossbeam ArrayQueue", move || {
                let value = black_box(&array).pop().unwrap_or(0);
                let _ = black_box(&array).push(black_box(value));
            }),
            Contender::new("crossbeam SegQueue", move || {
                let value = black_box(&segments).pop().unwrap_or(0);
                black_box(&segments).push(black_box(value));
            }),
            Contender::new("std Mutex<Vec>", move || {
                let lock = || black_box(&std_mutex).lock().expect("no panic");
                let value = lock().pop().unwrap_or(0);
                lock().push(black_box(value));
            }),
            Contender::new("parking_lot Mutex<Vec>", move || {
                let value = black_box(&parking).lock().pop().unwrap_or(0);
                black_box(&parking).lock().push(black_box(value));
            }),
            Contender::new("Stack", move || {
                let value = black_box(&stack).pop().unwrap_or(0);
                let _ = black_box(&stack).push(black_box(value));
            })
            .ours(),
        ],
    }
}
