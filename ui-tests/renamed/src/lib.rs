//! A user of `restartable` that has renamed it in its `Cargo.toml`.
//!
//! The expansion names the crate through `$crate`, which no renaming changes; `#[restartable]`, which
//! has no `$crate`, is told the name with `crate = …`.

use per_cpu::{PerCpu, Word, restartable, rseq, try_rseq};

/// A counter of everything.
#[derive(Default)]
pub struct Counter {
    words: PerCpu<Word<u64>>,
}

impl Counter {
    /// Adds to it.
    pub fn add(&self, by: u64) {
        rseq!(self.words, |word| {
            commit!(word += by);
        });
    }

    /// Adds one; the value before.
    #[restartable(self.words, crate = per_cpu)]
    pub fn bump(&self, word: &Word<u64>) -> u64 {
        let before = fetch!(word);
        commit!(word += 1);
        before
    }

    /// Adds one if nothing comes in between.
    pub fn try_bump(&self) -> bool {
        try_rseq!(self.words, |word| {
            commit!(word += 1);
        })
        .is_ok()
    }

    /// The sum.
    pub fn total(&self) -> u64 {
        self.words.iter().map(Word::get).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Counter;

    #[test]
    fn counts() {
        let counter = Counter::default();
        counter.add(5);
        counter.bump();
        let tried = u64::from(counter.try_bump());
        assert_eq!(counter.total(), 6 + tried);
    }
}
