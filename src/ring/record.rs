//! How a record lies in a ring: its number, its time, its length, and its bytes, in whole words.

use core::mem::MaybeUninit;

use crate::Word;

/// The bytes of a word.
pub(super) const WORD: usize = size_of::<usize>();

/// The most bytes that a record has.
pub(super) const MAX_BYTES: usize = 2048;

/// The words of a time.
const TIME: usize = size_of::<u64>() / WORD;

/// How far to the right the words of a time have to go.
const SHIFTS: [u32; TIME] = {
    let mut shifts = [0; TIME];
    let mut word = 1;
    while word < TIME {
        shifts[word] = shifts[word - 1] + usize::BITS;
        word += 1;
    }
    shifts
};

/// Where in a record its length stands.
const LEN: usize = 1 + TIME;

/// The words before the bytes: number, time, length.
const HEADER: usize = LEN + 1;

/// The words of a record with so many bytes.
///
/// The first one, its number, stands there already: the record before it, or who dropped one, has
/// written it. And so each record ends with the word behind it, the number of the next.
#[inline(always)]
pub(super) const fn words_of(len: usize) -> usize {
    HEADER + len.div_ceil(WORD)
}

/// How far a record can go beyond the end of a ring: so that it is one piece, it does.
pub(super) const SPILL: usize = words_of(MAX_BYTES);

/// Room on the stack for what is copied of a record: a section copies whole words, and bytes in
/// memory of the caller's need not be aligned.
pub(super) struct Draft([MaybeUninit<usize>; words_of(MAX_BYTES) - 1]);

/// What is copied of a record: time, length and bytes. All but the time is there already.
pub(super) struct Unstamped<'d>(&'d mut [MaybeUninit<usize>]);

impl Draft {
    /// Nothing yet.
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self([const { MaybeUninit::uninit() }; words_of(MAX_BYTES) - 1])
    }

    /// A record with these bytes, one part behind the other; `None` if they are too many.
    #[inline(always)]
    pub(super) fn fill(&mut self, parts: &[&[u8]]) -> Option<Unstamped<'_>> {
        let mut len = 0_usize;
        for part in parts {
            len = len.saturating_add(part.len());
        }
        if len > MAX_BYTES {
            return None;
        }
        let words = &mut self.0[..words_of(len) - 1];
        // What the bytes do not fill of the last word; without any bytes that is the length itself.
        words[words_of(len) - 2].write(0);
        words[TIME].write(len);
        let mut to = words[TIME + 1..].as_mut_ptr().cast::<u8>();
        for part in parts {
            // SAFETY: all parts together are `len` bytes, which `words` has behind the length; the
            // caller's bytes do not lie in a draft that is borrowed mutably.
            unsafe {
                to.copy_from_nonoverlapping(part.as_ptr(), part.len());
                to = to.add(part.len());
            }
        }
        Some(Unstamped(words))
    }
}

impl Unstamped<'_> {
    /// How many words of a ring the record takes.
    #[inline(always)]
    pub(super) fn size(&self) -> usize {
        self.0.len() + 1
    }

    /// What goes into the ring behind the record's number.
    #[inline(always)]
    pub(super) fn stamp(&mut self, time: u64) -> &[usize] {
        for (word, shift) in self.0.iter_mut().zip(SHIFTS) {
            #[expect(clippy::cast_possible_truncation)] // the rest is in the next word
            word.write((time >> shift) as usize);
        }
        // SAFETY: `fill`, which alone makes one of these, has written the length and the bytes, the
        // last word of these as a whole before, and the lines above the time.
        unsafe { core::slice::from_raw_parts(self.0.as_ptr().cast(), self.0.len()) }
    }
}

/// The words of a slot, and positions in it, which never come back. A record begins within the ring
/// and may go on beyond its end. By their positions the words there are those at the ring's
/// beginning, which stay unused then: who may write to the ones may write to the others.
#[derive(Clone, Copy)]
pub(super) struct Circle<'r> {
    pub(super) words: &'r [Word<usize>],
    /// How many of them are the ring: a power of two.
    pub(super) len: usize,
}

impl<'r> Circle<'r> {
    /// How many words are free between the oldest record and the next one's place.
    #[inline(always)]
    pub(super) fn room(self, oldest: usize, head: usize) -> usize {
        self.len.wrapping_sub(head.wrapping_sub(oldest))
    }

    /// The first word of what is at a position: the number of a record.
    #[inline(always)]
    pub(super) fn at(self, position: usize) -> &'r Word<usize> {
        &self.words[position & (self.len - 1)]
    }

    /// So many words behind the number of the record at a position, at most [`SPILL`].
    #[inline(always)]
    pub(super) fn behind_number(self, position: usize, len: usize) -> &'r [Word<usize>] {
        &self.words[(position & (self.len - 1)) + 1..][..len]
    }

    /// A word of the record at a position.
    #[inline(always)]
    fn word(self, position: usize, at: usize) -> usize {
        self.words[(position & (self.len - 1)) + at].get()
    }

    /// How many words the record at a position takes. Where there is none any more, some number
    /// that a record could have.
    #[inline(always)]
    pub(super) fn size(self, position: usize) -> usize {
        words_of(self.bytes(position))
    }

    /// How many bytes the record at a position has, likewise.
    #[inline(always)]
    pub(super) fn bytes(self, position: usize) -> usize {
        self.word(position, LEN).min(MAX_BYTES)
    }

    /// The number of the record at a position.
    #[inline(always)]
    pub(super) fn sequence(self, position: usize) -> usize {
        self.at(position).get()
    }

    /// The time of the record at a position.
    #[inline(always)]
    pub(super) fn time(self, position: usize) -> u64 {
        SHIFTS.into_iter().enumerate().fold(0, |time, (word, shift)| {
            let part = self.word(position, 1 + word) as u64;
            time | part << shift
        })
    }

    /// Appends the bytes of the record at a position, as they are read now.
    pub(super) fn copy(self, position: usize, len: usize, to: &mut Vec<u8>) {
        to.reserve(len.next_multiple_of(WORD));
        for word in 0..len.div_ceil(WORD) {
            let word = self.word(position, HEADER + word);
            to.extend_from_slice(&word.to_ne_bytes());
        }
        to.truncate(len);
    }
}
