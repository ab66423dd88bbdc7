//! The macros of [`restartable`](https://docs.rs/restartable). Use them through that crate.

mod arch;
mod ast;
mod expand;
mod ir;
mod lower;
/// stub
#[proc_macro]
pub fn sequence(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    proc_macro::TokenStream::new()
}
/// stub
#[proc_macro_attribute]
pub fn restartable(
    _: proc_macro::TokenStream,
    i: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    i
}
