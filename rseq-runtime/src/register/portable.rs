//! Targets without sections: every thread is told at the first question that there is no rseq.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;

use super::{Because, Decision, RegisteredBy, Stripes};
use crate::abi::Rseq;

/// The address of a thread-local byte.
#[inline]
pub(super) fn thread_pointer() -> usize {
    std::thread_local! {
        static HERE: u8 = const { 0 };
    }
    // Without a destructor it can be used until the thread is gone.
    HERE.with(|here| core::ptr::from_ref(here).addr())
}

#[inline]
pub(super) fn thread_token() -> usize {
    thread_pointer()
}

/// An area for everybody: nothing writes it, since no index is below the 0 of `FAST.cpus`.
struct Nobody(UnsafeCell<MaybeUninit<Rseq>>);

// SAFETY: nothing writes to it.
unsafe impl Sync for Nobody {}

static NOBODY: Nobody = Nobody(UnsafeCell::new(MaybeUninit::zeroed()));

#[inline]
pub(super) fn area() -> *mut Rseq {
    NOBODY.0.get().cast()
}

pub(super) fn examine(stripes: Stripes) -> Decision {
    Decision {
        stripes,
        feature_size: 0,
        registered_by: RegisteredBy::Restartable,
        because: Some(BECAUSE),
    }
}

/// Why there is no rseq.
const BECAUSE: Because = if cfg!(miri) {
    Because::Miri
} else if cfg!(restartable_fallback) {
    Because::Forced
} else {
    Because::UnsupportedTarget
};

pub(super) fn prepare(_decision: Decision) {}

pub(super) fn register() -> Result<(), Because> {
    Err(BECAUSE)
}
