//! Exclusive stripes: where a sequence runs when its thread cannot use the stripe of its CPU.
//!
//! Every exclusive stripe begins with a [`StripeHeader`]: a stand-in for `struct rseq`, so that the
//! same section runs here as on a CPU's stripe, and the owner word that makes the stripe one
//! thread's. There are two ways to own one:
//!
//! - A **reserved** stripe is kept during the preparation and the section. Nobody ever waits for
//!   one, since its holder runs user code, which may itself wait: see [`StripeHeader::try_own`].
//! - The **overflow** stripe is locked for a section only, a few dozen instructions without user
//!   code, with signals blocked. Waiting for it always ends: see [`StripeHeader::lock`].
//!
//! So sequences nested in each other in any order, on any number of arenas, in handlers too, cannot
//! wait for each other in a circle.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicUsize, Ordering};

use crate::abi::{RSEQ_CS, Rseq};

mod owner;
#[cfg(all(target_os = "linux", not(miri)))]
pub mod seat;

use owner::Owner;
#[cfg(all(target_os = "linux", not(miri)))]
use seat::SeatedOwner;

/// The first bytes of an exclusive stripe. Its alignment leaves nine bits of a pointer to it free.
///
/// The stand-in area has the stripe's index in each of its index fields, so the section's compare
/// always holds, and the kernel does not know it, so nothing aborts a section that runs here.
#[repr(C, align(512))]
pub struct StripeHeader {
    area: UnsafeCell<Rseq>,
    /// A stand-in whose compare always fails: see [`StripeHeader::decoy`].
    decoy: UnsafeCell<Rseq>,
    owner: Owner,
    /// Of a stripe in memory that processes share: where the owner word really lies.
    #[cfg(all(target_os = "linux", not(miri)))]
    seated: Option<SeatedOwner>,
    /// The signal mask to restore when the overflow stripe is unlocked; the lock protects it.
    mask: UnsafeCell<MaybeUninit<SignalMask>>,
}

// SAFETY: `area` and `decoy` are only handed out as raw pointers; sections write the word that arms
// them, and everybody else accesses that word atomically. `mask` is only touched by the owner, and
// ownership is taken with acquire and given with release.
unsafe impl Sync for StripeHeader {}

impl StripeHeader {
    /// Makes a header for the stripe with this index in fresh memory.
    ///
    /// # Safety
    ///
    /// - `header` is valid for writes, aligned, and not shared yet.
    pub unsafe fn initialise(header: *mut Self, index: u32) {
        let fresh = Self {
            area: UnsafeCell::new(stand_in(index)),
            decoy: UnsafeCell::new(stand_in(u32::MAX)),
            owner: Owner::new(),
            #[cfg(all(target_os = "linux", not(miri)))]
            seated: None,
            mask: UnsafeCell::new(MaybeUninit::uninit()),
        };
        // SAFETY: valid, aligned and unshared, by this function's contract.
        unsafe { header.write(fresh) };
    }

    /// The same for a stripe in memory that processes share: the header is this process's own, the
    /// owner word is theirs.
    ///
    /// # Safety
    ///
    /// - `header` is valid for writes, aligned, and not shared yet.
    /// - What `owner` was made of outlives the header.
    #[cfg(all(target_os = "linux", not(miri)))]
    pub unsafe fn initialise_seated(header: *mut Self, index: u32, owner: SeatedOwner) {
        // SAFETY: by this function's contract.
        unsafe {
            Self::initialise(header, index);
            (*header).seated = Some(owner);
        }
    }

    /// Lets the compare of every section that was handed this stripe fail from now on: in the child
    /// of a `fork`, whose only thread may have taken the stripe for the process it was.
    #[cfg(all(target_os = "linux", not(miri)))]
    pub fn expire(&self) {
        let area = self.area.get();
        // SAFETY: fields of the stand-in, which sections read as single words; no other thread
        // exists.
        unsafe {
            (&raw mut (*area).cpu_id).write_volatile(u32::MAX);
            (&raw mut (*area).mm_cid).write_volatile(u32::MAX);
        }
    }

    #[cfg(all(target_os = "linux", not(miri)))]
    fn has_expired(&self) -> bool {
        // SAFETY: a field of the stand-in, which changes only while there is one thread.
        unsafe { (&raw const (*self.area.get()).cpu_id).read_volatile() == u32::MAX }
    }

    /// The stand-in area, in which a section on this stripe arms itself.
    #[must_use]
    pub fn area(&self) -> *mut Rseq {
        self.area.get()
    }

    /// An area in which no index is ever found: the compare of a section that is handed it fails, so
    /// that the cold path learns, without a test on the common one, that a preparation is over.
    #[must_use]
    pub fn decoy(&self) -> *mut Rseq {
        self.decoy.get()
    }

    /// Takes the stripe for the thread with this token, if nobody has it.
    #[must_use]
    pub fn try_own(&self, token: usize) -> bool {
        #[cfg(all(target_os = "linux", not(miri)))]
        if let Some(owner) = &self.seated {
            return owner.try_own();
        }
        self.owner.try_own(token)
    }

    /// Gives the stripe back; what its owner wrote is seen by the next one.
    pub fn disown(&self) {
        #[cfg(all(target_os = "linux", not(miri)))]
        if let Some(owner) = &self.seated {
            if !self.has_expired() {
                owner.disown();
            }
            return;
        }
        self.owner.disown();
    }

    /// Whether the calling thread, whose token this is, owns the stripe.
    #[must_use]
    pub fn is_owned_by(&self, token: usize) -> bool {
        self.owner.is(token)
    }

    /// Says that a section written in Rust is under way here, as the arming store of one in assembly
    /// does, until [`disarm`](StripeHeader::disarm).
    ///
    /// # Safety
    ///
    /// - `area` is the stand-in area of a stripe, readable and writable.
    pub unsafe fn arm(area: *mut Rseq) {
        // SAFETY: a word of a stand-in area, accessed atomically, by this function's contract.
        unsafe { Self::armed(area) }.store(1, Ordering::Relaxed);
    }

    /// Ends what [`arm`](StripeHeader::arm) began.
    pub fn disarm(&self) {
        // SAFETY: this stripe's stand-in area.
        unsafe { Self::armed(self.area.get()) }.store(0, Ordering::Relaxed);
    }

    /// Whether the calling thread, which owns the stripe, is in a section on it: then this is a
    /// signal handler that has interrupted it.
    #[must_use]
    pub fn in_section(&self) -> bool {
        // SAFETY: this stripe's stand-in area.
        unsafe { Self::armed(self.area.get()) }.load(Ordering::Relaxed) != 0
    }

    /// The word in which a section arms itself.
    ///
    /// # Safety
    ///
    /// - `area` is the stand-in area of a stripe, readable and writable, for as long as `'a`.
    unsafe fn armed<'a>(area: *mut Rseq) -> &'a AtomicUsize {
        // SAFETY: a word inside the area, aligned, which sections access by whole instructions and
        // Rust atomically.
        unsafe { AtomicUsize::from_ptr(area.byte_add(RSEQ_CS).cast()) }
    }

    /// Takes the stripe once nobody has it.
    fn own(&self, token: usize) {
        #[cfg(all(target_os = "linux", not(miri)))]
        if let Some(owner) = &self.seated {
            let mut turns = 0;
            while !owner.try_own() {
                pause(turns);
                turns += 1;
            }
            return;
        }
        self.owner.own(token);
    }

    /// Locks the overflow stripe for one section. Signals are blocked until [`unlock`]: a handler that
    /// interrupted the holder could otherwise wait for its own thread.
    ///
    /// [`unlock`]: StripeHeader::unlock
    pub fn lock(&self, token: usize) {
        let mask = SignalMask::block();
        self.own(token);
        // SAFETY: this thread owns the stripe now, and only owners touch the mask.
        unsafe { (*self.mask.get()).write(mask) };
    }

    /// Ends what [`lock`](StripeHeader::lock) began.
    ///
    /// # Safety
    ///
    /// - This thread locked the stripe with `lock` and has not unlocked it since.
    pub unsafe fn unlock(&self) {
        // SAFETY: this thread owns the stripe, and `lock` wrote the mask.
        let mask = unsafe { (*self.mask.get()).assume_init_read() };
        self.disown();
        mask.restore();
    }

    /// In the child of a `fork`: frees the stripe if its owner is not the thread with this token,
    /// which is the only one that exists in the child.
    pub fn release_if_foreign(&self, token: usize) {
        self.owner.release_if_foreign(token);
    }
}

/// A `struct rseq` with this index in each of its index fields.
fn stand_in(index: u32) -> Rseq {
    // SAFETY: every field is an integer.
    let mut area: Rseq = unsafe { MaybeUninit::zeroed().assume_init() };
    area.cpu_id_start = index;
    area.cpu_id = index;
    area.mm_cid = index;
    area
}

/// Lets others run: yields, and sleeps a little after many turns, since a yield never lets a thread
/// of lower real-time priority run.
pub fn pause(turns: u32) {
    if turns < 32 {
        std::thread::yield_now();
    } else {
        std::thread::sleep(core::time::Duration::from_micros(50));
    }
}

/// The signals that a thread had blocked before it blocked all that others send.
#[cfg(all(unix, not(miri)))]
pub struct SignalMask(libc::sigset_t);

/// What an instruction raises. Where it is blocked the kernel kills the process instead, also one that handles it: a
/// broker of system calls (`SIGSYS`), an unwinder that looks at memory (`SIGSEGV`), `rseq-check` (`SIGILL`, `SIGTRAP`).
#[cfg(all(unix, not(miri)))]
const RAISED: [libc::c_int; 6] =
    [libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGSEGV, libc::SIGSYS, libc::SIGTRAP];

#[cfg(all(unix, not(miri)))]
impl SignalMask {
    /// Blocks every signal of this thread but those that its own instructions raise, and returns what was blocked before.
    #[must_use]
    pub fn block() -> Self {
        let mut sent = MaybeUninit::uninit();
        let mut before = MaybeUninit::uninit();
        // SAFETY: both pointers are valid for writes of a `sigset_t`; `sigfillset` initialises `sent`
        // before it is used, `pthread_sigmask` initialises `before` and cannot fail with a valid `how`.
        unsafe {
            libc::sigfillset(sent.as_mut_ptr());
            for signal in RAISED {
                libc::sigdelset(sent.as_mut_ptr(), signal);
            }
            libc::pthread_sigmask(libc::SIG_BLOCK, sent.as_ptr(), before.as_mut_ptr());
            Self(before.assume_init())
        }
    }

    /// Blocks what was blocked before.
    pub fn restore(self) {
        // SAFETY: the set is initialised; a null pointer for the old one is allowed.
        unsafe {
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.0, core::ptr::null_mut())
        };
    }
}

/// Where no handler interrupts a thread there is nothing to block.
#[cfg(any(not(unix), miri))]
pub struct SignalMask;

#[cfg(any(not(unix), miri))]
impl SignalMask {
    /// Does nothing.
    #[must_use]
    pub fn block() -> Self {
        Self
    }

    /// Does nothing.
    pub fn restore(self) {}
}
