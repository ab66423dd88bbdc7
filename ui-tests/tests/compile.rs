//! What rustc says about wrong sequences, and that right ones build and run.
//!
//! One rule a file, named after the rule, in the folder of the phase that refuses it:
//!
//! | folder | refused by |
//! |---|---|
//! | `parse` | the shape of the macro's arguments |
//! | `check` | a rule of the language |
//! | `types` | rustc, by the bounds of what the expansion calls |
//! | `build` | an assertion that is evaluated when the program is built, not when it is checked |
//! | `pass` | nobody: these build without a warning, and run |
//!
//! After a change of a message: `TRYBUILD=overwrite cargo test -p ui-tests`, and read the difference.

/// Checks only, which is fast: nothing here gets as far as code.
#[test]
fn refused() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/parse/*.rs");
    cases.compile_fail("tests/ui/check/*.rs");
    cases.compile_fail("tests/ui/types/*.rs");
}

/// A set with a `pass` in it is built, so that what only a build finds is found, as are instructions
/// that the assembler does not know.
#[test]
fn built() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/build/*.rs");
}
