use restartable::{PerCpu, Word};

fn main() {
    let _ = PerCpu::<Word<u64>, u32>::default();
}
