use restartable::{PerCpu, Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

#[restartable(slots())]
fn set() {
    commit!(slot.n = 1);
}

fn slots() -> &'static PerCpu<Slot> {
    todo!()
}

fn main() {
    set();
}
