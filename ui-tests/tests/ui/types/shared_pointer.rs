use restartable::{Shareable, Word};

#[derive(Shareable)]
#[repr(C)]
struct Head {
    length: Word<u32>,
    first: Word<*mut u32>,
}

fn main() {}
