use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

#[restartable(slots)]
fn set(slots: &PerCpu<Slot>, slot: &Slot) {
    commit!(slot.n = 1);
}

fn main() {
    set(&PerCpu::default(), &Slot::default());
}
