//! `loongarch64`: four bytes each.

use super::Arch;

pub struct This;

impl Arch for This {
    // `break 0`
    fn breakpoint(_len: usize) -> &'static [u8] {
        &[0x00, 0x00, 0x2a, 0x00]
    }

    fn len(_address: usize, _bytes: &[u8]) -> usize {
        4
    }

    fn text(_address: usize, bytes: &[u8]) -> String {
        format!(".word 0x{}", super::hexadecimal(bytes.iter().rev()))
    }

    fn ip(context: &libc::ucontext_t) -> usize {
        context.uc_mcontext.__pc as usize
    }

    fn set_ip(context: &mut libc::ucontext_t, ip: usize) {
        context.uc_mcontext.__pc = ip as u64;
    }
}
