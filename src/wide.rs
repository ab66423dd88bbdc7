//! 64 bits where a word has 32.

use core::sync::atomic::{Ordering, fence};

use crate::percpu::{PerCpu, Tracked, Zeros};
use crate::{Word, rseq};

/// A 64-bit number in two copies, of which the lowest bit of the version says which one holds. The
/// other one is overwritten by stages, and then the commit of the next version puts it in force.
pub(crate) struct Wide {
    version: Word<u32>,
    /// Low halves first.
    copies: [[Word<u32>; 2]; 2],
}

// SAFETY: consists of words of integers.
unsafe impl Zeros for Wide {}

impl Wide {
    fn read(&self, version: u32) -> u64 {
        let [low, high] = &self.copies[(version & 1) as usize];
        u64::from(high.get()) << 32 | u64::from(low.get())
    }

    /// The number now, on any CPU, never a mixture of two.
    pub(crate) fn get(&self) -> u64 {
        loop {
            // Acquire: the copy that this version has put in force.
            let version = self.version.get_acquire();
            let number = self.read(version);
            // If one of the reads saw a part of the next but one number, then, with the fence in
            // `update`, the version in between is visible now.
            fence(Ordering::Acquire);
            if self.version.get() == version {
                return number;
            }
        }
    }
}

/// Replaces the number in this CPU's slot.
pub(crate) fn update(slots: &PerCpu<Wide, Tracked>, new: impl Fn(u64) -> u64) {
    rseq!(slots, |slot| {
        let version = slot.version.get();
        let number = new(slot.read(version));
        let [low, high] = &slot.copies[(version & 1 ^ 1) as usize];
        // The copy to be overwritten is the one that readers of the version before still read: they
        // have to see that it is no longer in force.
        fence(Ordering::Release);
        #[expect(clippy::cast_possible_truncation)] // the low half
        let lower = number as u32;
        let upper = (number >> 32) as u32;
        stage!(low = lower);
        stage!(high = upper);
        commit!(slot.version += 1, Release);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::percpu::Lazy;

    fn sum(slots: &PerCpu<Wide>) -> u64 {
        slots.iter().fold(0, |sum, slot| sum.wrapping_add(slot.get()))
    }

    #[test]
    fn adds_across_the_halves() {
        let slots = Lazy::<Wide, Tracked>::new();
        let mut expected = 0_u64;
        for n in [1, 0xffff_ffff, 1, u64::MAX, 1 << 40, (1_u64 << 33).wrapping_neg()] {
            update(&slots, |old| old.wrapping_add(n));
            expected = expected.wrapping_add(n);
            assert_eq!(sum(&slots), expected);
        }
    }

    /// Both halves of the number are the same whenever it is read.
    #[test]
    fn never_a_mixture() {
        let turns = if cfg!(miri) { 20 } else { 20_000 };
        let slots = Lazy::<Wide, Tracked>::new();
        let write = || (0..turns).for_each(|_| update(&slots, |old| old + 0x1_0000_0001));
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..3).map(|_| scope.spawn(write)).collect();
            while !writers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
                for slot in slots.iter() {
                    let number = slot.get();
                    assert_eq!(number >> 32, number & 0xffff_ffff);
                }
            }
        });
        assert_eq!(sum(&slots), 3 * turns * 0x1_0000_0001);
    }
}
