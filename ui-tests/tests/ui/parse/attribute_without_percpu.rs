use restartable::{Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

#[restartable]
fn set(slot: &Slot) {
    commit!(slot.n = 1);
}

fn main() {}
