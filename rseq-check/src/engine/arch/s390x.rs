//! `s390x`: two, four or six bytes each, as the highest two bits say.
//!
//! The processor is two bytes beyond a breakpoint when it stops, and it is this address that the kernel
//! compares with a section's range. So a breakpoint over the last two-byte instruction of a range, or
//! the last one before it, is on the other side of the border. `rseq!` has none there: a section
//! ends with a store, and a store arms it, which have four bytes or six.

use super::Arch;

pub struct This;

impl Arch for This {
    const BEYOND: usize = 2;

    // An operation code that is none, and stays none: breakpoints of debuggers are made of it.
    fn breakpoint(_len: usize) -> &'static [u8] {
        &[0x00, 0x01]
    }

    fn len(_address: usize, bytes: &[u8]) -> usize {
        match bytes.first().map(|first| first >> 6) {
            Some(0) => 2,
            Some(1 | 2) => 4,
            Some(_) => 6,
            None => 0,
        }
    }

    fn ip(context: &libc::ucontext_t) -> usize {
        context.uc_mcontext.psw.addr as usize
    }

    fn set_ip(context: &mut libc::ucontext_t, ip: usize) {
        context.uc_mcontext.psw.addr = ip as u64;
    }
}
