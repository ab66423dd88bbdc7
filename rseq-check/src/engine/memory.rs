//! The process's memory through the kernel: reads that cannot fault.

use std::sync::OnceLock;

/// `/proc/self/mem`, open for as long as the process lives; -1 if it cannot be opened for writing.
pub fn file() -> i32 {
    static FILE: OnceLock<i32> = OnceLock::new();
    *FILE.get_or_init(|| {
        // SAFETY: a path with its zero.
        unsafe { libc::open(c"/proc/self/mem".as_ptr(), libc::O_RDWR | libc::O_CLOEXEC) }
    })
}

#[cfg(not(target_env = "gnu"))]
use libc::{off_t as Offset, pread, pwrite};
#[cfg(target_env = "gnu")]
use libc::{off64_t as Offset, pread64 as pread, pwrite64 as pwrite};

/// Reads up to `buffer.len()` bytes at `address`; how many, 0 if nothing is mapped there.
pub fn read(address: usize, buffer: &mut [u8]) -> usize {
    let Ok(offset) = Offset::try_from(address) else { return 0 };
    // SAFETY: the buffer is valid for writes of its length.
    let read = unsafe { pread(file(), buffer.as_mut_ptr().cast(), buffer.len(), offset) };
    usize::try_from(read).unwrap_or(0)
}

/// Writes over code or data, whatever its protection, and makes instruction caches see it: the kernel
/// does that, for debuggers (`copy_to_user_page`), and the way back from a signal handler refetches.
/// Whether it could.
pub fn write(address: usize, bytes: &[u8]) -> bool {
    let Ok(offset) = Offset::try_from(address) else { return false };
    // SAFETY: the bytes are valid for reads; what is overwritten is the caller's concern.
    let written = unsafe { pwrite(file(), bytes.as_ptr().cast(), bytes.len(), offset) };
    usize::try_from(written).is_ok_and(|written| written == bytes.len())
}

/// Makes sure that code can be written over.
///
/// A kernel may refuse to write to read-only pages (Linux 6.12+, `proc_mem.force_override`); then they
/// are made writable, and stay so.
pub fn unlock_code() -> bool {
    let code = code_around(unlock_code as *const () as usize);
    let mut first = [0];
    let is_unlocked = |byte: &[u8; 1]| write(code.start, byte);
    if read(code.start, &mut first) != 1 {
        return false;
    }
    if is_unlocked(&first) {
        return true;
    }
    let all = libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC;
    // SAFETY: the mapping of this program's code, which stays readable and executable.
    unsafe { libc::mprotect(code.start as *mut _, code.len(), all) };
    is_unlocked(&first)
}

/// Integers that may have any bits.
pub trait Integer: Copy + Default {}
impl Integer for u32 {}
impl Integer for u64 {}
impl Integer for usize {}

/// Reads integers; `None` if they are not mapped.
pub fn read_all<I: Integer, const N: usize>(address: usize) -> Option<[I; N]> {
    let mut all = [I::default(); N];
    // SAFETY: any bytes are integers, and the slice covers exactly the array.
    let bytes = unsafe {
        core::slice::from_raw_parts_mut(all.as_mut_ptr().cast::<u8>(), size_of_val(&all))
    };
    let len = bytes.len();
    (read(address, bytes) == len).then_some(all)
}

/// The executable mapping that `address` lies in.
pub fn code_around(address: usize) -> core::ops::Range<usize> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let bounds = maps.lines().filter_map(|line| line.split_once(' ')?.0.split_once('-'));
    let number = |text| usize::from_str_radix(text, 16).ok();
    let mut ranges = bounds.filter_map(|(from, to)| Some(number(from)?..number(to)?));
    ranges.find(|range| range.contains(&address)).unwrap_or(0..0)
}
