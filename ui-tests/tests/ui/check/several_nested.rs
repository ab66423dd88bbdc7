use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq!(slots, |slot| {
        let a = fetch!(slot.m) + 1;
        let (b, c) = fetch!(slot.n);
        for _ in 0..2 {
            commit!(slot.n = 1);
        }
    });
}
