//! `x86` and `x86_64`: decoded and disassembled by `iced-x86`.

use iced_x86::{Decoder, DecoderOptions, Formatter, Instruction, IntelFormatter};

use super::Arch;

pub struct This;

/// The bits of an address.
const BITS: u32 = usize::BITS;

fn decode(address: usize, bytes: &[u8]) -> Instruction {
    Decoder::with_ip(BITS, bytes, address as u64, DecoderOptions::NONE).decode()
}

impl Arch for This {
    // `ud2`. Over a single byte a `lock` prefix: none of the instructions of one byte can be locked.
    // Both fault with the instruction pointer still at them.
    fn breakpoint(len: usize) -> &'static [u8] {
        if len == 1 { &[0xf0] } else { &[0x0f, 0x0b] }
    }

    fn len(address: usize, bytes: &[u8]) -> usize {
        let instruction = decode(address, bytes);
        if instruction.is_invalid() { 0 } else { instruction.len() }
    }

    fn text(address: usize, bytes: &[u8]) -> String {
        let mut formatter = IntelFormatter::new();
        formatter.options_mut().set_space_after_operand_separator(true);
        formatter.options_mut().set_hex_prefix("0x");
        formatter.options_mut().set_hex_suffix("");
        formatter.options_mut().set_uppercase_hex(false);
        formatter.options_mut().set_space_between_memory_add_operators(true);
        formatter.options_mut().set_branch_leading_zeros(false);
        let mut text = String::new();
        formatter.format(&decode(address, bytes), &mut text);
        text
    }

    fn ip(context: &libc::ucontext_t) -> usize {
        context.uc_mcontext.gregs[IP] as usize
    }

    fn set_ip(context: &mut libc::ucontext_t, ip: usize) {
        context.uc_mcontext.gregs[IP] = ip as libc::greg_t;
    }
}

/// The place of the instruction pointer in a signal frame.
#[cfg(target_arch = "x86")]
const IP: usize = libc::REG_EIP as usize;
#[cfg(target_arch = "x86_64")]
const IP: usize = libc::REG_RIP as usize;
