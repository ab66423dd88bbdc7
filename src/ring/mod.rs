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
use record::{Circle, Draft, Unstamped, words_of};

/// A ring of bytes for each CPU, for records of any length up to [`MAX_RECORD`](Self::MAX_RECORD):
/// what a tracer writes to.
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
/// words. 16 bytes took 31 ns on an AMD Zen 3 machine, with one thread and with eight on its two CPUs,
/// and 25 more for the time, unless [`with_clock`](Self::with_clock) gives a faster clock
/// (`cargo bench --bench rings`; a `Mutex<VecDeque>` took 10 with one thread, 11 to 150 with eight).
/// Overwriting, about one push in `capacity / 16` bytes (4 KiB at most) takes another sequence, and
/// reads the lengths of the records that it gives up.
///
/// # Memory
///
/// A ring takes its capacity for each of [`PerCpu::len`] slots. Rings of 128 KiB and more usually come
/// from fresh pages, which take no memory before a CPU first writes to them. A record takes its bytes,
/// rounded up to words, and three words (on 32-bit targets four).
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
    /// The record is longer than [`Ring::MAX_RECORD`] or than the ring. The reader is not told.
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

/// What one sequence does.
struct Plan<'r> {
    /// Where the record goes: nowhere if there is no room.
    to: [&'r [Word<usize>]; 2],
    /// What goes there, its lengths those of `to`.
    from: [&'r [usize]; 2],
    /// The word that the commit changes.
    place: &'r Word<usize>,
    value: usize,
    outcome: Outcome,
}

/// What a commit has decided.
enum Outcome {
    /// The record is in the ring.
    Published,
    /// The oldest records are not.
    MadeRoom,
    /// The record's number is used up.
    Dropped,
}

impl Ring {
    /// The most bytes that a record has, if the ring is large enough.
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
        let words = bytes.div_ceil(size_of::<usize>()).max(LEAST_WORDS).next_power_of_two();
        let slots: PerCpu<Slot> =
            PerCpu::new(|_| Slot { head: Word::new(0), tail: Word::new(0), words: zeroed(words) });
        let read = slots.iter().map(|_| Read::default()).collect();
        let cursors = slots.iter().map(|_| Cursor::default()).collect();
        Self { slots, read, cursors: Mutex::new(cursors), when_full, clock }
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
        loop {
            let outcome = rseq!(self.slots, |slot, index| {
                let Some(plan) = self.plan(slot, index, &mut record) else {
                    return Err(PushError::TooLong);
                };
                stage_copy!(plan.to[0], plan.from[0]);
                stage_copy!(plan.to[1], plan.from[1]);
                commit!(plan.place = plan.value, Release);
                Ok(plan.outcome)
            })?;
            match outcome {
                Outcome::Published => return Ok(()),
                Outcome::MadeRoom => {}
                Outcome::Dropped => return Err(PushError::Full),
            }
        }
    }

    /// What to commit on this slot as it is now. If it changes meanwhile, the numbers may be wrong,
    /// and nothing comes of it.
    #[inline(always)]
    fn plan<'r>(
        &self,
        slot: &'r Slot,
        index: u32,
        record: &'r mut Unstamped<'_>,
    ) -> Option<Plan<'r>> {
        let circle = Circle(&slot.words);
        let head = slot.head.get();
        let size = record.size();
        if size >= circle.len() {
            return None;
        }
        let nothing = Plan {
            to: [&[], &[]],
            from: [&[], &[]],
            place: &slot.head,
            value: head,
            outcome: Outcome::Dropped,
        };
        let tail = match self.when_full {
            WhenFull::Overwrite => slot.tail.get(),
            // What the reader has copied before it said so may be written over after this.
            WhenFull::Drop => self.read[index as usize].0.load(Ordering::Acquire),
        };
        // The number of the next record is written together with this one.
        let room = circle.len().wrapping_sub(head.wrapping_sub(tail));
        if room > size {
            if self.when_full == WhenFull::Overwrite {
                // A reader that copies what the section stores sees afterwards where the ring now
                // begins. That was committed on this CPU, before this.
                fence(Ordering::Release);
            }
            let words = record.stamp(circle.sequence(head), self.clock.now());
            let to = circle.range(head.wrapping_add(1), words.len());
            let (first, second) = words.split_at(to[0].len());
            let value = head.wrapping_add(size);
            let from = [first, second];
            return Some(Plan { to, from, value, outcome: Outcome::Published, ..nothing });
        }
        if self.when_full == WhenFull::Drop {
            let value = circle.sequence(head).wrapping_add(1);
            return Some(Plan { place: circle.at(head), value, ..nothing });
        }
        let value = give_up(circle, tail, head, size + 1 - room);
        Some(Plan { place: &slot.tail, value, outcome: Outcome::MadeRoom, ..nothing })
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
    pub fn try_reader(&self) -> Option<Reader<'_, C>> {
        match self.cursors.try_lock() {
            Ok(cursors) => Some(Reader::new(self, cursors)),
            Err(TryLockError::Poisoned(error)) => Some(Reader::new(self, error.into_inner())),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// How many bytes the ring of a CPU has.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.slots.get(0).map_or(0, |slot| size_of_val(&*slot.words))
    }

    /// What happens to records when a ring is full.
    #[must_use]
    pub fn when_full(&self) -> WhenFull {
        self.when_full
    }

    /// How many rings there are: one for each slot of a [`PerCpu`].
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
#[cold]
fn give_up(circle: Circle<'_>, tail: usize, head: usize, least: usize) -> usize {
    let goal = least.max((circle.len() / 16).min(MOST_GIVEN_UP));
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
