//! The macros of [`restartable`](https://docs.rs/restartable). Use them through that crate.

mod arch;
mod ast;
mod attribute;
mod check;
mod errors;
mod expand;
mod front;
mod inside;
mod ir;
mod leave;
mod lower;
mod model;
mod parse;
mod statement;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// What `rseq!` and `try_rseq!` expand to: `[krate] arch mode; PERCPU, |slot| { … }`.
#[doc(hidden)]
#[proc_macro]
pub fn sequence(tokens: TokenStream) -> TokenStream {
    match front::analyze(tokens.into()) {
        Ok(sequence) => expand::sequence(&sequence).into(),
        Err(errors) => errors.into(),
    }
}

/// Makes a function a sequence.
///
/// `#[restartable(PERCPU)]` on a function or a method runs its body as `rseq!(PERCPU, |slot| { … })`
/// does. The first parameter after `self` is the slot; it disappears from the signature, so that
/// callers pass the other arguments only. A parameter right after it that is marked `#[index]`
/// receives the slot's index, and disappears too.
///
/// ```ignore
/// #[restartable(self.heads)]
/// fn push(&self, head: &Head, #[index] cpu: u32, node: u32) {
///     let first = head.first.get();
///     stage!(self.next[node as usize] = first);
///     commit!(head.first = node);
/// }
///
/// list.push(5);
/// ```
///
/// The arguments of the function are there in every attempt: what the preparation moves out of one
/// is not there for the next, and rustc says so.
///
/// In a crate that has renamed `restartable`, or that re-exports it, write
/// `#[restartable(PERCPU, crate = path::to::restartable)]`.
#[proc_macro_attribute]
pub fn restartable(arguments: TokenStream, item: TokenStream) -> TokenStream {
    attribute::expand(arguments.into(), &item.into()).into()
}
