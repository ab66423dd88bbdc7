//! Where in an instruction or a word the bits of an address lie.

/// Bits of a value: `count` of them, from bit `from` of the value to bit `to` of what holds it.
type Slice = (u32, u32, u32);

/// What holds them, and in which order its bytes lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    /// So many bytes in the file's byte order.
    Word(usize),
    /// An instruction of so many bytes, little-endian in every file.
    Little(usize),
    /// Two halfwords in the file's byte order: the first is the high half.
    Halfwords,
    /// A variable-length number, which keeps its length.
    Leb,
}

/// A place for a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    unit: Unit,
    slices: &'static [Slice],
    /// Added to the value first.
    round: u64,
    /// Taken from the value, then.
    shift: u32,
    /// The value has to fit into so many bits, as a signed number.
    signed: Option<u32>,
    /// A branch of Thumb-2 has two of its bits inverted in one half of the space.
    thumb: bool,
}

/// A value does not fit, or there are no bytes for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DoesNotFit;

impl Field {
    const fn new(unit: Unit, slices: &'static [Slice]) -> Self {
        Self { unit, slices, round: 0, shift: 0, signed: None, thumb: false }
    }

    /// A number of 1, 2, 4 or 8 bytes.
    pub const fn word(bytes: usize) -> Self {
        Self::new(
            Unit::Word(bytes),
            match bytes {
                1 => &[(0, 8, 0)],
                2 => &[(0, 16, 0)],
                4 => &[(0, 32, 0)],
                _ => &[(0, 64, 0)],
            },
        )
    }

    /// The low six bits of a byte.
    pub const fn six_bits() -> Self {
        Self::new(Unit::Word(1), &[(0, 6, 0)])
    }

    /// A variable-length number.
    pub const fn leb() -> Self {
        Self::new(Unit::Leb, &[])
    }

    /// An instruction of two or four bytes in the file's byte order.
    pub const fn ordered(bytes: usize, slices: &'static [Slice]) -> Self {
        Self::new(Unit::Word(bytes), slices)
    }

    /// An instruction of two or four bytes that is little-endian.
    pub const fn little(bytes: usize, slices: &'static [Slice]) -> Self {
        Self::new(Unit::Little(bytes), slices)
    }

    /// An instruction of two halfwords.
    pub const fn halfwords(slices: &'static [Slice]) -> Self {
        Self::new(Unit::Halfwords, slices)
    }

    /// Of a signed number of so many bits.
    pub const fn signed(self, bits: u32) -> Self {
        Self { signed: Some(bits), ..self }
    }

    /// Of the value without its low bits.
    pub const fn high(self, shift: u32) -> Self {
        Self { shift, ..self }
    }

    /// Of the value rounded, since what is added later is signed.
    pub const fn rounded(self, round: u64) -> Self {
        Self { round, ..self }
    }

    /// Of a branch of Thumb-2.
    pub const fn thumb(self) -> Self {
        Self { thumb: true, ..self }
    }

    /// Whether it is a word that can hold an address of so many bytes.
    pub fn holds_address(self, size: u64) -> bool {
        self == Self::word(usize::try_from(size).unwrap_or(8))
    }

    /// What the bytes have.
    fn load(self, bytes: &[u8], big: bool) -> Option<u64> {
        Some(match self.unit {
            Unit::Word(size) => number(bytes.get(..size)?, big),
            Unit::Little(size) => number(bytes.get(..size)?, false),
            Unit::Halfwords => number(bytes.get(..2)?, big) << 16 | number(bytes.get(2..4)?, big),
            Unit::Leb => {
                let len = leb_len(bytes)?;
                let low = |number: u64, byte: &u8| number << 7 | u64::from(byte & 0x7f);
                bytes[..len].iter().rev().fold(0, low)
            }
        })
    }

    /// The value that is there: the addend, where a relocation has none.
    pub fn read(self, bytes: &[u8], big: bool) -> Option<u64> {
        let held = self.load(bytes, big)?;
        if self.unit == Unit::Leb {
            return Some(held);
        }
        let gather =
            |value: u64, (from, count, to): &Slice| value | (held >> to & mask(*count)) << from;
        let value = inverted(self.slices.iter().fold(0, gather), self.thumb);
        // Of the high half of an address, the addend is as large as the half.
        let top = self.slices.iter().map(|(from, count, _)| from + count).max().unwrap_or(64);
        Some(sign_extended(value, self.signed.unwrap_or(top).min(top)))
    }

    /// Writes a value.
    pub fn write(self, bytes: &mut [u8], big: bool, value: u64) -> Result<(), DoesNotFit> {
        if self.signed.is_some_and(|bits| sign_extended(value, bits) != value) {
            return Err(DoesNotFit);
        }
        if self.unit == Unit::Leb {
            return write_leb(bytes, value);
        }
        let value = inverted(value.wrapping_add(self.round) >> self.shift, self.thumb);
        let held = self.load(bytes, big).ok_or(DoesNotFit)?;
        let scatter = |held: u64, (from, count, to): &Slice| {
            held & !(mask(*count) << to) | (value >> from & mask(*count)) << to
        };
        let new = self.slices.iter().fold(held, scatter);
        let put = |bytes: &mut [u8], number: u64, big: bool| {
            let len = bytes.len();
            let little = number.to_le_bytes();
            bytes.copy_from_slice(&little[..len]);
            if big {
                bytes.reverse();
            }
        };
        match self.unit {
            Unit::Word(size) => put(&mut bytes[..size], new, big),
            Unit::Little(size) => put(&mut bytes[..size], new, false),
            Unit::Halfwords => {
                put(&mut bytes[..2], new >> 16, big);
                put(&mut bytes[2..4], new, big);
            }
            Unit::Leb => {}
        }
        Ok(())
    }
}

fn mask(count: u32) -> u64 {
    if count >= 64 { u64::MAX } else { (1 << count) - 1 }
}

/// The number that the low bits are in two's complement.
fn sign_extended(value: u64, bits: u32) -> u64 {
    let unused = 64_u32.saturating_sub(bits);
    (value << unused).cast_signed().wrapping_shr(unused).cast_unsigned()
}

/// Bits 22 and 23 of a positive branch of Thumb-2 are stored inverted; the same there and back.
fn inverted(value: u64, thumb: bool) -> u64 {
    if thumb && value & 1 << 24 == 0 { value ^ 3 << 22 } else { value }
}

fn number(bytes: &[u8], big: bool) -> u64 {
    let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    if big { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) }
}

/// The bytes of a variable-length number of at most 64 bits.
fn leb_len(bytes: &[u8]) -> Option<usize> {
    let last = bytes.iter().take(9).position(|byte| byte & 0x80 == 0)?;
    Some(last + 1)
}

fn write_leb(bytes: &mut [u8], value: u64) -> Result<(), DoesNotFit> {
    let len = leb_len(bytes).ok_or(DoesNotFit)?;
    let mut rest = value;
    for (at, byte) in bytes[..len].iter_mut().enumerate() {
        let more = if at + 1 < len { 0x80 } else { 0 };
        *byte = u8::try_from(rest & 0x7f).unwrap_or(0) | more;
        rest >>= 7;
    }
    if rest == 0 { Ok(()) } else { Err(DoesNotFit) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Architecture;
    use crate::place::{Action, meaning};
    use object::elf::RelocationType;

    /// Every field of every architecture gives back what it was given, and touches nothing else.
    #[test]
    fn fields_hold_what_is_written() {
        let mut fields = 0;
        for architecture in Architecture::ALL {
            for number in 0..1024 {
                let Some(Action::Write(_, field)) = meaning(architecture, RelocationType(number))
                else {
                    continue;
                };
                fields += 1;
                for big in [false, true] {
                    if field.unit == Unit::Leb {
                        continue;
                    }
                    let used = field.slices.iter().fold(0_u64, |all, (_, count, to)| {
                        assert_eq!(all & mask(*count) << to, 0, "{architecture} {number}: twice");
                        all | mask(*count) << to
                    });
                    for value in [0_u64, 4, 0x100, 0x7f0, 0xffff_fff0_u64.wrapping_neg()] {
                        let value = sign_extended(value, field.signed.unwrap_or(64));
                        for filling in [0_u8, 0xff] {
                            let mut bytes = [filling; 8];
                            field.write(&mut bytes, big, value).unwrap();
                            let held = field.load(&bytes, big).unwrap();
                            let filled = field.load(&[filling; 8], big).unwrap();
                            assert_eq!(held & !used, filled & !used, "{architecture} {number}");
                            let read = field.read(&bytes, big).unwrap();
                            let seen = field
                                .slices
                                .iter()
                                .fold(0, |all, (from, count, _)| all | mask(*count) << from);
                            let shifted = value.wrapping_add(field.round) >> field.shift;
                            assert_eq!(read & seen, shifted & seen, "{architecture} {number}");
                        }
                    }
                }
            }
        }
        assert!(fields > 100, "{fields}");
    }

    #[test]
    fn what_does_not_fit_is_not_written() {
        let branch = Field::little(4, &[(2, 14, 5)]).signed(16);
        let mut bytes = [0; 4];
        for value in [0x7ffc, 0x8000_u64.wrapping_neg()] {
            assert_eq!(branch.write(&mut bytes, false, value), Ok(()));
            assert_eq!(branch.read(&bytes, false), Some(value));
        }
        let before = bytes;
        for value in [0x8000, 0x8004_u64.wrapping_neg()] {
            assert_eq!(branch.write(&mut bytes, false, value), Err(DoesNotFit));
        }
        assert_eq!(bytes, before);
        assert_eq!(Field::word(8).write(&mut bytes, false, 0), Err(DoesNotFit));
        assert_eq!(Field::word(8).read(&bytes, false), None);
    }

    #[test]
    fn variable_length_numbers_keep_their_length() {
        let mut bytes = [0xff, 0x80, 0x01, 0xaa];
        assert_eq!(Field::leb().read(&bytes, false), Some(0x407f));
        assert_eq!(Field::leb().write(&mut bytes, false, 5), Ok(()));
        assert_eq!(bytes, [0x85, 0x80, 0x00, 0xaa]);
        assert_eq!(Field::leb().write(&mut bytes, false, 1 << 21), Err(DoesNotFit));
        assert_eq!(Field::leb().read(&[0x80; 12], false), None);
    }
}
