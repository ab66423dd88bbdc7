//! [`FloatGauge`].

use core::fmt;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering, fence};
use std::sync::{Mutex, PoisonError};

use crate::versioned::{Versioned, update};
use crate::{AllocError, Tracked, percpu::Lazy};

/// A [`Gauge`](crate::Gauge) of floating-point numbers, for interfaces that want them.
///
/// ```
/// let level = restartable::FloatGauge::new();
/// level.add(1.5);
/// level.sub(0.25);
/// assert_eq!(level.value(), 1.25);
/// level.set(20.0);
/// assert_eq!(level.value(), 20.0);
/// ```
///
/// # What is exact
///
/// Every change is counted exactly once, as in a `Gauge`. Each CPU rounds its own part, so the value may
/// differ in its last digits from that of one number, as it would in another order of the additions.
///
/// After [`set`](FloatGauge::set) the value is what was set, to the last bit: it starts an epoch, in which
/// what was added in those before does not count. A change that is made at the same time is either
/// overwritten or counts on from the new value.
///
/// # Cost
///
/// `add` keeps a copy of what it replaces, and costs about twice as much as that of a
/// [`Counter`](crate::Counter). `set` takes a lock and three stores, whatever the number of CPUs.
///
/// # Memory
///
/// 48 bytes for each CPU, 32 on 32-bit targets, from the first use on.
///
/// # When not to use it
///
/// What is only ever set is an `AtomicU64` of the number's bits. What is a whole number is a `Gauge`.
///
/// # Where there is none
///
/// It needs 64-bit atomics, and does not exist on the few 32-bit targets without
/// (`target_has_atomic = "64"`).
///
/// # Signals, panics
///
/// Signal handlers may call `add`, `sub` and `value`, but not `set`, which takes a lock, and not as the
/// first use of this crate in the process: see [`Counter`](crate::Counter). The first use panics if the
/// system has no memory left to map.
pub struct FloatGauge {
    parts: Lazy<Versioned<WORDS>, Tracked>,
    epoch: AtomicUsize,
    /// What was set: of even epochs, and of odd ones.
    set: [AtomicU64; 2],
    setting: Mutex<()>,
}

/// An epoch, and the bits of an `f64`.
const WORDS: usize = 1 + size_of::<u64>() / size_of::<usize>();

#[cfg(target_pointer_width = "64")]
fn split(epoch: usize, part: f64) -> [usize; WORDS] {
    #[expect(clippy::cast_possible_truncation)] // of the same size here
    [epoch, part.to_bits() as usize]
}

#[cfg(target_pointer_width = "64")]
fn join([epoch, bits]: [usize; WORDS]) -> (usize, f64) {
    (epoch, f64::from_bits(bits as u64))
}

#[cfg(not(target_pointer_width = "64"))]
fn split(epoch: usize, part: f64) -> [usize; WORDS] {
    let [low, high] = crate::sums::halves::split(part.to_bits());
    [epoch, low, high]
}

#[cfg(not(target_pointer_width = "64"))]
fn join([epoch, low, high]: [usize; WORDS]) -> (usize, f64) {
    (epoch, f64::from_bits(crate::sums::halves::join([low, high])))
}

impl FloatGauge {
    /// A gauge at 0.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            parts: Lazy::new(),
            epoch: AtomicUsize::new(0),
            set: [const { AtomicU64::new(0) }; 2],
            setting: Mutex::new(()),
        }
    }

    /// Does what the first use would do: maps the memory.
    ///
    /// # Errors
    ///
    /// If the system did not map it.
    pub fn try_init(&self) -> Result<(), AllocError> {
        self.parts.create()
    }

    /// Adds `n`.
    pub fn add(&self, n: f64) {
        update(&self.parts, |words| {
            // An epoch that begins after this leaves the change behind: it was made before.
            let now = self.epoch.load(Ordering::Acquire);
            let (epoch, part) = join(words);
            split(now, if epoch == now { part + n } else { n })
        });
    }

    /// Subtracts `n`.
    pub fn sub(&self, n: f64) {
        self.add(-n);
    }

    /// The number now.
    pub fn value(&self) -> f64 {
        loop {
            let epoch = self.epoch.load(Ordering::Acquire);
            let set = f64::from_bits(self.set[epoch & 1].load(Ordering::Relaxed));
            let slots = self.parts.created().into_iter().flatten();
            let parts = slots.map(|slot| join(slot.get())).filter(|part| part.0 == epoch);
            let value = set + parts.map(|part| part.1).sum::<f64>();
            // If `set` is that of the epoch after the next, its fence makes the next one visible.
            fence(Ordering::Acquire);
            if self.epoch.load(Ordering::Relaxed) == epoch {
                return value;
            }
        }
    }

    /// Sets the number.
    pub fn set(&self, value: f64) {
        let _one = self.setting.lock().unwrap_or_else(PoisonError::into_inner);
        let epoch = self.epoch.load(Ordering::Relaxed).wrapping_add(1);
        // The one before the last is overwritten: its readers have to see that it has ended.
        fence(Ordering::Release);
        self.set[epoch & 1].store(value.to_bits(), Ordering::Relaxed);
        self.epoch.store(epoch, Ordering::Release);
    }
}

impl Default for FloatGauge {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for FloatGauge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FloatGauge").field(&self.value()).finish()
    }
}
