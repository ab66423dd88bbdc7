//! What sequences run on, and the one word that holds what the process has decided.

use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};

use super::{Decision, Stripes, cpus, decision, is_registered, platform};
use crate::abi::REGISTERED_LEN;

/// What the sequences of the calling thread run on, see [`backend()`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Backend {
    /// Restartable sequences, on the slot of the thread's CPU.
    #[non_exhaustive]
    Rseq {
        /// Who told the kernel about the thread's area.
        registered_by: RegisteredBy,
        /// How many bytes of the area the kernel fills: 20, from Linux 6.3 at least 28.
        feature_size: u32,
        /// The kernel's rules.
        mode: Mode,
    },
    /// Exclusive stripes alone: everything works, by way of atomic instructions.
    #[non_exhaustive]
    Exclusive {
        /// Why.
        because: Because,
    },
}

/// Who registers threads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RegisteredBy {
    /// The C library (glibc 2.35 and later), when it starts a thread.
    Libc,
    /// This crate, when a thread first needs it.
    Restartable,
}

/// By which rules the kernel keeps an area; sequences mean the same under both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Those of Linux 4.18: ids are written and sections aborted after every switch.
    Legacy,
    /// Those of Linux 7.0 (7.0.10, backported to 6.19) for areas registered with more than 32
    /// bytes: ids are written when they change, and sections aborted when user code was
    /// interrupted.
    V2,
}

/// Why a thread's sequences run on exclusive stripes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Because {
    /// This crate has no sections for the target.
    UnsupportedTarget,
    /// It was built with `--cfg restartable_fallback`.
    Forced,
    /// It runs under Miri, which knows no assembly.
    Miri,
    /// ENOSYS: a kernel before Linux 4.18 or without `CONFIG_RSEQ`, or what stands in for one
    /// (gVisor, qemu-user, valgrind, a seccomp filter).
    NoSystemCall,
    /// EPERM: a seccomp filter.
    Denied,
    /// EINVAL: another library has registered this thread with an area of its own.
    RegisteredElsewhere,
    /// The C library registers threads, but not this one: it has not started the thread, or
    /// something has taken the registration back.
    NotByLibc,
    /// This is a signal handler, and the thread was interrupted inside its very first sequence.
    Interrupted,
    /// The thread is ending: its area has been taken back.
    Ending,
    /// Another error number.
    Errno(i32),
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rseq { registered_by, feature_size, mode } => {
                write!(f, "rseq, registered by {registered_by}, {feature_size} bytes, {mode}")
            }
            Self::Exclusive { because } => write!(f, "exclusive stripes: {because}"),
        }
    }
}

impl fmt::Display for RegisteredBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Libc => "libc",
            Self::Restartable => "restartable",
        })
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Legacy => "legacy mode",
            Self::V2 => "mode 2",
        })
    }
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnsupportedTarget => "no sections for this target",
            Self::Forced => "built with --cfg restartable_fallback",
            Self::Miri => "running under Miri",
            Self::NoSystemCall => "the kernel has no rseq system call",
            Self::Denied => "the rseq system call is not permitted",
            Self::RegisteredElsewhere => "another library has registered this thread",
            Self::NotByLibc => "libc has not registered this thread",
            Self::Interrupted => "a signal handler during the thread's first sequence",
            Self::Ending => "the thread is ending",
            Self::Errno(errno) => {
                return write!(f, "the rseq system call failed with error {errno}");
            }
        })
    }
}

/// What the calling thread's sequences run on; registers the thread if need be.
///
/// ```
/// # /*
/// use restartable::{Backend, backend};
/// # */
/// # use rseq_runtime::register::{Backend, backend}; // this crate has no `restartable`
///
/// match backend() {
///     Backend::Rseq { feature_size, .. } => assert!(feature_size >= 20),
///     Backend::Exclusive { because, .. } => println!("no rseq: {because}"),
///     other => println!("{other}"),
/// }
/// ```
#[must_use]
pub fn backend() -> Backend {
    let decision = decision();
    let refused = match decision.because {
        Some(because) => Some(because),
        None if is_registered() => None,
        None => platform::register().err(),
    };
    match refused {
        Some(because) => Backend::Exclusive { because },
        None => Backend::Rseq {
            registered_by: decision.registered_by,
            feature_size: decision.feature_size,
            mode: if decision.feature_size > REGISTERED_LEN { Mode::V2 } else { Mode::Legacy },
        },
    }
}

impl Because {
    /// A number in 8 bits, not 0: error numbers are below 134 everywhere.
    pub(super) fn to_code(self) -> u32 {
        match self {
            Self::UnsupportedTarget => 201,
            Self::Forced => 202,
            Self::Miri => 203,
            Self::NoSystemCall => 204,
            Self::Denied => 205,
            Self::RegisteredElsewhere => 206,
            Self::NotByLibc => 207,
            Self::Interrupted => 208,
            Self::Ending => 209,
            Self::Errno(errno) => errno.clamp(1, 200).cast_unsigned(),
        }
    }

    /// The inverse of [`to_code`](Because::to_code); `None` for 0.
    pub(super) fn from_code(code: u32) -> Option<Self> {
        Some(match code {
            0 => return None,
            201 => Self::UnsupportedTarget,
            202 => Self::Forced,
            203 => Self::Miri,
            204 => Self::NoSystemCall,
            205 => Self::Denied,
            206 => Self::RegisteredElsewhere,
            207 => Self::NotByLibc,
            208 => Self::Interrupted,
            209 => Self::Ending,
            errno => Self::Errno(errno.cast_signed()),
        })
    }
}

/// The decision, or 0. In one word, so that threads that decide at the same time agree without
/// waiting for each other: a lock would be held for ever in the child of a `fork` at the wrong time.
static DECISION: AtomicU32 = AtomicU32::new(0);

/// Bits of [`DECISION`]: CPUs (never 0), feature size, owner, reason.
const CPUS_BITS: u32 = 14;
const SIZE_AT: u32 = CPUS_BITS;
const SIZE_BITS: u32 = 7;
const OWNER_AT: u32 = SIZE_AT + SIZE_BITS;
const REASON_AT: u32 = OWNER_AT + 1;

const _: () = assert!(cpus::MAX < 1 << CPUS_BITS && REASON_AT + 8 <= u32::BITS);

/// The decision, if it has been made.
#[inline]
pub(super) fn decided() -> Option<Decision> {
    // Acquire pairs with the release in `publish`: only the word itself is read, but a thread that
    // sees it may rely on the publisher's registration of its key.
    unpack(DECISION.load(Ordering::Acquire))
}

/// Makes this the decision unless there is one; whichever holds now.
pub(super) fn publish(decision: Decision) -> Decision {
    let packed = pack(decision);
    match DECISION.compare_exchange(0, packed, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => decision,
        Err(earlier) => unpack(earlier).unwrap_or(decision),
    }
}

fn pack(decision: Decision) -> u32 {
    let owner = match decision.registered_by {
        RegisteredBy::Libc => 0,
        RegisteredBy::Restartable => 1,
    };
    let reason = decision.because.map_or(0, Because::to_code);
    decision.stripes.cpus
        | decision.feature_size.min((1 << SIZE_BITS) - 1) << SIZE_AT
        | owner << OWNER_AT
        | reason << REASON_AT
}

#[inline]
fn unpack(packed: u32) -> Option<Decision> {
    let cpus = packed & ((1 << CPUS_BITS) - 1);
    if cpus == 0 {
        return None;
    }
    let owner = packed >> OWNER_AT & 1;
    Some(Decision {
        stripes: Stripes { cpus, reserved: cpus::reserved(cpus) },
        feature_size: packed >> SIZE_AT & ((1 << SIZE_BITS) - 1),
        registered_by: if owner == 0 { RegisteredBy::Libc } else { RegisteredBy::Restartable },
        because: Because::from_code(packed >> REASON_AT),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_survives_packing() {
        let reasons = (0..210).map(Because::from_code);
        for because in reasons {
            for (cpus, feature_size, registered_by) in [
                (1, 0, RegisteredBy::Libc),
                (2, 28, RegisteredBy::Restartable),
                (cpus::MAX, 33, RegisteredBy::Libc),
            ] {
                let stripes = Stripes { cpus, reserved: cpus::reserved(cpus) };
                let decision = Decision { stripes, feature_size, registered_by, because };
                assert_eq!(unpack(pack(decision)), Some(decision));
            }
        }
        assert_eq!(unpack(0), None);
    }

    #[test]
    fn reasons_say_themselves() {
        for because in (1..210).filter_map(Because::from_code) {
            assert_eq!(Because::from_code(because.to_code()), Some(because));
            let said = Backend::Exclusive { because }.to_string();
            assert!(said.starts_with("exclusive stripes: ") && said.len() > 25, "{said}");
        }
        let rseq = Backend::Rseq {
            registered_by: RegisteredBy::Restartable,
            feature_size: 28,
            mode: Mode::Legacy,
        };
        assert_eq!(rseq.to_string(), "rseq, registered by restartable, 28 bytes, legacy mode");
    }
}
