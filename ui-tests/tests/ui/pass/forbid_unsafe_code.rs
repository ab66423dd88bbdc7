//! No `unsafe` in user code.
#![forbid(unsafe_code)]
#![deny(warnings)]
use restartable::{PerCpu, Word, restartable, rseq, try_rseq};

#[derive(Default)]
struct Slot {
    a: Word<u8>,
    b: Word<i64>,
    c: [Word<u16>; 3],
}

#[restartable(slots)]
fn all(slot: &Slot, slots: &PerCpu<Slot>, by: u8) -> u8 {
    let before = fetch!(slot.a);
    check!(slot.b == 0, else 99);
    check!(slot.b != 1);
    stage!(slot.b = 0);
    stage_copy!(&slot.c, &[1, 2, 3]);
    commit!(slot.a = by, Release);
    before
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    assert_eq!(all(&slots, 3), 0);
    rseq!(slots, |slot| {
        commit!(slot.b -= 1);
    });
    let _ = try_rseq!(slots, |slot, _index| -> Option<i64> {
        let by = slot.b.get().checked_add(1)?;
        commit!(slot.b = by);
        Some(by)
    });
}
