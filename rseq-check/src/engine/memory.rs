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

/// Reads up to `buffer.len()` bytes at `address`; how many, 0 if nothing is mapped there.
pub fn read(address: usize, buffer: &mut [u8]) -> usize {
    let Ok(offset) = libc::off_t::try_from(address) else { return 0 };
    // SAFETY: the buffer is valid for writes of its length.
    let read = unsafe { libc::pread(file(), buffer.as_mut_ptr().cast(), buffer.len(), offset) };
    usize::try_from(read).unwrap_or(0)
}

/// Reads words; `None` if they are not mapped.
pub fn words<const N: usize>(address: usize) -> Option<[u64; N]> {
    let mut words = [0_u64; N];
    // SAFETY: any bytes are integers, and the slice covers exactly the array.
    let bytes = unsafe {
        core::slice::from_raw_parts_mut(words.as_mut_ptr().cast::<u8>(), size_of_val(&words))
    };
    let len = bytes.len();
    (read(address, bytes) == len).then_some(words)
}

/// The executable mapping that `address` lies in.
pub fn code_around(address: usize) -> core::ops::Range<usize> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let bounds = maps.lines().filter_map(|line| line.split_once(' ')?.0.split_once('-'));
    let number = |text| usize::from_str_radix(text, 16).ok();
    let mut ranges = bounds.filter_map(|(from, to)| Some(number(from)?..number(to)?));
    ranges.find(|range| range.contains(&address)).unwrap_or(0..0)
}
