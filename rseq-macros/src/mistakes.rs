//! Mistakes that are made often enough for a message of their own, which says what was meant.

use proc_macro2::{Delimiter, Punct, Spacing, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Ident, Macro, Stmt, UnOp};

use crate::errors::Errors;
use crate::leave;
use crate::source::source;
use crate::statement::{self, Keyword, text};

/// The variable that an expression begins with: `a` of `&a.b[0].c()`.
pub fn root(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Field(field) => root(&field.base),
        Expr::MethodCall(call) => root(&call.receiver),
        Expr::Index(index) => root(&index.expr),
        Expr::Reference(reference) => root(&reference.expr),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => root(&unary.expr),
        Expr::Paren(paren) => root(&paren.expr),
        Expr::Group(group) => root(&group.expr),
        _ => None,
    }
}

fn ungrouped(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => ungrouped(&group.expr),
        expr => expr,
    }
}

/// A value where a word belongs: `word.get()`, `Word::new(0)`.
///
/// A `get` of the user's own may return a `&Word`. That is a place when it is written as Rust writes
/// one: `*cell.get()`.
pub fn in_place(place: &Expr, errors: &mut Errors) {
    match ungrouped(place) {
        Expr::MethodCall(call)
            if call.args.is_empty() && (call.method == "get" || call.method == "get_acquire") =>
        {
            let method = &call.method;
            errors.at(
                method.span(),
                format_args!("a PLACE is the word itself: write it without `.{method}()`"),
            );
        }
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else { return };
            let segments: Vec<_> = path.path.segments.iter().collect();
            if let [.., word, new] = segments.as_slice()
                && word.ident == "Word"
                && new.ident == "new"
            {
                errors.at(
                    word.ident.span(),
                    "a new `Word` is no PLACE, since nobody could read what is written there: write a \
                     word of the slot",
                );
            }
        }
        _ => {}
    }
}

/// The word itself where its value is meant: `word = word + 1`.
///
/// `end` is what follows the value of a commit; a `stage!` computes nothing in the section.
pub fn in_value(place: &Expr, value: &Expr, end: Option<&str>, errors: &mut Errors) {
    let (place, value) = (ungrouped(place), ungrouped(value));
    let word = source(place, "PLACE");
    if let (Expr::Binary(binary), Some(end)) = (value, end)
        && let Some((blamed, op, rest)) = accumulation(&text(place), binary)
    {
        errors.on(
            blamed,
            format_args!(
                "`{word}` is the word, not its value: write `commit!({word} {op} {}{end});`, or \
                 read it in the preparation with `{word}.get()`",
                source(rest, "VALUE")
            ),
        );
        return;
    }
    let mut operands = Operands { place: text(place), found: vec![] };
    operands.visit_expr(value);
    for operand in operands.found {
        errors.on(
            operand,
            format_args!(
                "`{word}` is the word, not its value: read it in the preparation with `{word}.get()`"
            ),
        );
    }
}

/// The place in `place + rest` or `rest + place`, the operator of a commit that does the same, and the
/// rest.
fn accumulation<'a>(
    place: &str,
    binary: &'a syn::ExprBinary,
) -> Option<(&'a Expr, &'static str, &'a Expr)> {
    let op = match binary.op {
        BinOp::Add(_) => "+=",
        BinOp::Sub(_) => "-=",
        BinOp::BitOr(_) => "|=",
        BinOp::BitAnd(_) => "&=",
        BinOp::BitXor(_) => "^=",
        _ => return None,
    };
    let is_place = |expr| text(ungrouped(expr)) == place;
    match (is_place(&binary.left), is_place(&binary.right)) {
        (true, false) => Some((&binary.left, op, &binary.right)),
        (false, true) if op != "-=" => Some((&binary.right, op, &binary.left)),
        _ => None,
    }
}

/// Looks for a place that is an operand.
struct Operands<'a> {
    place: String,
    found: Vec<&'a Expr>,
}

impl<'a> Operands<'a> {
    fn operand(&mut self, expr: &'a Expr) {
        if text(ungrouped(expr)) == self.place {
            self.found.push(expr);
        }
    }
}

impl<'a> Visit<'a> for Operands<'a> {
    fn visit_expr_binary(&mut self, node: &'a syn::ExprBinary) {
        self.operand(&node.left);
        self.operand(&node.right);
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_cast(&mut self, node: &'a syn::ExprCast) {
        self.operand(&node.expr);
        visit::visit_expr_cast(self, node);
    }
}

/// A statement that was meant to be the commit, in a body that has none.
pub fn instead_of_commit(stmt: &Stmt, slot: &Ident) -> Option<syn::Error> {
    match stmt {
        Stmt::Macro(stmt) => own_macro(&stmt.mac, slot),
        Stmt::Expr(expr, _) => match ungrouped(expr) {
            Expr::Macro(expr) => own_macro(&expr.mac, slot),
            Expr::Assign(assign) if root(&assign.left) == Some(slot) => {
                Some(assignment(expr, &source(expr, "PLACE = VALUE")))
            }
            Expr::Binary(binary) if root(&binary.left) == Some(slot) => {
                let meant = match statement::operator(&binary.op)? {
                    statement::Assignment::Known(_) => source(expr, "PLACE += VALUE"),
                    statement::Assignment::Unknown => {
                        let place = source(&binary.left, "PLACE");
                        let op = text(&binary.op).replace('=', "");
                        format!("{place} = {place}.get() {op} {}", source(&binary.right, "VALUE"))
                    }
                };
                Some(assignment(expr, &meant))
            }
            Expr::Call(call) => {
                let Expr::Path(path) = &*call.func else { return None };
                let name = path.path.get_ident()?;
                (Keyword::of(name)? == Keyword::Commit).then(|| {
                    let form = Keyword::Commit.form();
                    syn::Error::new(
                        name.span(),
                        format_args!("`commit!` is a macro: write `{form}`"),
                    )
                })
            }
            _ => None,
        },
        _ => None,
    }
}

fn assignment(expr: &Expr, meant: &str) -> syn::Error {
    let written = source(expr, "an assignment");
    syn::Error::new_spanned(
        expr,
        format_args!("`{written}` writes nothing here: write `commit!({meant});`"),
    )
}

/// Macros that write lines of a log, as the crates call them.
const OF_LOGS: &[&str] = &["trace", "debug", "info", "warn", "error"];

/// A macro that is given the slot and is nobody's known one.
fn own_macro(mac: &Macro, slot: &Ident) -> Option<syn::Error> {
    let name = mac.path.get_ident()?;
    let known = leave::is_std(mac)
        || OF_LOGS.iter().any(|of_logs| name == of_logs)
        || name == "rseq"
        || name == "try_rseq";
    (!known && mentions(mac.tokens.clone(), slot)).then(|| {
        syn::Error::new(
            name.span(),
            format_args!(
                "this sequence has no commit, and cannot look into `{name}!`, a macro of its own: \
                 write `{}` itself",
                Keyword::Commit.form()
            ),
        )
    })
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Names that are near a statement's and words of their own.
const OTHER_WORDS: &[&str] = &["state"];

/// A statement of the section with one letter too many, too few or wrong: its arguments are those of the
/// statement.
pub fn misspelled(stmt: &Stmt) -> Option<(Keyword, &Ident, syn::Error)> {
    let (mac, local) = match stmt {
        Stmt::Macro(stmt) => (&stmt.mac, None),
        Stmt::Expr(Expr::Macro(expr), _) => (&expr.mac, None),
        Stmt::Local(local) => match &*local.init.as_ref()?.expr {
            Expr::Macro(expr) => (&expr.mac, Some(local)),
            _ => return None,
        },
        _ => return None,
    };
    let word = mac.path.get_ident()?;
    let name = word.to_string();
    if leave::is_std(mac) || OTHER_WORDS.contains(&name.as_str()) {
        return None;
    }
    let keyword = Keyword::ALL.into_iter().find(|keyword| one_slip(&name, keyword.word()))?;
    let shape = match local {
        Some(local) if keyword == Keyword::Fetch => statement::fetch(local, mac, false),
        None => statement::of_macro(keyword, mac, &[]),
        Some(_) => return None,
    };
    shape.is_ok().then(|| {
        let message = format!(
            "`{name}!` is no statement of a sequence: write `{}`; a macro of your own needs a name \
             that is less like it",
            keyword.form()
        );
        (keyword, word, syn::Error::new(word.span(), message))
    })
}

/// Whether one slip of a finger makes `wrong` of `right`. A digit at a name's end is none.
fn one_slip(wrong: &str, right: &str) -> bool {
    let same = wrong.bytes().zip(right.bytes()).take_while(|(a, b)| a == b).count();
    let (wrong, right) = (&wrong.as_bytes()[same..], &right.as_bytes()[same..]);
    let same = wrong.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&wrong[..wrong.len() - same], &right[..right.len() - same]) {
        ([added], []) => !added.is_ascii_digit(),
        ([] | [_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// `x++` and `x--` as a statement, in tokens that are no Rust.
///
/// `meant` says what to write, of the operand and the operator.
pub fn increment(
    tokens: TokenStream,
    meant: &dyn Fn(&TokenStream, &str) -> String,
) -> Option<syn::Error> {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                if let Some(error) = increment(group.stream(), meant) {
                    return Some(error);
                }
                if group.delimiter() == Delimiter::Brace {
                    start = at + 1;
                }
            }
            TokenTree::Punct(first) if doubled(first, &tokens[at + 1..]) && start < at => {
                let operand: TokenStream = tokens[start..at].iter().cloned().collect();
                let both: TokenStream = tokens[at..at + 2].iter().cloned().collect();
                let op = first.as_char();
                let meant = meant(&operand, if op == '+' { "+=" } else { "-=" });
                let message = format!("Rust has no `{op}{op}`: write `{meant}`");
                return Some(syn::Error::new_spanned(both, message));
            }
            TokenTree::Punct(mark) if ";,=>".contains(mark.as_char()) => start = at + 1,
            _ => {}
        }
    }
    None
}

/// Whether `++` or `--` is all that a statement has left.
fn doubled(first: &Punct, rest: &[TokenTree]) -> bool {
    let is = |token: Option<&TokenTree>, mark| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
    let op = first.as_char();
    (op == '+' || op == '-')
        && first.spacing() == Spacing::Joint
        && is(rest.first(), op)
        && (rest.len() == 1 || is(rest.get(1), ';'))
}
