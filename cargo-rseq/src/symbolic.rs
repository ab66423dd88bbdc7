//! The values of registers as expressions of what they were before, so that two instructions are
//! seen to mean the same place although they reach it through different registers.

use std::collections::HashMap;

use crate::insn::{Instruction, Op, Operand, Operator, Place, Reg};

/// Longer expressions are not kept: nothing is concluded from them.
const LONGEST: usize = 160;

/// What registers hold.
#[derive(Default)]
pub struct Symbols {
    known: HashMap<Reg, String>,
    /// Makes a name of its own for every value that is not known.
    unknown: usize,
}

impl Symbols {
    fn register(&self, name: &str) -> String {
        self.known.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// The expression of an operand; a load where it is a place.
    pub fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Reg(name) => self.register(name),
            Operand::Imm(value) => value.to_string(),
            Operand::Mem(place) => load(&self.place(place)),
            Operand::Other => "?".to_owned(),
        }
    }

    /// The expression of an address.
    pub fn place(&self, place: &Place) -> String {
        let base = place.base.as_ref().map(|base| self.register(base));
        let index = place.index.as_ref().map(|index| self.register(index));
        address(base.as_deref(), index.as_deref(), place.offset)
    }

    /// Goes over an instruction.
    pub fn step(&mut self, instruction: &Instruction) {
        match &instruction.op {
            Op::Set(dst, Operand::Other) => self.forget(dst),
            Op::Set(dst, operand) => {
                let value = self.operand(operand);
                self.write(dst, value);
            }
            Op::Compute(dst, operator, a, b) => {
                // Two spellings of one address.
                let value = match (a, operator, b) {
                    (Operand::Reg(base), Operator::Add, Operand::Imm(offset)) => {
                        let place =
                            Place { base: Some(base.clone()), offset: *offset, ..Place::default() };
                        self.place(&place)
                    }
                    _ => format!("({} {} {})", self.operand(a), operator.symbol(), self.operand(b)),
                };
                self.write(dst, value);
            }
            Op::Store(Place { base: Some(base), writes_base: true, .. }, _) => {
                let base = base.clone();
                self.forget(&base);
            }
            Op::Unknown => self.known.clear(),
            _ => {}
        }
    }

    fn write(&mut self, dst: &Reg, value: String) {
        if value.len() > LONGEST || value.contains('?') {
            self.forget(dst);
        } else {
            self.known.insert(dst.clone(), value);
        }
    }

    fn forget(&mut self, dst: &Reg) {
        self.unknown += 1;
        self.known.insert(dst.clone(), format!("unknown{}", self.unknown));
    }
}

/// A load in an expression.
pub fn load(place: &str) -> String {
    format!("load([{place}])")
}

/// An address.
pub fn address(base: Option<&str>, index: Option<&str>, offset: i64) -> String {
    let mut text = base.unwrap_or_default().to_owned();
    if let Some(index) = index {
        if !text.is_empty() {
            text += " + ";
        }
        text += index;
    }
    match offset {
        0 if !text.is_empty() => text,
        _ if text.is_empty() => format!("{offset:#x}"),
        0.. => format!("{text} + {offset}"),
        _ => format!("{text} - {}", offset.unsigned_abs()),
    }
}
