//! Token streams at random and mutations of right ones: no panic, and an expansion or errors that
//! are Rust, with spans inside the input.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::Index;

use super::parsed;
use crate::{attribute, expand, front};

/// Sequences that together have every form of the language.
const RIGHT: &[&str] = &[
    "hits, |slot| { commit!(slot.ok += 1); }",
    "self.heads, |head| { let first = head.first.get(); if first == NIL { return None; } \
     let next = self.next[first as usize].get(); commit!(head.first = next); Some(first) }",
    "&p, |slot: &T, index: u32| -> Option<u32> { let x = f()?; let y = fetch!(slot.a); \
     let z: u8 = unsafe { fetch!(p.add(1)) }; check!(slot.b == y); check!(slot.c != -5, else None); \
     stage!(slot.d[3] = z); stage_copy!(&slot.e[..2], &[1, 2]); commit!(slot.f ^= y, Release); \
     println!(\"{y}\"); Some(x) }",
    "p, |s| { 'a: loop { loop { break 'a; } continue; } let c = || { return 5; }; \
     let a = async { g().await }; commit!(s = 0xff_u8); match 1 { 1 => {} _ => {} } }",
    "p, |s| { rseq!(q, |t| { let x = fetch!(t); commit!(t = x); }); let x = fetch!(s); \
     check!(s == x, else { return 5 }); commit!(s |= x); x }",
];

/// What functions look like.
const FUNCTIONS: &[&str] = &[
    "#[inline] pub fn push(&self, head: &Head, #[index] i: u32, node: u32) -> Option<u8> { \
     let first = head.first.get(); stage!(self.next[node] = first); commit!(head.first = node); None }",
    "unsafe fn f<'a, T: U>(slot: &'a T, x: impl Fn() -> u8) -> impl V where T: W { commit!(slot = 1) }",
];

/// Tokens that the language gives a meaning to, and some that it does not.
const WORDS: &[&str] = &[
    "commit",
    "fetch",
    "check",
    "stage",
    "stage_copy",
    "rseq",
    "!",
    "!",
    "let",
    "x",
    "slot",
    "self",
    "=",
    "==",
    "!=",
    "+=",
    "++",
    "<<=",
    "&&",
    ";",
    ";",
    ",",
    ".",
    "..",
    "|",
    "||",
    "&",
    "*",
    "-",
    "->",
    "=>",
    "::",
    ":",
    "?",
    "else",
    "if",
    "match",
    "loop",
    "while",
    "for",
    "in",
    "break",
    "continue",
    "return",
    "'a",
    "'a :",
    "async",
    ".await",
    "move",
    "unsafe",
    "const",
    "static",
    "fn",
    "mut",
    "ref",
    "impl",
    "Release",
    "5",
    "-5",
    "0x7fff_ffff_ffff_ffff_ffff_ffff",
    "1.5f32",
    "\"text {x}\"",
    "'c'",
    "_",
    "#",
    "[]",
    "{}",
    "()",
    "yield",
    "dyn",
    "where",
    "crate",
    "index",
    "u32",
    "$",
    "@",
    "r#type",
    "/// doc\n",
    "macro_rules",
    "struct",
    "use",
    "as",
    "box",
    "try",
    "become",
];

fn word() -> impl Strategy<Value = String> {
    proptest::sample::select(WORDS).prop_map(str::to_owned)
}

/// Words in groups in groups.
fn tokens() -> impl Strategy<Value = String> {
    let words = proptest::collection::vec(word(), 0..8).prop_map(|words| words.join(" "));
    words.prop_recursive(4, 64, 6, |inner| {
        let group = (inner, 0..4_u8).prop_map(|(tokens, delimiter)| match delimiter {
            0 => format!("({tokens})"),
            1 => format!("[{tokens}]"),
            2 => format!("commit!({tokens});"),
            _ => format!("{{{tokens}}}"),
        });
        proptest::collection::vec(prop_oneof![group, word()], 0..8)
            .prop_map(|parts| parts.join(" "))
    })
}

/// Statements with holes.
const STATEMENTS: &[&str] = &[
    "let @ = fetch!(@);",
    "let @: u32 = fetch!(@);",
    "let @ = unsafe { fetch!(@) };",
    "check!(@ == @);",
    "check!(@ != @, else @);",
    "check!(@ @ @, @);",
    "stage!(@ = @);",
    "stage!(@ @ @);",
    "stage_copy!(@, @);",
    "commit!(@ = @);",
    "commit!(@ += @, Release);",
    "commit!(@ @ @, @);",
    "let @ = @;",
    "if @ { @ }",
    "for @ in @ { @ }",
    "'a: loop { @ break 'a; }",
    "return @;",
    "f(@)?;",
    "#[@] @",
    "@",
    "@;",
];

/// What fits into most holes, and into some.
const FILLINGS: &[&str] = &[
    "x",
    "y",
    "slot",
    "slot.a",
    "&slot.b[3..]",
    "*p",
    "5",
    "-5",
    "x + 1",
    "f(x)?",
    "||  return 5",
    "=",
    "+=",
    "==",
    "<",
    "Release",
    "Acquire",
    "_",
    "mut x",
    "ref x",
    "&x",
    "(x, y)",
    "x @ 1",
    "Some(x)",
    "{ break }",
    "{ return }",
    "{ fetch!(slot.a) }",
    "commit!(slot.a = 1)",
    "stage!(slot.a = 1);",
    "a::commit!(slot.a = 1)",
    "f().await",
    "|x| x",
    "println!(\"{x}\", x)",
    "S { x }",
    "u32",
    "",
];

/// A statement with its holes filled.
fn statement() -> impl Strategy<Value = String> {
    let filling = prop_oneof![
        4 => proptest::sample::select(FILLINGS).prop_map(str::to_owned),
        1 => word(),
    ];
    let fillings = proptest::collection::vec(filling, 4);
    (proptest::sample::select(STATEMENTS), fillings).prop_map(|(statement, fillings)| {
        let mut parts = statement.split('@');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for (part, filling) in parts.zip(fillings) {
            filled.push_str(&filling);
            filled.push_str(part);
        }
        filled
    })
}

/// One change of a token.
#[derive(Clone, Debug)]
enum Mutation {
    Delete(Index),
    Duplicate(Index),
    Swap(Index),
    Replace(Index, String),
    Insert(Index, String),
    Unwrap(Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Mutation::Delete),
        at().prop_map(Mutation::Duplicate),
        at().prop_map(Mutation::Swap),
        (at(), word()).prop_map(|(at, word)| Mutation::Replace(at, word)),
        (at(), word()).prop_map(|(at, word)| Mutation::Insert(at, word)),
        at().prop_map(Mutation::Unwrap),
    ]
}

/// How many tokens there are, in groups too.
fn count(tokens: &TokenStream) -> usize {
    let inner = |token| match token {
        TokenTree::Group(group) => 1 + count(&group.stream()),
        _ => 1,
    };
    tokens.clone().into_iter().map(inner).sum()
}

/// Applies `change` to the list that the token number `at` is in, and its position there.
fn change_at(
    tokens: TokenStream,
    at: &mut usize,
    change: &mut dyn FnMut(&mut Vec<TokenTree>, usize),
) -> TokenStream {
    let mut list: Vec<_> = tokens.into_iter().collect();
    for position in 0..list.len() {
        if *at == 0 {
            change(&mut list, position);
            *at = usize::MAX;
            break;
        }
        *at -= 1;
        if let TokenTree::Group(group) = &list[position] {
            let inner = change_at(group.stream(), at, change);
            list[position] = Group::new(group.delimiter(), inner).into();
            if *at == usize::MAX {
                break;
            }
        }
    }
    list.into_iter().collect()
}

fn mutated(source: &str, mutations: &[Mutation]) -> String {
    let mut tokens = parsed(source);
    for mutation in mutations {
        let size = count(&tokens);
        if size == 0 {
            break;
        }
        let new = |word: &String| parsed(word);
        let (Mutation::Delete(index)
        | Mutation::Duplicate(index)
        | Mutation::Swap(index)
        | Mutation::Replace(index, _)
        | Mutation::Insert(index, _)
        | Mutation::Unwrap(index)) = mutation;
        let mut at = index.index(size);
        tokens = change_at(tokens, &mut at, &mut |list, at| match mutation {
            Mutation::Delete(_) => drop(list.remove(at)),
            Mutation::Duplicate(_) => list.insert(at, list[at].clone()),
            Mutation::Swap(_) => {
                let other = (at + 1) % list.len();
                list.swap(at, other);
            }
            Mutation::Replace(_, word) => drop(list.splice(at..=at, new(word))),
            Mutation::Insert(_, word) => drop(list.splice(at..at, new(word))),
            Mutation::Unwrap(_) => {
                if let TokenTree::Group(group) = list[at].clone() {
                    list.splice(at..=at, group.stream());
                }
            }
        });
    }
    tokens.to_string()
}

/// Analyzes and expands a macro call, with and without assembly.
fn run(source: &str) -> Result<(), TestCaseError> {
    run_for(&format!("[krate] x86_64 retry; {source}"))?;
    run_for(&format!("[krate] portable once; {source}"))
}

fn run_for(input: &str) -> Result<(), TestCaseError> {
    // Words may join to something that is no token at all.
    let Ok(tokens) = input.parse::<TokenStream>() else { return Ok(()) };
    let expansion = match front::checked(tokens.clone()) {
        Ok(sequence) => expand::sequence(&sequence),
        Err(errors) => {
            let errors = errors.into_vec();
            prop_assert!(!errors.is_empty(), "refused without an error: {}", input);
            for error in errors {
                prop_assert!(!error.to_string().is_empty());
                // The text is empty where an error is on the end of the call.
                let text = error.span().source_text().unwrap_or_default();
                prop_assert!(input.contains(&text), "{} is not in {}", text, input);
            }
            match front::analyze(tokens) {
                Err(stand_in) => stand_in,
                Ok(_) => return Err(TestCaseError::fail("once an error, once none")),
            }
        }
    };
    let is_rust = syn::parse2::<syn::Expr>(expansion.clone());
    prop_assert!(is_rust.is_ok(), "{}\n{}\n{:?}", input, expansion, is_rust.err());
    Ok(())
}

fn run_attribute(arguments: &str, item: &str) {
    if let (Ok(arguments), Ok(item)) = (arguments.parse(), item.parse()) {
        drop(attribute::expand(arguments, &item));
    }
}

/// Every parsed string is kept for its spans otherwise, and looked through for every span.
fn forget_sources() {
    proc_macro2::extra::invalidate_current_thread_spans();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn anything(tokens in tokens()) {
        run(&tokens)?;
        run(&format!("p, {tokens}"))?;
        run(&format!("p, |slot| {{ {tokens} }}"))?;
        run(&format!("p, |slot| {{ commit!({tokens}); }}"))?;
        run(&format!("p, |slot| {{ let x = fetch!({tokens}); commit!(slot = x); {tokens} }}"))?;
        run_attribute(&tokens, FUNCTIONS[0]);
        run_attribute("p", &format!("fn f({tokens}) {{}}"));
        run_attribute("p", &tokens);
        forget_sources();
    }

    #[test]
    fn composed(
        parameters in proptest::sample::select(&["slot", "slot, i", "slot: &T", "_", "mut slot", "x, y", "&x", ""]),
        statements in proptest::collection::vec(statement(), 0..6),
        commit in proptest::sample::select(&["commit!(slot.a = 1);", "commit!(slot.a = x);", ""]),
        tail in statement(),
    ) {
        let body = statements.concat();
        run(&format!("p, |{parameters}| {{ {body} {commit} {tail} }}"))?;
        run_attribute("p", &format!("fn f({}: &T) {{ {body} }}", parameters.replace(": &T", "")));
        forget_sources();
    }

    #[test]
    fn mutations(
        right in proptest::sample::select(RIGHT),
        function in proptest::sample::select(FUNCTIONS),
        mutations in proptest::collection::vec(mutation(), 1..4),
    ) {
        run(&mutated(right, &mutations))?;
        run_attribute("self.heads", &mutated(function, &mutations));
        forget_sources();
    }
}

#[test]
fn the_unmutated_are_right() {
    for right in RIGHT {
        assert!(super::analyze(right).is_ok(), "{right}");
        assert!(super::analyze(&mutated(right, &[])).is_ok(), "{right}");
        assert!(run(right).is_ok(), "{right}");
    }
    assert_eq!(count(&parsed("a (b [c] d)")), 6);
    let group = Group::new(Delimiter::Parenthesis, parsed("b"));
    assert_eq!(count(&TokenTree::from(group).into()), 2);
}
