//! What a check found.

use core::fmt;

use crate::engine;

/// Where a boundary lies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// Before a section: an interruption here is noticed, if at all, by the section's compare.
    Preparation,
    /// In a section: the kernel restarts the sequence.
    Section,
    /// After the last commit.
    Tail,
    /// Between an interruption and the next section: the way back, and the preparation again.
    Restart,
    /// On an exclusive stripe: the preparation, the section and the tail there, and the code that
    /// leads there and back.
    Exclusive,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Preparation => "preparation",
            Self::Section => "section",
            Self::Tail => "tail",
            Self::Restart => "restart",
            Self::Exclusive => "exclusive",
        })
    }
}

/// What went wrong at a boundary.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Violation {
    /// The invariant did not hold after the run: the panic's place and message.
    Invariant(String),
    /// The sequence panicked after the interruption: the panic's place and message.
    Panicked(String),
    /// The thread was interrupted inside the section and not sent to its abort address.
    NotRestarted,
    /// The thread was interrupted outside the section and sent elsewhere.
    RestartedOutside,
    /// The section was restarted and `rseq_cs` still leads to its descriptor.
    NotCleared,
    /// The section is armed, but its range begins later: an interruption here disarms it, and the
    /// rest of it is not restarted.
    Disarmed,
    /// A listed section compares the CPU, but it was never armed: nothing restarts it.
    NotArmed,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invariant(message) => write!(f, "the invariant does not hold: {message}"),
            Self::Panicked(message) => write!(f, "the sequence panicked: {message}"),
            Self::NotRestarted => f.write_str("inside the section, but not restarted"),
            Self::RestartedOutside => f.write_str("outside the section, but restarted"),
            Self::NotCleared => f.write_str("restarted, but rseq_cs was not cleared"),
            Self::Disarmed => f.write_str(
                "armed, but before the range of the section: an interruption here disarms it, and \
                 the rest of it runs unprotected",
            ),
            Self::NotArmed => f.write_str(
                "the section begins here, but is not armed: its descriptor was not stored to \
                 rseq_cs, so nothing restarts it",
            ),
        }
    }
}

/// A place in the source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Location {
    /// The function, after inlining.
    pub function: String,
    /// The file, if debug information tells it.
    pub file: Option<String>,
    /// The line, if debug information tells it.
    pub line: Option<u32>,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.function)?;
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(f, " at {file}:{line}"),
            (Some(file), None) => write!(f, " in {file}"),
            _ => Ok(()),
        }
    }
}

/// The statement of `rseq!` that an instruction of a section belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// What it does, in the words of a load, a store, a compare or a copy.
    pub text: String,
    /// The line of the user's statement; `None` for what every section has, like the compare of the
    /// event.
    pub line: Option<u32>,
}

/// A boundary between two instructions, at which the sequence was interrupted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Boundary {
    /// Where it lies.
    pub place: Place,
    /// How many instructions had run; inside a section, before it was armed.
    pub step: usize,
    /// The address of the instruction that comes next.
    pub address: usize,
    /// That instruction; in a model, the statement or step.
    pub instruction: String,
    /// Which time it was that a section came to this instruction: in a loop (`stage_copy!`) the second
    /// and the last time are boundaries too. 1 everywhere else.
    pub pass: u32,
    /// The addresses of the calls that lead to it, the innermost first; the sequence's own code has
    /// none.
    pub callers: Vec<usize>,
    /// The statement's place, if the boundary is one of a [model](crate::model) and has no address.
    pub source: Option<Location>,
    /// Whether the kernel restarted the sequence.
    pub restarted: bool,
    /// The interruption before this one in the same run, as an index into [`Report::boundaries`],
    /// if [pairs](crate::Check::pairs) are checked.
    pub after: Option<usize>,
    /// What went wrong.
    pub violations: Vec<Violation>,
}

impl Boundary {
    /// The functions that the instruction belongs to and those that call them, the innermost
    /// first; empty without symbols.
    pub fn locations(&self) -> Vec<Location> {
        if let Some(source) = &self.source {
            return vec![source.clone()];
        }
        let calls = self.callers.iter().copied();
        core::iter::once(self.address).chain(calls).flat_map(engine::locations).collect()
    }

    /// The innermost of the [`locations`](Self::locations) that is not in the standard library; in a
    /// section of `rseq!` with the line of the statement.
    pub fn location(&self) -> Option<Location> {
        if self.source.is_some() {
            return self.source.clone();
        }
        let calls = self.callers.iter().copied();
        let location = core::iter::once(self.address)
            .chain(calls)
            .find_map(|ip| engine::locations(ip).into_iter().find(engine::is_users))?;
        let line = self.statement().and_then(|statement| statement.line).or(location.line);
        Some(Location { line, ..location })
    }

    /// The statement of `rseq!` that the instruction belongs to, if it is one of a section. Sections
    /// written by hand have none.
    pub fn statement(&self) -> Option<Statement> {
        if self.source.is_some() { None } else { engine::statement(self.address) }
    }
}

/// A section that was checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// The address of its descriptor.
    pub descriptor: usize,
    /// Its range: from its first instruction to the one after its commit.
    pub range: core::ops::Range<usize>,
    /// Where the kernel sends an interrupted thread.
    pub abort: usize,
    /// How often it was restarted before the sequence used an exclusive stripe; `None` if it never
    /// did, or if the exclusive path was not checked.
    pub exclusive_after: Option<u32>,
}

/// How much of a sequence is interrupted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Coverage {
    /// Its statements, in a [model](crate::model).
    Statements,
    /// The instructions of its sections, and the one after each.
    Sections,
    /// The instructions of its sections and of the functions that these are in, each the first time that
    /// it runs.
    Functions,
    /// Every instruction, in called functions too.
    Instructions,
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Statements => "statements",
            Self::Sections => "sections only",
            Self::Functions => "sections and the functions around them",
            Self::Instructions => "every instruction",
        })
    }
}

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// How much of the sequence was interrupted.
    pub coverage: Coverage,
    /// Each boundary, in the order in which the sequence comes to them.
    pub boundaries: Vec<Boundary>,
    /// The sections that the sequence armed.
    pub sections: Vec<Section>,
    /// Boundaries that some run came to and a later one did not: the sequence takes another way
    /// from run to run. They are not checked.
    pub missed: usize,
    /// Instructions of sections that are not on the way that the sequence took.
    pub skipped: usize,
    /// How often the sequence was run.
    pub runs: usize,
}

impl Report {
    pub(crate) fn new(coverage: Coverage) -> Self {
        Self {
            coverage,
            boundaries: Vec::new(),
            sections: Vec::new(),
            missed: 0,
            skipped: 0,
            runs: 0,
        }
    }

    /// The report as the result of a check: an error if something is wrong, or if nothing was seen
    /// that could have been.
    pub(crate) fn verdict(self) -> Result<Self, Error> {
        if self.violations().next().is_some() {
            return Err(Error::Violations(self));
        }
        if self.sections.is_empty() && self.coverage != Coverage::Statements {
            return Err(Error::NoSection);
        }
        if self.restarts() == 0 { Err(Error::NoAbort) } else { Ok(self) }
    }

    /// The boundaries at which something went wrong.
    pub fn violations(&self) -> impl Iterator<Item = &Boundary> {
        self.boundaries.iter().filter(|boundary| !boundary.violations.is_empty())
    }

    /// How many boundaries lie in `place`.
    pub fn count(&self, place: Place) -> usize {
        self.boundaries.iter().filter(|boundary| boundary.place == place).count()
    }

    /// How many boundaries the kernel restarted the sequence at.
    pub fn restarts(&self) -> usize {
        self.boundaries.iter().filter(|boundary| boundary.restarted).count()
    }

    fn line(f: &mut fmt::Formatter<'_>, boundary: &Boundary) -> fmt::Result {
        let Boundary { place, step, instruction, pass, .. } = boundary;
        let restarted = if boundary.restarted { "  (restarted)" } else { "" };
        let pass = if *pass > 1 { format!("  (pass {pass})") } else { String::new() };
        let text = format!("{instruction}{pass}{restarted}");
        write!(f, "  {place:<12}{step:>5}  {text:<48}")?;
        if let Some(location) = boundary.location() {
            write!(f, "  {location}")?;
        }
        if let Some(statement) = boundary.statement() {
            write!(f, "  # {}", statement.text)?;
        }
        writeln!(f)
    }
}

/// The alternate form (`{:#}`) lists every boundary, the ordinary one those with violations.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bad = self.violations().count();
        let all = self.boundaries.len();
        write!(f, "{bad} of {all} boundaries are wrong (")?;
        for place in
            [Place::Preparation, Place::Section, Place::Tail, Place::Restart, Place::Exclusive]
        {
            let count = self.count(place);
            if count > 0 {
                write!(f, "{place} {count}, ")?;
            }
        }
        writeln!(f, "{} restarted)", self.restarts())?;
        if matches!(self.coverage, Coverage::Sections | Coverage::Functions) {
            writeln!(f, "  covered: {}", self.coverage)?;
        }
        let mut message = String::new();
        for boundary in &self.boundaries {
            if boundary.violations.is_empty() && !f.alternate() {
                continue;
            }
            let texts = boundary.violations.iter().map(|violation| format!("  ! {violation}\n"));
            let texts: String = texts.collect();
            if texts != message {
                writeln!(f, "{texts}")?;
                message = texts;
            }
            if let Some(first) = boundary.after.and_then(|after| self.boundaries.get(after)) {
                Self::line(f, first)?;
                f.write_str("  … then")?;
            }
            Self::line(f, boundary)?;
        }
        Ok(())
    }
}

/// Why a check failed.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Error {
    /// At some boundary something went wrong.
    Violations(Report),
    /// There is no check for this architecture and system.
    Unsupported,
    /// [`preemption`](crate::Check::preemption) is not there for checks by breakpoints.
    NoPreemption,
    /// The kernel has no rseq, or the thread is not registered.
    NoRseq,
    /// Another process traces this one: a debugger, `strace`, `rr`.
    Traced,
    /// The code cannot be written over, neither through `/proc/self/mem` nor made writable.
    NoPatching,
    /// No competitor was given.
    NoCompetitor,
    /// The closure ran no section.
    NoSection,
    /// The model has seen no statement of a section: it is assembly here, or there is none.
    NoStatement,
    /// No section was interrupted: the kernel restarted nothing.
    NoAbort,
    /// The invariant does not hold when nothing interrupts the sequence.
    Uninterrupted(String),
    /// The sequence panics when nothing interrupts it.
    Panicked(String),
    /// The closure given to `reset` panicked.
    Reset(String),
    /// The competitor panicked.
    Competitor(String),
    /// The sequence has more instructions than [`max_steps`](crate::Check::max_steps) allows.
    TooLong {
        /// The limit.
        steps: usize,
    },
    /// A run did not end in time.
    Stuck {
        /// The boundary at which the sequence was interrupted; `None` if it was not.
        at: Option<String>,
    },
    /// A descriptor that the kernel would kill the process for.
    Descriptor {
        /// The instruction that arms it, or the one after.
        at: String,
        /// What is wrong.
        flaw: String,
    },
    /// A section was restarted that no instruction was seen to arm.
    Unseen {
        /// The instruction at which it was restarted.
        at: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violations(report) => report.fmt(f),
            Self::Unsupported => f.write_str(
                "instruction boundaries are checked on Linux, on architectures that have sections: use \
                 `rseq_check::model` here",
            ),
            Self::NoPreemption => f.write_str(
                "a competitor can preempt the sequence at a boundary on x86_64 only, and not with \
                 `by_breakpoints()`: let it come in a signal handler here",
            ),
            Self::NoRseq => f.write_str(
                "this thread is not registered for restartable sequences (a kernel before 4.18 or \
                 without rseq, glibc.pthread.rseq=0, seccomp, an emulator): use `rseq_check::model` \
                 here",
            ),
            Self::Traced => f.write_str(
                "this process is being traced (a debugger, strace, rr), which takes the traps that \
                 the check needs: run it without",
            ),
            Self::NoPatching => f.write_str(
                "breakpoints cannot be written over the code here (through /proc/self/mem), so sections \
                 cannot be interrupted",
            ),
            Self::NoCompetitor => f.write_str(
                "there is nothing to run at the boundaries: give a `competitor`, or say \
                 `reentrant()`",
            ),
            Self::NoSection => f.write_str(
                "the closure armed no section: it runs no sequence, returns before its commit, or \
                 its section's descriptor is never stored to rseq_cs",
            ),
            Self::NoStatement => f.write_str(
                "the model saw no section: the closure runs no `rseq!`, leaves it before its commit, or \
                 sections are assembly here (build with `--cfg restartable_fallback`, run under Miri, \
                 or use `Check::run`)",
            ),
            Self::NoAbort => f.write_str(
                "the kernel restarted no section, so nothing was checked inside one: every section \
                 was left before its first instruction",
            ),
            Self::Uninterrupted(message) => {
                write!(f, "the invariant does not hold even without an interruption: {message}")
            }
            Self::Panicked(message) => {
                write!(f, "the sequence panics even without an interruption: {message}")
            }
            Self::Reset(message) => write!(f, "the closure given to `reset` panicked: {message}"),
            Self::Competitor(message) => write!(f, "the competitor panicked: {message}"),
            Self::TooLong { steps } => write!(
                f,
                "the sequence did not end within {steps} instructions: it never ends, or `max_steps` \
                 is to be raised"
            ),
            Self::Stuck { at: None } => {
                f.write_str("a run did not end, although nothing interrupted the sequence")
            }
            Self::Stuck { at: Some(at) } => write!(
                f,
                "a run did not end: the competitor never returned, or the sequence does not end after \
                 an interruption before `{at}`"
            ),
            Self::Descriptor { at, flaw } => write!(
                f,
                "the kernel would kill the process at the section armed by `{at}`: {flaw}"
            ),
            Self::Unseen { at } => write!(
                f,
                "a section was restarted at `{at}` that no plain 8-byte store to rseq_cs has armed"
            ),
        }
    }
}

impl core::error::Error for Error {}
