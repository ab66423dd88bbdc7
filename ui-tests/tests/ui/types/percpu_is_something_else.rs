use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    let number = 5u64;
    rseq!(number, |slot| {
        commit!(slot.n = 1);
    });
}
