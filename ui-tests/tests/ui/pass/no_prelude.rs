//! Without any prelude.
#![no_implicit_prelude]
use ::restartable::{PerCpu, Word, restartable, rseq, try_rseq};

#[restartable(words)]
fn set(word: &Word<u32>, words: &PerCpu<Word<u32>>, to: u32) -> ::core::option::Option<u32> {
    let before = fetch!(word);
    check!(word != 99, else ::core::option::Option::None);
    commit!(word = to);
    ::core::option::Option::Some(before)
}

fn main() {
    let words: PerCpu<Word<u32>> = ::core::default::Default::default();
    rseq!(words, |word| {
        commit!(word += 1);
    });
    let _ = set(&words, 3);
    let _ = try_rseq!(words, |word| -> ::core::option::Option<()> {
        let value = ::core::option::Option::Some(5u32)?;
        commit!(word = value);
        ::core::option::Option::Some(())
    });
}
