//! The check by breakpoints alone, where a program cannot step itself.
//!
//! Nothing is known of the instructions but their lengths. To interrupt one a breakpoint is written over
//! it; to see which instructions a run comes to, one is written over each, and taken away when it is
//! met. So sections are covered, and the functions that they are in, which the symbol table delimits,
//! but neither called functions nor a second pass outside of sections.

mod explore;
mod functions;
mod patches;
mod session;

use super::Progress;
use super::area::Area;
use crate::check::Job;
use crate::report::{Error, Report};

pub use session::forget;

/// The check, on its thread, which stays on its CPU.
pub fn check(job: Job<'_>, area: Area, progress: &Progress) -> Result<Report, Error> {
    session::install();
    explore::Engine::new(job, area, progress).check()
}
