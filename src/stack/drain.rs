//! What is left on a stack that nobody else uses any more.

use core::fmt;
use core::iter::FusedIterator;

use super::Stack;

impl<T> Stack<T> {
    /// Takes all values, of all CPUs and of exclusive slots.
    ///
    /// Those of one slot come from the top. What the iterator did not give is dropped with it.
    ///
    /// ```
    /// let mut stack = restartable::Stack::with_capacity(4);
    /// stack.push(1).unwrap();
    /// assert_eq!(stack.drain().collect::<Vec<_>>(), [1]);
    /// assert!(stack.is_empty());
    /// ```
    pub fn drain(&mut self) -> Drain<'_, T> {
        Drain { stack: self, index: 0 }
    }

    /// Takes the value on top of this slot's stack.
    fn pop_of(&mut self, index: u32) -> Option<T> {
        let slot = self.lens.get_mut(index)?.get_mut();
        *slot = slot.checked_sub(1)?;
        // SAFETY: the slot had a value here, which from now on it has not; nobody else uses the
        // stack.
        Some(unsafe { self.items.read(index, *slot) })
    }
}

impl<T> Drop for Stack<T> {
    fn drop(&mut self) {
        drop(self.drain());
    }
}

/// All values of a [`Stack`], from [`drain`](Stack::drain).
pub struct Drain<'s, T> {
    stack: &'s mut Stack<T>,
    /// The slots below this one are empty.
    index: u32,
}

impl<T> Iterator for Drain<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        while (self.index as usize) < self.stack.lens.len() {
            if let Some(value) = self.stack.pop_of(self.index) {
                return Some(value);
            }
            self.index += 1;
        }
        None
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.stack.len();
        (len, Some(len))
    }
}

impl<T> ExactSizeIterator for Drain<'_, T> {}
impl<T> FusedIterator for Drain<'_, T> {}

impl<T> Drop for Drain<'_, T> {
    fn drop(&mut self) {
        /// Goes on after a destructor that panics; after a second one the process is aborted, as
        /// everywhere.
        struct Rest<'d, 's, T>(&'d mut Drain<'s, T>);
        impl<T> Drop for Rest<'_, '_, T> {
            fn drop(&mut self) {
                self.0.for_each(drop);
            }
        }
        if core::mem::needs_drop::<T>() {
            Rest(self).0.for_each(drop);
        } else {
            self.stack.lens.iter_mut().for_each(|len| *len.get_mut() = 0);
        }
    }
}

impl<T> fmt::Debug for Drain<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drain").field("left", &self.stack.len()).finish()
    }
}
