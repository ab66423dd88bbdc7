//! `#[restartable(PERCPU)]`: a function whose body is a sequence.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{
    Attribute, Expr, FnArg, Ident, Pat, PatType, Path, ReturnType, Signature, Token, Type,
    Visibility, token,
};

use crate::errors::Errors;
use crate::mistakes::root;
use crate::parse;
use crate::source::source;
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
    let percpu = arguments.as_ref().and_then(|arguments| root(&arguments.percpu));
    let header = header(&mut function.signature, percpu, &mut errors);
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
        let percpu = match input.parse()? {
            Expr::Assign(assign) => {
                let (left, eq) = (assign.left, assign.eq_token);
                let percpu = source(&assign.right, "PERCPU");
                return Err(syn::Error::new_spanned(
                    quote!(#left #eq),
                    format_args!("write the `PerCpu` itself: `#[restartable({percpu})]`"),
                ));
            }
            percpu => percpu,
        };
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
///
/// `percpu` is the variable that the `PerCpu` is reached through.
fn header(
    signature: &mut Signature,
    percpu: Option<&Ident>,
    errors: &mut Errors,
) -> Option<TokenStream> {
    if let Some(constness) = &signature.constness {
        errors.on(constness, "a sequence cannot run at compile time: remove `const`");
    }
    if let Some(asyncness) = &signature.asyncness {
        errors.on(
            asyncness,
            "a sequence cannot be suspended: call it from the `async fn`, and remove `async` here",
        );
    }
    if let Some(message) = not_the_slot(signature, percpu) {
        // The signature stays as it is: what callers pass is unknown.
        errors.add(message);
        return None;
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
                after_self(&signature.inputs)
            ),
        );
        return None;
    };
    let slot = slot_parameter(&slot, after_self(&signature.inputs), errors);
    let index = index.as_ref().map(|index| index_parameter(index, errors));
    let index = index.iter();
    Some(quote!(|#slot #(, #index)*|))
}

/// What the first parameter comes after.
fn after_self(inputs: &Punctuated<FnArg, Token![,]>) -> &'static str {
    if inputs.iter().any(|input| matches!(input, FnArg::Receiver(_))) {
        " after `self`"
    } else {
        ""
    }
}

/// The error of a first parameter that was not meant to be the slot.
fn not_the_slot(signature: &Signature, percpu: Option<&Ident>) -> Option<syn::Error> {
    let mut parameters = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(parameter),
        FnArg::Receiver(_) => None,
    });
    let first = parameters.next()?;
    if first.attrs.iter().any(|attribute| attribute.path().is_ident("index")) {
        return None;
    }
    if let Pat::Ident(name) = &*first.pat
        && percpu.is_some_and(|percpu| *percpu == name.ident)
    {
        let name = &name.ident;
        let slot = parameters.find_map(|parameter| match (&*parameter.pat, &*parameter.ty) {
            (Pat::Ident(slot), Type::Reference(_)) => Some(slot.ident.to_string()),
            _ => None,
        });
        let slot = slot.unwrap_or_else(|| "slot".to_owned());
        let self_ = if after_self(&signature.inputs).is_empty() { "" } else { "&self, " };
        let message = format!(
            "the first parameter is the slot, and callers do not pass it: put it before `{name}`, \
             as in `fn {}({self_}{slot}: &T, {name}: …)`",
            signature.ident,
        );
        return Some(syn::Error::new(name.span(), message));
    }
    is_no_slot(ungrouped(&first.ty)).then(|| {
        let message = format!(
            "the first parameter{} is the slot, a `&T` of the `PerCpu<T>`, and callers do not pass \
             it: put `slot: &T` before this one",
            after_self(&signature.inputs)
        );
        syn::Error::new_spanned(&first.ty, message)
    })
}

/// Types that values have and slots have not.
const OF_VALUES: &[&str] = &[
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
    "u64", "u128", "usize", "Arc", "Box", "Option", "Rc", "Result", "String", "Vec",
];

/// Whether a type cannot have been meant as the slot's.
fn is_no_slot(ty: &Type) -> bool {
    let named = |path: &syn::TypePath, names: &[&str]| {
        let last = path.path.segments.last();
        last.is_some_and(|last| names.iter().any(|name| last.ident == name))
    };
    match ty {
        Type::Path(path) => named(path, OF_VALUES),
        Type::ImplTrait(_) | Type::BareFn(_) => true,
        // A slot has a size.
        Type::Reference(reference) => match ungrouped(&reference.elem) {
            Type::Path(path) => named(path, &["str"]),
            Type::Slice(_) | Type::TraitObject(_) => true,
            _ => false,
        },
        _ => false,
    }
}

/// `slot: &T`
fn slot_parameter(parameter: &PatType, after_self: &str, errors: &mut Errors) -> TokenStream {
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
        ty => errors.on(
            ty,
            format_args!(
                "the first parameter{after_self} is the slot, a reference: write `&{}`; if callers \
                 are to pass this one, put `slot: &T` before it",
                source(ty, "T")
            ),
        ),
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

/// The type of the sequence, where it can be said: `impl Trait` and `!` cannot, outside a signature.
fn output(output: &ReturnType) -> TokenStream {
    struct Unsayable(bool);
    impl<'a> Visit<'a> for Unsayable {
        fn visit_type_impl_trait(&mut self, _: &'a syn::TypeImplTrait) {
            self.0 = true;
        }
        fn visit_type_never(&mut self, _: &'a syn::TypeNever) {
            self.0 = true;
        }
        // Inside `fn() -> !` it can be said.
        fn visit_type_bare_fn(&mut self, _: &'a syn::TypeBareFn) {}
    }
    match output {
        ReturnType::Default => quote!(-> ()),
        ReturnType::Type(_, ty) => {
            let mut unsayable = Unsayable(false);
            unsayable.visit_type(ty);
            if unsayable.0 { TokenStream::new() } else { output.to_token_stream() }
        }
    }
}
