//! All interleavings, and all that the memory model allows, of the protocols that no processor at
//! hand shows in full: the ownership of exclusive stripes, the event of an attempt, and remote access.
//!
//! The owner word and the frozen bit are the crate's own source, compiled against loom's atomics. Each property has its
//! negative controls: the same model with one thing taken out has to fail.

#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(restartable_guest)))]

mod event;
mod ownership;
mod remote;

use loom::sync::atomic::{AtomicUsize, Ordering};

/// Lets the other threads of the model run.
fn pause(_turns: u32) {
    loom::thread::yield_now();
}

#[path = "../../src/remote/event.rs"]
mod frozen;
#[path = "../../src/exclusive/owner.rs"]
mod owner;

/// How a stripe gets its owner.
trait Ownership: Send + Sync + 'static {
    fn new() -> Self;
    fn try_own(&self, token: usize) -> bool;
    fn own(&self, token: usize);
    fn disown(&self);
}

/// The crate's.
impl Ownership for owner::Owner {
    fn new() -> Self {
        Self::new()
    }

    fn try_own(&self, token: usize) -> bool {
        self.try_own(token)
    }

    fn own(&self, token: usize) {
        self.own(token);
    }

    fn disown(&self) {
        self.disown();
    }
}
