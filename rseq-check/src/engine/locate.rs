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

/// Whether a location is neither in the standard library nor in this crate.
pub fn is_users(location: &Location) -> bool {
    let of = |name: &str| location.function.trim_start_matches('<').starts_with(name);
    let in_std = location.file.as_ref().is_some_and(|file| file.contains("/library/"));
    !in_std && !["core::", "alloc::", "std::", "rseq_check::"].into_iter().any(of)
}
