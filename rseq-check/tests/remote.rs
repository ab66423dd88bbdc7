//! Sequences whose slot is taken by remote access at every boundary.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use restartable::{CpuId, Index, MmCid, PerCpu, Tracked, Word, rseq};
use rseq_check::{Check, Place, Report};

type Slots<I> = PerCpu<[Word<usize>; 2], Tracked, I>;

fn add<I: Index>(slots: &Slots<I>) {
    rseq!(slots, |slot| {
        let old = slot[0].get();
        stage!(slot[1] = old);
        commit!(slot[0] = old + 1);
    });
}

/// Takes these slots, one after the other, and adds 10 in each that is to be had.
fn take<I: Index>(slots: &Slots<I>, indices: impl Iterator<Item = u32>) -> usize {
    let taken = indices.filter(|&index| {
        slots.try_exclusive(index).is_ok_and(|slot| {
            slot.set(|slot| &slot[0], slot[0].get() + 10);
            true
        })
    });
    taken.count()
}

/// At each boundary the competitor takes the slots that this says.
fn check<I: Index>(indices: impl Fn(&Slots<I>) -> std::ops::Range<u32> + Sync) -> Report {
    let slots: Slots<I> = PerCpu::new(|_| [const { Word::new(0) }; 2]);
    let expected = AtomicUsize::new(0);
    Check::new(|| {
        add(&slots);
        expected.fetch_add(1, Relaxed);
    })
    .competitor(|| {
        let taken = take(&slots, indices(&slots));
        assert!(taken > 0, "there is one to be had always");
        expected.fetch_add(10 * taken, Relaxed);
    })
    .reset(|| {
        slots.exclusive_each(|slot| slot.set(|slot| &slot[0], 0)).unwrap();
        expected.store(0, Relaxed);
    })
    .invariant(|| {
        let found: usize = slots.iter().map(|slot| slot[0].get()).sum();
        assert_eq!(found, expected.load(Relaxed));
    })
    .run()
}

#[track_caller]
fn complete(report: &Report) {
    assert_eq!(report.missed, 0, "{report:#}");
    assert_eq!(report.count(Place::Section), report.restarts(), "{report:#}");
    assert!(report.count(Place::Preparation) > 0 && report.restarts() > 0, "{report:#}");
    println!("{report}");
}

fn cpus<I: Index>(slots: &Slots<I>) -> u32 {
    slots.cpus().try_into().unwrap()
}

/// The slots of the CPUs, the sequence's among them.
#[test]
fn the_slot_is_taken() {
    complete(&check::<CpuId>(|slots| 0..cpus(slots)));
    complete(&check::<MmCid>(|slots| 0..cpus(slots)));
}

/// And the exclusive ones, to which a sequence may move; the last one's lock belongs to the interrupted
/// thread now and then.
#[test]
fn every_slot_is_taken() {
    complete(&check::<CpuId>(|slots| 0..u32::try_from(slots.len()).unwrap() - 1));
}
