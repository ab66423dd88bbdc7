//! Allocators, called through [`GlobalAlloc`] rather than installed.
//!
//! An operation allocates 64 pieces of 64 bytes, writes into each, and frees them in the same order.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;

use crate::harness::{Contender, Group};

/// The example's. What does not fit into the cache, and what it begins with, is the system's.
#[path = "../../examples/percpu_alloc/cache.rs"]
#[expect(dead_code)] // the example also empties it
mod cache;

static CACHE: cache::PerCpuAlloc = cache::PerCpuAlloc::new();

const PIECES: usize = 64;
const LAYOUT: Layout = Layout::new::<[u64; 8]>();

/// One operation.
#[inline]
fn batch(allocator: &impl GlobalAlloc) {
    let mut pieces = [std::ptr::null_mut(); PIECES];
    for piece in &mut pieces {
        // SAFETY: the layout has a size.
        *piece = unsafe { black_box(allocator).alloc(LAYOUT) };
        assert!(!piece.is_null());
        // SAFETY: a piece has 64 bytes, which nobody else has.
        unsafe { piece.write(1) };
    }
    black_box(&pieces);
    for piece in pieces {
        // SAFETY: from this allocator, with this layout, and freed once.
        unsafe { black_box(allocator).dealloc(piece, LAYOUT) };
    }
}

/// Allocating and freeing 64 pieces.
pub fn group() -> Group {
    Group {
        name: "allocator",
        operation: "allocate 64 pieces of 64 bytes, free them",
        contenders: vec![
            Contender::new("system", || batch(&System)),
            Contender::new("mimalloc", || batch(&mimalloc::MiMalloc)),
            Contender::new("jemalloc", || batch(&tikv_jemallocator::Jemalloc)),
            Contender::new("a cache a CPU before the system's", || batch(&CACHE)).ours(),
        ],
    }
}
