//! How a sequence is left with the value of its tail or of an `else`.
//!
//! A `break` whose value never comes to an end is unreachable, and rustc says so. Where the value ends in
//! `panic!()` or `return` that would be said of code which the user did not write, so the value is computed
//! first, outside of what the lint is turned off for. Where it has a value it stays the operand of the
//! `break`, since there it meets the type that is expected of it (`Box::new(a)` as a `Box<dyn A>`).

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Block, Expr, Macro, Stmt};

use super::{leave_with, on};
use crate::ast::Mode;

/// Leaves the sequence with the value of these statements.
pub(super) fn statements(k: &TokenStream, mode: Mode, statements: &[Stmt]) -> TokenStream {
    let block = mixed!({ #(#statements)* });
    // Without an expression at its end the block is `()`, which needs no expectation.
    let plain = match statements.last() {
        None => true,
        Some(Stmt::Expr(_, None)) => !never_ends(statements),
        Some(Stmt::Macro(last)) if last.semi_token.is_none() => !never_ends(statements),
        Some(_) => false,
    };
    let span = statements.last().map_or_else(Span::mixed_site, last_token);
    if plain { with(k, mode, block) } else { computed_first(k, mode, &block, span) }
}

/// Leaves the sequence with the value of an expression.
pub(super) fn expression(k: &TokenStream, mode: Mode, expr: &Expr) -> TokenStream {
    let value = expr.to_token_stream();
    if expr_never_ends(expr) {
        computed_first(k, mode, &value, expr.span())
    } else {
        with(k, mode, value)
    }
}

fn with(k: &TokenStream, mode: Mode, value: TokenStream) -> TokenStream {
    let value = leave_with(k, mode, value);
    mixed!(break '__restart #value;)
}

fn computed_first(k: &TokenStream, mode: Mode, value: &TokenStream, span: Span) -> TokenStream {
    // An error about the type is put on the value's end.
    let name = quote_spanned!(on(span)=> __value);
    let left = leave_with(k, mode, name.clone());
    mixed! {
        match #value {
            #[allow(unreachable_code)]
            #name => break '__restart #left,
        }
    }
}

/// The last token of a statement, which is the only one that a span of stable Rust can be.
fn last_token(statement: &Stmt) -> Span {
    let last = statement.to_token_stream().into_iter().last();
    last.map_or_else(Span::mixed_site, |token| token.span())
}

/// Macros that do not come back.
const DIVERGING_MACROS: &[&str] = &["panic", "todo", "unimplemented", "unreachable"];
/// And functions, of the standard library. A wrong guess costs no more than an expectation.
const DIVERGING_FUNCTIONS: &[&str] =
    &["abort", "exit", "panic_any", "resume_unwind", "unreachable_unchecked"];

/// Whether it can be seen that these statements do not come to their end.
fn never_ends(statements: &[Stmt]) -> bool {
    statements.iter().any(|statement| match statement {
        Stmt::Expr(expr, _) => expr_never_ends(expr),
        Stmt::Macro(statement) => macro_never_ends(&statement.mac),
        Stmt::Local(_) | Stmt::Item(_) => false,
    })
}

fn expr_never_ends(expr: &Expr) -> bool {
    let block = |block: &Block| never_ends(&block.stmts);
    match expr {
        Expr::Return(_) => true,
        // What `return` became.
        Expr::Verbatim(tokens) => {
            matches!(tokens.clone().into_iter().next(), Some(TokenTree::Ident(name)) if name == "break")
        }
        Expr::Macro(expr) => macro_never_ends(&expr.mac),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path
                .path
                .segments
                .last()
                .is_some_and(|last| DIVERGING_FUNCTIONS.iter().any(|name| last.ident == name)),
            _ => false,
        },
        Expr::Block(expr) if expr.label.is_none() => block(&expr.block),
        Expr::Unsafe(expr) => block(&expr.block),
        Expr::Loop(expr) => !may_break(expr.body.to_token_stream()),
        Expr::If(expr) => {
            let otherwise = expr.else_branch.as_ref();
            block(&expr.then_branch)
                && otherwise.is_some_and(|(_, otherwise)| expr_never_ends(otherwise))
        }
        Expr::Match(expr) => expr.arms.iter().all(|arm| expr_never_ends(&arm.body)),
        Expr::Paren(expr) => expr_never_ends(&expr.expr),
        Expr::Group(expr) => expr_never_ends(&expr.expr),
        _ => false,
    }
}

fn macro_never_ends(mac: &Macro) -> bool {
    let last = mac.path.segments.last();
    last.is_some_and(|last| DIVERGING_MACROS.iter().any(|name| last.ident == name))
}

/// Whether a loop's body has a `break` other than those that leave the sequence.
fn may_break(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match token {
            TokenTree::Ident(name) if name == "break" => {
                let mut label = tokens.clone().skip(1);
                !matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '\'')
                    || !matches!(label.next(), Some(TokenTree::Ident(name)) if name == "__restart")
            }
            TokenTree::Group(group) => may_break(group.stream()),
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}
