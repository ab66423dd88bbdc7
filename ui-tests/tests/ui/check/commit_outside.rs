use restartable::{Word, commit};

struct Slot {
    n: Word<u64>,
}

fn main() {
    let slot = Slot { n: Word::new(0) };
    commit!(slot.n = 1);
    let _ = slot.n.get();
}
