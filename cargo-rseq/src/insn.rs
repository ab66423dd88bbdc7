//! What an instruction does, in the terms of a section: no architecture is visible from here on.

/// An instruction where it lies.
#[derive(Clone, Debug)]
pub struct Instruction {
    pub address: u64,
    pub bytes: Vec<u8>,
    pub mnemonic: String,
    pub operands: String,
    pub flow: Flow,
    pub op: Op,
}

impl Instruction {
    /// The address of the next one.
    pub fn end(&self) -> u64 {
        self.address.wrapping_add(self.bytes.len() as u64)
    }

    /// Where it may go on besides the next one, if it is a jump or branch with a fixed target.
    pub fn target(&self) -> Option<u64> {
        match self.flow {
            Flow::Jump(target) | Flow::Branch(target, _) => Some(target),
            _ => None,
        }
    }
}

/// Where an instruction goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// With the next one.
    Next,
    /// Always there.
    Jump(u64),
    /// There on a condition, else with the next one.
    Branch(u64, Condition),
    /// In a function, to come back.
    Call,
    /// In the caller.
    Return,
    /// At an address that a register or memory holds.
    Indirect,
    /// In the kernel, with a signal.
    Trap,
    /// In the kernel, as asked.
    System,
}

/// When a branch is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Condition {
    /// What was compared is equal.
    Equal,
    /// It is not.
    NotEqual,
    /// Something else.
    Other,
}

/// What an instruction does to registers and memory.
///
/// `Unknown` is an instruction that the tables of its architecture do not have: nothing is
/// concluded from it, and the lint says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Op {
    /// Nothing: a branch, a hint.
    None,
    /// Orders memory accesses.
    Barrier,
    /// `register = operand`; a load where that is a place.
    Set(Reg, Operand),
    /// `register = a op b`
    Compute(Reg, Operator, Operand, Operand),
    /// Compares for a branch, which may be the instruction itself.
    Compare(Operand, Operand),
    /// `store(place, operand)`: one store.
    Store(Place, Operand),
    /// A place read and written by one instruction.
    Modify(Place),
    /// Several words stored by one instruction.
    StoreMany(Place),
    /// Moves the stack pointer.
    Stack,
    /// Not in the tables.
    Unknown,
}

/// A register by its canonical name: `x3` where the text says `w3`.
pub type Reg = String;

/// The operators that addresses are made with, and the rest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    Add,
    Sub,
    Or,
    And,
    Xor,
    /// `a`, with its bits 16 to 31 replaced by `b`.
    InsertHigh,
    /// Any other.
    Other,
}

impl Operator {
    /// How pseudo-code writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Or => "|",
            Self::And => "&",
            Self::Xor => "^",
            Self::InsertHigh | Self::Other => "?",
        }
    }
}

/// What an instruction reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operand {
    Reg(Reg),
    Imm(i64),
    Mem(Place),
    /// Something else: a shifted register, a flag.
    Other,
}

/// A place in memory.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    pub base: Option<Reg>,
    pub index: Option<Reg>,
    pub offset: i64,
    /// The instruction changes the base.
    pub writes_base: bool,
}

impl Place {
    /// A place at a fixed address.
    pub fn fixed(address: u64) -> Self {
        Self { offset: address.cast_signed(), ..Self::default() }
    }
}
