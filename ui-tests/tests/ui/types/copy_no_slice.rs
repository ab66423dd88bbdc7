use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u8>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq!(slots, |slot| {
        stage_copy!(slot.m, 5);
        commit!(slot.n = 1);
    });
}
