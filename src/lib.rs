//! Per-CPU data without locks and without atomic instructions, on Linux restartable sequences.

pub mod percpu;
mod word;

pub use percpu::{AllocError, CpuId, Index, MmCid, PerCpu, Tracked, Tracking, Untracked};
pub use word::{Arithmetic, Bitwise, Comparable, Value, Word};
