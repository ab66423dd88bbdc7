use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<Option<std::ptr::NonNull<u8>>>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq!(slots, |slot| {
        commit!(slot.m = std::ptr::NonNull::dangling());
    });
}
