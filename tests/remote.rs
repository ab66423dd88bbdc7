//! Remote access: what one thread has exclusively nobody else changes, and nothing is lost.
//!
//! `tests/controls.rs` builds this file again with a barrier that aborts no sections, and without the
//! second look at the frozen bit, and sees `storms` fail.

#![cfg(not(miri))]
#![allow(clippy::cast_possible_truncation)] // of counts and indices

mod common;

use std::hint::spin_loop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Barrier, Mutex};

use common::{Random, disturb, stress};
use restartable::{CpuId, ExclusiveError, Index, MmCid, PerCpu, Tracked, Word, rseq};

/// One stress at a time, as in `exactness`.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A slot with a long section: what remote access has to interrupt is under way most of the time.
struct Long {
    count: Word<usize>,
    scratch: [Word<usize>; 512],
}

type Slots<I> = PerCpu<Long, Tracked, I>;

fn slots<I: Index>() -> Slots<I> {
    PerCpu::new(|_| Long { count: Word::new(0), scratch: [const { Word::new(0) }; 512] })
}

fn sum<I: Index>(slots: &Slots<I>) -> usize {
    slots.iter().map(|slot| slot.count.get()).sum()
}

/// Counts, in a preparation and a long section.
fn count<I: Index>(slots: &Slots<I>, round: u64) {
    rseq!(slots, |slot| {
        let old = slot.count.get();
        disturb(round);
        stage_copy!(&slot.scratch, &[old; 512]);
        commit!(slot.count = old + 1);
    });
}

/// Time for whoever should not be there to show it.
fn wait_a_little() {
    (0..1500).for_each(|_| spin_loop());
}

/// Any slot, most often a CPU's.
fn index<I: Index>(slots: &Slots<I>, random: u64) -> u32 {
    let among = if random.is_multiple_of(4) { slots.len() } else { slots.cpus() };
    (random / 4 % among as u64) as u32
}

/// What a thread of a storm does: this, between sequences.
type Remote<I> = fn(&Slots<I>, u64);

/// Counts by remote access among threads that count by sequences.
fn storm<I: Index>(form: &str, remote: Remote<I>) {
    let _alone = alone();
    let slots: Slots<I> = slots();
    let round = AtomicU64::new(0);
    let seen = stress(|thread| {
        let round = round.fetch_add(1, Ordering::Relaxed);
        if thread.is_multiple_of(4) && round.is_multiple_of(4) {
            remote(&slots, Random::new(round).next());
        } else {
            count(&slots, round);
        }
    });
    let lost = (seen.operations as usize).wrapping_sub(sum(&slots)).cast_signed();
    println!("{form}: {} expected, {lost} lost", seen.operations);
    assert_eq!(lost, 0, "{form}: {lost} of {} updates lost", seen.operations);
}

/// Counts in one slot.
fn one<I: Index>(slots: &Slots<I>, random: u64) {
    let slot = slots.exclusive(index(slots, random)).unwrap();
    let old = slot.count.get();
    wait_a_little();
    slot.set(|slot| &slot.count, old + 1);
}

/// Moves counts from one slot to the next, and counts in the first.
fn all<I: Index>(slots: &Slots<I>, _random: u64) {
    let all = slots.exclusive_all().unwrap();
    assert_eq!(all.len(), slots.cpus());
    let mut carry = 1;
    for slot in all.iter() {
        let old = slot.count.get();
        wait_a_little();
        slot.set(|slot| &slot.count, old + carry - old / 2);
        carry = old / 2;
    }
    all.get(0).unwrap().set(|slot| &slot.count, all.get(0).unwrap().count.get() + carry);
}

/// Collects everything, and puts it where there is room.
fn each<I: Index>(slots: &Slots<I>, random: u64) {
    let mut taken = 1;
    slots
        .exclusive_each(|slot| {
            let old = slot.replace(|slot| &slot.count, 0);
            assert!(old < usize::MAX / 2);
            taken += old;
        })
        .unwrap();
    let slot = slots.exclusive(index(slots, random)).unwrap();
    slot.set(|slot| &slot.count, slot.count.get() + taken);
}

mod storms {
    use super::*;

    #[test]
    fn one() {
        storm::<CpuId>("one", super::one);
    }

    #[test]
    fn one_by_mm_cid() {
        storm::<MmCid>("one_by_mm_cid", super::one);
    }

    #[test]
    fn all() {
        storm::<CpuId>("all", super::all);
    }

    #[test]
    fn all_by_mm_cid() {
        storm::<MmCid>("all_by_mm_cid", super::all);
    }

    #[test]
    fn each() {
        storm::<CpuId>("each", super::each);
    }

    #[test]
    fn each_by_mm_cid() {
        storm::<MmCid>("each_by_mm_cid", super::each);
    }
}

/// Threads that want the same slots, one, all and in any order that is allowed, take turns: what they
/// count with plain loads and stores is exact, and all of them come to an end.
#[test]
fn remote_threads_take_turns() {
    // In a guest an interrupt of another CPU waits until that one's turn comes: milliseconds.
    const TURNS: usize = if cfg!(restartable_guest) { 6 } else { 300 };
    let _alone = alone();
    let slots: Slots<CpuId> = slots();
    let threads = 6;
    let start = Barrier::new(threads);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (slots, start) = (&slots, &start);
            scope.spawn(move || {
                start.wait();
                for turn in 0..TURNS {
                    match (thread + turn) % 3 {
                        0 => one(slots, turn as u64),
                        1 => all(slots, 0),
                        _ => {
                            let first = slots.exclusive(0).unwrap();
                            let last = slots.exclusive(slots.len() as u32 - 1).unwrap();
                            let old = (first.count.get(), last.count.get());
                            wait_a_little();
                            first.set(|slot| &slot.count, old.0 + old.1);
                            last.set(|slot| &slot.count, 1);
                        }
                    }
                }
            });
        }
    });
    assert_eq!(sum(&slots), threads * TURNS);
}

/// Counts once; the index of the slot.
fn count_once(count: &PerCpu<Word<usize>>) -> u32 {
    rseq!(count, |n, index| {
        let old = n.get();
        commit!(n = old + 1);
        index
    })
}

fn indices(count: &PerCpu<Word<usize>>) -> std::ops::Range<u32> {
    0..count.len() as u32
}

/// Who has a slot runs sequences on others.
#[test]
fn the_holder_runs_sequences() {
    let count: PerCpu<Word<usize>> = PerCpu::default();
    let cpus = count.cpus() as u32;
    let all = count.exclusive_all().unwrap();
    assert!(all.get(cpus).is_none());
    for _ in 0..100 {
        assert!(count_once(&count) >= cpus);
    }
    // And where only one slot is left.
    let rest: Vec<_> =
        (cpus..count.len() as u32 - 1).map(|index| count.exclusive(index).unwrap()).collect();
    for _ in 0..100 {
        assert_eq!(count_once(&count), count.len() as u32 - 1);
    }
    assert!(all.iter().all(|n| n.get() == 0));
    assert_eq!(rest.iter().map(|n| n.get()).sum::<usize>(), 100, "the first ones");
    drop(rest);
    let last = count.exclusive(count.len() as u32 - 1).unwrap();
    assert_eq!(last.get(), 100);
    assert!((cpus..count.len() as u32 - 1).contains(&count_once(&count)));
    drop((all, last));
    assert_eq!(count.iter().map(Word::get).sum::<usize>(), 201);
}

/// Where every slot is taken, sequences wait, and go on when one is given back.
#[test]
fn sequences_wait_where_nothing_is_left() {
    let count: PerCpu<Word<usize>> = PerCpu::default();
    let committed = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let mut taken: Vec<_> =
            indices(&count).map(|index| count.exclusive(index).unwrap()).collect();
        let waiting = scope.spawn(|| {
            let index = count_once(&count);
            committed.store(true, Ordering::Relaxed);
            index
        });
        for _ in 0..20 {
            std::thread::sleep(std::time::Duration::from_millis(1));
            assert!(!committed.load(Ordering::Relaxed));
        }
        let last = taken.pop().unwrap().index();
        assert_eq!(waiting.join().unwrap(), last);
        assert!(taken.iter().all(|n| n.get() == 0));
    });
}

#[test]
fn errors() {
    let count: PerCpu<Word<usize>> = PerCpu::default();
    let beyond = count.len() as u32;
    assert_eq!(count.exclusive(beyond).err(), Some(ExclusiveError::NoSuchSlot));
    assert_eq!(count.try_exclusive(u32::MAX).err(), Some(ExclusiveError::NoSuchSlot));
    for index in indices(&count) {
        let slot = count.exclusive(index).unwrap();
        assert_eq!(slot.index(), index);
        assert_eq!(count.try_exclusive(index).err(), Some(ExclusiveError::Held));
        drop(slot);
        // Other tests may run on the stripe of an exclusive one.
        if (index as usize) < count.cpus() {
            drop(count.try_exclusive(index).unwrap());
        }
    }
}

/// A panic gives slots back, and a guard that is forgotten does no harm to others.
#[test]
fn the_end_of_a_guard() {
    let count: PerCpu<Word<usize>> = PerCpu::default();
    for index in indices(&count) {
        let result = catch_unwind(AssertUnwindSafe(|| {
            let slot = count.exclusive(index).unwrap();
            slot.set(|n| n, 7);
            std::panic::resume_unwind(Box::new(()));
        }));
        assert!(result.is_err());
        assert_eq!(count.exclusive(index).unwrap().replace(|n| n, 0), 7);
    }
    let result = catch_unwind(AssertUnwindSafe(|| {
        let _all = count.exclusive_all().unwrap();
        std::panic::resume_unwind(Box::new(()));
    }));
    assert!(result.is_err());

    std::mem::forget(count.exclusive_all().unwrap());
    for _ in 0..10 {
        assert!(count_once(&count) >= count.cpus() as u32);
    }
    assert_eq!(count.try_exclusive(0).err(), Some(ExclusiveError::Held));
    assert_eq!(count.iter().map(Word::get).sum::<usize>(), 10);
    assert_eq!(count.into_iter().map(Word::into_inner).sum::<usize>(), 10);
}

/// What a preparation has read is not true any more after its slot was somebody's, on whatever stripe.
#[test]
fn preparations_begin_again() {
    let count: PerCpu<Word<usize>> = PerCpu::default();
    // On this CPU's slot; on exclusive ones, which the first guards leave; on the last slot.
    for first in [0, count.cpus() as u32, count.len() as u32 - 1] {
        let taken: Vec<_> = (0..first).map(|index| count.exclusive(index).unwrap()).collect();
        let mut attempts = 0;
        let (index, old) = rseq!(count, |n, index| {
            attempts += 1;
            let old = n.get();
            if attempts == 1 {
                let slot = count.exclusive(index).unwrap();
                slot.set(|n| n, 100 + index as usize);
            }
            commit!(n = old + 1);
            (index, old)
        });
        assert!(attempts >= 2);
        drop(taken);
        // Most likely it is the same slot again.
        let seen = count.iter().filter(|n| n.get() >= 100).count();
        assert_eq!(seen, 1, "what was set is there, or one more");
        assert!(old == 0 || old == 100 + index as usize);
        count.exclusive_each(|slot| slot.set(|n| n, 0)).unwrap();
    }
}

/// A preparation on an exclusive stripe is waited for, and not interrupted.
#[test]
fn the_stripe_of_a_preparation_is_waited_for() {
    let count: PerCpu<Word<usize>> = PerCpu::default();
    let other: PerCpu<Word<usize>> = PerCpu::default();
    let all = count.exclusive_all().unwrap();
    let (prepared, go_on) = (Barrier::new(2), AtomicBool::new(false));
    let on = AtomicU32::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            rseq!(count, |n, index| {
                let old = n.get();
                on.store(index, Ordering::Relaxed);
                prepared.wait();
                while !go_on.load(Ordering::Acquire) {
                    std::thread::yield_now();
                }
                commit!(n = old + 1);
            });
        });
        prepared.wait();
        let index = on.load(Ordering::Relaxed);
        assert!(index >= all.len() as u32);
        // Both lie in the first arena: the stripe is the same.
        for percpu in [&count, &other] {
            assert_eq!(percpu.try_exclusive(index).err(), Some(ExclusiveError::Held));
        }
        let waiting = scope.spawn(|| count.exclusive(on.load(Ordering::Relaxed)).unwrap().get());
        go_on.store(true, Ordering::Release);
        assert_eq!(waiting.join().unwrap(), 1, "its commit was made, on the first attempt");
    });
}

#[test]
fn guards_are_what_references_are() {
    fn both<T: Send + Sync>() {}
    both::<restartable::Exclusive<'_, Word<u8>>>();
    both::<restartable::ExclusiveAll<'_, Word<u8>>>();
    let count: PerCpu<Word<usize>> = PerCpu::default();
    let slot = count.exclusive(0).unwrap();
    assert_eq!(format!("{slot:?}"), "0");
    std::thread::scope(|scope| {
        scope.spawn(move || drop(slot));
    });
    let all = count.exclusive_all().unwrap();
    assert_eq!(all.iter().len(), all.len());
    assert_eq!(format!("{all:?}"), format!("{:?}", vec![0; count.cpus()]));
}
