//! The areas of the C library.

use super::elf::libc_symbols;

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
    // SAFETY: a pointer from the table is null, or that of a variable of this type.
    let (offset, size) = unsafe { (symbols.rseq_offset.as_ref()?, symbols.rseq_size.as_ref()?) };
    (*size != 0).then_some(LibcArea { offset: *offset, size: *size })
}
