//! Layouts that rustfmt and people produce.
use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    a: Word<u32>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq! { slots, |slot| { commit! { slot.a += 1 } } }
    rseq![slots, |slot| { commit![slot.a += 1]; }];
    rseq!(
        slots,
        |slot, index| -> u32 {
            let was = fetch![slot.a];
            check! { slot.a == was, };
            check!(slot.a != 1000, else {
                let zero = 0;
                zero
            });
            commit!(
                slot.a = index,
            );
            was
        },
    );
    rseq!(slots, |slot: &Slot, index: u32| { commit!(slot.a = index, Release,) });
    rseq!(slots, |r#type,| { commit!(r#type.a = 0 as u32); });
    let sum = 1 + rseq!(slots, |slot| { commit!(slot.a = { let x = 5; x }); 1 }) + 1;
    assert_eq!(sum, 3);
    rseq!(if sum == 3 { &slots } else { &slots }, |slot| { commit!(slot.a = 1) });
    rseq!({ &slots }, |slot| { commit!((slot.a) = 1) });
    rseq!(Box::new(PerCpu::<Slot>::default()), |slot| { commit!(&&slot.a = 1) });
}

/// Places and slices that functions return.
#[allow(dead_code)]
fn returned(slots: &PerCpu<Vec<Word<u32>>>) {
    fn nth(words: &[Word<u32>], n: usize) -> &Word<u32> {
        &words[n]
    }
    rseq!(slots, |slot| {
        let before = fetch!(nth(slot, 1));
        check!(*nth(slot, 2) == before);
        stage!(nth(slot, 1) = 1);
        stage_copy!(slot, &vec![1, 2, 3]);
        stage_copy!(slot.get(..2).unwrap(), &[1, 2].map(|n| n + 1));
        commit!(slot.first().unwrap() = 1);
    });
}
