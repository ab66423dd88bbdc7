//! The Rust around the section.
//!
//! Everything generated is named through the facade's hidden module, with local variables and
//! labels of mixed-site hygiene, so that nothing meets a name of the user's.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::arch;
use crate::ast::{Mode, Sequence, Statement};
use crate::ir::{Section, StepKind};
use crate::leave::located;
use crate::lower::{self, Lowered};

/// Like `quote!`, with mixed-site hygiene: local variables and labels are not the user's. They begin
/// with `__` all the same, since a `let` does not hide a constant of the user's, it matches it.
macro_rules! mixed {
    ($($tokens:tt)*) => { quote_spanned!(Span::mixed_site()=> $($tokens)*) };
}

mod assembly;
mod ending;
mod inputs;
mod portable;
pub mod section;

use inputs::{blame, on};

/// The expansion of a checked sequence: an expression.
pub fn sequence(sequence: &Sequence) -> TokenStream {
    let lowered = lower::sequence(sequence);
    let krate = &sequence.krate;
    let k = mixed!(#krate::__private);
    let Sequence { percpu, slot, .. } = sequence;

    let index = sequence.index.iter().map(|index| mixed!(let #index = #k::Attempt::index(&__at);));
    let preparation = &sequence.preparation;
    let inputs = lowered.inputs.iter().map(|input| inputs::evaluate(&k, input));
    let last = arch::by_name(&sequence.arch).is_none().then(|| {
        let span = sequence.commit.span;
        quote_spanned!(span=> #k::statement("the section");)
    });
    let section = section::call(&k, sequence, &lowered);
    let outcome = outcome(&k, sequence, &lowered);
    let kept = kept(&k, sequence, &lowered);
    let first = match sequence.mode {
        Mode::Retry => mixed!(#k::first(__percpu)),
        Mode::Once => mixed!(#k::first_once(__percpu)),
    };
    let tail = ending::statements(&k, sequence.mode, &sequence.tail);
    let percpu = {
        // All with the context of `$crate`, as for places (`inputs.rs`): an error is shown on the header.
        let context = k.clone().into_iter().next().map_or(Span::mixed_site(), |k| k.span());
        let span = context.located_at(blame(percpu));
        let k = located(&k, span);
        // The reference is the user's, to whom it is said what does not live long enough.
        let percpu = quote_spanned!(blame(percpu)=> &#percpu);
        quote_spanned!(span=> #k::Header::of(#percpu).percpu())
    };
    // A `break` or `continue` of the user's that hides in a macro meets the labelled block, and rustc
    // refuses it there. The block is also the scope of the preparation's variables: it ends before the
    // next attempt begins, which may wait, and whose event must not be that from before their `drop`.
    let body = mixed! {
        '__body: {
            let #slot = #k::Attempt::slot(&__at);
            #(#index)*
            #(#preparation)*
            #(#inputs)*
            #last
            let __kept = loop {
                let (__code, __kept) = #section;
                if __code == #k::COMMITTED {
                    break __kept;
                }
                #outcome
            };
            #(#kept)*
            #k::leave(__at);
            #tail
        }
    };
    let attempts = match sequence.mode {
        Mode::Retry => mixed! {
            let mut __at = #first;
            '__restart: loop {
                let __code = #body;
                __at = #k::again(__percpu, __at, __code);
            }
        },
        Mode::Once => mixed! {
            let mut __at = #first;
            '__restart: { #body }
        },
    };
    let result = match output(&k, sequence) {
        output if sequence.closure => {
            let output = output.map(|ty| mixed!(-> #ty));
            mixed!((|| #output { #attempts })())
        }
        Some(ty) => mixed!({ let __value: #ty = { #attempts }; __value }),
        None => mixed!({ #attempts }),
    };
    mixed! {
        match #percpu {
            __percpu => #result,
        }
    }
}

/// The sequence's type, if the header has one.
fn output(k: &TokenStream, sequence: &Sequence) -> Option<TokenStream> {
    let ty = sequence.output.as_ref()?;
    Some(match sequence.mode {
        Mode::Retry => mixed!(#ty),
        Mode::Once => mixed!(#k::Result<#ty, #k::Aborted>),
    })
}

/// What the sequence is for a value of the user's.
fn leave_with(k: &TokenStream, mode: Mode, value: TokenStream) -> TokenStream {
    match mode {
        Mode::Retry => value,
        Mode::Once => mixed!(#k::ok(#value)),
    }
}

/// What happens after the section unless it committed.
fn outcome(k: &TokenStream, sequence: &Sequence, lowered: &Lowered) -> TokenStream {
    let exits = lowered.exits.iter().enumerate().map(|(exit, expr)| {
        let exit = Literal::u32_unsuffixed(u32::try_from(exit).unwrap_or(u32::MAX));
        let leave = ending::expression(k, sequence.mode, expr);
        mixed! {
            if __code == #k::EXIT + #exit {
                #k::leave(__at);
                #leave
            }
        }
    });
    // The labelled block is there for the reason of `'__body`.
    let exits = (!lowered.exits.is_empty()).then(|| mixed!('__exit: { #(#exits)* }));
    let over = match sequence.mode {
        Mode::Retry => mixed!(break '__body __code;),
        Mode::Once => mixed!(break '__restart #k::aborted(__at);),
    };
    mixed! {
        #exits
        if !#k::Attempt::resumes(&mut __at) {
            #over
        }
    }
}

/// Gives the tail the fetched values that it reads.
fn kept(k: &TokenStream, sequence: &Sequence, lowered: &Lowered) -> Vec<TokenStream> {
    let section = &lowered.section;
    let fetches = sequence.section.iter().filter_map(|statement| match statement {
        Statement::Fetch { name, ty, .. } => Some((name, ty)),
        _ => None,
    });
    let mut kept = 0_usize;
    let mut statements = Vec::new();
    for (fetch, (name, ty)) in fetches.enumerate() {
        let place = mixed(format_args!("p{}", place_of_fetch(section, fetch)));
        let span = on(ty.as_ref().map_or(name.span(), Spanned::span));
        let place = Ident::new(&place.to_string(), span);
        let (k, ty) = (located(k, span), ty.iter());
        let load = quote_spanned!(span=> #k::fetched #(::<#ty>)*);
        let of = quote_spanned!(span=> #k::name(#place));
        if section.fetches[fetch].kept {
            let at = Literal::usize_unsuffixed(kept);
            // Sound: the section has loaded these bits from the place that gave the name its type.
            statements.push(mixed!(let #name = unsafe { #load(#of, __kept[#at]) };));
            kept += 1;
        } else {
            // For the type alone, and never run.
            statements.push(mixed!(if false { let _ = unsafe { #load(#of, 0) }; }));
        }
    }
    statements
}

/// The place that a fetch loads.
fn place_of_fetch(section: &Section, wanted: usize) -> usize {
    section
        .steps
        .iter()
        .find_map(|step| match step.kind {
            StepKind::Load { fetch, place } if fetch == wanted => Some(place),
            _ => None,
        })
        .unwrap_or_default()
}

/// A local variable that the user's code cannot see.
fn mixed(name: core::fmt::Arguments) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}
