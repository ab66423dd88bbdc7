//! What the tree says of bodies that are right.

use super::{accepted, analyze, analyze_as, text};
use crate::ast::{Mode, Op, Order, Place, Statement, Value};

#[test]
fn header() {
    let sequence = analyze("self.heads[3], |head, cpu| -> Option<u32> { commit!(head = 1); None }");
    let Ok(sequence) = sequence else { panic!("refused") };
    assert_eq!(text(&sequence.krate), "krate");
    assert_eq!(sequence.arch, "x86_64");
    assert_eq!(sequence.mode, Mode::Retry);
    assert_eq!(text(&sequence.percpu), "self . heads [3]");
    assert_eq!(sequence.slot, "head");
    assert!(sequence.index.is_some_and(|index| index == "cpu"));
    assert_eq!(sequence.output.map(text).as_deref(), Some("Option < u32 >"));
    assert_eq!(sequence.tail.len(), 1);
}

#[test]
fn one_attempt() {
    let sequence = analyze_as("once", "p, |slot| { commit!(slot = 1); }");
    assert!(sequence.is_ok_and(|sequence| sequence.mode == Mode::Once));
}

/// A type in the header is checked by a `let` at the start of the preparation.
#[test]
fn typed_parameters() {
    let sequence = analyze("p, |slot: &Head, index: u32,| { f(); commit!(slot = 1); }");
    let Ok(sequence) = sequence else { panic!("refused") };
    let preparation: Vec<_> = sequence.preparation.iter().map(text).collect();
    assert_eq!(preparation, ["let slot : & Head = slot ;", "let index : u32 = index ;", "f () ;"]);
}

#[test]
fn order_of_statements() {
    let sequence = accepted(
        "let a = 1; f(); let x = fetch!(slot.x); check!(slot.y != x, else 5); stage!(slot.z = a);
         stage_copy!(&slot.d, &s); commit!(slot.n = x); g(); a",
    );
    assert_eq!(sequence.preparation.len(), 2);
    assert_eq!(sequence.tail.len(), 2);
    let [fetch, check, stage, copy] = sequence.section.as_slice() else { panic!("not four") };
    assert!(
        matches!(fetch, Statement::Fetch { name, ty: None, place: Place::Word(_), .. } if name == "x")
    );
    let Statement::Check { place, value, negated: true, otherwise: Some(otherwise), .. } = check
    else {
        panic!("no check")
    };
    let Place::Word(place) = place else { panic!("a pointer") };
    assert_eq!((text(place), text(otherwise)), ("slot . y".into(), "5".into()));
    assert!(matches!(value, Value::Fetched { fetch: 0, name } if name == "x"));
    assert!(matches!(stage, Statement::Stage { value: Value::Expr(_), .. }));
    assert!(matches!(copy, Statement::Copy { .. }));
    assert!(matches!(sequence.commit.value, Value::Fetched { fetch: 0, .. }));
}

#[test]
fn operators_and_orders() {
    for (operator, op) in [
        ("=", Op::Set),
        ("+=", Op::Add),
        ("-=", Op::Sub),
        ("|=", Op::Or),
        ("&=", Op::And),
        ("^=", Op::Xor),
    ] {
        for (suffix, order) in [
            ("", Order::Relaxed),
            (",", Order::Relaxed),
            (", Release", Order::Release),
            (", Release,", Order::Release),
        ] {
            let commit = accepted(&format!("commit!(slot.n {operator} 1 {suffix});")).commit;
            assert_eq!((commit.op, commit.order), (op, order));
            assert_eq!(text(&commit.place), "slot . n");
        }
    }
}

#[test]
fn pointers() {
    let sequence = accepted("let x: u8 = unsafe { fetch!(p.add(1)) }; commit!(slot = x);");
    let [Statement::Fetch { ty, place: Place::Pointer(pointer), .. }] = &*sequence.section else {
        panic!("no pointer")
    };
    assert_eq!(text(pointer), "p . add (1)");
    assert_eq!(ty.as_ref().map(text).as_deref(), Some("u8"));
}

/// An integer that fits is an immediate operand; whatever else is evaluated.
#[test]
fn literals() {
    for (source, expected) in [
        ("0", Some(0)),
        ("-1", Some(-1)),
        ("(7)", Some(7)),
        ("-(7)", Some(-7)),
        ("0x7f_u8", Some(127)),
        ("0x1f32", Some(0x1f32)),
        ("2_147_483_647", Some(i32::MAX)),
        ("-2147483648i64", Some(i32::MIN)),
        ("2147483648", None),
        ("-2147483649", None),
        ("0xffff_ffff_ffff_ffff", None),
        ("0xffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff", None),
        ("1f32", None),
        ("1.0", None),
        ("true", None),
        ("'a'", None),
        ("b'a'", None),
        ("1 + 1", None),
        ("N", None),
        ("!0", None),
    ] {
        let value = accepted(&format!("commit!(slot = {source});")).commit.value;
        let literal = match value {
            Value::Literal { value, .. } => Some(value),
            _ => None,
        };
        assert_eq!(literal, expected, "{source}");
    }
}

/// The forms that differ in nothing.
#[test]
fn delimiters_and_semicolons() {
    for body in [
        "commit!(slot = 1);",
        "commit!(slot = 1)",
        "commit![slot = 1];",
        "commit! { slot = 1 }",
        "let x = fetch![slot]; commit!(slot = x)",
        "check! { slot == 1, } commit! { slot = 1, }",
        "let x = unsafe { fetch! { p } }; commit!(slot = x)",
    ] {
        accepted(body);
    }
}

#[test]
fn leaving_is_allowed_where_it_stays_inside() {
    for body in [
        "loop { break; } commit!(slot = 1);",
        "'a: loop { loop { continue 'a; } } commit!(slot = 1);",
        "let x = 'a: { break 'a 5; }; commit!(slot = x);",
        "for i in 0..3 { if i == 1 { continue; } } commit!(slot = 1);",
        "while f() { break } commit!(slot = 1);",
        "commit!(slot = 1); loop { break; }",
        "commit!(slot = loop { break 1; });",
        "check!(slot == 1, else return); commit!(slot = 1);",
        "f(|| { loop { break; } }); commit!(slot = 1);",
        "f(async { g().await }); commit!(slot = 1);",
        "fn f() { loop { break; } } commit!(slot = 1);",
        "return; commit!(slot = 1);",
        "f()?; commit!(slot = g()?); h()?",
    ] {
        accepted(body);
    }
}

/// Sequences in sequences have statements and names of their own.
#[test]
fn nested_sequences() {
    accepted(
        "rseq!(other, |slot| { let x = fetch!(slot); commit!(slot = x); });
         let x = fetch!(slot);
         commit!(slot = x);
         rseq!(other, |slot| { let x = fetch!(slot); commit!(slot = x); })",
    );
    accepted("#[restartable(p)] fn f(slot: &T) { commit!(slot = 1); } commit!(slot = 1);");
    accepted(
        "impl S { #[per_cpu::restartable(p)] fn f(slot: &T) { commit!(slot = 1); } } commit!(slot = 1);",
    );
}

/// What looks like a fetched name and is none.
#[test]
fn names_that_are_not_fetched() {
    for body in [
        "let y = self.next; let next = fetch!(slot); commit!(slot = next);",
        "let y = S { next: 5 }; let next = fetch!(slot); commit!(slot = next);",
        "let y = a::next; let next = fetch!(slot); commit!(slot = next);",
        "y.next(); let next = fetch!(slot.next); commit!(slot.next = next); next + next",
    ] {
        accepted(body);
    }
}
