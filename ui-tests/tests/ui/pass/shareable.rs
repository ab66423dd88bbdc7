//! What can be derived: tuples, units, nested and generic structures, transparent ones.
use std::sync::atomic::AtomicU32;

use restartable::{Shareable, SharedPerCpu, Word, rseq};

#[derive(Default, Shareable)]
#[repr(C)]
struct Tuple(Word<u32>, [Word<u16>; 3], Word<f32>, AtomicU32);

#[derive(Default, Shareable)]
#[repr(transparent)]
struct Transparent(Word<usize>);

#[derive(Default, Shareable)]
#[repr(C)]
struct Unit;

#[derive(Default, Shareable)]
#[repr(C, align(64))]
struct Generic<T: Default + Shareable> {
    value: T,
    unit: Unit,
    tuple: Tuple,
    transparent: Transparent,
}

#[derive(Shareable)]
#[shareable(crate = ::restartable)]
#[repr(C)]
struct Named<T, const N: usize>
where
    T: Shareable,
{
    values: [T; N],
}

fn main() {
    let shared: SharedPerCpu<Generic<Word<u32>>> =
        SharedPerCpu::memfd("pass", |index| Generic { value: Word::new(index), ..Generic::default() }).unwrap();
    rseq!(shared, |slot| {
        commit!(slot.tuple.0 += 1);
    });
    assert_eq!(shared.iter().map(|slot| slot.tuple.0.get()).sum::<u32>(), 1);
    assert_ne!(Named::<Word<u32>, 2>::LAYOUT, Named::<Word<u32>, 3>::LAYOUT);
    assert_ne!(Generic::<Word<u32>>::LAYOUT, Generic::<Word<i32>>::LAYOUT);
    let _ = Named { values: [AtomicU32::new(0)] }.values;
}
