//! Lists of boxed nodes.

use core::fmt;
use core::marker::PhantomData;
use core::ptr;

use crate::percpu::{ExclusiveError, PerCpu};
use crate::rseq;
use crate::word::Word;

/// The place in a [`Node`] where a [`NodeList`] keeps its successor: a pointer, for the list alone.
#[repr(transparent)]
pub struct Link<N>(Word<*mut N>);

// SAFETY: a pointer that only the list which owns the node follows.
unsafe impl<N> Send for Link<N> {}
// SAFETY: nothing can be done with a shared one.
unsafe impl<N> Sync for Link<N> {}

impl<N> Link<N> {
    /// A link of a node that is in no list.
    #[must_use]
    pub const fn new() -> Self {
        Self(Word::new(ptr::null_mut()))
    }
}

impl<N> Default for Link<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N> fmt::Debug for Link<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link")
    }
}

/// What can be in a [`NodeList`].
///
/// # Safety
///
/// Implementations promise:
///
/// - `LINK` is the offset of a [`Link<Self>`] in `Self`: `core::mem::offset_of!(Self, link)`.
pub unsafe trait Node: Sized {
    /// The offset of the link.
    const LINK: usize;
}

/// A list for each CPU of boxed nodes that carry the link themselves: unbounded, and nothing is
/// allocated to push one.
///
/// ```
/// use core::mem::offset_of;
/// use restartable::free_list::{Link, Node, NodeList};
///
/// struct Request {
///     link: Link<Request>,
///     body: Vec<u8>,
/// }
///
/// // SAFETY: the offset of a link of this type.
/// unsafe impl Node for Request {
///     const LINK: usize = offset_of!(Request, link);
/// }
///
/// let free = NodeList::new();
/// free.push(Box::new(Request { link: Link::new(), body: vec![0; 4096] }));
/// if let Some(request) = free.pop() { // on this CPU, unless the thread was moved
///     assert_eq!(request.body.len(), 4096);
/// }
/// ```
///
/// # Nodes that are gone
///
/// A `pop` reads the link of the first node. Between reading which one that is and reading its
/// link, a thread on the same CPU may pop the node and free it. So the link is read *inside the section*,
/// by [`fetch!`](crate::fetch), after the section has compared the slot's event: no commit was made since
/// the preparation began, so the node is still the first, and in the list, and alive. The same compare makes
/// it ABA-safe: see [`FreeList`](super::FreeList).
///
/// # When not to use it
///
/// It is unbounded, and grows where others than those who pop push. What has no room for a link, or
/// should be bounded, goes to a [`Stack`](crate::Stack).
///
/// # Cost
///
/// One tracked sequence. A `pop` touches the node that it returns, nothing else.
///
/// # Memory
///
/// Two words a CPU, and a word in every node. The list itself never calls the global allocator: nodes
/// come in their boxes, and go out in them. How many there are is counted nowhere, so there is no `len`.
///
/// # Signals
///
/// `push` and `pop` may be called in handlers.
pub struct NodeList<N: Node> {
    /// The first node of each list. Nodes in a list belong to it, from `Box::into_raw`.
    heads: PerCpu<Word<*mut N>>,
    of: PhantomData<Box<N>>,
}

// SAFETY: owns its nodes, as a `Vec<Box<N>>` does.
unsafe impl<N: Node + Send> Send for NodeList<N> {}
// SAFETY: through a shared list nodes are moved in and out, never shared, so they need not be `Sync`.
unsafe impl<N: Node + Send> Sync for NodeList<N> {}

impl<N: Node> NodeList<N> {
    /// An empty list.
    ///
    /// # Panics
    ///
    /// If the system has no memory.
    #[must_use]
    #[track_caller]
    pub fn new() -> Self {
        Self { heads: PerCpu::new(|_| Word::new(ptr::null_mut())), of: PhantomData }
    }

    /// Where the link of a node lies. The node may be gone: this computes only.
    #[inline(always)]
    fn link(node: *mut N) -> *const Word<*mut N> {
        node.wrapping_byte_add(N::LINK).cast()
    }

    /// Puts a node in front of this CPU's list.
    #[inline]
    pub fn push(&self, node: Box<N>) {
        let node = Box::into_raw(node);
        // SAFETY: the node's own link, by `Node`'s contract; it is ours until the commit, and what
        // only the section writes to afterwards.
        let link = unsafe { &*Self::link(node) };
        rseq!(self.heads, |head| {
            let first = head.get();
            stage!(link = first);
            commit!(head = node);
        });
    }

    /// Takes the first node of this CPU's list; `None` if it is empty.
    #[must_use = "the node was taken out of the list"]
    #[inline]
    pub fn pop(&self) -> Option<Box<N>> {
        rseq!(self.heads, |head| -> Option<Box<N>> {
            let first = head.get();
            if first.is_null() {
                return None;
            }
            // SAFETY: loaded only where the event compare has shown that no commit was made since
            // `first` was read, so that it is still in the list, which owns it: its link lives.
            let next = unsafe { fetch!(Self::link(first).cast::<*mut N>()) };
            commit!(head = next);
            // SAFETY: from `Box::into_raw`, and taken out of the list by this commit alone.
            Some(unsafe { Box::from_raw(first) })
        })
    }

    /// Takes all nodes, of all CPUs and of exclusive slots, while others push and pop, and hands each
    /// to `with`. Returns how many.
    ///
    /// # Errors
    ///
    /// If the kernel cannot do this: see [`ExclusiveError`]. Then nothing was taken.
    pub fn take_all(&self, mut with: impl FnMut(Box<N>)) -> Result<usize, ExclusiveError> {
        let mut taken = Chain(ptr::null_mut());
        let mut count = 0;
        self.heads.exclusive_each(|head| {
            let first = head.replace(|head| head, ptr::null_mut());
            let mut chain = Chain(first);
            while let Some(node) = chain.next() {
                taken.push(node);
            }
        })?;
        // With no slot in hand: `with` may do anything.
        while let Some(node) = taken.next() {
            count += 1;
            with(node);
        }
        Ok(count)
    }
}

/// Nodes that are no longer in a list. What is left is dropped.
struct Chain<N: Node>(*mut N);

impl<N: Node> Chain<N> {
    fn next(&mut self) -> Option<Box<N>> {
        if self.0.is_null() {
            return None;
        }
        // SAFETY: a node of the chain, which owns it.
        let mut node = unsafe { Box::from_raw(self.0) };
        self.0 = *Self::link(&mut node);
        Some(node)
    }

    fn push(&mut self, mut node: Box<N>) {
        *Self::link(&mut node) = self.0;
        self.0 = Box::into_raw(node);
    }

    fn link(node: &mut N) -> &mut *mut N {
        // SAFETY: the node's link, by `Node`'s contract, borrowed with the node.
        unsafe { &mut *ptr::from_mut(node).byte_add(N::LINK).cast::<*mut N>() }
    }
}

impl<N: Node> Drop for Chain<N> {
    fn drop(&mut self) {
        /// Goes on after a destructor that panics.
        struct Rest<'c, N: Node>(&'c mut Chain<N>);
        impl<N: Node> Drop for Rest<'_, N> {
            fn drop(&mut self) {
                while let Some(node) = self.0.next() {
                    drop(node);
                }
            }
        }
        let rest = Rest(self);
        while let Some(node) = rest.0.next() {
            drop(node);
        }
    }
}

impl<N: Node> Drop for NodeList<N> {
    fn drop(&mut self) {
        let mut all = Chain(ptr::null_mut());
        for head in &mut self.heads {
            let mut chain = Chain(core::mem::replace(head.get_mut(), ptr::null_mut()));
            while let Some(node) = chain.next() {
                all.push(node);
            }
        }
    }
}

impl<N: Node> Default for NodeList<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Node> fmt::Debug for NodeList<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeList").finish_non_exhaustive()
    }
}
