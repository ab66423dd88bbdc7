//! What the Rust in a sequence may contain: no statement of the section, nothing that leaves the
//! body other than `return` and `?`.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit as SynVisit};
use syn::{Expr, ItemFn, Lifetime, Macro, Stmt};

use crate::errors::Errors;
use crate::leave;
use crate::statement::Keyword;

/// What can be looked into.
pub trait Visit {
    fn visit<'a>(&'a self, visitor: &mut impl SynVisit<'a>);
}

impl Visit for Stmt {
    fn visit<'a>(&'a self, visitor: &mut impl SynVisit<'a>) {
        visitor.visit_stmt(self);
    }
}

impl Visit for Expr {
    fn visit<'a>(&'a self, visitor: &mut impl SynVisit<'a>) {
        visitor.visit_expr(self);
    }
}

/// Refuses what does not belong into the Rust of a sequence.
pub struct Inside<'e> {
    errors: &'e mut Errors,
    /// The constructs around, the innermost last.
    around: Vec<&'static str>,
    /// The loops and labelled blocks around, with their labels.
    targets: Vec<Target>,
    /// In a closure, an `async` block or an item: rustc judges `break` and `.await` there.
    foreign: bool,
    /// A commit was found.
    pub commit: bool,
}

struct Target {
    label: Option<String>,
    is_loop: bool,
}

/// Refuses statements of the section in an expression that is no part of the body.
pub fn section_words(node: &Expr, errors: &mut Errors) {
    let mut inside = Inside::new(errors);
    inside.foreign = true;
    inside.visit_expr(node);
}

impl<'e> Inside<'e> {
    fn new(errors: &'e mut Errors) -> Self {
        Self { errors, around: vec![], targets: vec![], foreign: false, commit: false }
    }

    /// Checks a statement or an expression of the body.
    pub fn check(node: &impl Visit, errors: &'e mut Errors) -> Self {
        let mut inside = Self::new(errors);
        node.visit(&mut inside);
        inside
    }

    fn within(&mut self, construct: &'static str, visit: impl FnOnce(&mut Self)) {
        self.around.push(construct);
        visit(self);
        self.around.pop();
    }

    /// Code that is run by somebody else, or at another time.
    fn foreign(&mut self, construct: &'static str, visit: impl FnOnce(&mut Self)) {
        let outer = core::mem::replace(&mut self.foreign, true);
        self.within(construct, visit);
        self.foreign = outer;
    }

    fn target(&mut self, label: Option<&syn::Label>, is_loop: bool, visit: impl FnOnce(&mut Self)) {
        let label = label.map(|label| label.name.ident.to_string());
        self.targets.push(Target { label, is_loop });
        visit(self);
        self.targets.pop();
    }

    fn leaves(&mut self, word: &str, token: impl ToTokens, label: Option<&Lifetime>) {
        if self.foreign {
            return;
        }
        let advice = match word {
            "break" => "leave it with `return`",
            _ => "it restarts by itself; leave it with `return`",
        };
        match label {
            None if self.targets.iter().any(|target| target.is_loop) => {}
            None => self.errors.on(
                token,
                format_args!("`{word}` would leave the sequence, which is no loop: {advice}"),
            ),
            Some(label) => {
                let name = label.ident.to_string();
                if !self.targets.iter().any(|target| target.label.as_ref() == Some(&name)) {
                    self.errors.on(
                        label,
                        format_args!("`{word} {label}` would leave the sequence: {advice}"),
                    );
                }
            }
        }
    }

    fn section_word(&mut self, mac: &Macro, keyword: Keyword) {
        let (word, form) = (keyword.word(), keyword.form());
        self.commit |= keyword == Keyword::Commit;
        if mac.path.get_ident().is_none() {
            self.errors.on(
                &mac.path,
                format_args!(
                    "a statement of the section has no path: write `{form}`; a macro of your own \
                     of this name needs another one here"
                ),
            );
            return;
        }
        let around = self.around.iter().rev().find(|around| **around != "a block");
        let around = around.or(self.around.last()).unwrap_or(&"an expression");
        let advice = match (*around, keyword) {
            ("an `unsafe` block", Keyword::Fetch) => "write `let x = unsafe { fetch!(POINTER) };`",
            ("an `unsafe` block", _) => {
                "it needs no `unsafe`; write it at the top level of the body"
            }
            ("an expression", Keyword::Fetch) => {
                "write `let x = fetch!(PLACE);`, and use `x` as a VALUE or after the commit"
            }
            ("an expression", _) => "it has no value; write it as a statement of the body",
            ("an `if`" | "a `match`", _) => {
                "it belongs at the top level of the body; choose its VALUE in the preparation, or \
                 `return` before it"
            }
            ("a loop", _) => "it belongs at the top level of the body; loop around the sequence",
            _ => "it belongs at the top level of the body",
        };
        self.errors.on(&mac.path, format_args!("`{word}!` inside {around}: {advice}"));
    }
}

impl<'a> SynVisit<'a> for Inside<'_> {
    fn visit_macro(&mut self, mac: &'a Macro) {
        if let Some(keyword) = mac.path.segments.last().and_then(|last| Keyword::of(&last.ident)) {
            self.section_word(mac, keyword);
        } else if let Some(arguments) = leave::standard_arguments(mac) {
            let guard = arguments.pattern.iter().filter_map(|(_, guard)| guard.as_ref());
            arguments.exprs.iter().chain(guard).for_each(|expr| self.visit_expr(expr));
        }
    }

    fn visit_expr_if(&mut self, node: &'a syn::ExprIf) {
        self.within("an `if`", |this| visit::visit_expr_if(this, node));
    }

    fn visit_expr_match(&mut self, node: &'a syn::ExprMatch) {
        self.within("a `match`", |this| visit::visit_expr_match(this, node));
    }

    fn visit_expr_block(&mut self, node: &'a syn::ExprBlock) {
        self.within("a block", |this| {
            if node.label.is_some() {
                this.target(node.label.as_ref(), false, |this| visit::visit_expr_block(this, node));
            } else {
                visit::visit_expr_block(this, node);
            }
        });
    }

    fn visit_expr_unsafe(&mut self, node: &'a syn::ExprUnsafe) {
        self.within("an `unsafe` block", |this| visit::visit_expr_unsafe(this, node));
    }

    fn visit_expr_const(&mut self, node: &'a syn::ExprConst) {
        self.foreign("a `const` block", |this| visit::visit_expr_const(this, node));
    }

    fn visit_local_init(&mut self, node: &'a syn::LocalInit) {
        self.visit_expr(&node.expr);
        if let Some((_, otherwise)) = &node.diverge {
            self.within("a `let … else`", |this| this.visit_expr(otherwise));
        }
    }

    fn visit_expr_loop(&mut self, node: &'a syn::ExprLoop) {
        self.within("a loop", |this| {
            this.target(node.label.as_ref(), true, |this| this.visit_block(&node.body));
        });
    }

    fn visit_expr_while(&mut self, node: &'a syn::ExprWhile) {
        self.within("a loop", |this| {
            this.visit_expr(&node.cond);
            this.target(node.label.as_ref(), true, |this| this.visit_block(&node.body));
        });
    }

    fn visit_expr_for_loop(&mut self, node: &'a syn::ExprForLoop) {
        self.within("a loop", |this| {
            this.visit_expr(&node.expr);
            this.target(node.label.as_ref(), true, |this| this.visit_block(&node.body));
        });
    }

    fn visit_expr_closure(&mut self, node: &'a syn::ExprClosure) {
        self.foreign("a closure", |this| visit::visit_expr_closure(this, node));
    }

    fn visit_expr_async(&mut self, node: &'a syn::ExprAsync) {
        self.foreign("an `async` block", |this| visit::visit_expr_async(this, node));
    }

    fn visit_item_fn(&mut self, node: &'a ItemFn) {
        if !is_restartable(&node.attrs) {
            self.foreign("a function", |this| visit::visit_item_fn(this, node));
        }
    }

    fn visit_impl_item_fn(&mut self, node: &'a syn::ImplItemFn) {
        if !is_restartable(&node.attrs) {
            self.foreign("a function", |this| visit::visit_impl_item_fn(this, node));
        }
    }

    fn visit_item(&mut self, node: &'a syn::Item) {
        self.foreign("an item", |this| visit::visit_item(this, node));
    }

    fn visit_expr_break(&mut self, node: &'a syn::ExprBreak) {
        self.leaves("break", node.break_token, node.label.as_ref());
        visit::visit_expr_break(self, node);
    }

    fn visit_expr_continue(&mut self, node: &'a syn::ExprContinue) {
        self.leaves("continue", node.continue_token, node.label.as_ref());
    }

    fn visit_expr_await(&mut self, node: &'a syn::ExprAwait) {
        if !self.foreign {
            self.errors.on(
                node.await_token,
                "`.await` inside a sequence: it would leave this CPU; await before or after \
                 it",
            );
        }
        visit::visit_expr_await(self, node);
    }

    fn visit_expr_yield(&mut self, node: &'a syn::ExprYield) {
        if !self.foreign {
            self.errors.on(
                node.yield_token,
                "`yield` inside a sequence: it would leave this CPU; yield before the sequence",
            );
        }
        visit::visit_expr_yield(self, node);
    }
}

/// A function whose body is a sequence of its own.
fn is_restartable(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attribute| {
        attribute.path().segments.last().is_some_and(|last| last.ident == "restartable")
    })
}

/// Calls `found` for every name that is used as a variable of the body, in macro arguments too.
pub fn uses(node: &impl Visit, found: impl FnMut(&Ident)) {
    node.visit(&mut Uses { found, inner: Vec::new() });
}

struct Uses<F> {
    found: F,
    /// The names that closures, blocks and patterns around have of their own.
    inner: Vec<HashSet<String>>,
}

impl<F: FnMut(&Ident)> Uses<F> {
    fn name(&mut self, name: &Ident) {
        let text = name.to_string();
        if !self.inner.iter().any(|names| names.contains(&text)) {
            (self.found)(name);
        }
    }

    fn with(&mut self, names: HashSet<String>, visit: impl FnOnce(&mut Self)) {
        self.inner.push(names);
        visit(self);
        self.inner.pop();
    }

    /// The arguments of a macro of which nothing is known: what looks like a variable.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mark = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
            Some(TokenTree::Punct(mark)) => mark.as_char(),
            _ => ' ',
        };
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(name) => {
                    let before = (mark(at.checked_sub(2)), mark(at.checked_sub(1)));
                    let after = (mark(Some(at + 1)), mark(Some(at + 2)));
                    // A member but not the end of a range, the end of a path, a lifetime.
                    let is_of_another = match before {
                        ('.', '.') => false,
                        (_, '.' | '\'') | (':', ':') => true,
                        _ => false,
                    };
                    // A field in front of its value, the beginning of a path; a macro, not `!=`.
                    let is_another = match after {
                        (':', _) => true,
                        ('!', next) => next != '=',
                        _ => false,
                    };
                    if !is_of_another && !is_another {
                        self.name(name);
                    }
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'a, F: FnMut(&Ident)> SynVisit<'a> for Uses<F> {
    fn visit_expr_path(&mut self, node: &'a syn::ExprPath) {
        if let (None, Some(ident)) = (&node.qself, node.path.get_ident()) {
            self.name(ident);
        }
        visit::visit_expr_path(self, node);
    }

    fn visit_macro(&mut self, node: &'a Macro) {
        if let Some(arguments) = leave::standard_arguments(node) {
            for expr in &arguments.exprs {
                match expr {
                    // `format!("{a}", a = 5)`
                    Expr::Assign(named) => self.visit_expr(&named.right),
                    expr => self.visit_expr(expr),
                }
            }
            if let Some((pattern, Some(guard))) = &arguments.pattern {
                self.with(names([pattern]), |this| this.visit_expr(guard));
            }
            return;
        }
        // A sequence inside this one has fetched names of its own.
        let last = node.path.segments.last();
        if !last.is_some_and(|last| last.ident == "rseq" || last.ident == "try_rseq") {
            self.tokens(node.tokens.clone());
        }
    }

    // An item has variables of its own.
    fn visit_item(&mut self, _: &'a syn::Item) {}

    fn visit_expr_closure(&mut self, node: &'a syn::ExprClosure) {
        self.with(names(&node.inputs), |this| visit::visit_expr_closure(this, node));
    }

    fn visit_block(&mut self, node: &'a syn::Block) {
        self.with(bound(&node.stmts), |this| visit::visit_block(this, node));
    }

    fn visit_arm(&mut self, node: &'a syn::Arm) {
        self.with(names([&node.pat]), |this| visit::visit_arm(this, node));
    }

    fn visit_expr_for_loop(&mut self, node: &'a syn::ExprForLoop) {
        self.visit_expr(&node.expr);
        self.with(names([&*node.pat]), |this| this.visit_block(&node.body));
    }

    fn visit_expr_if(&mut self, node: &'a syn::ExprIf) {
        self.with(let_names(&node.cond), |this| {
            this.visit_expr(&node.cond);
            this.visit_block(&node.then_branch);
        });
        if let Some((_, otherwise)) = &node.else_branch {
            self.visit_expr(otherwise);
        }
    }

    fn visit_expr_while(&mut self, node: &'a syn::ExprWhile) {
        self.with(let_names(&node.cond), |this| visit::visit_expr_while(this, node));
    }
}

/// Collects what patterns bind.
struct Bound(HashSet<String>);

impl<'a> SynVisit<'a> for Bound {
    fn visit_pat_ident(&mut self, node: &'a syn::PatIdent) {
        self.0.insert(node.ident.to_string());
        visit::visit_pat_ident(self, node);
    }
}

/// The names that these patterns bind.
fn names<'a>(patterns: impl IntoIterator<Item = &'a syn::Pat>) -> HashSet<String> {
    let mut bound = Bound(HashSet::new());
    patterns.into_iter().for_each(|pattern| bound.visit_pat(pattern));
    bound.0
}

/// The names that the `let`s of a condition bind.
fn let_names(condition: &Expr) -> HashSet<String> {
    match condition {
        Expr::Let(condition) => names([&*condition.pat]),
        Expr::Binary(and) => &let_names(&and.left) | &let_names(&and.right),
        _ => HashSet::new(),
    }
}

/// The names that these statements bind for those after them, and not only in a closure or a block of
/// their own.
pub fn bound(statements: &[Stmt]) -> HashSet<String> {
    names(statements.iter().filter_map(|statement| match statement {
        Stmt::Local(local) => Some(&local.pat),
        _ => None,
    }))
}
