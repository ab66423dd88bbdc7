//! The interrupted thread, as its signal handler sees and changes it.
//!
//! System calls that would block the traps are made here instead, since a blocked trap kills the
//! process.

use super::super::memory;
use super::decode::Registers;

/// The interrupted thread, as the kernel will resume it.
pub struct Context<'a>(pub &'a mut libc::ucontext_t);

/// The trap flag.
const TF: i64 = 0x100;

#[expect(clippy::cast_sign_loss)] // the places of registers are small
impl Context<'_> {
    /// The general registers.
    pub fn registers(&self) -> &Registers {
        &self.0.uc_mcontext.gregs
    }

    /// One of them.
    pub fn register(&mut self, register: i32) -> &mut i64 {
        &mut self.0.uc_mcontext.gregs[register as usize]
    }

    /// The instruction that comes next.
    pub fn ip(&self) -> usize {
        self.registers()[libc::REG_RIP as usize].cast_unsigned() as usize
    }

    /// Goes on at another instruction.
    pub fn set_ip(&mut self, ip: usize) {
        *self.register(libc::REG_RIP) = (ip as u64).cast_signed();
    }

    /// Whether to trap after the next instruction.
    pub fn step(&mut self, step: bool) {
        let flags = self.register(libc::REG_EFL);
        *flags = if step { *flags | TF } else { *flags & !TF };
    }
}

/// The signals that must stay.
const KEEP: u64 = 1 << (libc::SIGTRAP - 1) | 1 << (libc::SIGILL - 1);

/// Does what the system call that the thread is about to make would do, if it is one that
/// changes the mask, but keeps the traps unblocked; whether they should be blocked.
pub fn keep_traps(context: &mut Context) -> Option<bool> {
    if *context.register(libc::REG_RAX) != libc::SYS_rt_sigprocmask {
        return None;
    }
    let how = *context.register(libc::REG_RDI);
    let set = context.register(libc::REG_RSI).cast_unsigned() as usize;
    let old = context.register(libc::REG_RDX).cast_unsigned() as usize;
    if set == 0 {
        return None; // nothing is changed
    }
    let [set] = memory::read_all::<u64, 1>(set)?;
    // SAFETY: the kernel's mask is the first word of the context's set.
    let mask = unsafe { &mut *(&raw mut context.0.uc_sigmask).cast::<u64>() };
    let before = *mask;
    let wanted = match i32::try_from(how) {
        Ok(libc::SIG_BLOCK) => before | set,
        Ok(libc::SIG_UNBLOCK) => before & !set,
        Ok(libc::SIG_SETMASK) => set,
        _ => return None,
    };
    *mask = wanted & !KEEP;
    if old != 0 {
        // SAFETY: the thread passed this address to be written to; a bad one faults here as
        // it would have failed there.
        unsafe { (old as *mut u64).write_unaligned(before) };
    }
    *context.register(libc::REG_RAX) = 0;
    Some(wanted & KEEP != 0)
}
