//! Literals at the ends of what is an immediate operand, in every place for one.
use restartable::{PerCpu, Word, rseq};

macro_rules! literals {
    ($($ty:ident: $($value:expr),*;)*) => {$($({
        // Not through `$value`, which a macro may hand over as an expression of its own.
        let value: $ty = $value;
        let words: PerCpu<[Word<$ty>; 2]> = PerCpu::default();
        let written = rseq!(words, |word| {
            stage!(word[1] = $value);
            commit!(word[0] = $value);
            [word[0].get(), word[1].get()]
        });
        assert_eq!(written, [value; 2]);
        // All of them, so that the thread may be moved in between.
        let words = PerCpu::<Word<$ty>>::new(|_| Word::new(value));
        let equal = rseq!(words, |word| {
            check!(word == $value, else false);
            commit!(word = 0);
            true
        });
        assert!(equal, "{value} is not equal to itself");
        let words = PerCpu::<Word<$ty>>::new(|_| Word::new(value));
        let equal = rseq!(words, |word| {
            check!(word != $value, else true);
            commit!(word = 0);
            false
        });
        assert!(equal, "{value} is different from itself");
        let start: $ty = 0x35;
        let read = |words: &PerCpu<Word<$ty>>| words.iter().map(Word::get).find(|word| *word != start);
        let words = PerCpu::<Word<$ty>>::new(|_| Word::new(start));
        rseq!(words, |word| { commit!(word += $value); });
        assert_eq!(read(&words).unwrap_or(start), start.wrapping_add(value));
        let words = PerCpu::<Word<$ty>>::new(|_| Word::new(start));
        rseq!(words, |word| { commit!(word -= $value); });
        assert_eq!(read(&words).unwrap_or(start), start.wrapping_sub(value));
        let words = PerCpu::<Word<$ty>>::new(|_| Word::new(start));
        rseq!(words, |word| { commit!(word |= $value); });
        assert_eq!(read(&words).unwrap_or(start), start | value);
        let words = PerCpu::<Word<$ty>>::new(|_| Word::new(start));
        rseq!(words, |word| { commit!(word &= $value); });
        assert_eq!(read(&words).unwrap_or(start), start & value);
        let words = PerCpu::<Word<$ty>>::new(|_| Word::new(start));
        rseq!(words, |word| { commit!(word ^= $value); });
        assert_eq!(read(&words).unwrap_or(start), start ^ value);
    })*)*};
}

fn main() {
    literals! {
        u8: 0, 1, 127, 128, 255, 0xf0_u8;
        i8: 0, 1, 127, -1, -128, -0x10_i8;
        u16: 0, 127, 128, 255, 256, 32767, 32768, 65535;
        i16: 0, 127, 128, 255, 256, 32767, -1, -128, -129, -32768;
        u32: 0, 127, 128, 65535, 65536, 2147483647, 2147483648, 4294967295;
        i32: 0, 127, 128, 65535, 65536, 2147483647, -1, -128, -129, -2147483648;
        u64: 0, 127, 128, 2147483647, 2147483648, 4294967295, 4294967296, 18446744073709551615;
        i64: 0, 127, 128, 2147483647, 2147483648, -1, -128, -129, -2147483648, -2147483649, -9223372036854775808;
        usize: 0, 255, 2147483647, 2147483648;
        isize: 0, 255, -1, -2147483648, -2147483649;
    }
}
