use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq!(slots, |slot| {
        let len = fetch!(slot.m);
        stage_copy!(&[], &[0u64; 3][..len as usize]);
        commit!(slot.n = len);
    });
}
