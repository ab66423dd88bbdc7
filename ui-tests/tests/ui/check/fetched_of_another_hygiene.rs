use restartable::{PerCpu, Word, rseq};

/// The `next` of the macro is not the caller's.
macro_rules! set {
    ($words:expr, $value:ident) => {
        rseq!($words, |word| {
            let next = fetch!(word);
            check!(word == next);
            commit!(word = $value);
        })
    };
}

fn main() {
    let words: PerCpu<Word<u64>> = PerCpu::default();
    let next = 5;
    set!(words, next);
}
