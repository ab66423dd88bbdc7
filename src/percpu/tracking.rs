//! Whether a slot counts its commits: [`Tracked`] and [`Untracked`].

use core::sync::atomic::AtomicUsize;

/// Whether the slots of a [`PerCpu`](crate::PerCpu) have an event: a count of their commits, which
/// every commit compares and advances. Sealed: [`Tracked`] or [`Untracked`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a way to track the commits of a `PerCpu`",
    label = "expected `Tracked` or `Untracked`"
)]
pub trait Tracking: sealed::Sealed + 'static {
    /// Slots have an event.
    const TRACKED: bool;

    /// What lies before the value of each slot.
    #[doc(hidden)]
    type Event: Default;
}

/// Every commit first shows that **no other commit has been made on the slot since the preparation
/// started**: what the preparation read from words that only sequences on this slot change is still
/// true. There is no ABA and no lost update. Costs eight bytes a slot.
///
/// The event is as wide as a register. Where that is 64 bits it never comes round; on 32-bit targets
/// a commit goes through wrongly if exactly a multiple of 2<sup>31</sup> commits were made on the
/// slot during its preparation.
#[derive(Debug)]
pub enum Tracked {}

/// Commits show only that the thread is still on the CPU of its slot and was not interrupted since
/// the **section** started. What the preparation read may have changed; what the section reads
/// (`+=`, [`fetch!`](crate::fetch), [`check!`](crate::check)) may not. For slots that are not read
/// before they are written, such as counters: a slot takes the room of its value and nothing more.
#[derive(Debug)]
pub enum Untracked {}

impl Tracking for Tracked {
    const TRACKED: bool = true;
    type Event = Event;
}

impl Tracking for Untracked {
    const TRACKED: bool = false;
    type Event = ();
}

/// A count of commits: one machine word, in eight bytes on every target, so that a slot's value lies
/// at the same place for 32-bit and 64-bit processes. On little-endian machines a 32-bit process
/// counts in the low half of what is one word to a 64-bit one.
#[derive(Default, Debug)]
#[repr(C)]
pub struct Event {
    word: AtomicUsize,
    #[cfg(target_pointer_width = "32")]
    high: u32,
}

const _: () = assert!(size_of::<Event>() == 8);

impl Event {
    /// The word that sections compare and advance.
    pub(crate) fn word(&self) -> &AtomicUsize {
        &self.word
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Tracked {}
    impl Sealed for super::Untracked {}
}
