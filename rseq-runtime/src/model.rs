//! The hooks of `rseq_check::model`: it interrupts a sequence at every statement where sections are
//! Rust and no kernel interrupts anything.
//!
//! Nothing is left of them without the feature `model`, which `rseq-check` turns on. With it a
//! thread that has no hook pays a load of a thread-local variable, in the portable back end only.

#[cfg(feature = "model")]
use core::cell::Cell;
use core::panic::Location;

/// Whether sections say which of their instructions belong to which statement, in tables of their
/// program that `rseq-check` reads.
pub const MARKED: bool = cfg!(feature = "model");

/// What a checker is told by the thread that it checks.
pub trait Hook {
    /// A statement of a preparation or a tail runs next.
    fn statement(&self, text: &'static str, at: &'static Location<'static>);
    /// A step of a section runs next; whether the section is to be restarted instead.
    fn step(&self, text: &'static str, at: &'static Location<'static>) -> bool;
    /// An attempt has given back what it had.
    fn released(&self);
}

#[cfg(feature = "model")]
thread_local! {
    static HOOK: Cell<Option<&'static dyn Hook>> = const { Cell::new(None) };
}

/// Runs `f` with this hook on this thread. All its sequences use the overflow stripe, which does in
/// Rust what a CPU's stripe does with the kernel: nobody has it during a preparation, and the event
/// tells whether somebody else has used it.
#[cfg(feature = "model")]
pub fn with<R>(hook: &dyn Hook, f: impl FnOnce() -> R) -> R {
    struct Restore(Option<&'static dyn Hook>);
    impl Drop for Restore {
        fn drop(&mut self) {
            HOOK.set(self.0);
        }
    }
    // SAFETY: `Restore` takes the hook away before `hook` ends, on panics too, and nothing copies
    // it for longer than a call.
    let hook = unsafe { core::mem::transmute::<&dyn Hook, &'static dyn Hook>(hook) };
    let _restore = Restore(HOOK.replace(Some(hook)));
    f()
}

/// The hook of this thread.
#[inline(always)]
fn hook() -> Option<&'static dyn Hook> {
    #[cfg(feature = "model")]
    return HOOK.get();
    #[cfg(not(feature = "model"))]
    return None;
}

/// Whether this thread's sequences use the overflow stripe alone.
#[inline(always)]
#[must_use]
pub fn is_on() -> bool {
    hook().is_some()
}

/// Tells the hook of a statement.
#[inline(always)]
#[track_caller]
pub fn statement(text: &'static str) {
    if let Some(hook) = hook() {
        hook.statement(text, Location::caller());
    }
}

/// Asks the hook whether to restart the section before a step.
#[inline(always)]
#[must_use]
#[track_caller]
pub fn step(text: &'static str) -> bool {
    match hook() {
        Some(hook) => hook.step(text, Location::caller()),
        None => false,
    }
}

/// Tells the hook that an attempt is over.
#[inline(always)]
pub fn released() {
    if let Some(hook) = hook() {
        hook.released();
    }
}
