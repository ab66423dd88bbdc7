//! The macros of [`restartable`](https://docs.rs/restartable). Use them through that crate.

mod ast;
