use restartable::{Shareable, Word};

#[derive(Shareable)]
#[repr(C)]
struct Head {
    closed: Word<bool>,
}

fn main() {}
