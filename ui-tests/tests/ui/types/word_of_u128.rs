use restartable::{Word};

fn main() {
    let _ = Word::new(0u128);
}
