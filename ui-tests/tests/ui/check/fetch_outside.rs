use restartable::{Word, fetch};

struct Slot {
    n: Word<u64>,
}

fn main() {
    let slot = Slot { n: Word::new(0) };
    let _x = fetch!(slot.n);
    let _ = slot.n.get();
}
