//! The thread's `struct rseq`, as the kernel knows it.

use core::mem::offset_of;

/// The fields of `struct rseq` that every kernel with rseq has (Linux 4.18+).
#[repr(C)]
struct Fields {
    cpu_id_start: u32,
    cpu_id: u32,
    rseq_cs: u64,
    flags: u32,
    node_id: u32,
    mm_cid: u32,
}

/// The registered area of one thread.
#[derive(Clone, Copy)]
pub struct Area {
    address: usize,
}

/// Where `rseq_cs` lies in the area.
pub const RSEQ_CS: usize = offset_of!(Fields, rseq_cs);

impl Area {
    /// The area of this thread; `None` if the kernel does not know one.
    pub fn of_this_thread() -> Option<Self> {
        // SAFETY: a name with its zero; the symbol, if there is one, is a `ptrdiff_t` (glibc 2.35+).
        let offset = unsafe {
            let symbol = libc::dlsym(libc::RTLD_DEFAULT, c"__rseq_offset".as_ptr());
            symbol.cast::<isize>().as_ref().copied()
        }?;
        let area = Self { address: thread_pointer().wrapping_add_signed(offset) };
        area.is_registered().then_some(area)
    }

    /// Whether the kernel keeps the area up to date: an unregistered one has a negative `cpu_id`.
    fn is_registered(self) -> bool {
        self.cpu_id().cast_signed() >= 0
    }

    /// The CPU that the thread is on.
    pub fn cpu_id(self) -> u32 {
        // SAFETY: the area is this thread's and has this field; the kernel may change it between
        // any two instructions, hence volatile.
        unsafe { (&raw const (*(self.address as *const Fields)).cpu_id).read_volatile() }
    }

    /// The descriptor that the thread has armed; 0 if none.
    pub fn rseq_cs(self) -> u64 {
        // SAFETY: as in `cpu_id`.
        unsafe { (&raw const (*(self.address as *const Fields)).rseq_cs).read_volatile() }
    }

    /// Whether an access of `size` bytes at `address` is to `rseq_cs`.
    pub fn is_rseq_cs(self, address: usize, size: usize) -> bool {
        address == self.address + RSEQ_CS && size == 8
    }

    /// Whether `address` is one of the fields that tell the thread where it is.
    pub fn is_index_field(self, address: usize) -> bool {
        let offset = address.wrapping_sub(self.address);
        offset < size_of::<Fields>() && !(RSEQ_CS..RSEQ_CS + 8).contains(&offset)
    }
}

/// What `fs:` is relative to.
pub fn thread_pointer() -> usize {
    let pointer;
    // SAFETY: the first word of the thread control block is its own address (x86-64 TLS ABI).
    unsafe {
        core::arch::asm!("mov {}, qword ptr fs:[0]", out(reg) pointer, options(nostack, readonly));
    }
    pointer
}
