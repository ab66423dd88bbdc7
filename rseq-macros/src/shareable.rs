//! `#[derive(Shareable)]`: every field is checked, and the layout becomes a number.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Path};

use crate::errors::Errors;

/// Expands the derive.
pub fn expand(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let krate = krate(&input, &mut errors);
    let data = match &input.data {
        Data::Struct(data) => data,
        Data::Enum(data) => return no_struct(data.enum_token.span),
        Data::Union(data) => return no_struct(data.union_token.span),
    };
    if !input.attrs.iter().any(is_fixed) {
        errors.add(syn::Error::new(
            input.ident.span(),
            "a `Shareable` structure needs `#[repr(C)]`: without it each program may lay it out \
             differently",
        ));
    }
    if !errors.is_empty() {
        return errors.into_items();
    }
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let fields: Vec<_> = data.fields.iter().map(|field| &field.ty).collect();
    let where_clause = fields.iter().map(|ty| {
        let trait_path = quote_spanned!(ty.span()=> #krate::Shareable);
        quote_spanned!(ty.span()=> #ty: #trait_path)
    });
    // Bounds that name a parameter go to the clause; the others are checked where they stand, so that
    // the error is on the field.
    let generic = !input.generics.params.is_empty();
    let existing = bounds.into_iter().flat_map(|bounds| &bounds.predicates);
    let clause =
        if generic { quote!(where #(#existing,)* #(#where_clause),*) } else { quote!(#bounds) };
    let layouts = data.fields.iter().enumerate().map(|(at, field)| {
        let ty = &field.ty;
        let field = field.ident.as_ref().map_or_else(|| at.to_string(), ToString::to_string);
        let layout = quote_spanned!(ty.span()=> <#ty as #krate::Shareable>::LAYOUT);
        let member = data.fields.members().nth(at);
        quote! {
            hash = #krate::__private::mix(
                hash,
                #krate::__private::fingerprint(#field.as_bytes(), #layout),
            );
            hash = #krate::__private::mix(
                hash,
                ::core::mem::offset_of!(#name #arguments, #member) as u64,
            );
        }
    });
    let struct_name = name.to_string();
    // Another attribute macro may have changed the structure since this one read it: a field that it added
    // or took away is an error in the pattern, one whose type it changed is where the types are compared.
    // (As raw pointers, which no coercion turns into others.)
    let members: Vec<_> = data.fields.members().collect();
    let names: Vec<_> = (0..members.len()).map(|at| format_ident!("field{at}")).collect();
    let fields_are_all = quote_spanned! {name.span()=>
        let _ = |all: &Self| {
            let Self { #(#members: #names,)* } = all;
            #(
                let pointer = ::core::ptr::from_ref(#names);
                let _: *const #fields = pointer;
            )*
        };
    };
    let no_drop = |of: TokenStream| {
        quote_spanned! {name.span()=>
            ::core::assert!(
                !::core::mem::needs_drop::<#of>(),
                "a `Shareable` structure has no `Drop`: no process knows that it is the last one",
            );
        }
    };
    let no_drop_of_self = no_drop(quote!(Self));
    // What has no parameters is checked whether it is used or not.
    let no_drop_at_once = (!generic).then(|| {
        let no_drop = no_drop(quote!(#name));
        quote!(const _: () = { #no_drop };)
    });
    quote! {
        #no_drop_at_once

        // SAFETY: `repr(C)` or `repr(transparent)`, and every field is `Shareable`, or the layout
        // below does not compile; the other promises are those of the fields.
        #[automatically_derived]
        unsafe impl #generics #krate::Shareable for #name #arguments #clause {
            const LAYOUT: u64 = {
                #fields_are_all
                #no_drop_of_self
                let mut hash = #krate::__private::fingerprint(
                    #struct_name.as_bytes(),
                    ::core::mem::size_of::<Self>() as u64,
                );
                #(#layouts)*
                hash
            };
        }
    }
}

fn no_struct(span: Span) -> TokenStream {
    syn::Error::new(
        span,
        "only a `struct` can be `Shareable`: of an enum or a union not all bytes are values; \
         keep the variant in an integer",
    )
    .into_compile_error()
}

/// Whether an attribute fixes the layout.
fn is_fixed(attribute: &syn::Attribute) -> bool {
    let mut fixed = false;
    if attribute.path().is_ident("repr") {
        // Anything wrong with it is rustc's to say.
        let _ = attribute.parse_nested_meta(|meta| {
            fixed |= meta.path.is_ident("C") || meta.path.is_ident("transparent");
            if meta.input.peek(syn::token::Paren) {
                let content;
                syn::parenthesized!(content in meta.input);
                content.parse::<TokenStream>()?;
            }
            Ok(())
        });
    }
    fixed
}

/// The facade: `#[shareable(crate = path)]`, or `::restartable`.
fn krate(input: &DeriveInput, errors: &mut Errors) -> Path {
    let mut krate = syn::parse_quote_spanned!(Span::call_site()=> ::restartable);
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("shareable")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                krate = meta.value()?.call(Path::parse_mod_style)?;
                Ok(())
            } else {
                Err(meta.error("write `#[shareable(crate = path::to::restartable)]`"))
            }
        });
        if let Err(error) = parsed {
            errors.add(error);
        }
    }
    krate
}
