use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    let next = 5;
    rseq!(slots, |slot| {
        let twice = next * 2;
        let next = fetch!(slot.m);
        commit!(slot.n = twice);
    });
}
