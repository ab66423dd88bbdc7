//! The function that holds the section.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned};

use super::{assembly, mixed, portable};
use crate::arch::{self, Arch};
use crate::ast::Sequence;
use crate::ir::Section;
use crate::lower::Lowered;

/// The variables that hold the section's inputs: places, values and copies.
fn inputs(section: &Section) -> [Vec<Ident>; 3] {
    let names = |prefix: &str, count| {
        (0..count).map(|index| mixed(format_args!("{prefix}{index}"))).collect()
    };
    [
        names("p", section.places.len()),
        names("v", section.values.len()),
        names("c", section.copies.len()),
    ]
}

/// The call of the section, with the function that holds it.
pub(super) fn call(k: &TokenStream, sequence: &Sequence, lowered: &Lowered) -> TokenStream {
    let function = function(k, arch::by_name(&sequence.arch), &lowered.section);
    let [places, values, copies] = inputs(&lowered.section);
    mixed! {{
        #function
        // SAFETY: `frame` describes a slot that is valid for this attempt; every place borrows a
        // word, or is a pointer that the user vouched for; `copy` has compared the lengths.
        unsafe { __section(#k::Attempt::frame(&mut __at), #(#places,)* #(#values,)* #(#copies,)*) }
    }}
}

/// The function that holds the section: generic, since the sizes of the words are known to the
/// compiler only. Without an architecture its body is Rust.
pub fn function(k: &TokenStream, arch: Option<&dyn Arch>, section: &Section) -> TokenStream {
    let [places, values, copies] = inputs(section);
    let place_types: Vec<_> = (0..places.len()).map(|i| format_ident!("P{}", i)).collect();
    let copy_types: Vec<_> = (0..copies.len()).map(|i| format_ident!("C{}", i)).collect();
    let kept = section.fetches.iter().filter(|fetch| fetch.kept).count();
    let body = match arch {
        Some(arch) => assembly::in_assembly(k, arch, section),
        None => portable::in_rust(k, section),
    };
    mixed! {
        #[inline(always)]
        #[allow(clippy::all, clippy::pedantic, clippy::restriction, clippy::nursery)]
        unsafe fn __section<
            K: #k::Tracking, I: #k::Index,
            #(#place_types: #k::Value,)* #(#copy_types: #k::Value,)*
        >(
            __frame: #k::Frame<K, I>,
            #(#places: #k::Place<'_, #place_types>,)*
            #(#values: #k::Bits,)*
            #(#copies: #k::Copied<'_, #copy_types>,)*
        ) -> (#k::Code, [#k::Bits; #kept]) {
            #body
        }
    }
}
