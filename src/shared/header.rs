//! The first bytes of a file of per-CPU memory, and everything that can be wrong with them.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use rseq_runtime::exclusive::seat::SEATS;
use rseq_runtime::register::{self, Stripes};

use super::error::SharedError;
use super::shareable::{Shareable, fingerprint, mix};
use crate::percpu::{STRIDE, Slot, Tracking};

/// A file begins with a row of its own, as long as a stripe: this header, and the incarnations of
/// the seats. The stripes follow.
pub(super) const SEATS_OFFSET: usize = 4096;

const _: () = assert!(SEATS_OFFSET + SEATS * size_of::<u32>() <= STRIDE);

/// The version of this layout. In version 2 it is the same whatever the word size: the stride, the
/// place of a slot, the eight bytes of an event, and the 32 bits of an owner word.
const VERSION: u64 = 2;

/// What `BYTE_ORDER` holds.
const ORDER: u64 = 0x0102_0304_0506_0708;

/// The header's words, in the order of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Header {
    pub(super) stripes: Stripes,
    slot: u64,
    layout: u64,
}

const WORDS: usize = 9;
const BYTES: usize = WORDS * 8;
/// Written last, so that a file without it is unfinished.
const MAGIC: [u8; 8] = *b"rseq-cpu";

impl Header {
    /// The header of a file with slots of this type, made by this process.
    pub(super) fn new<T: Shareable, K: Tracking>() -> Self {
        Self {
            stripes: register::init(),
            slot: Slot::<T, K>::SHARED_OFFSET as u64,
            layout: layout::<T, K>(),
        }
    }

    /// How long the file has to be.
    pub(super) fn file_bytes(self) -> u64 {
        (u64::from(self.stripes.total()) + 1) * STRIDE as u64
    }

    fn words(self) -> [u64; WORDS] {
        [
            u64::from_ne_bytes(MAGIC),
            ORDER,
            VERSION,
            size_of::<usize>() as u64,
            STRIDE as u64,
            u64::from(self.stripes.cpus),
            u64::from(self.stripes.reserved),
            self.slot,
            self.layout,
        ]
    }

    /// Writes everything but the magic.
    pub(super) fn write(self, file: &File) -> io::Result<()> {
        let bytes: Vec<u8> = self.words()[1..].iter().flat_map(|word| word.to_ne_bytes()).collect();
        file.write_all_at(&bytes, 8)
    }

    /// Says that the contents are complete.
    pub(super) fn finish(file: &File) -> io::Result<()> {
        file.write_all_at(&MAGIC, 0)
    }

    /// Reads the header of a file with slots of this type, without mapping anything: nothing that
    /// the file may be can end in a signal.
    pub(super) fn read<T: Shareable, K: Tracking>(file: &File) -> Result<Self, SharedError> {
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(SharedError::NotAFile);
        }
        let found = metadata.len();
        if found == 0 {
            return Err(SharedError::Empty);
        }
        let mut bytes = [0; BYTES];
        let read = usize::try_from(found).map_or(BYTES, |found| found.min(BYTES));
        file.read_exact_at(&mut bytes[..read], 0)?;
        let expected = Self::new::<T, K>();
        if bytes[..read.min(8)] != MAGIC[..read.min(8)] {
            let ours = bytes[8..] == expected.to_bytes()[8..];
            let unfinished = bytes[..8] == [0; 8] && ours;
            return Err(if unfinished { SharedError::Unfinished } else { SharedError::Foreign });
        }
        if read < BYTES {
            return Err(SharedError::Truncated { found, expected: expected.file_bytes() });
        }
        let mut words = [0; WORDS];
        for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = u64::from_ne_bytes(bytes.try_into().unwrap_or_default());
        }
        expected.accept(words, found)
    }

    fn to_bytes(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        for (to, word) in bytes.chunks_exact_mut(8).zip(self.words()) {
            to.copy_from_slice(&word.to_ne_bytes());
        }
        bytes
    }

    /// The header in these words of a file of this length, if this process can use it.
    fn accept(self, words: [u64; WORDS], found: u64) -> Result<Self, SharedError> {
        let [_, order, version, word, stride, cpus, reserved, slot, layout] = words;
        if order == ORDER.swap_bytes() {
            return Err(SharedError::ByteOrder);
        }
        if order != ORDER {
            return Err(SharedError::Foreign);
        }
        if version != VERSION {
            return Err(SharedError::Version { found: version, expected: VERSION });
        }
        if !matches!(word, 4 | 8) {
            return Err(SharedError::Foreign);
        }
        // What a 32-bit process counts commits in is the low half of a 64-bit one's event only where
        // that comes first.
        let expected = size_of::<usize>() as u64;
        if word != expected && (layout != self.layout || cfg!(target_endian = "big")) {
            return Err(SharedError::WordSize { found: word, expected });
        }
        if layout != self.layout {
            return Err(SharedError::OtherType { found: layout, expected: self.layout });
        }
        let stripes = match (u32::try_from(cpus), u32::try_from(reserved)) {
            (Ok(cpus @ 1..=1_000_000), Ok(reserved @ 1..=1_000)) => Stripes { cpus, reserved },
            _ => return Err(SharedError::Foreign),
        };
        if stride != STRIDE as u64 || slot != self.slot {
            return Err(SharedError::Foreign);
        }
        if stripes.cpus < self.stripes.cpus {
            let (found, expected) = (stripes.cpus, self.stripes.cpus);
            return Err(SharedError::TooFewStripes { found, expected });
        }
        let header = Self { stripes, ..self };
        if found < header.file_bytes() {
            return Err(SharedError::Truncated { found, expected: header.file_bytes() });
        }
        Ok(header)
    }
}

/// The fingerprint of a slot.
fn layout<T: Shareable, K: Tracking>() -> u64 {
    let mut hash = mix(T::LAYOUT, fingerprint(b"slot", u64::from(K::TRACKED)));
    hash = mix(hash, size_of::<T>() as u64);
    mix(hash, align_of::<T>() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Tracked, Word};

    /// Each word of the header, changed.
    #[test]
    fn every_word_is_looked_at() {
        let header = Header::new::<Word<u32>, Tracked>();
        let words = header.words();
        let long = u64::MAX;
        assert_eq!(header.accept(words, long).unwrap(), header);
        let with = |at: usize, value: u64| {
            let mut words = words;
            words[at] = value;
            header.accept(words, long).unwrap_err()
        };
        assert!(matches!(with(1, ORDER.swap_bytes()), SharedError::ByteOrder));
        assert!(matches!(with(1, 7), SharedError::Foreign));
        assert!(matches!(with(2, VERSION + 1), SharedError::Version { found: 3, .. }));
        assert!(matches!(with(3, 2), SharedError::Foreign));
        assert!(matches!(with(4, 4096), SharedError::Foreign));
        assert!(matches!(with(5, 0), SharedError::Foreign));
        assert!(matches!(with(5, u64::MAX), SharedError::Foreign));
        assert!(matches!(with(6, 0), SharedError::Foreign));
        assert!(matches!(with(7, 8), SharedError::Foreign));
        assert!(matches!(with(8, 1), SharedError::OtherType { found: 1, .. }));
        // The other word size is right if everything else is, which is the same then.
        let other = 12 - size_of::<usize>() as u64;
        let mut mixed = words;
        mixed[3] = other;
        if cfg!(target_endian = "little") {
            assert_eq!(header.accept(mixed, long).unwrap(), header);
            mixed[8] = 1;
        }
        let error = header.accept(mixed, long).unwrap_err();
        assert!(matches!(error, SharedError::WordSize { found, .. } if found == other));
        let few = Header { stripes: Stripes { cpus: 1 << 19, reserved: 8 }, ..header };
        assert!(matches!(
            few.accept(words, long),
            Err(SharedError::TooFewStripes { expected: 0x8_0000, .. })
        ));
        let short = header.file_bytes() - 1;
        assert!(matches!(header.accept(words, short), Err(SharedError::Truncated { .. })));
    }
}
