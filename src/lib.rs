//! Per-CPU data without locks and without atomic instructions, on Linux restartable sequences.
