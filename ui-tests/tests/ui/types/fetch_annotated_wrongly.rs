use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq!(slots, |slot| {
        let x: u32 = fetch!(slot.m);
        commit!(slot.n = 1);
        x
    });
}
