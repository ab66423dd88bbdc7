//! `x86_64` and `x86`, by `iced-x86`.

use iced_x86::{
    Code, Decoder, DecoderOptions, FlowControl, Formatter, Instruction as Decoded,
    InstructionInfoFactory, IntelFormatter, Mnemonic, OpAccess, OpKind, Register,
};

use super::Meaning;
use crate::insn::{Condition, Flow, Instruction, Op, Operand, Operator, Place, Reg};

/// What a `call` of the next instruction leaves on the stack, until it is popped.
const PUSHED: &str = "pushed";

pub fn decode(bits: u32, code: &[u8], address: u64) -> Option<Instruction> {
    let mut decoder = Decoder::with_ip(bits, code, address, DecoderOptions::NONE);
    let decoded = decoder.decode();
    if decoded.is_invalid() {
        return None;
    }
    let mut text = String::new();
    let mut formatter = IntelFormatter::new();
    let options = formatter.options_mut();
    options.set_space_after_operand_separator(true);
    options.set_hex_prefix("0x");
    options.set_hex_suffix("");
    options.set_uppercase_hex(false);
    options.set_branch_leading_zeros(false);
    options.set_rip_relative_addresses(false);
    formatter.format(&decoded, &mut text);
    let (mnemonic, operands) = text.split_once(' ').unwrap_or((&text, ""));
    let (flow, op) = meaning(&decoded);
    Some(Instruction {
        address,
        bytes: code.get(..decoded.len())?.to_vec(),
        mnemonic: mnemonic.to_owned(),
        operands: operands.to_owned(),
        flow,
        op,
    })
}

/// The length of an instruction, and where it goes on.
pub fn flow(bits: u32, code: &[u8], address: u64) -> Option<(u64, Flow)> {
    let decoded = Decoder::with_ip(bits, code, address, DecoderOptions::NONE).decode();
    let valid = !decoded.is_invalid() && decoded.len() <= code.len();
    valid.then(|| (decoded.len() as u64, meaning(&decoded).0))
}

fn meaning(decoded: &Decoded) -> Meaning {
    let target = decoded.near_branch_target();
    match decoded.flow_control() {
        FlowControl::Next => (Flow::Next, operation(decoded)),
        FlowControl::UnconditionalBranch => (Flow::Jump(target), Op::None),
        FlowControl::ConditionalBranch => {
            let condition = match decoded.mnemonic() {
                Mnemonic::Je => Condition::Equal,
                Mnemonic::Jne => Condition::NotEqual,
                _ => Condition::Other,
            };
            (Flow::Branch(target, condition), Op::None)
        }
        // How position-independent code of 32 bits reads the instruction pointer.
        FlowControl::Call if target == decoded.next_ip() => {
            (Flow::Next, Op::Set(PUSHED.to_owned(), immediate(target)))
        }
        FlowControl::Call => match decoded.mnemonic() {
            Mnemonic::Syscall | Mnemonic::Sysenter => (Flow::System, Op::Unknown),
            _ => (Flow::Call, Op::Unknown),
        },
        FlowControl::IndirectCall => (Flow::Call, Op::Unknown),
        FlowControl::IndirectBranch => (Flow::Indirect, Op::None),
        FlowControl::Return => (Flow::Return, Op::Unknown),
        FlowControl::Interrupt => match decoded.code() {
            Code::Int_imm8 if decoded.immediate8() == 0x80 => (Flow::System, Op::Unknown),
            _ => (Flow::Trap, Op::Unknown),
        },
        FlowControl::Exception | FlowControl::XbeginXabortXend => (Flow::Trap, Op::Unknown),
    }
}

fn immediate(value: u64) -> Operand {
    Operand::Imm(value.cast_signed())
}

/// The register that another is a part of.
fn canonical(register: Register) -> Reg {
    format!("{:?}", register.full_register()).to_lowercase()
}

fn place(decoded: &Decoded) -> Place {
    if decoded.is_ip_rel_memory_operand() {
        return Place::fixed(decoded.ip_rel_memory_address());
    }
    let register = |register| (register != Register::None).then(|| canonical(register));
    let mut index = register(decoded.memory_index());
    if decoded.memory_index_scale() != 1 {
        index = index.map(|index| format!("{index} * {}", decoded.memory_index_scale()));
    }
    // 32-bit code is given its displacements without sign.
    let displacement = decoded.memory_displacement64();
    let offset = match decoded.memory_displ_size() {
        8 => displacement.cast_signed(),
        #[expect(clippy::cast_possible_truncation)] // the lower half is all there is
        _ => i64::from((displacement as u32).cast_signed()),
    };
    Place { base: register(decoded.memory_base()), index, offset, writes_base: false }
}

fn operand(decoded: &Decoded, at: u32) -> Operand {
    match decoded.op_kind(at) {
        OpKind::Register => Operand::Reg(canonical(decoded.op_register(at))),
        OpKind::Memory => Operand::Mem(place(decoded)),
        kind if kind >= OpKind::Immediate8 && kind <= OpKind::Immediate32to64 => {
            immediate(decoded.immediate(at))
        }
        _ => Operand::Other,
    }
}

fn operation(decoded: &Decoded) -> Op {
    let operands = || (operand(decoded, 0), operand(decoded, 1));
    if decoded.is_stack_instruction() {
        return match (decoded.mnemonic(), operand(decoded, 0)) {
            (Mnemonic::Pop, Operand::Reg(dst)) => Op::Set(dst, Operand::Reg(PUSHED.to_owned())),
            _ => Op::Stack,
        };
    }
    if moves_stack_pointer(decoded) {
        return Op::Stack;
    }
    match decoded.mnemonic() {
        Mnemonic::Nop | Mnemonic::Endbr64 | Mnemonic::Endbr32 | Mnemonic::Pause => Op::None,
        Mnemonic::Mfence | Mnemonic::Sfence | Mnemonic::Lfence => Op::Barrier,
        Mnemonic::Lea => match operand(decoded, 0) {
            Operand::Reg(dst) => lea(dst, place(decoded)),
            _ => Op::Unknown,
        },
        Mnemonic::Cmp => {
            let (a, b) = operands();
            Op::Compare(a, b)
        }
        Mnemonic::Test => match operands() {
            (a, b) if a == b => Op::Compare(a, Operand::Imm(0)),
            (a, _) => Op::Compare(a, Operand::Other),
        },
        Mnemonic::Mov | Mnemonic::Movzx | Mnemonic::Movsx | Mnemonic::Movsxd => match operands() {
            (Operand::Mem(place), value) => Op::Store(place, value),
            // Narrow writes leave the rest of the register.
            (Operand::Reg(dst), value) if decoded.op0_register().size() >= 4 => Op::Set(dst, value),
            (Operand::Reg(dst), _) => Op::Set(dst, Operand::Other),
            _ => Op::Unknown,
        },
        Mnemonic::Add => arithmetic(decoded, Operator::Add),
        Mnemonic::Sub => arithmetic(decoded, Operator::Sub),
        Mnemonic::Or => arithmetic(decoded, Operator::Or),
        Mnemonic::And => arithmetic(decoded, Operator::And),
        Mnemonic::Xor => arithmetic(decoded, Operator::Xor),
        _ => by_access(decoded),
    }
}

/// `dst op= value`
fn arithmetic(decoded: &Decoded, operator: Operator) -> Op {
    match (operand(decoded, 0), operand(decoded, 1)) {
        (Operand::Mem(place), _) => Op::Modify(place),
        (Operand::Reg(dst), value) => Op::Compute(dst.clone(), operator, Operand::Reg(dst), value),
        _ => Op::Unknown,
    }
}

/// An address that is computed, not accessed.
fn lea(dst: Reg, place: Place) -> Op {
    match place {
        Place { base: None, index: None, offset, .. } => Op::Set(dst, Operand::Imm(offset)),
        Place { base: Some(base), index: None, offset, .. } => {
            Op::Compute(dst, Operator::Add, Operand::Reg(base), Operand::Imm(offset))
        }
        _ => Op::Set(dst, Operand::Other),
    }
}

fn moves_stack_pointer(decoded: &Decoded) -> bool {
    let mut factory = InstructionInfoFactory::new();
    let writes = |used: &iced_x86::UsedRegister| {
        used.register().full_register() == Register::RSP
            && used.access() >= OpAccess::Write
            && used.access() != OpAccess::NoMemAccess
    };
    factory.info(decoded).used_registers().iter().any(writes)
}

/// An instruction that has no entry of its own: what it does to memory decides.
fn by_access(decoded: &Decoded) -> Op {
    let mut factory = InstructionInfoFactory::new();
    let info = factory.info(decoded);
    let mut memory = info.used_memory().iter().map(iced_x86::UsedMemory::access);
    let writes = memory.clone().any(|access| {
        matches!(
            access,
            OpAccess::Write | OpAccess::CondWrite | OpAccess::ReadWrite | OpAccess::ReadCondWrite
        )
    });
    let reads = memory.any(|access| {
        matches!(access, OpAccess::Read | OpAccess::ReadWrite | OpAccess::ReadCondWrite)
    });
    let whole = decoded.op_count() > 0 && decoded.op0_kind() == OpKind::Memory;
    if writes && (!whole || decoded.has_rep_prefix() || decoded.has_repne_prefix()) {
        return Op::StoreMany(place(decoded));
    }
    if writes && reads {
        return Op::Modify(place(decoded));
    }
    if writes {
        // A vector register is more than one word to other CPUs.
        return if info.used_memory().iter().any(|used| used.memory_size().size() > 8) {
            Op::StoreMany(place(decoded))
        } else {
            Op::Store(place(decoded), Operand::Other)
        };
    }
    // One register written: all that is known of it is that.
    let written: Vec<Reg> = info
        .used_registers()
        .iter()
        .filter(|used| {
            !matches!(used.access(), OpAccess::Read | OpAccess::CondRead | OpAccess::None)
        })
        .map(|used| canonical(used.register()))
        .collect();
    match &written[..] {
        [] => Op::Compare(Operand::Other, Operand::Other),
        [dst] => Op::Set(dst.clone(), Operand::Other),
        _ => Op::Unknown,
    }
}
