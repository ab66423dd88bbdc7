use restartable::{PerCpu, Word, rseq};

fn main() {
    let words = PerCpu::<Word<*mut u8>>::new(|_| Word::new(std::ptr::null_mut()));
    rseq!(words, |word| {
        commit!(word += std::ptr::null_mut());
    });
}
