//! What [`Counter`](crate::Counter) and [`Gauge`](crate::Gauge) are made of: a 64-bit sum, a part of
//! it on each CPU.

use crate::percpu::{AllocError, Lazy};
#[cfg(target_pointer_width = "64")]
use crate::{Untracked, Word, rseq};

/// A sum modulo 2<sup>64</sup>: that of all slots, less a *base*.
///
/// Nobody ever writes to another CPU's slot. Whoever sets the sum, sets the base instead.
pub(crate) struct Sums {
    slots: Slots,
    base: Base,
}

/// A slot is one word, which sections add to: 8 bytes a CPU.
#[cfg(target_pointer_width = "64")]
type Slots = Lazy<Word<u64>, Untracked>;

/// Words have 32 bits here.
#[cfg(not(target_pointer_width = "64"))]
type Slots = Lazy<crate::versioned::Versioned<2>, crate::Tracked>;

impl Default for Sums {
    fn default() -> Self {
        Self::new()
    }
}

impl Sums {
    pub(crate) const fn new() -> Self {
        Self { slots: Lazy::new(), base: Base::new() }
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
        crate::versioned::update(&self.slots, |old| {
            let new = halves::join(old).wrapping_add(n);
            halves::split(new)
        });
    }

    /// What all CPUs have added, ever.
    fn total(&self) -> u64 {
        let Some(slots) = self.slots.created() else { return 0 };
        #[cfg(target_pointer_width = "64")]
        let number = Word::get;
        #[cfg(not(target_pointer_width = "64"))]
        let number = |slot: &crate::versioned::Versioned<2>| halves::join(slot.get());
        slots.iter().map(number).fold(0, u64::wrapping_add)
    }

    pub(crate) fn get(&self) -> u64 {
        // The base first: the total is not older than what the base was computed from.
        let base = self.base.load();
        self.total().wrapping_sub(base)
    }

    /// Sets the sum, and returns what it was.
    ///
    /// Every `add` is either in what one call returns or still in the sum, and never in both: of
    /// each slot, a call counts what was added since the call that set the base before it, as the
    /// compare-and-swap has made sure that there was none in between, and as a word that was read
    /// twice, the second time after the first, does not go back.
    pub(crate) fn swap(&self, value: u64) -> u64 {
        self.set_if(value, |_| true)
    }

    /// Sets the sum to this unless it is more.
    #[cfg(feature = "metrics")]
    pub(crate) fn raise(&self, value: u64) {
        self.set_if(value, |sum| sum < value);
    }

    fn set_if(&self, value: u64, condition: impl Fn(u64) -> bool) -> u64 {
        let mut base = self.base.load();
        loop {
            let total = self.total();
            let sum = total.wrapping_sub(base);
            if !condition(sum) {
                return sum;
            }
            match self.base.exchange(base, total.wrapping_sub(value)) {
                Ok(()) => return sum,
                Err(now) => base = now,
            }
        }
    }
}

/// A number that is loaded with acquire, and compared and exchanged with acquire and release: the reads
/// of the slots that it was computed from come before those of whoever has loaded it.
#[cfg(target_has_atomic = "64")]
struct Base(core::sync::atomic::AtomicU64);

#[cfg(target_has_atomic = "64")]
impl Base {
    const fn new() -> Self {
        Self(core::sync::atomic::AtomicU64::new(0))
    }

    fn load(&self) -> u64 {
        self.0.load(core::sync::atomic::Ordering::Acquire)
    }

    /// `Err` with the number if it is not `old`.
    fn exchange(&self, old: u64, new: u64) -> Result<(), u64> {
        use core::sync::atomic::Ordering::{AcqRel, Acquire};
        self.0.compare_exchange(old, new, AcqRel, Acquire).map(|_| ())
    }
}

/// Without 64-bit atomics, with a lock. It is held for a few instructions, so that a handler that
/// interrupts them finds it held: on these targets handlers may add, and neither sum nor take, as
/// [`Counter`](crate::Counter) says.
#[cfg(not(target_has_atomic = "64"))]
struct Base(std::sync::Mutex<u64>);

#[cfg(not(target_has_atomic = "64"))]
impl Base {
    const fn new() -> Self {
        Self(std::sync::Mutex::new(0))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, u64> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn load(&self) -> u64 {
        *self.lock()
    }

    /// `Err` with the number if it is not `old`.
    fn exchange(&self, old: u64, new: u64) -> Result<(), u64> {
        let mut number = self.lock();
        if *number == old {
            *number = new;
            Ok(())
        } else {
            Err(*number)
        }
    }
}

/// 64 bits in two words of 32, the lower half first.
#[cfg(not(target_pointer_width = "64"))]
pub(crate) mod halves {
    pub(crate) fn join([low, high]: [usize; 2]) -> u64 {
        (high as u64) << 32 | low as u64
    }

    #[expect(clippy::cast_possible_truncation)] // the halves
    pub(crate) fn split(number: u64) -> [usize; 2] {
        [number as usize, (number >> 32) as usize]
    }
}
