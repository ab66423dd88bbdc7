use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

struct Table {
    slots: PerCpu<Slot>,
}

impl Table {
    #[restartable(self.slots)]
    fn set(&self) {
        commit!(slot.n = 1);
    }
}

fn main() {}
