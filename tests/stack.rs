//! `Stack`: values of every size come back once, and nothing is lost or leaked.

#![allow(clippy::cast_possible_truncation)] // of small numbers, and of random ones

mod common;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use common::{Random, stress, threads};
use restartable::Stack;

/// Counts those that live.
#[derive(Debug)]
struct Counted<'c, const WORDS: usize> {
    live: &'c AtomicUsize,
    token: usize,
    more: [usize; WORDS],
}

impl<'c, const WORDS: usize> Counted<'c, WORDS> {
    fn new(live: &'c AtomicUsize, token: usize) -> Self {
        live.fetch_add(1, Ordering::Relaxed);
        Self { live, token, more: [token; WORDS] }
    }
}

impl<const WORDS: usize> Drop for Counted<'_, WORDS> {
    fn drop(&mut self) {
        assert!(self.more.iter().all(|&word| word == self.token), "of one piece");
        self.live.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One test at a time: where there are only exclusive slots, a thread finds another one than before
/// while another thread has its favourite.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// On one CPU, and alone: always on the same slot.
fn pinned<R>(f: impl FnOnce() -> R + Send) -> R
where
    R: Send,
{
    let _alone = alone();
    std::thread::scope(|scope| {
        let on_one_cpu = scope.spawn(|| {
            common::pin(common::cpus()[0]);
            f()
        });
        on_one_cpu.join().unwrap()
    })
}

#[test]
fn last_in_first_out() {
    pinned(|| {
        let stack = Stack::with_capacity(3);
        assert_eq!(stack.pop(), None);
        for value in 0..3 {
            assert_eq!(stack.push(value), Ok(()));
        }
        assert_eq!(stack.push(3), Err(3));
        assert_eq!((stack.len(), stack.is_empty(), stack.capacity()), (3, false, 3));
        assert_eq!([stack.pop(), stack.pop(), stack.pop()], [Some(2), Some(1), Some(0)]);
        assert_eq!(stack.pop(), None);
        assert!(stack.is_empty());
        assert_eq!(format!("{stack:?}"), "Stack { len: 0, capacity: 3, .. }");
    });
}

/// Through the stack, one at a time and several at once.
#[track_caller]
fn passes<T: PartialEq + std::fmt::Debug + Send + Sync>(make: impl Fn(usize) -> T + Send + Sync) {
    pinned(|| {
        let stack = Stack::with_capacity(7);
        for at in 0..7 {
            assert_eq!(stack.push(make(at)), Ok(()));
        }
        assert_eq!(stack.push(make(9)), Err(make(9)));
        for at in (0..7).rev() {
            assert_eq!(stack.pop(), Some(make(at)));
        }
        let mut values: Vec<T> = (0..9).map(&make).collect();
        assert_eq!(stack.push_many(&mut values), 7);
        assert_eq!(values, [make(0), make(1)]);
        assert_eq!(stack.pop_many(&mut values, 3), 3);
        assert_eq!(values, [0, 1, 6, 7, 8].map(&make));
        assert_eq!(stack.pop(), Some(make(5)));
        assert_eq!(stack.pop_many(&mut values, 99), 3);
        assert_eq!(values[5..], [2, 3, 4].map(&make));
        assert_eq!(stack.pop_many(&mut values, 1), 0);
        assert_eq!(stack.push_many(&mut Vec::new()), 0);
        // Some are left for `drop`.
        stack.push_many(&mut values);
    });
}

#[test]
fn values_of_any_size_and_alignment() {
    #[derive(PartialEq, Debug, Clone, Copy)]
    #[repr(align(64))]
    struct Aligned(u8);
    #[derive(PartialEq, Debug, Clone, Copy)]
    #[repr(align(512))]
    struct Lines(u8);
    #[derive(PartialEq, Debug, Clone, Copy)]
    #[repr(align(64))]
    struct Nothing;
    #[derive(PartialEq, Debug, Clone, Copy)]
    struct Holes(u8, u64, u16, u32);
    passes(|_| ());
    passes(|at| at % 2 == 0);
    passes(|at| at as u8);
    passes(|at| at as u32 * 0x0101_0101);
    passes(|at| at);
    passes(|at| (at as u8, at as u16));
    passes(|at| at as u128 * (u128::from(u64::MAX) + 7));
    passes(|at| [at as u8; 3]);
    passes(|at| [at as u8; 9]);
    passes(|at| [at as u16; 37]);
    passes(|at| [at as u32; 3]);
    passes(|at| [at as u64; 100]);
    passes(|at| Aligned(at as u8));
    passes(|at| [Aligned(at as u8); 3]);
    passes(|at| Lines(at as u8));
    passes(|_| Nothing);
    passes(|at| Holes(at as u8, at as u64, 3, at as u32));
    passes(|at| [Holes(1, at as u64, at as u16, 4); 5]);
    passes(Box::new);
    passes(|at| at.to_string());
    passes(|at| Some(vec![at.to_string()]));
    passes(|at| (Arc::new(at), at as u8));
}

#[test]
fn fat_pointers() {
    let stack: Stack<Box<dyn Fn(usize) -> usize + Send>> = Stack::with_capacity(1);
    let add = 3;
    pinned(|| {
        assert!(stack.push(Box::new(move |at| at + add)).is_ok());
        assert_eq!(stack.pop().unwrap()(4), 7);
    });
}

#[test]
fn more_than_a_section_copies() {
    pinned(|| {
        let stack = Stack::with_capacity(100);
        let mut values: Vec<_> = (0..120u32).map(|at| [at; 256]).collect();
        assert_eq!(stack.push_many(&mut values), 100);
        assert_eq!(values.len(), 20);
        assert_eq!(stack.pop_many(&mut values, 100), 100);
        let firsts: HashSet<u32> = values.iter().map(|value| value[0]).collect();
        assert_eq!((firsts.len(), values.len()), (120, 120));
        assert!(values.iter().all(|value| value.iter().all(|word| *word == value[0])));
    });
}

#[test]
fn what_is_left_is_dropped() {
    let _alone = alone();
    let live = AtomicUsize::new(0);
    let stack = Stack::with_capacity(5);
    for token in 0..10 {
        _ = stack.push(Counted::<2>::new(&live, token));
    }
    assert!(live.load(Ordering::Relaxed) >= 5);
    drop(stack);
    assert_eq!(live.into_inner(), 0);
}

#[test]
fn drain_takes_all() {
    let _alone = alone();
    let live = AtomicUsize::new(0);
    let mut stack = Stack::with_capacity(50);
    for token in 0..50 {
        stack.push(Counted::<0>::new(&live, token)).unwrap();
    }
    let mut drain = stack.drain();
    assert_eq!(drain.len(), 50);
    assert!(drain.next().is_some());
    assert_eq!(format!("{drain:?}"), "Drain { left: 49 }");
    drop(drain);
    assert!(stack.is_empty());
    assert_eq!(live.load(Ordering::Relaxed), 0);
    stack.push(Counted::new(&live, 1)).unwrap();
    assert_eq!(stack.drain().count(), 1);
}

#[test]
fn a_destructor_that_panics_drops_the_rest() {
    struct Panics<'c>(&'c AtomicUsize, bool);
    impl Drop for Panics<'_> {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::Relaxed);
            assert!(!self.1, "on purpose");
        }
    }
    let _alone = alone();
    let live = AtomicUsize::new(10);
    let stack = Stack::with_capacity(10);
    for at in 0..10 {
        assert!(stack.push(Panics(&live, at == 5)).is_ok());
    }
    let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(stack)));
    assert!(dropped.is_err());
    assert_eq!(live.into_inner(), 0);
}

/// Runs this on the first CPU, then that on the last one.
fn elsewhere<T: Send + Sync>(
    on_first: impl FnOnce(&Stack<T>) + Send,
    on_last: impl FnOnce(&Stack<T>) + Send,
) {
    let stack = Stack::with_capacity(8);
    pinned(|| on_first(&stack));
    let _alone = alone();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            common::pin(*common::cpus().last().unwrap());
            on_last(&stack);
        });
    });
}

#[test]
fn steal_takes_the_upper_half() {
    let push = |stack: &Stack<String>| {
        (0..5).for_each(|value: u8| stack.push(value.to_string()).unwrap());
    };
    elsewhere(push, |stack| {
        let mut values = vec![String::new()];
        assert_eq!(stack.steal(&mut values), Ok(3));
        assert_eq!(values, ["", "2", "3", "4"]);
        assert_eq!(stack.steal(&mut values), Ok(1));
        assert_eq!(stack.steal(&mut values), Ok(1));
        assert_eq!(values.last().unwrap(), "0");
        assert_eq!(stack.steal(&mut values), Ok(0));
        assert_eq!(stack.push_many(&mut values), 6);
    });
}

#[test]
fn take_all_takes_all() {
    let push = |stack: &Stack<(u8, Box<u8>)>| {
        (0..5).for_each(|value| stack.push((value, Box::new(value))).unwrap());
    };
    elsewhere(push, |stack| {
        stack.push((5, Box::new(5))).unwrap();
        let mut values = Vec::new();
        assert_eq!(stack.take_all(&mut values), Ok(6));
        values.sort_unstable();
        assert!(values.into_iter().eq((0..6).map(|value| (value, Box::new(value)))));
        assert!(stack.is_empty());
    });
}

#[test]
fn values_are_sent_not_shared() {
    fn both<T: Send + Sync>() {}
    both::<Stack<std::cell::Cell<u8>>>();
    both::<Stack<Box<dyn FnOnce() + Send>>>();
}

/// Tokens go from hand to hand: at the end each is there once.
fn conserves<T: Send>(make: impl Fn(usize) -> T, token: impl Fn(&T) -> usize) {
    const TOKENS: usize = 200;
    let mut stack = Stack::with_capacity(16);
    // Where those that did not fit wait, and every thread's own.
    let rest = Mutex::new((0..TOKENS).map(make).collect::<Vec<T>>());
    let hands: Vec<Mutex<Vec<T>>> = (0..threads()).map(|_| Mutex::new(Vec::new())).collect();
    let seeds = AtomicUsize::new(1);
    stress(|thread| {
        let mut random = Random::new(seeds.fetch_add(1, Ordering::Relaxed) as u64);
        let mut hand = hands[thread].lock().unwrap();
        if hand.len() < 8 {
            hand.extend(rest.lock().unwrap().pop());
        }
        // Most of the time in sequences, so that this is where most interruptions are.
        for _ in 0..32 {
            match random.next() % 8 {
                0..=2 => hand.extend(stack.pop()),
                3..=5 => {
                    if let Some(value) = hand.pop()
                        && let Err(value) = stack.push(value)
                    {
                        hand.push(value);
                    }
                }
                6 if random.next().is_multiple_of(32) => _ = stack.steal(&mut hand).unwrap(),
                6 => _ = stack.pop_many(&mut hand, random.next() as usize % 7),
                _ => _ = stack.push_many(&mut hand),
            }
        }
    });
    let mut tokens: Vec<usize> = stack.drain().map(|value| token(&value)).collect();
    tokens.extend(rest.into_inner().unwrap().iter().map(&token));
    hands.iter().for_each(|hand| tokens.extend(hand.lock().unwrap().iter().map(&token)));
    tokens.sort_unstable();
    assert!(tokens.iter().copied().eq(0..TOKENS), "each once: {tokens:?}");
}

/// Small enough for Miri, which finds a value that is used twice or freed twice.
#[test]
fn hand_to_hand() {
    let _alone = alone();
    let turns = if cfg!(miri) { 3 } else { 100 };
    let mut stack = Stack::with_capacity(3);
    std::thread::scope(|scope| {
        for thread in 0..12u8 {
            let stack = &stack;
            scope.spawn(move || {
                for turn in 0..turns {
                    let mine = (thread, Box::new(turn), [thread; 7]);
                    if let Err((_, mine, _)) = stack.push(mine) {
                        assert_eq!(*mine, turn);
                    }
                    if let Some((other, theirs, padding)) = stack.pop() {
                        assert_eq!(padding, [other; 7]);
                        assert!(*theirs < turns);
                    }
                }
            });
        }
    });
    assert!(stack.drain().all(|(thread, turn, padding)| padding == [thread; 7] && *turn < turns));
}

#[test]
#[cfg_attr(miri, ignore = "a stress of some time; `hand_to_hand` is for Miri")]
fn stress_words() {
    let _alone = alone();
    conserves(|token| token, |value| *value);
}

#[test]
#[cfg_attr(miri, ignore = "a stress of some time; `hand_to_hand` is for Miri")]
fn stress_large_values() {
    let _alone = alone();
    let live = AtomicUsize::new(0);
    conserves(|token| Counted::<40>::new(&live, token), |value| value.token);
    assert_eq!(live.load(Ordering::Relaxed), 0);
}

#[test]
#[cfg_attr(miri, ignore = "a stress of some time; `hand_to_hand` is for Miri")]
fn stress_values_with_padding() {
    let _alone = alone();
    conserves(|token| (Box::new(token), 7u8, 9u16), |value| *value.0);
}

#[cfg(not(restartable_guest))]
mod model {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Step {
        Push(u16),
        Pop,
        PushMany(Vec<u16>),
        PopMany(usize),
        Drain(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => any::<u16>().prop_map(Step::Push),
            4 => Just(Step::Pop),
            1 => prop::collection::vec(any::<u16>(), 0..20).prop_map(Step::PushMany),
            1 => (0..20usize).prop_map(Step::PopMany),
            1 => (0..4usize).prop_map(Step::Drain),
        ]
    }

    /// On one CPU a stack is a `Vec` that is full at some time.
    fn as_the_model_says<T: Clone + PartialEq + std::fmt::Debug + Send>(
        capacity: usize,
        steps: Vec<Step>,
        make: fn(u16) -> T,
    ) -> Result<(), TestCaseError> {
        let mut stack = Stack::with_capacity(capacity);
        let mut model = Vec::new();
        for step in steps {
            match step {
                Step::Push(value) => {
                    let expected = if model.len() < capacity { Ok(()) } else { Err(make(value)) };
                    prop_assert_eq!(stack.push(make(value)), expected.clone());
                    if expected.is_ok() {
                        model.push(make(value));
                    }
                }
                Step::Pop => prop_assert_eq!(stack.pop(), model.pop()),
                Step::PushMany(values) => {
                    let mut values: Vec<T> = values.into_iter().map(make).collect();
                    let count = values.len().min(capacity - model.len());
                    let rest = values.len() - count;
                    model.extend_from_slice(&values[rest..]);
                    let expected = values[..rest].to_vec();
                    prop_assert_eq!(stack.push_many(&mut values), count);
                    prop_assert_eq!(values, expected);
                }
                Step::PopMany(most) => {
                    let mut values = vec![make(1)];
                    let rest = model.len().saturating_sub(most);
                    prop_assert_eq!(stack.pop_many(&mut values, most), model.len() - rest);
                    prop_assert_eq!(&values[1..], &model[rest..]);
                    model.truncate(rest);
                }
                Step::Drain(count) => {
                    let drained: Vec<T> = stack.drain().take(count).collect();
                    let expected: Vec<T> = model.drain(..).rev().take(count).collect();
                    prop_assert_eq!(drained, expected);
                }
            }
            prop_assert_eq!(stack.len(), model.len());
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 64,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        #[cfg_attr(miri, ignore = "takes long; the tests beside have every step")]
        fn of_one_word(
            capacity in 0..12usize,
            steps in prop::collection::vec(step(), 0..100),
        ) {
            pinned(|| as_the_model_says(capacity, steps, |value| value))?;
        }

        #[test]
        #[cfg_attr(miri, ignore = "takes long; the tests beside have every step")]
        fn of_several_words(
            capacity in 0..12usize,
            steps in prop::collection::vec(step(), 0..100),
        ) {
            pinned(|| as_the_model_says(capacity, steps, |value| value.to_string()))?;
        }
    }
}
