use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq!(slots, |slot| {
        let next = fetch!(slot.m);
        check!(slot.n == 0, else next);
        commit!(slot.n = next);
        0
    });
}
