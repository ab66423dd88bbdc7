//! From the checked syntax to the section and the expressions that the preparation evaluates for
//! it. Nothing here can fail: `check` has refused what does not fit.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Ident};

use crate::ast::{Place, Sequence, Statement, Value};
use crate::ir::{self, Commit, Fetch, Leave, Operand, Section, Step, StepKind};

/// A section and what it is fed.
pub struct Lowered<'a> {
    /// The section.
    pub section: Section,
    /// What the preparation evaluates for it, in the order written.
    pub inputs: Vec<Input<'a>>,
    /// The expressions of the `else` exits.
    pub exits: Vec<&'a Expr>,
}

/// One thing that is evaluated at the end of the preparation.
pub enum Input<'a> {
    /// `p<index>`: the place of a statement, a `Word` or a pointer.
    Place { index: usize, expr: &'a Expr, pointer: bool, need: Need },
    /// `v<index>`: a value for the word at `p<place>`.
    Value { index: usize, place: usize, expr: &'a Expr },
    /// A literal that goes into the instruction; evaluated for its type alone.
    Literal { place: usize, expr: &'a Expr },
    /// The value fetched from `p<fetched>` is written to, or compared with, the word at `p<place>`.
    /// `name` is what the `let` says, `used` what stands as the value: in a `macro_rules!` they may
    /// be different variables with the same letters, which only rustc can tell.
    SameType { place: usize, fetched: usize, name: &'a Ident, used: &'a Ident },
    /// `c<index>`: the slices of a copy.
    Copy { index: usize, dst: &'a Expr, src: &'a Expr },
}

/// What a place's type must be able to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Be read or written.
    Word,
    /// Be compared bit by bit.
    Compare,
    /// `+=`, `-=`
    Arithmetic,
    /// `|=`, `&=`, `^=`
    Bitwise,
}

/// Lowers a sequence.
pub fn sequence(sequence: &Sequence) -> Lowered<'_> {
    let tail: TokenStream = sequence.tail.iter().map(ToTokens::to_token_stream).collect();
    let mut lowering = Lowering::default();
    for statement in &sequence.section {
        lowering.statement(statement, &tail);
    }
    let commit = &sequence.commit;
    let need = match commit.op {
        crate::ast::Op::Set => Need::Word,
        crate::ast::Op::Add | crate::ast::Op::Sub => Need::Arithmetic,
        crate::ast::Op::Or | crate::ast::Op::And | crate::ast::Op::Xor => Need::Bitwise,
    };
    let place = lowering.place_of(&commit.place, false, need);
    let value = lowering.value(place, &commit.value);
    let Lowering { places, values, copies, fetches, fetch_places: _, steps, inputs, exits } =
        lowering;
    let commit = Commit { place, op: commit.op, value, order: commit.order, span: commit.span };
    let site = sequence.percpu.span();
    let section =
        Section { site, places, values, copies, fetches, exits: exits.len(), steps, commit };
    Lowered { section, inputs, exits }
}

#[derive(Default)]
struct Lowering<'a> {
    places: Vec<String>,
    values: Vec<String>,
    copies: Vec<String>,
    fetches: Vec<Fetch>,
    /// The place that each fetch loads, and its name.
    fetch_places: Vec<(usize, &'a Ident)>,
    steps: Vec<Step>,
    inputs: Vec<Input<'a>>,
    exits: Vec<&'a Expr>,
}

impl<'a> Lowering<'a> {
    fn statement(&mut self, statement: &'a Statement, tail: &TokenStream) {
        let (kind, span) = match statement {
            Statement::Fetch { name, place, span, .. } => {
                let place = self.place(place, Need::Word);
                let kept = mentions(tail.clone(), &name.unraw().to_string());
                self.fetches.push(Fetch { name: name.to_string(), kept });
                self.fetch_places.push((place, name));
                (StepKind::Load { fetch: self.fetches.len() - 1, place }, *span)
            }
            Statement::Check { place, value, negated, otherwise, span } => {
                let place = self.place(place, Need::Compare);
                let value = self.value(place, value);
                let leave = match otherwise {
                    None => Leave::Restart,
                    Some(expr) => {
                        self.exits.push(expr);
                        Leave::Exit(self.exits.len() - 1)
                    }
                };
                (StepKind::Compare { place, value, negated: *negated, leave }, *span)
            }
            Statement::Stage { place, value, span } => {
                let place = self.place(place, Need::Word);
                let value = self.value(place, value);
                (StepKind::Store { place, value }, *span)
            }
            Statement::Copy { dst, src, span } => {
                let index = self.copies.len();
                self.copies.push(format!("{}, {}", text(dst), text(src)));
                self.inputs.push(Input::Copy { index, dst, src });
                (StepKind::Copy { copy: index }, *span)
            }
        };
        self.steps.push(Step { kind, span });
    }

    fn place(&mut self, place: &'a Place, need: Need) -> usize {
        match place {
            Place::Word(expr) => self.place_of(expr, false, need),
            Place::Pointer(expr) => self.place_of(expr, true, need),
        }
    }

    fn place_of(&mut self, expr: &'a Expr, pointer: bool, need: Need) -> usize {
        let index = self.places.len();
        self.places.push(text(expr));
        self.inputs.push(Input::Place { index, expr, pointer, need });
        index
    }

    fn value(&mut self, place: usize, value: &'a Value) -> Operand {
        match value {
            Value::Literal { value, expr } => {
                self.inputs.push(Input::Literal { place, expr });
                Operand::Literal(*value)
            }
            Value::Expr(expr) => {
                let index = self.values.len();
                self.values.push(text(expr));
                self.inputs.push(Input::Value { index, place, expr });
                ir::Operand::Value(index)
            }
            Value::Fetched { fetch, name: used } => {
                let (fetched, name) = self.fetch_places[*fetch];
                self.inputs.push(Input::SameType { place, fetched, name, used });
                ir::Operand::Fetched(*fetch)
            }
        }
    }
}

/// Whether an identifier of this name, without `r#`, occurs, in a macro's arguments too.
fn mentions(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident.unraw() == name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        // A format string may capture the name.
        TokenTree::Literal(literal) => literal.to_string().contains(name),
        TokenTree::Punct(_) => false,
    })
}

/// The user's expression as one line, without the spaces that tokens are printed with.
fn text(expr: &Expr) -> String {
    let mut out = String::new();
    append(&mut out, expr.to_token_stream());
    out
}

fn append(out: &mut String, tokens: TokenStream) {
    use proc_macro2::Delimiter;
    let mut word = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                append(out, group.stream());
                out.push_str(close);
                word = true;
            }
            TokenTree::Punct(punct) => {
                out.push(punct.as_char());
                if punct.as_char() == ',' {
                    out.push(' ');
                }
                word = false;
            }
            token => {
                if word {
                    out.push(' ');
                }
                out.push_str(&token.to_string());
                word = true;
            }
        }
    }
}
