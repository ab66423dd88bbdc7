//! Several words of a slot that change together, and that any CPU can read as they were together.

use core::sync::atomic::{Ordering, fence};

use crate::percpu::{PerCpu, Tracked, Zeros};
use crate::{Word, rseq};

/// `N` words in two copies, of which the lowest bit of the version says which one holds. The other one
/// is overwritten by stages, and then the commit of the next version puts it in force.
pub(crate) struct Versioned<const N: usize> {
    version: Word<usize>,
    copies: [[Word<usize>; N]; 2],
}

// SAFETY: consists of words of integers.
unsafe impl<const N: usize> Zeros for Versioned<N> {}

impl<const N: usize> Versioned<N> {
    fn read(&self, version: usize) -> [usize; N] {
        self.copies[version & 1].each_ref().map(Word::get)
    }

    /// The words now, on any CPU, never a mixture of two updates.
    pub(crate) fn get(&self) -> [usize; N] {
        loop {
            // Acquire: the copy that this version has put in force.
            let version = self.version.get_acquire();
            let words = self.read(version);
            // If one of the reads saw a part of the update after the next, then, with the fence in
            // `update`, the version in between is visible now.
            fence(Ordering::Acquire);
            if self.version.get() == version {
                return words;
            }
        }
    }
}

/// Replaces the words in this CPU's slot.
#[inline]
pub(crate) fn update<const N: usize>(
    slots: &PerCpu<Versioned<N>, Tracked>,
    new: impl Fn([usize; N]) -> [usize; N],
) {
    rseq!(slots, |slot| {
        let version = slot.version.get();
        let words = new(slot.read(version));
        let other = &slot.copies[version & 1 ^ 1];
        // What is overwritten now is what readers of the version before still read: they have to see
        // that it is no longer in force.
        fence(Ordering::Release);
        stage_copy!(other, &words);
        commit!(slot.version += 1, Release);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::percpu::Lazy;

    /// All words are the same whenever they are read.
    #[test]
    fn never_a_mixture() {
        let turns = if cfg!(miri) { 20 } else { 20_000 };
        let slots = Lazy::<Versioned<3>, Tracked>::new();
        let write = || (0..turns).for_each(|_| update(&slots, |words| words.map(|word| word + 1)));
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..3).map(|_| scope.spawn(write)).collect();
            while !writers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
                for slot in slots.iter() {
                    let words = slot.get();
                    assert_eq!(words, [words[0]; 3]);
                }
            }
        });
        assert_eq!(slots.iter().map(|slot| slot.get()[2]).sum::<usize>(), 3 * turns);
    }
}
