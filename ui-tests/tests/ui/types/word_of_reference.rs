use restartable::{Word};

fn main() {
    let _ = Word::new(&5);
}
