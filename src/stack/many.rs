//! Several values in one section.

use super::Stack;
use crate::rseq;
use crate::word::opaque::Padded;

impl<T> Stack<T> {
    /// The most values that one section copies: 16 KiB, which takes a few microseconds, so that a
    /// thread is rarely preempted in it.
    const BLOCK: usize = {
        let most = (16 << 10) / (if size_of::<T>() == 0 { 1 } else { size_of::<T>() });
        if most == 0 { 1 } else { most }
    };

    /// Moves the last values of `values` to this CPU's stack, as many as there is room for, and
    /// returns how many. They keep their order: the last one is on top.
    ///
    /// That is one sequence for all of them, at the price of one and of a copy. Values that
    /// are not a multiple of words are copied twice, through a `Vec` that is allocated for it; more than
    /// 16 KiB go in several pieces, the last values first.
    ///
    /// ```
    /// let stack = restartable::Stack::with_capacity(2);
    /// let mut values = vec![1, 2, 3];
    /// assert_eq!(stack.push_many(&mut values), 2);
    /// assert_eq!(values, [1]);
    /// ```
    pub fn push_many(&self, values: &mut Vec<T>) -> usize {
        let before = values.len();
        while self.push_block(values) > 0 {}
        before - values.len()
    }

    /// Moves values from the top of this CPU's stack to the end of `into`, `most` or all that there
    /// are, and returns how many. They keep their order: what was on top is last.
    ///
    /// The room is reserved in the preparation. Otherwise what was said of
    /// [`push_many`](Self::push_many) is true here.
    ///
    /// ```
    /// let stack = restartable::Stack::with_capacity(4);
    /// stack.push_many(&mut vec![1, 2, 3]);
    /// let mut values = Vec::new();
    /// let popped = stack.pop_many(&mut values, 2); // on this CPU, unless the thread was moved
    /// assert!(popped == 0 || values == [2, 3]);
    /// ```
    pub fn pop_many(&self, into: &mut Vec<T>, most: usize) -> usize {
        let mut popped = 0;
        while popped < most {
            match self.pop_block(into, most - popped) {
                0 => break,
                count => popped += count,
            }
        }
        popped
    }

    fn push_block(&self, values: &mut Vec<T>) -> usize {
        let most = values.len().min(Self::BLOCK);
        let rest = values.len() - most;
        let mut copies = Vec::new();
        let block = Padded::slice_of(&values[rest..], &mut copies);
        let count = rseq!(self.lens, |slot, index| -> usize {
            let len = slot.get();
            let count = most.min(self.capacity.saturating_sub(len));
            if count == 0 {
                return 0;
            }
            // SAFETY: every slot has a block, and its first `len` values leave room for `count`.
            let place = unsafe { self.items.words(index, len, count) };
            stage_copy!(place, Padded::words_of(&block[most - count..]));
            commit!(slot = len + count);
            count
        });
        // SAFETY: fewer than there are; those behind are the stack's now.
        unsafe { values.set_len(rest + most - count) };
        count
    }

    fn pop_block(&self, into: &mut Vec<T>, most: usize) -> usize {
        let most = most.min(Self::BLOCK);
        let mut copies = Vec::new();
        let count = rseq!(self.lens, |slot, index| -> usize {
            let len = slot.get();
            let count = most.min(len);
            if count == 0 {
                return 0;
            }
            into.reserve(count);
            let room = Padded::room_of(&mut into.spare_capacity_mut()[..count], &mut copies);
            // SAFETY: every slot has a block, with `len` values.
            let place = unsafe { self.items.words(index, len - count, count) };
            stage_copy!(Padded::words_of_mut(room), place);
            commit!(slot = len - count);
            count
        });
        if Padded::<T>::IS_EXACT {
            // SAFETY: `count` values were copied to the room behind the others, and belong to
            // nobody else now that the slot is shorter.
            unsafe { into.set_len(into.len() + count) };
        } else {
            // SAFETY: the same of the copies.
            into.extend(copies.drain(..).take(count).map(|copy| unsafe { copy.into_inner() }));
        }
        count
    }
}
