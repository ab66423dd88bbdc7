//! Instructions: what they access, and where they go.

use iced_x86::{
    Code, Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, OpKind, Register,
};

use super::super::arch::LONGEST;
use super::super::memory;

/// Decodes the instruction at `ip`; an invalid one has the length 0.
fn decode(ip: usize) -> Instruction {
    let mut bytes = [0; LONGEST];
    let read = memory::read(ip, &mut bytes);
    let mut decoder = Decoder::with_ip(64, &bytes[..read], ip as u64, DecoderOptions::NONE);
    let mut instruction = Instruction::default();
    decoder.decode_out(&mut instruction);
    if instruction.is_invalid() {
        instruction.set_len(0);
    }
    instruction
}

/// Where the instruction at `ip` may jump, other than to the next one.
pub fn target(ip: usize) -> Option<usize> {
    let instruction = decode(ip);
    match instruction.flow_control() {
        FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch => {
            usize::try_from(instruction.near_branch_target()).ok()
        }
        _ => None,
    }
}

/// Where an instruction leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// It calls a function.
    Call,
    /// It returns to the caller.
    Return,
    /// It calls the kernel.
    System,
    /// None of these.
    Other,
}

/// Where the instruction at `ip` leads to.
pub fn flow(ip: usize) -> Flow {
    let instruction = decode(ip);
    match instruction.flow_control() {
        FlowControl::Call if instruction.code() == Code::Syscall => Flow::System,
        FlowControl::Call | FlowControl::IndirectCall => Flow::Call,
        FlowControl::Return => Flow::Return,
        _ => Flow::Other,
    }
}

/// What the checker has to know of an instruction before it runs.
#[derive(Clone, Copy)]
pub struct Insn {
    /// Its address.
    pub ip: usize,
    /// Its length.
    pub len: usize,
    /// Whether it is a system call.
    pub syscall: bool,
    /// The memory that it reads or writes.
    pub memory: Option<Memory>,
    /// What it stores there, if it is a plain store.
    pub stored: Option<Stored>,
}

/// The address of an operand.
#[derive(Clone, Copy)]
pub struct Memory {
    base: Option<usize>,
    index: Option<usize>,
    scale: usize,
    displacement: usize,
    thread: bool,
    /// How many bytes.
    pub size: usize,
}

/// What a plain store stores.
#[derive(Clone, Copy)]
pub enum Stored {
    Register(usize),
    Value(u64),
}

/// The general registers of a context, in the order of the kernel's signal frame.
pub type Registers = [libc::greg_t; 23];

/// The value of a register.
fn value(registers: &Registers, register: usize) -> usize {
    registers[register].cast_unsigned() as usize
}

impl Memory {
    /// The address, with these registers.
    pub fn address(&self, registers: &Registers, thread_pointer: usize) -> usize {
        let base = self.base.map_or(0, |base| value(registers, base));
        let index = self.index.map_or(0, |index| value(registers, index));
        let thread = if self.thread { thread_pointer } else { 0 };
        base.wrapping_add(index.wrapping_mul(self.scale))
            .wrapping_add(self.displacement)
            .wrapping_add(thread)
    }
}

impl Stored {
    /// The value, with these registers.
    pub fn value(self, registers: &Registers) -> u64 {
        match self {
            Self::Register(register) => value(registers, register) as u64,
            Self::Value(value) => value,
        }
    }
}

/// The place of a register in the signal frame; `None` if it is no 64-bit general one.
fn place(register: Register) -> Option<usize> {
    let place = match register {
        Register::RAX => libc::REG_RAX,
        Register::RBX => libc::REG_RBX,
        Register::RCX => libc::REG_RCX,
        Register::RDX => libc::REG_RDX,
        Register::RSI => libc::REG_RSI,
        Register::RDI => libc::REG_RDI,
        Register::RBP => libc::REG_RBP,
        Register::RSP => libc::REG_RSP,
        Register::R8 => libc::REG_R8,
        Register::R9 => libc::REG_R9,
        Register::R10 => libc::REG_R10,
        Register::R11 => libc::REG_R11,
        Register::R12 => libc::REG_R12,
        Register::R13 => libc::REG_R13,
        Register::R14 => libc::REG_R14,
        Register::R15 => libc::REG_R15,
        _ => return None,
    };
    usize::try_from(place).ok()
}

impl Insn {
    fn at(ip: usize) -> Self {
        let instruction = decode(ip);
        let accesses = instruction.op_kinds().any(|kind| kind == OpKind::Memory)
            && !matches!(instruction.mnemonic(), Mnemonic::Lea | Mnemonic::Nop);
        let memory = accesses.then(|| Memory {
            base: place(instruction.memory_base()),
            index: place(instruction.memory_index()),
            scale: instruction.memory_index_scale() as usize,
            // With `rip` as its base, the displacement is the address already.
            displacement: instruction.memory_displacement64() as usize,
            thread: instruction.memory_segment() == Register::FS,
            size: instruction.memory_size().size(),
        });
        let is_store = instruction.mnemonic() == Mnemonic::Mov
            && instruction.op0_kind() == OpKind::Memory
            && instruction.memory_size().size() == 8;
        let stored = is_store.then(|| match place(instruction.op1_register()) {
            Some(register) => Some(Stored::Register(register)),
            None => instruction.try_immediate(1).ok().map(Stored::Value),
        });
        Self {
            ip,
            len: instruction.len(),
            syscall: instruction.code() == Code::Syscall,
            memory,
            stored: stored.flatten(),
        }
    }
}

/// Instructions that were decoded before: a handler decodes each once, without allocating.
pub struct Cache {
    entries: Box<[Insn]>,
}

/// How many instructions are remembered; a power of two.
const ENTRIES: usize = 1 << 13;

impl Cache {
    /// An empty cache.
    pub fn new() -> Self {
        let none = Insn { ip: 0, len: 0, syscall: false, memory: None, stored: None };
        // The decoder builds its tables on first use, which must not happen in a handler.
        decode(Self::new as *const () as usize);
        Self { entries: vec![none; ENTRIES].into_boxed_slice() }
    }

    /// The instruction at `ip`.
    pub fn at(&mut self, ip: usize) -> Insn {
        let entry = &mut self.entries[ip & (ENTRIES - 1)];
        if entry.ip != ip {
            *entry = Insn::at(ip);
        }
        *entry
    }
}
