//! Marks the statements of a sequence for `rseq_check::model`, in the portable back end only.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ImplItemFn, Item, Stmt};

/// Puts a call before each statement that tells of it, as the user wrote it; before those in blocks inside them too.
pub fn mark(k: &TokenStream, statements: &mut Vec<Stmt>) {
    let mut marker = Marker { k };
    for mut statement in core::mem::take(statements) {
        statements.extend(marker.before(&statement));
        marker.visit_stmt_mut(&mut statement);
        statements.push(statement);
    }
}

/// A statement as a report shows it: on one line, not too long.
pub fn text(tokens: &impl ToTokens) -> String {
    const MOST: usize = 60;
    let text = tokens.to_token_stream().to_string();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= MOST {
        return text;
    }
    text.chars().take(MOST).chain(['…']).collect()
}

struct Marker<'a> {
    k: &'a TokenStream,
}

impl Marker<'_> {
    /// The call before a statement, blamed on the statement; none before an item, which does not run.
    fn before(&self, statement: &Stmt) -> Option<Stmt> {
        if matches!(statement, Stmt::Item(_)) {
            return None;
        }
        let (k, text) = (self.k, text(statement));
        let call = quote_spanned!(statement.span()=> #k::statement(#text););
        Some(Stmt::Expr(Expr::Verbatim(call), None))
    }
}

impl VisitMut for Marker<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let statements = core::mem::take(&mut block.stmts);
        for mut statement in statements {
            block.stmts.extend(self.before(&statement));
            self.visit_stmt_mut(&mut statement);
            block.stmts.push(statement);
        }
    }

    // What is written here runs elsewhere, or when the program is compiled.
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if !matches!(expr, Expr::Closure(_) | Expr::Async(_) | Expr::Const(_)) {
            visit_mut::visit_expr_mut(self, expr);
        }
    }

    fn visit_item_mut(&mut self, _item: &mut Item) {}

    fn visit_impl_item_fn_mut(&mut self, _function: &mut ImplItemFn) {}
}
