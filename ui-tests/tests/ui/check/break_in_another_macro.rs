use restartable::{PerCpu, Word, rseq};

macro_rules! leave {
    () => {
        break
    };
}

fn main() {
    let words: PerCpu<Word<u64>> = PerCpu::default();
    rseq!(words, |word| {
        if word.get() == 5 {
            leave!();
        }
        commit!(word = 1);
    });
}
