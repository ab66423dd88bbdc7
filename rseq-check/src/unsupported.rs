//! Where instruction boundaries cannot be checked: another architecture, another system, Miri.

use crate::check::Job;
use crate::report::{Error, Location, Report, Statement};

pub fn check(_job: Job<'_>) -> Result<Report, Error> {
    Err(Error::Unsupported)
}

pub fn begin() {}

pub fn finish() {}

pub fn locations(_address: usize) -> Vec<Location> {
    Vec::new()
}

pub fn statement(_address: usize) -> Option<Statement> {
    None
}

pub fn is_users(_location: &Location) -> bool {
    true
}
