//! `#[restartable(PERCPU)]`: a function whose body is a sequence.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, FnArg, PatType, Path, ReturnType, Signature, Token, Type, Visibility, token,
};

use crate::errors::Errors;
use crate::parse;
use crate::statement::here;

/// Expands the attribute.
pub fn expand(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = Arguments::parse.parse2(arguments).map_err(|error| errors.add(error)).ok();
    let mut function = match function.parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            errors.add(error);
            let errors = errors.into_items();
            return quote!(#errors #item);
        }
    };
    let header = header(&mut function.signature, &mut errors);
    let Function { attrs, visibility, signature, inner, body } = &function;
    let body = match (header, arguments) {
        (Some(header), Some(Arguments { percpu, krate })) if errors.is_empty() => {
            let output = output(&signature.output);
            quote!(#krate::rseq!(#percpu, #header #output { #body }))
        }
        _ => errors.into_expression(),
    };
    quote! {
        #(#attrs)*
        #visibility #signature {
            #(#inner)*
            #body
        }
    }
}

/// `PERCPU`, `PERCPU, crate = path`
struct Arguments {
    percpu: Expr,
    krate: Path,
}

impl Arguments {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.is_empty() {
            return Err(here(
                input,
                "the `PerCpu` is missing: write `#[restartable(PERCPU)]`, as in \
                 `#[restartable(self.heads)]`",
            ));
        }
        let percpu = input.parse()?;
        let mut krate = None;
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            if input.peek(Token![crate]) {
                input.parse::<Token![crate]>()?;
                input.parse::<Token![=]>()?;
                let form = || here(input, "expected a path: write `crate = path::to::restartable`");
                krate = Some(input.call(Path::parse_mod_style).map_err(|_| form())?);
                input.parse::<Option<Token![,]>>()?;
            }
        }
        if !input.is_empty() {
            return Err(syn::Error::new_spanned(
                input.parse::<TokenStream>()?,
                "`#[restartable]` takes a `PerCpu` and at most `crate = path`",
            ));
        }
        let krate = match krate {
            Some(krate) => krate,
            None => syn::parse2(quote!(::restartable))?,
        };
        Ok(Self { percpu, krate })
    }
}

/// A function; its body is parsed by `rseq!`.
struct Function {
    attrs: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
    inner: Vec<Attribute>,
    body: TokenStream,
}

fn function(input: ParseStream) -> syn::Result<Function> {
    let attrs = input.call(Attribute::parse_outer)?;
    let visibility = input.parse()?;
    let start = input.span();
    let signature: Signature = match input.parse() {
        Ok(signature) => signature,
        Err(error) if input_is_function(input) => return Err(error),
        Err(_) => {
            return Err(syn::Error::new(start, "`#[restartable]` belongs on a function or method"));
        }
    };
    if input.peek(Token![;]) {
        return Err(here(
            input,
            "this function has no body: put `#[restartable]` on the method of the `impl`",
        ));
    }
    if !input.peek(token::Brace) {
        return Err(here(input, "expected the body of the function"));
    }
    let content;
    syn::braced!(content in input);
    let inner = content.call(Attribute::parse_inner)?;
    Ok(Function { attrs, visibility, signature, inner, body: content.parse()? })
}

/// Whether `fn` is what comes, after the words that may stand before it.
fn input_is_function(input: ParseStream) -> bool {
    let ahead = input.fork();
    while !ahead.is_empty() && !ahead.peek(Token![fn]) {
        let word = ahead.peek(Token![const])
            || ahead.peek(Token![async])
            || ahead.peek(Token![unsafe])
            || ahead.peek(Token![extern])
            || ahead.peek(syn::LitStr);
        if !word || ahead.parse::<proc_macro2::TokenTree>().is_err() {
            return false;
        }
    }
    !ahead.is_empty()
}

/// Takes the slot and the index out of the signature: `|slot: &T, index: u32|`.
fn header(signature: &mut Signature, errors: &mut Errors) -> Option<TokenStream> {
    if let Some(constness) = &signature.constness {
        errors.on(constness, "a sequence cannot run at compile time: remove `const`");
    }
    if let Some(asyncness) = &signature.asyncness {
        errors.on(
            asyncness,
            "a sequence cannot be suspended: call it from the `async fn`, and remove `async` here",
        );
    }
    let inputs = core::mem::take(&mut signature.inputs);
    let mut rest = Vec::new();
    let (mut slot, mut index) = (None, None);
    for input in inputs {
        match input {
            FnArg::Typed(parameter) if slot.is_none() => slot = Some(parameter),
            FnArg::Typed(mut parameter) => match take_index(&mut parameter.attrs) {
                None => rest.push(FnArg::Typed(parameter)),
                Some(attribute) if index.is_some() => {
                    errors.on(attribute, "a sequence has one index");
                }
                Some(attribute) => {
                    if rest.iter().any(|input| matches!(input, FnArg::Typed(_))) {
                        errors.on(attribute, "the `#[index]` comes right after the slot");
                    }
                    index = Some(parameter);
                }
            },
            receiver @ FnArg::Receiver(_) => rest.push(receiver),
        }
    }
    signature.inputs = rest.into_iter().collect();
    let Some(slot) = slot else {
        errors.at(
            signature.paren_token.span.close(),
            format_args!(
                "`{}` has no slot: its first parameter{} receives it, as in `slot: &T`",
                signature.ident,
                if signature.inputs.is_empty() { "" } else { " after `self`" }
            ),
        );
        return None;
    };
    let slot = slot_parameter(&slot, errors);
    let index = index.as_ref().map(|index| index_parameter(index, errors));
    let index = index.iter();
    Some(quote!(|#slot #(, #index)*|))
}

/// `slot: &T`
fn slot_parameter(parameter: &PatType, errors: &mut Errors) -> TokenStream {
    for attribute in &parameter.attrs {
        if attribute.path().is_ident("index") {
            errors.on(attribute, "the first parameter is the slot: the `#[index]` comes after it");
            return TokenStream::new();
        }
        errors.on(attribute, "the slot takes no attribute");
    }
    let (name, ty) = (parse::name(&parameter.pat, "slot", errors), &parameter.ty);
    match ungrouped(ty) {
        Type::Reference(reference) => {
            if let Some(mutability) = &reference.mutability {
                errors.on(
                    mutability,
                    "the slot is shared: write `&T`, its words are written by the commit",
                );
            }
        }
        ty => errors.on(ty, "the slot is a reference: write `&T`"),
    }
    quote!(#name: #ty)
}

/// `#[index] index: u32`, without the attribute.
fn index_parameter(parameter: &PatType, errors: &mut Errors) -> TokenStream {
    if let Some(attribute) = parameter.attrs.first() {
        errors.on(attribute, "the index takes no other attribute");
    }
    let (name, ty) = (parse::name(&parameter.pat, "index", errors), &parameter.ty);
    if !parse::is_u32(ty) {
        errors.on(ty, "the index is a `u32`");
    }
    quote!(#name: #ty)
}

/// Removes `#[index]`.
fn take_index(attrs: &mut Vec<Attribute>) -> Option<Attribute> {
    let at = attrs.iter().position(|attribute| attribute.path().is_ident("index"))?;
    Some(attrs.remove(at))
}

fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        ty => ty,
    }
}

/// The type of the sequence, where it can be said: `impl Trait` cannot, outside a signature.
fn output(output: &ReturnType) -> TokenStream {
    struct HasImpl(bool);
    impl<'a> Visit<'a> for HasImpl {
        fn visit_type_impl_trait(&mut self, _: &'a syn::TypeImplTrait) {
            self.0 = true;
        }
        fn visit_type(&mut self, ty: &'a Type) {
            visit::visit_type(self, ty);
        }
    }
    match output {
        ReturnType::Default => quote!(-> ()),
        ReturnType::Type(_, ty) => {
            let mut has_impl = HasImpl(false);
            has_impl.visit_type(ty);
            if has_impl.0 { TokenStream::new() } else { output.to_token_stream() }
        }
    }
}
