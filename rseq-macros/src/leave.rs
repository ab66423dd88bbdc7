//! `return` and `?`: they leave the sequence, and not the function around it.
//!
//! They become a `break`, and the sequence is a block of the function around it. A macro that may hide one
//! has to have a function to leave: there the sequence is a closure, which the compiler may leave out of
//! line.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Macro, Token};

use crate::ast::{Mode, Place, Sequence, Statement, Value};

/// Rewrites what leaves the sequence, or makes it a closure.
pub fn rewrite(sequence: &mut Sequence) {
    let mut hidden = Hidden(false);
    each_part(sequence, &mut hidden);
    sequence.closure = hidden.0;
    // The value of a `try_rseq!` is another one than the user's in any case.
    if sequence.mode == Mode::Once || !sequence.closure {
        let krate = &sequence.krate;
        let k = quote!(#krate::__private);
        each_part(sequence, &mut Leave { k, mode: sequence.mode });
    }
}

/// Visits everything of the user's that runs as part of the sequence.
fn each_part(sequence: &mut Sequence, visitor: &mut impl VisitMut) {
    for statement in sequence.preparation.iter_mut().chain(&mut sequence.tail) {
        visitor.visit_stmt_mut(statement);
    }
    for statement in &mut sequence.section {
        match statement {
            Statement::Fetch { place, .. } => visit_place(place, visitor),
            Statement::Check { place, value, otherwise, .. } => {
                visit_place(place, visitor);
                visit_value(value, visitor);
                if let Some(otherwise) = otherwise {
                    visitor.visit_expr_mut(otherwise);
                }
            }
            Statement::Stage { place, value, .. } => {
                visit_place(place, visitor);
                visit_value(value, visitor);
            }
            Statement::Copy { dst, src, .. } => {
                visitor.visit_expr_mut(dst);
                visitor.visit_expr_mut(src);
            }
        }
    }
    visitor.visit_expr_mut(&mut sequence.commit.place);
    visit_value(&mut sequence.commit.value, visitor);
}

fn visit_place(place: &mut Place, visitor: &mut impl VisitMut) {
    let (Place::Word(expr) | Place::Pointer(expr)) = place;
    visitor.visit_expr_mut(expr);
}

fn visit_value(value: &mut Value, visitor: &mut impl VisitMut) {
    if let Value::Expr(expr) = value {
        visitor.visit_expr_mut(expr);
    }
}

/// The visitor's methods that keep it out of what has a `return` of its own.
macro_rules! not_in_other_functions {
    () => {
        fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
        fn visit_expr_async_mut(&mut self, _: &mut syn::ExprAsync) {}
        fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
        fn visit_expr_try_block_mut(&mut self, _: &mut syn::ExprTryBlock) {}
        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    };
}

/// Looks for what may leave and cannot be rewritten.
struct Hidden(bool);

impl VisitMut for Hidden {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Verbatim(tokens) = expr {
            self.0 |= may_leave(tokens.clone());
        }
    }

    not_in_other_functions!();

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        match arguments(mac) {
            Some(mut arguments) => {
                arguments.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            }
            None => self.0 |= !is_standard(mac, OF_ANYTHING) || may_leave(mac.tokens.clone()),
        }
    }
}

/// Whether tokens have something that leaves, or a macro, which may hide it.
fn may_leave(tokens: TokenStream) -> bool {
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
            TokenTree::Group(group) => may_leave(group.stream()),
            TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
        after_name = is_name;
    }
    false
}

/// Macros of the standard library whose arguments are expressions. What other macros make of theirs is
/// unknown.
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

/// Macros of the standard library that leave only if their arguments do.
const OF_ANYTHING: &[&str] = &[
    "cfg",
    "column",
    "concat",
    "env",
    "file",
    "line",
    "matches",
    "module_path",
    "offset_of",
    "stringify",
    "vec",
];

fn is_standard(mac: &Macro, names: &[&str]) -> bool {
    let last = mac.path.segments.last();
    last.is_some_and(|last| names.iter().any(|name| last.ident == name))
}

/// Whether a macro is one of the standard library's.
pub fn is_std(mac: &Macro) -> bool {
    is_standard(mac, OF_EXPRESSIONS) || is_standard(mac, OF_ANYTHING)
}

/// What is known of a standard macro's arguments.
#[derive(Default)]
pub struct Arguments {
    pub exprs: Vec<Expr>,
    /// Of a `matches!`: its pattern, and what stands after the `if`.
    pub pattern: Option<(syn::Pat, Option<Expr>)>,
}

/// The arguments of a standard macro; `None` if it is no such macro, or they cannot be read.
pub fn standard_arguments(mac: &Macro) -> Option<Arguments> {
    if let Some(exprs) = arguments(mac) {
        return Some(Arguments { exprs: exprs.into_iter().collect(), pattern: None });
    }
    if is_standard(mac, OF_ANYTHING) && !is_standard(mac, &["vec", "matches"]) {
        // No variable stands in the others.
        return Some(Arguments::default());
    }
    let read = |input: syn::parse::ParseStream| {
        if is_standard(mac, &["vec"]) {
            let element = input.parse()?;
            input.parse::<Token![;]>()?;
            return Ok(Arguments { exprs: vec![element, input.parse()?], pattern: None });
        }
        let exprs = vec![input.parse()?];
        input.parse::<Token![,]>()?;
        let pattern = syn::Pat::parse_multi_with_leading_vert(input)?;
        let guard = input.parse::<Option<Token![if]>>()?.map(|_| input.parse()).transpose()?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Arguments { exprs, pattern: Some((pattern, guard)) })
    };
    is_standard(mac, &["vec", "matches"]).then(|| read.parse2(mac.tokens.clone()).ok())?
}

/// The arguments of a macro of which it is known that they are expressions.
fn arguments(mac: &Macro) -> Option<Punctuated<Expr, Token![,]>> {
    let parser = Punctuated::parse_terminated;
    is_standard(mac, OF_EXPRESSIONS).then(|| parser.parse2(mac.tokens.clone()).ok())?
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

/// Rewrites what leaves.
struct Leave {
    /// The facade's hidden module.
    k: TokenStream,
    mode: Mode,
}

impl Leave {
    /// Leaves the sequence, with a value of the user's.
    fn with(&self, span: Span, value: Option<impl ToTokens>) -> TokenStream {
        // The label is the expansion's.
        let label = syn::Lifetime::new("'__restart", Span::mixed_site().located_at(span));
        let k = &self.k;
        match (self.mode, value) {
            (Mode::Retry, None) => {
                // With a value, or rustc's error is about `break`. It is the expansion's, or clippy's is
                // about a `()` that is not needed.
                let unit = quote_spanned!(Span::mixed_site().located_at(span)=> ());
                quote_spanned!(span=> break #label #unit)
            }
            (Mode::Retry, Some(value)) => quote_spanned!(span=> break #label #value),
            (Mode::Once, None) => quote_spanned!(span=> break #label #k::ok(())),
            (Mode::Once, Some(value)) => quote_spanned!(span=> break #label #k::ok(#value)),
        }
    }
}

impl VisitMut for Leave {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let tokens = match expr {
            Expr::Return(leave) => {
                let span = leave.return_token.span;
                let attrs = &leave.attrs;
                let leave = self.with(span, leave.expr.as_deref());
                quote_spanned!(span=> #(#attrs)* #leave)
            }
            Expr::Try(attempt) => {
                // The names are the match's own: nothing of the user's stands in its arms. The
                // span is the question mark's, for errors, and knows no name of the user's.
                let span = Span::mixed_site().located_at(attempt.question_token.span());
                let k = located(&self.k, span);
                let (attrs, value) = (&attempt.attrs, &attempt.expr);
                let leave =
                    self.with(span, Some(quote_spanned!(span=> #k::from_residual(residual))));
                // In parentheses: at the head of a statement a `match` would be all of it.
                quote_spanned! {span=>
                    #(#attrs)* (match #k::branch(#value) {
                        #k::ControlFlow::Continue(value) => value,
                        #k::ControlFlow::Break(residual) => #leave,
                    })
                }
            }
            _ => return,
        };
        *expr = Expr::Verbatim(tokens);
    }

    not_in_other_functions!();

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        if let Some(mut arguments) = arguments(mac) {
            arguments.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            mac.tokens = arguments.into_token_stream();
        }
    }
}
