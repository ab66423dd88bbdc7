//! The allocator.
//!
//! A block that is freed goes on the stack of the CPU that the thread is on, whoever has allocated it;
//! one that is allocated comes from there. A stack that is full gives half of itself back to
//! the system. Each of these is one commit, so that nothing here takes a lock, and a thread that is
//! interrupted at any instruction leaves every stack whole.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;

use restartable::{ExclusiveError, PerCpu, Word, rseq};

/// Sizes are rounded up to multiples of this, which is also the alignment of the blocks.
const GRAIN: usize = 16;

/// One for each multiple, up to 512 bytes.
const CLASSES: usize = 32;

/// The most blocks of a class that a CPU keeps.
const BLOCKS: usize = 128;

/// How many a full stack gives back.
const HALF: usize = BLOCKS / 2;

/// Free blocks of one size.
struct Stack {
    len: Word<usize>,
    blocks: [Word<*mut u8>; BLOCKS],
}

impl Stack {
    const fn empty() -> Self {
        Self { len: Word::new(0), blocks: [const { Word::new(std::ptr::null_mut()) }; BLOCKS] }
    }
}

/// The stacks of a CPU: 33 KiB, of which only what was used takes memory.
type Cache = [Stack; CLASSES];

/// The allocator.
pub struct PerCpuAlloc {
    caches: OnceLock<PerCpu<Cache>>,
}

impl PerCpuAlloc {
    /// With nothing in its stacks.
    pub const fn new() -> Self {
        Self { caches: OnceLock::new() }
    }

    /// Creating a `PerCpu` maps memory and calls no allocator, so this does not come back here.
    #[expect(clippy::large_stack_arrays)] // 33 KiB, once in a program
    fn caches(&self) -> &PerCpu<Cache> {
        self.caches.get_or_init(|| PerCpu::new(|_| [const { Stack::empty() }; CLASSES]))
    }

    /// A free block of this CPU, if there is one.
    #[inline]
    fn pop(&self, class: usize) -> Option<*mut u8> {
        rseq!(self.caches(), |cache| {
            let stack = &cache[class];
            let len = stack.len.get();
            let block = stack.blocks.get(len.wrapping_sub(1))?.get();
            commit!(stack.len = len - 1);
            Some(block)
        })
    }

    /// Keeps a free block for this CPU, if there is room.
    #[inline]
    fn push(&self, class: usize, block: *mut u8) -> bool {
        rseq!(self.caches(), |cache| {
            let stack = &cache[class];
            let len = stack.len.get();
            let Some(place) = stack.blocks.get(len) else { return false };
            stage!(place = block);
            commit!(stack.len = len + 1);
            true
        })
    }

    /// Gives half of this CPU's stack back to the system.
    #[cold]
    fn flush(&self, class: usize) {
        let mut blocks = [std::ptr::null_mut(); HALF];
        let taken = rseq!(self.caches(), |cache| {
            let stack = &cache[class];
            let Some(len) = stack.len.get().checked_sub(HALF) else { return 0 };
            for (block, place) in blocks.iter_mut().zip(&stack.blocks[len..]) {
                *block = place.get();
            }
            commit!(stack.len = len);
            HALF
        });
        for &block in &blocks[..taken] {
            // SAFETY: the commit has taken these off the stack, where `dealloc` had put them: blocks of
            // the system's of this layout, that nobody uses.
            unsafe { System.dealloc(block, layout_of(class)) };
        }
    }

    /// Gives everything back to the system, of all CPUs, while others go on allocating.
    pub fn trim(&self) -> Result<(), ExclusiveError> {
        let caches = self.caches();
        for class in 0..CLASSES {
            caches.exclusive_each(|cache| {
                let len = cache.replace(|cache| &cache[class].len, 0);
                for place in &cache[class].blocks[..len] {
                    // SAFETY: as in `flush`; the slot is ours alone while this runs.
                    unsafe { System.dealloc(place.get(), layout_of(class)) };
                }
            })?;
        }
        Ok(())
    }

    /// How many bytes are kept, for all CPUs.
    pub fn kept(&self) -> usize {
        let of = |cache: &Cache| -> usize {
            (0..CLASSES).map(|class| cache[class].len.get() * layout_of(class).size()).sum()
        };
        self.caches().iter().map(of).sum()
    }
}

/// The class of a layout; `None` is the system's.
#[inline]
fn class_of(layout: Layout) -> Option<usize> {
    let class = layout.size().wrapping_sub(1) / GRAIN;
    (class < CLASSES && layout.align() <= GRAIN).then_some(class)
}

/// The layout of the blocks of a class.
fn layout_of(class: usize) -> Layout {
    // SAFETY: the alignment is a power of two, and the size far below `isize::MAX`.
    unsafe { Layout::from_size_align_unchecked((class + 1) * GRAIN, GRAIN) }
}

// SAFETY: blocks are the system's, with a layout that has room for the one asked for, and a layout
// alone decides which: so a block goes back to the system with the layout that it came with. A block is
// on one stack or with one user: `pop` and `push` each move one by a commit. Nothing panics: what
// is indexed is in range, and a `PerCpu` that cannot be mapped ends in an abort, as any panic in an
// allocator does.
unsafe impl GlobalAlloc for PerCpuAlloc {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match class_of(layout) {
            Some(class) => self.pop(class).unwrap_or_else(|| {
                // SAFETY: a layout of at least 16 bytes.
                unsafe { System.alloc(layout_of(class)) }
            }),
            // SAFETY: by this function's contract.
            None => unsafe { System.alloc(layout) },
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some(class) = class_of(layout) else {
            // SAFETY: by this function's contract, since `alloc` has asked the system for the same.
            return unsafe { System.dealloc(block, layout) };
        };
        // Another thread may fill the stack again, or take this one to another CPU.
        while !self.push(class, block) {
            self.flush(class);
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if class_of(layout).is_none() {
            // SAFETY: by this function's contract. The system knows pages that are zero already.
            return unsafe { System.alloc_zeroed(layout) };
        }
        // SAFETY: by this function's contract.
        let block = unsafe { self.alloc(layout) };
        if !block.is_null() {
            // SAFETY: just allocated, with room for so many bytes.
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the size fits with this alignment, by this function's contract.
        let new = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        match (class_of(layout), class_of(new)) {
            // SAFETY: by this function's contract; the block is the system's, with this layout.
            (None, None) => unsafe { System.realloc(block, layout, size) },
            (from, to) if from == to => block,
            _ => {
                // SAFETY: `new` has a size that is not 0, by this function's contract.
                let to = unsafe { self.alloc(new) };
                if !to.is_null() {
                    // SAFETY: both have room for the smaller size, and are different blocks; the old
                    // one is given up here.
                    unsafe {
                        to.copy_from_nonoverlapping(block, size.min(layout.size()));
                        self.dealloc(block, layout);
                    }
                }
                to
            }
        }
    }
}
