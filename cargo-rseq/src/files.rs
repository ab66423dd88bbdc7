//! Files as the command line names them, and what is inspected of each.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rseq_inspect::{Inspection, members};

/// Larger files are refused, since they are read into memory as a whole.
const LARGEST: u64 = 4 << 30;

/// What is inspected, by the name that it is given in output.
pub struct Inspected {
    pub name: String,
    /// Of a static library.
    pub member: Option<String>,
    pub inspection: Inspection,
}

/// Everything that can be inspected of a file, and what is wrong with the rest.
pub fn inspect(path: &Path) -> (Vec<Inspected>, Vec<String>) {
    let file = path.display();
    let data = match read(path) {
        Ok(data) => data,
        Err(error) => return (Vec::new(), vec![format!("cannot read {file}: {error}")]),
    };
    let members = match members(&data) {
        Ok(members) => members,
        Err(error) => return (Vec::new(), vec![format!("{file}: {error}")]),
    };
    let (mut inspected, mut errors) = (Vec::new(), Vec::new());
    for member in members {
        let name = match member.name {
            Some(member) => format!("{file}({member})"),
            None => file.to_string(),
        };
        match Inspection::read(member.data) {
            Ok(inspection) => {
                let member = member.name.map(str::to_owned);
                inspected.push(Inspected { name, member, inspection });
            }
            Err(error) => errors.push(format!("{name}: {error}")),
        }
    }
    (inspected, errors)
}

/// The bytes of a file; of one that cannot be inspected, which may have no end, the first.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut data = Vec::new();
    file.by_ref().take(512).read_to_end(&mut data)?;
    if !data.starts_with(b"\x7fELF") && !data.starts_with(b"!<arch>\n") {
        return Ok(data);
    }
    let len = file.metadata()?.len();
    if len <= LARGEST {
        data.try_reserve_exact(usize::try_from(len).unwrap_or(0).saturating_sub(data.len()))?;
        file.take(LARGEST).read_to_end(&mut data)?;
    }
    if len > LARGEST || data.len() as u64 > LARGEST {
        let message = format!("it has more than {LARGEST} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(data)
}
