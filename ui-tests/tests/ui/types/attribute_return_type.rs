use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

#[restartable(slots)]
fn set(slot: &Slot, slots: &PerCpu<Slot>) -> u32 {
    commit!(slot.n = 1);
    "text"
}

fn main() {}
