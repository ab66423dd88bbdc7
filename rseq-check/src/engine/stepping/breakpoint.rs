//! Breakpoints: bytes written over the code, and taken away before any Rust code runs.
//!
//! The code that is patched may be code that this crate uses itself, a function of `core` that an
//! unoptimised build did not inline for example. So patches are planted as the very last thing
//! before the code under test goes on, and lifted as the very first after it, by the few lines of
//! assembly here, which call nothing.
//!
//! The byte is `0xce` (`into`, which 64-bit mode does not have): it faults with the instruction
//! pointer still at it and the address in `si_addr`, so that the kernel decides about the section
//! as if the thread had been interrupted exactly there. After an `int3` the instruction pointer is
//! one byte further, which is on the other side of a border when the instruction there is one byte
//! long.

use core::arch::naked_asm;
use core::cell::UnsafeCell;

use super::super::memory;

/// Faults at its own address.
pub const BREAKPOINT: u8 = 0xce;
/// Traps, behind itself: for the first byte of a section alone, where that is inside as well. On virtual
/// machines it costs a quarter of a fault, which the host looks at first.
pub const TRAP: u8 = 0xcc;
/// `jmp` to itself: the thread stays here without a trap, until it is preempted.
const SPIN: [u8; 2] = [0xeb, 0xfe];

/// The most patches at once: the ways out of a section and one more.
const PATCHES: usize = 28;

/// Bytes over the code.
#[repr(C)]
#[derive(Clone, Copy)]
struct Patch {
    address: usize,
    old: [u8; 2],
    new: [u8; 2],
    len: u32,
}

/// What the assembly reads.
#[repr(C)]
pub struct Table {
    file: i32,
    count: u32,
    planted: u32,
    _padding: u32,
    patches: [Patch; PATCHES],
}

/// The one table of the process, since the code is the process's.
#[repr(transparent)]
pub struct Shared(UnsafeCell<Table>);

// SAFETY: used by the thread under test, and by the competitor's thread while that one spins, one
// after the other, in one check at a time.
unsafe impl Sync for Shared {}

static TABLE: Shared = Shared(UnsafeCell::new(Table {
    file: -1,
    count: 0,
    planted: 0,
    _padding: 0,
    patches: [Patch { address: 0, old: [0; 2], new: [0; 2], len: 0 }; PATCHES],
}));

impl Table {
    /// The table, which is to be changed only while nothing is planted.
    ///
    /// # Safety
    ///
    /// - No other reference to it is in use.
    pub unsafe fn get() -> &'static mut Self {
        // SAFETY: by this function's contract.
        let table = unsafe { &mut *TABLE.0.get() };
        table.file = memory::file();
        table
    }

    /// Forgets all patches.
    pub fn clear(&mut self) {
        self.count = 0;
    }

    /// Stops whoever comes to `address`.
    pub fn stop_at(&mut self, address: usize) {
        self.add(address, [BREAKPOINT, 0], 1);
    }

    /// Traps whoever comes to the section that starts at `address`.
    pub fn trap_at(&mut self, address: usize) {
        self.add(address, [TRAP, 0], 1);
    }

    /// Lets whoever comes to `address` stay there.
    pub fn spin_at(&mut self, address: usize) {
        self.add(address, SPIN, 2);
    }

    fn add(&mut self, address: usize, new: [u8; 2], len: u32) {
        let mut old = [0; 2];
        let at = self.count as usize;
        if memory::read(address, &mut old) == 2 && at < PATCHES {
            self.patches[at] = Patch { address, old, new, len };
            self.count += 1;
        }
    }

    /// Makes the loop of `spin_at` a stop.
    pub fn spin_to_stop(&mut self) {
        for patch in &mut self.patches[..self.count as usize] {
            if patch.new == SPIN {
                patch.new = [BREAKPOINT, patch.old[1]];
            }
        }
    }

    /// Whether this address is patched.
    pub fn contains(&self, address: usize) -> bool {
        self.patches[..self.count as usize].iter().any(|patch| patch.address == address)
    }
}

/// Writes the patches of the table over the code. Changes no register that a call keeps.
///
/// `pwrite` to `/proc/self/mem` writes to read-only pages of this process, after making them its
/// own. No instruction cache has to be flushed: the way back from the kernel serialises.
#[unsafe(naked)]
pub unsafe extern "C" fn plant() {
    naked_asm!(
        "lea r8, [rip + {table}]",
        "cmp dword ptr [r8 + 4], 0",     // count
        "je 4f",
        "mov dword ptr [r8 + 8], 1",     // planted
        "push rbx",
        "mov ebx, dword ptr [r8 + 4]",
        "lea r9, [r8 + 16]",             // patches
        "3:",
        "mov eax, 18",                   // pwrite64(file, new, len, address)
        "mov edi, dword ptr [r8]",
        "lea rsi, [r9 + 10]",
        "mov edx, dword ptr [r9 + 12]",
        "mov r10, qword ptr [r9]",
        "syscall",                       // changes rax, rcx, r11
        "add r9, 16",
        "dec ebx",
        "jnz 3b",
        "mov dword ptr [r8 + 8], 1",     // again: the other thread may have lifted meanwhile
        "pop rbx",
        "4:",
        "ret",
        table = sym TABLE,
    )
}

/// Puts the code's own bytes back, in the opposite order. Changes no register that a call keeps.
#[unsafe(naked)]
pub unsafe extern "C" fn lift() {
    naked_asm!(
        "lea r8, [rip + {table}]",
        "xor eax, eax",
        "xchg dword ptr [r8 + 8], eax",  // planted
        "test eax, eax",
        "jz 4f",
        "push rbx",
        "mov ebx, dword ptr [r8 + 4]",
        "mov r9d, ebx",
        "shl r9, 4",
        "add r9, r8",                    // the last patch
        "3:",
        "mov eax, 18",                   // pwrite64(file, old, len, address)
        "mov edi, dword ptr [r8]",
        "lea rsi, [r9 + 8]",
        "mov edx, dword ptr [r9 + 12]",
        "mov r10, qword ptr [r9]",
        "syscall",
        "sub r9, 16",
        "dec ebx",
        "jnz 3b",
        "pop rbx",
        "4:",
        "ret",
        table = sym TABLE,
    )
}

const _: () = assert!(size_of::<Patch>() == 16 && core::mem::offset_of!(Table, patches) == 16);
