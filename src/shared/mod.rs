//! Per-CPU memory that processes share: [`SharedPerCpu`].

use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;
use std::ffi::CString;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rseq_runtime::exclusive::seat;

mod error;
mod header;
mod local;
pub mod shareable;

pub use error::SharedError;
pub use shareable::Shareable;

pub(crate) use local::{Local, after_fork, header, stripes};

use self::header::Header;
use self::local::Mapping;
use crate::percpu::slot::{self, Slot};
use crate::percpu::{CpuId, Index, Iter, PerCpu, STRIDE, SharedCpuId, Tracked, Tracking};
use crate::private::AsPerCpu;

/// A `T` for each CPU in a file that any number of processes map: sequences on it work as on a
/// [`PerCpu`], across all of them.
///
/// ```
/// use restartable::{Shareable, SharedPerCpu, Word, rseq};
///
/// #[derive(Default, Shareable)]
/// #[repr(C)]
/// struct Requests {
///     served: Word<u32>,
///     failed: Word<u32>,
/// }
///
/// # fn main() -> Result<(), restartable::SharedError> {
/// // In one process; others get the descriptor, or use a path with `open`.
/// let requests: SharedPerCpu<Requests> = SharedPerCpu::memfd("requests", |_| Requests::default())?;
/// rseq!(requests, |slot| {
///     commit!(slot.served += 1);
/// });
///
/// let elsewhere: SharedPerCpu<Requests> = SharedPerCpu::from_fd(requests.as_fd())?;
/// assert_eq!(elsewhere.iter().map(|slot| slot.served.get()).sum::<u32>(), 1);
/// # use std::os::fd::AsFd;
/// # Ok(())
/// # }
/// ```
///
/// # What holds across processes
///
/// A CPU runs one thread at a time, of whichever process, and the kernel restarts the section of a
/// thread that was not alone. The event lies with the slot. So the promises of
/// [`rseq!`](crate::rseq) hold as they do within a process, among threads with and without rseq, and
/// in the children of a `fork`.
///
/// A process that is **killed** at any instruction leaves every slot as of its last commit; values
/// that it staged may be there, as after any restart. If it was on an exclusive slot, that slot comes
/// free: see [below](#limits).
///
/// The number that [`MmCid`](crate::MmCid) gives a thread is unique within its process only, so the
/// index is always [`CpuId`]:
///
/// ```compile_fail
/// use restartable::{MmCid, SharedPerCpu, Tracked, Word};
///
/// let shared: Option<SharedPerCpu<Word<u32>, Tracked, MmCid>> = None;
/// ```
///
/// # Who may share
///
/// All processes of a machine that can open the file, in any container; the file lies in a file system
/// that has open file description locks (all local ones). They need not be the same program: a
/// fingerprint of `T` in the file is compared with that of the opener. They trust each other as
/// threads of a process do, except that nothing another process does to the file's contents leads to
/// undefined behaviour here: any bytes are a value of a [`Shareable`] type.
///
/// # Containers
///
/// Containers share a file in a volume that they share (in an overlay each has a copy of its own), or a
/// descriptor. The CPUs of the machine have the same numbers in all of them, and a seat in the file, which
/// the kernel gives up when a process ends, means the same in each: process ids, user ids and what
/// `/proc` shows do not matter. CPUs may be taken from running processes, by a `cpuset` or by
/// unplugging, and given back.
///
/// A process learns how many CPUs there can be from `/sys/devices/system/cpu/possible` and its affinity. If
/// both say less than is true, it is as exact as any other: on CPUs beyond that number its sequences run
/// on exclusive slots, here as in a [`PerCpu`](crate::PerCpu). But the file that it **creates** has no
/// slots for those CPUs, and who knows of them cannot open it
/// ([`TooFewStripes`](SharedError::TooFewStripes)): their numbers are those of exclusive slots
/// there, and sequences compare theirs with one number for the whole process. So let a process create
/// the file that sees the machine as it is.
///
/// Without `/proc` [`from_fd`](SharedPerCpu::from_fd) is not possible, [`open`](SharedPerCpu::open) is.
///
/// # Memory
///
/// A file has a slot for each CPU that the creating machine can have, and exclusive ones, a stripe
/// (256 KiB) apart, and is sparse: what the slots need is allocated when it is created, so that writing
/// to them never meets a full disk; the rest never is. Files in a `tmpfs` (`/dev/shm`) or a `memfd`
/// take memory, others are written to disk by the kernel now and then.
///
/// # Limits
///
/// - Another slot cannot be had exclusively: the kernel's barrier for that reaches the threads of the
///   calling process only.
/// - A file that is made shorter while it is mapped ends processes that use it with `SIGBUS`. A
///   [`memfd`](SharedPerCpu::memfd) is sealed against that.
/// - A process that was killed in a preparation on an exclusive slot gives the slot back when its
///   last copy of the file's descriptor is closed. The children of a `fork` get descriptors of their
///   own, which takes `/proc`; without it, when the last child has ended.
/// - 32-bit and 64-bit processes share a file if the type is the same to both: `Word<u32>`, but not
///   `Word<usize>`. In such a file the event is as good as the 32-bit one: see
///   [`Tracked`](crate::Tracked). On big-endian machines they cannot, nor can machines of different
///   byte order: an error says so.
pub struct SharedPerCpu<T: Shareable, K: Tracking = Tracked, I: SharedIndex = CpuId> {
    /// What sequences see.
    view: ManuallyDrop<PerCpu<T, K, SharedCpuId>>,
    mapping: Mapping,
    /// The description that holds the lock of the process's seat.
    file: File,
    of: PhantomData<fn() -> I>,
}

/// An index that means the same in every process.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the index of memory that processes share",
    label = "expected `CpuId`",
    note = "`MmCid` is unique within one process only: threads of two processes have the same number \
            at the same time"
)]
pub trait SharedIndex: Index {}

impl SharedIndex for CpuId {}

impl<T: Shareable, K: Tracking, I: SharedIndex> SharedPerCpu<T, K, I> {
    /// Creates a file with a slot for each CPU, whose value is what `value` returns for its index.
    ///
    /// The file appears under its name when it is complete; until then it lies beside it, under the
    /// same name with `.PID.new` behind it.
    ///
    /// # Errors
    ///
    /// [`Exists`](SharedError::Exists) if there is a file of this name, which stays as it is; and
    /// what the system refuses: no permission, no space.
    pub fn create(
        path: impl AsRef<Path>,
        value: impl FnMut(u32) -> T,
    ) -> Result<Self, SharedError> {
        let path = path.as_ref();
        if path.symlink_metadata().is_ok() {
            return Err(SharedError::Exists);
        }
        let unfinished = Unfinished::new(path)?;
        let this = Self::fill(unfinished.file.try_clone()?, value)?;
        unfinished.publish(path)?;
        Ok(this)
    }

    /// Opens a file that [`create`](SharedPerCpu::create) made, in this or any other process.
    ///
    /// # Errors
    ///
    /// [`Missing`](SharedError::Missing) if there is none; a variant of [`SharedError`] for each
    /// thing that can be wrong with it. Nothing of the file is changed then.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, SharedError> {
        // A pipe would wait for its other end.
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).custom_flags(libc::O_NONBLOCK).open(path)?;
        Self::from_own(file)
    }

    /// Opens the file, or creates it if there is none: for processes that start in any order.
    ///
    /// # Errors
    ///
    /// As of [`open`](SharedPerCpu::open) and [`create`](SharedPerCpu::create).
    pub fn open_or_create(
        path: impl AsRef<Path>,
        mut value: impl FnMut(u32) -> T,
    ) -> Result<Self, SharedError> {
        let path = path.as_ref();
        loop {
            match Self::open(path) {
                Err(SharedError::Missing) => match Self::create(path, &mut value) {
                    Err(SharedError::Exists) => {} // in the meantime
                    result => return result,
                },
                result => return result,
            }
        }
    }

    /// Creates the slots in memory without a path, for processes that are given the descriptor. The
    /// name is for `/proc/PID/maps` alone. The memory is sealed: nobody can change its size.
    ///
    /// # Errors
    ///
    /// What the system refuses. [`Io`](SharedError::Io) if the name contains a zero byte.
    pub fn memfd(name: &str, value: impl FnMut(u32) -> T) -> Result<Self, SharedError> {
        let name = CString::new(name).map_err(|error| SharedError::Io(error.into()))?;
        // SAFETY: a C string.
        let fd = unsafe {
            libc::memfd_create(name.as_ptr(), libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING)
        };
        if fd < 0 {
            return Err(SharedError::Io(io::Error::last_os_error()));
        }
        // SAFETY: made just now, and nobody else's.
        let file = unsafe { File::from_raw_fd(fd) };
        let this = Self::fill(file, value)?;
        Header::finish(&this.file)?;
        seal(&this.file);
        Ok(this)
    }

    /// Opens the file of a descriptor, from [`as_fd`](SharedPerCpu::as_fd) of another process.
    ///
    /// The descriptor itself stays the caller's: the file is opened once more, which takes `/proc`.
    ///
    /// # Errors
    ///
    /// As of [`open`](SharedPerCpu::open), and [`NoProc`](SharedError::NoProc).
    pub fn from_fd(fd: impl AsFd) -> Result<Self, SharedError> {
        let fd = fd.as_fd();
        // SAFETY: asks for the flags of an open descriptor.
        let flags = unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_GETFL) };
        if flags & libc::O_ACCMODE != libc::O_RDWR {
            return Err(SharedError::ReadOnly);
        }
        if !File::from(fd.try_clone_to_owned()?).metadata()?.is_file() {
            return Err(SharedError::NotAFile);
        }
        let own = seat::reopen(fd.as_raw_fd()).map_err(|error| match error.raw_os_error() {
            // The descriptor is open, so its name is there if `/proc` is.
            Some(libc::ENOENT) => SharedError::NoProc,
            _ => error.into(),
        })?;
        // SAFETY: opened just now, and nobody else's.
        Self::from_own(File::from(unsafe { OwnedFd::from_raw_fd(own) }))
    }

    /// The slot with this index, if there is one.
    pub fn get(&self, index: u32) -> Option<&T> {
        if index < self.mapping.stripes().total() {
            // SAFETY: every stripe has a slot, and any bytes there are a value.
            Some(unsafe { &*slot::value(self.first(), index) })
        } else {
            None
        }
    }

    /// All slots, in the order of their indices: those of CPUs, then the exclusive ones.
    pub fn iter(&self) -> Iter<'_, T, K> {
        // SAFETY: every stripe of the file has a slot, any bytes there are a value, and the mapping
        // lives as long as `self`.
        unsafe { Iter::shared(self.first(), self.mapping.stripes().total()) }
    }

    /// How many slots there are.
    #[expect(clippy::len_without_is_empty)] // there is always one
    pub fn len(&self) -> usize {
        self.mapping.stripes().total() as usize
    }

    /// How many of the slots are those of CPUs: the first ones.
    pub fn cpus(&self) -> usize {
        self.mapping.stripes().cpus as usize
    }

    /// The slot in the first stripe.
    fn first(&self) -> NonNull<Slot<T, K>> {
        self.view.first()
    }

    /// Opens a file by a description of its own.
    fn from_own(file: File) -> Result<Self, SharedError> {
        let header = Header::read::<T, K>(&file)?;
        Self::map(file, header)
    }

    /// Makes the contents of an empty file, but for the word that says that they are complete.
    fn fill(file: File, mut value: impl FnMut(u32) -> T) -> Result<Self, SharedError> {
        const { assert!(!core::mem::needs_drop::<T>(), "a `Shareable` type has no destructor") };
        let header = Header::new::<T, K>();
        file.set_len(header.file_bytes())?;
        // Only what the header and the slots need; a full file system is met here, and not later
        // by a signal.
        allocate(&file, 0, 2 * header::SEATS_OFFSET)?;
        for row in 1..=header.stripes.total() as usize {
            let slot = Slot::<T, K>::SHARED_OFFSET + size_of::<Slot<T, K>>();
            allocate(&file, row * STRIDE, slot)?;
        }
        header.write(&file)?;
        let this = Self::map(file, header)?;
        #[expect(clippy::cast_possible_truncation)] // as many as stripes
        for index in 0..this.len() as u32 {
            // SAFETY: a slot of the mapping, aligned; nobody has found the file yet.
            unsafe { Slot::write(slot::at(this.first(), index), || value(index)) };
        }
        Ok(this)
    }

    fn map(file: File, header: Header) -> Result<Self, SharedError> {
        let mapping = Mapping::new(&file, header)?;
        // SAFETY: the slot's place in the first stripe; its place in the others is at the same
        // distance, and there are at least as many as this process has CPUs.
        let view = unsafe {
            let first = mapping.first_stripe().add(Slot::<T, K>::SHARED_OFFSET);
            PerCpu::shared(first.cast())
        };
        Ok(Self { view, mapping, file, of: PhantomData })
    }
}

impl<T: Shareable, K: Tracking, I: SharedIndex> AsPerCpu<T, K, SharedCpuId>
    for SharedPerCpu<T, K, I>
{
    #[inline(always)]
    fn as_per_cpu(&self) -> &PerCpu<T, K, SharedCpuId> {
        &self.view
    }
}

impl<T: Shareable, K: Tracking, I: SharedIndex> AsFd for SharedPerCpu<T, K, I> {
    /// The file's descriptor, to be given to other processes. It is closed on `exec`.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl<'p, T: Shareable, K: Tracking, I: SharedIndex> IntoIterator for &'p SharedPerCpu<T, K, I> {
    type Item = &'p T;
    type IntoIter = Iter<'p, T, K>;

    fn into_iter(self) -> Iter<'p, T, K> {
        self.iter()
    }
}

impl<T: Shareable + fmt::Debug, K: Tracking, I: SharedIndex> fmt::Debug for SharedPerCpu<T, K, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// A file that is being made.
struct Unfinished {
    file: File,
    path: PathBuf,
}

impl Unfinished {
    fn new(path: &Path) -> io::Result<Self> {
        let mut name =
            path.file_name().ok_or(io::Error::from_raw_os_error(libc::EISDIR))?.to_owned();
        name.push(format!(".{}.new", std::process::id()));
        let path = path.with_file_name(name);
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        Ok(Self { file, path })
    }

    /// Gives the file its name, if no other has it.
    fn publish(&self, path: &Path) -> Result<(), SharedError> {
        Header::finish(&self.file)?;
        let c_string = |path: &Path| {
            CString::new(path.as_os_str().as_bytes()).map_err(|error| SharedError::Io(error.into()))
        };
        let (from, to) = (c_string(&self.path)?, c_string(path)?);
        // By the number: older C libraries have no function for it.
        // SAFETY: two C strings.
        let renamed = unsafe {
            libc::syscall(
                libc::SYS_renameat2,
                libc::AT_FDCWD,
                from.as_ptr(),
                libc::AT_FDCWD,
                to.as_ptr(),
                libc::RENAME_NOREPLACE,
            )
        };
        if renamed == 0 {
            return Ok(());
        }
        let error = io::Error::last_os_error();
        match error.raw_os_error() {
            // A file system, or a kernel before 3.15, that cannot rename without replacing.
            Some(libc::EINVAL | libc::ENOSYS) => Ok(std::fs::hard_link(&self.path, path)?),
            _ => Err(error.into()),
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Gone already, if it was renamed.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Allocates a part of a file. A file system that cannot do it allocates when it is written to.
fn allocate(file: &File, offset: usize, bytes: usize) -> io::Result<()> {
    let (Ok(offset), Ok(bytes)) = (offset.try_into(), bytes.try_into()) else { return Ok(()) };
    // SAFETY: an open descriptor.
    if unsafe { libc::fallocate(file.as_raw_fd(), 0, offset, bytes) } == 0 {
        return Ok(());
    }
    let error = io::Error::last_os_error();
    match error.raw_os_error() {
        Some(libc::EOPNOTSUPP | libc::ENOSYS) => Ok(()),
        _ => Err(error),
    }
}

/// Keeps the size of a `memfd` as it is. Kernels without seals go on without.
fn seal(file: &File) {
    // SAFETY: an open descriptor.
    unsafe {
        libc::fcntl(file.as_raw_fd(), libc::F_ADD_SEALS, libc::F_SEAL_SHRINK | libc::F_SEAL_GROW);
    }
}
