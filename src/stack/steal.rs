//! What is on other CPUs' stacks.

use super::Stack;
use crate::percpu::{ExclusiveError, ExclusiveSlot};
use crate::word::Word;

impl<T> Stack<T> {
    /// Takes values from another CPU's stack: the upper half of the fullest one there is, to the end
    /// of `into`. Returns how many; 0 if all were empty, or in other threads' hands.
    ///
    /// For a thread that found nothing on its own CPU and would rather not make a new value. What
    /// it does not need it pushes to its own stack.
    ///
    /// ```
    /// use restartable::Stack;
    ///
    /// /// A value, wherever there is one.
    /// fn find<T>(stack: &Stack<T>) -> Option<T> {
    ///     stack.pop().or_else(|| {
    ///         let mut values = Vec::new();
    ///         stack.steal(&mut values).ok()?;
    ///         let value = values.pop();
    ///         stack.push_many(&mut values);
    ///         value
    ///     })
    /// }
    ///
    /// let stack = Stack::with_capacity(4);
    /// stack.push(1).unwrap();
    /// assert_eq!(find(&stack), Some(1));
    /// ```
    ///
    /// # Cost
    ///
    /// That of [`PerCpu::try_exclusive`](crate::PerCpu::try_exclusive): a system call that interrupts the other
    /// CPU, one to a few microseconds. Sequences there use exclusive slots meanwhile. It never
    /// waits for another thread.
    ///
    /// # Errors
    ///
    /// If the kernel cannot do this: see [`ExclusiveError`].
    pub fn steal(&self, into: &mut Vec<T>) -> Result<usize, ExclusiveError> {
        let filled = |(index, len): (u32, &Word<usize>)| (len.get(), index);
        let mut slots: Vec<_> = (0..).zip(&self.lens).map(filled).collect();
        slots.retain(|&(len, _)| len > 0);
        slots.sort_unstable();
        for &(len, index) in slots.iter().rev() {
            let most = len.div_ceil(2);
            into.reserve(most);
            match self.lens.try_exclusive(index) {
                Ok(slot) => match self.take_upper(&slot, most.min(slot.get().div_ceil(2)), into) {
                    0 => {}
                    count => return Ok(count),
                },
                Err(ExclusiveError::Held | ExclusiveError::Interrupted) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(0)
    }

    /// Takes all values, of all CPUs and of exclusive slots, to the end of `into`, and returns how
    /// many, while others push and pop: whatever was pushed before this call, and not popped, is among
    /// them.
    ///
    /// ```
    /// let stack = restartable::Stack::with_capacity(4);
    /// stack.push(1).unwrap();
    /// let mut values = Vec::new();
    /// assert_eq!(stack.take_all(&mut values), Ok(1));
    /// ```
    ///
    /// # Cost, waiting
    ///
    /// Those of [`PerCpu::exclusive_each`](crate::PerCpu::exclusive_each): not for signal handlers.
    ///
    /// # Errors
    ///
    /// If the kernel cannot do this: see [`ExclusiveError`]. Then nothing was taken.
    pub fn take_all(&self, into: &mut Vec<T>) -> Result<usize, ExclusiveError> {
        let before = into.len();
        self.lens.exclusive_each(|slot| {
            let count = slot.get();
            into.reserve(count);
            self.take_upper(slot, count, into);
        })?;
        Ok(into.len() - before)
    }

    /// Moves so many values from the top of a slot to a `Vec` with room for them.
    fn take_upper(
        &self,
        slot: &ExclusiveSlot<'_, Word<usize>>,
        count: usize,
        into: &mut Vec<T>,
    ) -> usize {
        let rest = slot.get() - count;
        // SAFETY: the slot has these values, and nobody pushes or pops while it is ours (whoever
        // still prepares to only reads). From the `set` on it has them no more, and nothing in
        // between panics.
        into.extend((rest..rest + count).map(|at| unsafe { self.items.read(slot.index(), at) }));
        slot.set(|len| len, rest);
        count
    }
}
