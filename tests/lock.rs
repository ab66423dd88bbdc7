//! `Lock`: one guard a slot, whatever happens to the thread that has it.

mod common;

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{PoisonError, RwLock};

use restartable::{ExclusiveError, Lock};

/// Without rseq threads share the exclusive stripes: a test that counts on one runs alone.
static TESTS: RwLock<()> = RwLock::new(());

fn alone<R>(test: impl FnOnce() -> R) -> R {
    let _alone = TESTS.write().unwrap_or_else(PoisonError::into_inner);
    common::pin(common::cpus()[0]);
    test()
}

fn beside<R>(test: impl FnOnce() -> R) -> R {
    let _beside = TESTS.read().unwrap_or_else(PoisonError::into_inner);
    test()
}

/// Where locks of other slots cannot be had (Linux before 5.10).
fn remote<R>(result: Result<R, ExclusiveError>) -> Option<R> {
    match result {
        Ok(value) => Some(value),
        Err(ExclusiveError::NoBarrier { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_lock_is_held_until_its_guard_is_dropped() {
    alone(|| {
        let lock: Lock<u32> = Lock::default();
        let mut guard = lock.try_lock().unwrap();
        *guard += 1;
        assert!(lock.try_lock().is_none());
        assert_eq!(format!("{lock:?} {guard:?}"), "Lock { held: 1, .. } 1");
        let index = guard.index();
        drop(guard);
        let guard = lock.try_lock().unwrap();
        assert_eq!((*guard, guard.index()), (1, index));
    });
}

#[test]
fn whoever_finds_it_held_gets_another_slot() {
    alone(|| {
        let lock: Lock<u32> = Lock::default();
        let first = lock.lock();
        let others: Vec<_> = (lock.cpus()..lock.len()).map(|_| lock.lock()).take(5).collect();
        let mut indices: Vec<u32> = others.iter().map(restartable::LockGuard::index).collect();
        assert!(indices.iter().all(|&index| index as usize >= lock.cpus()), "exclusive ones");
        indices.push(first.index());
        indices.sort_unstable();
        indices.dedup();
        assert_eq!(indices.len(), 6, "each once");
    });
}

#[test]
fn who_waits_gets_it_when_it_is_given_back() {
    alone(|| {
        let lock: Lock<u32> = Lock::default();
        let mut guards = vec![lock.lock()];
        guards.extend(
            (lock.cpus()..lock.len()).filter_map(|index| {
                remote(lock.try_lock_at(u32::try_from(index).unwrap())).flatten()
            }),
        );
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                common::pin(common::cpus()[0]);
                *lock.lock() += 1;
            });
            std::thread::sleep(std::time::Duration::from_millis(20));
            guards.clear();
            waiting.join().unwrap();
        });
        drop(guards);
        let mut lock = lock;
        assert_eq!(lock.iter_mut().map(|count| *count).sum::<u32>(), 1);
    });
}

#[test]
fn a_panic_gives_it_back() {
    alone(|| {
        let lock: Lock<u32> = Lock::default();
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut guard = lock.lock();
            *guard = 7;
            std::panic::resume_unwind(Box::new(()));
        }));
        assert!(panic.is_err());
        assert_eq!(lock.try_lock().map(|guard| *guard), Some(7));
    });
}

#[test]
fn a_guard_may_end_in_another_thread() {
    alone(|| {
        let lock: Lock<Vec<u32>> = Lock::default();
        let mut guard = lock.lock();
        guard.push(1);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                common::pin(*common::cpus().last().unwrap());
                guard.push(2);
            });
        });
        assert_eq!(*lock.try_lock().unwrap(), [1, 2]);
    });
}

#[test]
fn any_slot_from_anywhere() {
    beside(|| {
        let lock: Lock<u32> = Lock::new(|index| index);
        let len = u32::try_from(lock.len()).unwrap();
        let Some(mut first) = remote(lock.lock_at(0)) else { return };
        assert_eq!((*first, first.index()), (0, 0));
        *first += 10;
        assert!(lock.try_lock_at(0).is_ok_and(|guard| guard.is_none()));
        assert_eq!(lock.lock_at(len).err(), Some(ExclusiveError::NoSuchSlot));
        drop(first);
        let mut seen = Vec::new();
        lock.for_each(|index, value| seen.push((index, *value))).unwrap();
        let expected: Vec<_> =
            (0..len).map(|index| (index, index + 10 * u32::from(index == 0))).collect();
        assert_eq!(seen, expected);
    });
}

#[test]
fn every_value_is_dropped_once() {
    beside(|| {
        struct Counted<'a>(&'a AtomicUsize);
        impl Drop for Counted<'_> {
            fn drop(&mut self) {
                self.0.fetch_add(1, Relaxed);
            }
        }
        let drops = AtomicUsize::new(0);
        let lock = Lock::new(|_| Counted(&drops));
        let len = lock.len();
        drop(lock.lock());
        // Nobody gives this one back; its value ends with the lock all the same.
        std::mem::forget(lock.lock());
        assert_eq!(drops.load(Relaxed), 0);
        drop(lock);
        assert_eq!(drops.into_inner(), len);
    });
}

#[test]
fn it_is_send_and_sync_as_a_mutex_is() {
    fn send<T: Send>() {}
    fn sync<T: Sync>() {}
    // `Cell` is `Send` and not `Sync`.
    send::<Lock<std::cell::Cell<u32>>>();
    sync::<Lock<std::cell::Cell<u32>>>();
    send::<restartable::LockGuard<'_, std::cell::Cell<u32>>>();
    sync::<restartable::LockGuard<'_, u32>>();
}

/// Two words that are equal whenever nobody has the lock, counted up without atomic instructions.
#[derive(Default)]
struct Pair {
    first: u64,
    second: u64,
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes")]
fn one_owner_at_a_time() {
    beside(|| {
        let lock: Lock<Pair> = Lock::default();
        let (rounds, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut taken = 0;
        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let stress = scope.spawn(|| {
                common::stress(|thread| {
                    let guard =
                        if thread.is_multiple_of(2) { Some(lock.lock()) } else { lock.try_lock() };
                    let Some(mut pair) = guard else {
                        refused.fetch_add(1, Relaxed);
                        return;
                    };
                    let round = rounds.fetch_add(1, Relaxed) as u64;
                    assert_eq!(pair.first, pair.second, "somebody else was here");
                    pair.first += 1;
                    common::disturb(round);
                    pair.second += 1;
                });
                done.store(true, Relaxed);
            });
            while !done.load(Relaxed) {
                let result = lock.for_each(|_, pair| {
                    assert_eq!(pair.first, pair.second, "somebody else was here");
                    taken += std::mem::take(pair).first;
                });
                if remote(result).is_none() {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            stress.join().unwrap();
        });
        let mut lock = lock;
        let left: u64 = lock.iter_mut().map(|pair| pair.first).sum();
        println!("{rounds:?} rounds, {refused:?} refused, {taken} taken meanwhile");
        assert_eq!(taken + left, rounds.into_inner() as u64);
    });
}

#[cfg(not(any(restartable_guest, miri)))]
mod model {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy, Debug)]
    enum Operation {
        Lock,
        TryLock,
        TryLockAt(prop::sample::Index),
        Release(prop::sample::Index),
    }

    fn operation() -> impl Strategy<Value = Operation> {
        prop_oneof![
            Just(Operation::Lock),
            Just(Operation::TryLock),
            any::<prop::sample::Index>().prop_map(Operation::TryLockAt),
            any::<prop::sample::Index>().prop_map(Operation::Release),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

        /// Guards are of different slots, values are what the last guard left, and a lock is refused
        /// exactly while it is held.
        #[test]
        fn a_lock_is_a_row_of_mutexes(operations in prop::collection::vec(operation(), 1..40)) {
            alone(|| {
                let lock: Lock<u32> = Lock::default();
                let mut values = vec![0; lock.len()];
                let here = lock.try_lock().unwrap().index();
                let mut guards = Vec::new();
                for operation in operations {
                    let held = |index: u32, guards: &[restartable::LockGuard<'_, u32>]| {
                        guards.iter().any(|guard| guard.index() == index)
                    };
                    let guard = match operation {
                        // Where it would wait for this thread itself.
                        Operation::Lock if guards.len() >= lock.len() - lock.cpus() => continue,
                        Operation::Lock => Some(lock.lock()),
                        Operation::TryLock => {
                            let guard = lock.try_lock();
                            // Without rseq it is any stripe that nobody uses.
                            prop_assert_eq!(guard.is_none(), held(here, &guards));
                            guard
                        }
                        Operation::TryLockAt(index) => {
                            let index = u32::try_from(index.index(lock.len())).unwrap();
                            let Some(guard) = remote(lock.try_lock_at(index)) else { continue };
                            prop_assert_eq!(guard.is_none(), held(index, &guards));
                            guard
                        }
                        Operation::Release(index) => {
                            if !guards.is_empty() {
                                drop(guards.swap_remove(index.index(guards.len())));
                            }
                            continue;
                        }
                    };
                    let Some(mut guard) = guard else { continue };
                    prop_assert!(!held(guard.index(), &guards), "two guards of one slot");
                    let value = &mut values[guard.index() as usize];
                    prop_assert_eq!(*guard, *value);
                    *guard += 1;
                    *value += 1;
                    guards.push(guard);
                }
                Ok(())
            })?;
        }
    }
}
