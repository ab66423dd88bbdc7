use restartable::{Word};

fn main() {
    let _ = Word::new(String::new());
}
