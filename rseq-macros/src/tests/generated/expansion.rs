//! Whole expansions, printed.

use std::fmt::Write as _;
use std::mem;

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{File, Macro};

use super::{forms, listing};
use crate::expand;

/// Every part of the language, on the reference architecture.
pub fn x86_64() -> String {
    let source = "self.heads, |head, cpu| -> Option<u32> {
        let first = head.first.get();
        if first == NIL {
            return None;
        }
        let node = &self.nodes[first as usize];
        let next = fetch!(node.next);
        check!(head.open == true, else None);
        stage!(node.taken_by = cpu);
        commit!(head.first = next, Release);
        Some(next)
    }";
    print(source, "x86_64", "retry")
}

/// `try_rseq!` where there is no assembly.
pub fn portable() -> String {
    let source = "&self.counters, |slot| {
        let amount: u64 = text.parse()?;
        if amount == 0 {
            return Ok(());
        }
        let before = fetch!(slot.total);
        check!(slot.open == 1);
        stage_copy!(&slot.last, &[amount, 1]);
        commit!(slot.total += amount);
        println!(\"{before}\");
        Ok(())
    }";
    print(source, "portable", "once")
}

/// The source and its expansion, in a function.
fn print(source: &str, arch: &str, mode: &str) -> String {
    let sequence = forms::sequence(source, arch, mode);
    let expansion = expand::sequence(&sequence);
    let mut file: File = syn::parse_quote!(fn expansion() { #expansion });
    let mut assembly = Assembly::default();
    assembly.visit_file_mut(&mut file);

    let mut text = format!("// On {arch}, with `restartable` for `$crate`:\n//\n");
    let name = if mode == "once" { "try_rseq" } else { "rseq" };
    for line in format!("{name}!({source})").lines() {
        // As deep as it is in this file.
        let line = line.strip_prefix("    ").unwrap_or(line);
        writeln!(text, "// {line}").unwrap();
    }
    text.push('\n');
    for line in prettyplease::unparse(&file).lines() {
        let Some((before, after)) = line.split_once(PLACEHOLDER) else {
            writeln!(text, "{line}").unwrap();
            continue;
        };
        let indent = " ".repeat(before.len() - before.trim_start().len());
        writeln!(text, "{before}").unwrap();
        for operand in &assembly.operands {
            writeln!(text, "{indent}    {operand},").unwrap();
        }
        writeln!(text, "{indent}{after}").unwrap();
    }
    text.replace(&sequence.percpu.span().file(), listing::FILE)
}

/// What stands for the operands of an `asm!`, which the printer would make a paragraph of.
const PLACEHOLDER: &str = "operands";

/// Takes out the operands of the `asm!`.
#[derive(Default)]
struct Assembly {
    operands: Vec<String>,
}

impl VisitMut for Assembly {
    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        if mac.path.segments.last().is_some_and(|last| last.ident == "asm") {
            let tokens = mem::replace(&mut mac.tokens, PLACEHOLDER.parse().expect("an identifier"));
            let tokens: Vec<_> = tokens.into_iter().collect();
            let comma =
                |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
            let operands = tokens.split(comma).filter(|operand| !operand.is_empty());
            self.operands.extend(operands.map(operand));
        }
    }
}

/// An operand, without the spaces that tokens are printed with.
fn operand(tokens: &[TokenTree]) -> String {
    let mut text: String = tokens.iter().cloned().collect::<TokenStream>().to_string();
    if !matches!(tokens, [TokenTree::Literal(_)]) {
        for (spaced, plain) in [
            (" ::", "::"),
            (":: ", "::"),
            ("< ", "<"),
            (" >", ">"),
            (" . ", "."),
            (" (", "("),
            (" ,", ","),
            ("& ", "&"),
            (" ;", ";"),
        ] {
            text = text.replace(spaced, plain);
        }
    }
    text
}
