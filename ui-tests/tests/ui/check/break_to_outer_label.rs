use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    'outer: loop {
        rseq!(slots, |slot| {
            if slot.n.get() == 0 {
                break 'outer;
            }
            commit!(slot.n = 1);
        });
        break 'outer;
    }
}
