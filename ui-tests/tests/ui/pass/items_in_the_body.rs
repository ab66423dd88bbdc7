//! Items in a preparation, and sequences in them.
use restartable::{PerCpu, Word, restartable, rseq};

fn main() {
    let words: PerCpu<Word<u32>> = PerCpu::default();
    let done = rseq!(words, |word| {
        use std::convert::identity as same;
        const STEP: u32 = 2;
        struct Counter {
            n: PerCpu<Word<u32>>,
        }
        impl Counter {
            #[restartable(self.n)]
            fn bump(&self, n: &Word<u32>) {
                let next = fetch!(n);
                check!(n == next);
                commit!(n += 1);
            }
        }
        macro_rules! twice {
            ($value:expr) => {
                $value * 2
            };
        }
        let counter = Counter { n: PerCpu::default() };
        counter.bump();
        let by = twice!(same(STEP));
        commit!(word += by);
        by + counter.n.iter().map(Word::get).sum::<u32>()
    });
    assert_eq!(done, 5);
}
