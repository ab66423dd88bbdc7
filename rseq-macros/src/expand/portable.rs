//! The section as Rust, for targets without assembly.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote_spanned;

use super::mixed;
use crate::ast::{Op, Order};
use crate::ir::{Leave, Operand, Section, Step, StepKind};

/// The section as Rust, for targets without assembly: an exclusive stripe is one thread's, so
/// ordinary accesses in the same order do.
pub(super) fn in_rust(k: &TokenStream, section: &Section) -> TokenStream {
    let kept_count = section.fetches.iter().filter(|fetch| fetch.kept).count();
    let value = |operand: Operand, place: usize| match operand {
        Operand::Value(value) => {
            let value = mixed(format_args!("v{value}"));
            mixed!(#value)
        }
        Operand::Fetched(fetch) => {
            let fetch = mixed(format_args!("f{fetch}"));
            mixed!(#fetch)
        }
        Operand::Literal(literal) => {
            let place = mixed(format_args!("p{place}"));
            mixed!(#k::literal(#place, #literal))
        }
    };
    // Where a checker may restart the section: before each step, the event's and the commit too.
    let restart = |text: &str, span: Span| {
        let step = quote_spanned!(span=> #k::step(#text));
        mixed!(if #step { return (#k::ABORTED, [0; #kept_count]); })
    };
    let step = |step: &Step| match step.kind {
        StepKind::Load { fetch, place } => {
            let (fetch, place) = (mixed(format_args!("f{fetch}")), mixed(format_args!("p{place}")));
            mixed!(let #fetch = unsafe { #k::load(#place) };)
        }
        StepKind::Compare { place, value: operand, negated, leave } => {
            let value = value(operand, place);
            let place = mixed(format_args!("p{place}"));
            let code = match leave {
                Leave::Restart => mixed!(#k::MISMATCH),
                Leave::Exit(exit) => {
                    let exit = Literal::u32_unsuffixed(u32::try_from(exit).unwrap_or(u32::MAX));
                    mixed!(#k::EXIT + #exit)
                }
            };
            mixed! {
                if (unsafe { #k::load(#place) } == #value) == #negated {
                    return (#code, [0; #kept_count]);
                }
            }
        }
        StepKind::Store { place, value: operand } => {
            let value = value(operand, place);
            let place = mixed(format_args!("p{place}"));
            mixed!(unsafe { #k::store(#place, #value) };)
        }
        StepKind::Copy { copy } => {
            let copy = mixed(format_args!("c{copy}"));
            mixed!(unsafe { #k::Copied::run(#copy) };)
        }
    };
    let steps = section.steps.iter().map(|it| {
        let (restart, step) = (restart(&section.step(&it.kind), it.span), step(it));
        mixed!(#restart #step)
    });
    let commit = &section.commit;
    let before_event = restart("store(slot.event, event + 2)", commit.span);
    let before_commit = restart("commit", commit.span);
    let operand = value(commit.value, commit.place);
    let place = mixed(format_args!("p{}", commit.place));
    let new = match commit.op {
        Op::Set => mixed!(#operand),
        op => {
            let function = Ident::new(
                match op {
                    Op::Sub => "sub",
                    Op::Or => "or",
                    Op::And => "and",
                    Op::Xor => "xor",
                    Op::Add | Op::Set => "add",
                },
                Span::mixed_site(),
            );
            mixed!(#k::#function(unsafe { #k::load(#place) }, #operand))
        }
    };
    let store = match commit.order {
        Order::Relaxed => mixed!(store),
        Order::Release => mixed!(store_release),
    };
    let kept = (0..section.fetches.len()).filter(|&fetch| section.fetches[fetch].kept);
    let kept = kept.map(|fetch| mixed(format_args!("f{fetch}")));
    mixed! {
        if !unsafe { #k::Frame::holds(&__frame) } {
            return (#k::ABORTED, [0; #kept_count]);
        }
        #(#steps)*
        #before_event
        unsafe { #k::Frame::advance(&__frame) };
        #before_commit
        unsafe { #k::#store(#place, #new) };
        (#k::COMMITTED, [#(#kept),*])
    }
}
