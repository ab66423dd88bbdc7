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

/// Addresses of symbols of the C library, each null where it is not to be had.
#[repr(C)]
pub(super) struct LibcSymbols {
    /// `const ptrdiff_t __rseq_offset` (glibc 2.35), in a static program.
    pub rseq_offset: *const isize,
    /// `const unsigned int __rseq_size` (glibc 2.35), in a static program.
    pub rseq_size: *const u32,
    /// `dlsym`, to find the two in any other program.
    pub dlsym: Option<unsafe extern "C" fn(*mut c_void, *const c_char) -> *mut c_void>,
    /// `dlopen`: absent from a static program, which then has nothing to keep loaded.
    pub dlopen: Option<unsafe extern "C" fn(*const c_char, c_int) -> *mut c_void>,
    /// `dladdr`, the same.
    pub dladdr: Option<unsafe extern "C" fn(*const c_void, *mut libc::Dl_info) -> c_int>,
}

/// Defines [`libc_symbols`] from the code that returns `2f`, the address of the table.
///
/// The references are weak, so that no program fails to link for want of a symbol. Rust has no
/// stable weak references, and had it them, link-time optimisation is known to have folded "weak
/// symbol, undefined as far as I can see" to null while glibc defined it at run time, so that rseq
/// was silently never used. A word of data that the linker or the loader fills is beyond any
/// optimiser: it is never seen but as the result of a call into assembly. The section is writable
/// until relocations are done, so no text relocations arise in any relocation model.
///
/// `__rseq_offset` and `__rseq_size` are hidden too: a hidden symbol is looked for in the program
/// itself, so in a static one glibc's are found, and in a dynamic one the linker makes no reference
/// at all. It would be one to the version `GLIBC_2.35` of the loader, which no earlier glibc starts a
/// program with, weak or not.
macro_rules! define_libc_symbols {
    ($($line:literal),+ $(, options($options:ident))?) => {
        /// The table of the C library's symbols.
        #[unsafe(naked)]
        extern "C" fn symbol_table() -> *const LibcSymbols {
            naked_asm!(
                $($line,)+
                ".weak __rseq_offset",
                ".hidden __rseq_offset",
                ".weak __rseq_size",
                ".hidden __rseq_size",
                ".weak dlsym",
                ".weak dlopen",
                ".weak dladdr",
                ".pushsection .data.rel.ro.rseq_runtime, \"aw\"",
                ".balign 8",
                "2:",
                ".dc.a __rseq_offset",
                ".dc.a __rseq_size",
                ".dc.a dlsym",
                ".dc.a dlopen",
                ".dc.a dladdr",
                ".popsection",
                $(options($options),)?
            )
        }
    };
}

/// What the C library defines.
pub(super) fn libc_symbols() -> &'static LibcSymbols {
    // SAFETY: the table is five words, of the layout of `LibcSymbols`, and constant once the program
    // or library that holds it has been relocated, which is before any of its code runs.
    unsafe { &*symbol_table() }
}

/// Part of the name of the thread-local area.
static UNIQUE: u8 = 0;

/// Defines [`own_area_offset`] from the code that returns the offset of `{unique}_area`.
///
/// The initial-exec model: the offset is one constant of the process, which the linker or the loader
/// writes to the GOT. The initial image is that of an area that was never registered, but for
/// `cpu_id_start` and `mm_cid`: -1 instead of 0, which would be a valid index. So a thread is registered
/// before its first preparation, which may leave early: it looks at the slot of its CPU.
macro_rules! define_own_area_offset {
    ($($line:literal),+ $(, options($options:ident))?) => {
        /// The distance from the thread pointer to the calling thread's own area.
        // rustc 1.89 takes the name for a label that could be defined twice. It is made of that of a
        // static, and a naked function is emitted once.
        #[allow(named_asm_labels)]
        #[unsafe(naked)]
        pub(super) extern "C" fn own_area_offset() -> isize {
            naked_asm!(
                $($line,)+
                ".pushsection .tdata.rseq_runtime, \"awT\"",
                ".balign 64",
                ".type {unique}_area, %object",
                "{unique}_area:",
                ".long {unregistered}, {unregistered}", // cpu_id_start, cpu_id
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

// No access relative to the instruction pointer: it is read by a call to the next instruction.
#[cfg(target_arch = "x86")]
define_libc_symbols!(
    "call 3f",
    "3:",
    "popl %eax",
    "leal 2f - 3b(%eax), %eax",
    "ret",
    options(att_syntax)
);
#[cfg(target_arch = "x86")]
define_own_area_offset!(
    "call 3f",
    "3:",
    "popl %ecx",
    "addl $_GLOBAL_OFFSET_TABLE_ + (. - 3b), %ecx",
    "movl {unique}_area@gotntpoff(%ecx), %eax",
    "ret",
    options(att_syntax)
);

#[cfg(target_arch = "aarch64")]
define_libc_symbols!("adrp x0, 2f", "add x0, x0, :lo12:2f", "ret");
#[cfg(target_arch = "aarch64")]
define_own_area_offset!(
    "adrp x0, :gottprel:{unique}_area",
    "ldr x0, [x0, :gottprel_lo12:{unique}_area]",
    "ret"
);

// Relative to a word in the code, not to `pc`, which reads differently in ARM and Thumb.
#[cfg(target_arch = "arm")]
define_libc_symbols!(
    "adr r0, 3f",
    "ldr r1, [r0]",
    "add r0, r0, r1",
    "bx lr",
    ".balign 4",
    "3:",
    ".long 2f - 3b"
);
#[cfg(target_arch = "arm")]
define_own_area_offset!(
    "adr r0, 3f",
    "ldr r1, [r0]",
    "ldr r0, [r0, r1]",
    "bx lr",
    ".balign 4",
    "3:",
    ".long {unique}_area(GOTTPOFF)"
);

#[cfg(target_arch = "riscv64")]
define_libc_symbols!("lla a0, 2f", "ret");
#[cfg(target_arch = "riscv64")]
define_own_area_offset!("la.tls.ie a0, {unique}_area", "ret");

// The TOC pointer is computed here: callers built for POWER10 need not have it in r2.
#[cfg(target_arch = "powerpc64")]
define_libc_symbols!(
    "mflr 0",
    "bcl 20, 31, 3f",
    "3:",
    "mflr 3",
    "mtlr 0",
    "addis 3, 3, 2f - 3b@ha",
    "addi 3, 3, 2f - 3b@l",
    "blr"
);
// The last three steps have to be as the linker knows them, which may rewrite them together: so the
// thread pointer is added here and taken off again.
#[cfg(target_arch = "powerpc64")]
define_own_area_offset!(
    "mflr 0",
    "bcl 20, 31, 3f",
    "3:",
    "mflr 4",
    "mtlr 0",
    "addis 4, 4, .TOC. - 3b@ha",
    "addi 4, 4, .TOC. - 3b@l",
    "addis 3, 4, {unique}_area@got@tprel@ha",
    "ld 3, {unique}_area@got@tprel@l(3)",
    "add 3, 3, {unique}_area@tls",
    "subf 3, 13, 3",
    "blr"
);

#[cfg(target_arch = "s390x")]
define_libc_symbols!("larl %r2, 2f", "br %r14");
#[cfg(target_arch = "s390x")]
define_own_area_offset!("larl %r2, {unique}_area@indntpoff", "lg %r2, 0(%r2)", "br %r14");

#[cfg(target_arch = "loongarch64")]
define_libc_symbols!("la.pcrel $a0, 2f", "ret");
#[cfg(target_arch = "loongarch64")]
define_own_area_offset!("la.tls.ie $a0, {unique}_area", "ret");
