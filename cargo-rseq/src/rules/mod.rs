//! The rules: what a section has to be so that the kernel restarts it and nothing is lost.
//!
//! Every rule is named here; the files below say when it is broken.

mod arming;
mod code;
mod descriptor;
mod tables;

use std::fmt;

use serde::Serialize;

use crate::decode::Decoder;
use crate::image::Image;
use crate::section::Section;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It may be meant, or cannot be judged.
    Warning,
    /// The kernel ends the process, or the section does not protect what it should.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

macro_rules! rules {
    ($($(#[doc = $text:literal])+ $variant:ident $name:literal,)+) => {
        /// A rule, by the name that findings carry.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $text])+ $variant,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name: `not-armed`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it asks for, as in the list above.
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => concat!($($text,)+).trim_ascii_start(),)+ }
            }
        }
    };
}

rules! {
    /// A descriptor's version is 0, else the kernel ends the process.
    Version "version",
    /// A descriptor's flags are 0: others were withdrawn in Linux 6.1.
    Flags "flags",
    /// A descriptor's address is a multiple of 32, and the descriptors' section a row of them.
    Alignment "alignment",
    /// A section is not empty and lies in one piece of code.
    Range "range",
    /// No instruction belongs to two sections.
    Overlap "overlap",
    /// In a file that may lie anywhere, a linker writes the addresses.
    Relocated "relocated",
    /// In an object file, nothing waits for what only a linker makes, such as a table of addresses.
    Placed "placed",
    /// The abort address is code outside the section: an abort inside would be aborted for ever.
    Abort "abort",
    /// The four bytes before the abort address are the architecture's signature.
    Signature "signature",
    /// Everything in a section is an instruction, and the last one ends where the section does.
    Decoded "decoded",
    /// Everything in a section is an instruction that the inspector knows.
    Known "known",
    /// No call: the function would run unprotected, and be left by a jump.
    Call "call",
    /// No return.
    Return "return",
    /// No jump to where a register says: it could go anywhere.
    Indirect "indirect-jump",
    /// No trap: its handler would abort the section, always.
    Trap "trap",
    /// No system call: the kernel may end a process that makes one in a section.
    SystemCall "system-call",
    /// A branch that leaves the section goes to a recorded exit.
    Exit "exit",
    /// A branch that stays in the section goes to the beginning of an instruction.
    Target "branch-target",
    /// The last instruction is one store: the commit.
    Commit "commit",
    /// Earlier stores can be made again: a section that restarts makes them again.
    Repeat "repeat",
    /// Nothing before the commit writes the place that it commits to.
    EarlyCommit "early-commit",
    /// Nothing in the section writes `rseq_cs`: the rest would not be protected.
    Disarmed "disarmed",
    /// The stack pointer stays, since an abort does not take it back.
    Stack "stack",
    /// The instruction before the section stores the descriptor's address.
    Armed "not-armed",
    /// It stores the address of this descriptor, not of another.
    Descriptor "armed-other",
    /// It stores into `rseq_cs`, 8 bytes into an area that is a multiple of 32.
    Place "armed-elsewhere",
    /// Nothing else enters the section: it would not be armed.
    Entered "entered",
    /// `__rseq_cs_ptr_array` has each descriptor once, and nothing else.
    Pointers "pointer-array",
    /// `__rseq_exit_point_array` has pairs of a section's start and an exit, which is code outside.
    Exits "exit-array",
}

/// A broken rule.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Its name.
    #[serde(serialize_with = "by_name")]
    pub rule: Rule,
    /// How bad it is.
    pub severity: Severity,
    /// Where: an instruction, or a place in a table.
    pub address: u64,
    /// The descriptor of the section, if it concerns one.
    pub descriptor: Option<u64>,
    /// The function of that section.
    pub function: Option<String>,
    /// Its line in the source.
    pub location: Option<String>,
    /// What is wrong.
    pub message: String,
}

#[expect(clippy::trivially_copy_pass_by_ref)] // what serde asks for
fn by_name<S: serde::Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.name())
}

/// Collects the findings on one section, or on none.
struct Findings<'a> {
    section: Option<&'a Section>,
    found: Vec<Finding>,
}

impl Findings<'_> {
    fn add(&mut self, severity: Severity, rule: Rule, address: u64, message: impl Into<String>) {
        let origin = self.section.map(|section| section.origin.clone()).unwrap_or_default();
        self.found.push(Finding {
            rule,
            severity,
            address,
            descriptor: self.section.map(|section| section.descriptor.address),
            function: origin.function,
            location: origin.location,
            message: message.into(),
        });
    }

    fn error(&mut self, rule: Rule, address: u64, message: impl Into<String>) {
        self.add(Severity::Error, rule, address, message);
    }

    fn warning(&mut self, rule: Rule, address: u64, message: impl Into<String>) {
        self.add(Severity::Warning, rule, address, message);
    }
}

/// Every finding, section by section; of the functions around them, as many bytes as `budget` are read.
pub fn lint(image: &Image, decoder: &Decoder, sections: &[Section], budget: u64) -> Vec<Finding> {
    let mut all = Vec::new();
    let entries = code::Entries::of(image, decoder, sections, budget);
    for section in sections {
        let mut findings = Findings { section: Some(section), found: Vec::new() };
        descriptor::check(image, section, &mut findings);
        if section.readable {
            code::check(image, section, &entries, &mut findings);
            arming::check(image, section, &mut findings);
        }
        all.append(&mut findings.found);
    }
    let mut findings = Findings { section: None, found: all };
    tables::check(image, sections, &mut findings);
    findings.found
}
