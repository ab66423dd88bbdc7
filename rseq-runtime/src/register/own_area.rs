//! Areas of our own, one in every thread's static thread-local storage.

use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;
use core::ptr;
use core::sync::atomic::{AtomicU32, Ordering};

use super::super::Because;
use super::{at, cpu_id, elf};
use crate::abi::{
    CPU_ID_REGISTRATION_FAILED, CPU_ID_UNINITIALIZED, REGISTERED_LEN, RSEQ_FLAG_UNREGISTER, Rseq,
    SIGNATURE,
};
use crate::exclusive::SignalMask;

/// The distance from the thread pointer to the thread's own area.
pub(super) fn offset() -> isize {
    elf::own_area_offset()
}

/// Where the kernel's rules end and our own notes begin: a registration of
/// [`REGISTERED_LEN`] bytes leaves the rest of the area to us.
#[repr(C)]
struct Notes {
    /// Why the thread was refused, as [`Because::to_code`]; 0 if it was not.
    refused: u32,
    /// How many times the thread has been unregistered.
    endings: u32,
}

/// The notes in an area of ours.
fn notes(area: *mut Rseq) -> *mut Notes {
    // SAFETY: `reserved` lies in the area.
    unsafe { (&raw mut (*area).reserved).cast() }
}

/// Registers the calling thread with its own area, unless it is registered.
///
/// Safe in a signal handler: a handler that interrupts this function, and registers the thread
/// itself, makes the call below fail with EBUSY, which is as good.
pub(super) fn register() -> Result<(), Because> {
    let area = at(offset());
    match cpu_id(area) {
        CPU_ID_UNINITIALIZED => {}
        CPU_ID_REGISTRATION_FAILED => return Err(refusal(area)),
        _ => return Ok(()),
    }
    // SAFETY: the area is this thread's; a handler may write the word, hence the volatile access.
    if unsafe { (&raw const (*area).rseq_cs).read_volatile() } != 0 {
        // This is a handler, and below it a section of this thread has armed itself and not yet
        // compared its index, since it would have failed. Were the thread registered now, the
        // kernel would disarm the section on the way back and the compare would succeed: a section
        // without protection.
        return Err(Because::Interrupted);
    }
    prepare_key();
    match rseq(area, 0) {
        Ok(()) | Err(libc::EBUSY) => {
            unregister_at_exit();
            Ok(())
        }
        Err(errno) => {
            let reason = because(errno);
            refuse(area, reason);
            Err(reason)
        }
    }
}

/// What an error number of the system call means.
fn because(errno: c_int) -> Because {
    match errno {
        libc::ENOSYS => Because::NoSystemCall,
        libc::EPERM => Because::Denied,
        // Another address than the registered one. (EBUSY, the same one, is no error here.)
        libc::EINVAL => Because::RegisteredElsewhere,
        other => Because::Errno(other),
    }
}

/// Remembers that the thread cannot be registered.
///
/// `cpu_id_start` makes the index bound fail at once, so that no preparation is wasted any more.
fn refuse(area: *mut Rseq, because: Because) {
    // SAFETY: the area is this thread's and not registered, so it is ours to write; volatile, since
    // handlers of this thread read it.
    unsafe {
        (&raw mut (*notes(area)).refused).write_volatile(because.to_code());
        (&raw mut (*area).mm_cid).write_volatile(CPU_ID_REGISTRATION_FAILED);
        (&raw mut (*area).cpu_id_start).write_volatile(CPU_ID_REGISTRATION_FAILED);
        (&raw mut (*area).cpu_id).write_volatile(CPU_ID_REGISTRATION_FAILED);
    }
}

/// Why the thread was refused.
fn refusal(area: *mut Rseq) -> Because {
    // SAFETY: the area is this thread's.
    let code = unsafe { (&raw const (*notes(area)).refused).read_volatile() };
    Because::from_code(code).unwrap_or(Because::RegisteredElsewhere)
}

/// The system call; leaves `errno` alone, as a signal handler must.
fn rseq(area: *mut Rseq, flags: c_int) -> Result<(), c_int> {
    // SAFETY: the area is a valid `struct rseq` for as long as the thread lives: it lies in static
    // thread-local storage, and the library that defines it is never unloaded (`pin_library`).
    // Before the storage goes, `end` takes the registration back.
    unsafe {
        let errno = libc::__errno_location();
        let before = *errno;
        let result = libc::syscall(libc::SYS_rseq, area, REGISTERED_LEN, flags, SIGNATURE);
        let outcome = if result == 0 { Ok(()) } else { Err(*errno) };
        *errno = before;
        outcome
    }
}

/// The key whose destructor unregisters a thread, and 1; 0 before there is one, [`NO_KEY`] if there
/// will be none.
static KEY: AtomicU32 = AtomicU32::new(0);
const NO_KEY: u32 = u32::MAX;

/// glibc keeps the values of so many keys in the thread itself, and allocates for others, which a
/// signal handler may not. There a thread may as well end registered: its storage is given back by
/// others, when the kernel has said that it is gone. Where a thread unmaps its own stack as its
/// last act (musl), the kernel may yet write to an area in it, and every key will do.
const SAFE_KEYS: u32 = if cfg!(target_env = "musl") { u32::MAX - 1 } else { 32 };

/// Makes the key, unless it has been made.
fn prepare_key() {
    if KEY.load(Ordering::Acquire) != 0 {
        return;
    }
    let mut key = 0;
    // SAFETY: the pointer is valid for a write, and the destructor stays valid (`pin_library`).
    let made = unsafe { libc::pthread_key_create(&raw mut key, Some(end)) } == 0;
    let wanted = if made && key < SAFE_KEYS { key + 1 } else { NO_KEY };
    let won = KEY.compare_exchange(0, wanted, Ordering::AcqRel, Ordering::Acquire).is_ok();
    if made && !(won && wanted != NO_KEY) {
        // SAFETY: made above, and nobody has seen it.
        unsafe { libc::pthread_key_delete(key) };
    }
}

/// Has [`end`] called when the thread ends.
fn unregister_at_exit() {
    let key = KEY.load(Ordering::Acquire);
    if key != 0 && key != NO_KEY {
        // SAFETY: the key exists and is never deleted. The value is not null, else the destructor
        // would not be called, and is not used as a pointer.
        unsafe { libc::pthread_setspecific(key - 1, ptr::without_provenance(1)) };
    }
}

/// A thread is unregistered at most so many times. POSIX lets destructors go round at least four
/// times, so the last unregistration is never followed by a registration that nothing takes back.
const MAX_ENDINGS: u32 = 2;

/// Unregisters the ending thread. Runs after the destructors of thread-local variables (glibc), but
/// destructors of other keys may follow: a sequence there registers the thread again, and this runs
/// again; after the second time the thread stays as it is and uses exclusive stripes.
unsafe extern "C" fn end(_: *mut c_void) {
    let area = at(offset());
    // The kernel leaves 0 in `cpu_id_start` and `mm_cid`, a valid index: no handler may run before it
    // has been replaced.
    let mask = SignalMask::block();
    if rseq(area, RSEQ_FLAG_UNREGISTER).is_ok() {
        // SAFETY: the area is this thread's and not registered any more.
        unsafe {
            (&raw mut (*area).cpu_id_start).write_volatile(CPU_ID_UNINITIALIZED);
            (&raw mut (*area).mm_cid).write_volatile(CPU_ID_UNINITIALIZED);
            (*notes(area)).endings += 1;
            if (*notes(area)).endings >= MAX_ENDINGS {
                refuse(area, Because::Ending);
            }
        }
    }
    mask.restore();
}

/// Keeps the library that holds this crate loaded, if it is one that could be unloaded: the kernel
/// writes to the areas of all threads in its thread-local storage, and the C library calls [`end`].
pub(super) fn pin_library() {
    let symbols = elf::libc_symbols();
    let (Some(dlopen), Some(dladdr)) = (symbols.dlopen, symbols.dladdr) else { return };
    // SAFETY: always callable; the main program's program headers, or 0.
    let program = unsafe { libc::getauxval(libc::AT_PHDR) };
    #[allow(clippy::cast_possible_truncation)] // an address; where it has 32 bits, nothing to allow
    let program = ptr::without_provenance(program as usize);
    let own = object_of(dladdr, ptr::from_ref(&KEY).cast());
    let main = object_of(dladdr, program);
    if let Some(own) = own
        && main.is_none_or(|main| main.dli_fbase != own.dli_fbase)
    {
        let flags = libc::RTLD_LAZY | libc::RTLD_NOLOAD | libc::RTLD_NODELETE;
        // SAFETY: the name is a C string that the loader keeps while the library is loaded, and this
        // is the library's code. It is loaded already, so no initialisers run.
        unsafe { dlopen(own.dli_fname, flags) };
    }
}

/// The program or library that an address belongs to.
fn object_of(
    dladdr: unsafe extern "C" fn(*const c_void, *mut libc::Dl_info) -> c_int,
    address: *const c_void,
) -> Option<libc::Dl_info> {
    let mut info = MaybeUninit::uninit();
    // SAFETY: `info` is valid for writes; any address may be asked for. On success it is filled.
    unsafe { (dladdr(address, info.as_mut_ptr()) != 0).then(|| info.assume_init()) }
}
