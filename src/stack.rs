//! [`Stack`]: a bounded stack of values for each CPU.

mod drain;
mod items;
mod many;
mod steal;

use core::fmt;

use crate::percpu::PerCpu;
use crate::rseq;
use crate::word::Word;
use crate::word::opaque::Padded;

pub use drain::Drain;
use items::Items;

/// A bounded stack of values for each CPU: what a thread pushes, the next one on its CPU pops.
///
/// For caches: of buffers, connections, free blocks, anything that is as good as any other of its
/// kind, best the one that was used last on this CPU and is still in its cache. Threads that share one do
/// not wait for each other, and there is no atomic instruction on the way.
///
/// ```
/// use restartable::Stack;
///
/// let buffers: Stack<Vec<u8>> = Stack::with_capacity(16);
///
/// let mut buffer = buffers.pop().unwrap_or_default();
/// buffer.extend_from_slice(b"some work");
/// buffer.clear();
/// if let Err(buffer) = buffers.push(buffer) {
///     drop(buffer); // this CPU has 16 already
/// }
/// assert_eq!(buffers.len(), 1);
/// ```
///
/// # When not to use it
///
/// It is a stack a CPU, not one for all: [`pop`](Self::pop) looks on this CPU only, and a thread may be
/// moved between its `push` and its `pop`. A queue of work, of which no piece may be left behind,
/// needs a shared queue (`crossbeam`'s, for example). A cache of one thread's own is a `Vec` in a
/// `thread_local!`, whose contents end with the thread and whose memory grows with the number of threads.
///
/// # Cost
///
/// A `push` or `pop` is one [tracked](crate::Tracked) sequence, however many threads there are. A value
/// of a few words is copied through registers, a larger one word by word inside the section, and again to where it
/// is used: put values of more than some hundred bytes behind a `Box`.
///
/// # Memory
///
/// `capacity` values a slot, each rounded up to whole words, in one block of zeroed memory for
/// all slots. A slot's part begins at a page (a small one at a line of the cache). The system gives a
/// page when it is first written to, so slots that are not used take address space alone; and a page
/// that was used once stays until the stack is dropped. Besides, two words a CPU for the length.
///
/// Making and dropping a stack calls the global allocator; `push` and `pop` never do. What takes or
/// fills a `Vec` may, and so does [`steal`](Self::steal).
///
/// # Exclusive slots
///
/// A thread that cannot use its CPU's slot pushes to and pops from [an exclusive one](crate::PerCpu).
/// Values there are found by the next such thread, by [`steal`](Self::steal), [`take_all`](Self::take_all) and
/// [`drain`](Self::drain), and are dropped with the stack.
///
/// # Signals, fork, nesting
///
/// `push` and `pop` may be called in signal handlers, also in one that has interrupted a `push` or `pop`
/// on the same stack: whichever commits first makes the other one start again. The child of a `fork`
/// has copies of all values.
pub struct Stack<T> {
    /// How many values each slot has. Those are the first of the slot's block in `items`, and belong
    /// to the stack; what lies behind them is nobody's. Never more than `capacity`.
    lens: PerCpu<Word<usize>>,
    items: Items<T>,
    capacity: usize,
}

impl<T> Stack<T> {
    /// A stack with room for so many values on each CPU.
    ///
    /// # Panics
    ///
    /// If the memory of all slots together is more than there are addresses, or if the system has
    /// none for the lengths. Aborts as `Vec` does if the allocator fails.
    #[must_use]
    #[track_caller]
    pub fn with_capacity(capacity: usize) -> Self {
        let lens = PerCpu::<Word<usize>>::default();
        let items = Items::new(lens.len(), capacity);
        Self { lens, items, capacity }
    }

    /// How many values fit on each CPU.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// How many values there are now, on all CPUs and on exclusive slots.
    ///
    /// The slots are read one after the other while others push and pop, so this is exact only if
    /// nobody does.
    pub fn len(&self) -> usize {
        self.lens.iter().map(Word::get).sum()
    }

    /// Whether there were no values, as far as [`len`](Self::len) can tell.
    pub fn is_empty(&self) -> bool {
        self.lens.iter().all(|len| len.get() == 0)
    }

    /// Puts a value on top of this CPU's stack.
    ///
    /// ```
    /// let stack = restartable::Stack::with_capacity(0);
    /// assert_eq!(stack.push(5), Err(5));
    /// ```
    ///
    /// # Errors
    ///
    /// If the stack is full: the value comes back.
    #[inline(always)]
    pub fn push(&self, value: T) -> Result<(), T> {
        let value = Padded::new(value);
        let pushed = match value.as_word() {
            Some(word) => rseq!(self.lens, |slot, index| -> bool {
                let len = slot.get();
                if len >= self.capacity {
                    return false;
                }
                // SAFETY: every slot has a block, and its first `len` values leave room for one.
                let place = unsafe { self.items.words(index, len, 1) };
                stage!(place[0] = word);
                commit!(slot = len + 1);
                true
            }),
            None => rseq!(self.lens, |slot, index| -> bool {
                let len = slot.get();
                if len >= self.capacity {
                    return false;
                }
                // SAFETY: as above.
                let place = unsafe { self.items.words(index, len, 1) };
                stage_copy!(place, value.words());
                commit!(slot = len + 1);
                true
            }),
        };
        if pushed {
            Ok(())
        } else {
            // SAFETY: made of a `T`, and nothing was committed: it is nowhere else.
            Err(unsafe { value.into_inner() })
        }
    }

    /// Takes the value on top of this CPU's stack; `None` if it is empty.
    #[must_use = "the value was taken off the stack"]
    #[inline(always)]
    pub fn pop(&self) -> Option<T> {
        let mut value = Padded::<T>::uninit();
        let popped = if Padded::<T>::IS_WORD {
            rseq!(self.lens, |slot, index| -> bool {
                let Some(len) = slot.get().checked_sub(1) else { return false };
                // SAFETY: every slot has a block, with more than `len` values.
                let place = unsafe { self.items.words(index, len, 1) };
                let word = place[0].get();
                commit!(slot = len);
                value.set_word(word);
                true
            })
        } else {
            rseq!(self.lens, |slot, index| -> bool {
                let Some(len) = slot.get().checked_sub(1) else { return false };
                // SAFETY: as above.
                let place = unsafe { self.items.words(index, len, 1) };
                stage_copy!(value.words_mut(), place);
                commit!(slot = len);
                true
            })
        };
        // SAFETY: the words of the value that was on top: no commit was made in between. Now that
        // the slot is one shorter it belongs to nobody else.
        popped.then(|| unsafe { value.into_inner() })
    }
}

impl<T> fmt::Debug for Stack<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (len, capacity) = (self.len(), self.capacity);
        f.debug_struct("Stack")
            .field("len", &len)
            .field("capacity", &capacity)
            .finish_non_exhaustive()
    }
}
