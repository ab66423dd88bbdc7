use restartable::{PerCpu, Word, rseq};

fn main() {
    #[derive(Default)]
    #[repr(align(1048576))]
    struct Page {
        n: Word<u64>,
    }

    let pages: PerCpu<Page> = PerCpu::default();
    rseq!(pages, |page| {
        commit!(page.n += 1);
    });
}
