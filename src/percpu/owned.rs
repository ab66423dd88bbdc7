//! The values of a `PerCpu` while it is made or taken apart.

use core::mem::{ManuallyDrop, MaybeUninit, needs_drop};
use core::ops::Range;
use core::ptr::NonNull;

use rseq_runtime::register;

use super::mapping::AllocError;
use super::slot::{self, Slot};
use super::{Tracking, arena};

/// A place, and the values in some of its slots. Dropping it drops these, then gives the place
/// back, in this order also if a destructor panics.
pub(super) struct Owned<T, K: Tracking> {
    values: Values<T, K>,
    _place: Place<T, K>,
    fresh: bool,
}

/// The slots of these stripes have values.
struct Values<T, K: Tracking> {
    first: NonNull<Slot<T, K>>,
    range: Range<u32>,
}

/// A place in the stripes.
struct Place<T, K: Tracking>(NonNull<Slot<T, K>>);

// SAFETY: owns its values, as a `Box<[T]>` does.
unsafe impl<T: Send, K: Tracking> Send for Owned<T, K> {}
// SAFETY: gives shared references to its values at most.
unsafe impl<T: Sync, K: Tracking> Sync for Owned<T, K> {}

impl<T, K: Tracking> Owned<T, K> {
    /// A place without values.
    pub(super) fn allocate() -> Result<Self, AllocError> {
        let (first, fresh) = arena::allocate(Slot::<T, K>::PLACE)?;
        let first = first.cast();
        Ok(Self { values: Values { first, range: 0..0 }, _place: Place(first), fresh })
    }

    /// All values of a `PerCpu`.
    ///
    /// # Safety
    ///
    /// - `first` is from [`into_first`](Owned::into_first), every slot was given a value, and
    ///   nobody else uses them.
    pub(super) unsafe fn of(first: NonNull<Slot<T, K>>) -> Self {
        let range = 0..register::init().total();
        Self { values: Values { first, range }, _place: Place(first), fresh: false }
    }

    /// Gives the next slot the value that `value` returns for its index.
    pub(super) fn push(&mut self, mut value: impl FnMut(u32) -> T) {
        let index = self.values.range.end;
        debug_assert!(index < register::init().total());
        // SAFETY: the slot of this stripe belongs to the place, and has no value yet.
        unsafe { put(slot::at(self.values.first, index), self.fresh, || value(index)) };
        self.values.range.end += 1;
    }

    /// Gives all slots zeros as their values, of a place that has none yet.
    ///
    /// # Safety
    ///
    /// - Zero bytes are a value of `T`.
    pub(super) unsafe fn fill_with_zeros(&mut self) {
        debug_assert!(self.values.range.is_empty());
        let stripes = 0..register::init().total();
        if !self.fresh {
            for index in stripes.clone() {
                // SAFETY: the slot of this stripe belongs to the place, unshared.
                unsafe { slot::at(self.values.first, index).write_bytes(0, 1) };
            }
        }
        // Zeros are a value of `T`, by this function's contract, and an event without commits.
        self.values.range = stripes;
    }

    /// Keeps the values and the place for [`of`](Owned::of).
    pub(super) fn into_first(self) -> NonNull<Slot<T, K>> {
        ManuallyDrop::new(self).values.first
    }

    /// How many values are left.
    pub(super) fn len(&self) -> usize {
        self.values.range.len()
    }

    /// Takes the first value that is left.
    pub(super) fn pop_front(&mut self) -> Option<T> {
        let index = self.values.range.next()?;
        // SAFETY: the slot has a value, which from now on is no longer in the range.
        Some(unsafe { slot::value(self.values.first, index).read() })
    }

    /// Takes the last value that is left.
    pub(super) fn pop_back(&mut self) -> Option<T> {
        let index = self.values.range.next_back()?;
        // SAFETY: as in `pop_front`.
        Some(unsafe { slot::value(self.values.first, index).read() })
    }
}

impl<T, K: Tracking> Values<T, K> {
    fn drop_rest(&mut self) {
        for index in self.range.by_ref() {
            // SAFETY: the slot has a value, which from now on is no longer in the range.
            unsafe { slot::value(self.first, index).drop_in_place() };
        }
    }
}

impl<T, K: Tracking> Drop for Values<T, K> {
    fn drop(&mut self) {
        /// Goes on after a destructor that panics; after a second one the process is aborted, as
        /// everywhere.
        struct Rest<'v, T, K: Tracking>(&'v mut Values<T, K>);
        impl<T, K: Tracking> Drop for Rest<'_, T, K> {
            fn drop(&mut self) {
                self.0.drop_rest();
            }
        }
        if needs_drop::<T>() {
            Rest(self).0.drop_rest();
        }
    }
}

impl<T, K: Tracking> Drop for Place<T, K> {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout; the values are gone.
        unsafe { arena::free(self.0.cast(), Slot::<T, K>::PLACE) };
    }
}

/// Makes a slot. One of zeros is not written in a fresh place, which has these already: writing
/// would take memory, on this CPU's node, for a CPU that may never use it. (Padding has any bytes:
/// a type with padding may be written for nothing.)
///
/// # Safety
///
/// - `place` is aligned, valid for writes, and unshared; if `fresh`, it consists of zeros.
unsafe fn put<T, K: Tracking>(place: *mut Slot<T, K>, fresh: bool, value: impl FnOnce() -> T) {
    if !fresh {
        // SAFETY: by this function's contract.
        unsafe { Slot::write(place, value) };
        return;
    }
    // Zeroed for the padding between event and value.
    let mut slot = MaybeUninit::zeroed();
    // SAFETY: a slot's memory of our own.
    unsafe { Slot::write(slot.as_mut_ptr(), value) };
    if !is_same(&mut slot, place) {
        // SAFETY: the slot was made; `place` is another object, aligned and valid for writes.
        unsafe { place.copy_from_nonoverlapping(slot.as_ptr(), 1) };
    }
}

/// Whether `slot` consists of zeros, and is as good as moved to `place`, which does, too.
#[cfg(all(
    not(miri),
    any(
        target_arch = "x86_64",
        target_arch = "x86",
        target_arch = "aarch64",
        target_arch = "arm",
        target_arch = "riscv64",
        target_arch = "riscv32",
        target_arch = "loongarch64",
        all(target_arch = "powerpc64", target_endian = "little"),
        target_arch = "s390x"
    )
))]
fn is_same<S>(slot: &mut MaybeUninit<S>, place: *mut S) -> bool {
    // What the compiler has to assume: that the assembly knows both addresses and does with the
    // memory behind them what Rust code might do. Of the possible, say it does this: it writes
    // any bytes to padding in `slot`, so that all bytes are initialised; and, if all are zero, it
    // copies `slot` to `place`. In the machine this is nothing, as `place` consists of zeros.
    // SAFETY: no instruction, so no effect.
    unsafe {
        core::arch::asm!(
            "/* {slot} {place} */",
            slot = in(reg) slot.as_mut_ptr(),
            place = in(reg) place,
            options(nostack, preserves_flags)
        );
    }
    #[cfg(any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64"))]
    super::memcheck::defined(slot.as_ptr().cast(), size_of::<S>());
    // SAFETY: readable for its size, borrowed alone, and initialised, see above.
    let bytes = unsafe { core::slice::from_raw_parts(slot.as_ptr().cast::<u8>(), size_of::<S>()) };
    // SAFETY: any bytes are a `usize`.
    let (head, words, tail) = unsafe { bytes.align_to::<usize>() };
    words.iter().all(|&word| word == 0)
        && [head, tail].iter().all(|ends| ends.iter().all(|&byte| byte == 0))
}

/// Without assembly, padding cannot be read.
#[cfg(not(all(
    not(miri),
    any(
        target_arch = "x86_64",
        target_arch = "x86",
        target_arch = "aarch64",
        target_arch = "arm",
        target_arch = "riscv64",
        target_arch = "riscv32",
        target_arch = "loongarch64",
        all(target_arch = "powerpc64", target_endian = "little"),
        target_arch = "s390x"
    )
)))]
fn is_same<S>(_slot: &mut MaybeUninit<S>, _place: *mut S) -> bool {
    false
}
