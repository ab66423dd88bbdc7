//! Targets with sections.

use core::sync::atomic::Ordering;

use super::{Because, Decision, FAST, RegisteredBy, Stripes, cpu_id, decision};
use crate::abi::{AT_RSEQ_FEATURE_SIZE, ORIGINAL_FEATURE_SIZE, REGISTERED_LEN, Rseq};

mod elf;
mod libc_area;
mod own_area;
mod thread_pointer;

pub(super) use thread_pointer::thread_pointer;

/// The thread pointer is the address of the thread's own block, which no other live thread has.
#[inline]
pub(super) fn thread_token() -> usize {
    thread_pointer()
}

#[inline(always)]
pub(super) fn area() -> *mut Rseq {
    at(FAST.offset.load(Ordering::Relaxed))
}

/// What lies at this distance from the thread pointer.
#[inline(always)]
fn at(offset: isize) -> *mut Rseq {
    core::ptr::with_exposed_provenance_mut(thread_pointer().wrapping_add_signed(offset))
}

/// Which area this process uses, and whether the kernel takes it.
pub(super) fn examine(stripes: Stripes) -> Decision {
    // SAFETY: may be called with any type; 0 if the kernel did not pass it.
    let kernel_size = match unsafe { libc::getauxval(AT_RSEQ_FEATURE_SIZE) } {
        0 => ORIGINAL_FEATURE_SIZE,
        #[allow(clippy::useless_conversion)] // where a `c_ulong` has 32 bits
        size => u32::try_from(size).unwrap_or(u32::MAX),
    };
    if let Some(libc) = libc_area::find() {
        // The kernel accepts no registration below 32 bytes, and fills in all of them that it knows
        // (`rseq_update_cpu_node_id`, "fields added after ORIG_RSEQ_SIZE"): `mm_cid` is there even
        // if libc, which says 20 or 32 where it registered 32, does not know of it.
        let feature_size = kernel_size.min(libc.size.max(REGISTERED_LEN));
        return Decision {
            stripes,
            feature_size,
            registered_by: RegisteredBy::Libc,
            because: None,
        };
    }
    own_area::pin_library();
    let because = match own_area::register() {
        // The whole process is refused, as far as anybody can tell.
        Err(because @ (Because::NoSystemCall | Because::Denied)) => Some(because),
        // Whatever else is in the way is in the way of this thread.
        _ => None,
    };
    Decision {
        stripes,
        feature_size: kernel_size.min(REGISTERED_LEN),
        registered_by: RegisteredBy::Restartable,
        because,
    }
}

/// Publishes where areas are. Without rseq they are our own too: a sequence reads the area before
/// it knows.
pub(super) fn prepare(decision: Decision) {
    let offset = match decision.registered_by {
        RegisteredBy::Libc => libc_area::find().map(|libc| libc.offset),
        RegisteredBy::Restartable => None,
    };
    FAST.offset.store(offset.unwrap_or_else(own_area::offset), Ordering::Relaxed);
}

/// Registers the calling thread where that is ours to do.
pub(super) fn register() -> Result<(), Because> {
    match decision().registered_by {
        RegisteredBy::Restartable => own_area::register(),
        // libc tried when the thread began, and has said in the area how that went.
        RegisteredBy::Libc if cpu_id(area()).cast_signed() >= 0 => Ok(()),
        RegisteredBy::Libc => Err(Because::NotByLibc),
    }
}
