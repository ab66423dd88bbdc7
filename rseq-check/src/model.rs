//! The model: a sequence interrupted at every statement, where its section is Rust.
//!
//! Statements of the preparation and the tail are boundaries like those of the machine: the
//! competitor runs, the sequence goes on, and its event tells it what has happened. Before a step of
//! the section the model does what the kernel would: the section ends with nothing committed, the
//! competitor runs, and the sequence starts again. The stripe they share is the overflow stripe.

use std::cell::{Cell, RefCell};
use std::panic::Location as Caller;

use rseq_runtime::model::{self, Hook};

use crate::check::Job;
use crate::quiet;
use crate::report::{Boundary, Coverage, Error, Location, Place, Report, Violation};

/// A statement that a run came to.
#[derive(Clone, Copy)]
struct Statement {
    text: &'static str,
    at: &'static Caller<'static>,
    in_section: bool,
}

/// One run.
struct Run<'a> {
    competitor: &'a dyn Fn(),
    /// The statements at which to interrupt it, counted from the beginning.
    targets: &'a [usize],
    limit: usize,
    trace: RefCell<Vec<Statement>>,
    /// How many interruptions have happened.
    hits: Cell<usize>,
    /// The section was restarted, and the competitor is to run.
    pending: Cell<bool>,
    /// The competitor is running, or what else is not to be watched.
    competing: Cell<bool>,
    panic: RefCell<Option<String>>,
}

/// What the sequence panics with when it has too many statements.
const TOO_LONG: &str = "more statements than `max_steps` allows";

impl Run<'_> {
    /// Notes a statement; whether it is to be interrupted.
    fn note(&self, statement: Statement) -> bool {
        if self.competing.get() {
            return false;
        }
        let mut trace = self.trace.borrow_mut();
        let now = trace.len();
        trace.push(statement);
        let wanted = self.targets.get(self.hits.get()) == Some(&now);
        if wanted {
            self.hits.set(self.hits.get() + 1);
        }
        wanted
    }

    fn interrupt(&self) {
        self.competing.set(true);
        if let Err(panic) = quiet::catch(self.competitor) {
            *self.panic.borrow_mut() = Some(panic);
        }
        self.competing.set(false);
    }
}

impl Hook for Run<'_> {
    fn statement(&self, text: &'static str, at: &'static Caller<'static>) {
        if self.note(Statement { text, at, in_section: false }) {
            self.interrupt();
        }
        let len = self.trace.borrow().len();
        assert!(len <= self.limit, "{TOO_LONG}");
    }

    fn step(&self, text: &'static str, at: &'static Caller<'static>) -> bool {
        let restart = self.note(Statement { text, at, in_section: true });
        self.pending.set(self.pending.get() || restart);
        restart
    }

    fn released(&self) {
        if self.pending.take() {
            self.interrupt();
        }
    }
}

/// What a run has left.
struct Outcome {
    trace: Vec<Statement>,
    hits: usize,
    panic: Option<String>,
}

/// Checks a sequence.
pub fn check(job: Job<'_>) -> Result<Report, Error> {
    quiet::on_this_thread(|| Model { job, boundaries: Vec::new(), missed: 0, runs: 0 }.check())
}

struct Model<'a> {
    job: Job<'a>,
    boundaries: Vec<Boundary>,
    missed: usize,
    runs: usize,
}

impl Model<'_> {
    fn check(mut self) -> Result<Report, Error> {
        let outcome = self.run(&[])?;
        if let Some(message) = outcome.panic {
            return Err(Error::Panicked(message));
        }
        quiet::catch(&mut self.job.invariant).map_err(Error::Uninterrupted)?;
        if !outcome.trace.iter().any(|statement| statement.in_section) {
            return Err(Error::NoStatement);
        }
        for first in 0..outcome.trace.len() {
            let Some((index, trace)) = self.interrupt(&[first], None)? else { continue };
            if !self.job.pairs {
                continue;
            }
            for second in first + 1..trace.len() {
                self.interrupt(&[first, second], Some(index))?;
            }
        }
        let report = Report {
            boundaries: self.boundaries,
            missed: self.missed,
            runs: self.runs,
            ..Report::new(Coverage::Statements)
        };
        report.verdict()
    }

    /// Runs once. Whatever makes further runs pointless is an error.
    fn run(&mut self, targets: &[usize]) -> Result<Outcome, Error> {
        self.runs += 1;
        let run = Run {
            competitor: self.job.competitor,
            targets,
            limit: self.job.max_steps,
            trace: RefCell::default(),
            hits: Cell::new(0),
            pending: Cell::new(false),
            competing: Cell::new(true),
            panic: RefCell::default(),
        };
        // On the stripe that the sequence will find, and unwatched.
        let reset = &mut self.job.reset;
        model::with(&run, || quiet::catch(reset)).map_err(Error::Reset)?;
        run.competing.set(false);
        let panic = quiet::catch(|| model::with(&run, self.job.sequence)).err();
        if let Some(message) = run.panic.take() {
            return Err(Error::Competitor(message));
        }
        if panic.as_ref().is_some_and(|message| message.ends_with(TOO_LONG)) {
            return Err(Error::TooLong { steps: self.job.max_steps });
        }
        Ok(Outcome { trace: run.trace.take(), hits: run.hits.get(), panic })
    }

    /// A run with interruptions, the last of which is judged; its boundary, and what the run came
    /// to. `None` if it did not come there.
    fn interrupt(
        &mut self,
        targets: &[usize],
        after: Option<usize>,
    ) -> Result<Option<(usize, Vec<Statement>)>, Error> {
        let outcome = self.run(targets)?;
        if outcome.hits < targets.len() {
            self.missed += 1;
            return Ok(None);
        }
        let step = targets.last().copied().unwrap_or_default();
        let statement = outcome.trace[step];
        let mut violations = Vec::new();
        if let Some(message) = outcome.panic {
            violations.push(Violation::Panicked(message));
        } else if let Err(message) = quiet::catch(&mut self.job.invariant) {
            violations.push(Violation::Invariant(message));
        }
        // The commit was made where no section comes any more.
        let to_come = outcome.trace[step..].iter().any(|statement| statement.in_section);
        let place = match () {
            () if statement.in_section => Place::Section,
            () if !to_come => Place::Tail,
            () if after.is_some() => Place::Restart,
            () => Place::Preparation,
        };
        self.boundaries.push(Boundary {
            place,
            step,
            address: 0,
            instruction: statement.text.to_owned(),
            pass: 1,
            callers: Vec::new(),
            source: Some(Location {
                function: "statement".to_owned(),
                file: Some(statement.at.file().to_owned()),
                line: Some(statement.at.line()),
            }),
            restarted: statement.in_section,
            after,
            violations,
        });
        Ok(Some((self.boundaries.len() - 1, outcome.trace)))
    }
}
