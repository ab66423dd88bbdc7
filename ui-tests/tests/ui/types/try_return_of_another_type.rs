use restartable::{PerCpu, Word, try_rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    let _ = try_rseq!(slots, |slot| {
        if slot.n.get() == 0 {
            return "text";
        }
        commit!(slot.n = 1);
        5
    });
}
