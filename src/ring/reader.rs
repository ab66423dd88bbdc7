//! The reader: takes records out of all slots while they are written.

use core::cmp::Reverse;
use core::fmt;
use core::sync::atomic::{Ordering, fence};
use std::collections::BinaryHeap;
use std::sync::MutexGuard;

use super::record::words_of;
use super::{Ring, Slot, WhenFull};

/// The only reader of a [`Ring`] at a time; made by [`Ring::reader`].
///
/// It copies each record before it hands it out. The next record that fits into a full
/// [`WhenFull::Drop`] ring does so as soon as the oldest one has been copied.
///
/// It holds a lock of the standard library, and so is not `Send`: a reader is used and dropped in the
/// thread that made it. Another thread makes one of its own afterwards, and goes on where this one ended.
#[must_use = "a reader keeps others out until it is dropped"]
pub struct Reader<'r, C> {
    ring: &'r Ring<C>,
    cursors: MutexGuard<'r, Box<[Cursor]>>,
}

/// How far the reader is in one slot. Outlives readers.
#[derive(Default)]
pub(super) struct Cursor {
    /// Where the next record to copy begins.
    position: usize,
    /// The number that it has if none is lost.
    expected: usize,
    /// How many were lost so far.
    lost: u64,
    /// The record copied and not handed out yet.
    copied: Option<Copied>,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Copied {
    sequence: usize,
    time: u64,
    lost: usize,
}

/// A record of a [`Ring`].
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record<'a> {
    /// The slot that it was written on: below [`Ring::cpus`], the number of the CPU.
    pub index: u32,
    /// Its number on this slot, counted from 0, those lost included.
    pub sequence: usize,
    /// What the clock said.
    pub time: u64,
    /// How many records of this slot were lost between the one handed out before and this one.
    pub lost: usize,
    /// What was pushed.
    pub bytes: &'a [u8],
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("index", &self.index)
            .field("sequence", &self.sequence)
            .field("time", &self.time)
            .field("lost", &self.lost)
            .field("bytes", &format_args!("\"{}\"", self.bytes.escape_ascii()))
            .finish()
    }
}

impl<'r, C> Reader<'r, C> {
    pub(super) fn new(ring: &'r Ring<C>, cursors: MutexGuard<'r, Box<[Cursor]>>) -> Self {
        Self { ring, cursors }
    }

    /// Hands out the records that there are, ordered by their times, and returns how many.
    ///
    /// What is written after the call began may be left to the next call, so it ends however much is
    /// written. A record can have an earlier time than one that an earlier call has handed out: its
    /// writer had read the clock then, and not committed yet.
    ///
    /// If `each` panics, the record that it was called with is gone, and no other.
    pub fn drain(&mut self, mut each: impl FnMut(Record<'_>)) -> usize {
        let ends: Vec<usize> = self.ring.slots.iter().map(|slot| slot.head.get_acquire()).collect();
        // The record of each slot whose turn comes next, the earliest first.
        let mut next = BinaryHeap::with_capacity(ends.len());
        for (index, &end) in ends.iter().enumerate() {
            next.extend(self.copy(index, Some(end)).map(|time| Reverse((time, index))));
        }
        let mut count = 0;
        while let Some(Reverse((_, index))) = next.pop() {
            self.hand_out(index).into_iter().for_each(&mut each);
            count += 1;
            next.extend(self.copy(index, Some(ends[index])).map(|time| Reverse((time, index))));
        }
        count
    }

    /// The oldest record of the slot with this index, if there is one.
    ///
    /// ```
    /// use restartable::ring::{Ring, WhenFull};
    ///
    /// let ring = Ring::new(4096, WhenFull::Drop);
    /// ring.push(b"one").unwrap();
    /// let mut reader = ring.reader();
    /// let mut seen = 0;
    /// for index in 0..ring.len() as u32 {
    ///     while let Some(record) = reader.next_of(index) {
    ///         assert_eq!((record.index, record.bytes), (index, &b"one"[..]));
    ///         seen += 1;
    ///     }
    /// }
    /// assert_eq!(seen, 1);
    /// ```
    pub fn next_of(&mut self, index: u32) -> Option<Record<'_>> {
        let index = index as usize;
        if index < self.cursors.len() {
            self.copy(index, None)?;
        }
        self.hand_out(index)
    }

    /// How many records were lost in all, by all readers of this ring: those before the last record
    /// that was copied, and those that were dropped after it.
    ///
    /// When nobody is writing and all is read, this and the records that were read make up all that
    /// were pushed and not refused as too long.
    #[must_use]
    pub fn lost(&self) -> u64 {
        (0..self.cursors.len()).map(|index| self.lost_at(index)).sum()
    }

    /// The same for the slot with this index; 0 if there is none.
    #[must_use]
    pub fn lost_of(&self, index: u32) -> u64 {
        if (index as usize) < self.cursors.len() { self.lost_at(index as usize) } else { 0 }
    }

    fn lost_at(&self, index: usize) -> u64 {
        let cursor = &self.cursors[index];
        let slot = self.slot(index);
        let head = slot.head.get_acquire();
        // Behind the last record stands the number of the next one, which goes up with each that is
        // dropped. Nobody writes over it before the reader has come there.
        let dropped = if self.ring.when_full == WhenFull::Drop && cursor.position == head {
            self.ring.circle(slot).sequence(head).wrapping_sub(cursor.expected)
        } else {
            0
        };
        cursor.lost + dropped as u64
    }

    fn slot(&self, index: usize) -> &'r Slot {
        let slot = u32::try_from(index).ok().and_then(|index| self.ring.slots.get(index));
        slot.expect("there are as many cursors as slots")
    }

    /// Takes a copied record out of its cursor.
    fn hand_out(&mut self, index: usize) -> Option<Record<'_>> {
        let cursor = self.cursors.get_mut(index)?;
        let Copied { sequence, time, lost } = cursor.copied.take()?;
        let index = u32::try_from(index).ok()?;
        Some(Record { index, sequence, time, lost, bytes: &cursor.bytes })
    }

    /// Copies the next record of a slot unless one is there already; its time. `None` if there is
    /// none, or none before `end`.
    fn copy(&mut self, index: usize, end: Option<usize>) -> Option<u64> {
        let slot = self.slot(index);
        let circle = self.ring.circle(slot);
        let cursor = &mut self.cursors[index];
        if let Some(copied) = cursor.copied {
            return Some(copied.time);
        }
        loop {
            // In this order: the head that is read is not before the tail.
            let tail = slot.tail.get_acquire();
            let head = slot.head.get_acquire();
            let behind = head.wrapping_sub(cursor.position);
            let overwrites = self.ring.when_full == WhenFull::Overwrite;
            if overwrites && behind > head.wrapping_sub(tail) {
                cursor.position = tail;
            }
            let at = cursor.position;
            let before = |end: usize| end.wrapping_sub(at).cast_signed() > 0;
            if at == head || !end.is_none_or(before) {
                return None;
            }
            let (sequence, time, len) = (circle.sequence(at), circle.time(at), circle.bytes(at));
            cursor.bytes.clear();
            circle.copy(at, len, &mut cursor.bytes);
            // Whoever has written over what was just copied had moved the tail before (`push_parts`), and
            // this load sees that.
            fence(Ordering::Acquire);
            if overwrites && slot.tail.get().wrapping_sub(tail) > at.wrapping_sub(tail) {
                continue;
            }
            let lost = sequence.wrapping_sub(cursor.expected);
            cursor.position = at.wrapping_add(words_of(len));
            cursor.expected = sequence.wrapping_add(1);
            cursor.lost += lost as u64;
            cursor.copied = Some(Copied { sequence, time, lost });
            if !overwrites {
                self.ring.read[index].0.store(cursor.position, Ordering::Release);
            }
            return Some(time);
        }
    }
}

impl<C> fmt::Debug for Reader<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("lost", &self.lost()).finish_non_exhaustive()
    }
}
