//! A global allocator may itself be built on a `PerCpu`, also created while it allocates: creating
//! and dropping one, and running sequences, calls no allocator. Nor do the structures where they say so.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use restartable::free_list::{Link, Node, NodeList};
use restartable::ring::{Ring, WhenFull};
use restartable::{
    Counter, FreeList, Gauge, Histogram, Lock, PerCpu, Stack, Tracked, Untracked, Word, rseq,
};

/// Bytes.
type Counts = PerCpu<Word<usize>, Untracked>;

struct Counting;

static COUNTS: LazyLock<Counts> = LazyLock::new(PerCpu::default);
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
        rseq!(COUNTS, |slot| {
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
        CALLS.set(CALLS.get() + 1);
        // SAFETY: by the contract of this function, which is the same.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn bytes() -> usize {
    COUNTS.iter().map(Word::get).sum()
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

struct Block {
    link: Link<Block>,
}

// SAFETY: the offset of a link of this type.
unsafe impl Node for Block {
    const LINK: usize = std::mem::offset_of!(Block, link);
}

#[test]
fn structures_that_call_no_allocator() {
    let stack = Stack::with_capacity(4);
    let places = FreeList::new(2);
    let ring = Ring::new(256, WhenFull::Overwrite);
    let histogram: Histogram = Histogram::new();
    let mut block = Some(Box::new(Block { link: Link::new() }));

    let calls = CALLS.get();
    assert_ne!(calls, 0, "what was made above is counted");
    let count = PerCpu::<Word<usize>>::default();
    count.exclusive_each(|slot| slot.set(|word| word, 1)).unwrap();
    count.exclusive(0).unwrap().set(|word| word, 2);
    drop(count.exclusive_all().unwrap());
    let (counter, gauge, lock) = (Counter::new(), Gauge::new(), Lock::<u32>::default());
    let blocks = NodeList::new();
    for n in 0..100 {
        counter.add(n);
        gauge.sub(7);
        histogram.record(n);
        *lock.lock() += 1;
        _ = stack.push(n);
        _ = stack.pop();
        let place = places.pop().unwrap();
        places.push(place);
        ring.push(&[7; 40]).unwrap();
        block.take().into_iter().for_each(|block| blocks.push(block));
        block = blocks.pop();
    }
    lock.for_each(|_, count| *count = 0).unwrap();
    assert_eq!((counter.take(), gauge.take()), (4950, -700));
    drop((count, counter, gauge, lock));
    assert_eq!(CALLS.get(), calls, "no allocator was called");
    drop(block);
    assert_ne!(CALLS.get(), calls, "giving back is counted, too");
}
