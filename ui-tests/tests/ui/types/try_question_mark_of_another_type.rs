use restartable::{PerCpu, Word, try_rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    let _ = try_rseq!(slots, |slot| {
        let x = Some(5)?;
        commit!(slot.n = x);
        Ok::<u64, ()>(x)
    });
}
