//! The steps of a section in Rust, for targets without assembly.

use core::sync::atomic::Ordering;

use super::{Bits, Copied, Place};
use crate::word::Value;

impl<V: Value> Copied<'_, V> {
    /// The copy, for targets without assembly.
    ///
    /// # Safety
    ///
    /// - The thread owns the slot's stripe.
    pub unsafe fn run(self) {
        for at in 0..self.len {
            // SAFETY: both slices have `len` elements and outlive `self`; the destination is made
            // of words, and `read` is that of the source.
            unsafe {
                V::store(self.dst.add(at), (self.read)(self.src.add(at)), Ordering::Relaxed);
            };
        }
    }
}

/// A load of the section, for targets without assembly.
///
/// # Safety
///
/// - The place is readable: a word, or vouched for by `unsafe { fetch!(…) }`.
pub unsafe fn load<V: Value>(place: Place<'_, V>) -> Bits {
    // SAFETY: by this function's contract.
    unsafe { V::load(place.pointer, Ordering::Relaxed) }.to_bits()
}

/// A store of the section, for targets without assembly.
///
/// # Safety
///
/// - The place is a word, and `bits` is the low part of a value of its type.
pub unsafe fn store<V: Value>(place: Place<'_, V>, bits: Bits) {
    // SAFETY: by this function's contract.
    unsafe { V::store(place.pointer, V::from_bits(bits), Ordering::Relaxed) };
}

/// The same with release order.
///
/// # Safety
///
/// - As of [`store`].
pub unsafe fn store_release<V: Value>(place: Place<'_, V>, bits: Bits) {
    // SAFETY: by this function's contract.
    unsafe { V::store(place.pointer, V::from_bits(bits), Ordering::Release) };
}

/// A literal as it is compared and stored, for targets without assembly.
#[must_use]
#[expect(clippy::cast_sign_loss)] // the literal's bits are wanted
pub fn literal<V: Value>(_place: Place<'_, V>, literal: i32) -> Bits {
    let bits = literal as isize as Bits;
    match size_of::<V>() {
        size if size < size_of::<Bits>() => bits & ((1 << (size * 8)) - 1),
        _ => bits,
    }
}

macro_rules! operators {
    ($($name:ident: $a:ident, $b:ident => $result:expr;)*) => {$(
        /// An operator of `commit!`, for targets without assembly.
        #[must_use]
        pub fn $name($a: Bits, $b: Bits) -> Bits {
            $result
        }
    )*};
}

operators! {
    add: a, b => a.wrapping_add(b);
    sub: a, b => a.wrapping_sub(b);
    or: a, b => a | b;
    and: a, b => a & b;
    xor: a, b => a ^ b;
}
