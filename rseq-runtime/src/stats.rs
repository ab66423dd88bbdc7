//! Counts kept on the cold path.

#[cfg(target_has_atomic = "64")]
use core::sync::atomic::AtomicU64 as Count;
#[cfg(not(target_has_atomic = "64"))]
use core::sync::atomic::AtomicUsize as Count;
use core::sync::atomic::Ordering;

/// What this process's sequences had to do besides their work, since it began.
///
/// The common path counts nothing. The counts are read one after the other, so a restart that
/// happens meanwhile may be in one and not in the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Attempts that failed: aborted by the kernel, overtaken by another commit on their slot, or
    /// turned back by a `check!`.
    pub restarts: u64,
    /// Attempts that were made on an exclusive stripe.
    pub exclusive: u64,
}

/// A line of its own, twice as long as most: neighbouring lines are fetched in pairs.
#[repr(align(128))]
struct Padded(Count);

impl Padded {
    #[allow(clippy::useless_conversion)] // not where the count is a `usize`
    fn get(&self) -> u64 {
        u64::try_from(self.0.load(Ordering::Relaxed)).unwrap_or(u64::MAX)
    }
}

static RESTARTS: Padded = Padded(Count::new(0));
static EXCLUSIVE: Padded = Padded(Count::new(0));

/// The counts up to now.
#[must_use]
pub fn stats() -> Stats {
    Stats { restarts: RESTARTS.get(), exclusive: EXCLUSIVE.get() }
}

/// Counts an attempt that failed.
#[cold]
pub fn count_restart() {
    RESTARTS.0.fetch_add(1, Ordering::Relaxed);
}

/// Counts an attempt on an exclusive stripe.
#[cold]
pub fn count_exclusive() {
    EXCLUSIVE.0.fetch_add(1, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_count_is_its_own() {
        let before = stats();
        count_restart();
        count_exclusive();
        count_exclusive();
        let after = stats();
        assert_eq!(after.restarts - before.restarts, 1);
        assert_eq!(after.exclusive - before.exclusive, 2);
    }
}
