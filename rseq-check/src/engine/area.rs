//! The thread's `struct rseq`, as the kernel knows it.

use rseq_runtime::abi::Rseq;
#[cfg(target_arch = "x86_64")]
use rseq_runtime::abi::{MM_CID, RSEQ_CS};
use rseq_runtime::register;

/// The registered area of one thread.
#[derive(Clone, Copy)]
pub struct Area {
    area: *mut Rseq,
}

impl Area {
    /// The area of this thread, registered by the C library or now; `None` if the kernel refuses.
    pub fn of_this_thread() -> Option<Self> {
        register::init();
        let registered = register::is_registered() || register::register_current_thread();
        registered.then(|| Self { area: register::area() })
    }

    /// The CPU that the thread is on.
    pub fn cpu_id(self) -> u32 {
        // SAFETY: the area is this thread's and has this field; the kernel may change it between
        // any two instructions, hence volatile.
        unsafe { (&raw const (*self.area).cpu_id).read_volatile() }
    }

    /// The descriptor that the thread has armed; 0 if none.
    pub fn rseq_cs(self) -> u64 {
        // SAFETY: as in `cpu_id`.
        unsafe { (&raw const (*self.area).rseq_cs).read_volatile() }
    }

    /// Arms a section. The thread must go on in its range, with nothing but a return from a signal
    /// handler in between.
    pub fn arm(self, descriptor: usize) {
        // SAFETY: as in `cpu_id`; user space writes this field.
        unsafe { (&raw mut (*self.area).rseq_cs).write_volatile(descriptor as u64) };
    }

    /// Whether an access of `size` bytes at `address` is to `rseq_cs`.
    #[cfg(target_arch = "x86_64")]
    pub fn is_rseq_cs(self, address: usize, size: usize) -> bool {
        address == self.area.addr() + RSEQ_CS && size == 8
    }

    /// Whether `address` is one of the fields that tell the thread where it is.
    #[cfg(target_arch = "x86_64")]
    pub fn is_index_field(self, address: usize) -> bool {
        let offset = address.wrapping_sub(self.area.addr());
        offset < MM_CID + 4 && !(RSEQ_CS..RSEQ_CS + 8).contains(&offset)
    }
}
