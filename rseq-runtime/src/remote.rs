//! Remote access: a thread gets the slot of another CPU for itself.
//!
//! Sections take no lock, so a thread that wants a slot has to turn them away and wait until those
//! that are under way have ended. The first is the **frozen** bit of the slot's event, which makes
//! the compare of a section fail; the second depends on the stripe:
//!
//! - On a **CPU's** stripe the barrier of [`membarrier`](crate::membarrier) aborts them. A section
//!   that had already compared the event may have overwritten the bit before that, so the bit is
//!   looked at again: see [`freeze`].
//! - On a **reserved** stripe a section runs while its thread owns the stripe. The bit is set by
//!   the stripe's owner: see [`freeze_reserved`].
//! - On the **overflow** stripe a section runs under the lock, and so the bit is set: see
//!   [`freeze_overflow`].
//!
//! [`thaw`] gives a slot back, on whatever stripe.

use core::sync::atomic::{AtomicUsize, Ordering};

use crate::exclusive::StripeHeader;

#[path = "remote/event.rs"]
mod event;

pub use crate::exclusive::pause;
pub use event::{AT_ONCE, FROZEN, freeze, thaw};

/// Why a slot of an exclusive stripe was not frozen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Busy {
    /// Another thread has frozen it, or runs a preparation on its stripe.
    Held,
    /// The calling thread was interrupted by a signal in a section on this stripe.
    Interrupted,
}

/// Freezes a slot on a reserved stripe; `wait` for it if need be.
///
/// # Errors
///
/// `Held` unless `wait`, and `Interrupted`, which waiting does not change.
pub fn freeze_reserved(
    event: &AtomicUsize,
    header: &StripeHeader,
    token: usize,
    wait: bool,
) -> Result<(), Busy> {
    let mut turns = 0;
    loop {
        if header.try_own(token) {
            // Sections on the stripe are its owner's, so none is under way, and what the last one
            // did is seen.
            let frozen = event::mark(event).is_some();
            header.disown();
            if frozen {
                return Ok(());
            }
        } else if header.is_owned_by(token) {
            if header.in_section() {
                return Err(Busy::Interrupted);
            }
            // An attempt of this thread is in its preparation, which called this or was interrupted
            // by a handler that does. Its section has not compared the event.
            if event::mark(event).is_some() {
                return Ok(());
            }
        }
        if !wait {
            return Err(Busy::Held);
        }
        pause(turns);
        turns += 1;
    }
}

/// Freezes a slot on the overflow stripe; `wait` for it if need be.
///
/// # Errors
///
/// `Held` unless `wait`.
pub fn freeze_overflow(
    event: &AtomicUsize,
    header: &StripeHeader,
    token: usize,
    wait: bool,
) -> Result<(), Busy> {
    let mut turns = 0;
    loop {
        header.lock(token);
        let frozen = event::mark(event).is_some();
        // SAFETY: locked just now.
        unsafe { header.unlock() };
        match (frozen, wait) {
            (true, _) => return Ok(()),
            (false, false) => return Err(Busy::Held),
            (false, true) => pause(turns),
        }
        turns += 1;
    }
}
