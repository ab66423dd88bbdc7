//! `return` and `?`: whether a body has any, and, in a `try_rseq!`, what becomes of them: the function
//! that they leave returns a `Result<R, Aborted>`, while the user writes an `R`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Macro, Token};

use crate::ast::{Place, Sequence, Statement, Value};

/// Rewrites every `return` and `?` of the sequence.
pub fn rewrite(sequence: &mut Sequence) {
    let krate = &sequence.krate;
    let mut leave = Leave { k: quote!(#krate::__private) };
    for statement in sequence.preparation.iter_mut().chain(&mut sequence.tail) {
        leave.visit_stmt_mut(statement);
    }
    for statement in &mut sequence.section {
        match statement {
            Statement::Fetch { place, .. } => leave.place(place),
            Statement::Check { place, value, otherwise, .. } => {
                leave.place(place);
                leave.value(value);
                if let Some(otherwise) = otherwise {
                    leave.visit_expr_mut(otherwise);
                }
            }
            Statement::Stage { place, value, .. } => {
                leave.place(place);
                leave.value(value);
            }
            Statement::Copy { dst, src, .. } => {
                leave.visit_expr_mut(dst);
                leave.visit_expr_mut(src);
            }
        }
    }
    leave.visit_expr_mut(&mut sequence.commit.place);
    leave.value(&mut sequence.commit.value);
}

/// Whether the body may leave by `return` or `?`, or by a macro, which may hide one. Where it cannot, it
/// need not be a closure, which the compiler may leave out of line.
pub fn may_leave(sequence: &Sequence) -> bool {
    let statements = sequence.preparation.iter().chain(&sequence.tail);
    let in_statements = statements.map(ToTokens::to_token_stream).any(leaves);
    let in_section = sequence.section.iter().any(|statement| match statement {
        Statement::Fetch { place, .. } => in_place(place),
        Statement::Check { place, value, otherwise, .. } => {
            let otherwise = otherwise.as_ref().map(ToTokens::to_token_stream);
            in_place(place) || in_value(value) || otherwise.is_some_and(leaves)
        }
        Statement::Stage { place, value, .. } => in_place(place) || in_value(value),
        Statement::Copy { dst, src, .. } => {
            leaves(dst.to_token_stream()) || leaves(src.to_token_stream())
        }
    });
    let commit = &sequence.commit;
    let in_commit = leaves(commit.place.to_token_stream()) || in_value(&commit.value);
    in_statements || in_section || in_commit
}

fn in_place(place: &Place) -> bool {
    let (Place::Word(expr) | Place::Pointer(expr)) = place;
    leaves(expr.to_token_stream())
}

fn in_value(value: &Value) -> bool {
    matches!(value, Value::Expr(expr) if leaves(expr.to_token_stream()))
}

fn leaves(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    let mut after_name = false;
    while let Some(token) = tokens.next() {
        let is_name = matches!(token, TokenTree::Ident(_));
        let found = match token {
            TokenTree::Ident(name) => name == "return",
            TokenTree::Punct(mark) => match mark.as_char() {
                '?' => true,
                '!' => after_name && matches!(tokens.peek(), Some(TokenTree::Group(_))),
                _ => false,
            },
            TokenTree::Group(group) => leaves(group.stream()),
            TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
        after_name = is_name;
    }
    false
}

/// The same tokens at another place in the source: what an error is shown on, and not what a name
/// means.
pub fn located(tokens: &TokenStream, span: Span) -> TokenStream {
    let located = tokens.clone().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    located.collect()
}

struct Leave {
    /// The facade's hidden module.
    k: TokenStream,
}

impl Leave {
    fn place(&mut self, place: &mut Place) {
        let (Place::Word(expr) | Place::Pointer(expr)) = place;
        self.visit_expr_mut(expr);
    }

    fn value(&mut self, value: &mut Value) {
        if let Value::Expr(expr) = value {
            self.visit_expr_mut(expr);
        }
    }
}

impl VisitMut for Leave {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let k = &self.k;
        let tokens = match expr {
            Expr::Return(leave) => {
                let span = leave.return_token.span;
                let attrs = &leave.attrs;
                let unit = || quote_spanned!(span=> ());
                let value = leave.expr.as_ref().map_or_else(unit, ToTokens::to_token_stream);
                let keyword = &leave.return_token;
                quote_spanned!(span=> #(#attrs)* #keyword #k::ok(#value))
            }
            Expr::Try(attempt) => {
                // The names are the match's own: nothing of the user's stands in its arms. The
                // span is the question mark's, for errors, and knows no name of the user's.
                let span = Span::mixed_site().located_at(attempt.question_token.span());
                let k = located(k, span);
                let (attrs, value) = (&attempt.attrs, &attempt.expr);
                quote_spanned! {span=>
                    #(#attrs)* match #k::branch(#value) {
                        #k::ControlFlow::Continue(value) => value,
                        #k::ControlFlow::Break(residual) => {
                            return #k::ok(#k::from_residual(residual))
                        }
                    }
                }
            }
            _ => return,
        };
        *expr = Expr::Verbatim(tokens);
    }

    // These have a `return` of their own.
    fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut syn::ExprAsync) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_expr_try_block_mut(&mut self, _: &mut syn::ExprTryBlock) {}
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    /// The arguments of the standard library's macros are expressions; what other macros make of
    /// theirs is unknown.
    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        const OF_EXPRESSIONS: &[&str] = &[
            "assert",
            "assert_eq",
            "assert_ne",
            "dbg",
            "debug_assert",
            "debug_assert_eq",
            "debug_assert_ne",
            "eprint",
            "eprintln",
            "format",
            "format_args",
            "panic",
            "print",
            "println",
            "todo",
            "unimplemented",
            "unreachable",
            "vec",
            "write",
            "writeln",
        ];
        let last = mac.path.segments.last();
        if !last.is_some_and(|last| OF_EXPRESSIONS.iter().any(|name| last.ident == name)) {
            return;
        }
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(mut arguments) = parser.parse2(mac.tokens.clone()) {
            arguments.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            mac.tokens = arguments.into_token_stream();
        }
    }
}
