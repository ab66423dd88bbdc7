#![doc = include_str!("../README.md")]

mod check;
// The targets with sections (rseq-runtime's `targets.rs`), of these where functions can be found.
#[cfg_attr(
    not(all(
        target_os = "linux",
        not(miri),
        any(
            all(target_arch = "x86_64", target_pointer_width = "64"),
            all(
                target_env = "gnu",
                any(
                    target_arch = "x86",
                    all(target_arch = "aarch64", target_pointer_width = "64"),
                    all(target_arch = "arm", target_endian = "little"),
                    target_arch = "riscv64",
                    all(target_arch = "powerpc64", target_endian = "little"),
                    target_arch = "s390x",
                    target_arch = "loongarch64",
                ),
            ),
        ),
    )),
    path = "unsupported.rs"
)]
mod engine;
mod model;
mod quiet;
mod report;

pub use check::Check;
pub use report::{
    Boundary, Coverage, Error, Location, Place, Report, Section, Statement, Violation,
};

/// Runs a check as a model: the sequence is interrupted at every **statement**, its section at every
/// step, without the help of a kernel or a processor.
///
/// It is for where sections are Rust and not assembly: under Miri, on other systems and
/// architectures, with `--cfg restartable_fallback`. What it checks is the algorithm, not the
/// code that the compiler made of it. Of the options it knows [`Check::pairs`],
/// [`Check::reentrant`] and [`Check::max_steps`].
///
/// ```no_run
/// # use restartable::{PerCpu, Word, rseq};
/// # use rseq_check::Check;
/// # let hits: PerCpu<Word<u64>> = PerCpu::default();
/// let add = || {
///     rseq!(hits, |slot| {
///         commit!(slot += 1);
///     });
/// };
/// rseq_check::model(Check::new(add).reentrant());
/// ```
///
/// # Panics
///
/// If the check fails, as [`Check::run`] does.
#[track_caller]
pub fn model(check: Check<'_>) -> Report {
    match try_model(check) {
        Ok(report) => report,
        Err(error) => panic!("rseq-check: {error}"),
    }
}

/// The same as [`model`](model()), without the panic.
///
/// # Errors
///
/// If something went wrong at some statement, or with the check itself.
pub fn try_model(mut check: Check<'_>) -> Result<Report, Error> {
    check.with_job(model::check)
}
