use restartable::{PerCpu, Word, commit, rseq};

macro_rules! set {
    ($place:expr) => {
        commit!($place = 1)
    };
}

fn main() {
    let words: PerCpu<Word<u64>> = PerCpu::default();
    rseq!(words, |word| {
        set!(word);
        commit!(word = 2);
    });
}
