//! Every statement of `rseq!`, interrupted at every boundary.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]
#![allow(clippy::cast_possible_truncation, clippy::cast_lossless, reason = "counts of a few")]
#![allow(clippy::semicolon_if_nothing_returned, reason = "a closure that is one sequence")]

use std::cell::UnsafeCell;
use std::hint::black_box;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use restartable::{
    CpuId, Index, MmCid, PerCpu, Tracked, Tracking, Untracked, Value, Word, restartable, rseq,
    try_rseq,
};
use rseq_check::{Check, Report};

/// A `PerCpu` that the test may change between runs.
struct Slots<T, K: Tracking = Tracked, I: Index = CpuId>(UnsafeCell<PerCpu<T, K, I>>);

// SAFETY: `set` is called by a check's `reset` only, when no sequence runs.
unsafe impl<T: Sync, K: Tracking, I: Index> Sync for Slots<T, K, I> {}

impl<T, K: Tracking, I: Index> Slots<T, K, I> {
    fn new(value: impl Fn() -> T) -> Self {
        Self(UnsafeCell::new(PerCpu::new(|_| value())))
    }

    fn get(&self) -> &PerCpu<T, K, I> {
        // SAFETY: no `set` at the same time, see above.
        unsafe { &*self.0.get() }
    }

    fn set(&self, change: impl FnMut(&mut T)) {
        // SAFETY: no sequence runs, see above.
        unsafe { &mut *self.0.get() }.iter_mut().for_each(change);
    }
}

impl<V: Value, K: Tracking, I: Index> Slots<Word<V>, K, I> {
    /// All slots as one value.
    fn fold(&self, fold: impl Fn(V, V) -> V) -> V {
        self.get().iter().map(Word::get).reduce(fold).unwrap()
    }
}

/// What every correct sequence has: boundaries everywhere, each instruction of the section among
/// them, and an exclusive path.
#[track_caller]
fn complete(report: &Report, exclusive: bool) {
    use rseq_check::Place::{Exclusive, Preparation, Section, Tail};
    assert_eq!(report.missed, 0, "{report:#}");
    assert!(report.count(Preparation) > 0 && report.count(Tail) > 0, "{report:#}");
    assert_eq!(report.count(Section), report.restarts(), "{report:#}");
    assert_eq!(report.count(Exclusive) > 0, exclusive, "{report:#}");
}

/// Checks a sequence on one word: its update is made once, the competitor's as often as it runs.
#[track_caller]
fn word<V, K, I>(
    start: V,
    sequence: impl Fn(&PerCpu<Word<V>, K, I>) + Sync,
    competitor: impl Fn(&PerCpu<Word<V>, K, I>) + Sync,
    fold: fn(V, V) -> V,
    expected: impl Fn(u32) -> V + Sync + Send,
) where
    V: Value + PartialEq + std::fmt::Debug + Sync,
    K: Tracking,
    I: Index,
{
    let slots = Slots::<Word<V>, K, I>::new(|| Word::new(start));
    let competitors = AtomicU32::new(0);
    let report = Check::new(|| sequence(slots.get()))
        .competitor(|| {
            competitor(slots.get());
            competitors.fetch_add(1, Relaxed);
        })
        .reset(|| {
            slots.set(|word| *word.get_mut() = start);
            competitors.store(0, Relaxed);
        })
        .invariant(|| assert_eq!(slots.fold(fold), expected(competitors.load(Relaxed))))
        .without_exclusive()
        .run();
    complete(&report, false);
    assert_eq!(report.skipped, 0, "{report:#}");
}

/// The operators on every size, with literals and with values, on slots with and without an event.
macro_rules! operators {
    ($($name:ident: $type:ty;)*) => {$(
        mod $name {
            use super::*;
            type V = $type;

            fn all<K: Tracking>() {
                let (one, two) = (black_box(1), black_box(2));
                word::<V, K, CpuId>(
                    0,
                    |slots| rseq!(slots, |slot| { commit!(slot += 3); }),
                    |slots| rseq!(slots, |slot| { commit!(slot += 5); }),
                    V::wrapping_add,
                    |n| 3 + 5 * n as V,
                );
                word::<V, K, CpuId>(
                    0,
                    |slots| rseq!(slots, |slot| { commit!(slot -= one); }),
                    |slots| rseq!(slots, |slot| { commit!(slot -= 7); }),
                    V::wrapping_add,
                    |n| (0 as V).wrapping_sub(1 + 7 * n as V),
                );
                word::<V, K, CpuId>(
                    0,
                    |slots| rseq!(slots, |slot| { commit!(slot |= 1); }),
                    |slots| rseq!(slots, |slot| { commit!(slot |= two); }),
                    |a, b| a | b,
                    |n| 1 | if n > 0 { 2 } else { 0 },
                );
                word::<V, K, CpuId>(
                    !0,
                    |slots| { let mask = !one; rseq!(slots, |slot| { commit!(slot &= mask); }) },
                    |slots| rseq!(slots, |slot| { commit!(slot &= !2); }),
                    |a, b| a & b,
                    |n| !(1 | if n > 0 { 2 } else { 0 }),
                );
                word::<V, K, CpuId>(
                    0,
                    |slots| rseq!(slots, |slot| { commit!(slot ^= one); }),
                    |slots| rseq!(slots, |slot| { commit!(slot ^= two); }),
                    |a, b| a ^ b,
                    |n| 1 | if n % 2 == 1 { 2 } else { 0 },
                );
            }

            #[test]
            fn tracked() {
                all::<Tracked>();
                // A value from the preparation: only the event protects it.
                word::<V, Tracked, CpuId>(
                    0,
                    |slots| rseq!(slots, |slot| {
                        let old = slot.get();
                        commit!(slot = old.wrapping_add(3));
                    }),
                    |slots| rseq!(slots, |slot| { commit!(slot += 5); }),
                    V::wrapping_add,
                    |n| 3 + 5 * n as V,
                );
            }

            #[test]
            fn untracked() {
                all::<Untracked>();
            }
        }
    )*};
}

operators! {
    bytes: u8;
    halves: u16;
    words: u32;
    doubles: u64;
}

#[test]
fn release() {
    word::<u64, Untracked, CpuId>(
        0,
        |slots| {
            rseq!(slots, |slot| {
                commit!(slot += 1, Release);
            })
        },
        |slots| {
            rseq!(slots, |slot| {
                commit!(slot += 1, Release);
            })
        },
        u64::wrapping_add,
        |n| 1 + u64::from(n),
    );
    word::<u32, Tracked, CpuId>(
        0,
        |slots| {
            rseq!(slots, |slot| {
                let old = slot.get();
                commit!(slot = old + 1, Release);
            });
        },
        |slots| {
            rseq!(slots, |slot| {
                commit!(slot += 1, Release);
            })
        },
        u32::wrapping_add,
        |n| 1 + n,
    );
}

#[test]
fn mm_cid() {
    word::<u64, Tracked, MmCid>(
        0,
        |slots| {
            rseq!(slots, |slot| {
                let old = slot.get();
                commit!(slot = old + 1);
            });
        },
        |slots| {
            rseq!(slots, |slot| {
                commit!(slot += 1);
            })
        },
        u64::wrapping_add,
        |n| 1 + u64::from(n),
    );
    word::<u16, Untracked, MmCid>(
        0,
        |slots| {
            rseq!(slots, |slot| {
                commit!(slot += 1);
            })
        },
        |slots| {
            rseq!(slots, |slot| {
                commit!(slot += 1);
            })
        },
        u16::wrapping_add,
        |n| 1 + n as u16,
    );
}

/// A counter with the exclusive path, pairs of interruptions, itself as competitor, and preemption.
#[test]
fn in_every_way() {
    let slots = Slots::<Word<u64>>::new(Word::default);
    let updates = AtomicU64::new(0);
    let add = || {
        rseq!(slots.get(), |slot| {
            let old = slot.get();
            commit!(slot = old + 1);
        });
        updates.fetch_add(1, Relaxed);
    };
    let check = || {
        Check::new(add)
            .reset(|| {
                slots.set(|word| *word.get_mut() = 0);
                updates.store(0, Relaxed);
            })
            .invariant(|| {
                assert_eq!(slots.fold(|a, b| a + b), updates.load(Relaxed), "updates");
            })
    };
    complete(&check().competitor(add).run(), true);
    complete(&check().reentrant().without_exclusive().run(), false);
    complete(&check().competitor(add).preemption().without_exclusive().run(), false);
}

#[test]
fn a_fetch_that_the_tail_uses() {
    // Swaps a new number in: each one comes out once, or is still there.
    let slots = Slots::<Word<u32>, Untracked>::new(Word::default);
    let (next, gone) = (AtomicU32::new(0), AtomicU64::new(0));
    let swap = || {
        let new = next.fetch_add(1, Relaxed) + 1;
        let old = rseq!(slots.get(), |slot| {
            let old = fetch!(slot);
            commit!(slot = new);
            old
        });
        // Twice the same one would carry over into the next.
        gone.fetch_add((1 << old) & !1, Relaxed);
    };
    let report = Check::new(swap)
        .competitor(swap)
        .reset(|| {
            slots.set(|word| *word.get_mut() = 0);
            next.store(0, Relaxed);
            gone.store(0, Relaxed);
        })
        .invariant(|| {
            let left = slots.get().iter().map(Word::get).filter(|&left| left > 0);
            let left: u64 = left.map(|left| 1 << left).sum();
            let all = (1 << (next.load(Relaxed) + 1)) - 2;
            assert_eq!(gone.load(Relaxed) + left, all, "numbers, each once");
        })
        .run();
    complete(&report, true);
}

#[test]
fn a_check_that_restarts() {
    // Without an event: the compare of the value itself protects the update.
    word::<u32, Untracked, CpuId>(
        0,
        |slots| {
            rseq!(slots, |slot| {
                let old = slot.get();
                check!(slot == old);
                commit!(slot = old + 1);
            });
        },
        |slots| {
            rseq!(slots, |slot| {
                commit!(slot += 1);
            })
        },
        u32::wrapping_add,
        |n| 1 + n,
    );
}

#[test]
fn a_check_that_leaves() {
    // Takes one of two, if there are any: never more than there are.
    for negated in [false, true] {
        let slots = Slots::<Word<u32>, Untracked>::new(|| Word::new(1));
        let taken = AtomicU32::new(0);
        let take = || {
            let one = if negated {
                rseq!(slots.get(), |slot| -> u32 {
                    check!(slot != 0, else 0);
                    commit!(slot -= 1);
                    1
                })
            } else {
                rseq!(slots.get(), |slot| -> u32 {
                    check!(slot == 1, else 0);
                    commit!(slot = 0);
                    1
                })
            };
            taken.fetch_add(one, Relaxed);
        };
        let count = slots.get().iter().count();
        let check = Check::new(take)
            .competitor(take)
            .reset(|| {
                slots.set(|word| *word.get_mut() = 1);
                taken.store(0, Relaxed);
            })
            .invariant(|| {
                let left = slots.fold(|a, b| a + b);
                assert_eq!(left + taken.load(Relaxed), u32::try_from(count).unwrap());
            });
        let report = if negated { check.run() } else { check.without_exclusive().run() };
        complete(&report, negated);
    }
}

/// The free list of the documentation.
struct List {
    heads: Slots<Word<u32>>,
    next: Vec<Word<u32>>,
}

const NIL: u32 = u32::MAX;
const NODES: u32 = 6;

impl List {
    fn new() -> Self {
        let next = (0..NODES).map(|_| Word::new(NIL)).collect();
        Self { heads: Slots::new(|| Word::new(NIL)), next }
    }

    fn pop(&self) -> Option<u32> {
        rseq!(self.heads.get(), |head| {
            let first = head.get();
            if first == NIL {
                return None;
            }
            let next = self.next[first as usize].get();
            commit!(head = next);
            Some(first)
        })
    }

    fn pop_by_fetch(&self) -> Option<u32> {
        rseq!(self.heads.get(), |head| {
            let first = head.get();
            if first == NIL {
                return None;
            }
            let next = fetch!(self.next[first as usize]);
            commit!(head = next);
            Some(first)
        })
    }

    /// Reads the link through a pointer: the event has shown that the node is still the head.
    fn pop_by_pointer(&self) -> Option<u32> {
        rseq!(self.heads.get(), |head| {
            let first = head.get();
            if first == NIL {
                return None;
            }
            let link = (&raw const self.next[first as usize]).cast::<u32>();
            // SAFETY: nodes live as long as the list.
            let next = unsafe { fetch!(link) };
            commit!(head = next);
            Some(first)
        })
    }

    #[restartable(self.heads.get())]
    fn push(&self, head: &Word<u32>, node: u32) {
        let first = head.get();
        stage!(self.next[node as usize] = first);
        commit!(head = node);
    }

    /// Empties the list and fills it anew on this CPU.
    fn reset(&self) {
        self.heads.set(|head| *head.get_mut() = NIL);
        (0..NODES - 2).for_each(|node| self.push(node));
    }

    /// Each node once: in some list, or in one hand.
    fn is_conserved(&self, hands: &[AtomicU32]) {
        let held = hands.iter().map(|hand| hand.load(Relaxed)).filter(|&node| node != NIL);
        let mut nodes: Vec<u32> = held.collect();
        for head in self.heads.get() {
            let mut node = head.get();
            while node != NIL {
                nodes.push(node);
                assert!(nodes.len() <= NODES as usize, "a node twice: {nodes:?}");
                node = self.next[node as usize].get();
            }
        }
        nodes.sort_unstable();
        assert_eq!(nodes, (0..NODES).collect::<Vec<_>>(), "nodes");
    }
}

/// A pop against pops, and against pops and pushes of the same nodes.
fn check_pop(pop: fn(&List) -> Option<u32>, exclusive: bool) {
    let list = List::new();
    let hands = [const { AtomicU32::new(NIL) }; 4];
    // One hand for the sequence, one for the competitor, and two nodes in nobody's way.
    let aba = || {
        let (Some(first), Some(second)) = (list.pop(), list.pop()) else { return };
        list.push(first);
        let before = hands[1].swap(second, Relaxed);
        if before != NIL {
            list.push(before);
        }
    };
    let check = Check::new(|| {
        hands[0].store(pop(&list).unwrap_or(NIL), Relaxed);
    })
    .competitor(aba)
    .reset(|| {
        for (hand, node) in hands.iter().zip([NIL, NIL, NODES - 2, NODES - 1]) {
            hand.store(node, Relaxed);
        }
        list.reset();
    })
    .invariant(|| list.is_conserved(&hands));
    // On an exclusive stripe the list is empty, so that it leaves before its section there.
    let report = if exclusive { check } else { check.without_exclusive() }.run();
    complete(&report, exclusive);
}

#[test]
fn pop() {
    check_pop(List::pop, true);
}

#[test]
fn pop_by_fetch() {
    check_pop(List::pop_by_fetch, false);
}

#[test]
fn pop_by_pointer() {
    check_pop(List::pop_by_pointer, false);
}

#[test]
fn a_stage_in_an_attribute() {
    let list = List::new();
    let hands = [const { AtomicU32::new(NIL) }; 4];
    let report = Check::new(|| {
        list.push(hands[0].swap(NIL, Relaxed));
    })
    .competitor(|| {
        // Takes what may have been staged over, and gives another one back.
        if let Some(node) = list.pop() {
            list.push(hands[1].swap(node, Relaxed));
        }
    })
    .reset(|| {
        hands[0].store(NODES - 2, Relaxed);
        hands[1].store(NODES - 1, Relaxed);
        list.reset();
    })
    .invariant(|| list.is_conserved(&hands))
    .without_exclusive()
    .run();
    complete(&report, false);
}

#[derive(Default)]
struct Log {
    len: Word<usize>,
    records: [[Word<u16>; 3]; 8],
}

#[test]
fn a_copy() {
    let slots = Slots::<Log>::new(Log::default);
    let number = AtomicU32::new(0);
    let append = || {
        let number = number.fetch_add(1, Relaxed) as u16 + 1;
        let record = [number, number * 2, number * 3];
        rseq!(slots.get(), |log| {
            let len = log.len.get();
            stage_copy!(&log.records[len], &record);
            commit!(log.len = len + 1);
        });
    };
    let report = Check::new(append)
        .competitor(append)
        .reset(|| {
            slots.set(|log| *log = Log::default());
            number.store(0, Relaxed);
        })
        .invariant(|| {
            let mut seen = 0;
            for log in slots.get() {
                for record in &log.records[..log.len.get()] {
                    let [one, two, three] = [0, 1, 2].map(|at: usize| record[at].get());
                    assert_eq!((two, three), (one * 2, one * 3), "a record in pieces");
                    seen |= 1 << one;
                }
            }
            assert_eq!(seen, (1 << (number.load(Relaxed) + 1)) - 2, "records, each once");
        })
        .without_exclusive()
        .run();
    complete(&report, false);
    // In the middle of the copy too: before its second store, and before its third and last.
    let stores = |pass| {
        let in_pass = report.boundaries.iter().filter(move |at| at.pass == pass);
        in_pass.filter(|at| at.instruction.starts_with("mov [")).count()
    };
    assert_eq!((stores(2), stores(3), stores(4)), (1, 1, 0), "{report:#}");
}

/// In a report each instruction of a section has the line of the user's statement, not that of the
/// `rseq!`, and says what it is for.
#[test]
fn instructions_name_their_statements() {
    #[derive(Default)]
    struct Slot {
        len: Word<u64>,
        open: Word<bool>,
        last: Word<u64>,
        record: [Word<u16>; 3],
    }
    let slots = Slots::<Slot>::new(Slot::default);
    let before = line!();
    let append = || {
        rseq!(slots.get(), |slot| {
            let last = fetch!(slot.last);
            check!(slot.open == false);
            stage!(slot.last = 7);
            stage_copy!(&slot.record, &[1; 3]);
            commit!(slot.len += 1);
            last
        });
    };
    let report = Check::new(append).competitor(append).without_exclusive().run();
    complete(&report, false);
    let mut found = Vec::new();
    for boundary in report.boundaries.iter().filter(|at| at.place == rseq_check::Place::Section) {
        let statement = boundary.statement().unwrap();
        let location = boundary.location().unwrap();
        assert!(location.file.is_some_and(|file| file.ends_with("every_statement.rs")));
        if statement.line.is_some() {
            assert_eq!(statement.line, location.line);
        }
        if boundary.pass == 1 && found.last() != Some(&statement) {
            found.push(statement);
        }
    }
    // Where rustc puts spaces into an expression differs between versions.
    let spaced = |text: &str| text.replace(";3]", "; 3]");
    let found: Vec<_> =
        found.iter().map(|at| (at.line.map(|line| line - before), spaced(&at.text))).collect();
    let found: Vec<_> = found.iter().map(|(line, text)| (*line, text.as_str())).collect();
    let expected = [
        (None, "if rseq.index != index goto fail"),
        (None, "if slot.event != event goto fail"),
        (Some(3), "last = load(slot.last)"),
        (Some(4), "if load(slot.open) != false goto mismatch"),
        (Some(5), "store(slot.last, 7)"),
        (Some(6), "copy(&slot.record, &[1; 3])"),
        (None, "store(slot.event, event + 2)"),
        (Some(7), "store(slot.len, load(slot.len) + 1)"),
    ];
    assert_eq!(found, expected, "{report:#}");
    let others = report.boundaries.iter().filter(|at| at.place != rseq_check::Place::Section);
    assert!(others.into_iter().all(|at| at.statement().is_none()));
}

#[test]
fn one_attempt() {
    let slots = Slots::<Word<u64>>::new(Word::default);
    let updates = AtomicU64::new(0);
    let add = || {
        let done = try_rseq!(slots.get(), |slot| {
            let old = slot.get();
            commit!(slot = old + 1);
        });
        // Counted only if it says that it has happened.
        updates.fetch_add(u64::from(done.is_ok()), Relaxed);
    };
    let report = Check::new(add)
        .competitor(add)
        .reset(|| {
            slots.set(|word| *word.get_mut() = 0);
            updates.store(0, Relaxed);
        })
        .invariant(|| assert_eq!(slots.fold(|a, b| a + b), updates.load(Relaxed), "updates"))
        .run();
    // One attempt never comes to an exclusive stripe.
    complete(&report, false);
}

#[derive(Default)]
struct Pair {
    left: Word<u64>,
    right: Word<u64>,
}

#[inline(never)]
fn called(value: u64) -> u64 {
    black_box(value) + 1
}

#[test]
fn a_preparation_that_calls() {
    // The preparation counts itself in another `PerCpu`, in a function and in a sequence of its own.
    let slots = Slots::<Pair>::new(Pair::default);
    let attempts = Slots::<Word<u64>, Untracked>::new(Word::default);
    let updates = AtomicU64::new(0);
    let transfer = || {
        rseq!(slots.get(), |pair| {
            rseq!(attempts.get(), |attempts| {
                commit!(attempts += 1);
            });
            let sum = called(pair.left.get()) + pair.right.get();
            stage!(pair.right = 0);
            commit!(pair.left = sum);
        });
        updates.fetch_add(1, Relaxed);
    };
    let report = Check::new(transfer)
        .competitor(transfer)
        .reset(|| {
            slots.set(|pair| *pair = Pair::default());
            attempts.set(|word| *word.get_mut() = 0);
            updates.store(0, Relaxed);
        })
        .invariant(|| {
            let left: u64 = slots.get().iter().map(|pair| pair.left.get()).sum();
            assert_eq!(left, updates.load(Relaxed), "updates");
            assert!(attempts.fold(|a, b| a + b) >= left, "attempts");
        })
        .without_exclusive()
        .run();
    complete(&report, false);
    assert_eq!(report.sections.len(), 2, "{report:#}");
}

#[test]
fn a_sequence_nested_in_itself() {
    // The preparation's own call changes the slot: the outer one starts again, once.
    let slots = Slots::<Word<u64>>::new(Word::default);
    let nested = AtomicU64::new(0);
    let sequence = || {
        let first = AtomicU64::new(1);
        rseq!(slots.get(), |slot| {
            let old = slot.get();
            if first.swap(0, Relaxed) == 1 {
                rseq!(slots.get(), |slot| {
                    commit!(slot += 10);
                });
                nested.fetch_add(10, Relaxed);
            }
            commit!(slot = old + 1);
        });
        nested.fetch_add(1, Relaxed);
    };
    let report = Check::new(sequence)
        .competitor(sequence)
        .reset(|| {
            slots.set(|word| *word.get_mut() = 0);
            nested.store(0, Relaxed);
        })
        .invariant(|| assert_eq!(slots.fold(|a, b| a + b), nested.load(Relaxed), "updates"))
        .without_exclusive()
        .run();
    complete(&report, false);
}
