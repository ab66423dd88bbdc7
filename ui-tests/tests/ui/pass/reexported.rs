//! Through another path than `restartable`.
mod library {
    pub mod prelude {
        pub use restartable as per_cpu;
    }
}
/// A crate's own module of the name.
#[allow(dead_code)]
mod restartable {}

use library::prelude::per_cpu::{self, PerCpu, Word};

#[per_cpu::restartable(words, crate = library::prelude::per_cpu)]
fn set(word: &Word<u32>, words: &PerCpu<Word<u32>>, to: u32) -> u32 {
    let before = fetch!(word);
    commit!(word = to);
    before
}

macro_rules! define {
    ($crate_:path) => {
        #[per_cpu::restartable(words, crate = $crate_)]
        fn reset(word: &Word<u32>, words: &PerCpu<Word<u32>>) {
            commit!(word = 0);
        }
    };
}
define!(per_cpu);

fn main() {
    let words = PerCpu::default();
    assert_eq!(set(&words, 1), 0);
    reset(&words);
    per_cpu::rseq!(words, |word| {
        commit!(word += 1);
    });
}
