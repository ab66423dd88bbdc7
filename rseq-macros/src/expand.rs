//! The Rust around the section.
//!
//! Everything generated is named through the facade's hidden module, with local variables and
//! labels of mixed-site hygiene, so that nothing meets a name of the user's.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::arch::frame::{self, Assembly, Source};
use crate::arch::{self, Arch};
use crate::ast::{Mode, Op, Order, Sequence, Statement};
use crate::ir::{Leave, Operand, Section, StepKind};
use crate::lower::{self, Input, Lowered, Need};

/// The expansion of a checked sequence: an expression.
pub fn sequence(sequence: &Sequence) -> TokenStream {
    let lowered = lower::sequence(sequence);
    let krate = &sequence.krate;
    let k = quote!(#krate::__private);
    let Sequence { percpu, slot, .. } = sequence;

    let index = sequence.index.iter().map(|index| quote!(let #index = at.index();));
    let preparation = &sequence.preparation;
    let inputs = lowered.inputs.iter().map(|input| evaluate(&k, input));
    let section = section(&k, sequence, &lowered);
    let outcome = outcome(&k, sequence, &lowered);
    let kept = kept(&k, sequence, &lowered);
    let tail = &sequence.tail;
    let first = match sequence.mode {
        Mode::Retry => quote!(#k::first(percpu)),
        Mode::Once => quote!(#k::first_once(percpu)),
    };
    let output = output(&k, sequence);
    let value = leave_with(&k, sequence.mode, quote!({ #(#tail)* }));
    quote! {
        match #k::percpu(&#percpu) {
            percpu => (|| #output {
                let mut at = #first;
                'restart: loop {
                    let #slot = at.slot();
                    #(#index)*
                    #(#preparation)*
                    #(#inputs)*
                    let kept = loop {
                        let (code, kept) = #section;
                        if code == #k::COMMITTED {
                            break kept;
                        }
                        #outcome
                    };
                    #(#kept)*
                    #k::leave(at);
                    break 'restart #value;
                }
            })(),
        }
    }
}

/// The closure's return type, if the header has one.
fn output(k: &TokenStream, sequence: &Sequence) -> TokenStream {
    match (&sequence.output, sequence.mode) {
        (None, _) => TokenStream::new(),
        (Some(ty), Mode::Retry) => quote!(-> #ty),
        (Some(ty), Mode::Once) => quote!(-> #k::Result<#ty, #k::Aborted>),
    }
}

/// What the closure returns for a value of the user's.
fn leave_with(k: &TokenStream, mode: Mode, value: TokenStream) -> TokenStream {
    match mode {
        Mode::Retry => value,
        Mode::Once => quote!(#k::ok(#value)),
    }
}

/// Evaluates one input of the section; the function's bounds are the statement's type rules.
fn evaluate(k: &TokenStream, input: &Input) -> TokenStream {
    let place = |index: &usize| mixed(format_args!("p{index}"));
    match input {
        Input::Place { index, expr, pointer, need } => {
            let name = place(index);
            let span = syn::spanned::Spanned::span(expr);
            let function = Ident::new(
                match need {
                    _ if *pointer => "pointer",
                    Need::Word => "place",
                    Need::Compare => "place_to_compare",
                    Need::Arithmetic => "place_to_add",
                    Need::Bitwise => "place_to_mask",
                },
                span,
            );
            if *pointer {
                // The user wrote `unsafe` around this `fetch!`.
                quote_spanned!(span=> let #name = unsafe { #k::#function(#expr) };)
            } else {
                quote_spanned!(span=> let #name = #k::#function(&#expr);)
            }
        }
        Input::Value { index, place: of, expr } => {
            let (name, place) = (mixed(format_args!("v{index}")), place(of));
            let span = syn::spanned::Spanned::span(expr);
            quote_spanned!(span=> let #name = #k::value(#place, #expr);)
        }
        Input::Literal { place: of, expr } => {
            let place = place(of);
            let span = syn::spanned::Spanned::span(expr);
            quote_spanned!(span=> #k::literal_type(#place, #expr);)
        }
        Input::SameType { place: of, fetched } => {
            let (place, fetched) = (place(of), place(fetched));
            quote!(#k::same_type(#place, #fetched);)
        }
        Input::Copy { index, dst, src } => {
            let name = mixed(format_args!("c{index}"));
            let span = syn::spanned::Spanned::span(dst);
            quote_spanned!(span=> let #name = #k::copy(&*#dst, &*#src);)
        }
    }
}

/// What happens after the section unless it committed.
fn outcome(k: &TokenStream, sequence: &Sequence, lowered: &Lowered) -> TokenStream {
    let exits = lowered.exits.iter().enumerate().map(|(exit, expr)| {
        let exit = Literal::u32_unsuffixed(u32::try_from(exit).unwrap_or(u32::MAX));
        let value = leave_with(k, sequence.mode, quote!(#expr));
        quote! {
            if code == #k::EXIT + #exit {
                #k::leave(at);
                break 'restart #value;
            }
        }
    });
    let again = match sequence.mode {
        Mode::Retry => quote! {
            at = #k::again(percpu, at, code);
            if !at.resumes() {
                continue 'restart;
            }
        },
        Mode::Once => quote! {
            at = match #k::again_once(at) {
                #k::Result::Ok(at) => at,
                #k::Result::Err(aborted) => break 'restart #k::Result::Err(aborted),
            };
        },
    };
    quote! {
        #(#exits)*
        #again
    }
}

/// Gives the tail the fetched values that it reads.
fn kept(k: &TokenStream, sequence: &Sequence, lowered: &Lowered) -> Vec<TokenStream> {
    let mut statements = Vec::new();
    let mut fetch = 0;
    for statement in &sequence.section {
        let Statement::Fetch { name, ty, .. } = statement else { continue };
        if lowered.section.fetches[fetch].kept {
            let at = Literal::usize_unsuffixed(
                lowered.section.fetches[..fetch].iter().filter(|fetch| fetch.kept).count(),
            );
            let place = mixed(format_args!("p{}", place_of_fetch(&lowered.section, fetch)));
            let ty = ty.iter();
            statements.push(quote!(let #name #(: #ty)* = #k::fetched(#place, kept[#at]);));
        } else if let Some(ty) = ty {
            let place = mixed(format_args!("p{}", place_of_fetch(&lowered.section, fetch)));
            statements.push(quote!(#k::has_type::<#ty>(#place);));
        }
        fetch += 1;
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

/// The call of the section, with the function that holds it: a generic function, since the sizes of
/// the words are known to the compiler only.
fn section(k: &TokenStream, sequence: &Sequence, lowered: &Lowered) -> TokenStream {
    let section = &lowered.section;
    let places: Vec<_> = (0..section.places.len()).map(|i| mixed(format_args!("p{i}"))).collect();
    let values: Vec<_> = (0..section.values.len()).map(|i| mixed(format_args!("v{i}"))).collect();
    let copies: Vec<_> = (0..section.copies.len()).map(|i| mixed(format_args!("c{i}"))).collect();
    let place_types: Vec<_> = (0..places.len()).map(|i| format_ident!("P{}", i)).collect();
    let copy_types: Vec<_> = (0..copies.len()).map(|i| format_ident!("C{}", i)).collect();
    let kept = section.fetches.iter().filter(|fetch| fetch.kept).count();
    let body = match arch::by_name(&sequence.arch) {
        Some(arch) => in_assembly(k, arch, section),
        None => in_rust(k, section),
    };
    quote! {{
        #[inline(always)]
        unsafe fn __section<
            K: #k::Tracking, I: #k::Index,
            #(#place_types: #k::Value,)* #(#copy_types: #k::Value,)*
        >(
            frame: #k::Frame<K, I>,
            #(#places: #k::Place<'_, #place_types>,)*
            #(#values: #k::Bits,)*
            #(#copies: #k::Copied<'_, #copy_types>,)*
        ) -> (#k::Code, [#k::Bits; #kept]) {
            #body
        }
        // SAFETY: `frame` describes a slot that is valid for this attempt; every place borrows a
        // word, or is a pointer that the user vouched for; `copy` has compared the lengths.
        unsafe { __section(at.frame(), #(#places,)* #(#values,)* #(#copies,)*) }
    }}
}

/// The section as one `asm!`.
fn in_assembly(k: &TokenStream, arch: &dyn Arch, section: &Section) -> TokenStream {
    let assembly = frame::assemble(arch, section);
    let kept = assembly.kept.len();
    let block = block(k, &assembly);
    let template = assembly.lines.iter().map(|(line, span)| {
        let mut literal = Literal::string(line);
        literal.set_span(span.resolved_at(Span::mixed_site()));
        literal
    });
    let operands = operands(k, arch, section, &assembly);
    let words = assembly.kept.iter().map(|(_, word)| Literal::usize_unsuffixed(*word));
    let words = words.map(|word| quote!(block[#word]));
    let options = arch.options().iter().map(|option| Ident::new(option, Span::mixed_site()));
    let exits = (0..section.exits).map(|exit| {
        let name = format_ident!("exit{}", exit);
        let exit = Literal::u32_unsuffixed(u32::try_from(exit).unwrap_or(u32::MAX));
        quote!(#name = label { return (#k::EXIT + #exit, [0; #kept]) },)
    });
    let mismatch = assembly
        .uses("mismatch")
        .then(|| quote!(mismatch = label { return (#k::MISMATCH, [0; #kept]) },));
    quote! {
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
        quote!(#name = in(#class) #value,)
    });
    let scratch = assembly.scratch.iter().map(|name| {
        let class = if name == "t0" { arch.data_class() } else { arch.class() };
        let (name, class) =
            (Ident::new(name, Span::mixed_site()), Ident::new(class, Span::mixed_site()));
        quote!(#name = out(#class) _,)
    });
    let clobbers = arch.clobbers().iter().map(|register| quote!(out(#register) _,));
    let place_sizes = (0..section.places.len())
        .map(|place| (format_ident!("s{}", place), format_ident!("P{}", place)));
    let copy_sizes = (0..section.copies.len())
        .map(|copy| (format_ident!("z{}", copy), format_ident!("C{}", copy)));
    let sizes = place_sizes.chain(copy_sizes).filter(|(name, _)| assembly.uses(&name.to_string()));
    let sizes = sizes.map(|(name, ty)| quote!(#name = const #k::size_of::<#ty>(),));
    quote! {
        #(#inputs)*
        #(#scratch)*
        #(#sizes)*
        tracked = const K::TRACKED as #k::Code,
        field_offset = const I::FIELD,
        rseq_cs = const #k::RSEQ_CS,
        signature = const #k::SIGNATURE,
        #(#clobbers)*
    }
}

/// The expression that an operand is given.
fn source_value(source: Source) -> TokenStream {
    match source {
        Source::Area => quote!(frame.area),
        Source::Field => quote!(frame.field),
        Source::Index => quote!(frame.index),
        Source::Slot => quote!(frame.slot),
        Source::Event => quote!(frame.event),
        Source::Place(place) => {
            let place = mixed(format_args!("p{place}"));
            quote!(#place.pointer)
        }
        Source::Value(value) => {
            let value = mixed(format_args!("v{value}"));
            quote!(#value)
        }
        Source::CopyDst(copy) => copied(copy, "dst"),
        Source::CopySrc(copy) => copied(copy, "src"),
        Source::CopyLen(copy) => copied(copy, "len"),
        Source::Block => quote!(block.as_mut_ptr()),
    }
}

fn copied(copy: usize, field: &str) -> TokenStream {
    let (copy, field) = (mixed(format_args!("c{copy}")), Ident::new(field, Span::mixed_site()));
    quote!(#copy.#field)
}

/// The block of operands in memory, if there is one.
fn block(k: &TokenStream, assembly: &Assembly) -> TokenStream {
    if assembly.block.is_empty() {
        return TokenStream::new();
    }
    let words = assembly.block.iter().map(|word| match word {
        Some(source) => {
            let value = source_value(*source);
            quote!(#value as #k::Bits)
        }
        None => quote!(0),
    });
    quote!(let mut block: [#k::Bits; _] = [#(#words),*];)
}

/// The section as Rust, for targets without assembly: an exclusive stripe is one thread's, so
/// ordinary accesses in the same order do.
fn in_rust(k: &TokenStream, section: &Section) -> TokenStream {
    let kept_count = section.fetches.iter().filter(|fetch| fetch.kept).count();
    let value = |operand: Operand, place: usize| match operand {
        Operand::Value(value) => {
            let value = mixed(format_args!("v{value}"));
            quote!(#value)
        }
        Operand::Fetched(fetch) => {
            let fetch = mixed(format_args!("f{fetch}"));
            quote!(#fetch)
        }
        Operand::Literal(literal) => {
            let place = mixed(format_args!("p{place}"));
            quote!(#k::literal(#place, #literal))
        }
    };
    let steps = section.steps.iter().map(|step| match step.kind {
        StepKind::Load { fetch, place } => {
            let (fetch, place) = (mixed(format_args!("f{fetch}")), mixed(format_args!("p{place}")));
            quote!(let #fetch = unsafe { #k::load(#place) };)
        }
        StepKind::Compare { place, value: operand, negated, leave } => {
            let value = value(operand, place);
            let place = mixed(format_args!("p{place}"));
            let code = match leave {
                Leave::Restart => quote!(#k::MISMATCH),
                Leave::Exit(exit) => {
                    let exit = Literal::u32_unsuffixed(u32::try_from(exit).unwrap_or(u32::MAX));
                    quote!(#k::EXIT + #exit)
                }
            };
            quote! {
                if (unsafe { #k::load(#place) } == #value) == #negated {
                    return (#code, [0; #kept_count]);
                }
            }
        }
        StepKind::Store { place, value: operand } => {
            let value = value(operand, place);
            let place = mixed(format_args!("p{place}"));
            quote!(unsafe { #k::store(#place, #value) };)
        }
        StepKind::Copy { copy } => {
            let copy = mixed(format_args!("c{copy}"));
            quote!(unsafe { #copy.run() };)
        }
    });
    let commit = &section.commit;
    let operand = value(commit.value, commit.place);
    let place = mixed(format_args!("p{}", commit.place));
    let new = match commit.op {
        Op::Set => quote!(#operand),
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
            quote!(#k::#function(unsafe { #k::load(#place) }, #operand))
        }
    };
    let store = match commit.order {
        Order::Relaxed => quote!(store),
        Order::Release => quote!(store_release),
    };
    let kept = (0..section.fetches.len()).filter(|&fetch| section.fetches[fetch].kept);
    let kept = kept.map(|fetch| mixed(format_args!("f{fetch}")));
    quote! {
        if !frame.holds() {
            return (#k::ABORTED, [0; #kept_count]);
        }
        #(#steps)*
        unsafe {
            frame.advance();
            #k::#store(#place, #new);
        }
        (#k::COMMITTED, [#(#kept),*])
    }
}

/// A local variable that the user's code cannot see.
fn mixed(name: core::fmt::Arguments) -> Ident {
    Ident::new(&name.to_string(), Span::mixed_site())
}
