//! Memory: none before the first use, no allocator, and back when dropped.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use restartable::{Counter, Gauge, Histogram, PerCpu};

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: all memory is the system allocator's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: by the contract of this function, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: by the contract of this function, which is the same.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Pages of address space, and in memory.
fn pages() -> [usize; 2] {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let mut pages = statm.split(' ').map(|number| number.parse().unwrap());
    [pages.next().unwrap(), pages.next().unwrap()]
}

/// The other tests of this program use memory meanwhile: the measure is a process of its own.
fn in_child(test: &str, body: impl Fn()) {
    if std::env::var_os("RESTARTABLE_CHILD").is_some() {
        return body();
    }
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--test-threads=1", "--nocapture"])
        .env("RESTARTABLE_CHILD", "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_million_come_and_go() {
    in_child("memory::a_million_come_and_go", || {
        let allocations = ALLOCATIONS.get();
        let mut before = None;
        for turn in 0..1_000_000 / 3 {
            let (counter, gauge) = (Counter::new(), Gauge::new());
            counter.inc();
            gauge.dec();
            assert_eq!((counter.sum(), gauge.value()), (1, -1));
            let small = Histogram::<2, 16>::new();
            small.record(7);
            if turn == 1000 {
                before = Some(pages());
            }
        }
        // Reading `pages` allocates.
        assert!(ALLOCATIONS.get() - allocations < 20, "no allocator was called");
        let after = pages();
        // The kernel counts pages in batches, and others may come and go; a leak would be thousands.
        let grown = |at: usize| after[at].saturating_sub(before.unwrap()[at]);
        assert!(grown(0) < 256 && grown(1) < 1024, "{before:?}, {after:?}");
    });
}

/// What the measure shows when counters are not dropped.
#[test]
fn control_a_leak_is_seen() {
    in_child("memory::control_a_leak_is_seen", || {
        let before = pages();
        for _ in 0..100_000 {
            let counter = Counter::new();
            counter.inc();
            std::mem::forget(counter);
        }
        assert!(pages()[0] - before[0] >= 64, "{before:?}, {:?}", pages());
    });
}

/// A counter that nobody uses takes nothing but itself, and reading it does not change that.
#[test]
fn nothing_before_the_first_use() {
    in_child("memory::nothing_before_the_first_use", || {
        let before = pages();
        let histograms: [Histogram; 100] = [const { Histogram::new() }; 100];
        assert!(histograms.iter().all(|histogram| histogram.snapshot().is_empty()));
        // The snapshots' own memory comes and goes.
        assert!(pages()[0] - before[0] < 256, "{before:?}, {:?}", pages());
        histograms.iter().for_each(|histogram| histogram.record(1));
        assert!(pages()[0] - before[0] >= 25 * 64, "{before:?}, {:?}", pages());
    });
}

/// Of a histogram's 58 KiB for the CPU (half of that on 32-bit targets), a page or two are in memory when all values
/// are of one size.
#[test]
fn a_histogram_takes_the_pages_it_uses() {
    in_child("memory::a_histogram_takes_the_pages_it_uses", || {
        super::common::pin(super::common::cpus()[0]);
        let histograms: [Histogram; 100] = [const { Histogram::new() }; 100];
        let before = pages();
        let grown = || pages()[1].saturating_sub(before[1]);
        for histogram in &histograms {
            (1_000_000..1_001_000).for_each(|value| histogram.record(value));
        }
        // And a page for the header of each stripe, of which a stripe has room for 4 histograms, or 2.
        let of_one_size = grown();
        let headers = 100 / (size_of::<usize>() / 2) * PerCpu::<()>::default().len();
        let bound = 4 * 100 + headers;
        assert!(of_one_size < bound, "{of_one_size} pages");
        // The control: values of all sizes.
        for histogram in &histograms {
            (0..64).for_each(|shift| histogram.record(1 << shift));
        }
        assert!(
            grown() > of_one_size + 75 * size_of::<usize>(),
            "{of_one_size}, {} pages",
            grown()
        );
    });
}
