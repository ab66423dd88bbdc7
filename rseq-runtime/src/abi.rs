//! The kernel's ABI.
