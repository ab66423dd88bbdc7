//! The front end: from the tokens of a macro call to a checked sequence, or to every error in it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::ast::{Place, Sequence};
use crate::errors::Errors;
use crate::parse::{self, Body, Line, Raw};
use crate::statement::{Keyword, Shape};
use crate::{arch, check, leave, model};

/// The checked sequence, with what leaves it rewritten; or an expression that
/// has the errors, and no others.
pub fn analyze(tokens: TokenStream) -> Result<Sequence, TokenStream> {
    checked(tokens.clone()).map_err(|errors| stand_in(tokens, errors))
}

/// The same, with the errors as they are.
pub fn checked(tokens: TokenStream) -> Result<Sequence, Errors> {
    let mut errors = Errors::default();
    let sequence =
        parse::sequence(tokens, &mut errors).and_then(|raw| check::sequence(raw, &mut errors));
    match sequence {
        Some(mut sequence) if errors.is_empty() => {
            if arch::by_name(&sequence.arch).is_none() {
                let krate = &sequence.krate;
                let k = quote!(#krate::__private);
                model::mark(&k, &mut sequence.preparation);
                model::mark(&k, &mut sequence.tail);
            }
            leave::rewrite(&mut sequence);
            Ok(sequence)
        }
        _ => Err(errors),
    }
}

/// An expression with the errors.
///
/// Editors complete in a body that is being written, which is mostly a wrong one, so they get it
/// after all: without the rules, and where rustc does not look, so that no second error follows.
fn stand_in(tokens: TokenStream, errors: Errors) -> TokenStream {
    let errors = errors.into_expression();
    let kept = parse::sequence(tokens, &mut Errors::default()).map(|raw| kept(&raw));
    quote!({ #kept #errors })
}

/// The body as an editor sees it.
fn kept(raw: &Raw) -> TokenStream {
    let Raw { krate, percpu, slot, index, output, body, .. } = raw;
    let k = quote!(#krate::__private);
    let (slot, index) = (&slot.name, index.iter().map(|index| &index.name));
    let output = output.iter();
    let body = match body {
        Body::Broken(tokens) => tokens.clone(),
        Body::Lines(lines) => lines.iter().map(|line| kept_line(&k, line)).collect(),
    };
    // Statements of the section at wrong places have their error already.
    let words = Keyword::ALL.map(|keyword| {
        let word = Ident::new(keyword.word(), Span::call_site());
        quote!(macro_rules! #word { ($($_:tt)*) => { loop {} } })
    });
    quote! {
        #[allow(unexpected_cfgs)]
        {
            #[cfg(rust_analyzer)]
            #k::editor! {
                #(#[allow(unused_macros)] #words)*
                match #k::Header::of(&#percpu).percpu() {
                    __percpu => (|| #(-> #output)* {
                        let __at = #k::first(__percpu);
                        let #slot = __at.slot();
                        #(let #index = __at.index();)*
                        #body
                    })(),
                }
            };
        }
    }
}

/// A statement of the section as an editor sees it: the types of what is in it.
fn kept_line(k: &TokenStream, line: &Line) -> TokenStream {
    let line = match line {
        Line::Plain(stmt) => return quote!(#stmt),
        Line::Section(line) => line,
    };
    match &line.shape {
        Ok(Shape::Fetch { name, ty, place }) => {
            let place = match place {
                Place::Word(expr) => quote!(#k::place(&#expr)),
                Place::Pointer(expr) => quote!(unsafe { #k::pointer(#expr) }),
            };
            let ty = ty.iter();
            quote! {
                let #name #(: #ty)* = {
                    let __name = #k::name(#place);
                    unsafe { #k::fetched(__name, 0) }
                };
            }
        }
        Ok(Shape::Check { place, value, otherwise, .. }) => {
            let otherwise = otherwise.iter();
            quote! {
                #k::value(#k::place(&#place), #value);
                #(if true { return #otherwise; })*
            }
        }
        Ok(Shape::Stage { place, value } | Shape::Commit { place, value, .. }) => {
            quote!(#k::value(#k::place(&#place), #value);)
        }
        Ok(Shape::Copy { dst, src }) => quote!(#k::copy(&*#dst, &*#src);),
        Err(_) => TokenStream::new(),
    }
}
