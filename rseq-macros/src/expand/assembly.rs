//! The section as one `asm!`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};

use super::mixed;
use crate::arch::Arch;
use crate::arch::frame::{self, Assembly, Source};
use crate::ir::Section;

/// The section as one `asm!`.
pub(super) fn in_assembly(k: &TokenStream, arch: &dyn Arch, section: &Section) -> TokenStream {
    let assembly = frame::assemble(arch, section);
    let kept = assembly.kept.len();
    let block = block(k, &assembly);
    let template = assembly.lines.iter().map(|(line, span)| template(k, line, *span));
    let operands = operands(k, arch, section, &assembly);
    let words = assembly.kept.iter().map(|(_, word)| Literal::usize_unsuffixed(*word));
    let words = words.map(|word| mixed!(__block[#word]));
    let options = arch.options().iter().map(|option| Ident::new(option, Span::mixed_site()));
    let exits = (0..section.exits).map(|exit| {
        let name = format_ident!("exit{}", exit);
        let exit = Literal::u32_unsuffixed(u32::try_from(exit).unwrap_or(u32::MAX));
        mixed!(#name = label { return (#k::EXIT + #exit, [0; #kept]) },)
    });
    let mismatch = assembly
        .uses("mismatch")
        .then(|| mixed!(mismatch = label { return (#k::MISMATCH, [0; #kept]) },));
    mixed! {
        #block
        unsafe {
            #k::asm!(
                #(#template,)*
                #operands
                fail = label { return (#k::ABORTED, [0; #kept]) },
                #mismatch
                #(#exits)*
                options(#(#options),*)
            );
        }
        (#k::COMMITTED, [#(#words),*])
    }
}

/// A line of the template, blamed on a statement.
fn template(k: &TokenStream, line: &str, span: Span) -> TokenStream {
    let span = span.resolved_at(Span::mixed_site());
    let literal = |text| {
        let mut literal = Literal::string(text);
        literal.set_span(span);
        literal
    };
    match line.split_once(frame::MODULE) {
        None => literal(line).into_token_stream(),
        Some((before, after)) => {
            let (before, after) = (literal(before), literal(after));
            quote_spanned!(span=> #k::concat!(#before, #k::module_path!(), #after))
        }
    }
}

/// The operands of the `asm!`, but for the labels.
fn operands(
    k: &TokenStream,
    arch: &dyn Arch,
    section: &Section,
    assembly: &Assembly,
) -> TokenStream {
    let class = Ident::new(arch.class(), Span::mixed_site());
    let inputs = assembly.inputs.iter().map(|(name, source)| {
        let (name, value) = (Ident::new(name, Span::mixed_site()), source_value(*source));
        mixed!(#name = in(#class) #value,)
    });
    let scratch = assembly.scratch.iter().map(|name| {
        let class = if name == "t0" { arch.data_class() } else { arch.class() };
        let (name, class) =
            (Ident::new(name, Span::mixed_site()), Ident::new(class, Span::mixed_site()));
        mixed!(#name = out(#class) _,)
    });
    let clobbers = arch.clobbers().iter().map(|register| mixed!(out(#register) _,));
    let place_sizes = (0..section.places.len())
        .map(|place| (format_ident!("s{}", place), format_ident!("P{}", place)));
    let copy_sizes = (0..section.copies.len())
        .map(|copy| (format_ident!("z{}", copy), format_ident!("C{}", copy)));
    let sizes = place_sizes.chain(copy_sizes).filter(|(name, _)| assembly.uses(&name.to_string()));
    let sizes = sizes.map(|(name, ty)| mixed!(#name = const #k::size_of::<#ty>(),));
    mixed! {
        #(#inputs)*
        #(#scratch)*
        #(#sizes)*
        tracked = const K::TRACKED as #k::Code,
        marked = const #k::MARKED as #k::Code,
        field_offset = const I::FIELD,
        rseq_cs = const #k::RSEQ_CS,
        signature = const #k::SIGNATURE,
        #(#clobbers)*
    }
}

/// The expression that an operand is given.
fn source_value(source: Source) -> TokenStream {
    match source {
        Source::Area => mixed!(__frame.area),
        Source::Field => mixed!(__frame.field),
        Source::Index => mixed!(__frame.index),
        Source::Slot => mixed!(__frame.slot),
        Source::Event => mixed!(__frame.event),
        Source::Place(place) => {
            let place = mixed(format_args!("p{place}"));
            mixed!(#place.pointer)
        }
        Source::Value(value) => {
            let value = mixed(format_args!("v{value}"));
            mixed!(#value)
        }
        Source::CopyDst(copy) => copied(copy, "dst"),
        Source::CopySrc(copy) => copied(copy, "src"),
        Source::CopyLen(copy) => copied(copy, "len"),
        Source::Block => mixed!(&raw mut __block),
    }
}

fn copied(copy: usize, field: &str) -> TokenStream {
    let (copy, field) = (mixed(format_args!("c{copy}")), Ident::new(field, Span::mixed_site()));
    mixed!(#copy.#field)
}

/// The block of operands in memory, if there is one.
fn block(k: &TokenStream, assembly: &Assembly) -> TokenStream {
    if assembly.block.is_empty() {
        return TokenStream::new();
    }
    let words = assembly.block.iter().map(|word| {
        let Some(source) = word else { return mixed!(0) };
        let value = source_value(*source);
        mixed!(#value as #k::Bits)
    });
    mixed!(let mut __block: [#k::Bits; _] = [#(#words),*];)
}
