//! The section, free of syntax and of architectures. Its `Display` is the pseudo-code of the
//! documentation, in the vocabulary of load, store, compare and copy.

use core::fmt;

use proc_macro2::Span;

use crate::ast::{Op, Order};

/// What runs between the arming store and the commit, the commit included.
pub struct Section {
    /// Where the sequence begins.
    pub site: Span,
    /// The places, in the order they are evaluated: `p0`, `p1`, …, each with its text for `Display`.
    pub places: Vec<String>,
    /// The values evaluated in the preparation: `v0`, `v1`, …
    pub values: Vec<String>,
    /// The pairs of slices of the copies: `c0`, `c1`, …
    pub copies: Vec<String>,
    /// Of each fetched value, whether the tail reads it and so must leave the section.
    pub fetches: Vec<Fetch>,
    /// The number of `else` exits.
    pub exits: usize,
    /// Everything before the commit.
    pub steps: Vec<Step>,
    /// The commit.
    pub commit: Commit,
}

/// A value loaded inside the section.
pub struct Fetch {
    /// The user's name for it.
    pub name: String,
    /// The tail reads it.
    pub kept: bool,
}

/// A step before the commit.
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The user's statement.
    pub span: Span,
}

/// The kinds of steps.
pub enum StepKind {
    /// `fetches[fetch] = load(places[place])`
    Load { fetch: usize, place: usize },
    /// Leaves unless `load(places[place]) == value` (`!=` if negated).
    Compare { place: usize, value: Operand, negated: bool, leave: Leave },
    /// `store(places[place], value)`
    Store { place: usize, value: Operand },
    /// `copy(copies[copy])`
    Copy { copy: usize },
}

/// Where a failed compare goes.
#[derive(Clone, Copy)]
pub enum Leave {
    /// The sequence runs again.
    Restart,
    /// The `else` exit with this number.
    Exit(usize),
}

/// What a step compares with or stores.
#[derive(Clone, Copy)]
pub enum Operand {
    /// `values[_]`
    Value(usize),
    /// `fetches[_]`
    Fetched(usize),
    /// An immediate.
    Literal(i32),
}

/// The committing step.
pub struct Commit {
    /// `places[place]`
    pub place: usize,
    /// The operator.
    pub op: Op,
    /// The new value, or the right operand.
    pub value: Operand,
    /// The order of the committing store.
    pub order: Order,
    /// The user's statement.
    pub span: Span,
}

impl Section {
    /// The text of an operand.
    fn operand(&self, operand: Operand) -> String {
        match operand {
            Operand::Value(value) => self.values[value].clone(),
            Operand::Fetched(fetch) => self.fetches[fetch].name.clone(),
            Operand::Literal(literal) => literal.to_string(),
        }
    }
}

impl Section {
    /// The text of a step.
    pub fn step(&self, step: &StepKind) -> String {
        match step {
            StepKind::Load { fetch, place } => {
                format!("{} = load({})", self.fetches[*fetch].name, self.places[*place])
            }
            StepKind::Compare { place, value, negated, leave } => format!(
                "if load({}) {} {} goto {}",
                self.places[*place],
                if *negated { "==" } else { "!=" },
                self.operand(*value),
                match leave {
                    Leave::Restart => "mismatch".to_owned(),
                    Leave::Exit(exit) => format!("exit{exit}"),
                }
            ),
            StepKind::Store { place, value } => {
                format!("store({}, {})", self.places[*place], self.operand(*value))
            }
            StepKind::Copy { copy } => format!("copy({})", self.copies[*copy]),
        }
    }
}

impl Section {
    /// The text of the commit, on one line.
    pub fn commit_in_words(&self) -> String {
        let Commit { place, op, value, order, .. } = &self.commit;
        let (place, value) = (&self.places[*place], self.operand(*value));
        let store = match order {
            Order::Relaxed => "store",
            Order::Release => "store_release",
        };
        match op {
            Op::Set => format!("{store}({place}, {value})"),
            op => format!("{store}({place}, load({place}) {} {value})", symbol(*op)),
        }
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "    rseq.rseq_cs = descriptor")?;
        writeln!(f, "start:")?;
        writeln!(f, "    if rseq.index != index goto fail")?;
        writeln!(f, "    if slot.event != event goto fail    # tracked slots")?;
        for step in &self.steps {
            writeln!(f, "    {}", self.step(&step.kind))?;
        }
        writeln!(f, "    store(slot.event, event + 2)        # tracked slots")?;
        let Commit { place, op, value, order, .. } = &self.commit;
        let place = &self.places[*place];
        let value = self.operand(*value);
        let store = match order {
            Order::Relaxed => "store",
            Order::Release => "store_release",
        };
        match op {
            Op::Set => writeln!(f, "    {store}({place}, {value})")?,
            op => {
                writeln!(f, "    x = load({place})")?;
                writeln!(f, "    x = x {} {value}", symbol(*op))?;
                writeln!(f, "    {store}({place}, x)")?;
            }
        }
        writeln!(f, "post_commit:")?;
        write!(f, "    rseq.rseq_cs = 0")
    }
}

/// The operator between the old value and the operand.
fn symbol(op: Op) -> &'static str {
    match op {
        Op::Set => "=",
        Op::Add => "+",
        Op::Sub => "-",
        Op::Or => "|",
        Op::And => "&",
        Op::Xor => "^",
    }
}
