//! `Pool` at every boundary: an object is idle or in one hand.
#![cfg(all(
    target_os = "linux",
    target_arch = "x86_64",
    not(restartable_fallback),
    // Two own an object then, and free it twice.
    not(restartable_control = "event"),
))]

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use restartable::Pool;
use restartable::pool::{Guard, Lent, Recycle};
use rseq_check::{Check, Place};

/// An object, and how many have it.
struct Object {
    number: usize,
    owners: AtomicUsize,
}

/// A pool of four objects a CPU, and what is in hands that keep it between calls.
struct Rig<'p, M: Recycle<Object>> {
    pool: &'p Pool<Object, M>,
    /// How many an object had at once beyond the one that there may be.
    too_many: AtomicUsize,
    sequence: Mutex<Vec<Guard<'p, Object, M>>>,
    competitor: Mutex<Vec<Guard<'p, Object, M>>>,
}

impl<'p, M: Recycle<Object>> Rig<'p, M> {
    fn get(&self) -> Guard<'p, Object, M> {
        let object = self.pool.get();
        self.too_many.fetch_max(object.owners.fetch_add(1, Relaxed), Relaxed);
        object
    }

    fn put(object: Guard<'p, Object, M>) {
        object.owners.fetch_sub(1, Relaxed);
        drop(object);
    }

    /// What a hand keeps. Handlers use their own one only, and it does not grow.
    fn keep(hand: &Mutex<Vec<Guard<'p, Object, M>>>, object: Guard<'p, Object, M>) {
        hand.try_lock().unwrap().push(object);
    }

    fn put_back(hand: &Mutex<Vec<Guard<'p, Object, M>>>) {
        let object = hand.try_lock().unwrap().pop();
        Self::put(object.unwrap());
    }
}

/// One operation: what is in the sequence's and in the competitor's hands before, what the sequence
/// does, and what the competitor, which must neither wait nor allocate.
struct Operation {
    in_hands: [usize; 2],
    sequence: fn(&dyn Hands),
    competitor: fn(&dyn Hands),
    /// It allocates on its way: the allocator is not to be interrupted at every instruction.
    allocates: bool,
    exclusive: bool,
}

/// What operations are made of.
trait Hands {
    fn get_and_put(&self);
    fn detach_and_attach(&self);
    /// The sequence's.
    fn get(&self);
    fn put(&self);
    /// The competitor's.
    fn take(&self);
    fn give(&self);
    /// The two on top change places.
    fn exchange(&self);
}

impl<M: Recycle<Object>> Hands for Rig<'_, M> {
    fn get_and_put(&self) {
        Self::put(self.get());
    }
    fn detach_and_attach(&self) {
        let object = self.get();
        object.owners.fetch_sub(1, Relaxed);
        self.pool.attach(Lent::detach(object));
    }
    fn get(&self) {
        Self::keep(&self.sequence, self.get());
    }
    fn put(&self) {
        Self::put_back(&self.sequence);
    }
    fn take(&self) {
        Self::keep(&self.competitor, self.get());
    }
    fn give(&self) {
        Self::put_back(&self.competitor);
    }
    fn exchange(&self) {
        let (first, second) = (self.get(), self.get());
        Self::put(first);
        Self::put(second);
    }
}

fn at_every_boundary(operation: &Operation) {
    let made = AtomicUsize::new(0);
    let pool = Pool::with_capacity(4, 8, || Object {
        number: made.fetch_add(1, Relaxed),
        owners: AtomicUsize::new(0),
    });
    let hand = || Mutex::new(Vec::with_capacity(8));
    let rig =
        Rig { pool: &pool, too_many: AtomicUsize::new(0), sequence: hand(), competitor: hand() };
    let check = Check::new(|| (operation.sequence)(&rig))
        .competitor(|| (operation.competitor)(&rig))
        .reset(|| {
            for hand in [&rig.sequence, &rig.competitor] {
                hand.try_lock().unwrap().drain(..).for_each(Rig::put);
            }
            pool.trim();
            made.store(0, Relaxed);
            rig.too_many.store(0, Relaxed);
            // Five: the last one that comes back finds no room, and goes with two more to those that
            // all CPUs share.
            let mut objects: Vec<_> = (0..5).map(|_| rig.get()).collect();
            let [sequence, competitor] = operation.in_hands;
            objects.drain(..sequence).for_each(|object| Rig::keep(&rig.sequence, object));
            objects.drain(..).for_each(Rig::put);
            (0..competitor).for_each(|_| Rig::keep(&rig.competitor, rig.get()));
        })
        .invariant(|| {
            assert_eq!(rig.too_many.load(Relaxed), 0, "an object in two hands");
            for hand in [&rig.sequence, &rig.competitor] {
                hand.try_lock().unwrap().drain(..).for_each(Rig::put);
            }
            let all = made.load(Relaxed);
            assert_eq!(pool.idle(), all, "all of them are idle");
            let objects: Vec<_> = (0..all).map(|_| pool.get()).collect();
            let mut numbers: Vec<_> = objects.iter().map(|object| object.number).collect();
            numbers.sort_unstable();
            numbers.dedup();
            assert_eq!(numbers.len(), all, "each once");
        });
    let check = if operation.exclusive { check } else { check.without_exclusive() };
    let check = if operation.allocates { check.by_breakpoints() } else { check };
    let report = check.try_run().unwrap_or_else(|error| panic!("{error}"));
    assert!(report.restarts() > 0, "{report:#}");
    assert_eq!(report.count(Place::Exclusive) > 0, operation.exclusive, "{report:#}");
    println!("{report}");
}

#[test]
fn get_and_put() {
    let get_and_put = |exclusive| Operation {
        in_hands: [1, 0],
        sequence: |rig| rig.get_and_put(),
        competitor: |rig| rig.exchange(),
        // On an exclusive slot there is none, so one is made.
        allocates: exclusive,
        exclusive,
    };
    at_every_boundary(&get_and_put(false));
    at_every_boundary(&get_and_put(true));
}

#[test]
fn detach_and_attach() {
    at_every_boundary(&Operation {
        in_hands: [1, 0],
        sequence: |rig| rig.detach_and_attach(),
        competitor: |rig| rig.exchange(),
        allocates: false,
        exclusive: false,
    });
}

/// There is no room: half of the objects go where all CPUs find them.
#[test]
fn put_where_there_is_no_room() {
    at_every_boundary(&Operation {
        in_hands: [1, 0],
        sequence: |rig| rig.put(),
        competitor: |rig| rig.take(),
        allocates: true,
        exclusive: false,
    });
}

/// There is none: some come from where all CPUs find them.
#[test]
fn get_where_there_is_none() {
    at_every_boundary(&Operation {
        in_hands: [0, 2],
        sequence: |rig| rig.get(),
        competitor: |rig| rig.give(),
        allocates: true,
        exclusive: false,
    });
}
