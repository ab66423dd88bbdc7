use restartable::{PerCpu, Word, rseq};

fn main() {
    let many = vec![PerCpu::<Word<u64>>::default()];
    rseq!(many, |slot| {
        commit!(slot = 1);
    });
}
