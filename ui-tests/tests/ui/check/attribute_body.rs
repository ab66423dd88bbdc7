use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

#[restartable(slots)]
fn set(slot: &Slot, slots: &PerCpu<Slot>) -> u64 {
    stage!(slot.n += 1);
    if slot.n.get() == 0 {
        commit!(slot.n = 1);
    }
    5
}

fn main() {}
