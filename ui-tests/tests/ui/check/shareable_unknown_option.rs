use restartable::{Shareable, Word};

#[derive(Shareable)]
#[shareable(krate = restartable)]
#[repr(C)]
struct Head {
    first: Word<u32>,
}

fn main() {}
