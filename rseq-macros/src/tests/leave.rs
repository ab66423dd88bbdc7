//! `return` and `?`.

use super::{analyze_as, text};
use crate::ast::{Sequence, Statement, Value};

fn once(body: &str) -> Sequence {
    let Ok(sequence) = analyze_as("once", &format!("p, |slot| {{ {body} }}")) else {
        panic!("refused: {body}")
    };
    sequence
}

/// What the preparation becomes, without spaces: they are not the same in all versions of
/// `proc_macro2`.
fn prepared(statements: &str) -> String {
    let sequence = once(&format!("{statements} commit!(slot = 1);"));
    sequence.preparation.iter().map(squeezed).collect()
}

fn squeezed(tokens: impl quote::ToTokens) -> String {
    text(tokens).replace(' ', "")
}

/// The same of an expectation.
fn squeeze(source: &str) -> String {
    source.replace(' ', "")
}

const BRANCH: &str = "(match krate :: __private :: branch (f ()) { \
     krate :: __private :: ControlFlow :: Continue (value) => value , \
     krate :: __private :: ControlFlow :: Break (residual) => \
     break '__restart krate :: __private :: ok (krate :: __private :: from_residual (residual)) , })";

#[test]
fn returns() {
    assert_eq!(prepared("return;"), squeeze("break '__restart krate :: __private :: ok (()) ;"));
    assert_eq!(prepared("return 5;"), squeeze("break '__restart krate :: __private :: ok (5) ;"));
    assert_eq!(
        prepared("if a { return Some(return); }"),
        squeeze(
            "if a { break '__restart krate :: __private :: ok (Some (break '__restart krate :: __private :: ok (()))) ; }"
        )
    );
}

#[test]
fn question_marks() {
    assert_eq!(prepared("f()?;"), squeeze(&format!("{BRANCH};")));
    assert_eq!(prepared("let Some(x) = f()? else { return };").matches("::ok(").count(), 2);
    assert_eq!(prepared("f()?.g()?.h()?;").matches("branch").count(), 3);
}

/// Everywhere that runs as part of the sequence.
#[test]
fn in_every_part() {
    let sequence = once(
        "let x = fetch!(f()?); check!(f()? == f()?, else f()?); stage!(f()? = f()?);
         stage_copy!(f()?, f()?); commit!(f()? = f()?); f()?; f()?",
    );
    let mut found: Vec<String> = sequence.tail.iter().map(text).collect();
    for statement in &sequence.section {
        let (exprs, value) = match statement {
            Statement::Fetch { place, .. } => (vec![place_text(place)], None),
            Statement::Check { place, value, otherwise, .. } => (
                vec![place_text(place), otherwise.as_ref().map(text).unwrap_or_default()],
                Some(value),
            ),
            Statement::Stage { place, value, .. } => (vec![place_text(place)], Some(value)),
            Statement::Copy { dst, src, .. } => (vec![text(dst), text(src)], None),
        };
        found.extend(exprs);
        found.extend(value.map(value_text));
    }
    found.extend([text(&sequence.commit.place), value_text(&sequence.commit.value)]);
    assert_eq!(found.len(), 12);
    for found in found {
        assert_eq!(squeeze(&found).trim_end_matches(';'), squeeze(BRANCH));
    }
}

fn place_text(place: &crate::ast::Place) -> String {
    let (crate::ast::Place::Word(expr) | crate::ast::Place::Pointer(expr)) = place;
    text(expr)
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Expr(expr) => text(expr),
        _ => String::new(),
    }
}

/// What has a `return` of its own keeps it.
#[test]
fn not_in_other_functions() {
    for statement in [
        "let f = | | { return f ()? ; } ;",
        "let f = async { f ()? ; return ; } ;",
        "fn f () { return ; }",
        "let f = const { f ()? } ;",
        "let x = unknown ! (f ()?) ;",
    ] {
        assert_eq!(prepared(statement), squeeze(statement));
    }
}

#[test]
fn in_the_arguments_of_standard_macros() {
    assert_eq!(
        prepared("println!(\"{}\", f()?);"),
        squeeze(&format!("println!(\"{{}}\", {BRANCH});"))
    );
    assert_eq!(prepared("std::assert_eq!(1, f()?);").matches("branch").count(), 1);
    // No list of expressions: as it was.
    assert_eq!(prepared("vec![f()?; 2];"), "vec![f()?;2];");
}

/// An `rseq!` is a block where everything that leaves can be seen, and a closure elsewhere.
#[test]
fn a_block_if_all_is_seen() {
    for (statement, expected) in [
        ("return 5;", "break '__restart 5;"),
        (
            "f()?;",
            &format!(
                "{};",
                BRANCH.replace(
                    "krate :: __private :: ok (krate :: __private :: from_residual (residual))",
                    "krate :: __private :: from_residual (residual)"
                )
            ),
        ),
        ("if a { return; }", "if a {break '__restart();}"),
        ("assert!(a || return, \"{}\", b);", "assert!(a || break '__restart(), \"{}\", b);"),
        ("vec![a; 2];", "vec![a; 2];"),
        ("matches!(a, Some(_) if b);", "matches!(a, Some(_) if b);"),
        ("let f = || { f()?; return; };", "let f = || { f()?; return; };"),
    ] {
        let sequence = super::accepted(&format!("{statement} commit!(slot = 1);"));
        assert!(!sequence.closure, "{statement}");
        assert_eq!(squeezed(&sequence.preparation[0]), squeeze(expected));
    }
}

#[test]
fn a_closure_if_it_may_be_hidden() {
    for statement in [
        "a(unknown!(b)); return;",
        "vec![return; 2];",
        "matches!(f()?, Some(_));",
        "println!(\"{}\", unknown!(f()?));",
    ] {
        let sequence = super::accepted(&format!("{statement} commit!(slot = 1);"));
        assert!(sequence.closure, "{statement}");
        let preparation: String = sequence.preparation.iter().map(squeezed).collect();
        assert_eq!(preparation, squeeze(statement));
    }
}
