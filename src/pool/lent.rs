//! Objects in use.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::{Pool, Recycle};

/// An object of a [`Pool`], from [`get`](Pool::get).
pub type Guard<'p, T, M> = Lent<T, M, &'p Pool<T, M>>;

/// An object of a [`Pool`], from [`get_owned`](Pool::get_owned).
pub type OwnedGuard<T, M> = Lent<T, M, Arc<Pool<T, M>>>;

/// An object of a [`Pool`], which goes back there when this is dropped, also by a panic.
#[must_use = "the object goes back to its pool when this is dropped"]
pub struct Lent<T, M: Recycle<T>, P: Deref<Target = Pool<T, M>>> {
    /// There until `drop` or `detach`.
    object: ManuallyDrop<Box<T>>,
    pool: P,
}

impl<T, M: Recycle<T>, P: Deref<Target = Pool<T, M>>> Lent<T, M, P> {
    #[inline]
    pub(super) fn new(object: Box<T>, pool: P) -> Self {
        Self { object: ManuallyDrop::new(object), pool }
    }

    /// Keeps the object, which is the pool's no longer.
    ///
    /// An associated function, as the object may have a method of this name.
    ///
    /// ```
    /// use restartable::pool::Lent;
    ///
    /// let pool = restartable::Pool::new(|| 5);
    /// assert_eq!(Lent::detach(pool.get()), 5);
    /// assert_eq!(pool.idle(), 0);
    /// ```
    pub fn detach(lent: Self) -> T {
        let mut lent = ManuallyDrop::new(lent);
        // SAFETY: `lent` is never used or dropped again, so the object is taken out of it once.
        let object = unsafe { ManuallyDrop::take(&mut lent.object) };
        // SAFETY: and so is the pool.
        drop(unsafe { core::ptr::read(&raw const lent.pool) });
        *object
    }

    /// The pool that the object goes back to.
    pub fn pool(lent: &Self) -> &Pool<T, M> {
        &lent.pool
    }
}

impl<T, M: Recycle<T>, P: Deref<Target = Pool<T, M>>> Drop for Lent<T, M, P> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: not used after this.
        let object = unsafe { ManuallyDrop::take(&mut self.object) };
        self.pool.give(object);
    }
}

impl<T, M: Recycle<T>, P: Deref<Target = Pool<T, M>>> Deref for Lent<T, M, P> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.object
    }
}

impl<T, M: Recycle<T>, P: Deref<Target = Pool<T, M>>> DerefMut for Lent<T, M, P> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.object
    }
}

impl<T: fmt::Debug, M: Recycle<T>, P: Deref<Target = Pool<T, M>>> fmt::Debug for Lent<T, M, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
