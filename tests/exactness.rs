//! Nothing is lost: every statement form under a stress that interrupts sequences everywhere.
//!
//! `tests/controls.rs` builds this file again with each protection taken out, and sees it fail.

#![allow(clippy::cast_possible_truncation)] // of counts, and on purpose of random numbers
#![allow(clippy::large_stack_arrays)] // slots of a whole log

mod common;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use common::{Random, disturb, stress, stress_for, threads, wander};
use restartable::{CpuId, MmCid, PerCpu, Tracked, Untracked, Word, restartable, rseq, try_rseq};

/// One stress at a time: two would only take each other's CPUs, and the counts of restarts are the
/// process's.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Fails with the number of lost updates, in the form that the controls read.
fn exact(form: &str, expected: u64, found: u64) {
    let lost = expected.wrapping_sub(found).cast_signed();
    println!("{form}: {expected} expected, {lost} lost");
    assert_eq!(found, expected, "{form}: {lost} of {expected} updates lost");
}

/// A word of the target's full width. No stress gets near the end of a 32-bit one.
type Wide = usize;

fn sum<K: restartable::Tracking, I: restartable::Index>(of: &PerCpu<Word<Wide>, K, I>) -> u64 {
    of.iter().map(Word::get).fold(0, Wide::wrapping_add) as u64
}

#[test]
fn add() {
    let _alone = alone();
    let count: PerCpu<Word<Wide>, Untracked> = PerCpu::default();
    let seen = stress(|_| {
        rseq!(count, |n| {
            commit!(n += 1);
        });
    });
    exact("add", seen.operations, sum(&count));
}

#[test]
fn add_tracked() {
    let _alone = alone();
    let count: PerCpu<Word<Wide>> = PerCpu::default();
    let seen = stress(|_| {
        rseq!(count, |n| {
            commit!(n += 1);
        });
    });
    exact("add_tracked", seen.operations, sum(&count));
}

#[test]
fn sub() {
    let _alone = alone();
    let count: PerCpu<Word<isize>, Untracked> = PerCpu::default();
    let seen = stress(|thread| {
        if thread % 2 == 0 {
            rseq!(count, |n| {
                commit!(n -= 1);
            });
        } else {
            let one = std::hint::black_box(1);
            rseq!(count, |n| {
                commit!(n -= one);
            });
        }
    });
    let found: isize = count.iter().map(Word::get).sum();
    exact("sub", seen.operations, found.wrapping_neg().cast_unsigned() as u64);
}

#[test]
fn xor() {
    let _alone = alone();
    let words: PerCpu<Word<Wide>, Untracked> = PerCpu::default();
    let all = AtomicUsize::new(0);
    let seen = stress(|thread| {
        thread_local!(static RANDOM: std::cell::Cell<u64> = const { std::cell::Cell::new(0) });
        let last = RANDOM.get();
        let next = Random::new(last ^ (thread as u64 + 1)).next();
        RANDOM.set(next);
        let next = next as Wide;
        all.fetch_xor(next, Ordering::Relaxed);
        rseq!(words, |word| {
            commit!(word ^= next);
        });
    });
    assert!(seen.operations > 0);
    let found = words.iter().map(Word::get).fold(0, |a, b| a ^ b);
    let expected = all.into_inner();
    assert_eq!(found, expected, "xor: updates lost");
}

/// Bits of which each is changed once, by neighbours in the same word at about the same time. A bit that
/// was changed twice would hide that it had been lost, so there are enough for a whole stress.
const BITS: usize = 1 << 16;
const BITMAPS: usize = 128;

type Bitmap = [Word<usize>; BITS / usize::BITS as usize];

/// Gives each operation a bit of its own until there are none left, and counts those that arrived:
/// `arrived` says so of all slots of a bitmap, by the number of a word.
fn each_bit_once(
    form: &str,
    initial: usize,
    operation: impl Fn(&PerCpu<Bitmap, Untracked>, usize, usize) + Sync,
    arrived: impl Fn(&PerCpu<Bitmap, Untracked>, usize) -> u32,
) {
    // Made when they are needed: the slow CPUs of a guest get through one or two.
    let fresh = || PerCpu::new(|_| std::array::from_fn(|_| Word::new(initial)));
    let bitmaps: Vec<OnceLock<PerCpu<Bitmap, Untracked>>> =
        (0..BITMAPS).map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    stress(|_| {
        let bit = next.fetch_add(1, Ordering::Relaxed);
        if let Some(bitmap) = bitmaps.get(bit / BITS) {
            let (bitmap, bit) = (bitmap.get_or_init(fresh), bit % BITS);
            operation(bitmap, bit / usize::BITS as usize, 1 << (bit % usize::BITS as usize));
        }
    });
    let words = 0..BITS / usize::BITS as usize;
    let found = bitmaps
        .iter()
        .filter_map(OnceLock::get)
        .flat_map(|bitmap| words.clone().map(|word| arrived(bitmap, word)));
    let expected = next.into_inner().min(BITS * BITMAPS);
    exact(form, expected as u64, found.map(u64::from).sum());
}

#[test]
fn or() {
    let _alone = alone();
    each_bit_once(
        "or",
        0,
        |bitmap, word, bit| {
            rseq!(bitmap, |words| {
                commit!(words[word] |= bit);
            });
        },
        |bitmap, word| bitmap.iter().fold(0, |bits, words| bits | words[word].get()).count_ones(),
    );
}

#[test]
fn and() {
    let _alone = alone();
    each_bit_once(
        "and",
        !0,
        |bitmap, word, bit| {
            let rest = !bit;
            rseq!(bitmap, |words| {
                commit!(words[word] &= rest);
            });
        },
        |bitmap, word| bitmap.iter().fold(!0, |bits, words| bits & words[word].get()).count_zeros(),
    );
}

macro_rules! set {
    ($name:ident, $int:ty, $per:expr) => {
        #[test]
        fn $name() {
            let _alone = alone();
            let count: PerCpu<Word<$int>> = PerCpu::default();
            let carried = AtomicU64::new(0);
            let round = AtomicU64::new(0);
            let seen = stress(|_| {
                let carry = rseq!(count, |n| {
                    let old = n.get();
                    disturb(round.fetch_add(1, Ordering::Relaxed));
                    let (new, carry) = if u64::try_from(old).unwrap() + 1 == $per {
                        (0, $per)
                    } else {
                        (old + 1, 0)
                    };
                    commit!(n = new);
                    carry
                });
                if carry > 0 {
                    carried.fetch_add(carry, Ordering::Relaxed);
                }
            });
            let left: u64 = count.iter().map(|n| u64::try_from(n.get()).unwrap()).sum();
            exact(stringify!($name), seen.operations, left + carried.into_inner());
        }
    };
}

set!(set, Wide, u64::MAX);
set!(set_u32, u32, 1 << 30);
set!(set_u16, u16, 60_000);
set!(set_u8, u8, 250);

#[test]
fn set_release() {
    let _alone = alone();
    let count: PerCpu<Word<Wide>> = PerCpu::default();
    let round = AtomicU64::new(0);
    let seen = stress(|_| {
        rseq!(count, |n| {
            let new = n.get() + 1;
            disturb(round.fetch_add(1, Ordering::Relaxed));
            commit!(n = new, Release);
        });
    });
    exact("set_release", seen.operations, sum(&count));
}

/// The thread moves to another CPU between the choice of its slot and the section. The copy makes
/// the section long: on the wrong slot, another CPU commits in the middle of it.
#[test]
fn moved() {
    struct Long {
        count: Word<Wide>,
        scratch: [Word<Wide>; 64],
    }
    let _alone = alone();
    let cpus = common::cpus();
    let slots: PerCpu<Long, Untracked> =
        PerCpu::new(|_| Long { count: Word::new(0), scratch: [const { Word::new(0) }; 64] });
    let round = AtomicU64::new(0);
    let seen = stress(|_| {
        rseq!(slots, |slot| {
            wander(round.fetch_add(1, Ordering::Relaxed), &cpus);
            let old = slot.count.get();
            check!(slot.count == old);
            stage_copy!(&slot.scratch, &[old; 64]);
            commit!(slot.count = old + 1);
        });
    });
    exact("moved", seen.operations, slots.iter().map(|slot| slot.count.get() as u64).sum());
}

#[test]
fn mm_cid() {
    let _alone = alone();
    let count: PerCpu<Word<Wide>, Tracked, MmCid> = PerCpu::default();
    let round = AtomicU64::new(0);
    let seen = stress(|_| {
        rseq!(count, |n| {
            let new = n.get() + 1;
            disturb(round.fetch_add(1, Ordering::Relaxed));
            commit!(n = new);
        });
    });
    exact("mm_cid", seen.operations, sum(&count));
}

#[test]
fn fetch() {
    let _alone = alone();
    let count: PerCpu<[Word<Wide>; 2], Untracked> = PerCpu::default();
    let read = AtomicU64::new(0);
    let seen = stress(|_| {
        let old = rseq!(count, |n| {
            let old = fetch!(n[0]);
            stage!(n[1] = old);
            commit!(n[0] += 1);
            old
        });
        read.fetch_max(old as u64, Ordering::Relaxed);
    });
    for n in &count {
        let (committed, staged) = (n[0].get(), n[1].get());
        // A staged value is written before its commit, and others after it are not.
        assert!(committed == 0 || staged == committed || staged + 1 == committed);
    }
    assert!(read.into_inner() < seen.operations);
    exact("fetch", seen.operations, count.iter().map(|n| n[0].get() as u64).sum());
}

/// `check!` takes the place of the event: an untracked compare-and-set loop.
#[test]
fn check() {
    let _alone = alone();
    let count: PerCpu<Word<Wide>, Untracked> = PerCpu::default();
    let round = AtomicU64::new(0);
    let seen = stress(|_| {
        rseq!(count, |n| {
            let old = n.get();
            disturb(round.fetch_add(1, Ordering::Relaxed));
            check!(n == old);
            commit!(n = old + 1);
        });
    });
    exact("check", seen.operations, sum(&count));
}

#[test]
fn check_else() {
    let _alone = alone();
    let count: PerCpu<[Word<u32>; 2], Untracked> = PerCpu::default();
    let refused = AtomicU64::new(0);
    let round = AtomicU64::new(0);
    let seen = stress(|_| {
        let done = rseq!(count, |n| {
            let old = n[0].get();
            disturb(round.fetch_add(1, Ordering::Relaxed));
            check!(n[0] == old, else false);
            check!(n[1] != 1, else false);
            commit!(n[0] = old.wrapping_add(1));
            true
        });
        if !done {
            refused.fetch_add(1, Ordering::Relaxed);
        }
    });
    let found = count.iter().map(|n| u64::from(n[0].get())).sum::<u64>();
    exact("check_else", seen.operations, found + refused.into_inner());
}

#[test]
fn try_once() {
    let _alone = alone();
    let count: PerCpu<Word<Wide>> = PerCpu::default();
    let aborted = AtomicU64::new(0);
    let round = AtomicU64::new(0);
    let seen = stress(|_| {
        let result = try_rseq!(count, |n| {
            let new = n.get() + 1;
            disturb(round.fetch_add(1, Ordering::Relaxed));
            commit!(n = new);
        });
        if result.is_err() {
            aborted.fetch_add(1, Ordering::Relaxed);
        }
    });
    exact("try_once", seen.operations, sum(&count) + aborted.into_inner());
}

const NIL: u32 = u32::MAX;
const NODES: u32 = 64;

struct Head {
    first: Word<u32>,
}

/// The free list of the crate's first page.
struct FreeList {
    heads: PerCpu<Head>,
    next: Box<[Word<u32>]>,
    round: AtomicU64,
}

impl FreeList {
    fn new() -> Self {
        let heads = PerCpu::new(|_| Head { first: Word::new(NIL) });
        let next = (0..NODES).map(|_| Word::new(NIL)).collect();
        let list = Self { heads, next, round: AtomicU64::new(0) };
        (0..NODES).for_each(|node| list.push(node));
        list
    }

    fn pop(&self) -> Option<u32> {
        rseq!(self.heads, |head| {
            let first = head.first.get();
            if first == NIL {
                return None;
            }
            let next = self.next[first as usize].get();
            disturb(self.round.fetch_add(1, Ordering::Relaxed));
            commit!(head.first = next);
            Some(first)
        })
    }

    #[restartable(self.heads)]
    fn push(&self, head: &Head, node: u32) {
        let first = head.first.get();
        disturb(self.round.fetch_add(1, Ordering::Relaxed));
        stage!(self.next[node as usize] = first);
        commit!(head.first = node);
    }

    /// How often each node is on a list; bounded, since a list may have become a circle.
    fn count(&self) -> Vec<u32> {
        let mut count = vec![0; NODES as usize];
        for head in &self.heads {
            let mut node = head.first.get();
            for _ in 0..=NODES {
                if node == NIL {
                    break;
                }
                count[node as usize] += 1;
                node = self.next[node as usize].get();
            }
        }
        count
    }
}

#[test]
fn free_list() {
    let _alone = alone();
    let list = FreeList::new();
    let cpus = common::cpus();
    let held: Vec<Mutex<Vec<u32>>> = (0..threads()).map(|_| Mutex::default()).collect();
    stress(|thread| {
        let mut held = held[thread].lock().unwrap();
        if held.len() < 3
            && let Some(node) = list.pop()
        {
            held.push(node);
        } else if let Some(node) = held.pop() {
            list.push(node);
        } else {
            // The nodes are on other CPUs: with all threads on this one, nobody would ever find them.
            wander(list.round.fetch_add(1, Ordering::Relaxed) * 16, &cpus);
        }
    });
    let mut places = list.count();
    for node in held.iter().flat_map(|held| held.lock().unwrap().clone()) {
        places[node as usize] += 1;
    }
    let wrong = places.iter().filter(|&&count| count != 1).count();
    println!("free_list: {wrong} nodes lost");
    assert_eq!(wrong, 0, "free_list: nodes lost or doubled: {places:?}");
}

const RECORD: usize = 5;
const RECORDS: usize = 512;

/// Records of which every word is the same number, so that a torn one shows.
struct Log {
    used: Word<u32>,
    words: [Word<Wide>; RECORD * RECORDS],
}

#[test]
fn stage_copy() {
    let _alone = alone();
    let logs: PerCpu<Log> = PerCpu::new(|_| Log {
        used: Word::new(0),
        words: [const { Word::new(0) }; RECORD * RECORDS],
    });
    let next = AtomicU64::new(1);
    let written = AtomicU64::new(0);
    stress_for(400, |_| {
        let round = next.fetch_add(1, Ordering::Relaxed);
        let record = [round as Wide; RECORD];
        let stored = rseq!(logs, |log| {
            let used = log.used.get() as usize;
            if used == RECORDS {
                return false;
            }
            disturb(round);
            stage_copy!(&log.words[used * RECORD..][..RECORD], &record);
            commit!(log.used = used as u32 + 1);
            true
        });
        written.fetch_add(u64::from(stored), Ordering::Relaxed);
    });
    let mut found = std::collections::BTreeSet::new();
    for log in &logs {
        for record in log.words[..log.used.get() as usize * RECORD].chunks(RECORD) {
            let first = record[0].get();
            assert!(record.iter().all(|word| word.get() == first), "a torn record: {record:?}");
            assert!(found.insert(first), "record {first} is there twice");
        }
    }
    exact("stage_copy", written.into_inner(), found.len() as u64);
}

/// Every kind of value goes through a commit and comes back.
#[test]
fn values() {
    fn round_trip<V: restartable::Value + PartialEq + std::fmt::Debug>(old: V, new: V) {
        let slots: PerCpu<Word<V>, Tracked, CpuId> = PerCpu::new(|_| Word::new(old));
        let index = rseq!(slots, |word, index| {
            let before = fetch!(word);
            commit!(word = new);
            assert_eq!(before, old);
            index
        });
        assert_eq!(slots.get(index).map(Word::get), Some(new));
    }
    static X: u8 = 1;
    static Y: u8 = 2;
    round_trip(1_u8, u8::MAX);
    round_trip(-1_i8, i8::MIN);
    round_trip(1_u16, u16::MAX);
    round_trip(-1_i16, i16::MIN);
    round_trip(1_u32, u32::MAX);
    round_trip(-1_i32, i32::MIN);
    round_trip(1_usize, usize::MAX);
    round_trip(-1_isize, isize::MIN);
    #[cfg(target_pointer_width = "64")]
    {
        round_trip(1_u64, u64::MAX);
        round_trip(-1_i64, i64::MIN);
        round_trip(1.5_f64, f64::NEG_INFINITY);
    }
    round_trip(false, true);
    round_trip('a', '\u{10ffff}');
    round_trip(1.5_f32, f32::MAX);
    round_trip(&raw const X, &raw const Y);
    round_trip((&raw const X).cast_mut(), (&raw const Y).cast_mut());
    round_trip(std::ptr::NonNull::from(&X), std::ptr::NonNull::from(&Y));
    round_trip(None, Some(std::ptr::NonNull::from(&Y)));
}
