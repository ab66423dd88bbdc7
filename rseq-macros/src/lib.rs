//! The macros of [`restartable`](https://docs.rs/restartable). Use them through that crate.

mod arch;
mod ast;
mod expand;
mod ir;
mod lower;
