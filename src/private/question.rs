//! What `?` and `return` become in a `try_rseq!`.

use core::ops::ControlFlow;

use crate::Aborted;

/// The value of a `try_rseq!` that did not abort.
#[inline(always)]
pub fn ok<R>(value: R) -> Result<R, Aborted> {
    Ok(value)
}

/// What `?` does in a `try_rseq!`, where the function returned from returns a `Result` of its own.
#[diagnostic::on_unimplemented(
    message = "`?` in `try_rseq!` works on `Option`, `Result` and `ControlFlow` only",
    label = "`{Self}` is none of them"
)]
pub trait Branch<Output, Residual> {
    fn branch(self) -> ControlFlow<Residual, Output>;
}

/// What a `try_rseq!` can leave with through `?`.
#[diagnostic::on_unimplemented(
    message = "`?` cannot turn a `{R}` into the value of this `try_rseq!`, a `{Self}`",
    label = "the value of the sequence is a `{Self}`"
)]
pub trait FromResidual<R> {
    fn from_residual(residual: R) -> Self;
}

/// The residual of an `Option`.
pub struct NoneResidual;
/// The residual of a `Result`.
pub struct ErrResidual<E>(E);
/// The residual of a `ControlFlow`.
pub struct BreakResidual<B>(B);

impl<T> Branch<T, NoneResidual> for Option<T> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<NoneResidual, T> {
        self.map_or(ControlFlow::Break(NoneResidual), ControlFlow::Continue)
    }
}

impl<T, E> Branch<T, ErrResidual<E>> for Result<T, E> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<ErrResidual<E>, T> {
        self.map_or_else(|error| ControlFlow::Break(ErrResidual(error)), ControlFlow::Continue)
    }
}

impl<B, C> Branch<C, BreakResidual<B>> for ControlFlow<B, C> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<BreakResidual<B>, C> {
        match self {
            ControlFlow::Continue(value) => ControlFlow::Continue(value),
            ControlFlow::Break(value) => ControlFlow::Break(BreakResidual(value)),
        }
    }
}

impl<T> FromResidual<NoneResidual> for Option<T> {
    #[inline(always)]
    fn from_residual(_: NoneResidual) -> Self {
        None
    }
}

impl<T, E, F: From<E>> FromResidual<ErrResidual<E>> for Result<T, F> {
    #[inline(always)]
    fn from_residual(ErrResidual(error): ErrResidual<E>) -> Self {
        Err(F::from(error))
    }
}

impl<B, C> FromResidual<BreakResidual<B>> for ControlFlow<B, C> {
    #[inline(always)]
    fn from_residual(BreakResidual(value): BreakResidual<B>) -> Self {
        ControlFlow::Break(value)
    }
}

/// The first half of `?`.
#[inline(always)]
pub fn branch<O, R, B: Branch<O, R>>(value: B) -> ControlFlow<R, O> {
    value.branch()
}

/// The second half of `?`.
#[inline(always)]
pub fn from_residual<R, F: FromResidual<R>>(residual: R) -> F {
    F::from_residual(residual)
}
