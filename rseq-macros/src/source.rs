//! Tokens as the user would write them, for messages: `s.n.get() + 1`, and not `s . n . get () + 1`.

use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// What is longer makes no message clearer.
const LONGEST: usize = 40;

/// The source of `tokens`, or `name` if it is a long one.
pub fn source(tokens: &impl ToTokens, name: &str) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), &mut text);
    let text = text.trim_end();
    if text.is_empty() || text.len() > LONGEST { name.to_owned() } else { text.to_owned() }
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    // Whether an operator that follows stands between two operands.
    let mut after_operand = false;
    // Whether a `<` that follows begins the arguments of a type, and how many of them are open.
    let (mut after_type, mut arguments) = (false, 0_usize);
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace if after_operand => (" { ", " }"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
                after_operand = true;
            }
            TokenTree::Punct(first) => {
                let operator = operator(&first, &mut tokens);
                let opens = core::mem::take(&mut after_type);
                match operator.as_str() {
                    "." | ".." | "..=" => after_operand = false,
                    "::" => (after_operand, after_type) = (false, true),
                    "<" if opens => {
                        after_operand = false;
                        arguments += 1;
                    }
                    ">" | ">>" if arguments > 0 => {
                        after_operand = true;
                        arguments = arguments.saturating_sub(operator.len());
                    }
                    "?" | "!" if after_operand => {}
                    "," | ";" => {
                        text.push_str(&operator);
                        text.push(' ');
                        after_operand = false;
                        continue;
                    }
                    _ if after_operand => {
                        text.push(' ');
                        text.push_str(&operator);
                        text.push(' ');
                        after_operand = false;
                        continue;
                    }
                    _ => {}
                }
                text.push_str(&operator);
            }
            word => {
                if after_operand {
                    text.push(' ');
                }
                let word = word.to_string();
                after_type = word.starts_with(|first: char| first.is_uppercase());
                text.push_str(&word);
                after_operand = true;
            }
        }
    }
}

/// Operators of several characters: what is written together need not be one, as in `::<` and `<&`.
const OPERATORS: &[&str] = &[
    "..", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "<<", ">>", "+=", "-=",
    "*=", "/=", "%=", "^=", "&=", "|=", "<<=", ">>=",
];

/// The operator that begins with `first`.
fn operator(first: &Punct, tokens: &mut Peekable<IntoIter>) -> String {
    let mut operator = String::from(first.as_char());
    let mut joint = first.spacing() == Spacing::Joint;
    while joint && let Some(TokenTree::Punct(next)) = tokens.peek() {
        let longer = format!("{operator}{}", next.as_char());
        if !OPERATORS.contains(&longer.as_str()) {
            break;
        }
        operator = longer;
        joint = next.spacing() == Spacing::Joint;
        tokens.next();
    }
    operator
}
