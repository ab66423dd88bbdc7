//! Arenas: where the slots of all `PerCpu`s of a process lie.
//!
//! An arena is a row of stripes of [`STRIDE`] bytes each, aligned to their size: the CPUs' stripes,
//! the reserved exclusive stripes, the overflow stripe (see `rseq_runtime::exclusive`), and, in a
//! last row, the arena's own record. A place is the same piece of every stripe, so the slot of
//! stripe `s` lies at `first + s * STRIDE`. Places of many `PerCpu`s lie side by side: only one CPU
//! writes to its stripe, so there is no false sharing to pad against.
//!
//! ```text
//! base            +STRIDE                          +cpus*STRIDE        +total*STRIDE
//! | header a b c … | header a b c … | … CPUs … | header a b c … | … exclusive … | record |
//! ```
//!
//! Stripes are mapped lazily: a page costs memory once somebody writes to it, and then comes from
//! the NUMA node of the CPU that did, which is the stripe's own. So nothing here writes to the
//! CPUs' stripes.

use core::alloc::Layout;
use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicBool, Ordering};

use rseq_runtime::exclusive::{SignalMask, StripeHeader, pause};
use rseq_runtime::register::{self, Stripes};

use super::mapping::{self, AllocError};
use super::places::{Place, Places};
#[cfg(all(target_os = "linux", not(miri)))]
use crate::shared::Local;

/// The distance between the slots of two stripes, and the size of a stripe: the same whatever the
/// word size, for files that 32-bit and 64-bit processes share.
pub(crate) const STRIDE: usize = if cfg!(miri) { 16 << 10 } else { 256 << 10 };

/// The largest alignment of a slot: the smallest page.
pub(super) const MAX_ALIGN: usize = 4096;

/// An arena's record.
struct Arena {
    /// The next younger arena.
    next: Option<NonNull<Arena>>,
    places: Places<{ STRIDE / usize::BITS as usize }>,
}

const _: () = assert!(size_of::<Arena>() <= STRIDE && size_of::<StripeHeader>() <= STRIDE / 2);

/// The bytes of an arena with so many stripes.
fn arena_bytes(stripes: Stripes) -> Result<usize, AllocError> {
    let rows = stripes.total() as usize + 1;
    rows.checked_mul(STRIDE).ok_or(AllocError::new(usize::MAX, None))
}

impl Arena {
    /// Maps an arena. Nobody knows it yet.
    fn map(stripes: Stripes) -> Result<NonNull<Self>, AllocError> {
        let base = mapping::map(arena_bytes(stripes)?, STRIDE)?;
        for index in stripes.cpus..stripes.total() {
            // SAFETY: every stripe lies in the mapping, is aligned to more than a header, and has
            // room for one; nobody else knows the mapping.
            unsafe {
                let stripe = base.add(index as usize * STRIDE);
                StripeHeader::initialise(stripe.cast().as_ptr(), index);
            }
        }
        // SAFETY: the last row lies in the mapping.
        let mut arena: NonNull<Self> =
            unsafe { base.add(stripes.total() as usize * STRIDE) }.cast();
        // SAFETY: aligned, of that size, and unshared; all zeros are an `Arena` without a next one
        // and without places, since `Option<NonNull>` has `None` there.
        unsafe { arena.as_mut() }.places.initialise(size_of::<StripeHeader>());
        Ok(arena)
    }

    /// The first stripe.
    fn base(arena: NonNull<Self>) -> NonNull<u8> {
        let row = register::init().total() as usize;
        // SAFETY: the record is the row behind the stripes, whose number never changes.
        unsafe { arena.cast::<u8>().sub(row * STRIDE) }
    }

    /// The arena of a place, and the place's offset in its stripe.
    fn of(first: NonNull<u8>) -> (NonNull<Self>, usize) {
        let offset = first.addr().get() & (STRIDE - 1);
        let row = register::init().total() as usize;
        // SAFETY: `first` lies in the first stripe, which begins at a multiple of its size, and the
        // record is the row behind the stripes.
        let arena = unsafe { first.sub(offset).add(row * STRIDE) };
        (arena.cast(), offset)
    }

    /// Unmaps an arena.
    ///
    /// # Safety
    ///
    /// - It has no places that are taken, and is not in the list.
    unsafe fn unmap(arena: NonNull<Self>) {
        let stripes = register::init();
        if let Ok(bytes) = arena_bytes(stripes) {
            // SAFETY: mapped with this size; without places nobody has a pointer into it.
            unsafe { mapping::unmap(Self::base(arena), bytes, STRIDE) };
        }
    }
}

/// All arenas of the process, the oldest first, so that old ones fill up and young ones run empty.
struct Arenas {
    oldest: Option<NonNull<Arena>>,
    /// The mappings of memory that processes share, which are no arenas, but need the same care when
    /// the process forks.
    #[cfg(all(target_os = "linux", not(miri)))]
    shared: Option<NonNull<Local>>,
}

impl Arenas {
    /// Takes the first place that fits.
    fn take(&mut self, place: Layout) -> Option<(NonNull<u8>, bool)> {
        let mut next = self.oldest;
        while let Some(mut arena) = next {
            // SAFETY: records in the list are mapped, and the lock that gave `self` protects them.
            let record = unsafe { arena.as_mut() };
            if let Some(Place { offset, fresh }) = record.places.take(place.size(), place.align()) {
                // SAFETY: the offset is that of a place in the first stripe.
                return Some((unsafe { Arena::base(arena).add(offset) }, fresh));
            }
            next = record.next;
        }
        None
    }

    /// Adds an arena as the youngest.
    fn add(&mut self, arena: NonNull<Arena>) {
        let mut link = &mut self.oldest;
        while let Some(next) = link {
            // SAFETY: as in `take`.
            link = unsafe { &mut next.as_mut().next };
        }
        *link = Some(arena);
    }

    /// Takes an empty arena out of the list, for the caller to unmap, if there is another one: one
    /// is kept, so that a program that creates and drops a single `PerCpu` does not map and unmap
    /// each time.
    fn remove_surplus(&mut self) -> Option<NonNull<Arena>> {
        self.remove_empty(true)
    }

    /// Takes an empty arena out of the list; not the first one, if that is to be kept.
    fn remove_empty(&mut self, keep_one: bool) -> Option<NonNull<Arena>> {
        let mut kept = !keep_one;
        let mut link = &mut self.oldest;
        loop {
            // SAFETY: as in `take`.
            let record = unsafe { (*link)?.as_mut() };
            if record.places.is_empty() {
                if kept {
                    return core::mem::replace(link, record.next.take());
                }
                kept = true;
            }
            link = &mut record.next;
        }
    }
}

/// Takes a place in all stripes. Also says whether it is fresh: nobody has written to it, so it
/// consists of zeros in every stripe.
pub(super) fn allocate(place: Layout) -> Result<(NonNull<u8>, bool), AllocError> {
    let stripes = register::init();
    fork::watch();
    let mut mapped = None;
    loop {
        let (found, surplus) = ARENAS.with(|arenas| {
            if let Some(arena) = mapped.take() {
                arenas.add(arena);
            }
            // Other threads may have mapped one at the same time.
            (arenas.take(place), arenas.remove_surplus())
        });
        if let Some(arena) = surplus {
            // SAFETY: `remove_surplus` gives arenas that are empty and no longer in the list.
            unsafe { Arena::unmap(arena) };
        }
        if let Some(found) = found {
            return Ok(found);
        }
        // Mapped without the lock: the system call is slow, and elsewhere than on Unix it is the
        // program's allocator, which may use a `PerCpu` itself.
        mapped = Some(Arena::map(stripes)?);
    }
}

/// Gives a place back.
///
/// # Safety
///
/// - `first` was returned by [`allocate`] for this layout, and nobody uses the place any more.
pub(super) unsafe fn free(first: NonNull<u8>, place: Layout) {
    let (mut arena, offset) = Arena::of(first);
    let surplus = ARENAS.with(|arenas| {
        // SAFETY: the arena of a place that is taken is in the list, so mapped and protected by the
        // lock.
        let record = unsafe { arena.as_mut() };
        record.places.give(offset, place.size());
        if record.places.is_empty() { arenas.remove_surplus() } else { None }
    });
    if let Some(arena) = surplus {
        // SAFETY: `remove_surplus` gives arenas that are empty and no longer in the list.
        unsafe { Arena::unmap(arena) };
    }
}

/// Works on the list of mappings of memory that processes share; forks wait meanwhile.
#[cfg(all(target_os = "linux", not(miri)))]
pub(crate) fn with_shared<R>(work: impl FnOnce(&mut Option<NonNull<Local>>) -> R) -> R {
    fork::watch();
    ARENAS.with(|arenas| work(&mut arenas.shared))
}

static ARENAS: Lock = Lock {
    held: AtomicBool::new(false),
    mask: UnsafeCell::new(MaybeUninit::uninit()),
    arenas: UnsafeCell::new(Arenas {
        oldest: None,
        #[cfg(all(target_os = "linux", not(miri)))]
        shared: None,
    }),
};

/// A lock of our own, since no other can be given back in the child of a `fork`. It is held for
/// short, without calls to code of the user's, so that waiting for it is rare and ends. Signals are
/// blocked meanwhile: a handler may fork, and create and drop a `PerCpu`.
struct Lock {
    held: AtomicBool,
    /// The signals to block again when it is released.
    mask: UnsafeCell<MaybeUninit<SignalMask>>,
    arenas: UnsafeCell<Arenas>,
}

// SAFETY: `mask`, `arenas` and the records it leads to are used only by the thread that set `held`,
// and handed from one to the next by release and acquire.
unsafe impl Sync for Lock {}
// (`Arenas` may go from thread to thread: records belong to the process, not to a thread.)

impl Lock {
    fn with<R>(&self, work: impl FnOnce(&mut Arenas) -> R) -> R {
        self.acquire();
        // SAFETY: acquired just now.
        unsafe { self.with_acquired(work) }
    }

    /// # Safety
    ///
    /// - This thread has acquired the lock, and leaves its release to this function.
    unsafe fn with_acquired<R>(&self, work: impl FnOnce(&mut Arenas) -> R) -> R {
        /// Also given back when a debug assertion panics.
        struct Held<'l>(&'l Lock);
        impl Drop for Held<'_> {
            fn drop(&mut self) {
                // SAFETY: acquired, by the contract of the function around.
                unsafe { self.0.release() };
            }
        }
        let held = Held(self);
        // SAFETY: this thread alone has the lock, until `held` is dropped.
        work(unsafe { &mut *held.0.arenas.get() })
    }

    #[cfg(all(target_os = "linux", not(miri)))]
    fn try_acquire(&self) -> bool {
        let mask = SignalMask::block();
        let acquired = self.try_hold();
        if acquired {
            // SAFETY: this thread alone has the lock.
            unsafe { (*self.mask.get()).write(mask) };
        } else {
            mask.restore();
        }
        acquired
    }

    fn acquire(&self) {
        let mask = SignalMask::block();
        let mut turns = 0;
        while !self.try_hold() {
            pause(turns);
            turns += 1;
        }
        // SAFETY: this thread alone has the lock.
        unsafe { (*self.mask.get()).write(mask) };
    }

    fn try_hold(&self) -> bool {
        self.held.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// # Safety
    ///
    /// - This thread has acquired the lock, and not released it since.
    unsafe fn release(&self) {
        // SAFETY: this thread alone has the lock, and wrote the mask when it acquired it.
        let mask = unsafe { (*self.mask.get()).assume_init_read() };
        self.held.store(false, Ordering::Release);
        mask.restore();
    }
}

/// When a library that holds this crate is unloaded, the arena that is kept goes with it.
#[cfg(all(target_os = "linux", not(miri)))]
mod unload {
    use super::{ARENAS, Arena};

    #[used]
    #[unsafe(link_section = ".fini_array")]
    static UNLOAD: extern "C" fn() = unload;

    /// Also runs at the end of a program, when other threads may still use what is not empty.
    pub(super) extern "C" fn unload() {
        // Nothing is lost if the lock is not to be had, and at the end nobody should wait.
        if ARENAS.try_acquire() {
            // SAFETY: acquired just now.
            let empty = unsafe { ARENAS.with_acquired(|arenas| arenas.remove_empty(false)) };
            if let Some(arena) = empty {
                // SAFETY: empty, and no longer in the list.
                unsafe { Arena::unmap(arena) };
            }
        }
    }
}

/// What a `fork` needs: the child has one thread, and a copy of all memory as it was.
#[cfg(all(unix, not(miri)))]
mod fork {
    use core::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

    use super::{ARENAS, Arena, STRIDE, StripeHeader, register};

    /// Whether the handlers below are registered. Not a `Once`: one that another thread has begun
    /// would never end in the child of a `fork` at that moment. Instead threads that create their
    /// first arenas at the same time may all register the handlers, which may be called several
    /// times for one fork.
    pub(super) static WATCHED: AtomicBool = AtomicBool::new(false);

    /// The thread that has called `prepare`, or 0. It has the lock of the arenas.
    static FORKING: AtomicUsize = AtomicUsize::new(0);
    /// How often it has called it, and not yet one of the others.
    static PREPARED: AtomicU32 = AtomicU32::new(0);

    /// Has this module told of every `fork` from now on.
    ///
    /// The first time is not for signal handlers: the C library takes a lock, and musl allocates. (Seen
    /// there: a handler that came while `malloc` had its lock waited for ever.) Not done before `main`
    /// instead, by an entry of `.init_array`: that would not help, as what `register::init` asks of the
    /// loader is no better, and that depends on what the program does first (a seccomp filter, for
    /// one); and it would run in programs that never use a `PerCpu`.
    pub(super) fn watch() {
        if !WATCHED.load(Ordering::Acquire) {
            // SAFETY: the handlers are functions of this module without arguments. If there is no
            // memory to note them, forks go on as if this crate did not care.
            unsafe { libc::pthread_atfork(Some(prepare), Some(parent), Some(child)) };
            WATCHED.store(true, Ordering::Release);
        }
    }

    /// Nobody is changing the arenas when the memory is copied.
    extern "C" fn prepare() {
        let token = register::thread_token();
        // Only this thread writes its token.
        if FORKING.load(Ordering::Relaxed) != token {
            ARENAS.acquire();
            FORKING.store(token, Ordering::Relaxed);
        }
        PREPARED.fetch_add(1, Ordering::Relaxed);
    }

    /// The end of what `prepare` began.
    extern "C" fn parent() {
        if PREPARED.fetch_sub(1, Ordering::Relaxed) == 1 {
            FORKING.store(0, Ordering::Relaxed);
            // SAFETY: the first call of `prepare` acquired it, and this ends the last one.
            unsafe { ARENAS.release() };
        }
    }

    /// Frees the exclusive stripes whose holders do not exist here. What they wrote there is as of
    /// their last commit, with perhaps some staged values, as after any restart.
    extern "C" fn child() {
        let token = register::thread_token();
        let stripes = register::init();
        // SAFETY: `prepare` took the lock for this thread.
        let mut next = unsafe { &*ARENAS.arenas.get() }.oldest;
        while let Some(arena) = next {
            for index in stripes.cpus..stripes.total() {
                // SAFETY: the stripe lies in the arena, and begins with a header since the arena
                // was mapped.
                let header: &StripeHeader =
                    unsafe { Arena::base(arena).add(index as usize * STRIDE).cast().as_ref() };
                header.release_if_foreign(token);
            }
            // SAFETY: records in the list are mapped, and protected by the lock.
            next = unsafe { arena.as_ref() }.next;
        }
        #[cfg(target_os = "linux")]
        {
            // SAFETY: as above.
            let shared = unsafe { &*ARENAS.arenas.get() }.shared;
            // SAFETY: mappings in the list exist, and this is the only thread.
            unsafe { crate::shared::after_fork(shared) };
        }
        parent();
    }
}

#[cfg(any(not(unix), miri))]
mod fork {
    pub(super) fn watch() {}
}

#[cfg(all(test, unix, not(miri)))]
mod tests {
    use std::sync::{Mutex, PoisonError, mpsc};

    use super::*;

    /// The tests look at all arenas, so one runs at a time.
    static ALONE: Mutex<()> = Mutex::new(());

    #[cfg(target_os = "linux")]
    #[test]
    fn nothing_is_left_after_unloading() {
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let is_mapped = |arena: NonNull<Arena>| {
            let mut resident = 0;
            // SAFETY: a stripe's address, and a byte for the one page; nothing is read there.
            unsafe { libc::mincore(Arena::base(arena).as_ptr().cast(), 1, &raw mut resident) == 0 }
        };
        let place = Layout::new::<usize>();
        let (first, _) = allocate(place).unwrap();
        let (arena, _) = Arena::of(first);
        unload::unload();
        assert!(is_mapped(arena), "what is in use stays");
        // SAFETY: allocated above with this layout.
        unsafe { free(first, place) };
        assert!(is_mapped(arena), "one is kept");
        unload::unload();
        assert!(!is_mapped(arena));
        unload::unload();
    }

    /// Whether a child has the stripes of the thread that makes it, and no others.
    fn child_is_right(fork: fn() -> libc::pid_t) -> bool {
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let place = Layout::new::<usize>();
        let (first, _) = allocate(place).unwrap();
        let (arena, _) = Arena::of(first);
        let header = |index: u32| -> &'static StripeHeader {
            // SAFETY: an exclusive stripe of an arena that has a place as long as this test runs.
            unsafe { Arena::base(arena).add(index as usize * STRIDE).cast().as_ref() }
        };
        let stripes = register::init();
        let (own, foreign) = (header(stripes.cpus), header(stripes.cpus + 1));
        let overflow = header(stripes.total() - 1);
        assert!(own.try_own(register::thread_token()));

        let right = std::thread::scope(|scope| {
            let (owned, wait) = mpsc::channel();
            let (end, ended) = mpsc::channel::<()>();
            scope.spawn(move || {
                let token = register::thread_token();
                owned.send(foreign.try_own(token) && overflow.try_own(token)).unwrap();
                let _ = ended.recv();
            });
            assert!(wait.recv().unwrap());

            let child = fork();
            if child == 0 {
                let right = !own.try_own(1) && foreign.try_own(1) && overflow.try_own(1);
                // SAFETY: ends the child at once.
                unsafe { libc::_exit(if right { 7 } else { 8 }) };
            }
            let mut status = 0;
            // SAFETY: the child just made, and a valid pointer.
            assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
            assert!(libc::WIFEXITED(status), "{status:#x}");
            assert!(!own.try_own(1) && !foreign.try_own(1), "nothing changes in the parent");
            drop(end);
            libc::WEXITSTATUS(status) == 7
        });
        for header in [own, foreign, overflow] {
            header.disown();
        }
        // SAFETY: allocated above with this layout.
        unsafe { free(first, place) };
        right
    }

    #[test]
    fn the_child_of_a_fork_has_the_stripes_of_its_thread_and_no_others() {
        // SAFETY: the child does nothing that needs another thread.
        assert!(child_is_right(|| unsafe { libc::fork() }));
    }

    /// As by threads that create their first arenas at the same time. (Seen, when every `prepare`
    /// took the lock: the fork never began.)
    #[test]
    fn the_handlers_may_be_registered_twice() {
        fork::watch();
        fork::WATCHED.store(false, Ordering::Relaxed);
        fork::watch();
        // SAFETY: the child does nothing that needs another thread.
        assert!(child_is_right(|| unsafe { libc::fork() }));
        // It was given back, or this does not end.
        ARENAS.with(|_| ());
    }

    /// The system call runs no handlers.
    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    #[test]
    fn control_a_fork_without_handlers() {
        #[expect(clippy::cast_possible_truncation)] // a process id
        // SAFETY: the child does nothing that needs another thread, nor the C library's state.
        let fork = || unsafe { libc::syscall(libc::SYS_fork) as libc::pid_t };
        assert!(!child_is_right(fork));
    }
}
