//! The expansion causes no warning, whatever the user has turned on.
#![deny(
    warnings,
    unused,
    nonstandard_style,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    future_incompatible,
    let_underscore,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused_qualifications,
    unused_results,
    unsafe_op_in_unsafe_fn,
    single_use_lifetimes,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    missing_docs,
    variant_size_differences,
    macro_use_extern_crate,
    meta_variable_misuse,
    unit_bindings,
    redundant_lifetimes,
    unstable_features,
    impl_trait_redundant_captures,
    unnameable_types,
    keyword_idents,
    missing_abi,
    missing_debug_implementations,
    missing_copy_implementations,
    unused_lifetimes,
)]
#![allow(unknown_lints, unused_crate_dependencies)]

use restartable::{PerCpu, Word, restartable, rseq, try_rseq};

#[derive(Default, Debug)]
struct Slot {
    a: Word<u8>,
    b: Word<usize>,
    c: [Word<u16>; 3],
}

#[restartable(slots)]
fn set(slot: &Slot, #[index] _index: u32, slots: &PerCpu<Slot>, by: u8) {
    commit!(slot.a = by);
}

#[restartable(slots)]
fn all(slot: &Slot, slots: &PerCpu<Slot>, by: u8) -> Result<u8, ()> {
    let by = by.checked_add(1).ok_or(())?;
    let before = fetch!(slot.a);
    let unused: u16 = fetch!(slot.c[0]);
    check!(slot.b == 0, else Err(()));
    stage!(slot.c[1] = unused);
    stage_copy!(&slot.c[1..], &[2, 3]);
    commit!(slot.a = by);
    Ok(before)
}

fn never(slots: &PerCpu<Slot>) -> u8 {
    rseq!(slots, |slot| {
        if slot.a.get() == 200 {
            panic!("never");
        }
        commit!(slot.a = 0);
        5
    })
}

// Tails and `else`s that do not come to their end.

fn tail_returns(slots: &PerCpu<Slot>) -> u8 {
    rseq!(slots, |slot| {
        check!(slot.b == 0, else return 5);
        commit!(slot.a = 0);
        return 4;
    })
}

fn tail_panics(slots: &PerCpu<Slot>) -> u8 {
    rseq!(slots, |slot| {
        check!(slot.b == 0, else panic!("else"));
        commit!(slot.a = 0);
        panic!("tail")
    })
}

fn tail_loops(slots: &PerCpu<Slot>) -> u8 {
    rseq!(slots, |slot| {
        commit!(slot.a = 0);
        loop {
            std::hint::spin_loop();
        }
    })
}

fn tail_exits(slots: &PerCpu<Slot>) -> u8 {
    rseq!(slots, |slot| {
        commit!(slot.a = 0);
        std::process::exit(0);
    })
}

fn tail_chooses(slots: &PerCpu<Slot>) -> u8 {
    rseq!(slots, |slot| {
        let a = fetch!(slot.a);
        commit!(slot.a = 0);
        match a {
            0 => return 1,
            1 => todo!(),
            _ => {
                if a == 2 {
                    return 2;
                } else {
                    unreachable!()
                }
            }
        }
    })
}

fn tail_once(slots: &PerCpu<Slot>) -> Result<u8, restartable::Aborted> {
    try_rseq!(slots, |slot| {
        commit!(slot.a = 0);
        return 4;
    })
}

#[restartable(slots)]
fn tail_never(slot: &Slot, slots: &PerCpu<Slot>) -> ! {
    commit!(slot.a = 0);
    panic!("never")
}

/// The type that is expected of a tail reaches it.
fn tail_is_coerced(slots: &PerCpu<Slot>) -> Box<dyn Fn(u8) -> u8> {
    rseq!(slots, |slot| {
        check!(slot.b != 12345, else Box::new(|n| n));
        commit!(slot.a = 0);
        Box::new(|n| n + 1)
    })
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    set(&slots, 3);
    assert_eq!(never(&slots), 5);
    let _done = all(&slots, 3);
    let ends: [fn(&PerCpu<Slot>) -> u8; 5] =
        [tail_returns, tail_panics, tail_loops, tail_exits, tail_chooses];
    assert_eq!(ends[0](&PerCpu::default()), 4);
    assert_eq!(ends[4](&PerCpu::default()), 1);
    assert_eq!(tail_once(&PerCpu::default()).unwrap_or(4), 4);
    assert!(std::panic::catch_unwind(|| tail_never(&PerCpu::default())).is_err());
    assert_eq!(tail_is_coerced(&slots)(1), 2);
    rseq!(slots, |slot| { commit!(slot.b += 1) });
    _ = try_rseq!(slots, |slot| -> Option<usize> {
        let by = slot.b.get().checked_add(1)?;
        if by > 10 {
            return None;
        }
        commit!(slot.b = by);
        Some(by)
    });
}
