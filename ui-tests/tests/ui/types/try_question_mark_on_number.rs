use restartable::{PerCpu, Word, try_rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    let _ = try_rseq!(slots, |slot| {
        let x = 5u64?;
        commit!(slot.n = x);
        Some(5)
    });
}
