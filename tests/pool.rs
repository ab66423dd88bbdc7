//! `Pool`: an object is idle or in one hand, and its bounds hold.

mod common;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use common::{Random, stress};
use restartable::Pool;
use restartable::pool::{Lent, Recycle};

/// One test at a time: where there are only exclusive slots, a thread finds another one than before
/// while another thread has its favourite.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// On one CPU, and alone: always on the same slot.
fn pinned(f: impl FnOnce() + Send) {
    let _alone = alone();
    on(common::cpus()[0], f);
}

fn on(cpu: usize, f: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        scope.spawn(|| {
            common::pin(cpu);
            f();
        });
    });
}

/// Counts those that live, and whether one is in two hands.
struct Counted<'c> {
    live: &'c AtomicUsize,
    in_use: AtomicBool,
    resets: usize,
}

/// Makes them.
struct Counts {
    live: AtomicUsize,
    made: AtomicUsize,
}

impl Counts {
    const fn new() -> Self {
        Self { live: AtomicUsize::new(0), made: AtomicUsize::new(0) }
    }
}

impl<'c> Recycle<Counted<'c>> for &'c Counts {
    fn create(&self) -> Counted<'c> {
        self.live.fetch_add(1, Ordering::Relaxed);
        self.made.fetch_add(1, Ordering::Relaxed);
        Counted { live: &self.live, in_use: AtomicBool::new(false), resets: 0 }
    }

    fn reset(&self, object: &mut Counted<'c>) {
        object.resets += 1;
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        assert!(!*self.in_use.get_mut(), "dropped in use");
        self.live.fetch_sub(1, Ordering::Relaxed);
    }
}

#[test]
fn objects_are_used_again() {
    let counts = Counts::new();
    pinned(|| {
        let pool = Pool::new(&counts);
        assert!(pool.try_get().is_none());
        let (a, b) = (pool.get(), pool.get());
        assert_eq!((a.resets, pool.idle()), (0, 0));
        drop((a, b));
        assert_eq!(format!("{pool:?}"), "Pool { idle: 2, .. }");
        let again = pool.try_get().unwrap();
        assert_eq!(again.resets, 1);
        assert!(std::ptr::eq(Lent::pool(&again), &raw const pool));
        drop(again);
        for _ in 0..100 {
            drop(pool.get());
        }
    });
    assert_eq!((counts.made.into_inner(), counts.live.into_inner()), (2, 0));
}

#[test]
fn detached_and_attached() {
    pinned(|| {
        let pool = Pool::new(|| vec![1]).reset_with(|vec: &mut Vec<i32>| vec.push(2));
        let object = Lent::detach(pool.get());
        assert_eq!((&object[..], pool.idle()), (&[1][..], 0));
        pool.attach(object);
        assert_eq!(*pool.get(), [1, 2]);
        assert_eq!(pool.idle(), 1);
    });
}

#[test]
fn an_owned_guard_keeps_the_pool() {
    let _alone = alone();
    let counts = Counts::new();
    let pool = Arc::new(Pool::new(&counts));
    let guard = pool.get_owned();
    let detached = Lent::detach(pool.get_owned());
    assert_eq!(Arc::strong_count(&pool), 2);
    drop(pool);
    drop(detached);
    assert_eq!(counts.live.load(Ordering::Relaxed), 1);
    drop(guard);
    assert_eq!(counts.live.into_inner(), 0);
}

#[test]
fn the_bounds_hold() {
    let counts = Counts::new();
    pinned(|| {
        let pool = Pool::with_capacity(4, 6, &counts);
        let all: Vec<_> = (0..20).map(|_| pool.get()).collect();
        drop(all);
        assert_eq!((pool.idle(), counts.live.load(Ordering::Relaxed)), (10, 10));
        // From both again, without making one.
        let all: Vec<_> = (0..10).map(|_| pool.get()).collect();
        assert_eq!((pool.idle(), counts.made.load(Ordering::Relaxed)), (0, 20));
        drop(all);
        assert_eq!(pool.trim(), 10);
        assert_eq!((pool.idle(), counts.live.load(Ordering::Relaxed)), (0, 0));
    });
    // A pool that keeps nothing, and one that has the overflow alone.
    pinned(|| {
        let pool = Pool::with_capacity(0, 0, &counts);
        drop(pool.get());
        assert_eq!((pool.idle(), pool.trim()), (0, 0));
        let pool = Pool::with_capacity(0, 1, &counts);
        drop((pool.get(), pool.get()));
        assert_eq!(pool.idle(), 1);
        let made = counts.made.load(Ordering::Relaxed);
        drop(pool.get());
        assert_eq!(counts.made.load(Ordering::Relaxed), made);
    });
    assert_eq!(counts.live.into_inner(), 0);
}

#[test]
fn the_overflow_is_for_all_cpus() {
    let _alone = alone();
    let counts = Counts::new();
    let pool = Pool::with_capacity(4, 8, &counts);
    let cpus = common::cpus();
    on(cpus[0], || drop((0..12).map(|_| pool.get()).collect::<Vec<_>>()));
    assert_eq!(pool.idle(), 12);
    let made = counts.made.load(Ordering::Relaxed);
    on(*cpus.last().unwrap(), || drop((0..8).map(|_| pool.get()).collect::<Vec<_>>()));
    assert_eq!(counts.made.load(Ordering::Relaxed), made);
    assert_eq!(pool.trim(), 12);
}

#[test]
fn a_panic_returns_the_object() {
    let counts = Counts::new();
    pinned(|| {
        let pool = Pool::new(&counts);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _object = pool.get();
            panic!("on purpose");
        }));
        assert!(panicked.is_err());
        assert_eq!((pool.idle(), counts.live.load(Ordering::Relaxed)), (1, 1));
    });
}

#[test]
fn a_reset_that_panics_drops_the_object() {
    let live = AtomicUsize::new(0);
    let create = || {
        live.fetch_add(1, Ordering::Relaxed);
        Counted { live: &live, in_use: AtomicBool::new(false), resets: 0 }
    };
    pinned(|| {
        let pool = Pool::new(create).reset_with(|_: &mut Counted<'_>| panic!("on purpose"));
        let returned = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(pool.get())));
        assert!(returned.is_err());
        assert_eq!((pool.idle(), live.load(Ordering::Relaxed)), (0, 0));
    });
}

#[test]
fn objects_are_sent_not_shared() {
    fn both<T: Send + Sync>() {}
    both::<Pool<std::cell::Cell<u8>>>();
}

fn use_some<'c>(pool: &Pool<Counted<'c>, &'c Counts>, random: &mut Random) {
    let mut hand = Vec::new();
    for _ in 0..=random.next() % 24 {
        let object = pool.get();
        assert!(!object.in_use.swap(true, Ordering::Relaxed), "in two hands");
        hand.push(object);
    }
    while let Some(object) = hand.pop() {
        assert!(object.in_use.swap(false, Ordering::Relaxed));
        match random.next() % 64 {
            0 => drop(Lent::detach(object)),
            _ => drop(object),
        }
    }
    if random.next().is_multiple_of(256) {
        pool.trim();
    }
}

#[test]
#[cfg_attr(miri, ignore = "a stress of some time; `hand_to_hand` is for Miri")]
fn stress_objects() {
    let _alone = alone();
    let counts = Counts::new();
    let pool = Pool::with_capacity(8, 16, &counts);
    let seeds = AtomicUsize::new(1);
    stress(|_| {
        let mut random = Random::new(seeds.fetch_add(1, Ordering::Relaxed) as u64);
        use_some(&pool, &mut random);
    });
    // Whatever lives now is idle, and within the bounds.
    assert_eq!(pool.idle(), counts.live.load(Ordering::Relaxed));
    let slots = restartable::PerCpu::<()>::default().len();
    assert!(pool.idle() <= 8 * slots + 16);
    drop(pool);
    assert_eq!(counts.live.into_inner(), 0);
}

/// Small enough for Miri.
#[test]
fn hand_to_hand() {
    let _alone = alone();
    let counts = Counts::new();
    let pool = Pool::with_capacity(2, 3, &counts);
    std::thread::scope(|scope| {
        for seed in 0..10 {
            let pool = &pool;
            scope.spawn(move || {
                let mut random = Random::new(seed);
                (0..if cfg!(miri) { 2 } else { 50 }).for_each(|_| use_some(pool, &mut random));
            });
        }
    });
    assert_eq!(pool.idle(), counts.live.load(Ordering::Relaxed));
    drop(pool);
    assert_eq!(counts.live.into_inner(), 0);
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

        /// On one CPU: as many objects as were in use at once, or fewer where the bounds let some go; an object
        /// is made only when none is idle.
        #[test]
        #[cfg_attr(miri, ignore = "takes long; the tests beside have every step")]
        fn as_the_model_says(
            per_cpu in 0..6usize,
            shared in 0..6usize,
            steps in prop::collection::vec(any::<bool>(), 0..200),
        ) {
            let mut result = Ok(());
            pinned(|| result = (|| {
                let counts = Counts::new();
                let pool = Pool::with_capacity(per_cpu, shared, &counts);
                let (mut hand, mut made, mut idle) = (Vec::new(), 0, 0usize);
                for get in steps {
                    if get {
                        hand.push(pool.get());
                        made += usize::from(idle == 0);
                        idle = idle.saturating_sub(1);
                    } else if hand.pop().is_some() {
                        idle = (idle + 1).min(per_cpu + shared);
                    }
                    prop_assert_eq!(pool.idle(), idle);
                    prop_assert_eq!(counts.made.load(Ordering::Relaxed), made);
                    prop_assert_eq!(counts.live.load(Ordering::Relaxed), idle + hand.len());
                }
                drop(hand);
                drop(pool);
                prop_assert_eq!(counts.live.into_inner(), 0);
                Ok(())
            })());
            result?;
        }
    }
}
