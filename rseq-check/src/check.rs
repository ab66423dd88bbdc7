//! The builder.

use std::time::Duration;

use crate::engine;
use crate::report::{Error, Report};

/// Checks one sequence at every instruction boundary: see the [crate's page](crate).
#[expect(clippy::struct_excessive_bools)] // each is an option of its own
pub struct Check<'a> {
    sequence: Box<dyn Fn() + Sync + 'a>,
    competitor: Option<Box<dyn Fn() + Sync + 'a>>,
    reset: Box<dyn FnMut() + Send + 'a>,
    invariant: Box<dyn FnMut() + Send + 'a>,
    reentrant: bool,
    preemption: bool,
    pairs: bool,
    exclusive: bool,
    breakpoints: bool,
    max_steps: usize,
    patience: Duration,
}

impl<'a> Check<'a> {
    /// A check of the sequence that this closure runs. What it returns is dropped: keep what the
    /// invariant has to know in atomics.
    pub fn new<R>(sequence: impl Fn() -> R + Sync + 'a) -> Self {
        Self {
            sequence: Box::new(move || {
                engine::begin();
                drop(sequence());
                engine::finish();
            }),
            competitor: None,
            reset: Box::new(|| ()),
            invariant: Box::new(|| ()),
            reentrant: false,
            preemption: false,
            pairs: false,
            exclusive: true,
            breakpoints: false,
            max_steps: 100_000,
            patience: Duration::from_secs(20),
        }
    }

    /// What runs at the boundary, on the same CPU, as a signal handler would: it must not need what
    /// the interrupted code holds. If the sequence allocates or locks, let it come by
    /// [`preemption`](Self::preemption).
    #[must_use]
    pub fn competitor<R>(mut self, competitor: impl Fn() -> R + Sync + 'a) -> Self {
        self.competitor = Some(Box::new(move || drop(competitor())));
        self
    }

    /// What runs before each run, to bring the data into the state that the check begins with.
    #[must_use]
    pub fn reset(mut self, reset: impl FnMut() + Send + 'a) -> Self {
        self.reset = Box::new(reset);
        self
    }

    /// What holds after each run: panics if it does not. It is checked without an interruption
    /// first, so it must not count on the competitor.
    #[must_use]
    pub fn invariant(mut self, invariant: impl FnMut() + Send + 'a) -> Self {
        self.invariant = Box::new(invariant);
        self
    }

    /// The sequence is its own competitor: a signal handler that runs what it has interrupted. A
    /// [`competitor`](Self::competitor), if given, runs after it.
    #[must_use]
    pub fn reentrant(mut self) -> Self {
        self.reentrant = true;
        self
    }

    /// The competitor comes by preemption, from another thread on the same CPU, instead of in a
    /// signal handler. Takes about half a millisecond a boundary.
    #[must_use]
    pub fn preemption(mut self) -> Self {
        self.preemption = true;
        self
    }

    /// Interrupts each run a second time as well, at each boundary after the first interruption.
    /// Takes the square of the time.
    #[must_use]
    pub fn pairs(mut self) -> Self {
        self.pairs = true;
        self
    }

    /// Leaves the exclusive path out.
    #[must_use]
    pub fn without_exclusive(mut self) -> Self {
        self.exclusive = false;
        self
    }

    /// Checks as on architectures where a program cannot step itself: by breakpoints alone, in sections and
    /// in the functions that they are in, with a [`Coverage::Functions`](crate::Coverage::Functions).
    /// There it changes nothing.
    #[must_use]
    pub fn by_breakpoints(mut self) -> Self {
        self.breakpoints = true;
        self
    }

    /// The most instructions that one run may have, 100 000 unless changed. A sequence with more is
    /// taken to be one that never ends.
    #[must_use]
    pub fn max_steps(mut self, steps: usize) -> Self {
        self.max_steps = steps;
        self
    }

    /// How long a run may take before it is taken to be stuck, 20 s unless changed.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Runs the check.
    ///
    /// # Panics
    ///
    /// If it fails: with the boundaries at which something went wrong, their instructions and
    /// source lines, or with what is wrong with the check itself.
    pub fn run(self) -> Report {
        match self.try_run() {
            Ok(report) => report,
            Err(error) => panic!("rseq-check: {error}"),
        }
    }

    /// The same, without the panic.
    ///
    /// # Errors
    ///
    /// If something went wrong at some boundary, or with the check itself.
    pub fn try_run(mut self) -> Result<Report, Error> {
        self.with_job(engine::check)
    }

    /// Hands what was built to an engine.
    pub(crate) fn with_job<R>(
        &mut self,
        check: impl FnOnce(Job<'_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        if self.competitor.is_none() && !self.reentrant {
            return Err(Error::NoCompetitor);
        }
        let sequence = &*self.sequence;
        let (first, then) = (self.reentrant, self.competitor.as_deref());
        let competitor = move || {
            if first {
                sequence();
            }
            if let Some(then) = then {
                then();
            }
        };
        let job = Job {
            sequence,
            competitor: &competitor,
            reset: &mut *self.reset,
            invariant: &mut *self.invariant,
            pairs: self.pairs,
            exclusive: self.exclusive,
            breakpoints: self.breakpoints,
            preemption: self.preemption,
            max_steps: self.max_steps,
            patience: self.patience,
        };
        check(job)
    }
}

/// What is to be done, and how.
#[allow(dead_code, reason = "a model does not know every option")]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct Job<'a> {
    pub sequence: &'a (dyn Fn() + Sync),
    pub competitor: &'a (dyn Fn() + Sync),
    pub reset: &'a mut (dyn FnMut() + Send),
    pub invariant: &'a mut (dyn FnMut() + Send),
    pub pairs: bool,
    pub exclusive: bool,
    pub breakpoints: bool,
    pub preemption: bool,
    pub max_steps: usize,
    pub patience: Duration,
}
