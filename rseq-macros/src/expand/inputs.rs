//! What the preparation ends with: each statement's places and values, evaluated in the order they
//! are written in.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::Expr;
use syn::spanned::Spanned;

use super::mixed;
use crate::leave::located;
use crate::lower::{Input, Need};

/// Evaluates one input of the section; the function's bounds are the statement's type rules.
pub(super) fn evaluate(k: &TokenStream, input: &Input) -> TokenStream {
    let place = |index: &usize| mixed(format_args!("p{index}"));
    match input {
        Input::Place { index, expr, pointer, need } => {
            let name = place(index);
            // All with the context of `$crate`: rustc shows an error on an argument where it stands
            // only if the function and the argument come from the same macro.
            let context = k.clone().into_iter().next().map_or(Span::mixed_site(), |k| k.span());
            let span = context.located_at(blame(expr));
            let k = located(k, span);
            let function = match need {
                _ if *pointer => "pointer",
                Need::Word => "place",
                Need::Compare => "place_to_compare",
                Need::Arithmetic => "place_to_add",
                Need::Bitwise => "place_to_mask",
            };
            let function = Ident::new(function, span);
            if *pointer {
                // The user wrote `unsafe` around this `fetch!`, and may have forbidden it.
                let call = quote_spanned!(span=> #k::#function(#expr));
                let block = quote_spanned!(expr.span()=> unsafe { #call });
                quote_spanned!(span=> let #name = #block;)
            } else {
                // A `let` of its own, so that a reference that a function returned lives until
                // the section.
                let word = Ident::new(&format!("__w{index}"), span);
                quote_spanned!(span=> let #word = &#expr; let #name = #k::#function(#word);)
            }
        }
        Input::Value { index, place: of, expr } => {
            let (name, place) = (mixed(format_args!("v{index}")), place(of));
            let span = on(blame(expr));
            let k = located(k, span);
            quote_spanned!(span=> let #name = #k::value(#place, #expr);)
        }
        Input::Literal { place: of, expr } => {
            let place = place(of);
            let span = on(expr.span());
            let k = located(k, span);
            quote_spanned!(span=> #k::literal_type(#place, #expr);)
        }
        Input::SameType { place: of, fetched, name, used } => {
            let (place, fetched) = (place(of), place(fetched));
            let span = on(used.span());
            let k = located(k, span);
            quote_spanned!(span=> { let #name = #k::name(#fetched); #k::same_type(#place, #used); })
        }
        Input::Copy { index, dst, src } => {
            let name = mixed(format_args!("c{index}"));
            let (dst_span, src_span) = (on(blame(dst)), on(blame(src)));
            let k = located(k, src_span);
            let to = Ident::new(&format!("__dst{index}"), dst_span);
            let from = Ident::new(&format!("__src{index}"), src_span);
            // Each has a `let` of its own, so that `&[a, b]` lives until the section.
            let dst = quote_spanned!(dst_span=> let #to: &[#k::Word<_>] = #dst;);
            let src = quote_spanned!(src_span=> let #from: &[_] = #src;);
            quote_spanned!(src_span=> #dst #src let #name = #k::copy(#to, #from);)
        }
    }
}

/// Where an error is shown, for tokens that are the expansion's and not the user's.
pub(super) fn on(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// The token of an expression that an error about its type is put on: on stable Rust a span is one
/// token's, and of `slot.heads[0].first` the first token would be the least telling.
pub(super) fn blame(expr: &Expr) -> Span {
    match expr {
        Expr::Field(field) => field.member.span(),
        Expr::MethodCall(call) => call.method.span(),
        Expr::Call(call) => blame(&call.func),
        Expr::Path(path) => path.path.segments.last().map_or(path.span(), |last| last.ident.span()),
        Expr::Index(index) => blame(&index.expr),
        Expr::Reference(reference) => blame(&reference.expr),
        Expr::RawAddr(address) => blame(&address.expr),
        Expr::Paren(paren) => blame(&paren.expr),
        Expr::Group(group) => blame(&group.expr),
        Expr::Unary(unary) => blame(&unary.expr),
        expr => expr.span(),
    }
}
