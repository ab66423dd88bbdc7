//! Sequences over type, const and lifetime parameters.
use std::sync::Arc;

use restartable::{
    Arithmetic, CpuId, Index, MmCid, PerCpu, Tracked, Tracking, Untracked, Value, Word, restartable,
    rseq, try_rseq,
};

fn add<V: Arithmetic, K: Tracking, I: Index>(words: &PerCpu<Word<V>, K, I>, value: V) {
    rseq!(words, |word| {
        commit!(word += value);
    });
}

fn swap<V: Value>(words: &PerCpu<Word<V>>, value: V) -> V {
    rseq!(words, |word| {
        let before = fetch!(word);
        commit!(word = value);
        before
    })
}

fn nth<const N: usize, const AT: usize>(rows: &PerCpu<[Word<u16>; N]>) -> u16 {
    rseq!(rows, |row| {
        let value = row[AT].get() + N as u16;
        commit!(row[AT] = value);
        value
    })
}

struct Wrapper<'a, T, const N: usize> {
    words: &'a PerCpu<[Word<u64>; N]>,
    other: T,
}

impl<'a, T: Clone, const N: usize> Wrapper<'a, T, N>
where
    T: PartialEq<T>,
{
    #[restartable(self.words)]
    fn bump<'b>(&self, row: &[Word<u64>; N], #[index] index: u32, other: &'b T) -> Option<(&'b T, u32)>
    where
        T: 'b,
    {
        if *other != self.other.clone() {
            return None;
        }
        let first = row.first()?;
        commit!(first += 1);
        Some((other, index))
    }
}

fn try_generic<V: Value, R: Default>(words: &PerCpu<Word<V>>, value: Option<V>) -> Option<R> {
    loop {
        let attempt = try_rseq!(words, |word| -> Option<R> {
            commit!(word = value?);
            Some(R::default())
        });
        if let Ok(done) = attempt {
            return done;
        }
    }
}

fn sum<K: Tracking, I: Index>(words: &PerCpu<Word<u32>, K, I>) -> u32 {
    words.iter().map(Word::get).sum()
}

fn main() {
    let tracked: Arc<PerCpu<Word<u32>, Tracked, CpuId>> = Arc::default();
    let untracked = PerCpu::<Word<u32>, Untracked, MmCid>::default();
    for _ in 0..10 {
        add(&tracked, 1);
        add(&untracked, 2);
    }
    assert_eq!((sum(&tracked), sum(&untracked)), (10, 20));
    assert!(!swap(&PerCpu::default(), true));
    assert_eq!(swap(&PerCpu::<Word<char>>::new(|_| Word::new('a')), 'b'), 'a');
    assert_eq!(nth::<3, 2>(&PerCpu::default()), 3);
    let words = PerCpu::default();
    let wrapper = Wrapper::<_, 1> { words: &words, other: "a" };
    assert!(wrapper.bump(&"a").is_some());
    assert!(wrapper.bump(&"b").is_none());
    assert_eq!(try_generic::<_, u8>(&PerCpu::default(), Some(1.5f32)), Some(0));
    assert_eq!(try_generic::<_, u8>(&PerCpu::default(), None::<f32>), None);
}
