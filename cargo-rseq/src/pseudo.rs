//! What each instruction of a section is for, and the section as pseudo-code in the vocabulary of
//! load, store, compare.

use std::fmt;

use serde::Serialize;

use crate::insn::{Condition, Flow, Instruction, Op, Operand, Operator, Place};
use crate::section::{Arming, Section};
use crate::symbolic::{self, Symbols};

/// What an instruction is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Role {
    /// Makes the descriptor's address.
    Address,
    /// Stores it: from here on the kernel watches.
    Arm,
    /// Compares the CPU or concurrency id, and leaves if it is another.
    Index,
    /// Compares the slot's event, and leaves if there was a commit.
    Event,
    /// Compares something else, and may leave.
    Compare,
    /// Loads into a register.
    Load,
    /// Works on registers.
    Compute,
    /// Stores before the commit.
    Stage,
    /// Stores the event of the next commit.
    Advance,
    /// Orders memory accesses.
    Barrier,
    /// The committing store, the last instruction of a section.
    Commit,
    /// Clears `rseq_cs`.
    Clear,
    /// Goes elsewhere.
    Jump,
    /// What none of these is.
    Other,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "address",
            Self::Arm => "arm",
            Self::Index => "index",
            Self::Event => "event",
            Self::Compare => "compare",
            Self::Load => "load",
            Self::Compute => "compute",
            Self::Stage => "stage",
            Self::Advance => "advance",
            Self::Barrier => "barrier",
            Self::Commit => "commit",
            Self::Clear => "clear",
            Self::Jump => "jump",
            Self::Other => "other",
        })
    }
}

/// An instruction's role and pseudo-code, which is empty where an instruction is only half of one.
pub type Note = (Role, String);

/// A compare that no branch has used yet.
#[derive(Clone)]
struct Compared {
    a: Operand,
    b: Operand,
    /// What both are, as expressions.
    symbols: (String, String),
}

/// What the instructions of a section showed so far.
struct Walk<'a> {
    section: &'a Section,
    symbols: Symbols,
    compared: Option<Compared>,
    /// Compares made so far.
    compares: usize,
    /// The address of the event and its value, as expressions, if there is one.
    event: Option<(String, String)>,
    /// Where the arming store stores.
    armed: Option<String>,
}

/// The roles of the arming instructions, and of those of the section.
pub fn annotate(section: &Section) -> (Vec<Note>, Vec<Note>) {
    let mut walk = Walk::new(section);
    let arming = walk.arm();
    walk.event = walk.find_event();
    let mut notes = Vec::new();
    for instruction in &section.instructions {
        notes.push(walk.note(instruction));
        walk.symbols.step(instruction);
    }
    (arming, notes)
}

/// The instruction that stores the event of the next commit, which is never the commit itself.
pub fn advance(section: &Section) -> Option<u64> {
    let mut walk = Walk::new(section);
    walk.arm();
    let (place, _) = walk.find_event()?;
    section.instructions.iter().find_map(|instruction| {
        let found = match &instruction.op {
            Op::Store(stored, _) => walk.symbols.place(stored) == place,
            _ => false,
        };
        walk.symbols.step(instruction);
        found.then_some(instruction.address)
    })
}

/// The roles of instructions outside the section: its landing, and what follows the commit.
pub fn outside(section: &Section, instructions: &[Instruction]) -> Vec<Note> {
    let armed = match &section.arming {
        Arming::Store { place, .. } => Some(place.offset),
        Arming::Missing => None,
    };
    let note = |instruction: &Instruction| match &instruction.op {
        Op::Store(place, Operand::Imm(0)) if armed == Some(place.offset) => {
            (Role::Clear, "rseq.rseq_cs = 0".to_owned())
        }
        Op::Store(place, Operand::Reg(_)) if armed == Some(place.offset) => {
            (Role::Clear, "rseq.rseq_cs = 0".to_owned())
        }
        _ => match instruction.flow {
            Flow::Jump(target) => (Role::Jump, format!("goto {target:#x}")),
            _ => (Role::Other, String::new()),
        },
    };
    instructions.iter().map(note).collect()
}

impl<'a> Walk<'a> {
    fn new(section: &'a Section) -> Self {
        Self {
            section,
            symbols: Symbols::default(),
            compared: None,
            compares: 0,
            event: None,
            armed: None,
        }
    }

    fn arm(&mut self) -> Vec<Note> {
        let Arming::Store { instructions, place, value } = &self.section.arming else {
            return Vec::new();
        };
        let mut notes = Vec::new();
        for instruction in instructions {
            self.symbols.step(instruction);
            notes.push((Role::Address, String::new()));
        }
        if let Some(last) = notes.last_mut() {
            let what = match value {
                Some(value) if *value == self.section.descriptor.address => "descriptor".to_owned(),
                Some(value) => format!("{value:#x}"),
                None => "?".to_owned(),
            };
            *last = (Role::Arm, format!("rseq.rseq_cs = {what}"));
        }
        self.armed = Some(self.symbols.place(place));
        notes
    }

    /// The event is what is compared with a value, and stored as this value and 2.
    fn find_event(&self) -> Option<(String, String)> {
        let mut symbols = Symbols::default();
        if let Arming::Store { instructions, .. } = &self.section.arming {
            instructions.iter().for_each(|instruction| symbols.step(instruction));
        }
        let mut compared: Vec<(String, String)> = Vec::new();
        for instruction in &self.section.instructions {
            match &instruction.op {
                Op::Compare(a, b) => {
                    let (a, b) = (symbols.operand(a), symbols.operand(b));
                    compared.push((a.clone(), b.clone()));
                    compared.push((b, a));
                }
                Op::Store(place, value) => {
                    let (place, value) = (symbols.place(place), symbols.operand(value));
                    let event = compared.iter().find(|(loaded, event)| {
                        *loaded == symbolic::load(&place)
                            && value == symbolic::address(Some(event), None, 2)
                    });
                    if let Some((_, event)) = event {
                        return Some((place, event.clone()));
                    }
                }
                _ => {}
            }
            symbols.step(instruction);
        }
        None
    }

    fn note(&mut self, instruction: &Instruction) -> Note {
        if let Op::Compare(a, b) = &instruction.op {
            let symbols = (self.symbols.operand(a), self.symbols.operand(b));
            self.compared = Some(Compared { a: a.clone(), b: b.clone(), symbols });
        }
        match instruction.flow {
            Flow::Jump(target) => return (Role::Jump, format!("goto {}", self.label(target))),
            Flow::Branch(target, condition) => return self.branch(target, condition),
            Flow::Next => {}
            _ => return (Role::Other, String::new()),
        }
        let last =
            self.section.commit().is_some_and(|commit| commit.address == instruction.address);
        match &instruction.op {
            Op::Store(place, value) => {
                let text = format!("store({}, {})", show_place(place), show(value));
                let address = self.symbols.place(place);
                if last {
                    (Role::Commit, text)
                } else if self.event.as_ref().is_some_and(|(event, _)| *event == address) {
                    (Role::Advance, "store(slot.event, event + 2)".to_owned())
                } else if self.armed.as_ref() == Some(&address) {
                    (Role::Clear, format!("rseq.rseq_cs = {}", show(value)))
                } else {
                    (Role::Stage, text)
                }
            }
            Op::Modify(place) | Op::StoreMany(place) => {
                let role = if last { Role::Commit } else { Role::Stage };
                (role, format!("store({}, …)", show_place(place)))
            }
            Op::Set(dst, Operand::Mem(place)) => {
                (Role::Load, format!("{dst} = load({})", show_place(place)))
            }
            Op::Set(dst, value) => (Role::Compute, format!("{dst} = {}", show(value))),
            Op::Compute(dst, Operator::Other | Operator::InsertHigh, ..) => {
                (Role::Compute, format!("{dst} = …"))
            }
            Op::Compute(dst, operator, a, b) => {
                (Role::Compute, format!("{dst} = {} {} {}", show(a), operator.symbol(), show(b)))
            }
            Op::Compare(..) => (Role::Compare, String::new()),
            Op::Barrier => (Role::Barrier, "barrier".to_owned()),
            Op::None | Op::Stack | Op::Unknown => (Role::Other, String::new()),
        }
    }

    fn branch(&mut self, target: u64, condition: Condition) -> Note {
        let to = self.label(target);
        let Some(Compared { a, b, symbols }) = self.compared.clone() else {
            return (Role::Compare, format!("if … goto {to}"));
        };
        self.compares += 1;
        let leaves = !self.section.descriptor.contains(target);
        let sign = match condition {
            Condition::Equal => "==",
            Condition::NotEqual => "!=",
            Condition::Other => "?",
        };
        if let Some((place, event)) = &self.event {
            let loaded = symbolic::load(place);
            let both = [&symbols.0, &symbols.1];
            if both.contains(&&loaded) && both.contains(&event) {
                return (Role::Event, format!("if slot.event {sign} event goto {to}"));
            }
        }
        // The first compare, of a field where the ids lie.
        let field = [(&symbols.0, &b), (&symbols.1, &a)].into_iter().find_map(|(loaded, other)| {
            let name = id_field(loaded)?;
            Some((name, show(other)))
        });
        if let (1, true, Some((name, other))) = (self.compares, leaves, field) {
            return (Role::Index, format!("if rseq.{name} {sign} {other} goto {to}"));
        }
        let [a, b] =
            [(&a, &symbols.0), (&b, &symbols.1)].map(|(operand, symbol)| shown(operand, symbol));
        (Role::Compare, format!("if {a} {sign} {b} goto {to}"))
    }

    /// The name of a target.
    fn label(&self, target: u64) -> String {
        let descriptor = &self.section.descriptor;
        let exit = self.section.exits.iter().filter(|exit| **exit != descriptor.abort);
        let exit = exit.clone().position(|exit| *exit == target);
        if target == descriptor.abort {
            "fail".to_owned()
        } else if target == descriptor.start {
            "start".to_owned()
        } else if target == descriptor.post_commit() {
            "post_commit".to_owned()
        } else if let Some(exit) = exit {
            format!("exit{exit}")
        } else {
            format!("{target:#x}")
        }
    }
}

/// A register by what was loaded into it, if that is short.
fn shown(operand: &Operand, symbol: &str) -> String {
    let loaded = symbol.strip_prefix("load([").and_then(|rest| rest.strip_suffix("])"));
    match (operand, loaded) {
        (Operand::Reg(_), Some(place)) if place.len() < 24 => format!("load([{place}])"),
        _ => show(operand),
    }
}

/// Whether an expression loads one of the ids of `struct rseq`, whose address is a register's.
fn id_field(symbol: &str) -> Option<&'static str> {
    let place = symbol.strip_prefix("load([")?.strip_suffix("])")?;
    if place.ends_with("+ 24") {
        Some("mm_cid")
    } else if place.ends_with("+ 4") {
        Some("cpu_id")
    } else {
        None
    }
}

fn show(operand: &Operand) -> String {
    match operand {
        Operand::Reg(name) => name.clone(),
        Operand::Imm(value @ -4096..=4096) => value.to_string(),
        Operand::Imm(value) => format!("{value:#x}"),
        Operand::Mem(place) => format!("load({})", show_place(place)),
        Operand::Other => "…".to_owned(),
    }
}

fn show_place(place: &Place) -> String {
    format!("[{}]", symbolic::address(place.base.as_deref(), place.index.as_deref(), place.offset))
}
