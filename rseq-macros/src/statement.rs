//! The arguments of the statements of a section.

use core::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, BinOp, Expr, Ident, Local, Macro, Pat, Token, Type};

use crate::ast::{Op, Order, Place};
use crate::errors::Errors;
use crate::source::source;
use crate::{mistakes, parse};

/// The words that begin a statement of the section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keyword {
    Fetch,
    Check,
    Stage,
    StageCopy,
    Commit,
}

impl Keyword {
    pub const ALL: [Self; 5] =
        [Self::Fetch, Self::Check, Self::Stage, Self::StageCopy, Self::Commit];

    /// The keyword that a macro's name is.
    pub fn of(name: &Ident) -> Option<Self> {
        Self::ALL.into_iter().find(|keyword| name == keyword.word())
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Check => "check",
            Self::Stage => "stage",
            Self::StageCopy => "stage_copy",
            Self::Commit => "commit",
        }
    }

    /// How the statement is written.
    pub fn form(self) -> &'static str {
        match self {
            Self::Fetch => "let x = fetch!(PLACE);",
            Self::Check => "check!(PLACE == VALUE);",
            Self::Stage => "stage!(PLACE = VALUE);",
            Self::StageCopy => "stage_copy!(DST, SRC);",
            Self::Commit => "commit!(PLACE = VALUE);",
        }
    }
}

/// A statement of the section with its arguments.
pub enum Shape {
    Fetch { name: Ident, ty: Option<Type>, place: Place },
    Check { place: Expr, value: Expr, negated: bool, otherwise: Option<Expr> },
    Stage { place: Expr, value: Expr },
    Copy { dst: Expr, src: Expr },
    Commit { place: Expr, op: Op, value: Expr, order: Order },
}

/// The statement `keyword!(…);`.
pub fn of_macro(keyword: Keyword, mac: &Macro, attrs: &[Attribute]) -> syn::Result<Shape> {
    without_attributes(attrs)?;
    match keyword {
        Keyword::Fetch => Err(syn::Error::new(
            mac.path.span(),
            "the fetched value needs a name: write `let x = fetch!(PLACE);`",
        )),
        Keyword::Check => mac.parse_body_with(check),
        Keyword::Stage => mac.parse_body_with(stage),
        Keyword::StageCopy => mac.parse_body_with(stage_copy),
        Keyword::Commit => mac.parse_body_with(commit),
    }
}

/// `let name = fetch!(PLACE);`, or with a type, or of a pointer.
pub fn fetch(local: &Local, mac: &Macro, pointer: bool) -> syn::Result<Shape> {
    without_attributes(&local.attrs)?;
    let mut errors = Errors::default();
    let (pattern, ty) = match &local.pat {
        Pat::Type(pat) => (&*pat.pat, Some((*pat.ty).clone())),
        pat => (pat, None),
    };
    let name = parse::name(pattern, "fetched value", &mut errors);
    if let Some((otherwise, _)) = local.init.as_ref().and_then(|init| init.diverge.as_ref()) {
        errors.on(otherwise, "a `fetch!` cannot fail: it takes no `else`");
    }
    let place = mac.parse_body_with(|input: ParseStream| {
        let place = argument(input, Keyword::Fetch, "a place")?;
        end(input, "`fetch!` takes one place")?;
        Ok(place)
    });
    match place {
        Ok(place) if pointer => errors.or(Shape::Fetch { name, ty, place: Place::Pointer(place) }),
        Ok(place) => errors.or(Shape::Fetch { name, ty, place: Place::Word(place) }),
        Err(error) => Err(errors.and(error)),
    }
}

/// The compiler strips `#[cfg]` after the macro has run, and nothing else has a meaning here.
fn without_attributes(attrs: &[Attribute]) -> syn::Result<()> {
    match attrs.first() {
        None => Ok(()),
        Some(attribute) => Err(syn::Error::new_spanned(
            attribute,
            "a statement of the section takes no attributes: put the `cfg` around the sequence, \
             and comments after `//`",
        )),
    }
}

/// `PLACE == VALUE`, `PLACE != VALUE, else EXPR`
fn check(input: ParseStream) -> syn::Result<Shape> {
    let compare = argument(input, Keyword::Check, "a comparison")?;
    let mut otherwise = None;
    if input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
        if input.peek(Token![else]) {
            input.parse::<Token![else]>()?;
            if input.is_empty() {
                return Err(here(
                    input,
                    "a value is missing after `else`: what the sequence leaves with",
                ));
            }
            otherwise = Some(input.parse()?);
        } else if !input.is_empty() {
            return Err(here(
                input,
                "expected `else`: write `check!(PLACE == VALUE, else EXPR)` to leave with `EXPR`",
            ));
        }
    }
    end(input, "`check!` takes one comparison and at most one `else`")?;
    let compare = match ungrouped(compare) {
        Expr::Binary(binary) => binary,
        Expr::Assign(assign) => {
            return Err(syn::Error::new_spanned(
                assign.eq_token,
                "`=` writes: a `check!` compares, write `==`",
            ));
        }
        other => {
            return Err(syn::Error::new_spanned(
                other,
                "`check!` compares a place with a value: write `check!(PLACE == VALUE)`",
            ));
        }
    };
    let negated = match &compare.op {
        BinOp::Eq(_) => false,
        BinOp::Ne(_) => true,
        op @ BinOp::And(_) => {
            return Err(syn::Error::new_spanned(
                op,
                "a `check!` makes one comparison: write a `check!` each instead of `&&`",
            ));
        }
        op => {
            return Err(syn::Error::new_spanned(
                op,
                format_args!(
                    "`check!` compares with `==` or `!=`, not with `{}`: decide the rest in the \
                     preparation",
                    text(op)
                ),
            ));
        }
    };
    Ok(Shape::Check { place: *compare.left, value: *compare.right, negated, otherwise })
}

/// `PLACE = VALUE`
fn stage(input: ParseStream) -> syn::Result<Shape> {
    let assign = argument(input, Keyword::Stage, "a place and a value")?;
    if input.peek(Token![,]) {
        let comma = input.fork();
        comma_assigns(input, &assign, Keyword::Stage)?;
        input.parse::<Token![,]>()?;
        if !input.is_empty() {
            return Err(here(&comma, "`stage!` takes no order: only the commit has one"));
        }
    }
    end(input, "`stage!` takes one assignment")?;
    match ungrouped(assign) {
        Expr::Assign(assign) if is_several(&assign.left) => Err(syn::Error::new_spanned(
            assign.left,
            "one `stage!` writes one word: write a `stage!` each",
        )),
        Expr::Assign(assign) => Ok(Shape::Stage { place: *assign.left, value: *assign.right }),
        Expr::Binary(binary) if operator(&binary.op).is_some() => Err(syn::Error::new_spanned(
            binary.op,
            format_args!(
                "`stage!` writes with `=` alone, not with `{}`: only the commit computes",
                text(&binary.op)
            ),
        )),
        other => Err(no_assignment(&other, Keyword::Stage)),
    }
}

/// `DST, SRC`
fn stage_copy(input: ParseStream) -> syn::Result<Shape> {
    let dst = argument(input, Keyword::StageCopy, "a destination and a source")?;
    if input.is_empty() {
        return Err(here(input, "the source is missing: write `stage_copy!(DST, SRC);`"));
    }
    if !input.peek(Token![,]) {
        return Err(here(input, "expected `,` between the destination and the source"));
    }
    input.parse::<Token![,]>()?;
    if input.is_empty() {
        return Err(here(input, "the source is missing: write `stage_copy!(DST, SRC);`"));
    }
    let src = input.parse()?;
    end(input, "`stage_copy!` takes a destination and a source")?;
    Ok(Shape::Copy { dst, src })
}

/// `PLACE OP VALUE`, `PLACE OP VALUE, Release`
fn commit(input: ParseStream) -> syn::Result<Shape> {
    let write = argument(input, Keyword::Commit, "a place, an operator and a value")?;
    let mut order = Order::Relaxed;
    if input.peek(Token![,]) {
        comma_assigns(input, &write, Keyword::Commit)?;
        input.parse::<Token![,]>()?;
        if !input.is_empty() {
            order = commit_order(input)?;
        }
    }
    end(input, "`commit!` takes one assignment and at most an order")?;
    match ungrouped(write) {
        Expr::Assign(assign) if is_several(&assign.left) => Err(syn::Error::new_spanned(
            assign.left,
            "one commit writes one word: write the others with `stage!` before it",
        )),
        Expr::Assign(assign) => {
            Ok(Shape::Commit { place: *assign.left, op: Op::Set, value: *assign.right, order })
        }
        Expr::Binary(binary) => match operator(&binary.op) {
            Some(Assignment::Known(op)) => {
                Ok(Shape::Commit { place: *binary.left, op, value: *binary.right, order })
            }
            Some(Assignment::Unknown) => Err(syn::Error::new_spanned(
                binary.op,
                format_args!(
                    "unknown operator `{}`: a commit writes with `=`, `+=`, `-=`, `|=`, `&=` or \
                     `^=`; compute other values in the preparation",
                    text(&binary.op)
                ),
            )),
            None => Err(no_assignment(&Expr::Binary(binary), Keyword::Commit)),
        },
        other => Err(no_assignment(&other, Keyword::Commit)),
    }
}

/// `(PLACE, PLACE)`
fn is_several(place: &Expr) -> bool {
    matches!(place, Expr::Tuple(tuple) if tuple.elems.len() > 1)
        || matches!(place, Expr::Array(_) | Expr::Struct(_))
}

/// Refuses `PLACE, VALUE`.
fn comma_assigns(input: ParseStream, place: &Expr, keyword: Keyword) -> syn::Result<()> {
    let (ahead, comma) = (input.fork(), input.fork());
    ahead.parse::<Token![,]>()?;
    let value = match (place, ahead.parse::<Expr>()) {
        (Expr::Assign(_) | Expr::Binary(_), _) | (_, Err(_)) => return Ok(()),
        (_, Ok(Expr::Path(path))) if path.path.segments.iter().any(|it| it.ident == "Release") => {
            return Ok(());
        }
        (_, Ok(value)) => value,
    };
    let (place, value) = (source(place, "PLACE"), source(&value, "VALUE"));
    let word = keyword.word();
    Err(here(&comma, format_args!("`,` writes nothing: write `{word}!({place} = {value});`")))
}

fn commit_order(input: ParseStream) -> syn::Result<Order> {
    let order: Expr = input.parse()?;
    let path = match &order {
        Expr::Path(expr) => Some(&expr.path),
        _ => None,
    };
    match path.and_then(|path| path.segments.last()) {
        Some(last) if last.ident == "Release" => {
            if path.is_some_and(|path| path.get_ident().is_none()) {
                return Err(syn::Error::new_spanned(order, "write `Release` without a path"));
            }
            Ok(Order::Release)
        }
        _ => Err(syn::Error::new_spanned(
            &order,
            "unknown order: a commit is relaxed, or `Release` with `commit!(PLACE = VALUE, Release)`",
        )),
    }
}

/// What a binary operator is to a commit.
pub enum Assignment {
    /// An operator of a commit.
    Known(Op),
    /// Another assignment.
    Unknown,
}

/// `None` for what assigns nothing.
pub fn operator(op: &BinOp) -> Option<Assignment> {
    match op {
        BinOp::AddAssign(_) => Some(Assignment::Known(Op::Add)),
        BinOp::SubAssign(_) => Some(Assignment::Known(Op::Sub)),
        BinOp::BitOrAssign(_) => Some(Assignment::Known(Op::Or)),
        BinOp::BitAndAssign(_) => Some(Assignment::Known(Op::And)),
        BinOp::BitXorAssign(_) => Some(Assignment::Known(Op::Xor)),
        BinOp::MulAssign(_)
        | BinOp::DivAssign(_)
        | BinOp::RemAssign(_)
        | BinOp::ShlAssign(_)
        | BinOp::ShrAssign(_) => Some(Assignment::Unknown),
        _ => None,
    }
}

/// The error of a statement that should write, and does not.
fn no_assignment(expr: &Expr, keyword: Keyword) -> syn::Error {
    let (word, form) = (keyword.word(), keyword.form());
    match expr {
        Expr::Binary(binary) => syn::Error::new_spanned(
            binary.op,
            format_args!("`{}` writes nothing: `{word}!` is written `{form}`", text(&binary.op)),
        ),
        _ => syn::Error::new_spanned(
            expr,
            format_args!("no value is written here: `{word}!` is written `{form}`"),
        ),
    }
}

/// The first argument.
fn argument(input: ParseStream, keyword: Keyword, what: &str) -> syn::Result<Expr> {
    if input.is_empty() {
        let (word, form) = (keyword.word(), keyword.form());
        return Err(here(input, format_args!("`{word}!` needs {what}: it is written `{form}`")));
    }
    let ahead = input.fork();
    Expr::parse(input).map_err(|error| {
        let meant = |operand: &TokenStream, op: &str| {
            format!("{}!({} {op} 1);", keyword.word(), source(operand, "PLACE"))
        };
        if keyword == Keyword::Commit
            && let Ok(tokens) = ahead.parse()
            && let Some(error) = mistakes::increment(tokens, &meant)
        {
            return error;
        }
        if error.to_string().starts_with("unexpected end of input") {
            let (word, form) = (keyword.word(), keyword.form());
            return syn::Error::new(
                error.span(),
                format_args!("`{word}!` ends too early: it is written `{form}`"),
            );
        }
        error
    })
}

/// An error on the next token, or where the next token is missing.
pub fn here(input: ParseStream, message: impl Display) -> syn::Error {
    syn::Error::new(input.span(), message)
}

/// A comma, and nothing more.
fn end(input: ParseStream, message: impl Display) -> syn::Result<()> {
    if input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
    }
    if input.is_empty() {
        return Ok(());
    }
    Err(syn::Error::new_spanned(input.parse::<TokenStream>()?, message))
}

/// An expression without the parentheses that nobody sees: of a `macro_rules!` fragment.
fn ungrouped(expr: Expr) -> Expr {
    match expr {
        Expr::Group(group) => ungrouped(*group.expr),
        expr => expr,
    }
}

pub fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
