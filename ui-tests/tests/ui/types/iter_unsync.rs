use restartable::{PerCpu};

fn main() {
    let cells = PerCpu::<std::cell::Cell<u64>>::default();
    std::thread::scope(|scope| {
        scope.spawn(|| cells.iter().count());
    });
}
