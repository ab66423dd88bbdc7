use restartable::{Word, stage_copy};

struct Slot {
    n: Word<u64>,
}

fn main() {
    let slot = Slot { n: Word::new(0) };
    stage_copy!(&[], &[]);
    let _ = slot.n.get();
}
