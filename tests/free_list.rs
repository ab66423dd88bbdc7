//! `FreeList` and `NodeList`: each index and each node is in one place at a time.

mod common;

use core::mem::offset_of;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use common::{Random, stress, threads};
use restartable::free_list::{Link, Node};
use restartable::{FreeList, NodeList};

/// One test at a time: where there are only exclusive slots, a thread finds another one than before
/// while another thread has its favourite.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// On these CPUs, one after the other, each in a thread of its own.
fn on(cpu: usize, f: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        scope.spawn(|| {
            common::pin(cpu);
            f();
        });
    });
}

fn first_cpu() -> usize {
    common::cpus()[0]
}

fn last_cpu() -> usize {
    *common::cpus().last().unwrap()
}

#[test]
fn last_in_first_out() {
    let _alone = alone();
    on(first_cpu(), || {
        let list = FreeList::new(4);
        assert_eq!(list.len(), 4);
        let mut popped: Vec<u32> = std::iter::from_fn(|| list.pop()).collect();
        assert_eq!(popped, [0, 1, 2, 3]);
        [3, 1, 0].into_iter().for_each(|index| list.push(index));
        assert_eq!([list.pop(), list.try_pop()], [Some(0), Some(1)]);
        assert_eq!([list.pop(), list.pop(), list.try_pop()], [Some(3), None, None]);
        popped.into_iter().for_each(|index| list.push(index));
        popped = Vec::new();
        list.take_all(&mut popped).unwrap();
        assert_eq!(popped, [3, 2, 1, 0]);
        assert_eq!(list.pop(), None);
    });
}

#[test]
#[should_panic(expected = "out of bounds")]
fn an_index_that_there_is_not() {
    FreeList::new(4).push(4);
}

#[test]
fn what_is_free_elsewhere_is_found() {
    let _alone = alone();
    let list = FreeList::new(5);
    on(first_cpu(), || {
        let all: Vec<u32> = std::iter::from_fn(|| list.pop()).collect();
        all.into_iter().for_each(|index| list.push(index));
    });
    on(last_cpu(), || {
        let mut all: Vec<u32> = std::iter::from_fn(|| list.pop()).collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4]);
    });
}

/// A list that was closed to a circle is left by everybody who walks through it.
#[test]
fn a_circle_ends() {
    let _alone = alone();
    let (done, all_done) = std::sync::mpsc::channel();
    // Not scoped: if it goes round for ever this test fails nevertheless.
    std::thread::spawn(move || {
        let list = FreeList::new(4);
        let close = || {
            let index = list.pop().unwrap();
            list.push(index);
            list.push(index);
        };
        on(first_cpu(), close);
        let mut taken = Vec::new();
        list.take_all(&mut taken).unwrap();
        done.send(taken).unwrap();
        on(first_cpu(), close);
        // Takes the circle over, once there is nothing else.
        on(last_cpu(), || done.send((0..6).filter_map(|_| list.pop()).collect()).unwrap());
    });
    for _ in 0..2 {
        let indices: Vec<u32> =
            all_done.recv_timeout(std::time::Duration::from_secs(60)).expect("goes round for ever");
        assert!(!indices.is_empty() && indices.iter().all(|&index| index < 4), "{indices:?}");
    }
}

/// More threads than CPUs take and give: an index that two have at once is seen at once.
#[test]
#[cfg_attr(miri, ignore = "a stress of some time; `indices_hand_to_hand` is for Miri")]
fn stress_indices() {
    const INDICES: u32 = 300;
    let _alone = alone();
    let list = FreeList::new(INDICES);
    let taken: Vec<AtomicBool> = (0..INDICES).map(|_| AtomicBool::new(false)).collect();
    let seeds = AtomicUsize::new(1);
    stress(|_| {
        let mut random = Random::new(seeds.fetch_add(1, Ordering::Relaxed) as u64);
        let mut hand = Vec::new();
        for _ in 0..64 {
            if random.next().is_multiple_of(2) && hand.len() < 8 {
                let Some(index) = list.pop() else { continue };
                assert!(!taken[index as usize].swap(true, Ordering::Relaxed), "{index} twice");
                hand.push(index);
            } else if let Some(index) = hand.pop() {
                assert!(taken[index as usize].swap(false, Ordering::Relaxed));
                list.push(index);
            }
        }
        for index in hand {
            assert!(taken[index as usize].swap(false, Ordering::Relaxed));
            list.push(index);
        }
    });
    let mut all: Vec<u32> = std::iter::from_fn(|| list.pop()).collect();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..INDICES), "all of them are free again");
}

/// Small enough for Miri.
#[test]
fn indices_hand_to_hand() {
    let _alone = alone();
    let list = FreeList::new(6);
    let turns = if cfg!(miri) { 3 } else { 100 };
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                for _ in 0..turns {
                    if let Some(index) = list.pop() {
                        list.push(index);
                    }
                }
            });
        }
    });
    let mut all: Vec<u32> = std::iter::from_fn(|| list.pop()).collect();
    all.sort_unstable();
    assert_eq!(all, [0, 1, 2, 3, 4, 5]);
}

/// Counts those that live.
struct Counted<'c> {
    before: [u8; 3],
    link: Link<Self>,
    token: usize,
    live: &'c AtomicUsize,
}

// SAFETY: the offset of a link of this type.
unsafe impl Node for Counted<'_> {
    const LINK: usize = offset_of!(Self, link);
}

impl<'c> Counted<'c> {
    #[expect(clippy::unnecessary_box_returns)] // lists are of boxes
    fn new(token: usize, live: &'c AtomicUsize) -> Box<Self> {
        live.fetch_add(1, Ordering::Relaxed);
        Box::new(Self { before: [7; 3], link: Link::new(), token, live })
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        assert_eq!(self.before, [7; 3]);
        self.live.fetch_sub(1, Ordering::Relaxed);
    }
}

#[test]
fn nodes_last_in_first_out() {
    let _alone = alone();
    let live = AtomicUsize::new(0);
    on(first_cpu(), || {
        let list = NodeList::new();
        assert!(list.pop().is_none());
        (0..3).for_each(|token| list.push(Counted::new(token, &live)));
        assert_eq!(list.pop().map(|node| node.token), Some(2));
        list.push(Counted::new(9, &live));
        let mut tokens = Vec::new();
        assert_eq!(list.take_all(|node| tokens.push(node.token)), Ok(3));
        tokens.sort_unstable();
        assert_eq!(tokens, [0, 1, 9]);
        assert!(list.pop().is_none());
        list.push(Counted::new(0, &live));
    });
    assert_eq!(live.into_inner(), 0, "the list drops what it has");
}

#[test]
fn a_destructor_that_panics_drops_the_rest() {
    struct Panics<'c>(Link<Self>, &'c AtomicUsize, bool);
    // SAFETY: the offset of a link of this type.
    unsafe impl Node for Panics<'_> {
        const LINK: usize = offset_of!(Self, 0);
    }
    impl Drop for Panics<'_> {
        fn drop(&mut self) {
            self.1.fetch_sub(1, Ordering::Relaxed);
            assert!(!self.2, "on purpose");
        }
    }
    let _alone = alone();
    let live = AtomicUsize::new(9);
    let list = NodeList::new();
    (0..9).for_each(|at| list.push(Box::new(Panics(Link::new(), &live, at == 4))));
    let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(list)));
    assert!(dropped.is_err());
    assert_eq!(live.into_inner(), 0);
}

#[test]
fn nodes_are_sent_not_shared() {
    struct Celled(Link<Self>, #[expect(dead_code)] std::cell::Cell<u8>);
    // SAFETY: the offset of a link of this type.
    unsafe impl Node for Celled {
        const LINK: usize = offset_of!(Self, 0);
    }
    fn both<T: Send + Sync>() {}
    both::<NodeList<Celled>>();
    both::<FreeList>();
}

/// Nodes are freed as soon as they are popped, and made anew: what a pop that came too late would read
/// is gone.
#[test]
#[cfg_attr(miri, ignore = "a stress of some time; `nodes_hand_to_hand` is for Miri")]
fn stress_nodes() {
    let _alone = alone();
    let live = AtomicUsize::new(0);
    let popped: Vec<AtomicUsize> = (0..threads()).map(|_| AtomicUsize::new(0)).collect();
    let pushed: Vec<AtomicUsize> = (0..threads()).map(|_| AtomicUsize::new(0)).collect();
    let list = NodeList::new();
    stress(|thread| {
        for _ in 0..32 {
            for token in 0..2 {
                list.push(Counted::new(token, &live));
                pushed[thread].fetch_add(token + 1, Ordering::Relaxed);
            }
            for _ in 0..2 {
                if let Some(node) = list.pop() {
                    popped[thread].fetch_add(node.token + 1, Ordering::Relaxed);
                }
            }
        }
    });
    let mut rest = 0;
    list.take_all(|node| rest += node.token + 1).unwrap();
    let sum = |all: Vec<AtomicUsize>| all.into_iter().map(AtomicUsize::into_inner).sum::<usize>();
    assert_eq!(sum(pushed), sum(popped) + rest);
    drop(list);
    assert_eq!(live.into_inner(), 0);
}

/// Small enough for Miri, which sees a node that is used after it was freed.
#[test]
fn nodes_hand_to_hand() {
    let _alone = alone();
    let live = AtomicUsize::new(0);
    let list = NodeList::new();
    let turns = if cfg!(miri) { 3 } else { 100 };
    std::thread::scope(|scope| {
        for token in 0..12 {
            let (list, live) = (&list, &live);
            scope.spawn(move || {
                for _ in 0..turns {
                    list.push(Counted::new(token, live));
                    if let Some(node) = list.pop() {
                        assert!(node.token < 12);
                    }
                }
            });
        }
    });
    drop(list);
    assert_eq!(live.into_inner(), 0);
}

#[cfg(not(restartable_guest))]
mod model {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 64,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// On one CPU a list is a stack over a count of what was never used.
        #[test]
        #[cfg_attr(miri, ignore = "takes long; the tests beside have every step")]
        fn as_the_model_says(len in 0..10u32, steps in prop::collection::vec(any::<(bool, u8)>(), 0..100)) {
            let _alone = alone();
            let mut result = Ok(());
            on(first_cpu(), || result = (|| {
                let list = FreeList::new(len);
                let (mut stack, mut fresh, mut hand) = (Vec::new(), 0, Vec::new());
                for (pop, which) in steps {
                    if pop {
                        let expected = stack.pop().or_else(|| (fresh < len).then_some(fresh));
                        if expected == Some(fresh) {
                            fresh += 1;
                        }
                        prop_assert_eq!(list.pop(), expected);
                        hand.extend(expected);
                    } else if !hand.is_empty() {
                        let index = hand.swap_remove(usize::from(which) % hand.len());
                        list.push(index);
                        stack.push(index);
                    }
                }
                Ok(())
            })());
            result?;
        }
    }
}
