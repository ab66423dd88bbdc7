//! The negative controls of the tests: `--cfg restartable_control="…"` takes one of the three
//! protections away by what the section is handed. Without the cfg nothing of this is left.

use rseq_runtime::abi::Rseq;

use super::Bits;
use crate::percpu::Index;

/// `arm`: the section arms itself where the kernel does not look.
#[inline(always)]
pub(super) fn area(area: *mut Rseq) -> *mut Rseq {
    if cfg!(restartable_control = "arm") {
        #[repr(align(64))]
        struct Unseen(core::cell::UnsafeCell<[u8; 64]>);
        // SAFETY: written by sections only, as a single word, and never read.
        unsafe impl Sync for Unseen {}
        static UNSEEN: Unseen = Unseen(core::cell::UnsafeCell::new([0; 64]));
        UNSEEN.0.get().cast()
    } else {
        area
    }
}

/// `index`: the CPU compared is the one the thread is on now.
#[inline(always)]
pub(super) fn index<I: Index>(field: *mut u8, index: Bits) -> Bits {
    if cfg!(restartable_control = "index") {
        // SAFETY: the field of a readable area.
        unsafe { field.wrapping_add(I::FIELD).cast::<u32>().read_volatile() as Bits }
    } else {
        index
    }
}

/// `event`: the event compared is the one the slot has now.
#[inline(always)]
pub(super) fn event(slot: *mut u8, event: usize) -> usize {
    if cfg!(restartable_control = "event") {
        // SAFETY: the slot of an attempt on a tracked `PerCpu`.
        unsafe { super::event(slot, true) }
    } else {
        event
    }
}
