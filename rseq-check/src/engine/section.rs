//! Sections: their descriptors, and whether these are sound.

use core::ops::Range;

use rseq_runtime::abi::SIGNATURE;

use super::memory;

/// A section, as its `struct rseq_cs` says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Section {
    /// The address of the descriptor.
    pub descriptor: usize,
    /// The first instruction of the range.
    pub start: usize,
    /// The end of the range, the instruction after the commit.
    pub post_commit: usize,
    /// Where the kernel sends an interrupted thread.
    pub abort: usize,
    /// What is wrong with the descriptor.
    pub flaw: Option<Flaw>,
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
    /// Reads the descriptor at `address`.
    pub fn read(address: usize) -> Self {
        let mut section =
            Self { descriptor: address, start: 0, post_commit: 0, abort: 0, flaw: None };
        let (Some([version, flags]), Some([start, len, abort])) =
            (memory::read_all::<u32, 2>(address), memory::read_all::<u64, 3>(address + 8))
        else {
            section.flaw = Some(Flaw::Unreadable);
            return section;
        };
        let (start, len, abort) = (start as usize, len as usize, abort as usize);
        section.start = start;
        section.abort = abort;
        section.post_commit = start.saturating_add(len);
        section.flaw = flaw([version, flags], start, len, abort);
        section
    }

    /// Whether the kernel restarts a thread that it finds at `ip`.
    pub fn contains(&self, ip: usize) -> bool {
        self.range().contains(&ip)
    }

    /// From the first instruction to the one after the commit.
    pub fn range(&self) -> Range<usize> {
        self.start..self.post_commit
    }
}

/// What the kernel would object to.
fn flaw([version, flags]: [u32; 2], start: usize, len: usize, abort: usize) -> Option<Flaw> {
    let signature = || memory::read_all::<u32, 1>(abort.wrapping_sub(4));
    if version != 0 {
        Some(Flaw::Version)
    } else if flags != 0 {
        Some(Flaw::Flags)
    } else if len == 0 || start.checked_add(len).is_none() {
        Some(Flaw::Range)
    } else if abort.wrapping_sub(start) < len {
        Some(Flaw::AbortInside)
    } else if signature() != Some([SIGNATURE]) {
        Some(Flaw::Signature)
    } else {
        None
    }
}

unsafe extern "C" {
    #[link_name = "__start___rseq_cs_ptr_array"]
    static FIRST: [usize; 0];
    #[link_name = "__stop___rseq_cs_ptr_array"]
    static END: [usize; 0];
}

/// The sections that this executable lists in `__rseq_cs_ptr_array`, ordered by their starts.
///
/// Libraries that were loaded at run time have arrays of their own, which are not read.
pub fn listed() -> Vec<Section> {
    // SAFETY: no instruction: it makes sure that there is such a section, whose bounds the linker
    // gives names.
    unsafe {
        core::arch::asm!(".pushsection __rseq_cs_ptr_array, \"awR\"", ".popsection");
    }
    let (first, end) = ((&raw const FIRST).addr(), (&raw const END).addr());
    let pointers =
        (first..end).step_by(size_of::<usize>()).filter_map(memory::read_all::<usize, 1>);
    let mut sections: Vec<_> = pointers.map(|[pointer]| Section::read(pointer)).collect();
    sections.sort_by_key(|section| section.start);
    sections
}
