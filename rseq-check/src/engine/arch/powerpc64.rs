//! `powerpc64le`: four bytes each, or eight with a prefix (Power10).

use super::Arch;

pub struct This;

/// The place of the instruction pointer among the registers of a signal frame (`PT_NIP`).
const NIP: usize = 32;

impl Arch for This {
    // `trap`
    fn breakpoint(_len: usize) -> &'static [u8] {
        &[0x08, 0x00, 0xe0, 0x7f]
    }

    fn len(_address: usize, bytes: &[u8]) -> usize {
        let prefixed = bytes.get(3).is_some_and(|high| high >> 2 == 1);
        if prefixed { 8 } else { 4 }
    }

    fn text(_address: usize, bytes: &[u8]) -> String {
        format!(".long 0x{}", super::hexadecimal(bytes.iter().rev()))
    }

    fn ip(context: &libc::ucontext_t) -> usize {
        context.uc_mcontext.gp_regs[NIP] as usize
    }

    fn set_ip(context: &mut libc::ucontext_t, ip: usize) {
        context.uc_mcontext.gp_regs[NIP] = ip as libc::c_ulong;
    }
}
