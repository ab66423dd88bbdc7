//! [`FreeList`], of indices, and [`NodeList`], of nodes that carry the link: lists of what is free, one
//! a CPU.

mod nodes;

use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};

use crate::percpu::{ExclusiveError, PerCpu};
use crate::rseq;
use crate::word::Word;

pub use nodes::{Link, Node, NodeList};

/// The indices below a number, each either free or in somebody's hands, with a list of free ones for each
/// CPU: for slabs, arenas, tables of connections.
///
/// ```
/// use restartable::FreeList;
///
/// let places = FreeList::new(2);
/// let (a, b) = (places.pop().unwrap(), places.pop().unwrap());
/// assert_ne!(a, b);
/// assert_eq!(places.pop(), None);
/// places.push(a);
/// places.push(b);
/// ```
///
/// A [`pop`](Self::pop) takes the index that was pushed last on this CPU. If there is none it takes one
/// that was never used, and if there is none of these either it takes the list of another CPU. So
/// whatever is free is found.
///
/// # When not to use it
///
/// Where a thread frees what another CPU has allocated, as from one stage of a pipeline to the next, the
/// lists wander and `pop` has to steal: a shared queue of indices is better there.
///
/// # Cost
///
/// A `push` or `pop` is one [tracked](crate::Tracked) sequence; a `pop` that finds the CPU's list
/// empty an atomic addition; one that has to steal, a few microseconds and the length of the list that it
/// finds.
///
/// # Memory
///
/// Four bytes an index, two words a CPU. [`new`](Self::new) calls the global allocator, `push`, `pop` and
/// `try_pop` never do.
///
/// # ABA
///
/// A list's head may be the same index again although others have been popped and pushed since it was
/// read, and then what was read as its successor is wrong. Here the commit fails when *any*
/// commit was made on the slot since the preparation began, so such a pop starts again.
///
/// # Signals
///
/// `push` may be called in handlers, and so may [`try_pop`](Self::try_pop).
pub struct FreeList {
    /// The first index of each list and 1; 0 if it is empty.
    heads: PerCpu<Word<u32>>,
    /// For an index in a list, what follows it there, in the same form.
    next: Box<[Word<u32>]>,
    /// From here on indices were never handed out.
    fresh: AtomicU32,
}

impl FreeList {
    /// A list of the indices below `len`, all free.
    ///
    /// # Panics
    ///
    /// If `len` is `u32::MAX`, or the system has no memory.
    #[must_use]
    #[track_caller]
    pub fn new(len: u32) -> Self {
        assert!(len < u32::MAX, "a free list of so many indices has none left for its end");
        let next = (0..len).map(|_| Word::new(0)).collect();
        Self { heads: PerCpu::default(), next, fresh: AtomicU32::new(0) }
    }

    /// How many indices there are, free or not: what [`new`](Self::new) was given. How many are free is
    /// counted nowhere.
    #[expect(clippy::len_without_is_empty)] // it is about indices that may all be in use
    #[expect(clippy::cast_possible_truncation)] // made from 32 bits
    pub fn len(&self) -> u32 {
        self.next.len() as u32
    }

    /// Takes a free index; `None` if there is none.
    ///
    /// It is the caller's alone until it is [pushed](Self::push).
    ///
    /// ```
    /// assert_eq!(restartable::FreeList::new(0).pop(), None);
    /// ```
    #[must_use = "the index stays taken until it is pushed"]
    #[inline]
    pub fn pop(&self) -> Option<u32> {
        self.pop_here().or_else(|| self.pop_elsewhere())
    }

    /// The same, without looking at other CPUs' lists: for signal handlers, and where a few microseconds
    /// are too long.
    #[must_use = "the index stays taken until it is pushed"]
    pub fn try_pop(&self) -> Option<u32> {
        self.pop_here().or_else(|| self.pop_fresh())
    }

    /// Gives an index back, to this CPU's list.
    ///
    /// One that is pushed twice is popped twice, or closes a list to a circle in which others are
    /// lost; the list itself stays sound, and nothing goes round for ever: [`take_all`](Self::take_all)
    /// gives the indices of a circle again and again, up to [`len`](Self::len) of them.
    ///
    /// # Panics
    ///
    /// If the index is not below [`len`](Self::len).
    #[inline]
    pub fn push(&self, index: u32) {
        let next = &self.next[index as usize];
        rseq!(self.heads, |head| {
            let first = head.get();
            stage!(next = first); // not in the list yet, so nobody looks at it
            commit!(head = index + 1);
        });
    }

    /// Takes all free indices out of all lists, to the end of `into`, and returns how many, while others
    /// push and pop: the lists are empty afterwards but for what is pushed meanwhile. Indices that were
    /// never handed out are not among them.
    ///
    /// ```
    /// let places = restartable::FreeList::new(8);
    /// let place = places.pop().unwrap();
    /// places.push(place);
    /// let mut free = Vec::new();
    /// assert_eq!(places.take_all(&mut free), Ok(1));
    /// assert_eq!(free, [place]);
    /// ```
    ///
    /// # Errors
    ///
    /// If the kernel cannot do this: see [`ExclusiveError`]. Then nothing was taken.
    pub fn take_all(&self, into: &mut Vec<u32>) -> Result<usize, ExclusiveError> {
        let before = into.len();
        self.heads.exclusive_each(|head| {
            into.extend(self.walk(head.replace(|head| head, 0)));
        })?;
        Ok(into.len() - before)
    }

    #[inline]
    fn pop_here(&self) -> Option<u32> {
        rseq!(self.heads, |head| -> Option<u32> {
            let first = head.get().checked_sub(1)?;
            // Another thread may have popped `first` meanwhile, and what this reads may be anything:
            // then the event has changed, and the commit fails.
            let next = self.next[first as usize].get();
            commit!(head = next);
            Some(first)
        })
    }

    /// An index that nobody has had yet.
    fn pop_fresh(&self) -> Option<u32> {
        let fresh = |fresh| (fresh < self.len()).then_some(fresh + 1);
        self.fresh.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fresh).ok()
    }

    #[cold]
    fn pop_elsewhere(&self) -> Option<u32> {
        if let Some(index) = self.pop_fresh() {
            return Some(index);
        }
        for index in 0..self.heads.len() {
            #[expect(clippy::cast_possible_truncation)] // made from 32 bits
            let index = index as u32;
            if self.heads.get(index).is_none_or(|head| head.get() == 0) {
                continue;
            }
            let Ok(head) = self.heads.try_exclusive(index) else { continue };
            let first = head.replace(|head| head, 0);
            drop(head);
            if let Some(first) = first.checked_sub(1) {
                self.adopt(self.next[first as usize].get());
                return Some(first);
            }
        }
        // Others may have pushed what they had while this looked elsewhere.
        self.pop_here()
    }

    /// The indices of a list that is nobody's. No list is longer than there are indices, unless it is a
    /// circle, which ends here too.
    fn walk(&self, first: u32) -> impl Iterator<Item = u32> {
        let after = |&index: &u32| self.next[index as usize].get().checked_sub(1);
        core::iter::successors(first.checked_sub(1), after).take(self.next.len())
    }

    /// Puts a list that is nobody's in front of this CPU's.
    fn adopt(&self, first: u32) {
        let Some(last) = self.walk(first).last() else { return };
        let last = &self.next[last as usize];
        rseq!(self.heads, |head| {
            let old = head.get();
            stage!(last = old);
            commit!(head = first);
        });
    }
}

impl fmt::Debug for FreeList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FreeList").field("len", &self.len()).finish_non_exhaustive()
    }
}
