use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

struct Table {
    slots: PerCpu<Slot>,
}

impl Table {
    #[restartable(percpu = self.slots)]
    fn set(&self, slot: &Slot) {
        commit!(slot.n = 1);
    }
}

fn main() {}
