//! Local variables and labels of the names that the expansion uses.
#![allow(unused_labels)]
use restartable::{PerCpu, Word, rseq, try_rseq};

#[derive(Default)]
struct Slot {
    n: Word<u32>,
    m: Word<u32>,
    bytes: [Word<u8>; 2],
}

fn main() {
    let p0: PerCpu<Slot> = PerCpu::default();
    let percpu = 1u32;
    let sum = 'restart: {
        rseq!(p0, |at| {
            let (p0, p1, v0, v1) = (at.n.get(), 2u32, 3u32, 4u32);
            let (code, kept, frame, block, c0, k) = (5u32, 6u32, 7u32, 8u32, [9u8, 9], 10u32);
            let value = 'restart: loop {
                if p0 == u32::MAX {
                    continue 'restart;
                }
                break 'restart 1u32;
            };
            let f0 = fetch!(at.m);
            check!(at.n == p0);
            check!(at.m != 77, else 0);
            stage!(at.m = v0 + v1);
            stage_copy!(&at.bytes, &c0);
            commit!(at.n = p1 + value);
            code + kept + frame + block + k + f0 + percpu
        })
    };
    assert_eq!(sum, 37);
    let ok = loop {
        let attempt = try_rseq!(p0, |slot| -> Result<u32, String> {
            let (value, residual, at) = (Ok::<u32, String>(3), 1u32, 2u32);
            let value = value?;
            let parsed = "4".parse::<u32>().map_err(|error| error.to_string())?;
            commit!(slot.m = value + residual + at + parsed);
            Ok(residual)
        });
        if let Ok(value) = attempt {
            break value;
        }
    };
    assert_eq!(ok, Ok(1));
}
