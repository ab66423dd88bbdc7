//! A program of which several builds share one file: opens or creates it, starts the others, and counts
//! beside them.

use std::process::Command;

use restartable::{SharedPerCpu, backend};

#[path = "../shared/slots.rs"]
mod slots;

use slots::{Slot, Slots, check, count, count_exclusively, pop, push, record, total};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().expect("a file");
    let rounds = arguments.next().expect("how often to count");
    let others: Vec<String> = arguments.collect();
    let slots: Slots =
        SharedPerCpu::open_or_create(&file, |_| Slot::default()).expect("the file to share");
    let child = others.first().map(|program| {
        Command::new(program).arg(&file).arg(&rounds).args(&others[1..]).spawn().expect("it starts")
    });
    for round in 0..rounds.parse::<u32>().expect("a number") {
        record(&slots);
        if !push(&slots) {
            while pop(&slots).is_some() {}
        }
        if round % 10 == 0 {
            count_exclusively(&slots, |_| ());
        } else {
            count(&slots);
        }
    }
    if let Some(mut child) = child {
        assert!(child.wait().expect("it ends").success());
        check(&slots);
    }
    println!("backend: {}", backend());
    println!("counted: {}", total(&slots));
}
