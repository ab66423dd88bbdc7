use restartable::{PerCpu};

fn main() {
    // Exactly a stripe, were there no header and no event.
    let large = PerCpu::<[u64; 1 << 15]>::new(|_| [0; 1 << 15]);
    let _ = large.len();
}
