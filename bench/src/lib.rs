//! `restartable` measured against what people use today: all contenders in one run, taking turns.
//!
//! `cargo bench` in this directory runs everything; see README.md. [`harness`] takes the times,
//! [`report`] writes them down and hands them to criterion; every other module holds the contenders
//! for one thing.

pub mod adapters;
#[cfg(feature = "allocators")]
pub mod allocators;
pub mod cost;
pub mod counters;
pub mod harness;
pub mod histograms;
pub mod pools;
pub mod report;
pub mod rings;
pub mod stacks;

use harness::Group;

/// All groups of contenders, in the order of the tables.
pub fn groups() -> Vec<Group> {
    vec![
        counters::group(),
        stacks::group(),
        pools::group(),
        histograms::group(),
        rings::group(),
        rings::recorder(),
        #[cfg(feature = "allocators")]
        allocators::group(),
        adapters::counters(),
        adapters::regexes(),
    ]
}
