//! Why a file cannot be inspected.

use std::fmt;

use object::archive;

/// Why a file cannot be inspected. Each is said with what to do, where something can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Error {
    /// Nothing in it.
    Empty,
    /// Not ELF; what it looks like instead.
    NotElf(&'static str),
    /// ELF for a machine without restartable sequences here; the number of `e_machine`.
    Machine(u16),
    /// A static library, whose members are read one by one: see [`members`](crate::members).
    Archive,
    /// An object file for link-time optimisation, which has no instructions.
    Intermediate,
    /// The file ends before what its headers say is there.
    Truncated {
        /// What is missing.
        what: String,
        /// The bytes it has.
        len: u64,
        /// The bytes it would have.
        expected: u64,
    },
    /// Its headers contradict each other.
    Malformed(String),
    /// Without a section table, nothing says where descriptors lie.
    NoSectionTable,
    /// The disassembler cannot be started.
    Disassembler(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the file is empty"),
            Self::NotElf(what) => write!(f, "not an ELF file but {what}"),
            Self::Machine(machine) => {
                write!(
                    f,
                    "an ELF file for machine {machine}, which is none of the eight architectures"
                )
            }
            Self::Archive => write!(f, "a static library, which is not one ELF file but several"),
            Self::Intermediate => write!(
                f,
                "an object file for link-time optimisation, which has no instructions yet: inspect what is linked"
            ),
            Self::Truncated { what, len, expected } => {
                write!(f, "truncated: {what} would end at byte {expected}, the file at {len}")
            }
            Self::Malformed(why) => write!(f, "a damaged ELF file: {why}"),
            Self::NoSectionTable => write!(
                f,
                "no section table (`strip` keeps it, `sstrip` does not), so nothing says where descriptors lie"
            ),
            Self::Disassembler(why) => write!(f, "the disassembler does not start: {why}"),
        }
    }
}

impl std::error::Error for Error {}

/// What a file that is not ELF looks like.
pub(crate) fn foreign(data: &[u8]) -> Error {
    const KINDS: [(&[u8], &str); 8] = [
        (b"!<thin>\n", "a thin static library, which only names its object files: inspect those"),
        (b"BC\xc0\xde", "LLVM bitcode, which has no instructions yet: inspect what is made of it"),
        (b"MZ", "a Windows program"),
        (b"\xcf\xfa\xed\xfe", "a Mach-O file"),
        (b"\xce\xfa\xed\xfe", "a Mach-O file"),
        (b"\xca\xfe\xba\xbe", "a Mach-O file of several architectures, or a Java class"),
        (b"#!", "a script"),
        (b"\0asm", "a WebAssembly module"),
    ];
    if data.is_empty() {
        return Error::Empty;
    }
    if data.starts_with(&archive::MAGIC) {
        return Error::Archive;
    }
    let kind = KINDS.iter().find(|(magic, _)| data.starts_with(magic));
    Error::NotElf(kind.map_or_else(
        || {
            let head = &data[..data.len().min(512)];
            if !head.contains(&0) && std::str::from_utf8(head).is_ok() {
                "text"
            } else {
                "something else"
            }
        },
        |(_, what)| what,
    ))
}
