use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

#[restartable(slots)]
const fn set(mut slot: Slot, #[index] _: u64, slots: &PerCpu<Slot>) {
    commit!(slot.n = 1);
}

fn main() {}
