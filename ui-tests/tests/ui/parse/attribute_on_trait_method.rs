use restartable::{Word, restartable};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
}

trait Set {
    #[restartable(self.slots)]
    fn set(&self, slot: &Slot);
}

fn main() {}
