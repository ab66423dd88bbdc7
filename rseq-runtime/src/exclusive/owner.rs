//! The owner word of an exclusive stripe.
//!
//! `tests/loom` compiles this file, too, against loom's atomics, and tries all interleavings: so it
//! takes what differs from its parent module.

use super::{AtomicUsize, Ordering, pause};

/// 0, or the token of the thread that owns the stripe.
pub(super) struct Owner(AtomicUsize);

impl Owner {
    /// Nobody's.
    pub(super) fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// Makes this thread the owner, if there is none. What the one before wrote is seen.
    pub(super) fn try_own(&self, token: usize) -> bool {
        self.0.compare_exchange(0, token, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// The same once there is none.
    pub(super) fn own(&self, token: usize) {
        let mut turns = 0;
        while !self.try_own(token) {
            pause(turns);
            turns += 1;
        }
    }

    /// Ends the ownership; the next owner sees what this one wrote.
    pub(super) fn disown(&self) {
        self.0.store(0, Ordering::Release);
    }

    /// Whether the thread with this token is the owner: a question for that thread alone.
    pub(super) fn is(&self, token: usize) -> bool {
        self.0.load(Ordering::Relaxed) == token
    }

    /// Ends that of another thread than the one with this token, which is the only one there is.
    pub(super) fn release_if_foreign(&self, token: usize) {
        let owner = self.0.load(Ordering::Relaxed);
        // Most stripes have no owner; writing to those would copy their page.
        if owner != 0 && owner != token {
            self.disown();
        }
    }
}
