//! Where the values of a stack lie.

use core::alloc::Layout;
use core::cell::Cell;
use core::marker::PhantomData;
use core::ptr::NonNull;
use std::alloc::{alloc_zeroed, dealloc, handle_alloc_error};

use crate::word::Word;
use crate::word::opaque::{Opaque, Padded};

/// The pages of most machines.
const PAGE: usize = 4096;
/// Two lines of the cache: processors fetch them in pairs.
const LINES: usize = 128;

/// A block of words for each stripe, with room for some `T`s. It knows nothing of which are there.
///
/// Blocks are never shared: they begin at a page if they are as large as one, and at a line of the
/// cache if not, or at what the alignment of `T` demands. The memory is zeros that the system gives
/// when they are first written to, so a block that no CPU uses takes none, and a page lies on the NUMA
/// node of the CPU that first wrote to it.
pub(super) struct Items<T> {
    first: NonNull<Word<Opaque>>,
    /// From one block to the next, in words.
    stride: usize,
    /// What was allocated.
    memory: NonNull<u8>,
    layout: Layout,
    /// It owns `T`s, and takes others through a shared reference: so it must not become one of
    /// another lifetime, as a `Cell` must not.
    of: PhantomData<Cell<T>>,
}

// SAFETY: memory of its own, with `T`s in it.
unsafe impl<T: Send> Send for Items<T> {}
// SAFETY: through a shared `Items` values are moved in and out by sequences, one owner at a time, and
// never shared: so they have to be `Send`, and need not be `Sync`, as in a `Mutex`.
unsafe impl<T: Send> Sync for Items<T> {}

impl<T> Items<T> {
    /// Blocks of this capacity, for so many stripes.
    pub(super) fn new(stripes: usize, capacity: usize) -> Self {
        let overflow = "the capacity of a stack overflows";
        let words = capacity.checked_mul(Padded::<T>::WORDS).expect(overflow);
        let bytes = words.checked_mul(size_of::<Opaque>()).expect(overflow);
        let align = if bytes >= PAGE { PAGE } else { LINES }.max(align_of::<Padded<T>>());
        let stride = bytes.checked_next_multiple_of(align).expect(overflow);
        if bytes == 0 {
            let first = NonNull::<Padded<T>>::dangling().cast();
            let memory = NonNull::dangling();
            return Self { first, stride: 0, memory, layout: Layout::new::<()>(), of: PhantomData };
        }
        let size = stride.checked_mul(stripes).and_then(|size| size.checked_add(align));
        // Aligned here and not by the allocator, which would write the zeros if it had to.
        let layout = Layout::from_size_align(size.expect(overflow), align_of::<Opaque>());
        let layout = layout.expect(overflow);
        // SAFETY: the size is not zero.
        let memory = NonNull::new(unsafe { alloc_zeroed(layout) });
        let memory = memory.unwrap_or_else(|| handle_alloc_error(layout));
        // SAFETY: `align` bytes more than the blocks need were allocated.
        let first = unsafe { memory.add(memory.align_offset(align)) }.cast();
        Self { first, stride: stride / size_of::<Opaque>(), memory, layout, of: PhantomData }
    }

    /// The words of so many `T`s of a block, from this one on.
    ///
    /// # Safety
    ///
    /// - There is a block with this index, and `at + count` is at most its capacity.
    #[inline(always)]
    pub(super) unsafe fn words(&self, index: u32, at: usize, count: usize) -> &[Word<Opaque>] {
        let offset = index as usize * self.stride + at * Padded::<T>::WORDS;
        // SAFETY: within the block, by this function's contract, which has been initialised with
        // zeros and lives as long as `self`; words may be written through shared references.
        unsafe {
            core::slice::from_raw_parts(self.first.as_ptr().add(offset), count * Padded::<T>::WORDS)
        }
    }

    /// A copy of a `T`.
    ///
    /// # Safety
    ///
    /// - As of [`words`](Self::words), for one.
    /// - There is a `T`, nobody writes to it meanwhile, and either the copy or the original is used
    ///   from then on.
    pub(super) unsafe fn read(&self, index: u32, at: usize) -> T {
        // SAFETY: by this function's contract.
        let words = unsafe { self.words(index, at, 1) };
        // SAFETY: the words of a `Padded<T>`, to which nobody writes; aligned as one, since blocks
        // are, and since sizes are multiples of alignments.
        unsafe { words.as_ptr().cast::<Padded<T>>().read().into_inner() }
    }
}

impl<T> Drop for Items<T> {
    fn drop(&mut self) {
        if self.layout.size() > 0 {
            // SAFETY: allocated with this layout.
            unsafe { dealloc(self.memory.as_ptr(), self.layout) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of several sizes, all at once, so that the allocator has to give different addresses.
    fn aligned<T>() {
        let several: Vec<_> = (0..16).map(|capacity| Items::<T>::new(2, capacity)).collect();
        for (capacity, items) in several.iter().enumerate() {
            for (index, at) in (0..2).flat_map(|index| (0..=capacity).map(move |at| (index, at))) {
                // SAFETY: there are two blocks of `capacity` values, of which these are none.
                let words = unsafe { items.words(index, at, 0) };
                assert!(words.as_ptr().cast::<Padded<T>>().is_aligned());
                assert!(words.as_ptr().cast::<T>().is_aligned(), "{capacity}, {at}");
            }
        }
    }

    #[test]
    fn values_lie_as_their_type_demands() {
        #[repr(align(64))]
        struct Nothing;
        #[repr(align(256))]
        struct Lines(#[expect(dead_code)] u8);
        #[repr(align(8192))]
        struct Pages(#[expect(dead_code)] u8);
        aligned::<()>();
        aligned::<u8>();
        aligned::<String>();
        aligned::<Nothing>();
        aligned::<Lines>();
        aligned::<Pages>();
    }
}
