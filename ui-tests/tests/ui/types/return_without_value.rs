use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    let _: u64 = rseq!(slots, |slot| {
        let n = slot.n.get();
        if n == 5 {
            return;
        }
        commit!(slot.n = 1);
        n
    });
}
