//! What the expansion of `rseq!` may name: nothing here is a public interface.
//!
//! The fast path is [`first`], the section, and [`leave`], all inlined. Everything else is in
//! `cold.rs`, out of line.

use core::ops::Deref;

use crate::percpu::PerCpu;

mod attempt;
mod control;
mod frame;
mod operands;
mod portable;
mod question;

pub use attempt::{Attempt, aborted, again, first, first_once, leave};
pub use frame::Frame;
pub use operands::{
    AsWord, Copied, Fetched, Place, copy, fetched, literal_type, name, place, place_to_add,
    place_to_compare, place_to_mask, pointer, same_type, value,
};
pub use portable::{add, and, literal, load, or, store, store_release, sub, xor};
pub use question::{
    Branch, BreakResidual, ErrResidual, FromResidual, NoneResidual, branch, from_residual, ok,
};

pub(crate) use attempt::{FROZEN, event};

pub use core::arch::asm;
pub use core::mem::size_of;
pub use core::ops::ControlFlow;
pub use core::option::Option;
pub use core::result::Result;
pub use core::{compile_error, concat, module_path, stringify};

pub use rseq_macros::sequence;
pub use rseq_runtime::abi::{RSEQ_CS, SIGNATURE};
pub use rseq_runtime::model::{MARKED, statement, step};

pub use crate::Aborted;
pub use crate::percpu::{Index, Tracking};
#[cfg(all(target_os = "linux", not(miri)))]
pub use crate::shared::shareable::{fingerprint, mix};
pub use crate::word::{Value, Word};

/// A word in a register, extended with zeros.
pub type Bits = usize;

/// How a section ended.
pub type Code = u32;

/// The commit was made.
pub const COMMITTED: Code = 0;
/// The kernel restarted the section, or the (event, index) pair did not match.
pub const ABORTED: Code = 1;
/// A `check!` without `else` failed.
pub const MISMATCH: Code = 2;
/// The first `else` exit.
pub const EXIT: Code = 3;

/// A `PerCpu`, or what leads to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `PerCpu`, nor a reference or smart pointer to one",
    label = "a sequence needs a `PerCpu` here",
    note = "write `rseq!(percpu, |slot| {{ … }})`, where `percpu` is a `PerCpu<T>`"
)]
pub trait AsPerCpu<T, K: Tracking, I: Index> {
    fn as_per_cpu(&self) -> &PerCpu<T, K, I>;
}

impl<T, K: Tracking, I: Index> AsPerCpu<T, K, I> for PerCpu<T, K, I> {
    #[inline(always)]
    fn as_per_cpu(&self) -> &PerCpu<T, K, I> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T, K: Tracking, I: Index, P: ?Sized> AsPerCpu<T, K, I> for P
where
    P: Deref,
    P::Target: AsPerCpu<T, K, I>,
{
    #[inline(always)]
    fn as_per_cpu(&self) -> &PerCpu<T, K, I> {
        (**self).as_per_cpu()
    }
}

/// What a header names. A method call finds the way to the `PerCpu`: through a reference, for as long as
/// the reference is valid, so that a slot can leave the function that was given one; else, through
/// [`Owner`], for as long as the variable is borrowed.
///
/// The `PerCpu`'s parameters are the trait's and not associated types: rustc reports a type that does not
/// implement the trait once more for each use of an associated type.
pub struct Header<'a, P: ?Sized>(Owner<'a, P>);

/// What is no reference.
pub struct Owner<'a, P: ?Sized>(&'a P);

impl<'a, P: ?Sized> Header<'a, P> {
    #[inline(always)]
    pub fn of(named: &'a P) -> Self {
        Self(Owner(named))
    }
}

impl<'p, P: ?Sized> Header<'_, &'p P> {
    #[inline(always)]
    pub fn percpu<T, K: Tracking, I: Index>(&self) -> &'p PerCpu<T, K, I>
    where
        P: AsPerCpu<T, K, I>,
    {
        let reference: &'p P = self.0.0;
        reference.as_per_cpu()
    }
}

impl<'a, P: ?Sized> Owner<'a, P> {
    #[inline(always)]
    pub fn percpu<T, K: Tracking, I: Index>(&self) -> &'a PerCpu<T, K, I>
    where
        P: AsPerCpu<T, K, I>,
    {
        self.0.as_per_cpu()
    }
}

impl<'a, P: ?Sized> Deref for Header<'a, P> {
    type Target = Owner<'a, P>;

    #[inline(always)]
    fn deref(&self) -> &Owner<'a, P> {
        &self.0
    }
}

/// What an editor is given of a body with errors: rustc never expands it.
#[doc(hidden)]
#[macro_export]
macro_rules! __editor {
    ($($body:tt)*) => { $($body)* };
}
pub use crate::__editor as editor;
