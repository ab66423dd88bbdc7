use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

#[restartable(slots)]
fn set(Slot { n }: &Slot, slots: &PerCpu<Slot>) {
    commit!(n = 1);
}

fn main() {}
