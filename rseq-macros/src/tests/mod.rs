//! Tests that are inside, since a crate of macros exports nothing else: of the front end, what is
//! accepted, what is refused and where, and that nothing makes it panic; of the back end, what is
//! generated. What the user sees of it is held by `ui-tests`.

mod accepted;
mod attribute;
mod generated;
mod leave;
mod random;
mod refused;
mod source;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::ast::Sequence;
use crate::front;

/// Analyzes the arguments of an `rseq!`.
fn analyze(source: &str) -> Result<Sequence, Vec<syn::Error>> {
    analyze_as("retry", source)
}

/// Analyzes the arguments of an `rseq!` or, as `once`, of a `try_rseq!`.
fn analyze_as(mode: &str, source: &str) -> Result<Sequence, Vec<syn::Error>> {
    let tokens: TokenStream = parsed(&format!("[krate] x86_64 {mode}; {source}"));
    front::checked(tokens).map_err(crate::errors::Errors::into_vec)
}

/// The tokens of a source that has no lexical error.
fn parsed(source: &str) -> TokenStream {
    source.parse().unwrap_or_else(|error| panic!("{error}: {source}"))
}

/// A body that must be accepted.
fn accepted(body: &str) -> Sequence {
    analyze(&format!("percpu, |slot| {{ {body} }}")).unwrap_or_else(|errors| {
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        panic!("{body}\nis refused: {errors:#?}")
    })
}

/// Tokens as text, with a single space between them.
fn text(tokens: impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
