//! `riscv64`: four bytes each, or two if the lowest bits are not both set.

use super::Arch;

pub struct This;

impl Arch for This {
    // `ebreak` and `c.ebreak`
    fn breakpoint(len: usize) -> &'static [u8] {
        if len == 2 { &[0x02, 0x90] } else { &[0x73, 0x00, 0x10, 0x00] }
    }

    fn len(_address: usize, bytes: &[u8]) -> usize {
        if bytes.first().is_some_and(|low| low & 3 == 3) { 4 } else { 2 }
    }

    fn text(_address: usize, bytes: &[u8]) -> String {
        format!(".insn 0x{}", super::hexadecimal(bytes.iter().rev()))
    }

    fn ip(context: &libc::ucontext_t) -> usize {
        context.uc_mcontext.__gregs[0] as usize
    }

    fn set_ip(context: &mut libc::ucontext_t, ip: usize) {
        context.uc_mcontext.__gregs[0] = ip as libc::c_ulong;
    }
}
