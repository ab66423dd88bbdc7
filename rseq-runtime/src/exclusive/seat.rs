//! Owners of stripes in memory that processes share: an owner may be killed at any instruction, and
//! its stripe must come free.
//!
//! Every process that maps such memory has a **seat**: a byte of the file that it has locked (an open
//! file description lock, Linux 3.15+). The kernel unlocks it when the process ends, however it
//! ends, and anyone can ask whether it is locked, in whichever namespace they are: process ids mean
//! something in one only, and are given to others afterwards.
//!
//! Whoever takes a seat counts its **incarnation** up. An owner word holds both numbers, so it never
//! names a living process that does not own the stripe: not even after the seat was taken again.

use core::sync::atomic::{AtomicU32, Ordering};
use std::io;

/// How many processes can map one file at a time.
pub const SEATS: usize = 1 << SEAT_BITS;

/// The low bits of an owner word, which has 32 bits whatever the word size, for files that 32-bit and
/// 64-bit processes share. The other 20 are an incarnation's.
const SEAT_BITS: u32 = 12;

/// A process's seat.
pub struct Seat {
    /// The descriptor whose open file description has the lock.
    file: i32,
    /// The incarnation and the seat's number: what this process writes into owner words.
    token: AtomicU32,
    /// The incarnations of all seats.
    incarnations: &'static [AtomicU32],
}

/// Where the lock of seat 0 lies in the file, the others behind it. Advisory locks have nothing to do
/// with what the bytes hold.
const FIRST_LOCK: i32 = 1 << 20;

impl Seat {
    /// Takes a seat; `words` are the owner words of all exclusive stripes, from which those of an
    /// earlier holder of the seat, who is dead, are removed.
    ///
    /// # Errors
    ///
    /// If all seats are taken (`EAGAIN`, [`io::ErrorKind::WouldBlock`]), or the file's system has
    /// no such locks.
    ///
    /// # Panics
    ///
    /// If there are not [`SEATS`] incarnations.
    pub fn take(
        file: i32,
        incarnations: &'static [AtomicU32],
        words: impl Iterator<Item = &'static AtomicU32>,
    ) -> io::Result<Self> {
        assert_eq!(incarnations.len(), SEATS);
        let token = sit(file, incarnations, words)?;
        Ok(Self { file, token: AtomicU32::new(token), incarnations })
    }

    /// In the child of a `fork`, which shares its parent's lock: takes a seat of its own, by an open
    /// file description of its own, which takes over the descriptor. If that cannot be had, the child
    /// keeps the parent's seat: what one of them owned when it died comes free when both have ended.
    ///
    /// For a process with one thread.
    pub fn take_after_fork(&self, words: impl Iterator<Item = &'static AtomicU32>) {
        let Ok(file) = reopen(self.file) else { return };
        if let Ok(token) = sit(file, self.incarnations, words) {
            // SAFETY: both are open. The lock stays with the description.
            if unsafe { libc::dup3(file, self.file, libc::O_CLOEXEC) } >= 0 {
                self.token.store(token, Ordering::Relaxed);
            }
        }
        // SAFETY: opened just now, and nobody else knows it.
        unsafe { libc::close(file) };
    }

    /// Whether the process that wrote this into an owner word has ended.
    fn is_dead(&self, token: u32) -> bool {
        let own = self.token.load(Ordering::Relaxed);
        if seat(token) == seat(own) {
            return token != own;
        }
        let mut lock = lock_of(seat(token), libc::F_WRLCK);
        // SAFETY: the descriptor is open as long as the memory is mapped; `lock` is valid for reads
        // and writes.
        if !unsafe { control(self.file, libc::F_OFD_GETLK, &raw mut lock) } {
            return false; // nobody can know, so it lives
        }
        i32::from(lock.l_type) == libc::F_UNLCK
            || token != word(self.incarnations[seat(token)].load(Ordering::Relaxed), seat(token))
    }
}

/// Locks the first free seat and returns the token of a new incarnation.
fn sit(
    file: i32,
    incarnations: &[AtomicU32],
    words: impl Iterator<Item = &'static AtomicU32>,
) -> io::Result<u32> {
    let number = (0..SEATS)
        .find_map(|number| match lock(file, number) {
            Ok(true) => Some(Ok(number)),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        })
        .unwrap_or(Err(io::Error::from_raw_os_error(libc::EAGAIN)))?;
    // This process alone has the lock.
    let incarnation = &incarnations[number];
    let mut next = incarnation.load(Ordering::Relaxed).wrapping_add(1);
    if word(next, number) >> SEAT_BITS == 0 {
        next = next.wrapping_add(1);
    }
    incarnation.store(next, Ordering::Relaxed);
    for owner in words {
        let left = owner.load(Ordering::Relaxed);
        if left != 0 && seat(left) == number {
            // Somebody else may have found it first.
            let _ = owner.compare_exchange(left, 0, Ordering::AcqRel, Ordering::Relaxed);
        }
    }
    Ok(word(next, number))
}

/// Tries to lock a seat.
fn lock(file: i32, number: usize) -> io::Result<bool> {
    let mut lock = lock_of(number, libc::F_WRLCK);
    loop {
        // SAFETY: an open descriptor, and `lock` is valid for reads and writes.
        if unsafe { control(file, libc::F_OFD_SETLK, &raw mut lock) } {
            return Ok(true);
        }
        let error = io::Error::last_os_error();
        match error.raw_os_error() {
            Some(libc::EAGAIN | libc::EACCES) => return Ok(false),
            Some(libc::EINTR) => {}
            _ => return Err(error),
        }
    }
}

/// The lock of a seat.
fn lock_of(number: usize, kind: i32) -> Lock {
    // SAFETY: a `Lock` is made of integers; its process id has to be 0.
    let mut lock: Lock = unsafe { core::mem::zeroed() };
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // small constants
    {
        lock.l_type = kind as _;
        lock.l_whence = libc::SEEK_SET as _;
        lock.l_start = (FIRST_LOCK + number as i32).into();
    }
    lock.l_len = 1;
    lock
}

/// The kernel's own lock structure, with offsets of 64 bits. Where the C library's has fewer, versions
/// of glibc before 2.28 hand theirs to the kernel, which would read it as this one.
#[cfg(all(target_env = "gnu", any(target_arch = "x86", target_arch = "arm")))]
type Lock = libc::flock64;
#[cfg(not(all(target_env = "gnu", any(target_arch = "x86", target_arch = "arm"))))]
type Lock = libc::flock;

/// Sets or asks for a lock of an open file description; on `false` the error is in `errno`.
///
/// # Safety
///
/// - `file` is an open descriptor, and `lock` valid for reads and writes.
unsafe fn control(file: i32, command: i32, lock: *mut Lock) -> bool {
    #[cfg(all(target_env = "gnu", any(target_arch = "x86", target_arch = "arm")))]
    // SAFETY: by this function's contract; with `fcntl64` these commands take this structure.
    unsafe {
        libc::syscall(libc::SYS_fcntl64, file, command, lock) == 0
    }
    #[cfg(not(all(target_env = "gnu", any(target_arch = "x86", target_arch = "arm"))))]
    // SAFETY: by this function's contract.
    unsafe {
        libc::fcntl(file, command, lock) == 0
    }
}

/// Opens the file of a descriptor once more, so that the locks taken through the new descriptor are not
/// those of whoever has a copy of the old one. Safe in a handler of `fork`: no memory is allocated.
///
/// # Errors
///
/// If `/proc` is not mounted, or the file may not be opened for reading and writing.
pub fn reopen(file: i32) -> io::Result<i32> {
    const PREFIX: &[u8] = b"/proc/self/fd/";
    let mut path = [0_u8; PREFIX.len() + 11];
    path[..PREFIX.len()].copy_from_slice(PREFIX);
    let (mut rest, mut digits) = (file.cast_unsigned(), 1);
    while rest >= 10 {
        rest /= 10;
        digits += 1;
    }
    rest = file.cast_unsigned();
    for digit in path[PREFIX.len()..][..digits].iter_mut().rev() {
        *digit = b"0123456789"[rest as usize % 10];
        rest /= 10;
    }
    // SAFETY: a C string: ten digits at most, and a zero behind them.
    let opened = unsafe {
        libc::open(path.as_ptr().cast(), libc::O_RDWR | libc::O_CLOEXEC | libc::O_LARGEFILE)
    };
    if opened < 0 { Err(io::Error::last_os_error()) } else { Ok(opened) }
}

/// What an owner word holds. The incarnation's high bits are lost: who takes a seat removes what the
/// one before left in owner words, so a word of an older incarnation is met only by somebody who
/// read it before that, and not a million seats ago.
#[expect(clippy::cast_possible_truncation)] // below `SEATS`
const fn word(incarnation: u32, seat: usize) -> u32 {
    (incarnation << SEAT_BITS) | seat as u32
}

/// The seat in an owner word.
const fn seat(word: u32) -> usize {
    word as usize & (SEATS - 1)
}

/// The owner word of a stripe that processes share, and the seat of this one.
#[derive(Clone, Copy)]
pub struct SeatedOwner {
    word: &'static AtomicU32,
    seat: &'static Seat,
}

impl SeatedOwner {
    /// The owner word, for the process with this seat.
    #[must_use]
    pub fn new(word: &'static AtomicU32, seat: &'static Seat) -> Self {
        Self { word, seat }
    }

    /// Makes a thread of this process the owner, if nobody who lives is. What the one before wrote
    /// is seen, also if it was killed: the kernel's word that its lock is gone comes after.
    pub(super) fn try_own(&self) -> bool {
        let token = self.seat.token.load(Ordering::Relaxed);
        let Err(owner) = self.word.compare_exchange(0, token, Ordering::Acquire, Ordering::Relaxed)
        else {
            return true;
        };
        self.seat.is_dead(owner)
            && self
                .word
                .compare_exchange(owner, token, Ordering::Acquire, Ordering::Relaxed)
                .is_ok()
    }

    /// Ends the ownership of this process.
    pub(super) fn disown(&self) {
        let token = self.seat.token.load(Ordering::Relaxed);
        let _ = self.word.compare_exchange(token, 0, Ordering::Release, Ordering::Relaxed);
    }
}
