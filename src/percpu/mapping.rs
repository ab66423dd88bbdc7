//! Memory for an arena, from the operating system.

use core::fmt;
use core::ptr::NonNull;

/// No memory for a [`PerCpu`](crate::PerCpu) could be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllocError {
    bytes: usize,
    /// The operating system's error number, if it gave one.
    code: Option<i32>,
}

impl AllocError {
    pub(crate) fn new(bytes: usize, code: Option<i32>) -> Self {
        Self { bytes, code }
    }
}

impl fmt::Display for AllocError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot map {} bytes of address space for per-CPU memory", self.bytes)?;
        match self.code {
            Some(code) => write!(f, ": {}", std::io::Error::from_raw_os_error(code)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for AllocError {}

/// Maps `bytes` zero bytes, aligned to `align`. Both are multiples of the page size, and `align` is
/// a power of two.
#[cfg(all(unix, not(miri)))]
pub(crate) fn map(bytes: usize, align: usize) -> Result<NonNull<u8>, AllocError> {
    let refused = |code| AllocError::new(bytes, code);
    let span = bytes.checked_add(align).ok_or(refused(Some(libc::ENOMEM)))?;
    // Nothing is reserved: most of an arena is never touched.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let flags = libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let flags = libc::MAP_PRIVATE | libc::MAP_ANON;
    let prot = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: a new anonymous mapping, wherever the kernel likes.
    let mapped = unsafe { libc::mmap(core::ptr::null_mut(), span, prot, flags, -1, 0) };
    if mapped == libc::MAP_FAILED {
        return Err(refused(std::io::Error::last_os_error().raw_os_error()));
    }
    let mapped: *mut u8 = mapped.cast();
    let before = mapped.addr().next_multiple_of(align) - mapped.addr();
    let base = mapped.wrapping_add(before);
    for (start, len) in [(mapped, before), (base.wrapping_add(bytes), align - before)] {
        if len > 0 {
            // SAFETY: a part of the mapping just made, that nobody uses. Should it fail, address
            // space is lost and nothing else.
            unsafe { libc::munmap(start.cast(), len) };
        }
    }
    advise(base, bytes);
    // SAFETY: no mapping begins at 0, and `base` lies in one.
    Ok(unsafe { NonNull::new_unchecked(base) })
}

/// Tells Linux what the mapping is. Only hints, so nothing depends on their success.
#[cfg(all(unix, not(miri)))]
fn advise(base: *mut u8, bytes: usize) {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        const PR_SET_VMA: libc::c_int = 0x53_56_4d_41; // linux/prctl.h, Linux 5.17+
        const PR_SET_VMA_ANON_NAME: libc::c_ulong = 0;
        // A huge page would put the stripes of many CPUs on one NUMA node, and in memory at once.
        // SAFETY: a mapping of this size; the advice does not change its contents.
        unsafe { libc::madvise(base.cast(), bytes, libc::MADV_NOHUGEPAGE) };
        // SAFETY: names a mapping of this size; the kernel copies the string.
        unsafe {
            libc::prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, base, bytes, c"restartable".as_ptr())
        };
    }
    let _ = (base, bytes);
}

/// Ends a mapping.
///
/// # Safety
///
/// - `base` and `bytes` are those of a [`map`] call, and nobody uses the memory any more.
#[cfg(all(unix, not(miri)))]
pub(crate) unsafe fn unmap(base: NonNull<u8>, bytes: usize, _align: usize) {
    // SAFETY: by this function's contract.
    unsafe { libc::munmap(base.as_ptr().cast(), bytes) };
}

/// Where there is no `mmap`, the allocator does it; it maps as large a block lazily, too.
#[cfg(any(not(unix), miri))]
pub(crate) fn map(bytes: usize, align: usize) -> Result<NonNull<u8>, AllocError> {
    use std::alloc::{Layout, alloc_zeroed};
    let layout = Layout::from_size_align(bytes, align).map_err(|_| AllocError::new(bytes, None))?;
    // SAFETY: an arena is not empty.
    NonNull::new(unsafe { alloc_zeroed(layout) }).ok_or(AllocError::new(bytes, None))
}

/// Ends a mapping.
///
/// # Safety
///
/// - `base`, `bytes` and `align` are those of a [`map`] call, and nobody uses the memory any more.
#[cfg(any(not(unix), miri))]
pub(crate) unsafe fn unmap(base: NonNull<u8>, bytes: usize, align: usize) {
    use std::alloc::{Layout, dealloc};
    // SAFETY: `map` made this layout before.
    let layout = unsafe { Layout::from_size_align_unchecked(bytes, align) };
    // SAFETY: allocated with this layout, by this function's contract.
    unsafe { dealloc(base.as_ptr(), layout) };
}
