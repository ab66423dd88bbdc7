//! `Ring`: against a plain model, under stress with conservation, and what readers are promised.

#[path = "../common/mod.rs"]
mod common;

#[cfg(not(any(restartable_guest, miri)))]
mod model;
mod promises;
#[cfg(not(miri))]
mod stress;

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Without rseq a thread takes the exclusive stripe that it likes best, unless another thread has it:
/// a test that counts on one slot runs alone in this process.
static TESTS: RwLock<()> = RwLock::new(());

/// Pins the thread to one CPU, on which nobody else uses sequences.
pub fn alone() -> RwLockWriteGuard<'static, ()> {
    let guard = TESTS.write().unwrap_or_else(PoisonError::into_inner);
    common::pin(common::cpus()[0]);
    guard
}

/// Runs beside other tests.
pub fn beside() -> RwLockReadGuard<'static, ()> {
    TESTS.read().unwrap_or_else(PoisonError::into_inner)
}

/// A record whose bytes follow from its number: `len` of them, checked by [`check`].
pub fn make(number: u64, len: usize) -> Vec<u8> {
    let mut bytes = number.to_le_bytes().to_vec();
    let mut random = common::Random::new(number);
    bytes.extend((8..len.max(8)).map(|_| random.next().to_le_bytes()[3]));
    bytes
}

/// The number of a record that is whole.
#[track_caller]
pub fn check(bytes: &[u8]) -> u64 {
    let number = u64::from_le_bytes(bytes[..8].try_into().unwrap());
    assert!(bytes == make(number, bytes.len()), "a torn record: {}", bytes.escape_ascii());
    number
}
