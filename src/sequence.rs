//! The entry of the macros: what the user calls knows the architecture it was compiled for, the
//! procedural macro, compiled for the host, does not.

/// Runs a sequence: a preparation in plain Rust and one commit, restarted until it succeeds.
///
/// ```
/// use restartable::{PerCpu, Word, rseq};
///
/// #[derive(Default)]
/// struct Hits {
///     ok: Word<u64>,
///     err: Word<u64>,
/// }
///
/// let hits: PerCpu<Hits> = PerCpu::default();
/// rseq!(hits, |slot| {
///     commit!(slot.ok += 1);
/// });
/// assert_eq!(hits.iter().map(|slot| slot.ok.get()).sum::<u64>(), 1);
/// ```
///
/// The header is `PERCPU, |slot|` or `PERCPU, |slot, index|`, where `PERCPU` is a
/// [`PerCpu`](crate::PerCpu), a reference or a smart pointer to one, evaluated once. A type may
/// follow: `|slot| -> Option<u32> { … }`.
///
/// The body is, in this order: any statements (the **preparation**, which may run many times);
/// [`fetch!`](crate::fetch), [`check!`](crate::check), [`stage!`](crate::stage) and
/// [`stage_copy!`](crate::stage_copy), which together with the commit are the **section**; exactly
/// one [`commit!`](crate::commit); and any statements (the **tail**), which run exactly once and
/// whose value is the value of the sequence.
///
/// At the instant of the commit the thread is on the CPU whose slot it was given, no other thread
/// has run inside a section there since this one began, and, on a
/// [`Tracked`](crate::Tracked) `PerCpu`, no commit has been made on the slot since the preparation
/// started. Otherwise nothing is written and the body runs again. `return`, `?` and panics in the
/// preparation leave the sequence, not the function around it, with nothing written. The variables of
/// the preparation are dropped before the body runs again.
///
/// A `return` that a macro of your own hides leaves the sequence too. A macro is one of the standard
/// library's if the last part of its path is a name of theirs (`assert!`, `format!`, `matches!`, …): what a
/// macro of your own *with such a name* hides would leave the function around.
///
/// ```
/// # use restartable::{PerCpu, Word, rseq};
/// # let balance: PerCpu<Word<u32>> = PerCpu::default();
/// let taken = rseq!(balance, |slot| -> Option<u32> {
///     let rest = slot.get().checked_sub(5)?; // leaves without writing
///     commit!(slot = rest);
///     Some(5) // runs exactly once
/// });
/// assert_eq!(taken, None);
/// ```
///
/// # Panics
///
/// Only where the body does.
///
/// # Limits
///
/// A child of `vfork` must not run sequences before `exec`: it shares its parent's memory, and the
/// kernel does not restart it.
///
/// A sequence nested in the preparation of another one **on the same `PerCpu`** lets it fail, until the
/// outer one moves to an exclusive stripe: with rseq after 32 attempts, so that each level of such
/// nesting multiplies the work by 33. Every level but the innermost one needs an exclusive stripe of
/// its own, of which there are at least 8; when other threads hold them in their preparations, the
/// outermost one goes on trying until one comes free. Without rseq more than 9 levels may never end.
#[macro_export]
macro_rules! rseq {
    ($($body:tt)*) => {
        $crate::__sequence! { $crate retry; $($body)* }
    };
}

/// Makes one attempt of a sequence: `Ok` with its value, or `Err(`[`Aborted`](crate::Aborted)`)` with
/// nothing written.
///
/// The body is that of [`rseq!`]. `return x` and `?` in it leave with `Ok(…)`.
///
/// ```
/// use restartable::{PerCpu, Word, try_rseq};
///
/// let hits: PerCpu<Word<u64>> = PerCpu::default();
/// while try_rseq!(hits, |slot| {
///     commit!(slot += 1);
/// })
/// .is_err()
/// {}
/// assert_eq!(hits.iter().map(Word::get).sum::<u64>(), 1);
/// ```
#[macro_export]
macro_rules! try_rseq {
    ($($body:tt)*) => {
        $crate::__sequence! { $crate once; $($body)* }
    };
}

// `__sequence!` tells the procedural macro its architecture. Written out for each, since a macro that a
// macro has defined cannot be used in its own crate.

/// The targets with sections. Whatever is not here runs on exclusive stripes, in Rust.
#[cfg(all(target_os = "linux", not(miri), not(restartable_fallback)))]
mod linux {
    #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __sequence {
        ($krate:tt $($body:tt)*) => {
            $krate::__private::sequence! { [$krate] x86_64 $($body)* }
        };
    }

    #[cfg(target_arch = "x86")]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __sequence {
        ($krate:tt $($body:tt)*) => {
            $krate::__private::sequence! { [$krate] x86 $($body)* }
        };
    }

    #[cfg(all(target_arch = "aarch64", target_pointer_width = "64"))]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __sequence {
        ($krate:tt $($body:tt)*) => {
            $krate::__private::sequence! { [$krate] aarch64 $($body)* }
        };
    }

    #[cfg(all(target_arch = "arm", target_endian = "little"))]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __sequence {
        ($krate:tt $($body:tt)*) => {
            $krate::__private::sequence! { [$krate] arm $($body)* }
        };
    }

    #[cfg(target_arch = "riscv64")]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __sequence {
        ($krate:tt $($body:tt)*) => {
            $krate::__private::sequence! { [$krate] riscv64 $($body)* }
        };
    }

    #[cfg(all(target_arch = "powerpc64", target_endian = "little"))]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __sequence {
        ($krate:tt $($body:tt)*) => {
            $krate::__private::sequence! { [$krate] powerpc64 $($body)* }
        };
    }

    #[cfg(target_arch = "s390x")]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __sequence {
        ($krate:tt $($body:tt)*) => {
            $krate::__private::sequence! { [$krate] s390x $($body)* }
        };
    }

    #[cfg(target_arch = "loongarch64")]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __sequence {
        ($krate:tt $($body:tt)*) => {
            $krate::__private::sequence! { [$krate] loongarch64 $($body)* }
        };
    }

    #[cfg(not(any(
        all(target_arch = "x86_64", target_pointer_width = "64"),
        target_arch = "x86",
        all(target_arch = "aarch64", target_pointer_width = "64"),
        all(target_arch = "arm", target_endian = "little"),
        target_arch = "riscv64",
        all(target_arch = "powerpc64", target_endian = "little"),
        target_arch = "s390x",
        target_arch = "loongarch64",
    )))]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __sequence {
        ($krate:tt $($body:tt)*) => {
            $krate::__private::sequence! { [$krate] portable $($body)* }
        };
    }
}

#[cfg(not(all(target_os = "linux", not(miri), not(restartable_fallback))))]
#[doc(hidden)]
#[macro_export]
macro_rules! __sequence {
    ($krate:tt $($body:tt)*) => {
        $krate::__private::sequence! { [$krate] portable $($body)* }
    };
}
