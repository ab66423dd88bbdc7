use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

#[restartable(self.slots)]
struct Table {
    slots: PerCpu<Slot>,
}

fn main() {}
