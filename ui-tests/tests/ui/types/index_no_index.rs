use restartable::{PerCpu, Tracked, Word};

fn main() {
    let _ = PerCpu::<Word<u64>, Tracked, u32>::default();
}
