//! Where the time of a record comes from.

/// Gives each record of a [`Ring`](super::Ring) its time.
///
/// Any `Fn() -> u64` is a clock: a cycle counter, a count of frames. It is read in the preparation of
/// the push, so it may run more than once for a record, and must not take a lock that the thread may
/// hold already.
///
/// If the clock never goes backwards, also between the CPUs, the records of a slot are in the order
/// of their times: that of a record is read after the one before it was committed.
pub trait Clock {
    /// The time now, in whatever unit.
    fn now(&self) -> u64;
}

impl<F: Fn() -> u64> Clock for F {
    #[inline(always)]
    fn now(&self) -> u64 {
        self()
    }
}

/// Nanoseconds of the system's monotonic clock (`CLOCK_MONOTONIC`, the clock `mono` of other tracers).
/// Reading it usually costs more than all the rest of a push: some twenty nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Monotonic;

impl Clock for Monotonic {
    #[cfg(unix)]
    #[inline]
    fn now(&self) -> u64 {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: writes the time to `time`, which is this function's own.
        unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
        #[allow(clippy::cast_sign_loss, clippy::cast_lossless, clippy::unnecessary_cast)]
        // never negative, and of different widths
        (time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64)
    }

    #[cfg(not(unix))]
    fn now(&self) -> u64 {
        use std::sync::OnceLock;
        use std::time::Instant;
        static START: OnceLock<Instant> = OnceLock::new();
        let start = *START.get_or_init(Instant::now);
        u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}
