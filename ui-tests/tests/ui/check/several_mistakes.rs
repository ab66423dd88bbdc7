use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    m: Word<u64>,
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    rseq!(slots, |slot| {
        let twice = next * 2;
        if twice == 0 {
            break;
        }
        let next = fetch!(slot.m);
        stage!(slot.m += 1);
        println!("between");
        check!(slot.m < 5);
        commit!(slot.n <<= next);
        stage!(slot.m = 1);
        commit!(slot.n = 1, SeqCst);
        std::future::ready(1).await
    });
}
