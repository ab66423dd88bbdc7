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
mod mistakes;
mod model;
mod parse;
mod shareable;
mod source;
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

// Documented where it is re-exported, since the examples need the facade.
#[expect(missing_docs)]
#[proc_macro_attribute]
pub fn restartable(arguments: TokenStream, item: TokenStream) -> TokenStream {
    attribute::expand(arguments.into(), &item.into()).into()
}

// Documented where it is re-exported.
#[expect(missing_docs)]
#[proc_macro_derive(Shareable, attributes(shareable))]
pub fn shareable(item: TokenStream) -> TokenStream {
    shareable::expand(item.into()).into()
}
