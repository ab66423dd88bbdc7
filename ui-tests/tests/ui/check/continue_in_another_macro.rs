use restartable::{PerCpu, Word, rseq};

macro_rules! again {
    () => {
        continue
    };
}

fn main() {
    let words: PerCpu<Word<u64>> = PerCpu::default();
    rseq!(words, |word| {
        if word.get() == 5 {
            again!();
        }
        commit!(word = 1);
    });
}
