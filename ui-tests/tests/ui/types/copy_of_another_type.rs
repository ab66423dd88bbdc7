use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: [Word<u8>; 2],
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq!(slots, |slot| {
        stage_copy!(&slot.m, &[1u16, 2]);
        commit!(slot.n = 1);
    });
}
