use restartable::{PerCpu};

fn main() {
    let large = PerCpu::<[u8; 1 << 20]>::new(|_| [0; 1 << 20]);
    let _ = large.len();
}
