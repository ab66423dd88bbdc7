use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

macro_rules! bump {
    ($place:expr) => {
        commit!($place += 1)
    };
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq!(slots, |slot| {
        bump!(slot.n);
    });
}
