//! `FreeList` and `NodeList` at every boundary, against a competitor that makes ABA: it takes the two
//! first nodes and puts the first one back.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough")]

use core::mem::offset_of;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering::Relaxed};

use restartable::free_list::{Link, Node};
use restartable::{FreeList, NodeList, PerCpu, Untracked, Word, rseq};
use rseq_check::{Check, Error, Place, Report};

const NONE: u32 = u32::MAX;

/// What the checks need of a list.
trait List: Sync {
    fn pop(&self) -> Option<u32>;
    fn push(&self, index: u32);
    /// Empties it, wherever something is.
    fn take_all(&self) -> Vec<u32>;
}

impl List for FreeList {
    fn pop(&self) -> Option<u32> {
        self.try_pop()
    }
    fn push(&self, index: u32) {
        FreeList::push(self, index);
    }
    fn take_all(&self) -> Vec<u32> {
        let mut all = Vec::new();
        FreeList::take_all(self, &mut all).unwrap();
        all
    }
}

struct Numbered {
    number: u32,
    link: Link<Self>,
}

// SAFETY: the offset of a link of this type.
unsafe impl Node for Numbered {
    const LINK: usize = offset_of!(Self, link);
}

/// Nodes that are in no list wait here, so that a handler need not allocate.
struct Nodes {
    list: NodeList<Numbered>,
    waiting: [AtomicPtr<Numbered>; 4],
}

impl List for Nodes {
    fn pop(&self) -> Option<u32> {
        let node = self.list.pop()?;
        let number = node.number;
        self.waiting[number as usize].store(Box::into_raw(node), Relaxed);
        Some(number)
    }
    fn push(&self, index: u32) {
        let node = self.waiting[index as usize].load(Relaxed);
        // SAFETY: from `pop`, or `check_nodes`, and pushed by whoever holds its number.
        self.list.push(unsafe { Box::from_raw(node) });
    }
    fn take_all(&self) -> Vec<u32> {
        let mut all = Vec::new();
        let keep = |node: Box<Numbered>| {
            all.push(node.number);
            self.waiting[node.number as usize].store(Box::into_raw(node), Relaxed);
        };
        self.list.take_all(keep).unwrap();
        all
    }
}

/// The control: a head that is compared and not counted.
struct WithoutEvent {
    heads: PerCpu<Word<u32>, Untracked>,
    next: [Word<u32>; 4],
}

impl List for WithoutEvent {
    fn pop(&self) -> Option<u32> {
        rseq!(self.heads, |head| -> Option<u32> {
            let first = head.get();
            let next = self.next[first.checked_sub(1)? as usize].get();
            check!(head == first);
            commit!(head = next);
            Some(first - 1)
        })
    }
    fn push(&self, index: u32) {
        rseq!(self.heads, |head| {
            let first = head.get();
            check!(head == first);
            stage!(self.next[index as usize] = first);
            commit!(head = index + 1);
        });
    }
    fn take_all(&self) -> Vec<u32> {
        let mut all = Vec::new();
        for head in &self.heads {
            let mut first = head.get();
            while let Some(index) = first.checked_sub(1)
                && all.len() < 8
            {
                all.push(index);
                first = self.next[index as usize].get();
            }
        }
        rseq!(self.heads, |head| {
            commit!(head = 0);
        });
        all
    }
}

fn check<L: List>(
    list: &L,
    sequence: fn(&L, &AtomicU32),
    exclusive: bool,
) -> Result<Report, Error> {
    let hands: [AtomicU32; 3] = Default::default();
    let check = Check::new(|| sequence(list, &hands[0]))
        .competitor(|| {
            let first = list.pop();
            hands[1].store(list.pop().unwrap_or(NONE), Relaxed);
            first.into_iter().for_each(|index| list.push(index));
        })
        .reset(|| {
            list.take_all();
            (0..3).for_each(|index| list.push(index));
            hands.iter().for_each(|hand| hand.store(NONE, Relaxed));
            hands[0].store(3, Relaxed);
        })
        .invariant(|| {
            let mut all = list.take_all();
            all.extend(hands.iter().map(|hand| hand.load(Relaxed)).filter(|index| *index != NONE));
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2, 3], "each once");
        });
    if exclusive { check } else { check.without_exclusive() }.try_run()
}

/// Pops, and pushes what it had before.
fn exchange<L: List>(list: &L, hand: &AtomicU32) {
    let mine = hand.swap(NONE, Relaxed);
    hand.store(list.pop().unwrap_or(NONE), Relaxed);
    list.push(mine);
}

fn push<L: List>(list: &L, hand: &AtomicU32) {
    list.push(hand.swap(NONE, Relaxed));
}

#[track_caller]
fn holds<L: List>(list: &L, sequence: fn(&L, &AtomicU32), exclusive: bool) {
    let report = check(list, sequence, exclusive).unwrap();
    assert_eq!(report.count(Place::Exclusive) > 0, exclusive, "{report:#}");
    println!("{report}");
}

fn indices() -> FreeList {
    let list = FreeList::new(4);
    // All of them have been in use: none is fresh.
    (0..4).for_each(|_| _ = list.try_pop());
    list
}

fn nodes() -> Nodes {
    let node =
        |number| AtomicPtr::new(Box::into_raw(Box::new(Numbered { number, link: Link::new() })));
    Nodes { list: NodeList::new(), waiting: [0, 1, 2, 3].map(node) }
}

#[test]
fn indices_at_every_boundary() {
    holds(&indices(), push, false);
    holds(&indices(), exchange, true);
}

#[test]
fn nodes_at_every_boundary() {
    holds(&nodes(), push, false);
    holds(&nodes(), exchange, true);
}

#[test]
fn a_list_without_events_loses_nodes() {
    let list = WithoutEvent { heads: PerCpu::default(), next: Default::default() };
    let result = check(&list, exchange, false);
    let Err(Error::Violations(report)) = result else { panic!("nothing found: {result:?}") };
    println!("{report}");
    assert!(report.violations().all(|at| at.place == Place::Preparation), "{report}");
}
