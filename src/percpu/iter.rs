//! Going through the slots of a `PerCpu`.

use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::ops::Range;
use core::ptr::NonNull;

use rseq_runtime::register;

use super::Tracking;
use super::owned::Owned;
use super::slot::{self, Slot};

/// Shared references to the slots of a [`PerCpu`](crate::PerCpu), from
/// [`iter`](crate::PerCpu::iter), or of one that processes share.
pub struct Iter<'p, T, K: Tracking> {
    first: NonNull<Slot<T, K>>,
    range: Range<u32>,
    of: PhantomData<&'p T>,
}

/// Mutable references to the slots of a [`PerCpu`](crate::PerCpu), from
/// [`iter_mut`](crate::PerCpu::iter_mut).
pub struct IterMut<'p, T, K: Tracking> {
    first: NonNull<Slot<T, K>>,
    range: Range<u32>,
    of: PhantomData<&'p mut T>,
}

/// The slots of a [`PerCpu`](crate::PerCpu) that has ended, from its `into_iter`.
pub struct IntoIter<T, K: Tracking>(Owned<T, K>);

// SAFETY: as good as a `&[T]`.
unsafe impl<T: Sync, K: Tracking> Send for Iter<'_, T, K> {}
// SAFETY: as good as a `&[T]`.
unsafe impl<T: Sync, K: Tracking> Sync for Iter<'_, T, K> {}
// SAFETY: as good as a `&mut [T]`.
unsafe impl<T: Send, K: Tracking> Send for IterMut<'_, T, K> {}
// SAFETY: as good as a `&mut [T]`.
unsafe impl<T: Sync, K: Tracking> Sync for IterMut<'_, T, K> {}

impl<T, K: Tracking> Iter<'_, T, K> {
    pub(super) fn new(first: NonNull<Slot<T, K>>) -> Self {
        Self { first, range: 0..register::init().total(), of: PhantomData }
    }

    /// Those of memory that processes share, where there may be more than the process has CPUs.
    ///
    /// # Safety
    ///
    /// - `first` is the first of `total` slots, a stripe apart, which live as long as the iterator's
    ///   lifetime, and of which there are shared references only.
    #[cfg(all(target_os = "linux", not(miri)))]
    pub(crate) unsafe fn shared(first: NonNull<Slot<T, K>>, total: u32) -> Self {
        Self { first, range: 0..total, of: PhantomData }
    }
}

impl<T, K: Tracking> IterMut<'_, T, K> {
    pub(super) fn new(first: NonNull<Slot<T, K>>) -> Self {
        Self { first, range: 0..register::init().total(), of: PhantomData }
    }
}

impl<T, K: Tracking> IntoIter<T, K> {
    pub(super) fn new(owned: Owned<T, K>) -> Self {
        Self(owned)
    }
}

impl<T, K: Tracking> Clone for Iter<'_, T, K> {
    fn clone(&self) -> Self {
        Self { first: self.first, range: self.range.clone(), of: PhantomData }
    }
}

impl<'p, T, K: Tracking> Iterator for Iter<'p, T, K> {
    type Item = &'p T;

    fn next(&mut self) -> Option<&'p T> {
        let index = self.range.next()?;
        // SAFETY: a stripe's slot of a `PerCpu` that `'p` borrows.
        Some(unsafe { &*slot::value(self.first, index) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl<T, K: Tracking> DoubleEndedIterator for Iter<'_, T, K> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let index = self.range.next_back()?;
        // SAFETY: as in `next`.
        Some(unsafe { &*slot::value(self.first, index) })
    }
}

impl<'p, T, K: Tracking> Iterator for IterMut<'p, T, K> {
    type Item = &'p mut T;

    fn next(&mut self) -> Option<&'p mut T> {
        let index = self.range.next()?;
        // SAFETY: a stripe's slot of a `PerCpu` that `'p` borrows alone, each given out once.
        Some(unsafe { &mut *slot::value(self.first, index) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl<T, K: Tracking> DoubleEndedIterator for IterMut<'_, T, K> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let index = self.range.next_back()?;
        // SAFETY: as in `next`.
        Some(unsafe { &mut *slot::value(self.first, index) })
    }
}

impl<T, K: Tracking> Iterator for IntoIter<T, K> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.pop_front()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len(), Some(self.0.len()))
    }
}

impl<T, K: Tracking> DoubleEndedIterator for IntoIter<T, K> {
    fn next_back(&mut self) -> Option<T> {
        self.0.pop_back()
    }
}

impl<T, K: Tracking> ExactSizeIterator for Iter<'_, T, K> {}
impl<T, K: Tracking> ExactSizeIterator for IterMut<'_, T, K> {}
impl<T, K: Tracking> ExactSizeIterator for IntoIter<T, K> {}
impl<T, K: Tracking> FusedIterator for Iter<'_, T, K> {}
impl<T, K: Tracking> FusedIterator for IterMut<'_, T, K> {}
impl<T, K: Tracking> FusedIterator for IntoIter<T, K> {}

impl<T: fmt::Debug, K: Tracking> fmt::Debug for Iter<'_, T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<T, K: Tracking> fmt::Debug for IterMut<'_, T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IterMut").field("left", &self.range.len()).finish()
    }
}

impl<T, K: Tracking> fmt::Debug for IntoIter<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoIter").field("left", &self.0.len()).finish()
    }
}
