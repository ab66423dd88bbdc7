//! Hostile surroundings: signals in a storm, threads moved all the time, forks in the middle,
//! kernels that refuse, other libraries that were first, thousands of threads, threads that end.
//!
//! Every scenario runs in a process of its own, and each that can in three surroundings: as libc
//! registers threads, as we do (`GLIBC_TUNABLES=glibc.pthread.rseq=0`), and where a seccomp filter
//! refuses the system call, so that everything runs on exclusive stripes. All work on one
//! [`Ledger`](ledger::Ledger), whose books are exact or the test fails; and a scenario in which
//! nothing was restarted (or without rseq, nothing ran on an exclusive stripe) has tested nothing,
//! and fails.
//!
//! What was seen with the protections taken out, one at a time (`x86_64`, two CPUs, Linux 6.18, three
//! runs of the tests under `signals`, `threads` and `refusals::side_by_side`):
//!
//! | without | failed |
//! |---|---|
//! | the event's compare (`--cfg restartable_control="event"`) | 8 to 10 of 22 in each run: `storm`, `alternate_stack`, `profiler`, `moved`, `side_by_side` |
//! | arming (`"arm"`) | `storm`, in two of three runs |
//! | the index's compare (`"index"`) | `storm`, `moved`, `two_thousand`, `destructors`, 1 or 2 in each run |
//! | an owner of exclusive stripes (`try_own` always succeeds) | 8 of the 20 `refused` and `refusals` |
//! | the event's compare on the overflow stripe | `storm_on_the_overflow_stripe::refused` |
//!
//! In none of them a `refused` test failed by the first three, which concern the kernel's part.
//! Controls of single tests are told at the tests.
#![cfg(all(target_os = "linux", not(miri)))]

#[path = "../common/mod.rs"]
mod common;
#[path = "../../rseq-runtime/tests/support/mod.rs"]
mod support;

mod exclusive;
mod forks;
mod ledger;
mod refusals;
mod remote;
mod signals;
mod threads;

use restartable::{Backend, Because, RegisteredBy, backend};

/// Who tells the kernel about threads, if anybody does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Surroundings {
    /// libc, where it does that.
    ByLibc,
    /// We do: libc was told not to.
    ByUs,
    /// Nobody can.
    Refused,
}

/// Whether the crate was built without sections, which are the same everywhere.
const FALLBACK: bool = cfg!(restartable_fallback);

impl Surroundings {
    /// Makes them so, in a process in which no sequence has run yet, and sees that they are.
    fn enter(self) {
        // Whatever hangs is a failure, and not the end of the test run.
        // SAFETY: takes a number.
        unsafe { libc::alarm(300) };
        if self == Self::Refused {
            support::refuse_rseq(libc::EPERM);
        }
        let backend = backend();
        println!("{self:?}: {backend}");
        match backend {
            Backend::Exclusive { because: Because::Forced, .. } if FALLBACK => {}
            Backend::Exclusive { because: Because::Denied, .. } => assert_eq!(self, Self::Refused),
            Backend::Rseq { registered_by: RegisteredBy::Libc, .. } => {
                assert_eq!(self, Self::ByLibc);
            }
            Backend::Rseq { registered_by: RegisteredBy::Restartable, .. } => {
                assert_ne!(self, Self::Refused);
            }
            other => panic!("{other}"),
        }
    }
}

/// The name that the test harness gives to the test at a path with the crate's name in it.
fn test_name(path: &'static str) -> &'static str {
    path.split_once("::").map_or(path, |(_, name)| name)
}

/// Tests each of these functions in all surroundings.
macro_rules! everywhere {
    ($($name:ident)*) => {$(
        mod $name {
            use crate::Surroundings;
            use crate::support::{NOT_BY_LIBC, in_child};

            #[test]
            fn by_libc() {
                in_child(crate::test_name(concat!(module_path!(), "::by_libc")), "", || {
                    Surroundings::ByLibc.enter();
                    super::$name();
                });
            }

            #[test]
            fn by_us() {
                in_child(crate::test_name(concat!(module_path!(), "::by_us")), NOT_BY_LIBC, || {
                    Surroundings::ByUs.enter();
                    super::$name();
                });
            }

            #[test]
            fn refused() {
                in_child(crate::test_name(concat!(module_path!(), "::refused")), NOT_BY_LIBC, || {
                    Surroundings::Refused.enter();
                    super::$name();
                });
            }
        }
    )*};
}

use everywhere;
