//! The statements of a section. `rseq!` reads them itself; the macros of these names exist to be
//! documented, and to say so when they are used anywhere else.

macro_rules! statements {
    ($dollar:tt $($(#[doc = $doc:literal])* $name:ident: $form:literal;)*) => {$(
        $(#[doc = $doc])*
        #[macro_export]
        macro_rules! $name {
            ($dollar($dollar arguments:tt)*) => {
                $crate::__private::compile_error!($crate::__private::concat!(
                    "`",
                    $crate::__private::stringify!($name),
                    "!` outside a sequence: write `",
                    $form,
                    "` at the top level of the body of `rseq!`, `try_rseq!` or a function with \
                     `#[restartable(…)]`, not through another macro"
                ))
            };
        }
    )*};
}

statements! { $
    /// Decides a sequence: `commit!(PLACE OP VALUE);`, or `commit!(PLACE OP VALUE, Release);`.
    ///
    /// Every sequence has exactly one, at the top level of its body. Its store is the last
    /// instruction of the section: either all the section before it has run on the slot that the
    /// sequence was given, and [no commit was made there since the preparation
    /// began](crate::rseq), or it is not made.
    ///
    /// - `PLACE` is a [`Word<V>`](crate::Word), or a reference to one; it is evaluated at the end of
    ///   the preparation. It may be a word of the slot, or any other that only sequences on this
    ///   slot write. One that a `get` of your own returns is written `*cell.get()`: without the `*` it
    ///   is taken for [`Word::get`](crate::Word::get), and refused.
    /// - `OP` is `=`, or `+=`, `-=` for integers, or `|=`, `&=`, `^=` for integers and `bool`. With
    ///   the latter the load, the operation and the store all happen inside the section. Sums wrap
    ///   around.
    /// - `VALUE` is a `V`, evaluated at the end of the preparation too, unless it is the name of a
    ///   [`fetch!`](crate::fetch).
    /// - `Release` orders all that the sequence did before it for readers on other CPUs that use
    ///   [`Word::get_acquire`](crate::Word::get_acquire). Sequences on the same slot need no order.
    ///
    /// ```
    /// use restartable::{PerCpu, Word, rseq};
    ///
    /// #[derive(Default)]
    /// struct Stats {
    ///     bytes: Word<u64>,
    ///     seen: Word<u32>,
    ///     last: Word<u32>,
    /// }
    ///
    /// let stats: PerCpu<Stats> = PerCpu::default();
    /// rseq!(stats, |slot| { commit!(slot.bytes += 512); });
    /// rseq!(stats, |slot| { commit!(slot.seen |= 1 << 3); });
    /// rseq!(stats, |slot| { commit!(slot.last = 7, Release); });
    /// assert_eq!(stats.iter().map(|slot| slot.bytes.get()).sum::<u64>(), 512);
    /// ```
    commit: "commit!(PLACE = VALUE);";

    /// Loads a word inside the section: `let x = fetch!(PLACE);`.
    ///
    /// The name may stand alone as the `VALUE` of what follows in the section, and may be used
    /// freely after the commit. The preparation, a place, or an expression cannot use it: they are
    /// evaluated before the section runs.
    ///
    /// Needed where reading in the preparation is too early: on an
    /// [`Untracked`](crate::Untracked) `PerCpu`, whose preparation is not protected, and for memory
    /// that may be gone.
    ///
    /// ```
    /// use restartable::{PerCpu, Untracked, Word, rseq};
    ///
    /// #[derive(Default)]
    /// struct Last {
    ///     now: Word<u32>,
    ///     before: Word<u32>,
    /// }
    ///
    /// let last: PerCpu<Last, Untracked> = PerCpu::default();
    /// let before = rseq!(last, |slot| {
    ///     let now = fetch!(slot.now);
    ///     stage!(slot.before = now);
    ///     commit!(slot.now = 5);
    ///     now
    /// });
    /// assert_eq!(before, 0);
    /// ```
    ///
    /// # Pointers
    ///
    /// `let x = unsafe { fetch!(POINTER) };` loads through a `*const V`. The load is made after the
    /// section has compared the slot's event and its CPU: what the preparation has read from the
    /// slot is still true there, so a list's head that was read in the preparation is still the
    /// head, and not freed.
    ///
    /// ```
    /// use core::mem::offset_of;
    /// use core::ptr;
    /// use restartable::{PerCpu, Word, rseq};
    ///
    /// struct Node {
    ///     next: *mut Node,
    ///     value: u32,
    /// }
    ///
    /// struct Head {
    ///     first: Word<*mut Node>,
    /// }
    ///
    /// /// The node that was on top of this CPU's stack.
    /// fn pop(stack: &PerCpu<Head>) -> Option<Box<Node>> {
    ///     rseq!(stack, |slot| {
    ///         let first = slot.first.get();
    ///         if first.is_null() {
    ///             return None;
    ///         }
    ///         // Not `&raw const (*first).next`: the node may have been popped and freed by now, and
    ///         // to name a field of what is freed is undefined, even if nothing is read.
    ///         let next_field = first.wrapping_byte_add(offset_of!(Node, next));
    ///         // SAFETY: `first` came from `Box::into_raw`, and is freed by whoever has popped it;
    ///         // the section loads only while it is still this slot's first. `next` is a pointer.
    ///         let next = unsafe { fetch!(next_field.cast::<*mut Node>()) };
    ///         commit!(slot.first = next);
    ///         // SAFETY: popped here, and nowhere else.
    ///         Some(unsafe { Box::from_raw(first) })
    ///     })
    /// }
    ///
    /// let node = Box::into_raw(Box::new(Node { next: ptr::null_mut(), value: 3 }));
    /// // One node, in the slot that this thread is going to look at if it stays on its CPU.
    /// let stack = PerCpu::<Head>::new(|_| Head { first: Word::new(ptr::null_mut()) });
    /// rseq!(stack, |slot| { commit!(slot.first = node); });
    /// let mut popped = pop(&stack);
    /// while popped.is_none() {
    ///     popped = pop(&stack); // the thread was moved: until it comes back
    /// }
    /// assert_eq!(popped.map(|node| node.value), Some(3));
    /// ```
    fetch: "let x = fetch!(PLACE);";

    /// Compares a word inside the section: `check!(PLACE == VALUE);` or `check!(PLACE != VALUE);`.
    ///
    /// If it does not hold, nothing is committed, and the sequence restarts with its preparation.
    /// With `check!(PLACE == VALUE, else EXPR);` it leaves with the value `EXPR` instead.
    ///
    /// A check that only another thread can make true restarts until one does.
    ///
    /// ```
    /// use restartable::{PerCpu, Untracked, Word, rseq};
    ///
    /// #[derive(Default)]
    /// struct Lock {
    ///     holder: Word<u32>,
    /// }
    ///
    /// let locks: PerCpu<Lock, Untracked> = PerCpu::default();
    /// let mine = rseq!(locks, |slot| {
    ///     check!(slot.holder == 0, else false);
    ///     commit!(slot.holder = 17);
    ///     true
    /// });
    /// assert!(mine);
    /// ```
    ///
    /// Floats are not compared: two that are equal can differ in their bits, and the section
    /// compares bits.
    check: "check!(PLACE == VALUE);";

    /// Writes a word inside the section, before the commit: `stage!(PLACE = VALUE);`.
    ///
    /// Others may see the value although the commit is never made, and a sequence that restarts
    /// stages again. So stage what nobody looks at before the commit: the link of a node that is
    /// not in the list yet, an element beyond the length.
    ///
    /// ```
    /// use restartable::{PerCpu, Word, rseq};
    ///
    /// struct Ring {
    ///     len: Word<usize>,
    ///     items: [Word<u32>; 8],
    /// }
    ///
    /// let rings = PerCpu::<Ring>::new(|_| Ring {
    ///     len: Word::new(0),
    ///     items: Default::default(),
    /// });
    /// let pushed = rseq!(rings, |ring| {
    ///     let len = ring.len.get();
    ///     if len == ring.items.len() {
    ///         return false;
    ///     }
    ///     stage!(ring.items[len] = 42);
    ///     commit!(ring.len = len + 1);
    ///     true
    /// });
    /// assert!(pushed);
    /// ```
    stage: "stage!(PLACE = VALUE);";

    /// Copies a slice into words inside the section, before the commit: `stage_copy!(DST, SRC);`.
    ///
    /// `DST` is a `&[Word<V>]` and `SRC` a `&[V]`, both evaluated at the end of the preparation.
    /// What was said of [`stage!`](crate::stage) is true of every word.
    ///
    /// `SRC` may be a `&[Word<V>]` too, which is read inside the section: so several words are taken
    /// out of a slot in one piece, to words of the thread's own.
    ///
    /// ```
    /// use restartable::{PerCpu, Word, rseq};
    ///
    /// struct Log {
    ///     len: Word<usize>,
    ///     bytes: [Word<u8>; 64],
    /// }
    ///
    /// fn write(logs: &PerCpu<Log>, line: &[u8]) -> Option<()> {
    ///     rseq!(logs, |log| {
    ///         let len = log.len.get();
    ///         let free = log.bytes.get(len..len + line.len())?;
    ///         stage_copy!(free, line);
    ///         commit!(log.len = len + line.len());
    ///         Some(())
    ///     })
    /// }
    ///
    /// let logs = PerCpu::<Log>::new(|_| Log {
    ///     len: Word::new(0),
    ///     bytes: [const { Word::new(0) }; 64],
    /// });
    /// assert_eq!(write(&logs, b"a line"), Some(()));
    /// assert_eq!(write(&logs, &[0; 65]), None);
    /// ```
    ///
    /// ```
    /// # use restartable::{PerCpu, Word, rseq};
    /// # struct Log { len: Word<usize>, bytes: [Word<u8>; 64] }
    /// # let logs = PerCpu::<Log>::new(|_| Log {
    /// #     len: Word::new(0),
    /// #     bytes: [const { Word::new(0) }; 64],
    /// # });
    /// let taken = [const { Word::new(0u8) }; 64];
    /// let len = rseq!(logs, |log| {
    ///     let len = log.len.get();
    ///     stage_copy!(&taken[..len], &log.bytes[..len]);
    ///     commit!(log.len = 0);
    ///     len
    /// });
    /// let bytes: Vec<u8> = taken[..len].iter().map(Word::get).collect();
    /// # assert!(bytes.is_empty());
    /// ```
    ///
    /// # Panics
    ///
    /// If the lengths differ, as [`copy_from_slice`](slice::copy_from_slice) does; nothing is
    /// written then.
    stage_copy: "stage_copy!(DST, SRC);";
}
