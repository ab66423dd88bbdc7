//! `aarch64`: four bytes each, little-endian on big-endian systems too.

use super::Arch;

pub struct This;

impl Arch for This {
    // `brk #0`
    fn breakpoint(_len: usize) -> &'static [u8] {
        &[0x00, 0x00, 0x20, 0xd4]
    }

    fn len(_address: usize, _bytes: &[u8]) -> usize {
        4
    }

    fn text(_address: usize, bytes: &[u8]) -> String {
        format!(".inst 0x{}", super::hexadecimal(bytes.iter().rev()))
    }

    fn ip(context: &libc::ucontext_t) -> usize {
        context.uc_mcontext.pc as usize
    }

    fn set_ip(context: &mut libc::ucontext_t, ip: usize) {
        context.uc_mcontext.pc = ip as u64;
    }
}
