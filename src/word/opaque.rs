//! Values of any type as words, for structures that keep a user's `T` in words: [`Opaque`] and
//! [`Padded`].

use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicPtr, Ordering};

use super::sealed::Sealed;
use super::{Value, Word};

/// A register's worth of bytes of some value: perhaps padding, perhaps a pointer or a part of one.
///
/// Where sections are assembly, what they store is initialised, whatever it was before: a processor
/// has no uninitialised registers, so a word that only sections (and zeros) were stored to can be
/// read with [`Word::get`]. Where sections are Rust, bytes are copied as they are, by accesses that are
/// **not atomic**: there such a word is read and written by sections alone, which own the stripe
/// that it belongs to, and never by `get`.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Opaque(MaybeUninit<*mut ()>);

impl Sealed for Opaque {}

// SAFETY: a register's size and alignment, as a pointer is. It has no padding of its own, and what is
// said of `to_bits` holds of the bytes that the assembly finds in its register.
unsafe impl Value for Opaque {
    /// Only for sections in assembly: elsewhere the bytes have to be initialised.
    #[inline(always)]
    fn to_bits(self) -> usize {
        frozen(self.0)
    }

    #[inline(always)]
    unsafe fn from_bits(bits: usize) -> Self {
        Self(MaybeUninit::new(core::ptr::with_exposed_provenance_mut(bits)))
    }

    #[inline(always)]
    unsafe fn load(pointer: *const Self, order: Ordering) -> Self {
        if ASSEMBLY {
            // SAFETY: aligned, readable and accessed atomically, by this function's contract, and
            // initialised, see the type; nothing is stored through the reference.
            let atomic = unsafe { AtomicPtr::<()>::from_ptr(pointer.cast_mut().cast()) };
            Self(MaybeUninit::new(atomic.load(order)))
        } else {
            // SAFETY: aligned and readable, by this function's contract; a section has the stripe
            // for itself, see the type.
            unsafe { pointer.read() }
        }
    }

    #[inline(always)]
    unsafe fn store(pointer: *mut Self, value: Self, _order: Ordering) {
        // SAFETY: aligned and writable, by this function's contract; only sections in Rust store this
        // way, and they have the stripe for themselves, see the type.
        unsafe { pointer.write(value) };
    }
}

rseq_runtime::sections! {
    {
        const ASSEMBLY: bool = true;

        /// The bytes as they happen to be in a register. Exposes the provenance of a pointer.
        #[inline(always)]
        fn frozen(word: MaybeUninit<*mut ()>) -> usize {
            let bits: usize;
            // SAFETY: no instruction. What the compiler has to assume is that it exposes the
            // pointer and returns its address, or any number in place of uninitialised bytes.
            unsafe {
                core::arch::asm!(
                    "/* {} */",
                    inlateout(reg) word => bits,
                    options(nomem, nostack, preserves_flags)
                );
            }
            bits
        }
    } else {
        const ASSEMBLY: bool = false;

        fn frozen(_word: MaybeUninit<*mut ()>) -> usize {
            unreachable!("sections in Rust copy opaque words with `stage_copy!`")
        }
    }
}

/// A `T`, or room for one, of whole words: the bytes behind the `T` are padding. Never drops it.
#[repr(C)]
pub(crate) struct Padded<T> {
    value: MaybeUninit<T>,
    /// For the alignment.
    words: [Opaque; 0],
}

impl<T> Padded<T> {
    /// How many words a `T` takes.
    pub(crate) const WORDS: usize = size_of::<Self>() / size_of::<Opaque>();

    /// Whether a slice of `T`s is one of `Padded<T>`s.
    pub(crate) const IS_EXACT: bool =
        size_of::<T>() == size_of::<Self>() && align_of::<T>() == align_of::<Self>();

    #[inline(always)]
    pub(crate) const fn new(value: T) -> Self {
        Self { value: MaybeUninit::new(value), words: [] }
    }

    #[inline(always)]
    pub(crate) const fn uninit() -> Self {
        Self { value: MaybeUninit::uninit(), words: [] }
    }

    /// The `T`.
    ///
    /// # Safety
    ///
    /// - All words of a `T` were copied here, and whoever had it does not use it any more.
    #[inline(always)]
    pub(crate) unsafe fn into_inner(self) -> T {
        // SAFETY: a `T`, by this function's contract.
        unsafe { self.value.assume_init() }
    }

    /// Its words.
    #[inline(always)]
    pub(crate) fn words(&self) -> &[Opaque] {
        Self::words_of(core::slice::from_ref(self))
    }

    /// Its words, to be written by a section.
    #[inline(always)]
    pub(crate) fn words_mut(&mut self) -> &[Word<Opaque>] {
        Self::words_of_mut(core::slice::from_mut(self))
    }

    /// Whether a `T` is handed to sections in a register.
    pub(crate) const IS_WORD: bool = ASSEMBLY && Self::WORDS == 1;

    /// The only word, if a `T` is handed to sections in a register.
    #[inline(always)]
    pub(crate) fn as_word(&self) -> Option<Opaque> {
        if Self::IS_WORD { self.words().first().copied() } else { None }
    }

    /// What [`as_word`](Self::as_word) returned.
    #[inline(always)]
    pub(crate) fn set_word(&mut self, word: Opaque) {
        assert!(Self::IS_WORD);
        // SAFETY: as large as a word and aligned to one; all its bytes may be anything.
        unsafe { core::ptr::from_mut(self).cast::<Opaque>().write(word) };
    }

    /// Values as `Padded`, of which the caller uses those or these: the values themselves, or else
    /// copies.
    pub(crate) fn slice_of<'a>(values: &'a [T], copies: &'a mut Vec<Self>) -> &'a [Self] {
        if Self::IS_EXACT {
            // SAFETY: of the same size and alignment, and any `T` is a `MaybeUninit<T>`.
            return unsafe { core::slice::from_raw_parts(values.as_ptr().cast(), values.len()) };
        }
        copies.clear();
        // SAFETY: copies of values that are there, to be used in their place.
        copies.extend(values.iter().map(|value| Self::new(unsafe { core::ptr::read(value) })));
        copies
    }

    /// Room for values as `Padded`: the room itself, or else as much in `copies`.
    pub(crate) fn room_of<'a>(
        room: &'a mut [MaybeUninit<T>],
        copies: &'a mut Vec<Self>,
    ) -> &'a mut [Self] {
        if Self::IS_EXACT {
            // SAFETY: of the same size and alignment; both may be any bytes.
            return unsafe {
                core::slice::from_raw_parts_mut(room.as_mut_ptr().cast(), room.len())
            };
        }
        copies.clear();
        copies.resize_with(room.len(), Self::uninit);
        copies
    }

    /// The words of several.
    #[inline(always)]
    pub(crate) fn words_of(several: &[Self]) -> &[Opaque] {
        // SAFETY: `repr(C)` and aligned as words are, so each is `WORDS` words; opaque words may be
        // any bytes. They are not changed while `several` is borrowed.
        unsafe { core::slice::from_raw_parts(several.as_ptr().cast(), several.len() * Self::WORDS) }
    }

    /// The words of several, to be written by a section.
    #[inline(always)]
    pub(crate) fn words_of_mut(several: &mut [Self]) -> &[Word<Opaque>] {
        // SAFETY: as in `words_of`; a `Word` is its value, and `several` is borrowed alone, so
        // that it may be written through the cells of the words.
        unsafe {
            core::slice::from_raw_parts(several.as_mut_ptr().cast(), several.len() * Self::WORDS)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_value_is_whole_words() {
        const WORD: usize = size_of::<usize>();
        #[repr(align(64))]
        struct Aligned(#[expect(dead_code)] u8);
        assert_eq!(Padded::<()>::WORDS, 0);
        assert_eq!(Padded::<u8>::WORDS, 1);
        assert_eq!(Padded::<[u8; WORD]>::WORDS, 1);
        assert_eq!(Padded::<[u8; WORD + 1]>::WORDS, 2);
        assert_eq!(Padded::<String>::WORDS, 3);
        assert_eq!(Padded::<Aligned>::WORDS, 64 / WORD);
        const { assert!(Padded::<String>::IS_EXACT && Padded::<Aligned>::IS_EXACT) };
        const { assert!(!Padded::<u8>::IS_EXACT && !Padded::<[u8; WORD]>::IS_EXACT) };
    }

    #[test]
    fn values_come_back() {
        let padded = Padded::new((7u8, String::from("seven")));
        let mut copy = Padded::uninit();
        for (word, value) in copy.words_mut().iter().zip(padded.words()) {
            // SAFETY: a word of this thread's own.
            unsafe { Opaque::store(word.as_ptr(), *value, Ordering::Relaxed) };
        }
        // SAFETY: copied as a whole; `padded` never drops it.
        let value: (u8, String) = unsafe { copy.into_inner() };
        assert_eq!(value, (7, String::from("seven")));
    }

    #[test]
    #[cfg_attr(any(miri, restartable_fallback, not(target_os = "linux")), ignore = "no registers")]
    fn small_values_fit_into_a_register() {
        let padded = Padded::new((1u8, 2u16));
        let word = padded.as_word().unwrap();
        // SAFETY: the bits of a word.
        let word = unsafe { Opaque::from_bits(word.to_bits()) };
        // SAFETY: copied as a whole.
        let value: (u8, u16) = unsafe {
            let mut copy = Padded::uninit();
            copy.set_word(word);
            copy.into_inner()
        };
        assert_eq!(value, (1, 2));
    }
}
