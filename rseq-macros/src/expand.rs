//! The Rust around the section.
//!
//! Everything generated is named through the facade's hidden module, with local variables and
//! labels of mixed-site hygiene, so that nothing meets a name of the user's.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use crate::arch::frame::{self, Assembly, Source};
use crate::arch::{self, Arch};
use crate::ast::{Mode, Op, Order, Sequence, Statement};
use crate::ir::{Leave, Operand, Section, Step, StepKind};
use crate::leave::located;
use crate::lower::{self, Input, Lowered, Need};
use crate::model;

/// Like `quote!`, with mixed-site hygiene: local variables and labels are not the user's. They begin
/// with `__` all the same, since a `let` does not hide a constant of the user's, it matches it.
macro_rules! mixed {
    ($($tokens:tt)*) => { quote_spanned!(Span::mixed_site()=> $($tokens)*) };
}

/// The expansion of a checked sequence: an expression.
pub fn sequence(sequence: &Sequence) -> TokenStream {
    let lowered = lower::sequence(sequence);
    let krate = &sequence.krate;
    let k = mixed!(#krate::__private);
    let Sequence { percpu, slot, .. } = sequence;

    let index = sequence.index.iter().map(|index| mixed!(let #index = #k::Attempt::index(&__at);));
    let statements = |statements: &[syn::Stmt]| match arch::by_name(&sequence.arch) {
        Some(_) => mixed!(#(#statements)*),
        None => model::mark(&k, statements),
    };
    let preparation = statements(&sequence.preparation);
    let inputs = lowered.inputs.iter().map(|input| evaluate(&k, input));
    let last = arch::by_name(&sequence.arch).is_none().then(|| {
        let span = sequence.commit.span;
        quote_spanned!(span=> #k::statement("the section");)
    });
    let section = section(&k, sequence, &lowered);
    let outcome = outcome(&k, sequence, &lowered);
    let kept = kept(&k, sequence, &lowered);
    let tail = statements(&sequence.tail);
    let first = match sequence.mode {
        Mode::Retry => mixed!(#k::first(__percpu)),
        Mode::Once => mixed!(#k::first_once(__percpu)),
    };
    let output = output(&k, sequence);
    let value = leave_with(&k, sequence.mode, mixed!({ #tail }));
    // A `break` or `continue` of the user's that hides in a macro meets the labelled block, and rustc
    // refuses it there.
    let percpu = {
        let span = blame(percpu);
        let k = located(&k, span);
        quote_spanned!(span=> #k::percpu(&#percpu))
    };
    mixed! {
        match #percpu {
            __percpu => (|| #output {
                let mut __at = #first;
                '__restart: loop {
                    '__body: {
                        let #slot = #k::Attempt::slot(&__at);
                        #(#index)*
                        #preparation
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
                        break '__restart #value;
                    }
                }
            })(),
        }
    }
}

/// The closure's return type, if the header has one.
fn output(k: &TokenStream, sequence: &Sequence) -> TokenStream {
    match (&sequence.output, sequence.mode) {
        (None, _) => TokenStream::new(),
        (Some(ty), Mode::Retry) => mixed!(-> #ty),
        (Some(ty), Mode::Once) => mixed!(-> #k::Result<#ty, #k::Aborted>),
    }
}

/// What the closure returns for a value of the user's.
fn leave_with(k: &TokenStream, mode: Mode, value: TokenStream) -> TokenStream {
    match mode {
        Mode::Retry => value,
        Mode::Once => mixed!(#k::ok(#value)),
    }
}

/// Evaluates one input of the section; the function's bounds are the statement's type rules.
fn evaluate(k: &TokenStream, input: &Input) -> TokenStream {
    let place = |index: &usize| mixed(format_args!("p{index}"));
    match input {
        Input::Place { index, expr, pointer, need } => {
            let name = place(index);
            // All with the context of `$crate`: rustc shows an error on an argument where it stands
            // only if the function and the argument come from the same macro.
            let context = k.clone().into_iter().next().map_or(Span::mixed_site(), |k| k.span());
            let span = context.located_at(blame(expr));
            let k = located(k, span);
            let function = match need {
                _ if *pointer => "pointer",
                Need::Word => "place",
                Need::Compare => "place_to_compare",
                Need::Arithmetic => "place_to_add",
                Need::Bitwise => "place_to_mask",
            };
            let function = Ident::new(function, span);
            if *pointer {
                // The user wrote `unsafe` around this `fetch!`, and may have forbidden it.
                let call = quote_spanned!(span=> #k::#function(#expr));
                let block = quote_spanned!(expr.span()=> unsafe { #call });
                quote_spanned!(span=> let #name = #block;)
            } else {
                // A `let` of its own, so that a reference that a function returned lives until
                // the section.
                let word = Ident::new(&format!("__w{index}"), span);
                quote_spanned!(span=> let #word = &#expr; let #name = #k::#function(#word);)
            }
        }
        Input::Value { index, place: of, expr } => {
            let (name, place) = (mixed(format_args!("v{index}")), place(of));
            let span = on(blame(expr));
            let k = located(k, span);
            quote_spanned!(span=> let #name = #k::value(#place, #expr);)
        }
        Input::Literal { place: of, expr } => {
            let place = place(of);
            let span = on(expr.span());
            let k = located(k, span);
            quote_spanned!(span=> #k::literal_type(#place, #expr);)
        }
        Input::SameType { place: of, fetched, name, used } => {
            let (place, fetched) = (place(of), place(fetched));
            let span = on(used.span());
            let k = located(k, span);
            quote_spanned!(span=> { let #name = #k::name(#fetched); #k::same_type(#place, #used); })
        }
        Input::Copy { index, dst, src } => {
            let name = mixed(format_args!("c{index}"));
            let (dst_span, src_span) = (on(blame(dst)), on(blame(src)));
            let k = located(k, src_span);
            let to = Ident::new(&format!("__dst{index}"), dst_span);
            let from = Ident::new(&format!("__src{index}"), src_span);
            // Each has a `let` of its own, so that `&[a, b]` lives until the section.
            let dst = quote_spanned!(dst_span=> let #to: &[#k::Word<_>] = #dst;);
            let src = quote_spanned!(src_span=> let #from: &[_] = #src;);
            quote_spanned!(src_span=> #dst #src let #name = #k::copy(#to, #from);)
        }
    }
}

/// Where an error is shown, for tokens that are the expansion's and not the user's.
fn on(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// The token of an expression that an error about its type is put on: on stable Rust a span is one
/// token's, and of `slot.heads[0].first` the first token would be the least telling.
fn blame(expr: &Expr) -> Span {
    match expr {
        Expr::Field(field) => field.member.span(),
        Expr::MethodCall(call) => call.method.span(),
        Expr::Call(call) => blame(&call.func),
        Expr::Path(path) => path.path.segments.last().map_or(path.span(), |last| last.ident.span()),
        Expr::Index(index) => blame(&index.expr),
        Expr::Reference(reference) => blame(&reference.expr),
        Expr::RawAddr(address) => blame(&address.expr),
        Expr::Paren(paren) => blame(&paren.expr),
        Expr::Group(group) => blame(&group.expr),
        Expr::Unary(unary) => blame(&unary.expr),
        expr => expr.span(),
    }
}

/// What happens after the section unless it committed.
fn outcome(k: &TokenStream, sequence: &Sequence, lowered: &Lowered) -> TokenStream {
    let exits = lowered.exits.iter().enumerate().map(|(exit, expr)| {
        let exit = Literal::u32_unsuffixed(u32::try_from(exit).unwrap_or(u32::MAX));
        let value = leave_with(k, sequence.mode, mixed!(#expr));
        mixed! {
            if __code == #k::EXIT + #exit {
                #k::leave(__at);
                break '__restart #value;
            }
        }
    });
    // The labelled block is there for the reason of `'__body`.
    let exits = (!lowered.exits.is_empty()).then(|| mixed!('__exit: { #(#exits)* }));
    let again = match sequence.mode {
        Mode::Retry => mixed! {
            __at = #k::again(__percpu, __at, __code);
            if !#k::Attempt::resumes(&__at) {
                continue '__restart;
            }
        },
        Mode::Once => mixed! {
            __at = match #k::again_once(__at) {
                #k::Result::Ok(__at) => __at,
                #k::Result::Err(__aborted) => break '__restart #k::Result::Err(__aborted),
            };
        },
    };
    mixed! {
        #exits
        #again
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
            statements.push(mixed!(let #name = #load(#of, __kept[#at]);));
            kept += 1;
        } else {
            // For the type alone.
            statements.push(mixed!(if false { let _ = #load(#of, 0); }));
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
fn section(k: &TokenStream, sequence: &Sequence, lowered: &Lowered) -> TokenStream {
    let function = section_function(k, arch::by_name(&sequence.arch), &lowered.section);
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
pub fn section_function(
    k: &TokenStream,
    arch: Option<&dyn Arch>,
    section: &Section,
) -> TokenStream {
    let [places, values, copies] = inputs(section);
    let place_types: Vec<_> = (0..places.len()).map(|i| format_ident!("P{}", i)).collect();
    let copy_types: Vec<_> = (0..copies.len()).map(|i| format_ident!("C{}", i)).collect();
    let kept = section.fetches.iter().filter(|fetch| fetch.kept).count();
    let body = match arch {
        Some(arch) => in_assembly(k, arch, section),
        None => in_rust(k, section),
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

/// The section as Rust, for targets without assembly: an exclusive stripe is one thread's, so
/// ordinary accesses in the same order do.
fn in_rust(k: &TokenStream, section: &Section) -> TokenStream {
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
        if !#k::Frame::holds(&__frame) {
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

/// A local variable that the user's code cannot see.
fn mixed(name: core::fmt::Arguments) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}
