//! `Pool` at every boundary: an object is idle or in one hand.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use restartable::Pool;
use rseq_check::{Check, Error, Place};

#[test]
fn objects_at_every_boundary() {
    let made = AtomicUsize::new(0);
    let pool = Pool::new(|| (made.fetch_add(1, Relaxed), AtomicUsize::new(0)));
    let hands = AtomicUsize::new(0);
    let take = || {
        let object = pool.get();
        hands.fetch_max(object.1.fetch_add(1, Relaxed), Relaxed);
        object
    };
    let result = Check::new(|| {
        let object = take();
        object.1.fetch_sub(1, Relaxed);
    })
    .competitor(|| {
        // The two on top change places.
        let (first, second) = (take(), take());
        first.1.fetch_sub(1, Relaxed);
        second.1.fetch_sub(1, Relaxed);
        drop((first, second));
    })
    .reset(|| {
        pool.trim();
        made.store(0, Relaxed);
        hands.store(0, Relaxed);
        drop([pool.get(), pool.get(), pool.get(), pool.get()]);
    })
    .invariant(|| {
        assert_eq!(hands.load(Relaxed), 0, "an object in two hands");
        let objects = [pool.get(), pool.get(), pool.get(), pool.get()];
        let mut tokens = objects.each_ref().map(|object| object.0);
        tokens.sort_unstable();
        // What was made and lost, or lost twice, would be missing here.
        assert_eq!(tokens, [0, 1, 2, 3], "each once");
    })
    .without_exclusive()
    .try_run();
    if cfg!(restartable_control = "event") {
        let Err(Error::Violations(report)) = result else { panic!("nothing found: {result:?}") };
        assert!(report.violations().all(|at| at.place == Place::Preparation), "{report}");
    } else {
        println!("{}", result.unwrap());
    }
}
