#![forbid(unsafe_code)]
use restartable::{PerCpu, Word, rseq};

fn main() {
    let words: PerCpu<Word<u64>> = PerCpu::default();
    let number = 5u64;
    rseq!(words, |word| {
        let x = unsafe { fetch!(&raw const number) };
        commit!(word = x);
    });
}
