//! The memory of `PerCpu`: packing, reuse, destructors, laziness, limits.

#![allow(clippy::large_stack_arrays)] // slots as large as a stripe are tested

#[cfg(all(target_os = "linux", not(miri)))]
mod linux;

use std::cell::Cell;
use std::collections::HashSet;
use std::mem::size_of;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use restartable::percpu::MAX_SIZE;
use restartable::{Index, MmCid, PerCpu, Tracked, Tracking, Untracked, Word};

/// The tests look at where slots lie, and so run one at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn indices<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>) -> std::ops::Range<u32> {
    0..u32::try_from(percpu.len()).unwrap()
}

fn address<T, K: Tracking>(percpu: &PerCpu<T, K>, index: u32) -> usize {
    std::ptr::from_ref(percpu.get(index).unwrap()).addr()
}

fn stride() -> usize {
    let any: PerCpu<Word<u8>> = PerCpu::default();
    address(&any, 1) - address(&any, 0)
}

/// Counts the values that live.
struct Live<'c>(&'c AtomicUsize);

impl<'c> Live<'c> {
    fn new(count: &'c AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        Self(count)
    }
}

impl Drop for Live<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[test]
fn a_percpu_is_one_pointer() {
    assert_eq!(size_of::<PerCpu<[u64; 9]>>(), size_of::<usize>());
    assert_eq!(size_of::<Option<PerCpu<u8, Untracked, MmCid>>>(), size_of::<usize>());
}

#[test]
fn counters_lie_side_by_side() {
    let _alone = alone();
    let word = size_of::<usize>();
    let counters: Vec<PerCpu<Word<usize>, Untracked>> =
        (0..100).map(|_| PerCpu::default()).collect();
    for index in indices(&counters[0]) {
        for (n, counter) in counters.iter().enumerate() {
            assert_eq!(address(counter, index), address(&counters[0], index) + n * word);
        }
    }
    let tracked: Vec<PerCpu<Word<usize>>> = (0..2).map(|_| PerCpu::default()).collect();
    // The event takes eight bytes on every target.
    assert_eq!(address(&tracked[1], 0) - address(&tracked[0], 0), 8 + word);
}

#[test]
fn bytes_lie_side_by_side() {
    let _alone = alone();
    let bytes: Vec<PerCpu<Word<bool>, Untracked>> = (0..100).map(|_| PerCpu::default()).collect();
    let first = address(&bytes[0], 0);
    assert!(bytes.iter().enumerate().all(|(n, byte)| address(byte, 0) == first + n));
}

#[test]
fn stripes_lie_at_a_constant_power_of_two() {
    let _alone = alone();
    let stride = stride();
    assert!(stride.is_power_of_two() && stride > MAX_SIZE);
    let percpu: PerCpu<[u8; 5]> = PerCpu::new(|_| [0; 5]);
    for index in indices(&percpu) {
        assert_eq!(address(&percpu, index), address(&percpu, 0) + index as usize * stride);
    }
}

#[test]
fn exclusive_slots_stand_behind_those_of_cpus() {
    let _alone = alone();
    let percpu: PerCpu<u32> = PerCpu::new(|index| index);
    assert!(percpu.cpus() >= 1);
    assert!(percpu.len() > percpu.cpus());
    assert!(percpu.iter().copied().eq(indices(&percpu)));
    assert_eq!(percpu.get(indices(&percpu).end), None);
    assert_eq!(percpu.get(u32::MAX), None);
}

#[test]
fn iterators_meet_in_the_middle() {
    let _alone = alone();
    let mut percpu: PerCpu<u32> = PerCpu::new(|index| index);
    let len = indices(&percpu).end;
    let mut iter = percpu.iter();
    assert_eq!(iter.len(), percpu.len());
    assert_eq!((iter.next(), iter.next_back()), (Some(&0), Some(&(len - 1))));
    assert_eq!(iter.clone().count(), iter.len());
    assert!(iter.by_ref().rev().copied().eq((1..len - 1).rev()));
    assert_eq!((iter.next(), iter.next_back()), (None, None));

    for value in &mut percpu {
        *value += 1;
    }
    *percpu.get_mut(0).unwrap() += 9;
    assert_eq!(percpu.get_mut(len), None);
    assert_eq!(percpu.iter_mut().next_back(), Some(&mut { len }));
    assert_eq!(percpu.iter_mut().next(), Some(&mut 10));
    assert!((&percpu).into_iter().skip(1).copied().eq(2..=len));

    let mut values = percpu.into_iter();
    assert_eq!((values.next(), values.next_back()), (Some(10), Some(len)));
    assert_eq!(values.len(), len as usize - 2);
    assert!(values.eq(2..len));
}

#[test]
fn debug_shows_the_slots() {
    let _alone = alone();
    let percpu: PerCpu<Word<u32>> = PerCpu::new(Word::new);
    let expected = format!("{:?}", indices(&percpu).collect::<Vec<_>>());
    assert_eq!(format!("{percpu:?}"), expected);
    assert_eq!(format!("{:?}", percpu.iter()), expected);
}

#[test]
fn a_place_is_reused_and_initialised_again() {
    let _alone = alone();
    let percpu: PerCpu<[u64; 33]> = PerCpu::new(|_| [!0; 33]);
    let place = address(&percpu, 0);
    drop(percpu);
    // Larger, so that a part of it may be new.
    let percpu: PerCpu<[u64; 34]> = PerCpu::new(|_| [0; 34]);
    assert_eq!(address(&percpu, 0), place);
    assert!(percpu.iter().all(|slot| *slot == [0; 34]));
}

#[test]
fn destructors_run_once_in_every_slot() {
    let _alone = alone();
    let count = AtomicUsize::new(0);
    let percpu: PerCpu<Live> = PerCpu::new(|_| Live::new(&count));
    let len = percpu.len();
    assert_eq!(count.load(Relaxed), len);
    drop(percpu);
    assert_eq!(count.load(Relaxed), 0);

    let percpu: PerCpu<Live> = PerCpu::new(|_| Live::new(&count));
    let mut values = percpu.into_iter();
    let ends = (values.next(), values.next_back());
    assert_eq!(count.load(Relaxed), len);
    drop(values);
    assert_eq!(count.load(Relaxed), 2);
    drop(ends);
    assert_eq!(count.load(Relaxed), 0);
}

#[test]
fn a_constructor_that_panics_leaves_nothing() {
    let _alone = alone();
    let whole = || PerCpu::<[usize; 7]>::new(|_| [0; 7]);
    let place = address(&whole(), 0);
    let count = AtomicUsize::new(0);
    for panics_at in [0, 1, 3] {
        let attempt = catch_unwind(AssertUnwindSafe(|| {
            PerCpu::<(Live, [usize; 6])>::new(|index| {
                assert!(index != panics_at, "as planned");
                (Live::new(&count), [1; 6])
            })
        }));
        assert!(attempt.is_err());
        assert_eq!(count.load(Relaxed), 0);
        assert_eq!(address(&whole(), 0), place);
    }
}

#[test]
fn a_destructor_that_panics_spares_no_other() {
    struct Panics<'c>(u32, #[expect(dead_code)] Live<'c>);
    impl Drop for Panics<'_> {
        fn drop(&mut self) {
            assert!(self.0 != 1, "as planned");
        }
    }
    let _alone = alone();
    let count = AtomicUsize::new(0);
    let make = || PerCpu::<Panics>::new(|index| Panics(index, Live::new(&count)));

    let percpu = make();
    let place = address(&percpu, 0);
    assert!(catch_unwind(AssertUnwindSafe(|| drop(percpu))).is_err());
    assert_eq!(count.load(Relaxed), 0);

    // By value, too; and the place has been given back.
    let percpu = make();
    assert_eq!(address(&percpu, 0), place);
    let mut values = percpu.into_iter();
    drop(values.next());
    assert!(catch_unwind(AssertUnwindSafe(|| drop(values))).is_err());
    assert_eq!(count.load(Relaxed), 0);
    let same_size = PerCpu::<[usize; 2]>::new(|_| [0; 2]);
    assert_eq!(size_of::<Panics>(), size_of::<[usize; 2]>());
    assert_eq!(address(&same_size, 0), place);
}

#[test]
fn types_without_size() {
    static ALIVE: AtomicUsize = AtomicUsize::new(0);
    struct Nothing;
    impl Drop for Nothing {
        fn drop(&mut self) {
            ALIVE.fetch_sub(1, Relaxed);
        }
    }
    let _alone = alone();
    let tracked: PerCpu<()> = PerCpu::default();
    let untracked: PerCpu<Nothing, Untracked> = PerCpu::new(|_| {
        ALIVE.fetch_add(1, Relaxed);
        Nothing
    });
    assert_eq!(tracked.iter().count(), tracked.len());
    assert_eq!(ALIVE.load(Relaxed), untracked.len());
    let addresses: HashSet<_> =
        indices(&untracked).map(|index| address(&untracked, index)).collect();
    assert_eq!(addresses.len(), untracked.len());
    drop(untracked);
    assert_eq!(ALIVE.load(Relaxed), 0);
}

#[test]
fn alignments_up_to_a_page() {
    #[repr(align(64))]
    struct Line(u8);
    #[repr(align(4096))]
    struct Page([u8; 5000]);
    fn holds<K: Tracking>(pages: &PerCpu<Page, K>, value: u8) {
        for slot in pages {
            assert_eq!(std::ptr::from_ref(slot).addr() % 4096, 0);
            assert_eq!(slot.0, [value; 5000]);
        }
    }
    let _alone = alone();
    let byte: PerCpu<u8, Untracked> = PerCpu::new(|_| 1);
    let line: PerCpu<Line> = PerCpu::new(|_| Line(2));
    let page: PerCpu<Page, Untracked> = PerCpu::new(|_| Page([3; 5000]));
    let tracked: PerCpu<Page, Tracked> = PerCpu::new(|_| Page([4; 5000]));
    assert!(line.iter().all(|slot| std::ptr::from_ref(slot).addr() % 64 == 0 && slot.0 == 2));
    holds(&page, 3);
    holds(&tracked, 4);
    assert!(byte.iter().all(|&slot| slot == 1));
}

#[test]
fn a_slot_may_fill_its_stripe() {
    let _alone = alone();
    let full: PerCpu<[u8; MAX_SIZE]> = PerCpu::new(|_| [1; MAX_SIZE]);
    let other: PerCpu<[u8; MAX_SIZE]> = PerCpu::new(|_| [2; MAX_SIZE]);
    assert!(full.iter().all(|slot| *slot == [1; MAX_SIZE]));
    assert!(other.iter().all(|slot| *slot == [2; MAX_SIZE]));
}

#[test]
fn bounds() {
    fn send<T: Send>(_: &T) {}
    fn sync<T: Sync + RefUnwindSafe + UnwindSafe>(_: &T) {}
    let _alone = alone();
    let words: PerCpu<Word<*mut u8>, Untracked, MmCid> =
        PerCpu::new(|_| Word::from(std::ptr::null_mut()));
    send(&words);
    sync(&words);
    send(&words.iter());
    // `Send` and not `Sync`.
    let mut cells: PerCpu<Cell<u8>> = PerCpu::default();
    send(&cells);
    send(&cells.iter_mut());
    send(&cells.into_iter());
}

/// Each `PerCpu` stays what its thread made it, and at the end everything fits where it fitted.
#[test]
fn threads_create_and_drop() {
    static ALIVE: AtomicUsize = AtomicUsize::new(0);

    const LARGE: usize = MAX_SIZE / 64;
    const TURNS: usize = if cfg!(miri) {
        10
    } else if cfg!(restartable_guest) {
        60
    } else {
        300
    };

    fn churn(id: usize) {
        let mut random = id;
        let mut next = move || {
            random = random.wrapping_mul(0x5851_f42d).wrapping_add(0x1405_7b7f);
            random >> 16
        };
        let mut small: Vec<PerCpu<(Live, usize)>> = Vec::new();
        let mut large: Vec<PerCpu<[usize; LARGE], Untracked>> = Vec::new();
        for turn in 0..TURNS {
            let tag = id << 16 | turn;
            small.push(PerCpu::new(|_| (Live::new(&ALIVE), tag)));
            if turn.is_multiple_of(8) {
                large.push(PerCpu::new(|_| [tag; LARGE]));
            }
            if next().is_multiple_of(2) {
                let gone = small.swap_remove(next() % small.len());
                let first = gone.iter().next().unwrap().1;
                assert_eq!(first >> 16, id);
                assert!(gone.iter().all(|slot| slot.1 == first));
            }
            if large.len() > 4 {
                let gone = large.swap_remove(next() % large.len());
                let first = gone.iter().next().unwrap()[0];
                assert_eq!(first >> 16, id);
                assert!(gone.iter().all(|slot| *slot == [first; LARGE]));
            }
        }
    }

    let _alone = alone();
    let place = address(&PerCpu::<[usize; 64]>::new(|_| [0; 64]), 0);
    let threads: Vec<_> = (1..=8).map(|id| std::thread::spawn(move || churn(id))).collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(ALIVE.load(Relaxed), 0);
    assert_eq!(address(&PerCpu::<[usize; 64]>::new(|_| [0; 64]), 0), place);
}
