use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

#[restartable(slots)]
fn set(slot: Slot, slots: &PerCpu<Slot>) {
    commit!(slot.n = 1);
}

fn main() {
    set(&PerCpu::default());
}
