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

/// Room on the stack for what is written of a record: a section copies whole words, and bytes in
/// memory of the caller's need not be aligned.
pub(super) struct Draft([MaybeUninit<usize>; words_of(MAX_BYTES)]);

/// What is written of a record: time, length, bytes, and the number of the next one. All but the time
/// and the number are there already.
pub(super) struct Unstamped<'d>(&'d mut [MaybeUninit<usize>]);

impl Draft {
    /// Nothing yet.
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self([const { MaybeUninit::uninit() }; words_of(MAX_BYTES)])
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
        let words = &mut self.0[..words_of(len)];
        // What the bytes do not fill of the last word; without any bytes that is the length itself.
        words[words_of(len) - 2].write(0);
        words[TIME].write(len);
        let mut to = words[TIME + 1..].as_mut_ptr().cast::<u8>();
        for part in parts {
            // SAFETY: all parts together are `len` bytes, which `words` has between the length and
            // its last word; the caller's bytes do not lie in a draft that is borrowed mutably.
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
        self.0.len()
    }

    /// What goes into the ring behind the record's number, which is `sequence`.
    #[inline(always)]
    pub(super) fn stamp(&mut self, sequence: usize, time: u64) -> &[usize] {
        for (word, shift) in self.0.iter_mut().zip(SHIFTS) {
            #[expect(clippy::cast_possible_truncation)] // the rest is in the next word
            word.write((time >> shift) as usize);
        }
        if let Some(next) = self.0.last_mut() {
            next.write(sequence.wrapping_add(1));
        }
        // SAFETY: `fill`, which alone makes one of these, has written the length and the bytes, the
        // last word of these as a whole before, and the lines above the time and the last word.
        unsafe { core::slice::from_raw_parts(self.0.as_ptr().cast(), self.0.len()) }
    }
}

/// The words of a slot, as many as a power of two, and positions in it, which never come back.
#[derive(Clone, Copy)]
pub(super) struct Circle<'r>(pub(super) &'r [Word<usize>]);

impl<'r> Circle<'r> {
    /// How many words there are.
    #[inline(always)]
    pub(super) fn len(self) -> usize {
        self.0.len()
    }

    /// The word at a position.
    #[inline(always)]
    pub(super) fn at(self, position: usize) -> &'r Word<usize> {
        &self.0[position & (self.0.len() - 1)]
    }

    /// The words from a position on, as the two slices of which the second is empty unless they
    /// go over the end.
    #[inline(always)]
    pub(super) fn range(self, position: usize, len: usize) -> [&'r [Word<usize>]; 2] {
        let at = position & (self.0.len() - 1);
        let first = len.min(self.0.len() - at);
        [&self.0[at..at + first], &self.0[..len - first]]
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
        self.at(position.wrapping_add(LEN)).get().min(MAX_BYTES)
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
            let part = self.at(position.wrapping_add(1 + word)).get() as u64;
            time | part << shift
        })
    }

    /// Appends the bytes of the record at a position, as they are read now.
    pub(super) fn copy(self, position: usize, len: usize, to: &mut Vec<u8>) {
        to.reserve(len.next_multiple_of(WORD));
        for word in 0..len.div_ceil(WORD) {
            let word = self.at(position.wrapping_add(HEADER + word)).get();
            to.extend_from_slice(&word.to_ne_bytes());
        }
        to.truncate(len);
    }
}
