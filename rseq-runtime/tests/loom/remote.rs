//! A thread that has frozen a slot has it for itself, and nothing is lost.
//!
//! The frozen bit is the crate's own source. Sections and the barrier are a model: a section runs
//! step by step, each at one instant, and a barrier is an instant at which the section that is under
//! way ends, if it is one that aborts. That mutex orders the memory of both sides, as the system call
//! does; between the bit and the barrier, and after it, only the event orders anything.

use loom::sync::{Arc, Mutex};
use loom::thread;

use super::frozen::{FROZEN, freeze, mark, thaw};
use super::{AtomicUsize, Ordering};

/// After so many failed attempts a sequence moves.
const RESTART_LIMIT: u32 = 2;

/// Tracked slots of one word, with stripes of their own.
struct Slots {
    slots: [Slot; 2],
    /// What the threads did on an exclusive stripe, where the slot was frozen.
    elsewhere: AtomicUsize,
}

struct Slot {
    event: AtomicUsize,
    value: AtomicUsize,
    /// How many sections have been aborted on this CPU. Whoever has the mutex has the instant.
    aborts: Mutex<usize>,
    switches: AtomicUsize,
}

/// Takes a thing out of the model.
#[derive(Clone, Copy, PartialEq)]
enum Without {
    Nothing,
    /// The abort by the barrier, which still orders memory: plain `PRIVATE_EXPEDITED`.
    Abort,
    /// The barrier.
    Barrier,
    /// The second look at the bit.
    Recheck,
    /// The number beside it, when it is looked at.
    Number,
    /// The release when the slot is given back.
    Release,
}

impl Slot {
    fn new() -> Self {
        let [event, value, switches] = [(); 3].map(|()| AtomicUsize::new(0));
        Self { event, value, switches, aborts: Mutex::new(0) }
    }

    /// Has loom try to switch threads here, see `event`.
    fn switch(&self) {
        self.switches.fetch_add(1, Ordering::Relaxed);
    }

    /// One attempt on this slot: whether it has counted; `None` if the slot is frozen.
    fn attempt(&self) -> Option<bool> {
        self.switch();
        let event = self.event.load(Ordering::Acquire);
        if event & FROZEN != 0 {
            return None;
        }
        self.switch();
        let value = self.value.load(Ordering::Relaxed);
        Some(self.section(event, value + 1).is_some())
    }

    /// `None` if it was aborted, or the compare fails.
    fn section(&self, event: usize, value: usize) -> Option<()> {
        let armed = *self.aborts.lock().unwrap();
        let step = |step: &dyn Fn() -> bool| {
            let aborts = self.aborts.lock().unwrap();
            (*aborts == armed && step()).then_some(())
        };
        step(&|| self.event.load(Ordering::Relaxed) == event)?;
        self.switch();
        step(&|| {
            // An exchange, where a section has a plain store: loom leaves open in which order such a
            // store and another thread's exchange were made, and lets one come between the read and
            // the write of the other.
            self.event.swap(event + 2, Ordering::Relaxed);
            true
        })?;
        self.switch();
        step(&|| {
            self.value.store(value, Ordering::Relaxed);
            true
        })
    }

    fn barrier(&self, without: Without) {
        if without != Without::Barrier {
            let mut aborts = self.aborts.lock().unwrap();
            *aborts += usize::from(without != Without::Abort);
        }
    }

    /// Counts with plain loads and stores.
    fn change(&self) {
        let value = self.value.load(Ordering::Relaxed);
        self.switch();
        self.value.store(value + 1, Ordering::Relaxed);
    }
}

impl Slots {
    fn new() -> Self {
        Self { slots: [Slot::new(), Slot::new()], elsewhere: AtomicUsize::new(0) }
    }

    /// A sequence. It moves to an exclusive stripe when its slot is frozen, and when it has failed a
    /// few times: without that, there is an order of events in which it overwrites the bit and is
    /// aborted, again and again.
    fn count(&self) {
        for _ in 0..RESTART_LIMIT {
            match self.slots[0].attempt() {
                Some(true) => return,
                Some(false) => {}
                None => break,
            }
        }
        self.elsewhere.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts in each of the first so many slots by remote access, or elsewhere if somebody has one and
    /// it is not to wait.
    fn count_exclusively(&self, slots: usize, wait: bool, without: Without) {
        let own = &self.slots[..slots];
        let barrier = || {
            own.iter().for_each(|slot| slot.barrier(without));
            Ok(())
        };
        let held = |_| {
            thread::yield_now();
            if wait { Ok(()) } else { Err(()) }
        };
        let frozen = match without {
            Without::Recheck | Without::Number => Self::freeze_badly(&own[0], without),
            _ => freeze(slots, |at| &own[at].event, barrier, held),
        };
        if frozen.is_err() {
            self.elsewhere.fetch_add(slots, Ordering::Relaxed);
            return;
        }
        for slot in own {
            slot.change();
        }
        for slot in own {
            if without == Without::Release {
                let event = slot.event.load(Ordering::Relaxed);
                slot.event.store(event + FROZEN, Ordering::Relaxed);
            } else {
                thaw(&slot.event);
            }
        }
    }

    fn freeze_badly(slot: &Slot, without: Without) -> Result<(), ()> {
        loop {
            mark(&slot.event).ok_or(())?;
            slot.barrier(without);
            let marked = slot.event.load(Ordering::Acquire) & FROZEN != 0;
            if marked || without == Without::Recheck {
                return Ok(());
            }
        }
    }

    /// At the end, when so many were counted.
    fn check(&self, counted: usize) {
        let slots = self.slots.iter().map(|slot| slot.value.load(Ordering::Relaxed));
        let found = slots.sum::<usize>() + self.elsewhere.load(Ordering::Relaxed);
        assert_eq!(found, counted, "an update is lost");
        let frozen = self.slots.iter().any(|s| s.event.load(Ordering::Relaxed) & FROZEN != 0);
        assert!(!frozen, "a slot is left frozen");
    }
}

/// One thread counts by a sequence, others by remote access, each in so many slots. (Of three threads
/// loom lets two wait for each other's turn for ever, so there nobody waits.)
fn model(switches: Option<usize>, remote: &'static [usize], without: Without) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = switches;
    model.check(move || {
        let slots = Arc::new(Slots::new());
        let others: Vec<_> = remote
            .iter()
            .map(|&own| {
                let slots = Arc::clone(&slots);
                thread::spawn(move || slots.count_exclusively(own, false, without))
            })
            .collect();
        slots.count();
        others.into_iter().for_each(|other| other.join().unwrap());
        slots.check(1 + remote.iter().sum::<usize>());
    });
}

#[test]
fn nothing_is_lost_to_remote_access() {
    model(None, &[1], Without::Nothing);
}

#[test]
fn nothing_is_lost_between_remote_threads() {
    model(Some(3), &[1, 1], Without::Nothing);
}

#[test]
fn slots_are_taken_together() {
    model(Some(2), &[2, 2], Without::Nothing);
}

#[test]
fn remote_threads_wait_for_each_other() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(|| {
        let slots = Arc::new(Slots::new());
        let other = {
            let slots = Arc::clone(&slots);
            thread::spawn(move || slots.count_exclusively(2, true, Without::Nothing))
        };
        slots.count_exclusively(2, true, Without::Nothing);
        other.join().unwrap();
        slots.check(4);
    });
}

#[test]
#[should_panic(expected = "an update is lost")]
fn control_remote_by_a_barrier_that_aborts_nothing() {
    model(None, &[1], Without::Abort);
}

#[test]
#[should_panic(expected = "an update is lost")]
fn control_remote_without_barrier() {
    model(None, &[1], Without::Barrier);
}

#[test]
#[should_panic(expected = "an update is lost")]
fn control_remote_without_recheck() {
    model(None, &[1], Without::Recheck);
}

#[test]
#[should_panic(expected = "an update is lost")]
fn control_remote_with_a_look_at_the_bit_alone() {
    model(Some(3), &[1, 1], Without::Number);
}

#[test]
#[should_panic(expected = "an update is lost")]
fn control_remote_without_release() {
    model(None, &[1], Without::Release);
}
