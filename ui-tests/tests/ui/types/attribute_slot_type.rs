use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

#[restartable(slots)]
fn set(slot: &Word<u64>, slots: &PerCpu<Slot>) {
    commit!(slot = 1);
}

fn main() {}
