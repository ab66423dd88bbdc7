//! The operands that every section has.

use core::marker::PhantomData;
use core::sync::atomic::{AtomicUsize, Ordering};

use rseq_runtime::abi::Rseq;
use rseq_runtime::exclusive::StripeHeader;

use super::{Bits, control, event};
use crate::cold::Raw;
use crate::percpu::{Index, Tracking};

/// The operands that every section has.
pub struct Frame<K: Tracking, I: Index> {
    pub area: *mut Rseq,
    pub field: *mut u8,
    pub index: Bits,
    pub slot: *mut u8,
    pub event: Bits,
    of: PhantomData<(K, I)>,
}

impl<K: Tracking, I: Index> Frame<K, I> {
    #[inline(always)]
    pub(super) fn new(raw: Raw) -> Self {
        let Raw { area, index, slot, event, .. } = raw;
        let field = I::field_base(area);
        Self {
            area: control::area(area),
            field,
            index: control::index::<I>(field, index),
            slot,
            // An operand that is not used shares the register of one that is.
            event: if K::TRACKED { control::event(slot, event) } else { slot as Bits },
            of: PhantomData,
        }
    }

    /// The compare of the (event, index) pair, for targets without assembly.
    ///
    /// # Safety
    ///
    /// - The frame is as an attempt has made it, and the attempt has not ended.
    #[must_use]
    pub unsafe fn holds(&self) -> bool {
        // SAFETY: these targets have no stripes that a CPU's sections use, so the area of an attempt
        // is that of an exclusive stripe.
        unsafe { StripeHeader::arm(self.area) };
        // SAFETY: the index field of a readable area.
        let index = unsafe { self.field.add(I::FIELD).cast::<u32>().read() };
        // SAFETY: the frame's slot is an attempt's.
        let event = unsafe { event(self.slot, K::TRACKED) };
        index as Bits == self.index && (!K::TRACKED || event == self.event)
    }

    /// Advances the event.
    ///
    /// # Safety
    ///
    /// - The thread owns the slot's stripe.
    pub unsafe fn advance(&self) {
        if K::TRACKED {
            // SAFETY: a tracked slot begins with its event, an atomic word.
            let event = unsafe { &*self.slot.cast::<AtomicUsize>() };
            event.store(self.event.wrapping_add(2), Ordering::Relaxed);
        }
    }
}
