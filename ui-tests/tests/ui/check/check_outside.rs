use restartable::{Word, check};

struct Slot {
    n: Word<u64>,
}

fn main() {
    let slot = Slot { n: Word::new(0) };
    check!(slot.n == 1);
    let _ = slot.n.get();
}
