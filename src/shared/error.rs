//! Why memory cannot be shared.

use core::fmt;
use std::io;

/// Why a [`SharedPerCpu`](crate::SharedPerCpu) could not be created or opened. Nothing was changed in
/// the file, and none was overwritten.
#[derive(Debug)]
#[non_exhaustive]
pub enum SharedError {
    /// There is no such file.
    Missing,
    /// There is a file of this name already, which [`create`](crate::SharedPerCpu::create) leaves alone.
    Exists,
    /// The process may not read and write the file.
    Permission,
    /// The file, the descriptor or the file system can only be read.
    ReadOnly,
    /// It is a directory, a pipe or a device.
    NotAFile,
    /// The file has no contents.
    Empty,
    /// The file was not made by this library.
    Foreign,
    /// The process that makes the contents has not finished, or was killed before it had.
    Unfinished,
    /// The file is shorter than its header says.
    Truncated {
        /// Bytes that there are.
        found: u64,
        /// Bytes that there should be.
        expected: u64,
    },
    /// The file was made by a version of this library with another layout of such files.
    Version {
        /// The version of the file.
        found: u64,
        /// The version of this library.
        expected: u64,
    },
    /// The file was made on a machine of the other byte order.
    ByteOrder,
    /// The file was made by a process whose words have another size, for a type that differs from this
    /// one, perhaps only because a `usize` does. On big-endian machines 32-bit and 64-bit processes
    /// cannot share a file at all.
    WordSize {
        /// Bytes of a word there.
        found: u64,
        /// Bytes of a word here.
        expected: u64,
    },
    /// The file holds slots of another type: its size, alignment, tracking or a field differs.
    OtherType {
        /// The fingerprint of the type in the file.
        found: u64,
        /// The fingerprint of this type.
        expected: u64,
    },
    /// The machine can have more CPUs than the file has slots for.
    TooFewStripes {
        /// CPUs that have a slot.
        found: u32,
        /// CPUs that need one.
        expected: u32,
    },
    /// As many processes as possible (4096) share the file already.
    TooManyProcesses,
    /// [`from_fd`](crate::SharedPerCpu::from_fd) opens the descriptor's file once more, which takes
    /// `/proc`, and it is not mounted here. A path can be opened without.
    NoProc,
    /// The system refused a call: why is the [`source`](std::error::Error::source).
    Io(io::Error),
    /// There is no address space for it: how much was needed is the source.
    Memory(crate::AllocError),
}

impl From<io::Error> for SharedError {
    fn from(error: io::Error) -> Self {
        match error.raw_os_error() {
            Some(libc::ENOENT) => Self::Missing,
            Some(libc::EEXIST) => Self::Exists,
            Some(libc::EACCES | libc::EPERM) => Self::Permission,
            Some(libc::EROFS) => Self::ReadOnly,
            Some(libc::EISDIR) => Self::NotAFile,
            _ => Self::Io(error),
        }
    }
}

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::Exists => f.write_str("the file exists already; open it instead"),
            Self::Permission => f.write_str("this process may not read and write the file"),
            Self::ReadOnly => f.write_str("the file can only be read, and sequences write"),
            Self::NotAFile => f.write_str("this is not a regular file"),
            Self::Empty => f.write_str("the file is empty"),
            Self::Foreign => f.write_str("the file does not hold per-CPU memory"),
            Self::Unfinished => {
                f.write_str("the file's contents are still being made, or never were finished")
            }
            Self::Truncated { found, expected } => {
                write!(f, "the file is cut off: {found} of {expected} bytes are left")
            }
            Self::Version { found, expected } => {
                write!(f, "the file has layout version {found}, this program knows {expected}")
            }
            Self::ByteOrder => {
                f.write_str("the file was made on a machine of the other byte order")
            }
            Self::WordSize { found, expected } => {
                write!(
                    f,
                    "the file was made by a process with words of {found} bytes, this one has \
                     {expected}, and the types differ, as a `usize` does"
                )
            }
            Self::OtherType { found, expected } => {
                write!(
                    f,
                    "the file holds another type: its fingerprint is {found:#018x}, not {expected:#018x}"
                )
            }
            Self::TooFewStripes { found, expected } => {
                write!(f, "the file has slots for {found} CPUs, this machine needs {expected}")
            }
            Self::TooManyProcesses => f.write_str("4096 processes share the file already"),
            Self::NoProc => f.write_str(
                "/proc is not mounted, by which the descriptor's file would be opened; open a path",
            ),
            // What it was is the source.
            Self::Io(_) => f.write_str("the system refused a call on the file"),
            Self::Memory(_) => f.write_str("there is no address space to map the file to"),
        }
    }
}

impl std::error::Error for SharedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Memory(error) => Some(error),
            _ => None,
        }
    }
}
