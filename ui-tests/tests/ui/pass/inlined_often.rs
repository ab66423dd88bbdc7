//! One sequence, copied into its callers many times by the optimiser and by macros.
use restartable::{PerCpu, Word, rseq};

#[inline(always)]
fn bump(words: &PerCpu<Word<u64>>, by: u64) -> u64 {
    rseq!(words, |word| {
        let before = fetch!(word);
        check!(word != 1 << 50, else u64::MAX);
        commit!(word += by);
        before
    })
}

macro_rules! sixty_four {
    ($call:expr) => { sixty_four!(@ $call; 0 1 2 3 4 5 6 7) };
    (@ $call:expr; $($n:literal)*) => {{ $( let _ = $n; $call; $call; $call; $call; $call; $call; $call; $call; )* }};
}

#[inline(always)]
fn unrolled<const N: usize>(words: &PerCpu<Word<u64>>) {
    for _ in 0..N {
        bump(words, 1);
        bump(words, 1);
    }
}

fn main() {
    let words: PerCpu<Word<u64>> = PerCpu::default();
    sixty_four!(bump(&words, 1));
    unrolled::<3>(&words);
    unrolled::<5>(&words);
    let total: u64 = words.iter().map(Word::get).sum();
    assert_eq!(total, 64 + 6 + 10);
}
