//! In a crate that is `no_std` but for its test harness.
#![no_std]
extern crate std as linked_only;
use restartable::{PerCpu, Untracked, Word, rseq};

fn count(words: &PerCpu<Word<u32>, Untracked>) {
    rseq!(words, |word| {
        commit!(word += 1);
    });
}

fn main() {
    let words = PerCpu::default();
    count(&words);
    assert_eq!(words.iter().map(Word::get).sum::<u32>(), 1);
}
