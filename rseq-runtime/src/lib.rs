//! The run time of [`restartable`](https://docs.rs/restartable): the kernel's ABI, the registration
//! of threads, and the exclusive stripes. Users depend on `restartable` alone; what it does not
//! re-export is no public interface.

#[macro_use]
mod targets;

pub mod abi;
pub mod exclusive;
pub mod membarrier;
#[doc(hidden)]
pub mod model;
pub mod register;
pub mod remote;
pub mod stats;
