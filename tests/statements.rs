//! What every statement of the language writes, in every size and with immediates of every kind:
//! on each architecture a section must do what the same Rust does.

#![allow(clippy::many_single_char_names)] // as many words as operands

use std::fmt::Debug;

use restartable::{PerCpu, Word, rseq};

/// Asserts what a commit has made of the word in the middle, and that it left its neighbours alone,
/// which an access of the wrong size would touch.
#[track_caller]
fn assert_commit<V: Copy + Debug + PartialEq>(
    found: [V; 3],
    expected: [V; 3],
    what: &str,
    value: V,
) {
    assert_eq!(found, expected, "{:?} {what} {value:?}", expected[0]);
}

/// Commits with an operator, relaxed and released.
macro_rules! commit_both_ways {
    ($hits:ident, $type:ty, $old:ident, $expected:expr, $op:tt $($value:tt)+) => {{
        let value: $type = $($value)+;
        let expected = [$old, $expected($old, value), $old];
        let words = [$old; 3].map(Word::new);
        rseq!($hits, |_slot| {
            commit!(words[1] $op $($value)+);
        });
        assert_commit(words.each_ref().map(Word::get), expected, stringify!($op), value);
        let words = [$old; 3].map(Word::new);
        rseq!($hits, |_slot| {
            commit!(words[1] $op $($value)+, Release);
        });
        assert_commit(words.each_ref().map(Word::get), expected, stringify!($op), value);
    }};
}

/// Commits with every operator.
macro_rules! commit_with_operators {
    ($hits:ident, $type:ty, $old:ident, $($value:tt)+) => {
        commit_both_ways!($hits, $type, $old, |_, value| value, = $($value)+);
        commit_both_ways!($hits, $type, $old, <$type>::wrapping_add, += $($value)+);
        commit_both_ways!($hits, $type, $old, <$type>::wrapping_sub, -= $($value)+);
        commit_both_ways!($hits, $type, $old, |old, value| old | value, |= $($value)+);
        commit_both_ways!($hits, $type, $old, |old, value| old & value, &= $($value)+);
        commit_both_ways!($hits, $type, $old, |old, value| old ^ value, ^= $($value)+);
    };
}

/// Tests of the commits to words of a type, of values and of immediates.
macro_rules! commits {
    ($($name:ident: $type:ty, $pattern:expr, [$(($($literal:tt)+)),+];)+) => {$(
        #[test]
        fn $name() {
            let hits: PerCpu<Word<u32>> = PerCpu::default();
            let samples: [$type; 5] = [0, 1, <$type>::MIN, <$type>::MAX, $pattern];
            for old in samples {
                for value in samples {
                    commit_with_operators!(hits, $type, old, value);
                }
                $(commit_with_operators!(hits, $type, old, $($literal)+);)+
            }
        }
    )+};
}

// Around the widths of immediates: 8, 12, 16 and 32 bits, with and without sign.
commits! {
    commits_of_one_byte: u8, 0xa5, [(1), (0x80), (0xff)];
    commits_of_one_byte_with_sign: i8, 0x5a, [(-1), (-0x80)];
    commits_of_two_bytes: u16, 0xa55a, [(0xff), (0x800), (0x1000), (0x8000), (0xffff)];
    commits_of_two_bytes_with_sign: i16, 0x5aa5, [(-1), (-0x801), (-0x8000)];
    commits_of_four_bytes: u32, 0xa55a_3cc3,
        [(1), (0xfff), (0x1000), (0x8000), (0x1_0000), (0x1234_5678), (0x7fff_ffff)];
    commits_of_four_bytes_with_sign: i32, 0x5aa5_c33c,
        [(-1), (-0x8001), (-0x1234_5678), (-0x8000_0000)];
}

#[cfg(target_pointer_width = "64")]
commits! {
    commits_of_eight_bytes: u64, 0xa55a_3cc3_f00f_9669,
        [(1), (0x800), (0x8000), (0x1_0000), (0x1234_5678), (0x7fff_ffff)];
    commits_of_eight_bytes_with_sign: i64, 0x5aa5_c33c_0ff0_6996,
        [(-1), (-0x801), (-0x8001), (-0x1234_5678), (-0x8000_0000)];
}

/// Tests of the statements before the commit, on words of a type.
macro_rules! sections {
    ($($name:ident: $type:ty;)+) => {$(
        #[test]
        fn $name() {
            let hits: PerCpu<Word<u32>> = PerCpu::default();
            let source: [$type; 7] = [1, 2, <$type>::MAX, 4, 5, <$type>::MIN, 7];
            for len in 0..=source.len() {
                for wanted in [40, 41] {
                    let words: [Word<$type>; 8] = core::array::from_fn(|_| Word::new(40));
                    let copies: [Word<$type>; 9] = Default::default();
                    let (to, from) = (&copies[1..=len], &source[..len]);
                    let found = rseq!(hits, |_slot| -> Option<($type, $type)> {
                        let first = fetch!(words[0]);
                        let second = fetch!(words[1]);
                        check!(words[2] == wanted, else None);
                        check!(words[2] != 17, else None);
                        check!(words[2] == 40, else None);
                        check!(words[2] == first);
                        check!(words[2] != 0);
                        stage!(words[3] = 3);
                        stage!(words[4] = second);
                        stage!(words[5] = <$type>::MAX);
                        stage_copy!(to, from);
                        commit!(words[6] -= first);
                        Some((first, second))
                    });
                    let mut expected = [40; 8];
                    let mut copied = [0; 9];
                    if wanted == 40 {
                        expected[3..=6].copy_from_slice(&[3, 40, <$type>::MAX, 0]);
                        copied[1..=len].copy_from_slice(from);
                    }
                    assert_eq!(found, (wanted == 40).then_some((40, 40)));
                    assert_eq!(words.map(Word::into_inner), expected);
                    assert_eq!(copies.map(Word::into_inner), copied);
                }
            }
        }
    )+};
}

sections! {
    sections_of_one_byte: u8;
    sections_of_one_byte_with_sign: i8;
    sections_of_two_bytes: u16;
    sections_of_four_bytes: u32;
    sections_of_four_bytes_with_sign: i32;
}

#[cfg(target_pointer_width = "64")]
sections! {
    sections_of_eight_bytes: u64;
    sections_of_eight_bytes_with_sign: i64;
}

/// More operands than any architecture has registers, without and with values that leave.
#[test]
fn operands_beyond_the_registers() {
    let hits: PerCpu<Word<u32>> = PerCpu::default();
    let w: [Word<u32>; 32] = Default::default();
    let v: [u32; 32] = core::array::from_fn(|at| 100 + u32::try_from(at).unwrap());
    rseq!(hits, |_slot| {
        stage!(w[0] = v[0]);
        stage!(w[1] = v[1]);
        stage!(w[2] = v[2]);
        stage!(w[3] = v[3]);
        stage!(w[4] = v[4]);
        stage!(w[5] = v[5]);
        stage!(w[6] = v[6]);
        stage!(w[7] = v[7]);
        stage!(w[8] = v[8]);
        stage!(w[9] = v[9]);
        stage!(w[10] = v[10]);
        stage!(w[11] = v[11]);
        commit!(w[12] += v[12]);
    });
    assert_eq!(w.each_ref().map(Word::get)[..13], v[..13]);
    let sum = rseq!(hits, |_slot| {
        let a = fetch!(w[0]);
        let b = fetch!(w[1]);
        let c = fetch!(w[2]);
        let d = fetch!(w[3]);
        let e = fetch!(w[4]);
        let f = fetch!(w[5]);
        let g = fetch!(w[6]);
        let h = fetch!(w[7]);
        stage!(w[13] = a);
        stage!(w[14] = b);
        stage!(w[15] = c);
        stage!(w[16] = d);
        stage!(w[17] = e);
        stage!(w[18] = f);
        stage!(w[19] = g);
        commit!(w[20] = h);
        a + b + c + d + e + f + g + h
    });
    assert_eq!(sum, v[..8].iter().sum());
    assert_eq!(w.map(Word::into_inner)[13..=20], v[..8]);
}
