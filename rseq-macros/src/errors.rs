//! Collects every error of one macro call, so that the user sees them all at once.

use core::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};

/// The errors found so far.
#[derive(Default)]
pub struct Errors(Option<syn::Error>);

impl Errors {
    /// An error on `span`.
    pub fn at(&mut self, span: Span, message: impl Display) {
        self.add(syn::Error::new(span, message));
    }

    /// An error on all of `tokens`.
    pub fn on(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    /// An error that the parser returned.
    pub fn add(&mut self, error: syn::Error) {
        match &mut self.0 {
            None => self.0 = Some(error),
            Some(errors) => errors.combine(error),
        }
    }

    /// Whether nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// `value`, unless something was wrong.
    pub fn or<T>(self, value: T) -> syn::Result<T> {
        self.0.map_or(Ok(value), Err)
    }

    /// The errors, and one more.
    pub fn and(mut self, error: syn::Error) -> syn::Error {
        self.0.take().map_or(error.clone(), |mut errors| {
            errors.combine(error);
            errors
        })
    }

    /// One `compile_error!` each, from the top of the source to its bottom, for the place of an item.
    pub fn into_items(self) -> TokenStream {
        self.into_vec().iter().map(syn::Error::to_compile_error).collect()
    }

    /// The same for the place of an expression: rustc takes it for one of the type that is wanted,
    /// so that no second error and no warning follows.
    pub fn into_expression(self) -> TokenStream {
        let errors = self.into_vec();
        match errors.split_last() {
            None => TokenStream::new(),
            Some((last, others)) => {
                let others = others.iter().map(syn::Error::to_compile_error);
                let last = last.to_compile_error();
                quote!({ #(#others)* (#last) })
            }
        }
    }

    /// The errors one by one, from the top of the source to its bottom.
    pub fn into_vec(self) -> Vec<syn::Error> {
        let mut errors: Vec<_> = self.0.into_iter().flatten().collect();
        errors.sort_by_key(|error| {
            let start = error.span().start();
            (start.line, start.column)
        });
        errors
    }
}
