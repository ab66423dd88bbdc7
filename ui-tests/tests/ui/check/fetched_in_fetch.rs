use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq!(slots, |slot| {
        let a = fetch!(slot.m);
        let b = unsafe { fetch!(a as *const u64) };
        commit!(slot.n = b);
    });
}
