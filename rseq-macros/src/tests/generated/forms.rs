//! The statement forms, as a user writes them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ast::Sequence;
use crate::ir::Section;
use crate::{front, lower};

/// A section of the language on words of a size.
pub struct Form {
    /// What it shows.
    pub name: &'static str,
    /// The body of the sequence.
    body: &'static str,
    /// The bytes of its words.
    pub size: usize,
    pub section: Section,
}

impl Form {
    /// The statements of the body, a line each.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.body.split_inclusive("; ").map(str::trim_end)
    }
}

/// In which sizes a form is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sizes {
    /// That of a register.
    Word,
    /// All that the architecture has.
    All,
}
use Sizes::{All, Word};

/// The forms, on words of all sizes that an architecture with registers of `word` bytes has.
pub fn all(word: usize) -> Vec<Form> {
    let sizes = [8, 4, 2, 1].into_iter().filter(|size| *size <= word);
    sizes.flat_map(|size| of_size(size, size == word)).collect()
}

fn of_size(size: usize, is_word: bool) -> impl Iterator<Item = Form> {
    let forms = FORMS.iter().filter(move |(_, sizes, _)| is_word || *sizes == All);
    forms.map(move |&(name, _, body)| {
        let sequence = sequence(&format!("percpu, |slot| {{ {body} }}"), "portable", "retry");
        Form { name, body, size, section: lower::sequence(&sequence).section }
    })
}

/// A sequence as the front end hands it on; `source` is what `rseq!` or `try_rseq!` is given.
pub fn sequence(source: &str, arch: &str, mode: &str) -> Sequence {
    let [source, arch, mode] =
        [source, arch, mode].map(|text| text.parse::<TokenStream>().expect("tokens"));
    front::analyze(quote!([restartable] #arch #mode; #source))
        .unwrap_or_else(|errors| panic!("`{source}` is a valid sequence: {errors}"))
}

/// Name, sizes, body.
const FORMS: &[(&str, Sizes, &str)] = &[
    // Every operator, with a value, an immediate and what was fetched.
    ("set", All, "commit!(slot.n = v);"),
    ("set_literal", All, "commit!(slot.n = 7);"),
    ("set_fetched", Word, "let m = fetch!(slot.m); commit!(slot.n = m);"),
    ("add", All, "commit!(slot.n += v);"),
    ("add_literal", All, "commit!(slot.n += 1);"),
    ("add_fetched", Word, "let m = fetch!(slot.m); commit!(slot.n += m);"),
    ("sub", All, "commit!(slot.n -= v);"),
    ("sub_literal", Word, "commit!(slot.n -= 1);"),
    ("sub_fetched", Word, "let m = fetch!(slot.m); commit!(slot.n -= m);"),
    ("or", All, "commit!(slot.n |= v);"),
    ("or_literal", Word, "commit!(slot.n |= 0x40);"),
    ("or_fetched", Word, "let m = fetch!(slot.m); commit!(slot.n |= m);"),
    ("and", All, "commit!(slot.n &= v);"),
    ("and_literal", All, "commit!(slot.n &= 0xf0);"),
    ("and_fetched", Word, "let m = fetch!(slot.m); commit!(slot.n &= m);"),
    ("xor", All, "commit!(slot.n ^= v);"),
    ("xor_literal", Word, "commit!(slot.n ^= 1);"),
    ("xor_fetched", Word, "let m = fetch!(slot.m); commit!(slot.n ^= m);"),
    // Immediates on both sides of what an instruction takes: 12 bits, 16 bits, a sign, 32 bits; a
    // larger one is a value.
    ("set_negative", All, "commit!(slot.n = -7);"),
    ("set_large", Word, "commit!(slot.n = 0x1234_5678);"),
    ("set_larger", Word, "commit!(slot.n = 0x8000_0000);"),
    ("add_negative", All, "commit!(slot.n += -1);"),
    ("add_12_bits", Word, "commit!(slot.n += 0xfff);"),
    ("add_16_bits", Word, "commit!(slot.n += 0x8000);"),
    ("add_large", Word, "commit!(slot.n += 0x1234_5678);"),
    ("sub_negative", Word, "commit!(slot.n -= -0x800);"),
    ("sub_large", Word, "commit!(slot.n -= 0x1234_5678);"),
    ("or_negative", Word, "commit!(slot.n |= -128);"),
    ("or_large", Word, "commit!(slot.n |= 0x1234_5678);"),
    ("and_negative", All, "commit!(slot.n &= -16);"),
    ("and_large", Word, "commit!(slot.n &= 0x1234_5678);"),
    ("xor_negative", Word, "commit!(slot.n ^= -1);"),
    ("xor_large", Word, "commit!(slot.n ^= 0x1234_5678);"),
    // Release.
    ("set_release", All, "commit!(slot.n = v, Release);"),
    ("set_literal_release", Word, "commit!(slot.n = 0, Release);"),
    ("add_release", Word, "commit!(slot.n += v, Release);"),
    ("add_literal_release", Word, "commit!(slot.n += 1, Release);"),
    ("set_fetched_release", Word, "let m = fetch!(slot.m); commit!(slot.n = m, Release);"),
    // Fetched values: dropped, read by the tail, of a pointer.
    ("fetch_dropped", Word, "let m = fetch!(slot.m); commit!(slot.n += 1);"),
    ("fetch_kept", All, "let m = fetch!(slot.m); commit!(slot.n += 1); m"),
    ("fetch_used_and_kept", Word, "let m = fetch!(slot.m); commit!(slot.n += m); m"),
    ("fetch_pointer", Word, "let m = unsafe { fetch!(node) }; commit!(slot.n = m);"),
    ("fetch_pointer_kept", Word, "let m = unsafe { fetch!(node) }; commit!(slot.n = m); m"),
    (
        "fetch_two",
        Word,
        "let m = fetch!(slot.m); let k = fetch!(slot.k); commit!(slot.n = m); (m, k)",
    ),
    // Checks.
    ("check_eq", All, "check!(slot.m == v); commit!(slot.n = w);"),
    ("check_ne", Word, "check!(slot.m != v); commit!(slot.n = w);"),
    ("check_eq_else", Word, "check!(slot.m == v, else None); commit!(slot.n = w);"),
    ("check_ne_else", Word, "check!(slot.m != v, else None); commit!(slot.n = w);"),
    ("check_eq_literal", Word, "check!(slot.m == 0); commit!(slot.n = w);"),
    ("check_ne_literal_else", Word, "check!(slot.m != 0, else None); commit!(slot.n = w);"),
    ("check_negative", All, "check!(slot.m == -1); commit!(slot.n = w);"),
    ("check_large", Word, "check!(slot.m != 0x1234_5678); commit!(slot.n = w);"),
    ("check_eq_fetched", Word, "let m = fetch!(slot.m); check!(slot.k == m); commit!(slot.n = w);"),
    (
        "check_ne_fetched_else",
        Word,
        "let m = fetch!(slot.m); check!(slot.k != m, else None); commit!(slot.n = w); m",
    ),
    (
        "check_three",
        Word,
        "check!(slot.m != 0, else 1); check!(slot.k == v, else 2); check!(slot.l == w); \
         commit!(slot.n += 1);",
    ),
    // Stages and copies.
    ("stage", All, "stage!(slot.m = v); commit!(slot.n = w);"),
    ("stage_literal", All, "stage!(slot.m = -1); commit!(slot.n = w);"),
    ("stage_fetched", Word, "let m = fetch!(slot.m); stage!(slot.k = m); commit!(slot.n = w);"),
    ("stage_release", Word, "stage!(slot.m = v); commit!(slot.n = w, Release);"),
    ("stage_copy", All, "stage_copy!(&slot.items, items); commit!(slot.n += v);"),
    (
        "stage_copy_two",
        Word,
        "stage_copy!(&slot.items, items); stage_copy!(&slot.more, more); commit!(slot.n = v, Release);",
    ),
    // More operands than registers: the rest lies in the block on the stack.
    (
        "many_stages",
        Word,
        "stage!(slot.w0 = v0); stage!(slot.w1 = v1); stage!(slot.w2 = v2); stage!(slot.w3 = v3); \
         stage!(slot.w4 = v4); stage!(slot.w5 = v5); stage!(slot.w6 = v6); stage!(slot.w7 = v7); \
         stage!(slot.w8 = v8); stage!(slot.w9 = v9); commit!(slot.n -= 100_000);",
    ),
    (
        "many_checks",
        Word,
        "check!(slot.w0 == v0); check!(slot.w1 != v1); check!(slot.w2 == v2, else 2); \
         check!(slot.w3 != v3, else 3); check!(slot.w4 == 4); check!(slot.w5 != 5); \
         check!(slot.w6 == 6, else 6); check!(slot.w7 != 7, else 7); check!(slot.w8 == v8); \
         check!(slot.w9 == v9); check!(slot.w10 == v10); commit!(slot.n ^= v);",
    ),
    (
        "many_fetches",
        Word,
        "let x0 = fetch!(slot.w0); let x1 = fetch!(slot.w1); let x2 = fetch!(slot.w2); \
         let x3 = fetch!(slot.w3); let x4 = fetch!(slot.w4); let x5 = fetch!(slot.w5); \
         let x6 = fetch!(slot.w6); let x7 = fetch!(slot.w7); let x8 = fetch!(slot.w8); \
         let x9 = fetch!(slot.w9); check!(slot.w10 == x8); stage!(slot.w11 = x9); \
         commit!(slot.n = x0); (x0, x1, x2, x3, x4, x5, x6)",
    ),
    // All together.
    (
        "everything",
        Word,
        "let a = fetch!(slot.a); let b = unsafe { fetch!(node) }; check!(slot.b == a); \
         check!(slot.c != v, else None); check!(slot.d == 100_000, else Some(w)); \
         stage!(slot.e = b); stage!(slot.f = v); stage!(slot.g = -5); \
         stage_copy!(&slot.items, items); commit!(slot.n ^= a, Release); (a, b)",
    ),
];
