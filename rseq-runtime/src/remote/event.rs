//! The frozen bit of an event.
//!
//! `tests/loom` compiles this file, too, against loom's atomics, and tries all interleavings: so it
//! takes what differs from its parent module.

use super::{AtomicUsize, Ordering};

/// The bit of an event that says that a thread has the slot for itself. A commit adds 2.
pub const FROZEN: usize = 1;

/// So many slots can be frozen at once.
pub const AT_ONCE: usize = 64;

/// Sets the bit. What the event is now, or `None` if somebody else has set it: then nothing was
/// written, which would take the line away from whoever has the slot.
pub(super) fn mark(event: &AtomicUsize) -> Option<usize> {
    let mut before = event.load(Ordering::Relaxed);
    while before & FROZEN == 0 {
        let marked = before | FROZEN;
        match event.compare_exchange(before, marked, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(_) => return Some(marked),
            Err(now) => before = now,
        }
    }
    None
}

/// Whether an event is still as [`mark`] left it, so that no section has overwritten the bit.
///
/// The bit alone does not say so: a section may have overwritten it, and then another thread may
/// have set it, which has the slot now. The number next to it tells: only a commit changes that, and
/// it never comes back.
fn is_marked(event: &AtomicUsize, marked: usize) -> bool {
    event.load(Ordering::Acquire) == marked
}

/// Takes a mark back after which there was no barrier, so that a section may still be under way.
fn unmark(event: &AtomicUsize, marked: usize) {
    // If this fails a section has overwritten the mark, and that was all there was of it.
    let _ = event.compare_exchange(marked, marked & !FROZEN, Ordering::AcqRel, Ordering::Relaxed);
}

/// Ends what [`freeze`] began: sequences use the slot again, and see what was written to it.
///
/// Whatever they had prepared before does not commit: to them it looks like a commit.
pub fn thaw(event: &AtomicUsize) {
    // The bit is there, except in the negative controls, which are to lose updates and not to hang.
    let frozen = event.load(Ordering::Relaxed) | FROZEN;
    // From `n + FROZEN` to `n + 2`. Pairs with the acquire load at the beginning of an attempt.
    event.store(frozen.wrapping_add(FROZEN), Ordering::Release);
}

/// Freezes the slots with these events, at most [`AT_ONCE`], by one barrier as a rule.
///
/// `barrier` aborts the sections on these slots that are under way. `held` is called with the number
/// of earlier calls when somebody else has one of the slots, to wait a little; it returns an error
/// not to wait.
///
/// Threads that freeze several slots cannot wait for each other in a circle: nobody waits for a
/// slot while having one that comes later.
///
/// # Errors
///
/// Those of `barrier` and `held`. Then no slot is frozen.
pub fn freeze<'e, E>(
    count: usize,
    event: impl Fn(usize) -> &'e AtomicUsize,
    mut barrier: impl FnMut() -> Result<(), E>,
    mut held: impl FnMut(u32) -> Result<(), E>,
) -> Result<(), E> {
    let mut marks = Marks { of: [0; AT_ONCE], sure: 0 };
    let mut begin = 0;
    loop {
        let result = marks.set(begin..count, &event, &mut held).and_then(|()| barrier());
        if let Err(error) = result {
            marks.give_back(0..count, &event);
            return Err(error);
        }
        match marks.confirm(begin..count, &event) {
            None => return Ok(()),
            Some(lost) => begin = lost,
        }
    }
}

/// What the slots' events were after this thread had marked them.
struct Marks {
    /// 0 where it has not: a mark is odd.
    of: [usize; AT_ONCE],
    /// A bit for each slot that this thread has for sure: it was still marked after a barrier.
    sure: u64,
}

impl Marks {
    /// Marks those slots that are not marked.
    fn set<'e, E>(
        &mut self,
        slots: core::ops::Range<usize>,
        event: &impl Fn(usize) -> &'e AtomicUsize,
        held: &mut impl FnMut(u32) -> Result<(), E>,
    ) -> Result<(), E> {
        for at in slots.clone() {
            let mut turns = 0;
            while self.of[at] == 0 {
                if let Some(marked) = mark(event(at)) {
                    self.of[at] = marked;
                } else {
                    // Whoever has it may be waiting for one of these.
                    self.give_back(at + 1..slots.end, event);
                    held(turns)?;
                    turns += 1;
                }
            }
        }
        Ok(())
    }

    /// Gives back those slots that are marked.
    fn give_back<'e>(
        &mut self,
        slots: core::ops::Range<usize>,
        event: &impl Fn(usize) -> &'e AtomicUsize,
    ) {
        for at in slots {
            match core::mem::take(&mut self.of[at]) {
                0 => {}
                _ if self.sure & 1 << at != 0 => thaw(event(at)),
                marked => unmark(event(at), marked),
            }
            self.sure &= !(1 << at);
        }
    }

    /// After a barrier: makes sure which slots this thread has. The first that it has not.
    fn confirm<'e>(
        &mut self,
        slots: core::ops::Range<usize>,
        event: &impl Fn(usize) -> &'e AtomicUsize,
    ) -> Option<usize> {
        let mut lost = None;
        for at in slots {
            if is_marked(event(at), self.of[at]) || cfg!(restartable_control = "recheck") {
                self.sure |= 1 << at;
            } else {
                self.of[at] = 0;
                lost = lost.or(Some(at));
            }
        }
        lost
    }
}
