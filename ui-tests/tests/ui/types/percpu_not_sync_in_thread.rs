use restartable::{PerCpu};

fn main() {
    let cells = PerCpu::<std::rc::Rc<u64>>::default();
    std::thread::spawn(move || drop(cells));
}
