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

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod cold;
mod language;
pub mod percpu;
mod sequence;
mod word;

use __private as private;

pub use percpu::{AllocError, CpuId, Index, MmCid, PerCpu, Tracked, Tracking, Untracked};
pub use rseq_macros::restartable;
pub use rseq_runtime::register::{Backend, Because, RegisteredBy, backend};
pub use rseq_runtime::stats::{Stats, stats};
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
