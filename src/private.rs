//! What the expansion of `rseq!` may name: nothing here is a public interface.
//!
//! The fast path is [`first`], the section, and [`leave`], all inlined. Everything else is in
//! `cold.rs`, out of line.

use core::marker::PhantomData;
use core::sync::atomic::{AtomicUsize, Ordering};

use rseq_runtime::abi::Rseq;
use rseq_runtime::register;

use crate::cold::{self, History, Raw, Shape};
use crate::percpu::{PerCpu, STRIDE, Slot};
use crate::word::{Arithmetic, Bitwise, Comparable};

pub use core::arch::asm;
pub use core::mem::size_of;
pub use core::ops::ControlFlow;
pub use core::option::Option;
pub use core::result::Result;
pub use core::{compile_error, concat, stringify};

pub use rseq_macros::sequence;
pub use rseq_runtime::abi::{RSEQ_CS, SIGNATURE};
pub use rseq_runtime::model::{statement, step};

pub use crate::Aborted;
pub use crate::percpu::{Index, Tracking};
pub use crate::word::{Value, Word};

/// A word in a register, extended with zeros.
pub type Bits = usize;

/// How a section ended.
pub type Code = u32;

/// The commit was made.
pub const COMMITTED: Code = 0;
/// The kernel restarted the section, or the (event, index) pair did not match.
pub const ABORTED: Code = 1;
/// A `check!` without `else` failed.
pub const MISMATCH: Code = 2;
/// The first `else` exit.
pub const EXIT: Code = 3;

/// A `PerCpu`, or what leads to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `PerCpu`, nor a reference or smart pointer to one",
    label = "a sequence needs a `PerCpu` here",
    note = "write `rseq!(percpu, |slot| {{ … }})`, where `percpu` is a `PerCpu<T>`"
)]
pub trait AsPerCpu<T, K: Tracking, I: Index> {
    fn as_per_cpu(&self) -> &PerCpu<T, K, I>;
}

impl<T, K: Tracking, I: Index> AsPerCpu<T, K, I> for PerCpu<T, K, I> {
    #[inline(always)]
    fn as_per_cpu(&self) -> &PerCpu<T, K, I> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T, K: Tracking, I: Index, P> AsPerCpu<T, K, I> for P
where
    P: core::ops::Deref,
    P::Target: AsPerCpu<T, K, I>,
{
    #[inline(always)]
    fn as_per_cpu(&self) -> &PerCpu<T, K, I> {
        (**self).as_per_cpu()
    }
}

/// The `PerCpu` that a header names.
///
/// Its parameters are the trait's and not associated types: rustc reports a type that does not
/// implement the trait once more for each use of an associated type.
#[inline(always)]
pub fn percpu<T, K: Tracking, I: Index, P: AsPerCpu<T, K, I>>(percpu: &P) -> &PerCpu<T, K, I> {
    percpu.as_per_cpu()
}

/// One attempt of a sequence: a slot, and what its commit is compared with.
///
/// Dropping it gives back the exclusive stripe that it may hold.
pub struct Attempt<'p, T, K: Tracking, I: Index> {
    raw: Raw,
    of: PhantomData<&'p PerCpu<T, K, I>>,
}

impl<T, K: Tracking, I: Index> Drop for Attempt<'_, T, K, I> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.raw.history != History::NONE {
            cold::release(self.raw.history);
        }
    }
}

/// How the cold path finds the slots of a `PerCpu`.
fn shape<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>) -> Shape {
    Shape {
        first: percpu.first().as_ptr().cast(),
        tracked: K::TRACKED,
        current: current::<I>,
        still_there: still_there::<I>,
    }
}

/// The area and the index of this thread's CPU, if sequences can use its stripe.
#[inline(always)]
fn current<I: Index>() -> Option<(*mut Rseq, u32)> {
    let area = register::area();
    // SAFETY: a `PerCpu` exists, so `init` has run and the area is readable.
    let index = unsafe { I::current(area) };
    // This bound is what memory safety rests on: it holds whatever the area's contents are.
    if index < I::limit() { Some((area, index)) } else { None }
}

/// The event of a slot; 0 where it has none.
///
/// # Safety
///
/// - `slot` points to a slot, tracked if `tracked`.
#[inline(always)]
pub(crate) unsafe fn event(slot: *mut u8, tracked: bool) -> usize {
    if tracked {
        // SAFETY: a tracked slot begins with its event, an atomic word.
        unsafe { (*slot.cast::<AtomicUsize>()).load(Ordering::Acquire) }
    } else {
        0
    }
}

/// The first attempt: on this CPU's slot where that is possible.
#[inline(always)]
pub fn first<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>) -> Attempt<'_, T, K, I> {
    while let Some((area, index)) = current::<I>() {
        // SAFETY: `index` is below the number of stripes, each of which holds a slot at the
        // distance of the first.
        let slot = unsafe { percpu.first().as_ptr().cast::<u8>().add(index as usize * STRIDE) };
        let slot = one_base(slot);
        // SAFETY: just computed; `K` is this `PerCpu`'s.
        let event = unsafe { event(slot, K::TRACKED) };
        if K::TRACKED && !still_there::<I>(area, index) {
            continue;
        }
        if event & FROZEN != 0 {
            break;
        }
        let raw = Raw { area, index: index as usize, slot, event, history: History::NONE };
        return Attempt { raw, of: PhantomData };
    }
    Attempt { raw: exclusive(percpu), of: PhantomData }
}

/// Keeps the address of a slot in one register: the event that the last sequence stored through one
/// base register is forwarded much faster to a load through the same than to `[base + index]`
/// (2.1 against 1.2 ns for a whole sequence on Intel Rocket Lake).
#[inline(always)]
fn one_base(slot: *mut u8) -> *mut u8 {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        let mut slot = slot;
        // SAFETY: no instruction at all.
        unsafe {
            asm!("/* {} */", inout(reg) slot, options(pure, readonly, nostack, preserves_flags));
        };
        slot
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    slot
}

/// Whether the thread is on the CPU of this index, after it has read the event of that CPU's slot.
///
/// A section stores the event *before* it commits. A thread that was moved away before it read the
/// event may have read, from another CPU, that of a section which had not committed yet, and then
/// the words as they were before that commit. Back on its CPU it would find the event unchanged, and
/// the update would be lost. A thread that is on the CPU now knows that such a section has ended,
/// with its commit or without, as two threads do not run on one CPU at once; and one that begins
/// later changes the event. (`rseq-runtime/tests/loom` has the model, which loses an update without
/// this.)
#[inline(always)]
pub(crate) fn still_there<I: Index>(area: *mut Rseq, index: u32) -> bool {
    // SAFETY: a `PerCpu` exists, so `init` has run and the area is readable. The event was loaded
    // with acquire, so this load comes after it.
    let now = unsafe { I::current(area) };
    // And the compiler puts what the preparation reads after this load. The processor needs no
    // telling: a thread is moved between two instructions of its own, in program order.
    core::sync::atomic::compiler_fence(Ordering::SeqCst);
    now == index
}

/// The bit of an event that a remote thread sets while it has the slot for itself.
pub(crate) const FROZEN: usize = 1;

/// The only attempt of a `try_rseq!`: a thread that is not registered yet must not waste it.
#[inline(always)]
pub fn first_once<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>) -> Attempt<'_, T, K, I> {
    if current::<I>().is_some() && !register::is_registered() {
        return Attempt { raw: cold::unregistered(&shape(percpu)), of: PhantomData };
    }
    first(percpu)
}

/// [`cold::exclusive`] for one `PerCpu`. The typed half of the cold path is out of line too: what it
/// makes up for the other half would be kept ready in the registers of the common path.
#[cold]
#[inline(never)]
fn exclusive<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>) -> Raw {
    cold::exclusive(&shape(percpu))
}

/// [`cold::again`] for one `PerCpu`.
#[cold]
#[inline(never)]
fn next<T, K: Tracking, I: Index>(percpu: &PerCpu<T, K, I>, raw: Raw, mismatch: bool) -> Raw {
    cold::again(&shape(percpu), raw, mismatch)
}

/// The next attempt.
#[inline(always)]
pub fn again<'p, T, K: Tracking, I: Index>(
    percpu: &'p PerCpu<T, K, I>,
    at: Attempt<'p, T, K, I>,
    code: Code,
) -> Attempt<'p, T, K, I> {
    let raw = at.raw;
    core::mem::forget(at);
    Attempt { raw: next(percpu, raw, code == MISMATCH), of: PhantomData }
}

/// What follows the failed attempt of a `try_rseq!`: its end, unless the section is to run again.
#[cold]
pub fn again_once<T, K: Tracking, I: Index>(
    at: Attempt<'_, T, K, I>,
) -> Result<Attempt<'_, T, K, I>, Aborted> {
    if let Some(raw) = cold::resume(at.raw) {
        core::mem::forget(at);
        return Ok(Attempt { raw, of: PhantomData });
    }
    drop(at);
    rseq_runtime::stats::count_restart();
    Err(Aborted(()))
}

/// Ends an attempt, before the tail or the value of an `else` is evaluated.
#[inline(always)]
pub fn leave<T, K: Tracking, I: Index>(at: Attempt<'_, T, K, I>) {
    drop(at);
}

/// The value of a `try_rseq!` that did not abort.
#[inline(always)]
pub fn ok<R>(value: R) -> Result<R, Aborted> {
    Ok(value)
}

impl<'p, T, K: Tracking, I: Index> Attempt<'p, T, K, I> {
    /// The slot.
    #[inline(always)]
    #[must_use]
    pub fn slot(&self) -> &'p T {
        // SAFETY: `slot` lies in the place of a `PerCpu` that `'p` borrows, every slot of which is
        // initialised; only shared references to slots exist while it is borrowed.
        unsafe { &(*self.raw.slot.cast::<Slot<T, K>>()).value }
    }

    /// The slot's index.
    #[inline(always)]
    #[must_use]
    #[expect(clippy::cast_possible_truncation)] // made of 32 bits
    pub fn index(&self) -> u32 {
        self.raw.index as u32
    }

    /// What the section is handed.
    #[inline(always)]
    #[must_use]
    pub fn frame(&self) -> Frame<K, I> {
        let Raw { area, index, slot, event, .. } = self.raw;
        let field = I::field_base(area);
        Frame {
            area: control::area(area),
            field,
            index: control::index::<I>(field, index),
            slot,
            // An operand that is not used shares the register of one that is.
            event: if K::TRACKED { control::event(slot, event) } else { slot as Bits },
            of: PhantomData,
        }
    }

    /// Whether the section is to run again, and not the preparation.
    #[inline(always)]
    #[must_use]
    pub fn resumes(&self) -> bool {
        self.raw.history.resumes()
    }
}

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
    /// The compare of the (event, index) pair, for targets without assembly.
    #[must_use]
    pub fn holds(&self) -> bool {
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

/// The negative controls of the tests: `--cfg restartable_control="…"` takes one of the three
/// protections away by what the section is handed. Without the cfg nothing of this is left.
mod control {
    use super::{Bits, Index, Rseq};

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
}

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
#[inline(always)]
pub fn fetched<V: Value>(_name: Fetched<V>, bits: Bits) -> V {
    // SAFETY: loaded from a place of this type.
    unsafe { V::from_bits(bits) }
}

/// The slices of a `stage_copy!`.
pub struct Copied<'a, V: Value> {
    pub dst: *mut V,
    pub src: *const V,
    pub len: Bits,
    of: PhantomData<(&'a [Word<V>], &'a [V])>,
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
pub fn copy<'a, V: Value>(dst: &'a [Word<V>], src: &'a [V]) -> Copied<'a, V> {
    assert!(
        dst.len() == src.len(),
        "stage_copy!: the destination has {} words, the source {}",
        dst.len(),
        src.len()
    );
    Copied {
        dst: dst.as_ptr().cast_mut().cast(),
        src: src.as_ptr(),
        len: src.len(),
        of: PhantomData,
    }
}

impl<V: Value> Copied<'_, V> {
    /// The copy, for targets without assembly.
    ///
    /// # Safety
    ///
    /// - The thread owns the slot's stripe.
    pub unsafe fn run(self) {
        for at in 0..self.len {
            // SAFETY: both slices have `len` elements and outlive `self`; the destination is made
            // of words.
            unsafe { V::store(self.dst.add(at), *self.src.add(at), Ordering::Relaxed) };
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

/// What `?` does in a `try_rseq!`, where the function returned from returns a `Result` of its own.
#[diagnostic::on_unimplemented(
    message = "`?` in `try_rseq!` works on `Option`, `Result` and `ControlFlow` only",
    label = "`{Self}` is none of them"
)]
pub trait Branch<Output, Residual> {
    fn branch(self) -> ControlFlow<Residual, Output>;
}

/// What a `try_rseq!` can leave with through `?`.
#[diagnostic::on_unimplemented(
    message = "`?` cannot turn a `{R}` into the value of this `try_rseq!`, a `{Self}`",
    label = "the value of the sequence is a `{Self}`"
)]
pub trait FromResidual<R> {
    fn from_residual(residual: R) -> Self;
}

/// The residual of an `Option`.
pub struct NoneResidual;
/// The residual of a `Result`.
pub struct ErrResidual<E>(E);
/// The residual of a `ControlFlow`.
pub struct BreakResidual<B>(B);

impl<T> Branch<T, NoneResidual> for Option<T> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<NoneResidual, T> {
        self.map_or(ControlFlow::Break(NoneResidual), ControlFlow::Continue)
    }
}

impl<T, E> Branch<T, ErrResidual<E>> for Result<T, E> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<ErrResidual<E>, T> {
        self.map_or_else(|error| ControlFlow::Break(ErrResidual(error)), ControlFlow::Continue)
    }
}

impl<B, C> Branch<C, BreakResidual<B>> for ControlFlow<B, C> {
    #[inline(always)]
    fn branch(self) -> ControlFlow<BreakResidual<B>, C> {
        match self {
            ControlFlow::Continue(value) => ControlFlow::Continue(value),
            ControlFlow::Break(value) => ControlFlow::Break(BreakResidual(value)),
        }
    }
}

impl<T> FromResidual<NoneResidual> for Option<T> {
    #[inline(always)]
    fn from_residual(_: NoneResidual) -> Self {
        None
    }
}

impl<T, E, F: From<E>> FromResidual<ErrResidual<E>> for Result<T, F> {
    #[inline(always)]
    fn from_residual(ErrResidual(error): ErrResidual<E>) -> Self {
        Err(F::from(error))
    }
}

impl<B, C> FromResidual<BreakResidual<B>> for ControlFlow<B, C> {
    #[inline(always)]
    fn from_residual(BreakResidual(value): BreakResidual<B>) -> Self {
        ControlFlow::Break(value)
    }
}

/// The first half of `?`.
#[inline(always)]
pub fn branch<O, R, B: Branch<O, R>>(value: B) -> ControlFlow<R, O> {
    value.branch()
}

/// The second half of `?`.
#[inline(always)]
pub fn from_residual<R, F: FromResidual<R>>(residual: R) -> F {
    F::from_residual(residual)
}

/// What an editor is given of a body with errors: rustc never expands it.
#[doc(hidden)]
#[macro_export]
macro_rules! __editor {
    ($($body:tt)*) => { $($body)* };
}
pub use crate::__editor as editor;
