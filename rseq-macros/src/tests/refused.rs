//! Where the errors are. Their words, as the user sees them, are held by `ui-tests`.

use super::analyze;

/// The source under every error, in order.
fn blamed(source: &str) -> Vec<String> {
    let Err(errors) = analyze(source) else { panic!("accepted: {source}") };
    errors.iter().map(|error| error.span().source_text().unwrap_or_default()).collect()
}

/// The source under every error in a body.
fn in_body(body: &str) -> Vec<String> {
    blamed(&format!("percpu, |slot| {{ {body} }}"))
}

const COMMIT: &str = "commit!(slot.n = 1);";

#[test]
fn the_smallest_wrong_token() {
    for (body, token) in [
        ("commit!(slot.n *= 2);", "*="),
        ("commit!(slot.n == 2);", "=="),
        ("commit!(slot.n = 2, Acquire);", "Acquire"),
        ("commit!(slot.n = 2, Release, more, still);", "more, still"),
        ("commit!(slot.n);", "slot.n"),
        ("check!(slot.n <= 2); commit!(slot.n = 1);", "<="),
        ("check!(slot.n == 2, 3); commit!(slot.n = 1);", "3"),
        ("stage!(slot.n |= 2); commit!(slot.n = 1);", "|="),
        ("let mut x = fetch!(slot.n); commit!(slot.n = 1);", "mut"),
        ("let ref x = fetch!(slot.n); commit!(slot.n = 1);", "ref"),
        ("let S { x } = fetch!(slot.n); commit!(slot.n = 1);", "S { x }"),
        ("#[cold] stage!(slot.n = 1); commit!(slot.n = 1);", "#[cold]"),
        ("if a { commit!(slot.n = 1); }", "commit"),
        ("a::commit!(slot.n = 1);", "a::commit"),
        ("let x = f(fetch!(slot.n)); commit!(slot.n = 1);", "fetch"),
        ("stage!(slot.n = 1); f(); commit!(slot.n = 1);", "f();"),
        ("'a: loop { break 'b; } commit!(slot.n = 1);", "'b"),
        ("f().await; commit!(slot.n = 1);", "await"),
        ("commit!(slot.n, 2);", ","),
        ("stage!(slot.n, 2); commit!(slot.n = 1);", ","),
        ("commit!((slot.n, slot.m) = (1, 2));", "(slot.n, slot.m)"),
        ("stage!([slot.n, slot.m] = [1, 2]); commit!(slot.n = 1);", "[slot.n, slot.m]"),
        ("commit!(slot.n++);", "++"),
        ("slot.n++; commit!(slot.n = 1);", "++"),
        ("if a { b--; } commit!(slot.n = 1);", "--"),
        ("", "}"),
    ] {
        assert_eq!(in_body(body), [token], "{body}");
    }
}

/// The word is written where its value is meant, and the other way round.
#[test]
fn words_and_values() {
    for (body, tokens) in [
        ("commit!(slot.n.get() = 1);", &["get"][..]),
        ("commit!(slot.n.get_acquire() += 1);", &["get_acquire"]),
        ("let x = fetch!(slot.n.get()); commit!(slot.n = x);", &["get"]),
        ("check!(slot.n.get() == 1); commit!(slot.n = 1);", &["get"]),
        ("stage!(slot.n.get() = 1); commit!(slot.n = 1);", &["get"]),
        ("commit!(Word::new(1) += 1);", &["Word"]),
        ("commit!(restartable::Word::new(1) += 1);", &["Word"]),
        ("commit!(slot.n = slot.n + 1);", &["slot.n"]),
        ("commit!(slot.n = 1 + slot.n, Release);", &["slot.n"]),
        ("commit!(slot.n = 1 - slot.n);", &["slot.n"]),
        ("commit!(slot.n = (slot.n + 1) % 4);", &["slot.n"]),
        ("commit!(slot.n = slot.n as u64);", &["slot.n"]),
        ("commit!(slot.n = slot.n * slot.n);", &["slot.n", "slot.n"]),
        ("stage!(slot.m = slot.m + 1); commit!(slot.n = 1);", &["slot.m"]),
    ] {
        assert_eq!(in_body(body), tokens, "{body}");
    }
    for body in [
        "commit!(*cell.get() = 1);",
        "commit!((cell.get()) = 1);",
        "commit!(cells.get(1) = 1);",
        "let x = unsafe { fetch!(slot.first.get()) }; commit!(slot.n = x);",
        "commit!(slot.n = slot.n.get() + 1);",
        "commit!(slot.n = slot.m + 1);",
        "commit!(a = b.a + 1);",
    ] {
        super::accepted(body);
    }
}

/// What was meant to be the commit.
#[test]
fn instead_of_the_commit() {
    for (body, token) in [
        ("slot.n += 1;", "slot.n += 1"),
        ("slot.n *= 2", "slot.n *= 2"),
        ("let x = 1; slot.a[0].n = x; f();", "slot.a[0].n = x"),
        ("*slot = 5;", "*slot = 5"),
        ("commit(slot.n, 1);", "commit"),
        ("bump!(slot.n);", "bump"),
        ("stage!(slot.n = 1); bump!(&slot.n);", "bump"),
        ("slot.n += 1; bump!(slot.n);", "bump"),
        // None of them.
        ("x += 1;", "}"),
        ("bump!(x);", "}"),
        ("println!(\"{}\", slot.n);", "}"),
        ("info!(\"{}\", slot.n);", "}"),
        ("push(slot.n, 1);", "}"),
    ] {
        assert_eq!(in_body(body), [token], "{body}");
    }
}

#[test]
fn slips_of_a_finger() {
    for (body, token) in [
        ("comit!(slot.n = 1);", "comit"),
        ("cmomit!(slot.n = 1);", "cmomit"),
        ("stagee!(slot.n = 1); commit!(slot.n = 1);", "stagee"),
        ("let x = fecth!(slot.n); commit!(slot.n = x);", "fecth"),
        ("chek!(slot.n == 1, else return); commit!(slot.n = 1);", "chek"),
        ("stagecopy!(d, s); commit!(slot.n = 1);", "stagecopy"),
    ] {
        assert_eq!(in_body(body), [token], "{body}");
    }
    for macro_of_ones_own in [
        "stage2!(slot.n = 1);",
        "state!(slot.n = 1);",
        "staged!(slot.n);",
        "a::stagee!(slot.n = 1);",
        "let x = stagee!(slot.n = 1);",
        "checks!(slot.n);",
        "st!(slot.n = 1);",
    ] {
        super::accepted(&format!("{macro_of_ones_own} {COMMIT}"));
    }
}

#[test]
fn leaving_is_refused_where_it_leaves() {
    for (body, token) in [
        ("break;", "break"),
        ("continue;", "continue"),
        ("if a { break; }", "break"),
        ("'a: { break; }", "break"),
        ("loop { break 'out; }", "'out"),
        ("loop { continue 'out; }", "'out"),
        ("while { break; true } {}", "break"),
        ("for x in { break; 0..1 } {}", "break"),
        ("let x = match y { 1 => break, y => y };", "break"),
        ("f(loop { break }, break);", "break"),
        ("println!(\"{}\", { if a { break 'out } 1 });", "'out"),
        ("assert!(f().await);", "await"),
        ("vec![{ break }; 2];", "break"),
        ("matches!(a, Some(b) if f(b).await);", "await"),
        ("yield;", "yield"),
    ] {
        assert_eq!(in_body(&format!("{body} {COMMIT}")), [token], "{body}");
        assert_eq!(in_body(&format!("{COMMIT} {body}")), [token], "{body}");
    }
    for statement in [
        "check!(slot.n == 1, else break);",
        "check!(slot.n == { break });",
        "stage!({ break } = 1);",
        "stage!(slot.n = { break });",
        "stage_copy!({ break }, s);",
        "stage_copy!(d, { break });",
        "let x = fetch!({ break });",
    ] {
        assert_eq!(in_body(&format!("{statement} {COMMIT}")), ["break"], "{statement}");
    }
}

#[test]
fn names_of_fetches() {
    let fetch = "let x = fetch!(slot.x);";
    for statement in [
        "let y = x;",
        "f(x);",
        "f(|y| x + y);",
        "x.f();",
        "let S { a } = S { x };",
        "println!(\"{}\", x);",
        "println!(\"{}\", { |y| y + x });",
        "format!(\"{a}\", a = x);",
        "matches!(x, Some(x) if x > 1);",
        "vec![x; 2];",
        "f!(a.x(), ..x);",
        "f!(x != 1);",
        "f!(a: x, b::x);",
    ] {
        assert_eq!(in_body(&format!("{statement} {fetch} {COMMIT}")), ["x"], "{statement}");
    }
    for statement in [
        "stage!(a[x] = 1);",
        "stage!(x = 1);",
        "stage!(a = x + 1);",
        "stage!(a = *x);",
        "stage!(a = f!(x));",
        "check!(x == 1);",
        "check!(a == 1, else x);",
        "stage_copy!(x, s);",
        "stage_copy!(d, &s[..x]);",
        "let y = fetch!(x);",
        "let y = unsafe { fetch!(x) };",
    ] {
        assert_eq!(in_body(&format!("{fetch} {statement} {COMMIT}")), ["x"], "{statement}");
    }
    // A value before it is loaded.
    assert_eq!(in_body(&format!("stage!(a = x); {fetch} {COMMIT}")), ["x"]);
    // A name that means something else.
    for statement in ["let x = 1;", "let (x, y) = f();", fetch] {
        assert_eq!(in_body(&format!("{statement} {fetch} {COMMIT}")), ["x"], "{statement}");
    }
    assert_eq!(in_body(&format!("let slot = fetch!(slot.x); {COMMIT}")), ["slot"]);
}

/// Fields, methods, paths and labels of a fetched name, and what closures and blocks call so themselves.
#[test]
fn other_meanings_of_a_fetched_name() {
    for statement in [
        "debug_assert!(s.x.get() < 100, \"full\");",
        "let v = vec![log.x, log.x(), S { x: 1 }.y, x::y(), a::x()];",
        "f!(s.x < s.x(), x: 1, x::y, a::x, x!(), 'x);",
        "let y = v.map(|x| x + 1);",
        "let y = v.map(|(x, y)| format!(\"{}\", x));",
        "let y = { let x = 1; x };",
        "if let Some(x) = y { f(x); }",
        "while let (Some(x), true) = y { f(x); }",
        "if a && let Some(x) = y && x > 1 { f(x); }",
        "for x in y { f(x); }",
        "match y { Some(x) if x > 1 => f(x), _ => 1 };",
        "matches!(y, Some(x) if x > 1);",
        "format!(\"{x}\", x = 5);",
        "let at = node.wrapping_byte_add(offset_of!(Node, x));",
    ] {
        super::accepted(&format!("{statement} let x = fetch!(slot.x); {COMMIT}"));
    }
}

#[test]
fn all_at_once_and_in_order() {
    let errors = in_body(
        "break; if a { stage!(b = 1); } let (c, d) = fetch!(e); f(); check!(g < 1); h();
         commit!(i %= 2); commit!(j = 3); k.await; continue",
    );
    let expected =
        ["break", "stage", "(c, d)", "f();", "<", "h();", "%=", "commit", "await", "continue"];
    assert_eq!(errors, expected);
}

#[test]
fn headers() {
    for (source, token) in [
        ("percpu", "percpu"),
        ("percpu,", ","),
        ("|slot| { commit!(slot = 1); }", "|"),
        ("percpu; |slot| { commit!(slot = 1); }", ";"),
        ("percpu |slot| { commit!(slot = 1); }", "|"),
        ("self.a[0].f() |slot, index: u32| { commit!(slot = 1); }", "|"),
        ("percpu |slot| -> u64 { commit!(slot = 1); 5 }", "|"),
        ("percpu, move |slot| { commit!(slot = 1); }", "move"),
        ("percpu, async |slot| { commit!(slot = 1); }", "async"),
        ("percpu, || { commit!(slot = 1); }", "|"),
        ("percpu, |slot, index, more| { commit!(slot = 1); }", "more"),
        ("percpu, |(a, b)| { commit!(a = 1); }", "(a, b)"),
        ("percpu, |slot, index: u64| { commit!(slot = 1); }", "u64"),
        ("percpu, |slot, slot| { commit!(slot = 1); }", "slot"),
        ("percpu, |slot| commit!(slot = 1)", "commit"),
        ("percpu, |slot|", "|"),
        ("percpu, |slot| { commit!(slot = 1); }, more", "more"),
        ("percpu, |slot| { let = 1; commit!(slot = 1); }", "="),
        ("commit!(a = 1), |slot| { commit!(slot = 1); }", "commit"),
    ] {
        assert_eq!(blamed(source), [token], "{source}");
    }
    // The header's errors do not hide the body's.
    assert_eq!(
        blamed("percpu, move |mut slot, index: u8| { commit!(slot <<= 1); }, 5"),
        ["move", "mut", "u8", "<<=", "5"]
    );
}

/// The missing commit is not missed when it is only at the wrong place or wrong itself.
#[test]
fn no_second_error_about_the_commit() {
    for body in [
        "loop { commit!(slot = 1); }",
        "commit!();",
        "commit!(slot = );",
        "restartable::commit!(slot = 1);",
        "let x = commit!(slot = 1);",
        "#[cold] commit!(slot = 1);",
    ] {
        assert_eq!(in_body(body).len(), 1, "{body}");
    }
}

/// Every message says the rule in lower case and does not end like a sentence.
#[test]
fn style_of_messages() {
    let Err(errors) = analyze(
        "percpu, move |mut slot, (a, b), c| {
             break; let y = x; if a { stage!(b = 1); } let (c, d) = fetch!(e); let x = fetch!(e);
             f(); check!(g < 1); check!(g = 1); check!(g == 1, 2); check!(g == 1, else x);
             stage!(a += 1); stage!(a); stage!(a = 1, Release); stage_copy!(a); fetch!(a);
             commit!(i = 2, AcqRel); commit!(j = 3); stage!(b = 1); k.await; continue 'a; yield
         } 5",
    ) else {
        panic!("accepted")
    };
    assert_eq!(errors.len(), 25, "{errors:#?}");
    for error in &errors {
        let message = error.to_string();
        let first = message.chars().next().unwrap_or('A');
        assert!(first.is_lowercase() || first == '`' || first == '.', "{message}");
        assert!(!message.ends_with(['.', ';', ',']), "{message}");
    }
}

/// After an error an editor still has the body to complete in, and rustc has nothing to say of it.
#[test]
fn editors_keep_the_body() {
    for (body, kept) in [
        ("let a = slot.n; commit!(slot.n *= 1);", "let a = slot . n ;"),
        (
            "stage!(slot.n = m); commit!(slot.n *= 1);",
            ":: value (krate :: __private :: place (& slot . n) , m)",
        ),
        (
            "let x: u8 = fetch!(slot.n); commit!();",
            "let x : u8 = { let __name = krate :: __private :: name",
        ),
        ("let x = slot. ; commit!(slot.n = x);", "let x = slot . ; commit ! (slot . n = x) ;"),
    ] {
        let source = format!("[krate] x86_64 retry; percpu, |slot| {{ {body} }}");
        let Err(stand_in) = crate::front::analyze(super::parsed(&source)) else {
            panic!("accepted: {body}")
        };
        let stand_in = stand_in.to_string();
        let at = |text: &str| stand_in.find(text).unwrap_or_else(|| panic!("{text}\n{stand_in}"));
        assert!(at("# [cfg (rust_analyzer)]") < at(kept), "{stand_in}");
        // The error is the value of the block, which makes its type whatever is wanted.
        assert!(at(kept) < at("compile_error"), "{stand_in}");
        assert!(stand_in.ends_with("}) } }"), "{stand_in}");
    }
}
