//! [`Pool`]: objects that are used again.

mod lent;

use core::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use core::sync::atomic::{AtomicUsize, Ordering};

use crate::percpu::ExclusiveError;
use crate::stack::Stack;

pub use lent::{Guard, Lent, OwnedGuard};

/// How a [`Pool`]'s objects are made, and made ready to be used again.
///
/// Implemented for closures `Fn() -> T`, to which [`Pool::reset_with`] adds one that resets.
pub trait Recycle<T> {
    /// Makes an object.
    fn create(&self) -> T;

    /// Makes an object ready to be used again, when it comes back. Does nothing unless defined.
    fn reset(&self, object: &mut T) {
        _ = object;
    }
}

impl<T, F: Fn() -> T> Recycle<T> for F {
    fn create(&self) -> T {
        self()
    }
}

/// A [`Recycle`] and a closure that resets, from [`Pool::reset_with`].
#[derive(Clone, Copy, Debug)]
pub struct ResetWith<M, R> {
    manage: M,
    reset: R,
}

impl<T, M: Recycle<T>, R: Fn(&mut T)> Recycle<T> for ResetWith<M, R> {
    fn create(&self) -> T {
        self.manage.create()
    }

    #[inline]
    fn reset(&self, object: &mut T) {
        self.manage.reset(object);
        (self.reset)(object);
    }
}

/// A pool of objects that are expensive to make: buffers, parsers, caches of a matcher.
///
/// [`get`](Self::get) takes one, makes it if there is none, and puts it back when the guard is dropped.
/// Idle objects lie on a stack for each CPU, so that threads do not wait for each other, and the one that
/// was used last on a CPU is used next there. What one CPU has too many of goes to a shared overflow, from
/// which others take.
///
/// ```
/// use restartable::Pool;
///
/// let buffers: Pool<Vec<u8>, _> = Pool::new(|| Vec::with_capacity(4096)).reset_with(Vec::clear);
///
/// let mut buffer = buffers.get();
/// buffer.extend_from_slice(b"a request");
/// assert_eq!(buffer.len(), 9);
/// drop(buffer); // cleared, and back in the pool
/// assert_eq!(buffers.idle(), 1);
/// ```
///
/// # When not to use it
///
/// For what is cheap to make: with a modern allocator that includes small `Vec`s and `Box`es. Where
/// one thread uses the objects, keep them in that thread. The pool bounds what is *idle*, not what
/// is in use: it is no semaphore.
///
/// # Cost
///
/// A [`get`](Self::get) and the return are one sequence each, on a word: the objects are boxed. If the
/// CPU's stack is empty or full a mutex is locked and half a stack of objects moved, and if there is
/// nothing to move an object made or dropped.
///
/// # Memory
///
/// At most `per_cpu` idle objects on each CPU where threads have returned some, and `shared` in the overflow.
/// They stay until [`trim`](Self::trim). `get` calls the global allocator where it makes an object, or
/// moves some from or to the overflow; so a pool is nothing for an allocator's own use.
///
/// # Panics, signals, fork
///
/// A guard that is dropped by a panic returns its object: `reset` sees it in whatever state it
/// is. If `reset` panics the object is dropped, and not the pool's any more. Signal handlers must
/// not use a pool: it allocates and locks. Nor may the child of a `fork` in a program of several threads.
pub struct Pool<T, M = fn() -> T> {
    here: Stack<Box<T>>,
    overflow: Mutex<Vec<Box<T>>>,
    /// How many there are in `overflow`: written under its lock.
    overflowed: AtomicUsize,
    shared: usize,
    manage: M,
}

impl<T, M: Recycle<T>> Pool<T, M> {
    /// A pool that keeps up to 16 idle objects on each CPU, and as many again for all in the overflow.
    ///
    /// # Panics
    ///
    /// If the system has no memory.
    #[must_use]
    #[track_caller]
    pub fn new(manage: M) -> Self {
        let cpus = std::thread::available_parallelism().map_or(1, usize::from);
        Self::with_capacity(16, 16 * cpus, manage)
    }

    /// A pool that keeps up to `per_cpu` idle objects on each CPU and `shared` in the overflow. What
    /// comes back beyond that is dropped.
    ///
    /// ```
    /// let pool = restartable::Pool::with_capacity(0, 0, || 5);
    /// drop(pool.get());
    /// assert_eq!(pool.idle(), 0);
    /// ```
    ///
    /// # Panics
    ///
    /// If the system has no memory.
    #[must_use]
    #[track_caller]
    pub fn with_capacity(per_cpu: usize, shared: usize, manage: M) -> Self {
        Self {
            here: Stack::with_capacity(per_cpu),
            overflow: Mutex::default(),
            overflowed: AtomicUsize::new(0),
            shared,
            manage,
        }
    }

    /// The same pool, which calls `reset` with every object that comes back.
    ///
    /// ```
    /// let pool = restartable::Pool::new(String::new).reset_with(|name| name.clear());
    /// let mut name = pool.get();
    /// name.push('a');
    /// drop(name);
    /// assert_eq!(*pool.get(), "");
    /// ```
    #[must_use = "this is the pool from now on"]
    pub fn reset_with<R: Fn(&mut T)>(self, reset: R) -> Pool<T, ResetWith<M, R>> {
        let Self { here, overflow, overflowed, shared, manage } = self;
        Pool { here, overflow, overflowed, shared, manage: ResetWith { manage, reset } }
    }

    /// An object, made if there is none on this CPU or in the overflow.
    #[inline]
    pub fn get(&self) -> Guard<'_, T, M> {
        Lent::new(self.take(), self)
    }

    /// An object, if there is one on this CPU or in the overflow.
    #[must_use]
    #[inline]
    pub fn try_get(&self) -> Option<Guard<'_, T, M>> {
        let object = self.here.pop().or_else(|| self.refill())?;
        Some(Lent::new(object, self))
    }

    /// The same as [`get`](Self::get), with a guard that keeps the pool alive: for another thread, or a
    /// future.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// let pool: Arc<_> = Arc::new(restartable::Pool::new(String::new));
    /// let mut name = pool.get_owned();
    /// std::thread::spawn(move || name.push('a')).join().unwrap();
    /// ```
    #[inline]
    pub fn get_owned(self: &Arc<Self>) -> OwnedGuard<T, M> {
        Lent::new(self.take(), Arc::clone(self))
    }

    /// Gives the pool an object that it has not made, or that was [detached](Lent::detach).
    pub fn attach(&self, object: T) {
        self.give(Box::new(object));
    }

    #[inline]
    #[expect(clippy::unnecessary_box_returns)] // it stays boxed
    fn take(&self) -> Box<T> {
        match self.here.pop() {
            Some(object) => object,
            None => self.refill().unwrap_or_else(|| Box::new(self.manage.create())),
        }
    }

    /// Takes an object back.
    #[inline]
    fn give(&self, mut object: Box<T>) {
        self.manage.reset(&mut object);
        if let Err(object) = self.here.push(object) {
            self.spill(object);
        }
    }
}

impl<T, M> Pool<T, M> {
    /// How many objects are idle, on all CPUs and in the overflow; exact only if nobody uses the pool.
    pub fn idle(&self) -> usize {
        self.here.len() + self.overflowed.load(Ordering::Relaxed)
    }

    /// Drops all idle objects, and returns how many.
    ///
    /// Where the kernel cannot interrupt other CPUs ([`ExclusiveError`]), those of the overflow and of
    /// this CPU only.
    ///
    /// ```
    /// let pool = restartable::Pool::new(|| vec![0u8; 1 << 20]);
    /// drop(pool.get());
    /// assert_eq!(pool.trim(), 1);
    /// ```
    ///
    /// # Cost
    ///
    /// That of [`Stack::take_all`], and of the destructors.
    pub fn trim(&self) -> usize {
        let mut objects = {
            let mut overflow = self.lock();
            self.overflowed.store(0, Ordering::Relaxed);
            core::mem::take(&mut *overflow)
        };
        if let Err(ExclusiveError::NoBarrier { .. }) = self.here.take_all(&mut objects) {
            self.here.pop_many(&mut objects, usize::MAX);
        }
        objects.len()
    }

    /// An object from the overflow, and as many more for this CPU as fill half its stack.
    #[cold]
    fn refill(&self) -> Option<Box<T>> {
        if self.overflowed.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let mut batch = {
            let mut overflow = self.lock();
            let rest = overflow.len().saturating_sub(self.half() + 1);
            self.overflowed.store(rest, Ordering::Relaxed);
            overflow.split_off(rest)
        };
        let object = batch.pop();
        self.here.push_many(&mut batch);
        // The thread may have been moved to a CPU that has some.
        self.store(&mut batch);
        object
    }

    /// Moves half of this CPU's stack to the overflow, and an object that found no room here. What
    /// finds none there either is dropped.
    #[cold]
    fn spill(&self, object: Box<T>) {
        if self.overflowed.load(Ordering::Relaxed) >= self.shared {
            return;
        }
        let mut batch = vec![object];
        self.here.pop_many(&mut batch, self.half());
        self.store(&mut batch);
        self.here.push_many(&mut batch);
    }

    /// Moves objects to the overflow as far as there is room.
    fn store(&self, batch: &mut Vec<Box<T>>) {
        if batch.is_empty() {
            return;
        }
        let mut overflow = self.lock();
        let count = batch.len().min(self.shared.saturating_sub(overflow.len()));
        overflow.extend(batch.drain(..count));
        self.overflowed.store(overflow.len(), Ordering::Relaxed);
    }

    fn half(&self) -> usize {
        self.here.capacity() / 2
    }

    /// The overflow. No code of the user's runs while it is locked.
    fn lock(&self) -> MutexGuard<'_, Vec<Box<T>>> {
        self.overflow.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, M> fmt::Debug for Pool<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("idle", &self.idle()).finish_non_exhaustive()
    }
}
