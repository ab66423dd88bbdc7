//! What a [`PerCpu`](crate::PerCpu) has in each stripe.

use core::alloc::Layout;
use core::ptr::NonNull;

use rseq_runtime::exclusive::StripeHeader;

use super::arena::{MAX_ALIGN, STRIDE};
use super::tracking::{Event, Tracking};

/// The largest size of a slot's type: a little less than 256 KiB. With an alignment larger than 64
/// bytes it is less by up to the alignment.
pub const MAX_SIZE: usize = STRIDE - size_of::<StripeHeader>() - size_of::<Event>();

/// What is kept free before a slot in memory that processes share: the owner word's cache line and
/// those that are fetched with it.
#[cfg(all(target_os = "linux", not(miri)))]
const SHARED_HEADER: usize = 512;

/// The value of one stripe, behind its event where there is one.
///
/// Sections find the event at the slot's address.
#[repr(C)]
pub(crate) struct Slot<T, K: Tracking> {
    pub(crate) event: K::Event,
    pub(crate) value: T,
}

impl<T, K: Tracking> Slot<T, K> {
    /// The place that a slot takes in its stripe: at least a byte, since even a slot without
    /// contents has an address in a stripe, by which its header is found.
    ///
    /// Evaluating this refuses types that no stripe can hold, at compile time.
    pub(crate) const PLACE: Layout = {
        let (size, align) = (size_of::<Self>(), align_of::<Self>());
        assert!(
            align <= MAX_ALIGN,
            "the type of a `PerCpu`'s slot has an alignment of more than a page"
        );
        assert!(
            size_of::<StripeHeader>().next_multiple_of(align) + size <= STRIDE,
            "the type of a `PerCpu`'s slot is larger than a stripe; \
             put the data behind a `Box` in the slot"
        );
        match Layout::from_size_align(if size == 0 { 1 } else { size }, align) {
            Ok(place) => place,
            Err(_) => unreachable!(),
        }
    };

    /// Where a slot lies in its stripe when it is the only one: in memory that processes share,
    /// whatever their word size is.
    #[cfg(all(target_os = "linux", not(miri)))]
    pub(crate) const SHARED_OFFSET: usize = {
        let align = Self::PLACE.align();
        assert!(SHARED_HEADER.next_multiple_of(align) + size_of::<Self>() <= STRIDE);
        SHARED_HEADER.next_multiple_of(align)
    };

    /// Makes a slot here. Values can be large: this way they are moved as rarely as possible.
    ///
    /// # Safety
    ///
    /// - `slot` is aligned and valid for writes.
    #[inline]
    pub(crate) unsafe fn write(slot: *mut Self, value: impl FnOnce() -> T) {
        // SAFETY: fields of what is valid for writes, by this function's contract.
        unsafe {
            (&raw mut (*slot).event).write(K::Event::default());
            (&raw mut (*slot).value).write(value());
        }
    }
}

/// The slot in the stripe with this index.
///
/// # Safety
///
/// - `first` is the slot in the first stripe of a place, and there is a stripe with this index.
#[inline]
pub(crate) unsafe fn at<T, K: Tracking>(first: NonNull<Slot<T, K>>, index: u32) -> *mut Slot<T, K> {
    // SAFETY: the place exists in every stripe, at a constant distance.
    unsafe { first.as_ptr().byte_add(index as usize * STRIDE) }
}

/// The value of the slot in the stripe with this index.
///
/// # Safety
///
/// - As of [`at`].
#[inline]
pub(crate) unsafe fn value<T, K: Tracking>(first: NonNull<Slot<T, K>>, index: u32) -> *mut T {
    // SAFETY: by this function's contract, and a field of what lies there.
    unsafe { &raw mut (*at(first, index)).value }
}
