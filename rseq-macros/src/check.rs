//! Every rule that refuses a sequence.
//!
//! The rules of single statements' arguments are in `statement.rs`; here are those about how
//! statements stand to each other, and what the Rust between them may do.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Expr, Lit, Local, LocalInit, Pat, PatIdent, PatType, Stmt, Token, Type, UnOp};

use crate::ast::{Commit, Op, Order, Place, Sequence, Statement, Value};
use crate::errors::Errors;
use crate::inside::{self, Inside};
use crate::mistakes;
use crate::parse::{Body, Line, Parameter, Raw, SectionLine};
use crate::statement::{Keyword, Shape};

/// Checks a sequence; `None` if there are errors, which are all in `errors`.
pub fn sequence(raw: Raw, errors: &mut Errors) -> Option<Sequence> {
    let Raw { krate, arch, mode, percpu, slot, index, output, body, end } = raw;
    let Body::Lines(lines) = body else { return None };
    inside::section_words(&percpu, errors);
    let parts = split(lines, &slot.name, end, errors);
    let names = Names::new(&slot, index.as_ref(), &parts, errors);
    for stmt in &parts.preparation {
        names.unused_in(stmt, "the preparation", errors);
    }
    let mut preparation: Vec<_> = ascription(&slot).into_iter().collect();
    preparation.extend(index.as_ref().and_then(ascription));
    preparation.extend(parts.preparation);

    let mut section = Vec::new();
    for (position, line) in parts.section.into_iter().enumerate() {
        section.extend(statement(line, position, &names, errors));
    }
    let commit = parts.commit.and_then(|(line, position)| commit(line, position, &names, errors));
    let commit = commit.filter(|_| errors.is_empty())?;
    let (slot, index) = (slot.name, index.map(|index| index.name));
    let tail = parts.tail;
    Some(Sequence {
        krate,
        arch,
        mode,
        percpu,
        slot,
        index,
        output,
        preparation,
        section,
        commit,
        tail,
        closure: false,
    })
}

/// The lines of a body by what they are.
struct Parts {
    preparation: Vec<Stmt>,
    section: Vec<SectionLine>,
    /// With its position in the section.
    commit: Option<(SectionLine, usize)>,
    tail: Vec<Stmt>,
}

/// The order of statements: preparation, section, one commit, tail.
fn split(lines: Vec<Line>, slot: &Ident, end: Span, errors: &mut Errors) -> Parts {
    let mut parts = Parts { preparation: vec![], section: vec![], commit: None, tail: vec![] };
    // Rust after a statement of the section: wrong, if more of the section follows.
    let mut between: Vec<Stmt> = Vec::new();
    let mut commit_elsewhere = false;
    let mut instead = None;
    for line in lines {
        match line {
            Line::Plain(stmt) => {
                commit_elsewhere |= Inside::check(&stmt, errors).commit;
                instead = mistakes::instead_of_commit(&stmt, slot).or(instead);
                if parts.commit.is_some() {
                    parts.tail.push(stmt);
                } else if parts.section.is_empty() {
                    parts.preparation.push(stmt);
                } else {
                    between.push(stmt);
                }
            }
            Line::Section(line) => {
                if let Some((first, _)) = &parts.commit {
                    let message = match line.keyword {
                        Keyword::Commit => "a second `commit!`: one commit decides a sequence; \
                             write the other words with `stage!` before it"
                            .to_owned(),
                        keyword => format!(
                            "`{}!` after `{}!`: the commit ends the section, move this before it",
                            keyword.word(),
                            first.keyword.word()
                        ),
                    };
                    errors.at(line.word.span(), message);
                    continue;
                }
                for stmt in between.drain(..) {
                    let message = match parts.section.first() {
                        Some(first) => format!(
                            "this would run inside the section: move it before the first \
                             `{}!`, or after the commit",
                            first.keyword.word()
                        ),
                        None => "this would run inside the section".to_owned(),
                    };
                    errors.on(stmt, message);
                }
                if line.keyword == Keyword::Commit {
                    parts.commit = Some((line, parts.section.len()));
                } else {
                    parts.section.push(line);
                }
            }
        }
    }
    if parts.commit.is_none() && !commit_elsewhere {
        errors.add(instead.unwrap_or_else(|| {
            syn::Error::new(
                end,
                "this sequence has no commit: it needs one `commit!(PLACE = VALUE);` at the top \
                 level of its body",
            )
        }));
    }
    parts
}

/// The names of a section's fetches.
struct Names {
    /// The position of the fetch in the section, and its number among the fetches.
    fetches: HashMap<String, (usize, usize)>,
}

impl Names {
    /// Every fetch needs a name of its own.
    fn new(
        slot: &Parameter,
        index: Option<&Parameter>,
        parts: &Parts,
        errors: &mut Errors,
    ) -> Self {
        let bound = inside::bound(&parts.preparation);
        let mut fetches = HashMap::new();
        for (position, line) in parts.section.iter().enumerate() {
            let Ok(Shape::Fetch { name, .. }) = &line.shape else { continue };
            let text = name.to_string();
            let is = |parameter: &Parameter| parameter.name == text;
            let of = if is(slot) || index.is_some_and(is) {
                Some("a parameter of the sequence")
            } else if bound.contains(&text) {
                Some("a variable of the preparation")
            } else if fetches.contains_key(&text) {
                Some("another fetched value")
            } else {
                None
            };
            if let Some(of) = of {
                errors.at(
                    name.span(),
                    format_args!("`{text}` is the name of {of}: give the fetched value its own"),
                );
            } else {
                let number = fetches.len();
                fetches.insert(text, (position, number));
            }
        }
        Self { fetches }
    }

    /// Refuses fetched names in what runs before the section.
    fn unused_in(&self, node: &impl inside::Visit, place: &str, errors: &mut Errors) {
        inside::uses(node, |ident| {
            let name = ident.to_string();
            if self.fetches.contains_key(&name) {
                errors.at(
                    ident.span(),
                    format_args!(
                        "`{name}` is fetched inside the section, and {place} is evaluated before: \
                         use it alone as a VALUE, or after the commit"
                    ),
                );
            }
        });
    }

    /// A value: a fetched name, a literal, or an expression of the preparation.
    fn value(&self, expr: Expr, position: usize, errors: &mut Errors) -> Value {
        if let Expr::Path(path) = unparenthesized(&expr)
            && let Some(name) = path.path.get_ident()
            && let Some((fetched, number)) = self.fetches.get(&name.to_string())
        {
            if *fetched >= position {
                errors.at(
                    name.span(),
                    format_args!("`{name}` is fetched further down: move this after its `fetch!`"),
                );
            }
            return Value::Fetched { fetch: *number, name: name.clone() };
        }
        self.expression(&expr, "an expression", errors);
        match literal(&expr) {
            Some(value) => Value::Literal { value, expr },
            None => Value::Expr(expr),
        }
    }

    /// The word of a section's statement.
    fn place(&self, expr: &Expr, errors: &mut Errors) {
        self.expression(expr, "a place", errors);
        mistakes::in_place(expr, errors);
    }

    /// An expression of a section's statement.
    fn expression(&self, expr: &Expr, place: &str, errors: &mut Errors) {
        Inside::check(expr, errors);
        self.unused_in(expr, place, errors);
    }
}

/// The checked statement, unless it is wrong.
fn statement(
    line: SectionLine,
    position: usize,
    names: &Names,
    errors: &mut Errors,
) -> Option<Statement> {
    let span = line.word.span();
    let shape = line.shape.map_err(|error| errors.add(error)).ok()?;
    Some(match shape {
        Shape::Fetch { name, ty, place } => {
            match &place {
                Place::Word(expr) => names.place(expr, errors),
                Place::Pointer(expr) => names.expression(expr, "a place", errors),
            }
            Statement::Fetch { name, ty, place, span }
        }
        Shape::Check { place, value, negated, otherwise } => {
            names.place(&place, errors);
            let value = names.value(value, position, errors);
            if let Some(otherwise) = &otherwise {
                Inside::check(otherwise, errors);
                names.unknown_in_else(otherwise, errors);
            }
            Statement::Check { place: Place::Word(place), value, negated, otherwise, span }
        }
        Shape::Stage { place, value } => {
            names.place(&place, errors);
            mistakes::in_value(&place, &value, None, errors);
            let value = names.value(value, position, errors);
            Statement::Stage { place: Place::Word(place), value, span }
        }
        Shape::Copy { dst, src } => {
            names.expression(&dst, "a slice", errors);
            names.expression(&src, "a slice", errors);
            Statement::Copy { dst, src, span }
        }
        // `split` has taken the commit out.
        Shape::Commit { .. } => return None,
    })
}

impl Names {
    /// A sequence that leaves through `else` keeps no fetched value.
    fn unknown_in_else(&self, expr: &Expr, errors: &mut Errors) {
        inside::uses(expr, |ident| {
            if self.fetches.contains_key(&ident.to_string()) {
                errors.at(
                    ident.span(),
                    format_args!(
                        "`{ident}` is known after the commit only: an `else` cannot use it"
                    ),
                );
            }
        });
    }
}

fn commit(
    line: SectionLine,
    position: usize,
    names: &Names,
    errors: &mut Errors,
) -> Option<Commit> {
    let span = line.word.span();
    let shape = line.shape.map_err(|error| errors.add(error)).ok()?;
    let Shape::Commit { place, op, value, order } = shape else { return None };
    names.place(&place, errors);
    if op == Op::Set {
        let end = match order {
            Order::Relaxed => "",
            Order::Release => ", Release",
        };
        mistakes::in_value(&place, &value, Some(end), errors);
    }
    let value = names.value(value, position, errors);
    Some(Commit { place, op, value, order, span })
}

/// `-7`, `0x10_u8`: what fits an immediate operand of every width.
fn literal(expr: &Expr) -> Option<i32> {
    let (expr, negative) = match unparenthesized(expr) {
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            (unparenthesized(&unary.expr), true)
        }
        expr => (expr, false),
    };
    let Expr::Lit(expr) = expr else { return None };
    let Lit::Int(int) = &expr.lit else { return None };
    if int.suffix().starts_with('f') {
        return None;
    }
    let value: i64 = int.base10_parse().ok()?;
    i32::try_from(if negative { -value } else { value }).ok()
}

fn unparenthesized(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => unparenthesized(&paren.expr),
        Expr::Group(group) => unparenthesized(&group.expr),
        expr => expr,
    }
}

/// `let slot: &T = slot;` for a parameter with a type.
fn ascription(parameter: &Parameter) -> Option<Stmt> {
    let ty: &Type = parameter.ty.as_ref()?;
    let name = &parameter.name;
    let span = ty.span();
    let pat = PatIdent {
        attrs: vec![],
        by_ref: None,
        mutability: None,
        ident: name.clone(),
        subpat: None,
    };
    let init = Expr::Path(syn::ExprPath { attrs: vec![], qself: None, path: name.clone().into() });
    Some(Stmt::Local(Local {
        attrs: vec![],
        let_token: Token![let](span),
        pat: Pat::Type(PatType {
            attrs: vec![],
            pat: Box::new(Pat::Ident(pat)),
            colon_token: Token![:](span),
            ty: Box::new(ty.clone()),
        }),
        init: Some(LocalInit { eq_token: Token![=](span), expr: Box::new(init), diverge: None }),
        semi_token: Token![;](span),
    }))
}
