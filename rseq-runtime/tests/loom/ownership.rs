//! One thread at a time owns a stripe, and sees what the one before wrote.

use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::thread;

use super::owner::Owner;
use super::{AtomicUsize, Ordering, Ownership};

/// A stripe whose contents are plain memory: loom fails if two accesses are not ordered.
struct Stripe<O> {
    owner: O,
    contents: UnsafeCell<usize>,
}

// SAFETY: the contents are for the owner; that it is one at a time is what is tested, and loom
// reports it otherwise.
unsafe impl<O: Ownership> Sync for Stripe<O> {}
// SAFETY: a number, and what `Ownership` has `Send` for.
unsafe impl<O: Ownership> Send for Stripe<O> {}

impl<O: Ownership> Stripe<O> {
    fn new() -> Self {
        Self { owner: O::new(), contents: UnsafeCell::new(0) }
    }

    /// What an owner does.
    fn change(&self) {
        // SAFETY: if the thread is not the only owner, loom ends the test here.
        self.contents.with_mut(|contents| unsafe { *contents += 1 });
    }

    fn contents(&self) -> usize {
        // SAFETY: as in `change`.
        self.contents.with(|contents| unsafe { *contents })
    }
}

/// Threads that take any of two reserved stripes, starting at their favourite, and go on without
/// where there is none. Nothing waits.
fn reserved<O: Ownership>(threads: usize) {
    loom::model(move || {
        let stripes = Arc::new([Stripe::<O>::new(), Stripe::<O>::new()]);
        let work = move |token: usize, stripes: &[Stripe<O>; 2]| {
            let stripe = (0..2).map(|turn| &stripes[(token + turn) % 2]);
            let owned = stripe.into_iter().find(|stripe| stripe.owner.try_own(token));
            if let Some(stripe) = owned {
                stripe.change();
                stripe.owner.disown();
            }
            usize::from(owned.is_some())
        };
        let others: Vec<_> = (2..=threads)
            .map(|token| {
                let stripes = Arc::clone(&stripes);
                thread::spawn(move || work(token, &stripes))
            })
            .collect();
        let mut changes = work(1, &stripes);
        changes += others.into_iter().map(|other| other.join().unwrap()).sum::<usize>();
        assert_eq!(stripes.iter().map(Stripe::contents).sum::<usize>(), changes);
        assert!(changes >= threads.min(2), "a free stripe is found");
    });
}

/// Two threads that wait for the overflow stripe. (With three, loom lets two of them wait for each
/// other's turn forever.)
fn overflow<O: Ownership>() {
    loom::model(move || {
        let stripe = Arc::new(Stripe::<O>::new());
        let work = |token: usize, stripe: &Stripe<O>| {
            for _ in 0..2 {
                stripe.owner.own(token);
                stripe.change();
                stripe.owner.disown();
            }
        };
        let other = {
            let stripe = Arc::clone(&stripe);
            thread::spawn(move || work(2, &stripe))
        };
        work(1, &stripe);
        other.join().unwrap();
        assert_eq!(stripe.contents(), 4);
    });
}

#[test]
fn reserved_stripes_have_one_owner() {
    reserved::<Owner>(2);
    reserved::<Owner>(3);
}

#[test]
fn the_overflow_stripe_has_one_owner() {
    overflow::<Owner>();
}

/// In the child of a `fork` the only thread keeps what it owns, and gets what others owned.
#[test]
fn a_fork_frees_what_others_owned() {
    loom::model(|| {
        let (own, foreign, free) = (Owner::new(), Owner::new(), Owner::new());
        assert!(own.try_own(1) && foreign.try_own(2));
        for owner in [&own, &foreign, &free] {
            owner.release_if_foreign(1);
        }
        assert!(own.is(1) && !foreign.is(2) && !own.try_own(1));
        assert!(foreign.try_own(1) && free.try_own(1));
    });
}

/// An owner word with orders of its own.
struct Ordered<const ACQUIRE: bool, const RELEASE: bool, const CHECK: bool>(AtomicUsize);

impl<const ACQUIRE: bool, const RELEASE: bool, const CHECK: bool> Ownership
    for Ordered<ACQUIRE, RELEASE, CHECK>
{
    fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    fn try_own(&self, token: usize) -> bool {
        let acquire = if ACQUIRE { Ordering::Acquire } else { Ordering::Relaxed };
        if CHECK {
            self.0.compare_exchange(0, token, acquire, Ordering::Relaxed).is_ok()
        } else {
            self.0.swap(token, acquire);
            true
        }
    }

    fn own(&self, token: usize) {
        while !self.try_own(token) {
            thread::yield_now();
        }
    }

    fn disown(&self) {
        let release = if RELEASE { Ordering::Release } else { Ordering::Relaxed };
        self.0.store(0, release);
    }
}

/// That the controls fail for the reason they name: with everything in place they do not.
#[test]
fn control_with_everything() {
    reserved::<Ordered<true, true, true>>(2);
    overflow::<Ordered<true, true, true>>();
}

#[test]
#[should_panic(expected = "Causality violation")]
fn control_without_release() {
    reserved::<Ordered<true, false, true>>(3);
}

#[test]
#[should_panic(expected = "Causality violation")]
fn control_without_acquire() {
    reserved::<Ordered<false, true, true>>(3);
}

#[test]
#[should_panic(expected = "Causality violation")]
fn control_without_owner_check() {
    reserved::<Ordered<true, true, false>>(3);
}

#[test]
#[should_panic(expected = "Causality violation")]
fn control_overflow_without_release() {
    overflow::<Ordered<true, false, true>>();
}

#[test]
#[should_panic(expected = "Causality violation")]
fn control_overflow_without_acquire() {
    overflow::<Ordered<false, true, true>>();
}

#[test]
#[should_panic(expected = "Causality violation")]
fn control_overflow_without_owner_check() {
    overflow::<Ordered<true, true, false>>();
}
