//! What memory that processes share may hold.

use crate::Word;

/// Types whose values mean the same in every process that maps them, whatever their bytes are:
/// integers, floats, [`Word`]s of them, arrays, and structures of those by
/// [`#[derive(Shareable)]`](derive@crate::Shareable).
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
/// - it holds no pointer or reference, nor anything else that belongs to one process;
/// - its layout does not depend on the compiler (`#[repr(C)]` or a primitive type);
/// - it needs no destructor;
/// - `LAYOUT` differs between types whose bytes mean something different.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot lie in memory that processes share",
    label = "this is not `Shareable`",
    note = "integers, floats, `Word`s of them and arrays are; a structure of those is with \
            `#[derive(Shareable)]` and `#[repr(C)]`",
    note = "pointers mean nothing in another process, and any byte may be found in a `bool` or a \
            `char`"
)]
pub unsafe trait Shareable: Send + Sync + 'static {
    /// A fingerprint of the layout: the type's name for primitive types, everything that makes up
    /// others.
    const LAYOUT: u64;
}

macro_rules! primitives {
    ($($type:ty),*) => {$(
        // SAFETY: a primitive type all of whose bit patterns are values.
        unsafe impl Shareable for $type {
            const LAYOUT: u64 = fingerprint(stringify!($type).as_bytes(), size_of::<$type>() as u64);
        }

        // SAFETY: a word has the layout of its value; it is written by single instructions.
        unsafe impl Shareable for Word<$type> {
            const LAYOUT: u64 = mix(<$type>::LAYOUT, fingerprint(b"Word", 0));
        }
    )*};
}

primitives!(u8, i8, u16, i16, u32, i32, usize, isize, f32);
#[cfg(target_pointer_width = "64")]
primitives!(u64, i64, f64);

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
            u32::LAYOUT,
            i32::LAYOUT,
            f32::LAYOUT,
            u8::LAYOUT,
            usize::LAYOUT,
            Word::<u32>::LAYOUT,
            <[u32; 2]>::LAYOUT,
            <[u32; 3]>::LAYOUT,
            <[[u32; 2]; 3]>::LAYOUT,
            <[[u32; 3]; 2]>::LAYOUT,
            <[Word<u32>; 2]>::LAYOUT,
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| other != one), "{at}");
        }
    }
}
