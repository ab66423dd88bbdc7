//! Registration of threads.
