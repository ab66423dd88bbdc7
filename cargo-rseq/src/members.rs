//! Static libraries: the object files in them.

use object::archive;
use object::read::archive::ArchiveFile;

use crate::error::Error;

/// An ELF file, or one of a static library.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Member<'data> {
    /// Its name in a static library; `None` of a file by itself.
    pub name: Option<&'data str>,
    /// Its bytes, for [`Inspection::read`](crate::Inspection::read).
    pub data: &'data [u8],
}

/// What is to be inspected of a file: itself, or each object file of a static library (`.a`, `.rlib`).
///
/// What else is in a library is left out, such as text. The order is the library's; no bytes are copied.
///
/// # Errors
///
/// [`Error::NotElf`] for a library that has members but no ELF file among them, and [`Error::Malformed`]
/// or [`Error::Truncated`] for a damaged one. Any other file is its only member, whatever it is.
///
/// ```
/// use rseq_inspect::{Inspection, members};
///
/// let data = std::fs::read(std::env::current_exe()?)?;
/// for member in members(&data)? {
///     let inspection = Inspection::read(member.data)?;
///     println!("{:?}: {} sections", member.name, inspection.sections.len());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn members(data: &[u8]) -> Result<Vec<Member<'_>>, Error> {
    if !data.starts_with(&archive::MAGIC) {
        return Ok(vec![Member { name: None, data }]);
    }
    let damaged = |error: object::Error| Error::Malformed(format!("the library: {error}"));
    let library = ArchiveFile::parse(data).map_err(damaged)?;
    let mut members = Vec::new();
    let mut others = 0;
    for member in library.members() {
        let member = member.map_err(damaged)?;
        let (at, size) = member.file_range();
        let bytes = member.data(data).map_err(|_| Error::Truncated {
            what: format!("the library's member {}", String::from_utf8_lossy(member.name())),
            len: data.len() as u64,
            expected: at.saturating_add(size),
        })?;
        if bytes.starts_with(&object::elf::ELFMAG) {
            let name = std::str::from_utf8(member.name()).unwrap_or("(a name that is not UTF-8)");
            members.push(Member { name: Some(name), data: bytes });
        } else {
            others += 1;
        }
    }
    if members.is_empty() && others > 0 {
        return Err(Error::NotElf("a static library of something else"));
    }
    Ok(members)
}
