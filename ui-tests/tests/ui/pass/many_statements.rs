//! A section with more operands than there are registers.
use restartable::{PerCpu, Word, rseq};

fn main() {
    let rows: PerCpu<[Word<u64>; 40]> = PerCpu::new(|_| [const { Word::new(0) }; 40]);
    let (a, b, c, d) = (1u64, 2u64, 3u64, 4u64);
    let last = rseq!(rows, |w| {
        let f0 = fetch!(w[0]);
        let f1 = fetch!(w[1]);
        let f2 = fetch!(w[2]);
        let f3 = fetch!(w[3]);
        check!(w[4] == f0);
        check!(w[5] == f1, else [1; 4]);
        check!(w[6] != 7, else [2; 4]);
        check!(w[7] != a + 10, else [3; 4]);
        check!(w[8] != b + 10);
        stage!(w[10] = f0);
        stage!(w[11] = f1);
        stage!(w[12] = f2);
        stage!(w[13] = f3);
        stage!(w[14] = a);
        stage!(w[15] = b + 1);
        stage!(w[16] = c + 1);
        stage!(w[17] = d + 1);
        stage!(w[18] = -1i64 as u64);
        stage_copy!(&w[20..24], &[a, b, c, d]);
        stage_copy!(&w[24..24], &[a; 0]);
        stage_copy!(&w[25..26], &[a]);
        commit!(w[39] = f3, Release);
        [f0, f1, f2, f3]
    });
    assert_eq!(last, [0; 4]);
    assert!(rows.iter().any(|w| w[23].get() == 4 && w[17].get() == 5 && w[18].get() == u64::MAX));
}
