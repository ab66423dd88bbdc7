//! What a process has of memory that processes share: a mapping of the file, and before it a row of
//! its own.
//!
//! ```text
//! base      +STRIDE                     +2*STRIDE
//! | Local    | header, seats of the file | stripe 0 | … CPUs … | exclusive … | overflow |
//!   private    ----------------------------- the file --------------------------------
//! ```
//!
//! An exclusive stripe begins with its owner word, in the file. The stand-in areas, in which sections
//! there arm themselves, are the process's own: what they hold is an address in its program, and the
//! child of a `fork` must be able to end what its thread had begun as another process.

use core::ptr::NonNull;
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

use rseq_runtime::exclusive::StripeHeader;
use rseq_runtime::exclusive::seat::{SEATS, Seat, SeatedOwner};
use rseq_runtime::register::Stripes;

use super::error::SharedError;
use super::header::{Header, SEATS_OFFSET};
use crate::percpu::mapping::{self, AllocError};
use crate::percpu::{STRIDE, with_shared};

/// The first row of a mapping.
pub(crate) struct Local {
    stripes: Stripes,
    /// The headers of the exclusive stripes.
    headers: AtomicPtr<StripeHeader>,
    seat: Seat,
    /// The next one in the list.
    next: Option<NonNull<Local>>,
}

const _: () = assert!(size_of::<Local>() <= STRIDE);

/// Rows before the first stripe.
const BEFORE: usize = 2;

/// A mapping. Dropping it ends it.
pub(super) struct Mapping(NonNull<Local>);

// SAFETY: a mapping belongs to the process, not to a thread.
unsafe impl Send for Mapping {}
// SAFETY: what it gives out is made of atomic words.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps a file and takes a seat, by a lock of this description of the file.
    pub(super) fn new(file: &File, header: Header) -> Result<Self, SharedError> {
        let stripes = header.stripes;
        let bytes = whole(stripes).map_err(SharedError::Memory)?;
        let base = mapping::map(bytes, STRIDE).map_err(SharedError::Memory)?;
        // From here on an error ends the mapping.
        let reserved = Reserved { base, bytes };
        // SAFETY: a part of the mapping just made, that nobody uses; multiples of the page size.
        let mapped = unsafe {
            libc::mmap(
                base.as_ptr().add(STRIDE).cast(),
                bytes - STRIDE,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_FIXED,
                file.as_raw_fd(),
                0,
            )
        };
        if mapped == libc::MAP_FAILED {
            let error = io::Error::last_os_error();
            return Err(match error.raw_os_error() {
                Some(libc::EACCES | libc::EPERM) => SharedError::ReadOnly,
                _ => SharedError::Io(error),
            });
        }
        // SAFETY: the incarnations lie in the first row of the file, which is mapped as long as the
        // seat is used; every process accesses them atomically.
        let incarnations: &'static [AtomicU32] = unsafe {
            let at = base.as_ptr().add(STRIDE + SEATS_OFFSET);
            core::slice::from_raw_parts(at.cast(), SEATS)
        };
        let local = base.cast::<Local>();
        let seat = Seat::take(file.as_raw_fd(), incarnations, words(local, stripes));
        let seat = seat.map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => SharedError::TooManyProcesses,
            _ => SharedError::Io(error),
        })?;
        let headers = AtomicPtr::default();
        // SAFETY: the first row is private memory that nobody knows yet.
        unsafe { local.write(Local { stripes, headers, seat, next: None }) };
        // SAFETY: written just now, and mapped until the `Mapping` is dropped, which is after the
        // last use of what the headers refer to.
        unsafe { local.as_ref() }.make_headers().map_err(SharedError::Memory)?;
        with_shared(|list| {
            // SAFETY: nobody else knows it yet.
            unsafe { (*local.as_ptr()).next = list.take() };
            *list = Some(local);
        });
        core::mem::forget(reserved);
        Ok(Self(local))
    }

    /// The stripes of the file.
    pub(super) fn stripes(&self) -> Stripes {
        // SAFETY: mapped as long as `self`.
        unsafe { self.0.as_ref() }.stripes
    }

    /// The first stripe.
    pub(super) fn first_stripe(&self) -> NonNull<u8> {
        // SAFETY: the row lies in the mapping.
        unsafe { self.0.cast::<u8>().add(BEFORE * STRIDE) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        let local = self.0;
        with_shared(|list| {
            let mut link = list;
            while let Some(next) = link {
                // SAFETY: mappings in the list exist, and its lock protects the links.
                let following = unsafe { &mut (*next.as_ptr()).next };
                if *next == local {
                    *link = following.take();
                    return;
                }
                link = following;
            }
        });
        // SAFETY: still mapped, and nobody uses it any more.
        let (headers, stripes) = unsafe {
            let local = local.as_ref();
            (local.headers.load(Ordering::Relaxed), local.stripes)
        };
        if let (Some(headers), Ok(bytes)) = (NonNull::new(headers.cast()), whole(stripes)) {
            // SAFETY: both mapped with these sizes; no sequence borrows the memory any more.
            unsafe {
                mapping::unmap(headers, headers_bytes(stripes), HEADERS_ALIGN);
                mapping::unmap(local.cast(), bytes, STRIDE);
            }
        }
    }
}

/// A mapping that is not complete.
struct Reserved {
    base: NonNull<u8>,
    bytes: usize,
}

impl Drop for Reserved {
    fn drop(&mut self) {
        // SAFETY: mapped with this size; its maker failed, and nobody else knows it.
        unsafe { mapping::unmap(self.base, self.bytes, STRIDE) };
    }
}

impl Local {
    /// Gives the process headers of its own.
    fn make_headers(&'static self) -> Result<(), AllocError> {
        let block = mapping::map(headers_bytes(self.stripes), HEADERS_ALIGN)?.cast();
        for (number, word) in words(NonNull::from_ref(self), self.stripes).enumerate() {
            #[expect(clippy::cast_possible_truncation)] // below the number of stripes
            let index = self.stripes.cpus + number as u32;
            let owner = SeatedOwner::new(word, &self.seat);
            // SAFETY: the block has so many headers, aligned, and nobody knows it yet; the word and
            // the seat are mapped as long as the headers are used.
            unsafe {
                StripeHeader::initialise_seated(block.add(number).as_ptr(), index, owner);
            }
        }
        self.headers.store(block.as_ptr(), Ordering::Release);
        Ok(())
    }

    fn headers(&self) -> impl Iterator<Item = &'static StripeHeader> + use<> {
        let headers = self.headers.load(Ordering::Acquire);
        let count = exclusive(self.stripes);
        // SAFETY: `make_headers` made so many.
        (0..count).map(move |number| unsafe { &*headers.add(number) })
    }
}

/// The owner words of the exclusive stripes.
fn words(local: NonNull<Local>, stripes: Stripes) -> impl Iterator<Item = &'static AtomicU32> {
    (stripes.cpus..stripes.total()).map(move |index| {
        // SAFETY: a stripe's first word, in the mapping that `local` begins, which is used no longer
        // than it is mapped. Every process accesses it atomically.
        unsafe {
            local.cast::<u8>().add((BEFORE + index as usize) * STRIDE).cast::<AtomicU32>().as_ref()
        }
    })
}

/// How many stripes are not a CPU's.
fn exclusive(stripes: Stripes) -> usize {
    (stripes.total() - stripes.cpus) as usize
}

/// The size and alignment of the headers' mapping: a page at least.
const HEADERS_ALIGN: usize = 1 << 16;

fn headers_bytes(stripes: Stripes) -> usize {
    (exclusive(stripes) * size_of::<StripeHeader>()).next_multiple_of(HEADERS_ALIGN)
}

/// All bytes of a mapping.
fn whole(stripes: Stripes) -> Result<usize, AllocError> {
    (stripes.total() as usize + BEFORE).checked_mul(STRIDE).ok_or(AllocError::new(usize::MAX, None))
}

/// The row of the process, for a slot in the first stripe.
///
/// # Safety
///
/// - `first` lies in the first stripe of a [`Mapping`] that lives as long as the result is used.
unsafe fn local(first: *mut u8) -> &'static Local {
    let stripe = first.map_addr(|address| address & !(STRIDE - 1));
    // SAFETY: two rows lie before the first stripe, by this function's contract.
    unsafe { &*stripe.sub(BEFORE * STRIDE).cast() }
}

/// The stripes of the memory that a slot lies in.
///
/// # Safety
///
/// - As of [`local`].
pub(crate) unsafe fn stripes(first: *mut u8) -> Stripes {
    // SAFETY: by this function's contract.
    unsafe { local(first) }.stripes
}

/// This process's header of the exclusive stripe with this index.
///
/// # Safety
///
/// - As of [`local`], and there is an exclusive stripe with this index.
pub(crate) unsafe fn header(first: *mut u8, index: u32) -> &'static StripeHeader {
    // SAFETY: by this function's contract.
    unsafe {
        let local = local(first);
        &*local.headers.load(Ordering::Acquire).add((index - local.stripes.cpus) as usize)
    }
}

/// In the child of a `fork`: takes a seat for it in each memory of the list. An attempt that its
/// thread began as the parent must not commit, since the parent has the stripe: headers are new, and
/// the old ones expire. They stay mapped, for that attempt to find.
///
/// # Safety
///
/// - The mappings of the list exist, and no other thread does.
pub(crate) unsafe fn after_fork(mut list: Option<NonNull<Local>>) {
    while let Some(next) = list {
        // SAFETY: by this function's contract; it stays as long as its headers are used.
        let local: &'static Local = unsafe { next.as_ref() };
        let old = local.headers();
        // Without memory the old ones go on: right, unless the fork was made in a preparation.
        if local.make_headers().is_ok() {
            old.for_each(StripeHeader::expire);
        }
        local.seat.take_after_fork(words(next, local.stripes));
        list = local.next;
    }
}
