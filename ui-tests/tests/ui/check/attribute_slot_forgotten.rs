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
    #[restartable(self.slots)]
    fn set(&self, value: u64) {
        commit!(slot.n = value);
    }
}

fn main() {
    Table { slots: PerCpu::default() }.set(1);
}
