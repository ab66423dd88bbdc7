//! How many stripes an arena needs.

use super::Stripes;

/// More CPUs than this have no stripes of their own: what Linux supports on the largest machines,
/// less where stripes would fill a 32-bit address space.
pub(super) const MAX: u32 = if cfg!(target_pointer_width = "64") { 8192 } else { 512 };

/// The stripes of this machine.
pub(super) fn stripes() -> Stripes {
    let cpus = count().clamp(1, MAX);
    Stripes { cpus, reserved: reserved(cpus) }
}

/// How many exclusive stripes go with so many CPUs: threads that cannot use their CPU's stripe are
/// few, unless all are, and then at most so many run at once.
#[inline]
pub(super) const fn reserved(cpus: u32) -> u32 {
    match cpus {
        ..8 => 8,
        8..=64 => cpus,
        _ => 64,
    }
}

/// The highest CPU id and 1.
///
/// `possible` is the kernel's own bound, fixed at boot. Where `/sys` is absent or doctored, CPUs
/// that the process may run on count too, and at last what the C library says.
#[cfg(all(target_os = "linux", not(miri)))]
fn count() -> u32 {
    match possible().max(allowed()) {
        Some(highest) => highest.saturating_add(1),
        None => configured(),
    }
}

#[cfg(not(all(target_os = "linux", not(miri))))]
fn count() -> u32 {
    configured()
}

/// The highest possible CPU.
///
/// Read without the standard library, which allocates: the allocator may be made of sequences.
#[cfg(all(target_os = "linux", not(miri)))]
fn possible() -> Option<u32> {
    const PATH: &core::ffi::CStr = c"/sys/devices/system/cpu/possible";
    // As much as sysfs ever returns from one file.
    let mut buffer = [0_u8; 4096];
    // SAFETY: the path is a C string; `open` takes no further argument without O_CREAT.
    let file = unsafe { libc::open(PATH.as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC) };
    if file < 0 {
        return None;
    }
    // SAFETY: the buffer is valid for writes of its length.
    let read = unsafe { libc::read(file, buffer.as_mut_ptr().cast(), buffer.len()) };
    // SAFETY: opened above, and nobody else knows it.
    unsafe { libc::close(file) };
    highest(buffer.get(..usize::try_from(read).ok()?)?)
}

/// The highest number of a list like `0-3,8-11`.
#[cfg(any(test, all(target_os = "linux", not(miri))))]
fn highest(list: &[u8]) -> Option<u32> {
    let numbers = list.split(|byte| !byte.is_ascii_digit()).filter(|digits| !digits.is_empty());
    numbers.filter_map(|digits| core::str::from_utf8(digits).ok()?.parse().ok()).max()
}

/// The highest CPU that this thread may run on.
///
/// A set has as many bits as Linux can have CPUs: it refuses a set that has fewer than the machine,
/// as a `cpu_set_t` of 1024 may.
#[cfg(all(target_os = "linux", not(miri)))]
fn allowed() -> Option<u32> {
    let mut set = [0 as libc::c_ulong; 8192 / libc::c_ulong::BITS as usize];
    // SAFETY: `set` is valid for writes of its size; 0 is the calling thread.
    if unsafe { libc::sched_getaffinity(0, size_of_val(&set), set.as_mut_ptr().cast()) } != 0 {
        return None;
    }
    let (at, word) = set.iter().enumerate().rev().find(|(_, word)| **word != 0)?;
    Some(u32::try_from(at).ok()? * libc::c_ulong::BITS + word.ilog2())
}

/// How many processors the C library believes in; 1 if it does not know.
#[cfg(all(unix, not(miri)))]
fn configured() -> u32 {
    // SAFETY: `sysconf` may be called with any name.
    u32::try_from(unsafe { libc::sysconf(libc::_SC_NPROCESSORS_CONF) }).unwrap_or(1)
}

#[cfg(not(all(unix, not(miri))))]
fn configured() -> u32 {
    std::thread::available_parallelism().map_or(1, |count| count.get().try_into().unwrap_or(MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_cpus() {
        for (list, expected) in [
            (&b"0\n"[..], Some(0)),
            (b"0-1\n", Some(1)),
            (b"0-3,8-11\n", Some(11)),
            (b"0,127\n", Some(127)),
            (b"5", Some(5)),
            (b"", None),
            (b"\n", None),
            (b"none", None),
            (b"99999999999999999999,3\n", Some(3)),
        ] {
            assert_eq!(highest(list), expected, "{:?}", list.escape_ascii().to_string());
        }
    }

    #[test]
    fn exclusive_stripes_go_with_cpus() {
        for (cpus, expected) in [(1, 8), (7, 8), (8, 8), (9, 9), (64, 64), (65, 64), (8192, 64)] {
            assert_eq!(reserved(cpus), expected);
        }
    }

    /// As a `cpu_set_t` has it, whatever the size of its words.
    #[test]
    #[cfg(all(target_os = "linux", not(miri)))]
    fn the_highest_cpu_of_a_set() {
        // SAFETY: a `cpu_set_t` is made of integers; its size is its own; bits are below its length.
        let set = unsafe {
            let mut set: libc::cpu_set_t = core::mem::zeroed();
            if libc::sched_getaffinity(0, size_of_val(&set), &raw mut set) != 0 {
                return;
            }
            (0..1024).rev().find(|&cpu| libc::CPU_ISSET(cpu, &set))
        };
        assert_eq!(allowed(), set.and_then(|cpu| u32::try_from(cpu).ok()));
    }

    #[test]
    #[cfg(all(target_os = "linux", not(miri)))]
    fn the_cpu_this_runs_on_has_a_stripe() {
        // SAFETY: always callable.
        let cpu = unsafe { libc::sched_getcpu() };
        assert!(u32::try_from(cpu).is_ok_and(|cpu| cpu < stripes().cpus));
        assert!(configured() >= 1 && allowed().is_some());
    }
}
