//! The values of registers along a straight line of code, as far as constants give them: enough to
//! see which address an arming store stores.

use std::collections::HashMap;

use crate::image::Image;
use crate::insn::{Instruction, Op, Operand, Operator, Place, Reg};

/// What is known of registers.
pub struct Registers<'image, 'data> {
    image: &'image Image<'data>,
    known: HashMap<Reg, u64>,
}

impl<'image, 'data> Registers<'image, 'data> {
    pub fn new(image: &'image Image<'data>) -> Self {
        Self { image, known: HashMap::new() }
    }

    /// The value of an operand, if it is known.
    pub fn value(&self, operand: &Operand) -> Option<u64> {
        let value = match operand {
            Operand::Imm(value) => value.cast_unsigned(),
            Operand::Reg(name) => *self.known.get(name)?,
            // What is stored in the file, such as a table of addresses.
            Operand::Mem(place) => self.image.pointer(self.address(place)?)?,
            Operand::Other => return None,
        };
        Some(if self.image.wide { value } else { value & 0xffff_ffff })
    }

    /// The address of a place, if it is known.
    pub fn address(&self, place: &Place) -> Option<u64> {
        if place.index.is_some() {
            return None;
        }
        match &place.base {
            Some(base) => Some(self.known.get(base)?.wrapping_add_signed(place.offset)),
            None => Some(place.offset.cast_unsigned()),
        }
    }

    /// Goes over an instruction.
    pub fn step(&mut self, instruction: &Instruction) {
        match &instruction.op {
            Op::None | Op::Barrier | Op::Compare(..) => {}
            Op::Set(dst, operand) => {
                let value = self.value(operand);
                self.write(dst, value);
            }
            Op::Compute(dst, operator, a, b) => {
                let value = match (self.value(a), self.value(b)) {
                    (Some(a), Some(b)) => apply(*operator, a, b),
                    _ => None,
                };
                self.write(dst, value);
            }
            Op::Store(place, _) => {
                if let (true, Some(base)) = (place.writes_base, &place.base) {
                    self.known.remove(base);
                }
            }
            // What these write is not said.
            Op::Modify(_) | Op::StoreMany(_) | Op::Stack | Op::Unknown => self.known.clear(),
        }
    }

    fn write(&mut self, dst: &Reg, value: Option<u64>) {
        match value {
            Some(value) => {
                let value = if self.image.wide { value } else { value & 0xffff_ffff };
                self.known.insert(dst.clone(), value);
            }
            None => {
                self.known.remove(dst);
            }
        }
    }
}

fn apply(operator: Operator, a: u64, b: u64) -> Option<u64> {
    Some(match operator {
        Operator::Add => a.wrapping_add(b),
        Operator::Sub => a.wrapping_sub(b),
        Operator::Or => a | b,
        Operator::And => a & b,
        Operator::Xor => a ^ b,
        Operator::InsertHigh => a & !0xffff_0000 | (b & 0xffff) << 16,
        Operator::Other => return None,
    })
}
