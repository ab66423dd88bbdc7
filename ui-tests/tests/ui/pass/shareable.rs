//! What can be derived: tuples, units, nested and generic structures, transparent ones.
use restartable::{Shareable, SharedPerCpu, Word, rseq};

#[derive(Default, Shareable)]
#[repr(C)]
struct Tuple(Word<u32>, [Word<u16>; 3], f32);

#[derive(Default, Shareable)]
#[repr(transparent)]
struct Transparent(Word<usize>);

#[derive(Default, Shareable)]
#[repr(C)]
struct Unit;

#[derive(Default, Shareable)]
#[repr(C, align(64))]
struct Generic<T: Clone + Shareable> {
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
    let shared: SharedPerCpu<Generic<u32>> =
        SharedPerCpu::memfd("pass", |value| Generic { value, ..Generic::default() }).unwrap();
    rseq!(shared, |slot| {
        commit!(slot.tuple.0 += 1);
    });
    assert_eq!(shared.iter().map(|slot| slot.tuple.0.get()).sum::<u32>(), 1);
    assert_ne!(Named::<u32, 2>::LAYOUT, Named::<u32, 3>::LAYOUT);
    assert_ne!(Generic::<u32>::LAYOUT, Generic::<i32>::LAYOUT);
    let _ = Named { values: [0_u8; 2] }.values;
}
