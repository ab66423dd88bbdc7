//! Compile-fail diagnostics of `restartable`: see `tests/`.
