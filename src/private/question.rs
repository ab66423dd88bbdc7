//! What `?` becomes in a sequence, and `return` in a `try_rseq!`: what is left is not a function. All of std's
//! types that `?` works on are here; others cannot have it on stable Rust.

use core::convert::Infallible;
use core::ops::ControlFlow;
use core::task::Poll;

use crate::Aborted;

/// The value of a `try_rseq!` that did not abort.
#[inline(always)]
pub fn ok<R>(value: R) -> Result<R, Aborted> {
    Ok(value)
}

/// What `?` does.
#[diagnostic::on_unimplemented(
    message = "`?` in a sequence works on `Option`, `Result`, `ControlFlow` and `Poll` only",
    label = "`{Self}` is none of them"
)]
pub trait Branch<Output, Residual> {
    fn branch(self) -> ControlFlow<Residual, Output>;
}

/// What a sequence can be left with through `?`.
#[diagnostic::on_unimplemented(
    message = "`?` cannot turn `{R}` into the value of this sequence, a `{Self}`",
    label = "the value of the sequence is a `{Self}`",
    note = "`?` leaves the sequence, not the function around it: end the body with `Ok(…)` or \
            `Some(…)`, and put a `?` behind `rseq!(…)`"
)]
pub trait FromResidual<R> {
    fn from_residual(residual: R) -> Self;
}

/// The residual of an `Option`. The three are the same as in std, since errors name them.
pub type NoneResidual = Option<Infallible>;
/// The residual of a `Result`.
pub type ErrResidual<E> = Result<Infallible, E>;
/// The residual of a `ControlFlow`.
pub type BreakResidual<B> = ControlFlow<B, Infallible>;

impl<T> Branch<T, NoneResidual> for Option<T> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<NoneResidual, T> {
        self.map_or(ControlFlow::Break(None), ControlFlow::Continue)
    }
}

impl<T, E> Branch<T, ErrResidual<E>> for Result<T, E> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<ErrResidual<E>, T> {
        self.map_or_else(|error| ControlFlow::Break(Err(error)), ControlFlow::Continue)
    }
}

impl<B, C> Branch<C, BreakResidual<B>> for ControlFlow<B, C> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<BreakResidual<B>, C> {
        match self {
            ControlFlow::Continue(value) => ControlFlow::Continue(value),
            ControlFlow::Break(value) => ControlFlow::Break(ControlFlow::Break(value)),
        }
    }
}

impl<T, E> Branch<Poll<T>, ErrResidual<E>> for Poll<Result<T, E>> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<ErrResidual<E>, Poll<T>> {
        match self {
            Poll::Ready(Ok(value)) => ControlFlow::Continue(Poll::Ready(value)),
            Poll::Ready(Err(error)) => ControlFlow::Break(Err(error)),
            Poll::Pending => ControlFlow::Continue(Poll::Pending),
        }
    }
}

impl<T, E> Branch<Poll<Option<T>>, ErrResidual<E>> for Poll<Option<Result<T, E>>> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<ErrResidual<E>, Poll<Option<T>>> {
        match self {
            Poll::Ready(Some(Ok(value))) => ControlFlow::Continue(Poll::Ready(Some(value))),
            Poll::Ready(Some(Err(error))) => ControlFlow::Break(Err(error)),
            Poll::Ready(None) => ControlFlow::Continue(Poll::Ready(None)),
            Poll::Pending => ControlFlow::Continue(Poll::Pending),
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
    fn from_residual(Err(error): ErrResidual<E>) -> Self {
        Err(F::from(error))
    }
}

impl<T, E, F: From<E>> FromResidual<ErrResidual<E>> for Poll<Result<T, F>> {
    #[inline(always)]
    fn from_residual(Err(error): ErrResidual<E>) -> Self {
        Poll::Ready(Err(F::from(error)))
    }
}

impl<T, E, F: From<E>> FromResidual<ErrResidual<E>> for Poll<Option<Result<T, F>>> {
    #[inline(always)]
    fn from_residual(Err(error): ErrResidual<E>) -> Self {
        Poll::Ready(Some(Err(F::from(error))))
    }
}

impl<B, C> FromResidual<BreakResidual<B>> for ControlFlow<B, C> {
    #[inline(always)]
    fn from_residual(ControlFlow::Break(value): BreakResidual<B>) -> Self {
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
