//! What only the linker and the loader know: read by functions whose text, symbols and data are
//! assembly from beginning to end.
//!
//! They are naked functions, so each exists once in a program, and its numeric labels belong to it
//! alone. The one name that has to be a symbol, that of the thread-local area, is made from the
//! mangled name of a static of this crate, which differs between two versions of the crate in one
//! program; it is not global, so it cannot meet one in another object either.

use core::arch::naked_asm;
use core::ffi::{c_char, c_int, c_void};

use crate::abi::{CPU_ID_UNINITIALIZED, Rseq};

/// Addresses of symbols of the C library, each null where it has no such symbol.
#[repr(C)]
pub(super) struct LibcSymbols {
    /// `const ptrdiff_t __rseq_offset` (glibc 2.35).
    pub rseq_offset: *const isize,
    /// `const unsigned int __rseq_size` (glibc 2.35).
    pub rseq_size: *const u32,
    /// `dlopen`: absent from a static program, which then has nothing to keep loaded.
    pub dlopen: Option<unsafe extern "C" fn(*const c_char, c_int) -> *mut c_void>,
    /// `dladdr`, the same.
    pub dladdr: Option<unsafe extern "C" fn(*const c_void, *mut libc::Dl_info) -> c_int>,
}

/// Defines [`libc_symbols`] from the code that returns `2f`, the address of the table.
///
/// The references are weak, so that no program fails to link or start for want of a symbol. Rust
/// has no stable weak references, and had it them, link-time optimisation is known to have folded
/// "weak symbol, undefined as far as I can see" to null while glibc defined it at run time, so that
/// rseq was silently never used. A word of data that the linker or the loader fills is beyond any
/// optimiser: it is never seen but as the result of a call into assembly. The section is writable
/// until relocations are done, so no text relocations arise in any relocation model.
macro_rules! define_libc_symbols {
    ($($line:literal),+ $(, options($options:ident))?) => {
        /// The table of the C library's symbols.
        #[unsafe(naked)]
        extern "C" fn symbol_table() -> *const LibcSymbols {
            naked_asm!(
                $($line,)+
                ".pushsection .data.rel.ro.rseq_runtime, \"aw\"",
                ".balign 8",
                "2:",
                ".dc.a __rseq_offset",
                ".dc.a __rseq_size",
                ".dc.a dlopen",
                ".dc.a dladdr",
                ".popsection",
                ".weak __rseq_offset",
                ".weak __rseq_size",
                ".weak dlopen",
                ".weak dladdr",
                $(options($options),)?
            )
        }
    };
}

/// What the C library defines.
pub(super) fn libc_symbols() -> &'static LibcSymbols {
    // SAFETY: the table is four words, of the layout of `LibcSymbols`, and constant once the program
    // or library that holds it has been relocated, which is before any of its code runs.
    unsafe { &*symbol_table() }
}

/// Part of the name of the thread-local area.
static UNIQUE: u8 = 0;

/// Defines [`own_area_offset`] from the code that returns the offset of `{unique}_area`.
///
/// The initial-exec model: the offset is one constant of the process, which the linker or the loader
/// writes to the GOT. The initial image is that of an area that was never registered, but for
/// `mm_cid`: -1 instead of 0, which would be a valid index.
macro_rules! define_own_area_offset {
    ($($line:literal),+ $(, options($options:ident))?) => {
        /// The distance from the thread pointer to the calling thread's own area.
        #[unsafe(naked)]
        pub(super) extern "C" fn own_area_offset() -> isize {
            naked_asm!(
                $($line,)+
                ".pushsection .tdata.rseq_runtime, \"awT\"",
                ".balign 64",
                ".type {unique}_area, %object",
                "{unique}_area:",
                ".long 0, {unregistered}", // cpu_id_start, cpu_id
                ".long 0, 0",              // rseq_cs
                ".long 0, 0",              // flags, node_id
                ".long {unregistered}, 0", // mm_cid, slice_ctrl
                ".zero 32",
                ".size {unique}_area, {size}",
                ".popsection",
                unique = sym UNIQUE,
                unregistered = const CPU_ID_UNINITIALIZED,
                size = const size_of::<Rseq>(),
                $(options($options),)?
            )
        }
    };
}

#[cfg(target_arch = "x86_64")]
define_libc_symbols!("lea rax, [rip + 2f]", "ret");
#[cfg(target_arch = "x86_64")]
define_own_area_offset!("mov rax, qword ptr [rip + {unique}_area@GOTTPOFF]", "ret");
