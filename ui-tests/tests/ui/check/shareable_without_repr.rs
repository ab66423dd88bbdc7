use restartable::{Shareable, Word};

#[derive(Shareable)]
struct Head {
    first: Word<u32>,
}

fn main() {}
