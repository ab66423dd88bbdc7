//! Tests that are inside, since a crate of macros exports nothing else.

mod generated;
