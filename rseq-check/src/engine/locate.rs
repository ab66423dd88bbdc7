//! From an address to functions and lines.

use std::path::Path;

use crate::report::Location;

/// The functions that the instruction at `address` belongs to, the innermost first.
pub fn locations(address: usize) -> Vec<Location> {
    let mut locations = Vec::new();
    // The address is taken to be a return address, and the instruction before it looked up.
    let after = address.wrapping_add(1);
    backtrace::resolve(after as *mut core::ffi::c_void, |symbol| {
        if let Some(name) = symbol.name() {
            locations.push(Location {
                function: format!("{name:#}"),
                file: symbol.filename().map(shortened),
                line: symbol.lineno(),
            });
        }
    });
    locations
}

/// A path, without what leads to the workspace.
fn shortened(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    // Tests run in their package's directory, which may be inside the workspace's.
    let package = current.parent().filter(|above| above.join("Cargo.toml").exists());
    let base = package.unwrap_or(&current);
    path.strip_prefix(base).unwrap_or(path).display().to_string()
}

/// Crates and modules that a sequence is made of without being in them.
const LIBRARIES: [&str; 8] = [
    "core::",
    "alloc::",
    "std::",
    "rseq_check::",
    "rseq_runtime::",
    "restartable::__private::",
    "restartable::percpu::",
    "restartable::word::",
];

/// Whether a location is in the user's code: neither in the libraries, nor in what `rseq!` puts
/// around a section, which has a function of its own and the lines of the macro's definition.
pub fn is_users(location: &Location) -> bool {
    let name = location.function.trim_start_matches('<');
    let of =
        |library: &&str| name.starts_with(*library) || name.contains(&format!(" as {library}"));
    let file = location.file.as_deref().unwrap_or_default();
    let elsewhere = file.contains("/library/") || file.ends_with("src/sequence.rs");
    !elsewhere && !name.ends_with("::__section") && !LIBRARIES.iter().any(of)
}
