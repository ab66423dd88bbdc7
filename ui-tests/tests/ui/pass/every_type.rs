//! Words of every type, in every statement that takes them.
use std::ptr::NonNull;

use restartable::{PerCpu, Word, rseq};

macro_rules! integers {
    ($($ty:ident)*) => {$({
        let words: PerCpu<[Word<$ty>; 3]> = PerCpu::default();
        let was = rseq!(words, |word| {
            let a = fetch!(word[0]);
            check!(word[1] == 0);
            check!(word[1] != 1, else 9);
            stage!(word[1] = a);
            stage_copy!(&word[2..], &[3]);
            commit!(word[0] = $ty::MAX);
            a
        });
        assert_eq!(was, 0);
        let index = words.iter().position(|word| word[0].get() == $ty::MAX);
        assert!(index.is_some());
        rseq!(words, |word| { commit!(word[1] += 5); });
        rseq!(words, |word| { commit!(word[1] -= 5); });
        rseq!(words, |word| { commit!(word[2] |= 0x50); });
        rseq!(words, |word| { commit!(word[2] &= 0x5f); });
        rseq!(words, |word| { commit!(word[2] ^= 1); });
    })*};
}

macro_rules! others {
    ($($ty:ty: $a:expr, $b:expr;)*) => {$({
        let words = PerCpu::<[Word<$ty>; 2]>::new(|_| [Word::new($a), Word::new($a)]);
        let was = rseq!(words, |word| {
            let a = fetch!(word[0]);
            stage!(word[1] = a);
            commit!(word[0] = $b);
            a
        });
        assert_eq!(was, $a);
        assert!(words.iter().any(|word| word[0].get() == $b));
    })*};
}

fn main() {
    integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);
    let mut number = 5u32;
    let pointer = &raw mut number;
    let non_null = NonNull::from(&mut number);
    others! {
        bool: false, true;
        char: 'a', '\u{10ffff}';
        f32: 1.5, -2.5;
        f64: 1.5, -2.5;
        *mut u32: std::ptr::null_mut(), pointer;
        *const u32: std::ptr::null(), pointer.cast_const();
        NonNull<u32>: NonNull::dangling(), non_null;
        Option<NonNull<u32>>: None, Some(non_null);
    }
    let flags = PerCpu::<Word<bool>>::default();
    rseq!(flags, |flag| { check!(flag == false); commit!(flag |= true); });
    rseq!(flags, |flag| { commit!(flag ^= true); });
    let links = PerCpu::<Word<Option<NonNull<u32>>>>::default();
    rseq!(links, |link| { check!(link == None); commit!(link = Some(non_null)); });
    let value = rseq!(links, |_link| {
        let value = unsafe { fetch!(pointer.cast_const()) };
        commit!(_link = None);
        value
    });
    assert_eq!(value, 5);
}
