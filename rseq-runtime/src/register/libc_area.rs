//! The areas of the C library.

use core::ffi::CStr;

use super::elf::{LibcSymbols, libc_symbols};

/// What glibc publishes; all threads' areas are alike.
///
/// Its third word, `__rseq_flags`, has always been 0: the flags it was meant for are gone.
#[derive(Clone, Copy)]
pub(super) struct LibcArea {
    /// The distance from the thread pointer; its sign differs between architectures.
    pub offset: isize,
    /// The number of bytes registered, or of those that mean something.
    pub size: u32,
}

/// The C library's areas, if it registers threads: not if its version does not, it was told not to
/// (`GLIBC_TUNABLES=glibc.pthread.rseq=0`), or the kernel refused it.
pub(super) fn find() -> Option<LibcArea> {
    let symbols = libc_symbols();
    let (offset, size) = if symbols.rseq_offset.is_null() {
        (loaded(symbols, c"__rseq_offset"), loaded(symbols, c"__rseq_size"))
    } else {
        (symbols.rseq_offset, symbols.rseq_size)
    };
    // SAFETY: each pointer is null, or that of a variable of this type, which is constant.
    let (offset, size) = unsafe { (*offset.as_ref()?, *size.as_ref()?) };
    (size != 0).then_some(LibcArea { offset, size })
}

/// A symbol of what is loaded beside this program or library, or null.
fn loaded<T>(symbols: &LibcSymbols, name: &CStr) -> *const T {
    match symbols.dlsym {
        // SAFETY: looks a C string up in the libraries that this one sees.
        Some(dlsym) => unsafe { dlsym(libc::RTLD_DEFAULT, name.as_ptr()) }.cast(),
        None => core::ptr::null(),
    }
}
