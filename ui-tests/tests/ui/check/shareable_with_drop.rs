use restartable::{Shareable, Word};

#[derive(Shareable)]
#[repr(C)]
struct Head {
    first: Word<u32>,
}

impl Drop for Head {
    fn drop(&mut self) {}
}

fn main() {}
