use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    let leaked: &'static Slot = rseq!(slots, |slot| {
        commit!(slot.n = 1);
        slot
    });
    let _ = leaked;
}
