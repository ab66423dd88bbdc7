#![doc = include_str!("../README.md")]

mod check;
#[cfg(all(target_os = "linux", target_arch = "x86_64", target_pointer_width = "64", not(miri)))]
mod engine;
#[cfg(not(all(
    target_os = "linux",
    target_arch = "x86_64",
    target_pointer_width = "64",
    not(miri)
)))]
#[path = "unsupported.rs"]
mod engine;
mod report;

pub use check::Check;
pub use report::{Boundary, Error, Location, Place, Report, Section, Violation};
