//! What the user wrote, after its shape was parsed and its rules were checked: the input of `lower`.

use proc_macro2::{Span, TokenStream};
use syn::{Expr, Ident, Stmt, Type};

/// One `rseq!` or `try_rseq!`, checked: every rule of the language holds.
pub struct Sequence {
    /// The facade crate's path (`$crate`), as tokens: everything generated is named through it.
    pub krate: TokenStream,
    /// The architecture that the facade was compiled for: `x86_64`, …, or `portable`.
    pub arch: Ident,
    /// Restart until it succeeds, or one attempt only.
    pub mode: Mode,
    /// The expression that names the `PerCpu`.
    pub percpu: Expr,
    /// The name of the slot in the body.
    pub slot: Ident,
    /// The name of the index in the body.
    pub index: Option<Ident>,
    /// The type after `->` in the header, if any.
    pub output: Option<Type>,
    /// Statements that may run many times.
    pub preparation: Vec<Stmt>,
    /// `fetch!`, `check!`, `stage!`, `stage_copy!`, in the order written.
    pub section: Vec<Statement>,
    /// The one commit.
    pub commit: Commit,
    /// Statements that run once after the commit; the last may be an expression without semicolon.
    pub tail: Vec<Stmt>,
    /// Whether it has to be a closure, for `return` or `?` to leave.
    pub closure: bool,
}

/// `rseq!` or `try_rseq!`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// `rseq!`: restarts until it succeeds.
    Retry,
    /// `try_rseq!`: one attempt.
    Once,
}

/// A statement of the section before the commit.
pub enum Statement {
    /// `let name: ty = fetch!(place);`
    Fetch { name: Ident, ty: Option<Type>, place: Place, span: Span },
    /// `check!(place == value, else otherwise);`
    Check { place: Place, value: Value, negated: bool, otherwise: Option<Expr>, span: Span },
    /// `stage!(place = value);`
    Stage { place: Place, value: Value, span: Span },
    /// `stage_copy!(dst, src);`
    Copy { dst: Expr, src: Expr, span: Span },
}

/// Where a statement reads or writes.
pub enum Place {
    /// An expression of type `Word<V>` (or a reference to one).
    Word(Expr),
    /// `unsafe { fetch!(POINTER) }`: an expression of type `*const V`.
    Pointer(Expr),
}

/// What a statement compares with or writes.
pub enum Value {
    /// An integer literal (with its sign folded in), for an immediate operand; the expression is kept for its type.
    Literal { value: i32, expr: Expr },
    /// Any other expression, evaluated in the preparation.
    Expr(Expr),
    /// The name of an earlier `fetch!`: its position among the fetches (0 for the first).
    Fetched { fetch: usize, name: Ident },
}

/// `commit!(place op value, order);`
pub struct Commit {
    /// The word that decides.
    pub place: Expr,
    /// `=`, `+=`, …
    pub op: Op,
    /// The new value, or the operand.
    pub value: Value,
    /// Whether readers on other CPUs see everything before it.
    pub order: Order,
    /// The user's statement.
    pub span: Span,
}

/// The operator of a commit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    Set,
    Add,
    Sub,
    Or,
    And,
    Xor,
}

/// The order of a commit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Relaxed,
    Release,
}
