#![doc = include_str!("../README.md")]

mod arch;
mod decode;
mod error;
mod evaluate;
mod image;
mod insn;
mod inspection;
mod lines;
mod members;
mod place;
mod pseudo;
mod relocate;
mod rules;
mod section;
mod symbolic;

pub use arch::Architecture;
pub use error::Error;
pub use inspection::{Inspection, Line, Section};
pub use members::{Member, members};
pub use pseudo::Role;
pub use rules::{Finding, Rule, Severity};
