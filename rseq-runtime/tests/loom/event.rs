//! An update computed in the preparation is never lost: the event says whether one was made since.
//!
//! Two models. On a CPU's slot sections exclude each other by the kernel's promise, and threads are
//! moved between reading the index, reading the event, the preparation and the section. On the
//! overflow stripe sections exclude each other by the lock, and preparations run beside them.

use loom::sync::{Arc, Mutex};
use loom::thread;

use super::owner::Owner;
use super::{AtomicUsize, Ordering};

/// A tracked slot of one word.
struct Slot {
    event: AtomicUsize,
    value: AtomicUsize,
    switches: AtomicUsize,
}

impl Slot {
    fn new() -> Self {
        let [event, value, switches] = [(); 3].map(|()| AtomicUsize::new(0));
        Self { event, value, switches }
    }

    /// Has loom try to switch threads here. By itself it looks for places that matter, but it knows
    /// only the last access to each atomic, and so misses some before an access of the same thread.
    fn switch(&self) {
        self.switches.fetch_add(1, Ordering::Relaxed);
    }

    fn event(&self) -> usize {
        self.switch();
        self.event.load(Ordering::Acquire)
    }

    fn value(&self) -> usize {
        self.switch();
        self.value.load(Ordering::Relaxed)
    }

    /// The section: compare, event, commit, in this order. `compare` is taken out by a control.
    fn section(&self, event: usize, value: usize, compare: bool) -> bool {
        if compare && self.event.load(Ordering::Relaxed) != event {
            return false;
        }
        self.event.store(event + 2, Ordering::Relaxed);
        self.switch();
        self.value.store(value, Ordering::Relaxed);
        true
    }
}

/// Takes a thing out of a model.
#[derive(Clone, Copy, PartialEq)]
enum Without {
    Nothing,
    /// The compare of the event in the section.
    Compare,
    /// On a CPU: the second look at the index, after the event.
    StillThere,
    /// On the overflow stripe: the lock around reading the event.
    Lock,
}

/// A CPU and the slot of its stripe. Whoever has the mutex runs on the CPU: that two threads run on
/// it one after the other, with a barrier between them, is what the kernel does.
struct Cpu {
    runs: Mutex<()>,
    slot: Slot,
}

impl Cpu {
    /// A sequence of a thread that is moved away wherever this has no `runs` in its hand: there it
    /// runs on another CPU, at the same time as whoever runs here.
    fn increment(&self, without: Without, aborts: bool) {
        let mut aborts = aborts;
        loop {
            // The index is read here; it says that this is the slot.
            drop(self.runs.lock().unwrap());
            let event = self.slot.event();
            if without != Without::StillThere {
                // The index is read again, and still says so. If it did not, the attempt would
                // begin again.
                drop(self.runs.lock().unwrap());
            }
            let value = self.slot.value();
            let here = self.runs.lock().unwrap();
            if aborts {
                // Preempted between the event and the commit: the kernel restarts the sequence.
                aborts = false;
                if self.slot.event.load(Ordering::Relaxed) == event {
                    self.slot.event.store(event + 2, Ordering::Relaxed);
                }
            } else if self.slot.section(event, value + 1, without != Without::Compare) {
                return;
            }
            drop(here);
        }
    }
}

fn on_a_cpu(without: Without, aborts: bool) {
    let mut model = loom::model::Builder::new();
    // Another turn has too many interleavings: those with three switches are tried.
    model.preemption_bound = aborts.then_some(3);
    model.check(move || {
        let cpu = Arc::new(Cpu { runs: Mutex::new(()), slot: Slot::new() });
        let other = {
            let cpu = Arc::clone(&cpu);
            thread::spawn(move || cpu.increment(without, aborts))
        };
        cpu.increment(without, false);
        other.join().unwrap();
        assert_eq!(cpu.slot.value(), 2, "an update is lost");
    });
}

/// The overflow stripe and its slot.
struct Overflow {
    owner: Owner,
    slot: Slot,
}

impl Overflow {
    fn increment(&self, token: usize, without: Without) {
        loop {
            let event = if without == Without::Lock {
                self.slot.event()
            } else {
                self.owner.own(token);
                let event = self.slot.event();
                self.owner.disown();
                event
            };
            let value = self.slot.value();
            self.owner.own(token);
            let committed = self.slot.section(event, value + 1, without != Without::Compare);
            self.owner.disown();
            if committed {
                return;
            }
        }
    }
}

fn on_the_overflow_stripe(without: Without) {
    loom::model(move || {
        let overflow = Arc::new(Overflow { owner: Owner::new(), slot: Slot::new() });
        let other = {
            let overflow = Arc::clone(&overflow);
            thread::spawn(move || overflow.increment(2, without))
        };
        overflow.increment(1, without);
        other.join().unwrap();
        assert_eq!(overflow.slot.value(), 2, "an update is lost");
    });
}

#[test]
fn no_update_is_lost_on_a_cpu() {
    on_a_cpu(Without::Nothing, false);
}

#[test]
fn no_update_is_lost_to_an_abort_after_the_event() {
    on_a_cpu(Without::Nothing, true);
}

#[test]
#[should_panic(expected = "an update is lost")]
fn control_cpu_without_compare() {
    on_a_cpu(Without::Compare, false);
}

#[test]
#[should_panic(expected = "an update is lost")]
fn control_cpu_without_a_second_look_at_the_index() {
    on_a_cpu(Without::StillThere, false);
}

#[test]
fn no_update_is_lost_on_the_overflow_stripe() {
    on_the_overflow_stripe(Without::Nothing);
}

#[test]
#[should_panic(expected = "an update is lost")]
fn control_overflow_without_compare() {
    on_the_overflow_stripe(Without::Compare);
}

#[test]
#[should_panic(expected = "an update is lost")]
fn control_overflow_event_read_without_the_lock() {
    on_the_overflow_stripe(Without::Lock);
}
