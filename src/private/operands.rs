//! The operands of statements, and the type rules of each statement.

use core::marker::PhantomData;
use core::sync::atomic::Ordering;

use super::Bits;
use crate::word::{Arithmetic, Bitwise, Comparable, Value, Word};

/// The place of a statement: the address of a word that `'a` keeps valid.
pub struct Place<'a, V> {
    pub pointer: *mut V,
    of: PhantomData<&'a V>,
}

impl<V> Clone for Place<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Place<'_, V> {}

/// A [`Word`], or a reference to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `Word`",
    label = "a statement of a sequence reads and writes `Word`s only",
    note = "make it a `Word<V>`, or read it in the preparation; `unsafe {{ fetch!(POINTER) }}` loads \
            through a raw pointer"
)]
pub trait AsWord<V: Value> {
    fn as_word(&self) -> &Word<V>;
}

impl<V: Value> AsWord<V> for Word<V> {
    #[inline(always)]
    fn as_word(&self) -> &Word<V> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<V: Value, W: AsWord<V> + ?Sized> AsWord<V> for &W {
    #[inline(always)]
    fn as_word(&self) -> &Word<V> {
        (**self).as_word()
    }
}

/// A place that is read or written.
#[inline(always)]
pub fn place<V: Value, W: AsWord<V> + ?Sized>(word: &W) -> Place<'_, V> {
    Place { pointer: word.as_word().as_ptr(), of: PhantomData }
}

/// A place that is compared.
#[inline(always)]
pub fn place_to_compare<V: Comparable, W: AsWord<V> + ?Sized>(word: &W) -> Place<'_, V> {
    place(word)
}

/// A place that is added to.
#[inline(always)]
pub fn place_to_add<V: Arithmetic, W: AsWord<V> + ?Sized>(word: &W) -> Place<'_, V> {
    place(word)
}

/// A place that is masked.
#[inline(always)]
pub fn place_to_mask<V: Bitwise, W: AsWord<V> + ?Sized>(word: &W) -> Place<'_, V> {
    place(word)
}

/// The place of an `unsafe { fetch!(pointer) }`.
///
/// # Safety
///
/// - `pointer` is aligned, and readable whenever the section's (event, index) compare holds.
#[inline(always)]
pub unsafe fn pointer<'a, V: Value>(pointer: *const V) -> Place<'a, V> {
    Place { pointer: pointer.cast_mut(), of: PhantomData }
}

/// A value, in the type of the word it meets.
#[inline(always)]
pub fn value<V: Value>(_place: Place<'_, V>, value: V) -> Bits {
    value.to_bits()
}

/// Gives a literal the type of the word it meets.
#[inline(always)]
pub fn literal_type<V: Value>(_place: Place<'_, V>, _literal: V) {}

/// The name of a fetched value, before it has one.
pub struct Fetched<V>(PhantomData<V>);

/// What the name of a fetched value stands for until the section has run.
#[inline(always)]
pub fn name<V: Value>(_place: Place<'_, V>) -> Fetched<V> {
    Fetched(PhantomData)
}

/// Gives a fetched value the type of the word it meets.
#[inline(always)]
pub fn same_type<V: Value>(_place: Place<'_, V>, _fetched: Fetched<V>) {}

/// A fetched value, for the tail.
///
/// # Safety
///
/// - `bits` were loaded from the place that the name was made of.
#[inline(always)]
pub unsafe fn fetched<V: Value>(_name: Fetched<V>, bits: Bits) -> V {
    // SAFETY: loaded from a place of this type, by this function's contract.
    unsafe { V::from_bits(bits) }
}

/// The slices of a `stage_copy!`.
pub struct Copied<'a, V: Value> {
    pub dst: *mut V,
    pub src: *const V,
    pub len: Bits,
    /// How an element is read, for targets without assembly.
    pub(super) read: unsafe fn(*const V) -> V,
    of: PhantomData<&'a [Word<V>]>,
}

/// What a `stage_copy!` copies: a slice of values, or of words, which are read inside the section.
///
/// # Safety
///
/// - `Self` is a slice whose elements have the size and the alignment of `V`, and `read` reads one.
#[diagnostic::on_unimplemented(
    message = "`stage_copy!` cannot copy a `{Self}` to a `[Word<{V}>]`",
    label = "expected a `&[{V}]` or a `&[Word<{V}>]`"
)]
pub unsafe trait Source<V: Value> {
    fn first(&self) -> *const V;

    fn len(&self) -> usize;

    /// Reads an element.
    ///
    /// # Safety
    ///
    /// - `element` points to an element of a `Self` that lives.
    unsafe fn read(element: *const V) -> V;
}

// SAFETY: itself.
unsafe impl<V: Value> Source<V> for [V] {
    #[inline(always)]
    fn first(&self) -> *const V {
        self.as_ptr()
    }

    #[inline(always)]
    fn len(&self) -> usize {
        self.len()
    }

    #[inline(always)]
    unsafe fn read(element: *const V) -> V {
        // SAFETY: by this function's contract.
        unsafe { *element }
    }
}

// SAFETY: a `Word` is its value.
unsafe impl<V: Value> Source<V> for [Word<V>] {
    #[inline(always)]
    fn first(&self) -> *const V {
        self.as_ptr().cast()
    }

    #[inline(always)]
    fn len(&self) -> usize {
        self.len()
    }

    #[inline(always)]
    unsafe fn read(element: *const V) -> V {
        // SAFETY: a word, by this function's contract, to which only sections store.
        unsafe { V::load(element, Ordering::Relaxed) }
    }
}

#[expect(clippy::expl_impl_clone_on_copy)] // derived ones would ask for `V: Clone`
impl<V: Value> Clone for Copied<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Value> Copy for Copied<'_, V> {}

/// Compares the lengths of a `stage_copy!`.
///
/// # Panics
///
/// If the lengths differ, as `copy_from_slice` does.
#[inline(always)]
#[track_caller]
pub fn copy<'a, V: Value, S: Source<V> + ?Sized>(dst: &'a [Word<V>], src: &'a S) -> Copied<'a, V> {
    assert!(
        dst.len() == src.len(),
        "stage_copy!: the destination has {} words, the source {}",
        dst.len(),
        src.len()
    );
    Copied {
        dst: dst.as_ptr().cast_mut().cast(),
        src: src.first(),
        len: src.len(),
        read: S::read,
        of: PhantomData,
    }
}
