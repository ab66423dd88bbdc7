//! A global allocator may itself be built on a `PerCpu`, also created while it allocates: creating
//! and dropping one, and running sequences, calls no allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use restartable::{PerCpu, Tracked, Untracked, Word, rseq};

/// Bytes.
type Counts = PerCpu<Word<usize>, Untracked>;

struct Counting;

static COUNTS: OnceLock<Counts> = OnceLock::new();
static REENTERED: AtomicBool = AtomicBool::new(false);

thread_local! {
    static IN_ALLOCATOR: Cell<bool> = const { Cell::new(false) };
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

impl Counting {
    fn count(size: usize) {
        CALLS.set(CALLS.get() + 1);
        if IN_ALLOCATOR.replace(true) {
            REENTERED.store(true, Relaxed);
            return;
        }
        let counts = COUNTS.get_or_init(PerCpu::default);
        rseq!(counts, |slot| {
            commit!(slot += size);
        });
        // One that comes and goes meanwhile.
        let temporary: PerCpu<Word<usize>, Tracked> =
            PerCpu::new(|index| Word::new(index as usize));
        drop(temporary);
        IN_ALLOCATOR.set(false);
    }
}

// SAFETY: all memory is the system allocator's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::count(layout.size());
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

fn bytes() -> usize {
    COUNTS.get().unwrap().iter().map(Word::get).sum()
}

#[test]
fn an_allocator_on_a_percpu() {
    let threads: Vec<_> = (0..4)
        .map(|_| {
            std::thread::spawn(|| {
                let before = bytes();
                for size in 1..500 {
                    std::hint::black_box(vec![0_u8; size]);
                }
                assert!(bytes() >= before + (1..500).sum::<usize>());

                let calls = CALLS.get();
                let mut all: [Option<PerCpu<[Word<usize>; 40]>>; 100] = [const { None }; 100];
                for percpu in &mut all {
                    *percpu = Some(PerCpu::new(|_| [const { Word::new(7) }; 40]));
                    rseq!(percpu.as_ref().unwrap(), |slot| {
                        commit!(slot[3] += 1);
                    });
                }
                drop(all);
                assert_eq!(CALLS.get(), calls, "no allocator was called");
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert!(!REENTERED.load(Relaxed), "the allocator was called while it allocated");
}
