//! Counts kept on the cold path.
