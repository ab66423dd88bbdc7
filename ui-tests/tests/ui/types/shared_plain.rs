use restartable::{Shareable, Word};

#[derive(Shareable)]
#[repr(C)]
struct Settings {
    limit: u32,
    used: Word<u32>,
}

fn main() {}
