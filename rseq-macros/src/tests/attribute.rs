//! What `#[restartable]` makes of functions.

use super::{parsed, text};
use crate::attribute;

fn expand(arguments: &str, item: &str) -> String {
    text(attribute::expand(parsed(arguments), &parsed(item)))
}

#[test]
fn function() {
    assert_eq!(
        expand("p", "fn f(slot: &T, p: &P) { commit!(slot = 1); }"),
        "fn f (p : & P) { :: restartable :: rseq ! (p , | slot : & T | -> () { commit ! (slot = 1) ; }) }"
    );
}

#[test]
fn method_with_everything() {
    assert_eq!(
        expand(
            "self.p, crate = a::b",
            "#[doc = \"Doc.\"]
             #[inline] pub(crate) unsafe fn f<'a, T: U, const N: usize>(
                 &'a mut self, slot: &T, #[index] i: u32, #[x] y: Y,
             ) -> Option<&'a T> where T: V { #![allow(z)] body }"
        ),
        "# [doc = \"Doc.\"] # [inline] pub (crate) unsafe fn f < 'a , T : U , const N : usize > \
         (& 'a mut self , # [x] y : Y) -> Option < & 'a T > where T : V { # ! [allow (z)] \
         a :: b :: rseq ! (self . p , | slot : & T , i : u32 | -> Option < & 'a T > { body }) }"
    );
}

/// A closure cannot say `impl Trait`, so the type is left to inference.
#[test]
fn impl_trait() {
    for output in ["impl Iterator", "Option<impl Fn() -> u8>", "Box<[impl Sized; 2]>"] {
        let expanded = expand("p", &format!("fn f(slot: &T) -> {output} {{ body }}"));
        assert!(expanded.ends_with("| slot : & T | { body }) }"), "{expanded}");
    }
    let expanded = expand("p", "fn f(slot: &T) -> ! { body }");
    assert!(expanded.ends_with("| slot : & T | { body }) }"), "{expanded}");
    let expanded = expand("p", "fn f(slot: &T) -> fn() -> ! { body }");
    assert!(expanded.contains("-> fn () -> ! { body }"), "{expanded}");
    let expanded = expand("p", "fn f(slot: &T) -> Option<Impl> { body }");
    assert!(expanded.contains("-> Option < Impl > { body }"));
}

/// What an attribute macro below a `derive` does to a structure the derive has not seen: a field that it
/// adds is missing in the pattern, and one whose type it changes is not of the type that is named here.
#[test]
fn shareable_names_every_field_and_its_type() {
    for (item, pattern) in [
        (
            "#[repr(C)] struct S { a: A, b: B }",
            "let Self { a : field0 , b : field1 , } = all ; \
             let pointer = :: core :: ptr :: from_ref (field0) ; let _ : * const A = pointer ; \
             let pointer = :: core :: ptr :: from_ref (field1) ; let _ : * const B = pointer ;",
        ),
        (
            "#[repr(C)] struct S<T>(T);",
            "let Self { 0 : field0 , } = all ; \
             let pointer = :: core :: ptr :: from_ref (field0) ; let _ : * const T = pointer ;",
        ),
        ("#[repr(C)] struct S;", "let Self { } = all ;"),
    ] {
        let expanded = text(crate::shareable::expand(parsed(item)));
        let (pattern, expanded) = (pattern.replace(' ', ""), expanded.replace(' ', ""));
        assert!(expanded.contains(&pattern), "{expanded}");
        assert!(expanded.contains("needs_drop::<Self>"), "{expanded}");
    }
}

/// The body is none of this macro's business: `rseq!` finds what is wrong in it.
#[test]
fn body_is_kept() {
    assert!(expand("p", "fn f(slot: &T) { let = ; }").contains("{ let = ; }"));
}

fn errors(arguments: &str, item: &str) -> usize {
    expand(arguments, item).matches("compile_error").count()
}

#[test]
fn refusals() {
    for (arguments, item) in [
        ("", "fn f(slot: &T) {}"),
        ("p, 5", "fn f(slot: &T) {}"),
        ("p, crate = 5", "fn f(slot: &T) {}"),
        ("p, crate = a b", "fn f(slot: &T) {}"),
        ("p q", "fn f(slot: &T) {}"),
        ("p", "struct S;"),
        ("p", "fn f(slot: &T);"),
        ("p", ""),
        ("p", "fn"),
        ("p", "fn f() {}"),
        ("p", "fn f(&self) {}"),
        ("p", "fn f(self: Box<Self>) {}"),
        ("p", "async fn f(slot: &T) {}"),
        ("p", "const fn f(slot: &T) {}"),
        ("p", "fn f(slot: T) {}"),
        ("p", "fn f(slot: &mut T) {}"),
        ("p", "fn f(slot: *const T) {}"),
        ("slots = p", "fn f(slot: &T) {}"),
        ("p", "fn f(p: &P, slot: &T) {}"),
        ("p", "fn f(p: P) {}"),
        ("&p.q[0].r()", "fn f(p: P) {}"),
        ("self.p", "fn f(&self, x: u64) {}"),
        ("self.p", "fn f(&self, x: Option<X>, y: Y) {}"),
        ("self.p", "fn f(&self, x: &str, slot: &T) {}"),
        ("self.p", "fn f(&self, x: &[u8], slot: &T) {}"),
        ("self.p", "fn f(&self, x: &mut dyn X, slot: &T) {}"),
        ("self.p", "fn f(&self, x: impl Fn(), slot: &T) {}"),
        ("p", "fn f(mut slot: &T) {}"),
        ("p", "fn f(&slot: &T) {}"),
        ("p", "fn f(_: &T) {}"),
        ("p", "fn f(#[a] slot: &T) {}"),
        ("p", "fn f(#[index] i: u32, slot: &T) {}"),
        ("p", "fn f(slot: &T, x: u8, #[index] i: u32) {}"),
        ("p", "fn f(slot: &T, #[index] i: usize) {}"),
        ("p", "fn f(slot: &T, #[index] i: &u32) {}"),
        ("p", "fn f(slot: &T, #[index] (i): u32) {}"),
        ("p", "fn f(slot: &T, #[index] #[a] i: u32) {}"),
        ("p", "fn f(slot: &T, #[index] i: u32, #[index] j: u32) {}"),
    ] {
        assert_eq!(errors(arguments, item), 1, "#[restartable({arguments})] {item}");
    }
    assert_eq!(errors("", "const async fn f(mut slot: T, #[index] _: u8) {}"), 7);
}

/// After an error the function is still there, with the signature that its callers use.
#[test]
fn signature_survives_errors() {
    let expanded = expand("", "fn f(slot: &T, #[index] i: u32, x: X) -> Y { body }");
    assert!(expanded.starts_with("fn f (x : X) -> Y {"), "{expanded}");
    // Where the slot was forgotten, callers pass all.
    let expanded = expand("p", "fn f(x: u8, p: &P) -> Y { body }");
    assert!(expanded.starts_with("fn f (x : u8 , p : & P) -> Y {"), "{expanded}");
}
