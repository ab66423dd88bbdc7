//! Breakpoints written over the code.
//!
//! Only functions with sections are patched, which are neither of `core` nor of this crate, so that
//! handlers may call what they like while something is planted.

use super::super::arch::{self, Arch, LONGEST, This};
use super::super::memory;

/// A breakpoint at an instruction.
#[derive(Clone, Copy)]
struct Patch {
    address: usize,
    old: [u8; LONGEST],
    new: &'static [u8],
    planted: bool,
}

/// The breakpoints that a run may need, ordered by their addresses. Each is planted or not.
pub struct Patches(Vec<Patch>);

impl Patches {
    /// None.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Makes one ready for each of these instructions. Nothing may be planted.
    pub fn prepare(&mut self, instructions: impl IntoIterator<Item = usize>) {
        for address in instructions {
            if let Err(place) = self.find(address)
                && let (old, len @ 1..) = arch::bytes(address)
            {
                let new = This::breakpoint(len);
                self.0.insert(place, Patch { address, old, new, planted: false });
            }
        }
    }

    fn find(&self, address: usize) -> Result<usize, usize> {
        self.0.binary_search_by_key(&address, |patch| patch.address)
    }

    /// Writes the breakpoint at an instruction.
    pub fn plant(&mut self, address: usize) {
        if let Ok(place) = self.find(address) {
            let patch = &mut self.0[place];
            patch.planted = true;
            memory::write(address, patch.new);
        }
    }

    /// Whether there is a breakpoint at this address now.
    pub fn is_planted(&self, address: usize) -> bool {
        self.find(address).is_ok_and(|place| self.0[place].planted)
    }

    /// Takes one away.
    pub fn lift(&mut self, address: usize) {
        if let Ok(place) = self.find(address) {
            self.0[place].lift();
        }
    }

    /// Takes all away.
    pub fn lift_all(&mut self) {
        for patch in &mut self.0 {
            patch.lift();
        }
    }
}

impl Patch {
    fn lift(&mut self) {
        if core::mem::replace(&mut self.planted, false) {
            memory::write(self.address, &self.old[..self.new.len()]);
        }
    }
}
