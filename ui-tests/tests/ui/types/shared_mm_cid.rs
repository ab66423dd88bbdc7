use restartable::{MmCid, SharedPerCpu, Tracked, Word};

fn main() {
    let shared: Option<SharedPerCpu<Word<u32>, Tracked, MmCid>> = None;
    drop(shared);
}
