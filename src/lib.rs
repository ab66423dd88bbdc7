//! Per-CPU data without locks and without atomic instructions, on Linux restartable sequences.
//!
//! You write a preparation in plain Rust and end it with one commit; the macro turns the commit
//! into a restartable sequence (rseq). If the thread is preempted, migrated or signalled before the
//! commit, nothing was written and the sequence runs again.
//!
//! ```
//! use restartable::{PerCpu, Word, restartable, rseq};
//!
//! const NIL: u32 = u32::MAX;
//!
//! struct Head {
//!     first: Word<u32>,
//! }
//!
//! pub struct FreeList {
//!     heads: PerCpu<Head>,
//!     next: Box<[Word<u32>]>,
//! }
//!
//! impl FreeList {
//!     /// `None` when this CPU's list is empty.
//!     pub fn pop(&self) -> Option<u32> {
//!         rseq!(self.heads, |head| {
//!             let first = head.first.get(); // preparation: any Rust
//!             if first == NIL {
//!                 return None; // leaves without writing
//!             }
//!             let next = self.next[first as usize].get();
//!             commit!(head.first = next); // one instruction decides
//!             Some(first) // after the commit: runs exactly once
//!         })
//!     }
//!
//!     #[restartable(self.heads)] // the same as a function
//!     pub fn push(&self, head: &Head, node: u32) {
//!         let first = head.first.get();
//!         stage!(self.next[node as usize] = first); // written inside the section
//!         commit!(head.first = node);
//!     }
//! }
//!
//! let list = FreeList {
//!     heads: PerCpu::new(|_| Head { first: Word::new(NIL) }),
//!     next: (0..8).map(|_| Word::new(NIL)).collect(),
//! };
//! list.push(5);
//! let popped = list.pop(); // on this CPU, unless the thread was moved in between
//! assert!(popped == Some(5) || popped.is_none());
//! ```
//!
//! [`rseq!`] has the language; [`PerCpu`] where slots lie, how they stand in a static, and what an
//! allocator or a signal handler may use; [`PerCpu::exclusive`] is access to any slot from anywhere.
//!
//! # Structures
//!
//! - [`Counter`], [`Gauge`], [`FloatGauge`]: numbers that any thread adds to, also in a static.
//! - [`Histogram`]: the distribution of values, with a bounded relative error.
//! - [`Stack`]: a bounded stack of values for each CPU, which others may steal from.
//! - [`Pool`]: objects that are used again, bounded.
//! - [`FreeList`], [`NodeList`]: lists of free indices, and of boxed nodes that carry their link.
//! - [`Ring`]: records for tracing, with one reader that merges all CPUs and knows what was lost.
//! - [`Lock`]: a lock for each CPU, for work too long for a sequence.
//! - [`SharedPerCpu`]: a `PerCpu` in a file that many processes map.
//!
//! # Features
//!
//! None is on by default.
//!
//! - `metrics`: a recorder of the `metrics` facade, in the module `metrics`.
//! - `prometheus`, `prometheus-client`: numbers for these crates' counters and gauges, in the modules
//!   `prometheus` and `prometheus_client`.
//! - `gdb`: programs with debug information carry commands for gdb.
//!
//! # Where it runs, and when not to use it
//!
//! Sections exist for Linux on `x86_64`, x86, aarch64, arm, riscv64, powerpc64le, s390x and loongarch64.
//! Everything else, and Linux where rseq is refused, runs the same code on slots that a thread takes for
//! itself with atomic instructions: slower, with the same results. [`backend`] says which it is, and why.
//! [`SharedPerCpu`] and [`Shareable`](trait@Shareable) exist on Linux alone. [`FloatGauge`] and the features
//! for metrics need 64-bit atomics, which some 32-bit targets have not.
//! A [`Word`] has at most the bits of a pointer: 64-bit numbers on 32-bit targets are [`Counter`]s.
//!
//! Where one thread alone writes, a plain value is faster. Where each addition has to know the sum, it
//! has to be in one place, an atomic. And a queue of work of which no piece may wait for one CPU is
//! a shared one.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(feature = "gdb", debugger_visualizer(gdb_script_file = "../gdb/restartable.py"))]

#[doc(hidden)]
#[path = "private/mod.rs"]
pub mod __private;
mod cold;
mod counter;
#[cfg(target_has_atomic = "64")]
mod float_gauge;
pub mod free_list;
mod gauge;
pub mod histogram;
mod language;
mod lock;
#[cfg(all(feature = "metrics", target_has_atomic = "64"))]
pub mod metrics;
pub mod percpu;
pub mod pool;
#[cfg(all(feature = "prometheus", target_has_atomic = "64"))]
pub mod prometheus;
#[cfg(all(feature = "prometheus-client", target_has_atomic = "64"))]
pub mod prometheus_client;
pub mod ring;
mod sequence;
#[cfg(all(target_os = "linux", not(miri)))]
mod shared;
pub mod stack;
mod sums;
mod versioned;
mod word;

use __private as private;

pub use counter::Counter;
#[cfg(target_has_atomic = "64")]
pub use float_gauge::FloatGauge;
#[doc(inline)]
pub use free_list::{FreeList, NodeList};
pub use gauge::Gauge;
#[doc(inline)]
pub use histogram::Histogram;
pub use lock::{Lock, LockGuard};
#[doc(inline)]
pub use percpu::{
    AllocError, CpuId, Exclusive, ExclusiveAll, ExclusiveError, ExclusiveSlot, Index, MmCid,
    PerCpu, Tracked, Tracking, Untracked,
};
#[doc(inline)]
pub use pool::Pool;
#[doc(inline)]
pub use ring::Ring;
/// Makes a structure [`Shareable`](trait@Shareable): it needs `#[repr(C)]`, and every field is
/// checked to be shareable.
///
/// In a crate that has renamed this one, add `#[shareable(crate = path::to::restartable)]`.
#[cfg(all(target_os = "linux", not(miri)))]
pub use rseq_macros::Shareable;
/// Makes a function a sequence.
///
/// `#[restartable(PERCPU)]` on a function or a method runs its body as
/// [`rseq!`]`(PERCPU, |slot| { … })` does. The first parameter after `self` is the slot; it disappears
/// from the signature, so that callers pass the other arguments only. A parameter right after it
/// that is marked `#[index]` receives the slot's index, and disappears too.
///
/// ```
/// use restartable::{PerCpu, Word, restartable};
///
/// #[derive(Default)]
/// struct Last {
///     cpu: Word<u32>,
///     calls: Word<u64>,
/// }
///
/// struct Trace {
///     last: PerCpu<Last>,
/// }
///
/// impl Trace {
///     /// `None` after `limit` calls on one CPU.
///     #[restartable(self.last)]
///     pub fn call(&self, last: &Last, #[index] cpu: u32, limit: u64) -> Option<u64> {
///         let calls = last.calls.get();
///         if calls >= limit {
///             return None;
///         }
///         stage!(last.cpu = cpu);
///         commit!(last.calls = calls + 1);
///         Some(calls)
///     }
/// }
///
/// let trace = Trace { last: PerCpu::default() };
/// assert_eq!(trace.call(10), Some(0));
/// assert_eq!(trace.call(0), None);
/// ```
///
/// The arguments of the function are there in every attempt, so the preparation cannot move one
/// away; rustc says so. After the commit it can be moved.
///
/// A function that returns `impl Trait` can be a sequence; one that is `async` or `const` cannot.
///
/// In a crate that has renamed this one, or gets it from another, write
/// `#[restartable(PERCPU, crate = path::to::restartable)]`.
pub use rseq_macros::restartable;
#[doc(inline)]
pub use rseq_runtime::register::{Backend, Because, Mode, RegisteredBy, backend};
#[doc(inline)]
pub use rseq_runtime::stats::{Stats, stats};
#[cfg(all(target_os = "linux", not(miri)))]
pub use shared::{Shareable, SharedError, SharedIndex, SharedPerCpu};
#[doc(inline)]
pub use stack::Stack;
pub use word::{Arithmetic, Bitwise, Comparable, Value, Word};

/// A `try_rseq!` was aborted: nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aborted(pub(crate) ());

impl core::fmt::Display for Aborted {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the sequence was aborted before its commit")
    }
}

impl core::error::Error for Aborted {}

/// The programs of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
