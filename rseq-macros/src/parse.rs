//! The shape of what the user wrote: the header of a sequence, and its body as a list of lines.
//!
//! A statement of the section whose arguments are wrong keeps the error, so that `check` can report
//! it together with all others.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Block, Expr, Ident, Local, Macro, Pat, Stmt, Token, Type, token};

use crate::ast::Mode;
use crate::errors::Errors;
use crate::mistakes;
use crate::source::source;
use crate::statement::{self, Keyword, Shape, here};

/// A sequence of the right shape; its rules are not checked yet.
pub struct Raw {
    pub krate: TokenStream,
    pub arch: Ident,
    pub mode: Mode,
    pub percpu: Expr,
    pub slot: Parameter,
    pub index: Option<Parameter>,
    pub output: Option<Type>,
    pub body: Body,
    /// The closing brace, where what is missing is missed.
    pub end: Span,
}

/// A parameter of the header.
pub struct Parameter {
    pub name: Ident,
    pub ty: Option<Type>,
}

/// The body.
pub enum Body {
    /// Statements.
    Lines(Vec<Line>),
    /// Not Rust; kept for editors.
    Broken(TokenStream),
}

/// A statement at the top level of the body.
#[expect(clippy::large_enum_variant)] // as large as syn's own, of which a body holds a few
pub enum Line {
    /// Any Rust.
    Plain(Stmt),
    /// A statement of the section.
    Section(SectionLine),
}

/// A statement of the section.
pub struct SectionLine {
    pub keyword: Keyword,
    /// The user's word, for its span.
    pub word: Ident,
    /// The statement, or what is wrong with it.
    pub shape: syn::Result<Shape>,
}

/// Parses a macro call; `None` if nothing can be made of its header.
pub fn sequence(tokens: TokenStream, errors: &mut Errors) -> Option<Raw> {
    let last = last_span(&tokens);
    let parser = |input: ParseStream| header(input, last, errors);
    match parser.parse2(tokens) {
        Ok(raw) => Some(raw),
        Err(error) => {
            errors.add(error);
            None
        }
    }
}

/// `[krate] arch mode; PERCPU, |slot, index| -> Type { … }`
fn header(input: ParseStream, last: Span, errors: &mut Errors) -> syn::Result<Raw> {
    let krate;
    syn::bracketed!(krate in input);
    let krate: TokenStream = krate.parse()?;
    let arch: Ident = input.parse()?;
    let mode: Ident = input.parse()?;
    let mode = if mode == "once" { Mode::Once } else { Mode::Retry };
    input.parse::<Token![;]>()?;

    if input.is_empty() {
        return Err(here(input, "nothing to run: write `PERCPU, |slot| { … }`"));
    }
    if starts_closure(input) {
        return Err(here(input, "the `PerCpu` is missing: write `PERCPU, |slot| { … }`"));
    }
    comma_before_closure(&input.fork())?;
    let percpu: Expr = input.parse()?;
    if input.is_empty() {
        return Err(syn::Error::new(
            last,
            "the body is missing: write `PERCPU, |slot| { … }`, where `PERCPU` is a `PerCpu`",
        ));
    }
    if !input.peek(Token![,]) {
        return Err(here(input, "expected `,` between the `PerCpu` and `|slot|`"));
    }
    input.parse::<Token![,]>()?;

    keywords_before_closure(input, errors)?;
    let (slot, index) = parameters(input, last, errors)?;
    let output = if input.peek(Token![->]) {
        input.parse::<Token![->]>()?;
        Some(input.parse()?)
    } else {
        None
    };
    if !input.peek(token::Brace) {
        return Err(if input.is_empty() {
            syn::Error::new(last, "the body of a sequence is missing: write `{ … }` after `|slot|`")
        } else {
            here(input, "the body of a sequence is a block: put it between `{` and `}`")
        });
    }
    let (end, body) = body(input, &slot.name, errors)?;
    if input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
    }
    if !input.is_empty() {
        errors.on(
            input.parse::<TokenStream>()?,
            "nothing may follow the body: the sequence ends with its `}`",
        );
    }
    Ok(Raw { krate, arch, mode, percpu, slot, index, output, body, end })
}

fn starts_closure(input: ParseStream) -> bool {
    input.peek(Token![|])
        || input.peek(Token![||])
        || input.peek(Token![move]) && (input.peek2(Token![|]) || input.peek2(Token![||]))
}

/// Refuses `PERCPU |slot| { … }`, which would be read as an expression.
fn comma_before_closure(input: ParseStream) -> syn::Result<()> {
    let ends = |input: ParseStream| {
        input.is_empty()
            || input.peek(Token![,])
            || input.peek(Token![;])
            || input.peek(Token![move])
            || input.peek(Token![async])
    };
    let mut percpu = TokenStream::new();
    while !ends(input) {
        if input.peek(Token![|]) && !input.peek(Token![||]) {
            let Ok(slot) = closure_header(&input.fork()) else { return Ok(()) };
            let percpu = source(&percpu, "PERCPU");
            let message =
                format!("a comma is missing before `|{slot}|`: write `{percpu}, |{slot}| {{ … }}`");
            return Err(here(input, message));
        }
        percpu.extend([input.parse::<TokenTree>()?]);
    }
    Ok(())
}

/// The slot of `|slot, index: Type| {` or of `|slot| -> Type {`.
fn closure_header(input: ParseStream) -> syn::Result<Ident> {
    input.parse::<Token![|]>()?;
    let slot = input.parse()?;
    if input.peek(Token![:]) {
        input.parse::<Token![:]>()?;
        input.parse::<Type>()?;
    }
    if input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
        input.parse::<Ident>()?;
        if input.peek(Token![:]) {
            input.parse::<Token![:]>()?;
            input.parse::<Type>()?;
        }
    }
    input.parse::<Token![|]>()?;
    if input.peek(Token![->]) || input.peek(token::Brace) {
        return Ok(slot);
    }
    Err(here(input, "expected a body"))
}

/// A sequence looks like a closure, but is none.
fn keywords_before_closure(input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
    loop {
        let message = if input.peek(Token![move]) {
            "a sequence takes no `move`: its body is run in place, write `|slot| { … }`"
        } else if input.peek(Token![async]) {
            "a sequence cannot be `async`: it must not be suspended, write `|slot| { … }`"
        } else if input.peek(Token![static]) || input.peek(Token![const]) || input.peek(Token![for])
        {
            "a sequence takes no keyword before `|slot| { … }`"
        } else {
            return Ok(());
        };
        let keyword: TokenTree = input.parse()?;
        errors.on(&keyword, message);
        if input.peek(Token![<]) {
            return Err(here(input, "a sequence takes no lifetimes: write `|slot| { … }`"));
        }
    }
}

/// `|slot|` or `|slot, index|`, with types if the user likes.
fn parameters(
    input: ParseStream,
    last: Span,
    errors: &mut Errors,
) -> syn::Result<(Parameter, Option<Parameter>)> {
    const FORM: &str = "write `|slot|` or `|slot, index|`";
    if input.peek(Token![||]) {
        return Err(here(input, format_args!("the slot has no name: {FORM}")));
    }
    if input.is_empty() {
        return Err(syn::Error::new(last, "the body is missing: write `|slot| { … }`"));
    }
    if !input.peek(Token![|]) {
        return Err(here(input, "expected `|slot| { … }` after the `PerCpu`"));
    }
    let open: Token![|] = input.parse()?;
    let mut found = Vec::new();
    while !input.peek(Token![|]) {
        for attribute in input.call(Attribute::parse_outer)? {
            errors.on(attribute, "the parameters of a sequence take no attributes");
        }
        let pattern = Pat::parse_single(input)?;
        let ty = if input.peek(Token![:]) {
            input.parse::<Token![:]>()?;
            Some(input.parse::<Type>()?)
        } else {
            None
        };
        found.push((pattern, ty));
        if input.peek(Token![|]) {
            break;
        }
        input.parse::<Token![,]>()?;
    }
    input.parse::<Token![|]>()?;
    for (pattern, _) in found.iter().skip(2) {
        errors.on(pattern, format_args!("a sequence has at most two parameters: {FORM}"));
    }
    let mut found = found.into_iter();
    let Some((slot, slot_type)) = found.next() else {
        return Err(syn::Error::new(open.span, format_args!("the slot has no name: {FORM}")));
    };
    let slot = Parameter { name: name(&slot, "slot", errors), ty: slot_type };
    let index = found.next().map(|(index, ty)| {
        if let Some(ty) = ty.as_ref().filter(|ty| !is_u32(ty)) {
            errors.on(ty, "the index is a `u32`");
        }
        Parameter { name: name(&index, "index", errors), ty }
    });
    if let Some(index) = index.as_ref().filter(|index| index.name == slot.name) {
        errors.at(index.name.span(), "slot and index have the same name");
    }
    Ok((slot, index))
}

/// Whether a type is written `u32`; an alias is not looked through.
pub fn is_u32(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "u32" && last.arguments.is_none()),
        Type::Group(group) => is_u32(&group.elem),
        _ => false,
    }
}

/// The name that a pattern is; if it is none, an error and a name to go on with.
pub fn name(pattern: &Pat, what: &str, errors: &mut Errors) -> Ident {
    let stand_in = || Ident::new("__unnamed", Span::mixed_site());
    match pattern {
        Pat::Ident(pat) => {
            if let Some(by_ref) = &pat.by_ref {
                errors.on(by_ref, format_args!("the {what} is a plain name, without `ref`"));
            } else if let Some(mutability) = &pat.mutability {
                errors.on(mutability, format_args!("the {what} is a plain name, without `mut`"));
            } else if let Some((at, _)) = &pat.subpat {
                errors.on(at, format_args!("the {what} is a plain name, without a pattern"));
            }
            pat.ident.clone()
        }
        Pat::Wild(wild) => {
            errors.on(
                wild,
                format_args!("the {what} needs a name; begin it with `_` if it is not used"),
            );
            stand_in()
        }
        _ => {
            errors.on(pattern, format_args!("the {what} is a plain name, not a pattern"));
            stand_in()
        }
    }
}

/// `{ … }`; what is in it may be no Rust, which ends nothing.
fn body(input: ParseStream, slot: &Ident, errors: &mut Errors) -> syn::Result<(Span, Body)> {
    let content;
    let brace = syn::braced!(content in input);
    let statements = content.fork();
    let parsed = statements.call(Block::parse_within).and_then(|parsed| {
        if statements.is_empty() { Ok(parsed) } else { Err(here(&statements, "unexpected token")) }
    });
    let tokens: TokenStream = content.parse()?;
    let body = match parsed {
        Ok(parsed) => Body::Lines(parsed.into_iter().map(line).collect()),
        Err(error) => {
            let meant = |operand: &TokenStream, op: &str| {
                let of_slot =
                    operand.clone().into_iter().next().is_some_and(
                        |first| matches!(first, TokenTree::Ident(name) if name == *slot),
                    );
                if of_slot {
                    format!("commit!({} {op} 1);", source(operand, "PLACE"))
                } else {
                    format!("{} {op} 1", source(operand, "PLACE"))
                }
            };
            errors.add(mistakes::increment(tokens.clone(), &meant).unwrap_or(error));
            Body::Broken(tokens)
        }
    };
    Ok((brace.span.close(), body))
}

/// A statement of the body: the section's are told apart by their form alone.
fn line(stmt: Stmt) -> Line {
    let found = match &stmt {
        Stmt::Macro(stmt) => of_section(&stmt.mac)
            .map(|found| (found, statement::of_macro(found.0, &stmt.mac, &stmt.attrs))),
        Stmt::Expr(Expr::Macro(expr), _) => of_section(&expr.mac)
            .map(|found| (found, statement::of_macro(found.0, &expr.mac, &expr.attrs))),
        Stmt::Local(local) => {
            fetch(local).map(|(found, mac, pointer)| (found, statement::fetch(local, mac, pointer)))
        }
        _ => None,
    };
    match found {
        Some(((keyword, word), shape)) => {
            let word = word.clone();
            Line::Section(SectionLine { keyword, word, shape })
        }
        None => match mistakes::misspelled(&stmt) {
            Some((keyword, word, error)) => {
                let word = word.clone();
                Line::Section(SectionLine { keyword, word, shape: Err(error) })
            }
            None => Line::Plain(stmt),
        },
    }
}

/// The keyword of a macro that is a statement of the section, written without a path.
fn of_section(mac: &Macro) -> Option<(Keyword, &Ident)> {
    let word = mac.path.get_ident()?;
    Some((Keyword::of(word)?, word))
}

/// `let … = fetch!(…)` or `let … = unsafe { fetch!(…) }`
fn fetch(local: &Local) -> Option<((Keyword, &Ident), &Macro, bool)> {
    let (mac, pointer) = match &*local.init.as_ref()?.expr {
        Expr::Macro(expr) => (&expr.mac, false),
        Expr::Unsafe(expr) => match expr.block.stmts.as_slice() {
            [Stmt::Expr(Expr::Macro(expr), None)] => (&expr.mac, true),
            [Stmt::Macro(stmt)] if stmt.semi_token.is_none() => (&stmt.mac, true),
            _ => return None,
        },
        _ => return None,
    };
    let found = of_section(mac)?;
    (found.0 == Keyword::Fetch).then_some((found, mac, pointer))
}

/// Where an error about the end of the input goes.
fn last_span(tokens: &TokenStream) -> Span {
    match tokens.clone().into_iter().last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => Span::call_site(),
    }
}
