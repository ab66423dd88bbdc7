//! Reads the operands of an instruction from a disassembler's text.

use crate::insn::{Operand, Place};

/// The operands, split at the commas outside brackets.
pub fn split(operands: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut depth, mut start) = (0_u32, 0);
    for (at, byte) in operands.bytes().enumerate() {
        match byte {
            b'[' | b'(' | b'{' => depth += 1,
            b']' | b')' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                pieces.push(operands[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    let last = operands[start..].trim();
    if !last.is_empty() {
        pieces.push(last);
    }
    pieces
}

/// A number as disassemblers write it: `#-0x8`, `12`.
pub fn number(text: &str) -> Option<i64> {
    let text = text.strip_prefix('#').unwrap_or(text);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value = match digits.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    let value = value.cast_signed();
    Some(if negative { value.wrapping_neg() } else { value })
}

/// An operand. `register` makes the canonical operand of a register's name: itself, another name, or
/// a constant for the registers that are one.
pub fn operand(text: &str, register: impl Fn(&str) -> Operand) -> Operand {
    if let Some(number) = number(text) {
        return Operand::Imm(number);
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (inside, after) = rest.split_once(']').unwrap_or((rest, ""));
        return Operand::Mem(bracketed(inside, after == "!", register));
    }
    if let Some((offset, registers)) = text.split_once('(') {
        let registers = registers.trim_end_matches(')');
        let mut place = Place { offset: number(offset).unwrap_or(0), ..Place::default() };
        // `offset(index, base)`
        let mut names = registers.split(',').map(str::trim).rev();
        place.base = names.next().and_then(|name| named(register(name)));
        place.index = names.next().and_then(|name| named(register(name)));
        return Operand::Mem(place);
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '%' || c == '$';
    if !text.is_empty() && text.chars().all(plain) { register(text) } else { Operand::Other }
}

/// `base`, `base, #offset`, `base, index`, `base, index, lsl #3`.
fn bracketed(inside: &str, writes_base: bool, register: impl Fn(&str) -> Operand) -> Place {
    let mut place = Place { writes_base, ..Place::default() };
    for (at, piece) in inside.split(',').map(str::trim).enumerate() {
        if let Some(number) = number(piece) {
            place.offset = number;
        } else if at == 0 {
            place.base = named(register(piece));
        } else if at == 1 {
            place.index = Some(piece.to_owned());
        } else {
            // A shift: the index is not what it says.
            place.index = place.index.map(|index| format!("{index}, {piece}"));
        }
    }
    place
}

/// The register of an operand.
pub fn named(operand: Operand) -> Option<String> {
    match operand {
        Operand::Reg(name) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(name: &str) -> Operand {
        Operand::Reg(name.trim_start_matches('%').to_owned())
    }

    fn place(text: &str) -> Place {
        match operand(text, plain) {
            Operand::Mem(place) => place,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn operands_of_every_style() {
        assert_eq!(split("x1, [x2, #8], lsl #3"), ["x1", "[x2, #8]", "lsl #3"]);
        assert_eq!(split(""), [""; 0]);
        assert_eq!(number("#-0x10"), Some(-16));
        assert_eq!(number("x1"), None);
        assert_eq!(number("0xffffffffffffffff"), Some(-1));
        assert_eq!(operand("#8", plain), Operand::Imm(8));
        assert_eq!(operand("%r3", plain), Operand::Reg("r3".into()));
        assert_eq!(operand("{r1, r2}", plain), Operand::Other);
        let at = place("[x9, #8]!");
        assert_eq!((at.base.as_deref(), at.offset, at.writes_base), (Some("x9"), 8, true));
        let at = place("[x9, x1, lsl #3]");
        assert_eq!((at.base.as_deref(), at.index.as_deref()), (Some("x9"), Some("x1, lsl #3")));
        let at = place("-8(%r2,%r15)");
        assert_eq!(at.base.as_deref(), Some("r15"));
        assert_eq!((at.index.as_deref(), at.offset), (Some("r2"), -8));
    }
}
