//! What rustc says about wrong sequences, and that right ones build and run.
//!
//! One rule a file, named after the rule, in the folder of the phase that refuses it. After a change
//! of a message: `TRYBUILD=overwrite cargo test -p ui-tests`, and read the difference.

#[test]
fn pass() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}
