//! What [`Counter`](crate::Counter) and [`Gauge`](crate::Gauge) are made of: a 64-bit sum, a part of
//! it on each CPU.

use core::sync::atomic::{AtomicU64, Ordering};

use crate::percpu::{AllocError, Lazy};
use crate::rseq;
#[cfg(target_pointer_width = "64")]
use crate::{Untracked, Word};

/// A sum modulo 2<sup>64</sup>: that of all slots, less a *base*.
///
/// Nobody ever writes to another CPU's slot. Whoever sets the sum, sets the base instead.
pub(crate) struct Sums {
    slots: Slots,
    base: AtomicU64,
}

/// A slot is one word, which sections add to: 8 bytes a CPU.
#[cfg(target_pointer_width = "64")]
type Slots = Lazy<Word<u64>, Untracked>;

/// Words have 32 bits here.
#[cfg(not(target_pointer_width = "64"))]
type Slots = Lazy<crate::wide::Wide, crate::Tracked>;

impl Default for Sums {
    fn default() -> Self {
        Self::new()
    }
}

impl Sums {
    pub(crate) const fn new() -> Self {
        Self { slots: Lazy::new(), base: AtomicU64::new(0) }
    }

    pub(crate) fn create(&self) -> Result<(), AllocError> {
        self.slots.create()
    }

    #[cfg(target_pointer_width = "64")]
    #[inline(always)]
    pub(crate) fn increment(&self) {
        rseq!(self.slots, |slot| {
            commit!(slot += 1);
        });
    }

    #[cfg(target_pointer_width = "64")]
    #[inline(always)]
    pub(crate) fn add(&self, n: u64) {
        rseq!(self.slots, |slot| {
            commit!(slot += n);
        });
    }

    #[cfg(not(target_pointer_width = "64"))]
    pub(crate) fn increment(&self) {
        self.add(1);
    }

    #[cfg(not(target_pointer_width = "64"))]
    pub(crate) fn add(&self, n: u64) {
        crate::wide::update(&self.slots, |old| old.wrapping_add(n));
    }

    /// What all CPUs have added, ever.
    fn total(&self) -> u64 {
        let Some(slots) = self.slots.created() else { return 0 };
        slots.iter().fold(0, |sum, slot| sum.wrapping_add(slot.get()))
    }

    pub(crate) fn get(&self) -> u64 {
        // The base first. Acquire: what it was computed from is visible to the reads of the slots, so
        // that the total is not older than the base.
        let base = self.base.load(Ordering::Acquire);
        self.total().wrapping_sub(base)
    }

    /// Sets the sum, and returns what it was.
    ///
    /// Every `add` is either in what one call returns or still in the sum, and never in both: of
    /// each slot, a call counts what was added since the call that set the base before it, as the
    /// compare-and-swap has made sure that there was none in between, and as a word that was read
    /// twice, the second time after the first, does not go back.
    pub(crate) fn swap(&self, value: u64) -> u64 {
        let mut base = self.base.load(Ordering::Acquire);
        loop {
            let total = self.total();
            let new = total.wrapping_sub(value);
            // Release: the next one's reads of the slots come after these.
            match self.base.compare_exchange(base, new, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return total.wrapping_sub(base),
                Err(now) => base = now,
            }
        }
    }
}
