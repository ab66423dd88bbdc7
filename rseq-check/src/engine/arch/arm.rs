//! `arm`: four bytes each; in Thumb two, or four where the first half says so.

use super::Arch;

pub struct This;

/// Whether this program is Thumb code: addresses of functions say so, and one compiler has made all
/// of it.
fn is_thumb() -> bool {
    This::len as *const () as usize & 1 != 0
}

impl Arch for This {
    // `udf #0xfdee` in ARM; its first half is `udf #0xfe` in Thumb.
    fn breakpoint(len: usize) -> &'static [u8] {
        let both = &[0xfe, 0xde, 0xfd, 0xe7];
        if len == 2 || is_thumb() { &both[..2] } else { both }
    }

    fn len(_address: usize, bytes: &[u8]) -> usize {
        if !is_thumb() {
            return 4;
        }
        let half = bytes.first_chunk().map_or(0, |&half| u16::from_le_bytes(half));
        if half >> 11 >= 0b11101 { 4 } else { 2 }
    }

    fn text(_address: usize, bytes: &[u8]) -> String {
        format!(".inst 0x{}", super::hexadecimal(bytes.iter().rev()))
    }

    fn ip(context: &libc::ucontext_t) -> usize {
        context.uc_mcontext.arm_pc as usize
    }

    fn set_ip(context: &mut libc::ucontext_t, ip: usize) {
        context.uc_mcontext.arm_pc = ip as libc::c_ulong;
    }
}
