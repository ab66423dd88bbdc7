//! What a sequence reads and writes: [`Word`], and the values that fit into one.

use core::cell::UnsafeCell;
use core::fmt;
use core::ptr::NonNull;
#[cfg(target_pointer_width = "64")]
use core::sync::atomic::AtomicU64;
use core::sync::atomic::{AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicUsize, Ordering};

pub(crate) mod opaque;

/// A value that sequences change: one machine word or less, read and written in one piece.
///
/// A `Word` has the size and the alignment of its value. Any thread may read it at any time with
/// [`get`](Word::get), also while a sequence on another CPU commits to it: it gets a value that was
/// there before or after, never a mixture.
///
/// Nothing stores to a shared `Word` but the section of a sequence ([`commit!`](crate::commit),
/// [`stage!`](crate::stage), [`stage_copy!`](crate::stage_copy)): a plain store could slip between
/// what a sequence has compared and what it commits. Whoever has the word's slot exclusively stores
/// with [`ExclusiveSlot::set`](crate::ExclusiveSlot::set), and whoever owns the word alone has
/// [`get_mut`](Word::get_mut).
///
/// ```
/// use restartable::{PerCpu, Word, rseq};
///
/// #[derive(Default)]
/// struct Latency {
///     sum: Word<u64>,
///     max: Word<u32>,
/// }
///
/// let latency: PerCpu<Latency> = PerCpu::default();
/// rseq!(latency, |slot| {
///     let max = slot.max.get().max(17);
///     stage!(slot.max = max);
///     commit!(slot.sum += 17);
/// });
/// assert_eq!(latency.iter().map(|slot| slot.max.get()).max(), Some(17));
/// ```
///
/// # Memory order
///
/// `get` is a relaxed load, and a commit a relaxed store unless it says `Release`. On one CPU
/// program order is enough, since a context switch is a full barrier; a reader on another CPU that
/// follows a word to other data reads it with [`get_acquire`](Word::get_acquire) and the sequence
/// commits with `Release`.
#[repr(transparent)]
pub struct Word<V: Value>(UnsafeCell<V>);

// SAFETY: a `Value` is plain bits. That includes pointers, as in `AtomicPtr`: whoever dereferences
// one vouches for it in an `unsafe` block of their own.
unsafe impl<V: Value> Send for Word<V> {}

// SAFETY: through a shared reference a word is loaded by atomic instructions, and stored to by
// atomic instructions or by single store instructions of a section, which are the same to other
// threads. Values are plain bits, so sharing one needs nothing of it, as in `AtomicPtr`.
unsafe impl<V: Value> Sync for Word<V> {}

// What a panic can leave behind in a word is one of the values that were stored to it.
impl<V: Value> core::panic::RefUnwindSafe for Word<V> {}

impl<V: Value> Word<V> {
    /// A word with this value.
    #[inline(always)]
    pub const fn new(value: V) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// The value now (a relaxed load).
    #[inline(always)]
    pub fn get(&self) -> V {
        // SAFETY: the pointer is valid for as long as `self` is borrowed, aligned, and all other
        // accesses meanwhile are atomic.
        unsafe { V::load(self.0.get(), Ordering::Relaxed) }
    }

    /// The value now (an acquire load): what was written before the `Release` commit that stored
    /// it is visible afterwards.
    #[inline(always)]
    pub fn get_acquire(&self) -> V {
        // SAFETY: as in `get`.
        unsafe { V::load(self.0.get(), Ordering::Acquire) }
    }

    /// The value, of a word that nobody else can see.
    #[inline(always)]
    pub fn get_mut(&mut self) -> &mut V {
        self.0.get_mut()
    }

    /// The value, of a word that ends here.
    #[inline(always)]
    pub fn into_inner(self) -> V {
        self.0.into_inner()
    }

    /// Where the value lies.
    ///
    /// While the word is shared, sequences store to it without asking: reads through the pointer
    /// must be atomic, and a write that does not come from a sequence can undo what one commits.
    #[inline(always)]
    pub const fn as_ptr(&self) -> *mut V {
        self.0.get()
    }
}

impl<V: Value + fmt::Debug> fmt::Debug for Word<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<V: Value + Default> Default for Word<V> {
    fn default() -> Self {
        Self::new(V::default())
    }
}

impl<V: Value> From<V> for Word<V> {
    fn from(value: V) -> Self {
        Self::new(value)
    }
}

mod sealed {
    pub trait Sealed {}
}
use sealed::Sealed;

/// The values of a [`Word`]: integers, `bool`, `char`, floats, raw pointers, `NonNull` and
/// `Option<NonNull>`, as far as they fit into a register of the target.
///
/// The trait is sealed, and its methods are for the expansion of the macros.
///
/// # Safety
///
/// Implementations promise:
///
/// - `Self` is one, two or four bytes, or eight where a register has as many, and aligned to its
///   size.
/// - `Self` has no padding, is `Send` in all but name, and `to_bits` gives its bytes, extended with
///   zeros.
#[cfg_attr(
    target_pointer_width = "64",
    diagnostic::on_unimplemented(
        message = "`{Self}` cannot be the value of a `Word`",
        label = "a section stores a `Word` in one instruction, and cannot do that with `{Self}`",
        note = "a `Word` holds an integer of up to 64 bits, `bool`, `char`, a float, a raw pointer, \
                `NonNull` or `Option<NonNull>`",
        note = "put several words into the slot's type, or a pointer to the data into one word"
    )
)]
#[cfg_attr(
    not(target_pointer_width = "64"),
    diagnostic::on_unimplemented(
        message = "`{Self}` cannot be the value of a `Word` on this target",
        label = "a section stores a `Word` in one instruction, and cannot do that with `{Self}`",
        note = "a `Word` holds an integer of up to 32 bits, `bool`, `char`, `f32`, a raw pointer, \
                `NonNull` or `Option<NonNull>`; 64-bit values need a 64-bit target",
        note = "use `usize` or `u32`, several words in the slot's type, or a pointer to the data"
    )
)]
pub unsafe trait Value: Copy + Sealed {
    /// The value in a register, extended with zeros. Exposes the provenance of a pointer.
    #[doc(hidden)]
    fn to_bits(self) -> usize;

    /// The value whose bits are the low ones of `bits`.
    ///
    /// # Safety
    ///
    /// - The low `size_of::<Self>()` bytes of `bits` are a value of this type.
    #[doc(hidden)]
    unsafe fn from_bits(bits: usize) -> Self;

    /// An atomic load.
    ///
    /// # Safety
    ///
    /// - `pointer` is aligned and points to a value of this type that stays readable during the
    ///   call, and whatever writes to it meanwhile does so atomically.
    #[doc(hidden)]
    unsafe fn load(pointer: *const Self, order: Ordering) -> Self;

    /// An atomic store.
    ///
    /// # Safety
    ///
    /// - `pointer` is aligned and valid for writes of this type during the call, and whatever
    ///   accesses it meanwhile does so atomically.
    #[doc(hidden)]
    unsafe fn store(pointer: *mut Self, value: Self, order: Ordering);
}

/// What `+=` and `-=` of [`commit!`](crate::commit) work on: the integers. They wrap around.
#[diagnostic::on_unimplemented(
    message = "`commit!` with `+=` or `-=` needs a `Word` of an integer, found `Word<{Self}>`",
    label = "a section adds integers only",
    note = "compute the new value in the preparation and `commit!(… = value)`"
)]
pub trait Arithmetic: Value {}

/// What `|=`, `&=` and `^=` of [`commit!`](crate::commit) work on: the integers and `bool`.
#[diagnostic::on_unimplemented(
    message = "`commit!` with `|=`, `&=` or `^=` needs a `Word` of an integer or `bool`, found \
               `Word<{Self}>`",
    label = "a section combines the bits of integers and `bool` only",
    note = "compute the new value in the preparation and `commit!(… = value)`"
)]
pub trait Bitwise: Value {}

/// What [`check!`](crate::check) compares: everything but floats, which are not equal to themselves
/// whenever their bits are, nor the other way round.
#[diagnostic::on_unimplemented(
    message = "`check!` cannot compare a `Word<{Self}>`",
    label = "a section compares bits, and floats with equal bits need not be equal",
    note = "keep the float as an integer (`to_bits`, `from_bits`) in the word"
)]
pub trait Comparable: Value {}

/// Values that are loaded and stored as the unsigned integer `$raw`.
macro_rules! values {
    ($($type:ty as $raw:ty, $atomic:ty: $value:ident => $to:expr, $bits:ident => $from:expr;)*) => {$(
        impl Sealed for $type {}

        const _: () = assert!(
            size_of::<$type>() == size_of::<$atomic>()
                && align_of::<$type>() == align_of::<$atomic>()
                && size_of::<$type>() <= size_of::<usize>()
        );

        // SAFETY: a primitive type without padding, of the size and alignment of an atomic that is
        // no larger than a register, as just asserted; `to_bits` extends an unsigned integer.
        unsafe impl Value for $type {
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation)] // no larger than a `usize`, see above
            fn to_bits(self) -> usize {
                let $value = self;
                let raw: $raw = $to;
                raw as usize
            }

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation)] // the low bits are wanted
            unsafe fn from_bits(bits: usize) -> Self {
                let $bits = bits as $raw;
                $from
            }

            #[inline(always)]
            unsafe fn load(pointer: *const Self, order: Ordering) -> Self {
                // SAFETY: aligned, readable and accessed atomically, by this function's contract;
                // nothing is stored through the reference.
                let $bits = unsafe { <$atomic>::from_ptr(pointer.cast_mut().cast()) }.load(order);
                $from
            }

            #[inline(always)]
            unsafe fn store(pointer: *mut Self, value: Self, order: Ordering) {
                let $value = value;
                // SAFETY: aligned, writable and accessed atomically, by this function's contract.
                unsafe { <$atomic>::from_ptr(pointer.cast()) }.store($to, order);
            }
        }
    )*};
}

values! {
    u8 as u8, AtomicU8: value => value, raw => raw;
    i8 as u8, AtomicU8: value => value.cast_unsigned(), raw => raw.cast_signed();
    u16 as u16, AtomicU16: value => value, raw => raw;
    i16 as u16, AtomicU16: value => value.cast_unsigned(), raw => raw.cast_signed();
    u32 as u32, AtomicU32: value => value, raw => raw;
    i32 as u32, AtomicU32: value => value.cast_unsigned(), raw => raw.cast_signed();
    usize as usize, AtomicUsize: value => value, raw => raw;
    isize as usize, AtomicUsize: value => value.cast_unsigned(), raw => raw.cast_signed();
    bool as u8, AtomicU8: value => u8::from(value), raw => raw != 0;
    // SAFETY: a `char` was stored, or `from_bits` was promised one.
    char as u32, AtomicU32: value => u32::from(value), raw => unsafe { char::from_u32_unchecked(raw) };
    f32 as u32, AtomicU32: value => value.to_bits(), raw => f32::from_bits(raw);
}

#[cfg(target_pointer_width = "64")]
values! {
    u64 as u64, AtomicU64: value => value, raw => raw;
    i64 as u64, AtomicU64: value => value.cast_unsigned(), raw => raw.cast_signed();
    f64 as u64, AtomicU64: value => value.to_bits(), raw => f64::from_bits(raw);
}

/// Values that are loaded and stored as a `*mut T`, so that a pointer keeps its provenance where no
/// section is involved.
///
/// In a section pointers are integers. What it loads counts as exposed, since the `asm!` block may
/// be taken to do that, and what it stores was exposed by `to_bits`.
macro_rules! pointers {
    ($($type:ty: $value:ident => $to:expr, $pointer:ident => $from:expr;)*) => {$(
        impl<T> Sealed for $type {}

        // SAFETY: a pointer to a sized type, or a type that is guaranteed to have its layout; a
        // register has the size of one.
        unsafe impl<T> Value for $type {
            #[inline(always)]
            fn to_bits(self) -> usize {
                let $value = self;
                let pointer: *mut T = $to;
                pointer.expose_provenance()
            }

            #[inline(always)]
            unsafe fn from_bits(bits: usize) -> Self {
                let $pointer = core::ptr::with_exposed_provenance_mut::<T>(bits);
                $from
            }

            #[inline(always)]
            unsafe fn load(pointer: *const Self, order: Ordering) -> Self {
                // SAFETY: aligned, readable and accessed atomically, by this function's contract;
                // nothing is stored through the reference.
                let atomic = unsafe { AtomicPtr::<T>::from_ptr(pointer.cast_mut().cast()) };
                let $pointer = atomic.load(order);
                $from
            }

            #[inline(always)]
            unsafe fn store(pointer: *mut Self, value: Self, order: Ordering) {
                let $value = value;
                // SAFETY: aligned, writable and accessed atomically, by this function's contract.
                unsafe { AtomicPtr::<T>::from_ptr(pointer.cast()) }.store($to, order);
            }
        }
    )*};
}

pointers! {
    *mut T: value => value, raw => raw;
    *const T: value => value.cast_mut(), raw => raw.cast_const();
    // SAFETY: a `NonNull` was stored, or `from_bits` was promised one.
    NonNull<T>: value => value.as_ptr(), raw => unsafe { NonNull::new_unchecked(raw) };
    Option<NonNull<T>>: value => value.map_or(core::ptr::null_mut(), NonNull::as_ptr),
        raw => NonNull::new(raw);
}

macro_rules! implement {
    ($trait:ident for $($type:ty),*) => {
        $(impl $trait for $type {})*
    };
}

implement!(Arithmetic for u8, i8, u16, i16, u32, i32, usize, isize);
implement!(Bitwise for u8, i8, u16, i16, u32, i32, usize, isize, bool);
implement!(Comparable for u8, i8, u16, i16, u32, i32, usize, isize, bool, char);

#[cfg(target_pointer_width = "64")]
mod wide {
    use super::{Arithmetic, Bitwise, Comparable};
    implement!(Arithmetic for u64, i64);
    implement!(Bitwise for u64, i64);
    implement!(Comparable for u64, i64);
}

impl<T> Comparable for *const T {}
impl<T> Comparable for *mut T {}
impl<T> Comparable for NonNull<T> {}
impl<T> Comparable for Option<NonNull<T>> {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Through a register, and through memory in both orders of either operation.
    #[track_caller]
    fn passes<V: Value + PartialEq + fmt::Debug>(value: V, bits: usize) {
        assert_eq!(value.to_bits(), bits);
        // SAFETY: a value's own bits; and all of the high ones, which do not belong to it.
        unsafe {
            assert_eq!(V::from_bits(bits), value);
            let above =
                if size_of::<V>() < size_of::<usize>() { !0 << (size_of::<V>() * 8) } else { 0 };
            assert_eq!(V::from_bits(bits | above), value);
        }
        let word = Word::new(value);
        assert_eq!(word.get(), value);
        assert_eq!(word.get_acquire(), value);
        for order in [Ordering::Relaxed, Ordering::Release] {
            // SAFETY: the word is this thread's own.
            unsafe { V::store(word.as_ptr(), value, order) };
            assert_eq!(word.get(), value);
        }
        assert_eq!(word.into_inner(), value);
    }

    #[test]
    fn integers_are_extended_with_zeros() {
        passes(0xffu8, 0xff);
        passes(-1i8, 0xff);
        passes(i16::MIN, 0x8000);
        passes(u16::MAX, 0xffff);
        passes(-2i32, 0xffff_fffe);
        passes(u32::MAX, 0xffff_ffff);
        passes(isize::MIN, 1 << (usize::BITS - 1));
        passes(usize::MAX, usize::MAX);
        #[cfg(target_pointer_width = "64")]
        {
            passes(u64::MAX, usize::MAX);
            passes(-1i64, usize::MAX);
            passes(1.5f64, 0x3ff8_0000_0000_0000);
        }
        passes(true, 1);
        passes(false, 0);
        passes('\u{10ffff}', 0x10_ffff);
        passes(-0.0f32, 0x8000_0000);
    }

    #[test]
    fn pointers_come_back_usable() {
        let mut target = 7u32;
        let pointer = &raw mut target;
        passes(pointer, pointer.addr());
        passes(pointer.cast_const(), pointer.addr());
        passes(NonNull::new(pointer), pointer.addr());
        passes(None::<NonNull<u32>>, 0);
        passes(core::ptr::null_mut::<u32>(), 0);
        let word = Word::new(NonNull::new(pointer).unwrap());
        passes(word.get(), pointer.addr());
        // SAFETY: points to `target`, which nobody else uses now.
        unsafe { *word.get().as_ptr() += 1 };
        let bits = word.get().to_bits();
        // SAFETY: the bits of a `NonNull` to `target`.
        unsafe { *NonNull::<u32>::from_bits(bits).as_ptr() += 1 };
        assert_eq!(target, 9);
    }

    #[test]
    fn a_word_is_its_value() {
        assert_eq!(size_of::<Word<u8>>(), 1);
        assert_eq!(align_of::<[Word<u16>; 3]>(), 2);
        let mut word = Word::from(3u32);
        *word.get_mut() += 1;
        assert_eq!(format!("{word:?}"), "4");
        assert!(!Word::<bool>::default().into_inner());
        const { assert!(Word::new(true).0.into_inner()) };
    }

    #[test]
    fn words_are_send_and_sync() {
        fn both<T: Send + Sync + core::panic::RefUnwindSafe>() {}
        both::<Word<u8>>();
        both::<Word<*mut u8>>();
        both::<Word<NonNull<core::cell::Cell<u8>>>>();
    }
}
