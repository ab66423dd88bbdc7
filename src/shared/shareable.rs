//! What memory that processes share may hold.

use core::sync::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicIsize, AtomicU8, AtomicU16, AtomicU32, AtomicUsize,
};
#[cfg(target_has_atomic = "64")]
use core::sync::atomic::{AtomicI64, AtomicU64};

use crate::Word;

/// Types whose values mean the same in every process that maps them, whatever their bytes are, and
/// that others may change at any time: [`Word`]s of integers and floats, atomic integers, arrays, and
/// structures of those by [`#[derive(Shareable)]`](derive@crate::Shareable).
///
/// A plain integer is not: it must not change while there is a reference to it, and another process
/// can write to the file. Put what is written once into a `Word` as well, by [`Word::new`]. Atomic
/// integers are for what is not of one CPU; sequences do not commit to them.
///
/// Pointers and references mean nothing in another process. `bool` and `char` are not shareable
/// either: another process, or whoever wrote the file, could have left bytes there that are no value
/// of these types. Keep them in an integer.
///
/// ```compile_fail
/// use restartable::{Shareable, Word};
///
/// #[derive(Shareable)]
/// #[repr(C)]
/// struct Head {
///     first: Word<*mut u32>, // an address of this process
/// }
/// ```
///
/// # Safety
///
/// Implementations promise:
///
/// - every pattern of bytes is a value of the type, apart from padding;
/// - apart from padding all of it may change behind a shared reference;
/// - it holds no pointer or reference, nor anything else that belongs to one process;
/// - its layout does not depend on the compiler (`#[repr(C)]` or a primitive type);
/// - it needs no destructor;
/// - `LAYOUT` differs between types whose bytes mean something different.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot lie in memory that processes share",
    label = "this is not `Shareable`",
    note = "`Word`s of integers and floats, atomic integers, and arrays of them are; a structure of \
            those is with `#[derive(Shareable)]` and `#[repr(C)]`",
    note = "another process may change a plain integer while it is borrowed, may leave any byte in a \
            `bool` or a `char`, and means something else by a pointer"
)]
pub unsafe trait Shareable: Send + Sync + 'static {
    /// A fingerprint of the layout: the name and size of a word or an atomic integer, everything that
    /// makes up others.
    const LAYOUT: u64;
}

/// The fingerprint of a type by its own name.
macro_rules! named {
    ($($type:ty),*) => {$(
        // SAFETY: a cell of a primitive type all of whose bit patterns are values, with its layout,
        // read and written atomically.
        unsafe impl Shareable for $type {
            const LAYOUT: u64 = fingerprint(stringify!($type).as_bytes(), size_of::<$type>() as u64);
        }
    )*};
}

macro_rules! words {
    ($($type:ty),*) => { named!($(Word<$type>),*); };
}

words!(u8, i8, u16, i16, u32, i32, usize, isize, f32);
#[cfg(target_pointer_width = "64")]
words!(u64, i64, f64);

named!(AtomicU8, AtomicI8, AtomicU16, AtomicI16, AtomicU32, AtomicI32, AtomicUsize, AtomicIsize);
#[cfg(target_has_atomic = "64")]
named!(AtomicU64, AtomicI64);

// SAFETY: so many values side by side.
unsafe impl<T: Shareable, const N: usize> Shareable for [T; N] {
    const LAYOUT: u64 = mix(mix(T::LAYOUT, fingerprint(b"array", 0)), N as u64);
}

/// The start of a fingerprint: FNV-1a of a name, and a number.
#[must_use]
pub const fn fingerprint(name: &[u8], number: u64) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < name.len() {
        hash = step(hash, name[at]);
        at += 1;
    }
    mix(hash, number)
}

/// Adds a number to a fingerprint.
#[must_use]
pub const fn mix(mut hash: u64, number: u64) -> u64 {
    let bytes = number.to_le_bytes();
    let mut at = 0;
    while at < bytes.len() {
        hash = step(hash, bytes[at]);
        at += 1;
    }
    hash
}

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_differ() {
        let all = [
            Word::<u32>::LAYOUT,
            Word::<i32>::LAYOUT,
            Word::<f32>::LAYOUT,
            Word::<u8>::LAYOUT,
            Word::<usize>::LAYOUT,
            AtomicU32::LAYOUT,
            <[Word<u32>; 2]>::LAYOUT,
            <[Word<u32>; 3]>::LAYOUT,
            <[[Word<u32>; 2]; 3]>::LAYOUT,
            <[[Word<u32>; 3]; 2]>::LAYOUT,
            <[AtomicU32; 2]>::LAYOUT,
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| other != one), "{at}");
        }
    }
}
