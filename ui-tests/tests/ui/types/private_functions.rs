//! What only generated code may promise is `unsafe`, although it has no name that users are told.

use restartable::{__private as private, PerCpu, Word};

fn main() {
    let word = Word::new(true);
    let _neither: bool = private::fetched(private::name(private::place(&word)), 2);

    let percpu: PerCpu<Word<u64>> = PerCpu::default();
    let mut frame = private::first(&percpu).frame();
    frame.field = core::ptr::null_mut();
    let _read = frame.holds();
}
