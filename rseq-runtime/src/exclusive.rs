//! Exclusive stripes.
