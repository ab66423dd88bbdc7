//! An armed section: what its code says beyond its descriptor.

use core::ops::Deref;

use super::super::arch;
use super::super::section::Section;
use super::decode;

/// The most ways out of a section that are watched.
const EXITS: usize = 24;

/// A section, and how it is entered and left.
#[derive(Clone, Copy, Debug)]
pub struct Armed {
    section: Section,
    /// The instruction after the one that arms the section; `start`, unless something is wrong.
    after: usize,
    /// The instruction that arms it.
    pub arming: usize,
    exits: [usize; EXITS],
    exit_count: usize,
}

impl Deref for Armed {
    type Target = Section;

    fn deref(&self) -> &Section {
        &self.section
    }
}

impl Armed {
    /// The section with the descriptor at `address`, stored to `rseq_cs` by the instruction at
    /// `arming`, the one before `after`.
    pub fn read(address: usize, arming: usize, after: usize) -> Self {
        let section = Section::read(address);
        let mut section = Self { section, after, arming, exits: [0; EXITS], exit_count: 0 };
        if section.flaw.is_none() {
            section.find_exits();
        }
        section
    }

    /// Where the code between arming and the end may be interrupted.
    pub fn boundaries(&self) -> impl Iterator<Item = usize> + use<> {
        arch::boundaries(self.first()..self.post_commit)
    }

    /// Whether an instruction in it may be left out, or run more than once.
    pub fn branches(&self) -> bool {
        let inside = |ip| decode::target(ip).is_some_and(|to| self.contains(to));
        self.boundaries().any(inside)
    }

    /// Whether an instruction in it may run more than once.
    pub fn loops(&self) -> bool {
        let back = |ip| decode::target(ip).is_some_and(|to| to <= ip && self.contains(to));
        self.boundaries().any(back)
    }

    /// The ways out: the abort address, the end, and what branches lead to.
    pub fn exits(&self) -> &[usize] {
        &self.exits[..self.exit_count]
    }

    /// The first instruction under the descriptor, inside the range or, wrongly, before it.
    fn first(&self) -> usize {
        // A section further away is reached by a jump; then the range is all there is.
        if self.after < self.start && self.start - self.after < 256 {
            self.after
        } else {
            self.start
        }
    }

    fn find_exits(&mut self) {
        self.exit(self.abort);
        self.exit(self.post_commit);
        let first = self.first();
        for ip in arch::boundaries(first..self.post_commit) {
            if let Some(target) = decode::target(ip)
                && !(first..self.post_commit).contains(&target)
            {
                self.exit(target);
            }
        }
    }

    fn exit(&mut self, ip: usize) {
        if self.exit_count < EXITS && !self.exits().contains(&ip) {
            self.exits[self.exit_count] = ip;
            self.exit_count += 1;
        }
    }
}
