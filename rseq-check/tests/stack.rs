//! `Stack` at every boundary: each value exactly once, and of one piece.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

use restartable::Stack;
use rseq_check::{Check, Error, Place, Report};

/// A value that knows which one it is.
trait Token: Send + Sync + 'static {
    fn new(token: usize) -> Self;
    fn token(&self) -> usize;
}

impl Token for usize {
    fn new(token: usize) -> Self {
        token
    }
    fn token(&self) -> usize {
        *self
    }
}

impl Token for [usize; 3] {
    fn new(token: usize) -> Self {
        [token; 3]
    }
    fn token(&self) -> usize {
        assert!(self.iter().all(|word| *word == self[0]), "of one piece");
        self[0]
    }
}

/// Not a multiple of words: `push_many` and `pop_many` go through copies.
impl Token for [u16; 5] {
    fn new(token: usize) -> Self {
        [u16::try_from(token).unwrap(); 5]
    }
    fn token(&self) -> usize {
        assert!(self.iter().all(|word| *word == self[0]), "of one piece");
        usize::from(self[0])
    }
}

const NONE: usize = usize::MAX;

/// A stack, a new one for each run, and what the sequence and the competitor hold.
struct Rig<T> {
    stack: AtomicPtr<Stack<T>>,
    sequence: [AtomicUsize; 4],
    competitor: [AtomicUsize; 4],
    /// The sequence's, for several values at once.
    values: Mutex<Vec<T>>,
    /// The competitor's.
    stolen: Mutex<Vec<T>>,
}

impl<T> Default for Rig<T> {
    fn default() -> Self {
        Self {
            stack: AtomicPtr::default(),
            sequence: Default::default(),
            competitor: Default::default(),
            values: Mutex::default(),
            stolen: Mutex::default(),
        }
    }
}

impl<T: Token> Rig<T> {
    fn stack(&self) -> &Stack<T> {
        // SAFETY: made by `reset`, which lets go of it when nobody uses it.
        unsafe { &*self.stack.load(Relaxed) }
    }

    fn take(&self) -> Option<Box<Stack<T>>> {
        let stack = self.stack.swap(ptr::null_mut(), Relaxed);
        // SAFETY: made by `into_raw`, and no longer there.
        (!stack.is_null()).then(|| unsafe { Box::from_raw(stack) })
    }

    fn reset(&self) {
        drop(self.take());
        let stack = Stack::with_capacity(6);
        for token in 0..4 {
            assert!(stack.push(T::new(token)).is_ok());
        }
        self.stack.store(Box::into_raw(Box::new(stack)), Relaxed);
        let hands = self.sequence.iter().chain(&self.competitor);
        hands.for_each(|hand| hand.store(NONE, Relaxed));
        // What only one of them has at first.
        self.sequence[3].store(4, Relaxed);
        self.competitor[3].store(5, Relaxed);
        *self.values.lock().unwrap() = Vec::with_capacity(16);
        *self.stolen.lock().unwrap() = Vec::with_capacity(16);
    }

    fn invariant(&self) {
        let mut stack = self.take().expect("reset");
        let mut tokens: Vec<usize> = stack.drain().map(|value| value.token()).collect();
        let hands = self.sequence.iter().chain(&self.competitor).map(|hand| hand.load(Relaxed));
        tokens.extend(hands.filter(|&token| token != NONE));
        tokens.extend(self.values.lock().unwrap().iter().map(T::token));
        tokens.extend(self.stolen.lock().unwrap().iter().map(T::token));
        tokens.sort_unstable();
        assert_eq!(tokens, [0, 1, 2, 3, 4, 5], "each value once");
    }

    /// Pops into an empty hand.
    fn pop(&self, hand: &AtomicUsize) {
        hand.store(self.stack().pop().map_or(NONE, |value| value.token()), Relaxed);
    }

    /// Pushes what is in the hand.
    fn push(&self, hand: &AtomicUsize) {
        let token = hand.load(Relaxed);
        if token != NONE && self.stack().push(T::new(token)).is_ok() {
            hand.store(NONE, Relaxed);
        }
    }
}

fn check<T: Token>(
    sequence: fn(&Rig<T>),
    competitor: fn(&Rig<T>),
    exclusive: bool,
) -> Result<Report, Error> {
    let rig = Rig::default();
    let check = Check::new(|| sequence(&rig))
        .competitor(|| competitor(&rig))
        .reset(|| rig.reset())
        .invariant(|| rig.invariant());
    let report = if exclusive { check } else { check.without_exclusive() }.try_run();
    drop(rig.take());
    report
}

/// The competitor has the same number of values left, with another one on top.
fn exchange<T: Token>(rig: &Rig<T>) {
    rig.pop(&rig.competitor[0]);
    rig.pop(&rig.competitor[1]);
    rig.push(&rig.competitor[0]);
    rig.push(&rig.competitor[3]);
}

/// The competitor takes the upper half, as another CPU does.
fn steal<T: Token>(rig: &Rig<T>) {
    rig.stack().steal(&mut rig.stolen.lock().unwrap()).unwrap();
}

#[track_caller]
fn holds<T: Token>(sequence: fn(&Rig<T>)) {
    holds_against(sequence, exchange, false);
}

#[track_caller]
fn holds_against<T: Token>(sequence: fn(&Rig<T>), competitor: fn(&Rig<T>), exclusive: bool) {
    let report = check(sequence, competitor, exclusive).unwrap();
    println!("{report}");
    assert!(report.restarts() > 0, "{report}");
    assert_eq!(report.count(Place::Exclusive) > 0, exclusive, "{report}");
}

fn pop<T: Token>(rig: &Rig<T>) {
    rig.pop(&rig.sequence[0]);
}

fn push<T: Token>(rig: &Rig<T>) {
    rig.push(&rig.sequence[3]);
}

fn pop_many<T: Token>(rig: &Rig<T>) {
    rig.stack().pop_many(&mut rig.values.lock().unwrap(), 2);
}

fn push_many<T: Token>(rig: &Rig<T>) {
    let mut values = rig.values.lock().unwrap();
    if let hand @ 0..NONE = rig.sequence[3].swap(NONE, Relaxed) {
        values.push(T::new(hand));
    }
    rig.stack().push_many(&mut values);
}

#[test]
fn words() {
    holds::<usize>(pop);
    holds::<usize>(push);
    holds::<usize>(pop_many);
    holds::<usize>(push_many);
}

#[test]
fn several_words() {
    holds::<[usize; 3]>(pop);
    holds::<[usize; 3]>(push);
    holds::<[usize; 3]>(pop_many);
    holds::<[usize; 3]>(push_many);
}

#[test]
fn one_at_a_time_and_not_a_multiple_of_words() {
    holds::<[u16; 5]>(pop);
    holds::<[u16; 5]>(push);
    // These allocate their copies, which the competitor must not.
    holds::<[u16; 5]>(pop_many);
    holds::<[u16; 5]>(push_many);
}

#[test]
fn stolen_from() {
    holds_against::<usize>(pop, steal, false);
    holds_against::<usize>(push, steal, false);
    holds_against::<[usize; 3]>(pop_many, steal, false);
    holds_against::<[u16; 5]>(push, steal, false);
}

/// With the way to an exclusive slot, which has the most boundaries, and where a stack is empty at first.
#[test]
fn on_exclusive_slots() {
    holds_against::<usize>(pop, exchange, true);
    holds_against::<[usize; 3]>(push, exchange, true);
    holds_against::<[usize; 3]>(push_many, steal, true);
}

/// A handler that pops what the interrupted thread pops.
#[test]
fn reentrant() {
    let rig: Rig<[usize; 3]> = Rig::default();
    let next = AtomicUsize::new(0);
    let report = Check::new(|| rig.pop(&rig.sequence[next.fetch_add(1, Relaxed)]))
        .reentrant()
        .without_exclusive()
        .reset(|| {
            rig.reset();
            rig.sequence[3].store(NONE, Relaxed);
            next.store(0, Relaxed);
        })
        .invariant(|| {
            rig.sequence[3].store(4, Relaxed);
            rig.invariant();
        })
        .try_run();
    drop(rig.take());
    println!("{}", report.unwrap());
}
