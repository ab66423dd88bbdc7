use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn first(slots: &PerCpu<Slot>, text: Option<u64>) -> Option<()> {
    rseq!(slots, |slot| {
        let x = text?;
        commit!(slot.n = x);
    });
    Some(())
}

fn main() {
    let _ = first(&PerCpu::default(), Some(5));
}
