//! Tracing: a ring of bytes for each CPU, which threads append records to and one reader empties.
//!
//! See [`Ring`].

use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering, fence};
use std::sync::{Mutex, PoisonError, TryLockError};

use crate::{PerCpu, Word, rseq};

mod clock;
mod reader;
mod record;

pub use clock::{Clock, Monotonic};
pub use reader::{Reader, Record};

use reader::Cursor;
use record::{Circle, Draft, SPILL, words_of};

/// A ring of bytes for each CPU, for records of up to 2048 bytes each ([`MAX_RECORD`](Self::MAX_RECORD)),
/// of whatever lengths: what a tracer writes to.
///
/// [`push`](Self::push) appends a record to the ring of the CPU that the thread is on, without a
/// lock and without an atomic instruction, from any thread and from signal handlers. It gives the
/// record a number, counted up on each CPU, and a time. A [`Reader`] takes the records out while
/// others are written, each exactly once and as a whole, CPU by CPU or in the order of their
/// times, **and tells how many were lost**, exactly: the numbers of those that it gets and of those that
/// are lost have no gap.
///
/// ```
/// use restartable::ring::{Ring, WhenFull};
///
/// let ring = Ring::new(64 * 1024, WhenFull::Overwrite);
/// std::thread::scope(|scope| {
///     for thread in 0..4_u8 {
///         let ring = &ring;
///         scope.spawn(move || (0..10).for_each(|at| ring.push(&[thread, at]).unwrap()));
///     }
/// });
///
/// let mut reader = ring.reader();
/// let mut sum = 0;
/// let read = reader.drain(|record| sum += u32::from(record.bytes[1]));
/// assert_eq!((read, sum, reader.lost()), (40, 4 * 45, 0));
/// ```
///
/// # When it is full
///
/// [`WhenFull::Drop`] keeps what is there, and what comes is lost: the record's number is used
/// up by a commit, so that the next record shows the gap. [`WhenFull::Overwrite`] gives up the
/// oldest records: first a commit moves the beginning of the ring, a few kilobytes at a time, and
/// only then are the records behind it written over. So the reader, which looks at the beginning
/// again when it has copied a record, knows whether that one was still whole.
///
/// # Cost
///
/// A push is one sequence, which copies the record twice: onto the stack, and into the ring in whole
/// words. 16 bytes took 24 ns on an AMD Zen 3 machine, and 26 with eight threads on its two CPUs, and another 18
/// to 28 for the time, unless [`with_clock`](Self::with_clock) gives a faster clock
/// (`cargo bench --bench rings`; a `Mutex<VecDeque>` took 6 with one thread, 104 with eight).
/// Overwriting, about one push in `capacity / 16` bytes (4 KiB at most) takes another sequence, and
/// reads the lengths of the records that it gives up.
///
/// # Memory
///
/// A ring takes its capacity and room for one of the longest records, for each of [`PerCpu::len`]
/// slots. Rings of 128 KiB and more usually come from fresh pages, which take no memory before a
/// CPU first writes to them. A record takes its bytes, rounded up to words, and three words (on
/// 32-bit targets four).
///
/// Making and dropping a ring calls the global allocator, and so does a reader, for a copy of the
/// longest record that it has met. [`push`](Self::push) never does.
///
/// # When not to use it
///
/// - As a queue: there is no order between CPUs but that of the times, and nobody waits for anybody.
/// - For records that must not be lost: `Drop` loses them when the reader is late.
/// - For a few records a second: a `Mutex<Vec<_>>` is simpler and has one order.
///
/// # Limits
///
/// On 32-bit targets a reader that comes back after exactly 2^32 records or words on one CPU misses
/// that they were there. A child of `fork` can go on pushing; whether it can read depends on
/// whether the parent had a reader then.
pub struct Ring<C = Monotonic> {
    slots: PerCpu<Slot>,
    /// How far the reader is in each slot: what is before may be written over. Not in the slots, whose
    /// memory only their own CPU writes to.
    read: Box<[Read]>,
    cursors: Mutex<Box<[Cursor]>>,
    /// How many words each ring has: a power of two.
    len: usize,
    when_full: WhenFull,
    clock: C,
}

/// A CPU's ring. Positions count words and never come back; the record at `tail` is the oldest, and
/// at `head` comes the next, whose number stands there already.
struct Slot {
    head: Word<usize>,
    /// Where the oldest record begins that may not be written over yet. Stays 0 if there is a
    /// reader to wait for.
    tail: Word<usize>,
    /// The ring, and room for what the last record before its end has beyond that.
    words: Box<[Word<usize>]>,
}

/// On a line of its own: the reader writes it, and a CPU reads it at every push.
#[repr(align(128))]
#[derive(Default)]
struct Read(AtomicUsize);

/// What a [`Ring`] does with a record when there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// The oldest records are lost: a flight recorder.
    Overwrite,
    /// The new record is lost.
    Drop,
}

/// Why a record was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PushError {
    /// There was no room, and the ring drops records then. The reader is told.
    Full,
    /// The record is longer than 2048 bytes ([`Ring::MAX_RECORD`]), or than the ring with the three
    /// words (on 32-bit targets four) that stand before the bytes. It never had a number, so the reader
    /// is not told, and [`lost`](Reader::lost) does not count it: this error is all there is of it.
    TooLong,
}

impl fmt::Display for PushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "the ring is full",
            Self::TooLong => "the record is too long for the ring",
        })
    }
}

impl core::error::Error for PushError {}

/// The least words that a ring has.
const LEAST_WORDS: usize = 16;

/// The most words that are given up at once.
const MOST_GIVEN_UP: usize = 4096 / size_of::<usize>();

impl Ring {
    /// The most bytes that a record has: 2048, if the ring is large enough. More are refused as
    /// [`PushError::TooLong`]: a record is copied in one section, which should not take long, and lies
    /// on the stack before.
    pub const MAX_RECORD: usize = record::MAX_BYTES;

    /// A ring of so many bytes for each CPU, rounded up to a power of two.
    ///
    /// # Panics
    ///
    /// As [`PerCpu::new`] does, and if a ring of this size cannot be allocated.
    #[must_use]
    pub fn new(bytes: usize, when_full: WhenFull) -> Self {
        Self::with_clock(bytes, when_full, Monotonic)
    }
}

impl<C: Clock> Ring<C> {
    /// The same with a clock of your own, which gives each record its time.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    /// use restartable::ring::{Ring, WhenFull};
    ///
    /// let frame = AtomicU64::new(17);
    /// let ring = Ring::with_clock(4096, WhenFull::Drop, || frame.load(Relaxed));
    /// ring.push(b"drawn").unwrap();
    /// ring.reader().drain(|record| assert_eq!(record.time, 17));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`new`](Ring::new) does.
    #[must_use]
    pub fn with_clock(bytes: usize, when_full: WhenFull, clock: C) -> Self {
        let len = bytes.div_ceil(size_of::<usize>()).max(LEAST_WORDS).next_power_of_two();
        let slots: PerCpu<Slot> = PerCpu::new(|_| Slot {
            head: Word::new(0),
            tail: Word::new(0),
            words: zeroed(len + SPILL),
        });
        let read = slots.iter().map(|_| Read::default()).collect();
        let cursors = slots.iter().map(|_| Cursor::default()).collect();
        Self { slots, read, cursors: Mutex::new(cursors), len, when_full, clock }
    }

    /// Appends a record with these bytes to this CPU's ring.
    ///
    /// # Errors
    ///
    /// See [`PushError`].
    #[inline]
    pub fn push(&self, bytes: &[u8]) -> Result<(), PushError> {
        self.push_parts(&[bytes])
    }

    /// Appends a record with these bytes, one part behind the other.
    ///
    /// ```
    /// use restartable::ring::{Ring, WhenFull};
    ///
    /// let ring = Ring::new(4096, WhenFull::Overwrite);
    /// ring.push_parts(&[&7_u32.to_le_bytes(), b"name"]).unwrap();
    /// ring.reader().drain(|record| assert_eq!(record.bytes, b"\x07\0\0\0name"));
    /// ```
    ///
    /// # Errors
    ///
    /// See [`PushError`].
    #[inline]
    pub fn push_parts(&self, parts: &[&[u8]]) -> Result<(), PushError> {
        let mut draft = Draft::new();
        let Some(mut record) = draft.fill(parts) else {
            return Err(PushError::TooLong);
        };
        let size = record.size();
        if size >= self.len {
            return Err(PushError::TooLong);
        }
        loop {
            let pushed = rseq!(self.slots, |slot, index| -> bool {
                let circle = self.circle(slot);
                let head = slot.head.get();
                // The number of the next record is written together with this one.
                if circle.room(self.oldest(slot, index), head) <= size {
                    return false;
                }
                if self.when_full == WhenFull::Overwrite {
                    // A reader that copies what the section stores sees afterwards where the ring now
                    // begins. That was committed on this CPU, before this.
                    fence(Ordering::Release);
                }
                let behind = head.wrapping_add(size);
                let next = circle.sequence(head).wrapping_add(1);
                let words = record.stamp(self.clock.now());
                stage_copy!(circle.behind_number(head, words.len()), words);
                stage!(circle.at(behind) = next);
                commit!(slot.head = behind, Release);
                true
            });
            if pushed {
                return Ok(());
            }
            self.make_room(size)?;
        }
    }

    /// Gives up the oldest records of this CPU, or the new one with the number that it would have had,
    /// unless there is room for so many words and the number behind them.
    #[cold]
    fn make_room(&self, size: usize) -> Result<(), PushError> {
        rseq!(self.slots, |slot, index| {
            let (circle, head, oldest) =
                (self.circle(slot), slot.head.get(), self.oldest(slot, index));
            let room = circle.room(oldest, head);
            if room > size {
                return Ok(());
            }
            let (place, value, outcome) = match self.when_full {
                WhenFull::Overwrite => {
                    (&slot.tail, give_up(circle, oldest, head, size + 1 - room), Ok(()))
                }
                WhenFull::Drop => {
                    let used_up = circle.sequence(head).wrapping_add(1);
                    (circle.at(head), used_up, Err(PushError::Full))
                }
            };
            commit!(place = value, Release);
            outcome
        })
    }

    /// Where the oldest record of a slot begins that may not be written over.
    #[inline(always)]
    fn oldest(&self, slot: &Slot, index: u32) -> usize {
        match self.when_full {
            WhenFull::Overwrite => slot.tail.get(),
            // What the reader has copied before it said so may be written over after this.
            WhenFull::Drop => self.read[index as usize].0.load(Ordering::Acquire),
        }
    }
}

impl<C> Ring<C> {
    /// Takes the records out; waits until no other reader does.
    ///
    /// Where a reader begins is where the one before it ended.
    pub fn reader(&self) -> Reader<'_, C> {
        // A reader that has panicked has left the cursors as they were between two records.
        Reader::new(self, self.cursors.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The same, if there is no other reader now.
    #[must_use]
    pub fn try_reader(&self) -> Option<Reader<'_, C>> {
        match self.cursors.try_lock() {
            Ok(cursors) => Some(Reader::new(self, cursors)),
            Err(TryLockError::Poisoned(error)) => Some(Reader::new(self, error.into_inner())),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    #[inline(always)]
    fn circle<'r>(&self, slot: &'r Slot) -> Circle<'r> {
        Circle { words: &slot.words, len: self.len }
    }

    /// How many bytes the ring of a CPU has.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.len * size_of::<usize>()
    }

    /// What happens to records when a ring is full.
    #[must_use]
    pub fn when_full(&self) -> WhenFull {
        self.when_full
    }

    /// How many rings there are, not how many records: one for each slot of a [`PerCpu`].
    #[expect(clippy::len_without_is_empty)] // there is always one
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// How many of the rings are those of CPUs: the first ones.
    #[must_use]
    pub fn cpus(&self) -> usize {
        self.slots.cpus()
    }
}

impl<C> fmt::Debug for Ring<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ring")
            .field("when_full", &self.when_full)
            .field("capacity", &self.capacity())
            .finish_non_exhaustive()
    }
}

/// Where the ring begins when the oldest records have been given up: `least` words of them, and a
/// sixteenth of the ring, so that few pushes do this.
fn give_up(circle: Circle<'_>, tail: usize, head: usize, least: usize) -> usize {
    let goal = least.max((circle.len / 16).min(MOST_GIVEN_UP));
    let mut at = tail;
    // Ends whatever the lengths are: another thread may be writing over them.
    while at != head && at.wrapping_sub(tail) < goal {
        at = at.wrapping_add(circle.size(at));
    }
    at
}

/// So many words in memory that nobody has touched.
fn zeroed(words: usize) -> Box<[Word<usize>]> {
    let words = Box::into_raw(vec![0_usize; words].into_boxed_slice());
    // SAFETY: from a box just now; a `Word<usize>` is a `usize` in a transparent wrapper.
    unsafe { Box::from_raw(words as *mut [Word<usize>]) }
}

const _: () = assert!(words_of(0) < LEAST_WORDS);
