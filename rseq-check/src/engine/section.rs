//! Sections: their descriptors, whether these are sound, and the ways out.

use rseq_runtime::abi::SIGNATURE;

use super::decode;
use super::memory;

/// The most ways out of a section that are watched.
const EXITS: usize = 24;

/// A section: what its `struct rseq_cs` says, and what its code says.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The address of the descriptor.
    pub descriptor: usize,
    /// The first instruction of the range.
    pub start: usize,
    /// The end of the range, the instruction after the commit.
    pub post_commit: usize,
    /// Where the kernel sends an interrupted thread.
    pub abort: usize,
    /// The instruction after the one that arms the section; `start`, unless something is wrong.
    pub armed: usize,
    /// The instruction that arms it.
    pub arming: usize,
    /// What is wrong with the descriptor.
    pub flaw: Option<Flaw>,
    exits: [usize; EXITS],
    exit_count: usize,
}

/// What makes a descriptor unsound: the kernel kills the process when it meets such a one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// The pointer stored to `rseq_cs` leads to no readable memory.
    Unreadable,
    /// The version is not 0.
    Version,
    /// Flags are set, which no longer mean anything to the kernel (Linux 6.0+).
    Flags,
    /// The range is empty or wraps around.
    Range,
    /// The abort address lies inside the range.
    AbortInside,
    /// The four bytes before the abort address are not the registered signature.
    Signature,
}

impl core::fmt::Display for Flaw {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "its descriptor is not readable",
            Self::Version => "its descriptor's version is not 0",
            Self::Flags => "its descriptor has flags set",
            Self::Range => "its range is empty or wraps around",
            Self::AbortInside => "its abort address lies inside its range",
            Self::Signature => "the 4 bytes before its abort address are not the signature",
        })
    }
}

impl Section {
    /// Reads the descriptor at `address`, stored to `rseq_cs` by the instruction at `arming`, the
    /// one before `armed`.
    pub fn read(address: usize, arming: usize, armed: usize) -> Self {
        let mut section = Self {
            descriptor: address,
            start: 0,
            post_commit: 0,
            abort: 0,
            armed,
            arming,
            flaw: None,
            exits: [0; EXITS],
            exit_count: 0,
        };
        let Some([head, start, len, abort]) = memory::words::<4>(address) else {
            section.flaw = Some(Flaw::Unreadable);
            return section;
        };
        let (start, len, abort) = (start as usize, len as usize, abort as usize);
        section.start = start;
        section.abort = abort;
        section.post_commit = start.saturating_add(len);
        section.flaw = flaw(head, start, len, abort);
        if section.flaw.is_none() {
            section.find_exits();
        }
        section
    }

    /// Whether the kernel restarts a thread that it finds at `ip`.
    pub fn contains(&self, ip: usize) -> bool {
        (self.start..self.post_commit).contains(&ip)
    }

    /// Where the code between arming and the end may be interrupted.
    pub fn boundaries(&self) -> impl Iterator<Item = usize> + use<> {
        decode::boundaries(self.first(), self.post_commit)
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
        if self.armed < self.start && self.start - self.armed < 256 {
            self.armed
        } else {
            self.start
        }
    }

    fn find_exits(&mut self) {
        self.exit(self.abort);
        self.exit(self.post_commit);
        let first = self.first();
        for ip in decode::boundaries(first, self.post_commit) {
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

/// What the kernel would object to.
fn flaw(head: u64, start: usize, len: usize, abort: usize) -> Option<Flaw> {
    let mut signature = [0; 4];
    let before = abort.wrapping_sub(4);
    if head & 0xffff_ffff != 0 {
        Some(Flaw::Version)
    } else if head >> 32 != 0 {
        Some(Flaw::Flags)
    } else if len == 0 || start.checked_add(len).is_none() {
        Some(Flaw::Range)
    } else if abort.wrapping_sub(start) < len {
        Some(Flaw::AbortInside)
    } else if memory::read(before, &mut signature) != 4
        || u32::from_le_bytes(signature) != SIGNATURE
    {
        Some(Flaw::Signature)
    } else {
        None
    }
}

/// The sections that this executable lists in `__rseq_cs_ptr_array`, ordered by their starts.
///
/// Libraries that were loaded at run time have arrays of their own, which are not read.
pub fn listed() -> Vec<Section> {
    let (first, end): (usize, usize);
    // SAFETY: loads the addresses that the linker gave to the section's bounds, 0 where there is no
    // such section, from the global offset table.
    unsafe {
        core::arch::asm!(
            ".weak __start___rseq_cs_ptr_array",
            ".weak __stop___rseq_cs_ptr_array",
            "mov {first}, qword ptr [rip + __start___rseq_cs_ptr_array@GOTPCREL]",
            "mov {end}, qword ptr [rip + __stop___rseq_cs_ptr_array@GOTPCREL]",
            first = out(reg) first,
            end = out(reg) end,
            options(nostack, preserves_flags),
        );
    }
    let pointers = (first..end).step_by(8).filter_map(memory::words::<1>);
    let mut sections: Vec<_> = pointers
        .map(|[pointer]| Section::read(pointer as usize, 0, 0))
        .filter(|section| section.flaw.is_none())
        .collect();
    sections.sort_by_key(|section| section.start);
    sections
}
