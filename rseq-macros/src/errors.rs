//! Collects every error of one macro call, so that the user sees them all at once.

use core::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

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

    /// One `compile_error!` each.
    pub fn into_compile_errors(self) -> TokenStream {
        self.0.map(|errors| errors.to_compile_error()).unwrap_or_default()
    }

    /// The errors one by one.
    #[cfg(test)]
    pub fn into_vec(self) -> Vec<syn::Error> {
        self.0.into_iter().flatten().collect()
    }
}
