//! Where a sequence goes when its attempt on the CPU's own slot failed or is impossible: registers
//! the thread, tries again, and moves to an exclusive stripe when that has not helped.
//!
//! Nothing here is generic or inlined, so it costs a program once.

use core::ptr::NonNull;

use rseq_runtime::abi::Rseq;
use rseq_runtime::exclusive::{StripeHeader, pause};
use rseq_runtime::{register, stats};

use crate::percpu::STRIDE;
use crate::private::{FROZEN, event};

/// After so many aborts in a row a sequence moves to an exclusive stripe: only something that
/// interrupts every attempt (a debugger, a profiler, a sequence nested in itself) gets here, and the
/// preparation of one that is merely long succeeds well before.
pub const RESTART_LIMIT: u32 = 32;

/// After so many failed checks in a row the thread lets others run between attempts.
const PATIENCE: u32 = 16;

/// An attempt, free of types.
#[derive(Clone, Copy)]
pub(crate) struct Raw {
    /// Where the section arms itself.
    pub area: *mut Rseq,
    /// What the index field's offset is relative to.
    pub field: *mut u8,
    /// The slot's index, which the section compares.
    pub index: u32,
    /// The slot.
    pub slot: *mut u8,
    /// The slot's event when the attempt began.
    pub event: usize,
    /// The exclusive stripe, if the attempt uses one.
    pub hold: Hold,
    /// Attempts that failed in a row.
    pub restarts: u32,
}

/// A `PerCpu`, free of types.
pub(crate) struct Shape {
    /// The slot in the first stripe.
    pub first: *mut u8,
    /// Slots begin with an event.
    pub tracked: bool,
    /// The area, the field's base and the index of the stripe that this thread can use now.
    pub current: fn() -> Option<(*mut Rseq, *mut u8, u32)>,
}

/// The exclusive stripe of an attempt, as a pointer to its header with the manner in the low bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hold(*const StripeHeader);

/// The manner of a [`Hold`]: kept since the preparation began.
const RESERVED: usize = 0;
/// The overflow stripe, locked by nobody yet.
const OVERFLOW: usize = 1;
/// The overflow stripe, locked for the section.
const LOCKED: usize = 2;

impl Hold {
    /// No exclusive stripe.
    pub(crate) const NONE: Self = Self(core::ptr::null());

    #[inline(always)]
    pub(crate) fn is_some(self) -> bool {
        !self.0.is_null()
    }

    fn new(header: NonNull<StripeHeader>, manner: usize) -> Self {
        Self(header.as_ptr().map_addr(|address| address | manner))
    }

    /// The header and the manner.
    fn parts(self) -> Option<(&'static StripeHeader, usize)> {
        let manner = self.0.addr() & 3;
        // SAFETY: made by `new` from a header, which lives as long as its arena; an arena lives as
        // long as the `PerCpu` that the attempt borrows.
        let header = unsafe { self.0.map_addr(|address| address & !3).as_ref() };
        header.map(|header| (header, manner))
    }
}

impl Shape {
    /// The slot in the stripe with this index.
    fn slot(&self, index: u32) -> *mut u8 {
        // SAFETY: a `PerCpu`'s place exists in every stripe of its arena, at a constant distance.
        unsafe { self.first.add(index as usize * STRIDE) }
    }

    /// The header of the exclusive stripe with this index.
    fn header(&self, index: u32) -> NonNull<StripeHeader> {
        let stripe = self.slot(index).map_addr(|address| address & !(STRIDE - 1));
        // SAFETY: stripes are aligned to their size, and this one begins at its header.
        unsafe { NonNull::new_unchecked(stripe.cast()) }
    }

    /// An attempt on this CPU's slot, unless it cannot be used or is frozen.
    fn on_cpu(&self, restarts: u32) -> Option<Raw> {
        let (area, field, index) = (self.current)()?;
        let slot = self.slot(index);
        // SAFETY: a slot of this shape.
        let event = unsafe { event(slot, self.tracked) };
        let raw = Raw { area, field, index, slot, event, hold: Hold::NONE, restarts };
        (event & FROZEN == 0).then_some(raw)
    }

    /// An attempt on an exclusive stripe; `None` if every slot there is frozen.
    fn on_exclusive(&self, restarts: u32) -> Option<Raw> {
        let stripes = register::init();
        let token = register::thread_token();
        let favourite = favourite(token).wrapping_add(restarts) % stripes.reserved;
        for turn in 0..stripes.reserved {
            let index = stripes.cpus + (favourite + turn) % stripes.reserved;
            let header = self.header(index);
            // SAFETY: the header of an exclusive stripe is initialised with its arena.
            if !unsafe { header.as_ref() }.try_own(token) {
                continue;
            }
            let hold = Hold::new(header, RESERVED);
            match self.on_header(index, header, hold, restarts) {
                Some(raw) => return Some(raw),
                None => release(hold),
            }
        }
        let overflow = stripes.total() - 1;
        let header = self.header(overflow);
        self.on_header(overflow, header, Hold::new(header, OVERFLOW), restarts)
    }

    /// An attempt on the stripe of this header, unless the slot there is frozen.
    fn on_header(
        &self,
        index: u32,
        header: NonNull<StripeHeader>,
        hold: Hold,
        restarts: u32,
    ) -> Option<Raw> {
        // SAFETY: initialised with its arena.
        let area = unsafe { header.as_ref() }.area();
        let slot = self.slot(index);
        // SAFETY: a slot of this shape.
        let event = unsafe { event(slot, self.tracked) };
        let raw = Raw { area, field: area.cast(), index, slot, event, hold, restarts };
        (event & FROZEN == 0).then_some(raw)
    }
}

/// A thread's favourite stripe: its token is an address, whose middle bits differ between threads.
fn favourite(token: usize) -> u32 {
    #[expect(clippy::cast_possible_truncation)] // any bits do
    let bits = (token >> 6) as u32;
    bits.wrapping_mul(0x9e37_79b9) >> 16
}

/// An attempt where rseq cannot be used now: absent, the slot frozen, the index beyond the stripes
/// (which by `MmCid` it also is in a thread that is not registered yet).
#[cold]
#[inline(never)]
pub(crate) fn exclusive(shape: &Shape) -> Raw {
    if register::is_registered() { exclusive_attempt(shape, 0) } else { unregistered(shape) }
}

fn exclusive_attempt(shape: &Shape, restarts: u32) -> Raw {
    stats::count_exclusive();
    let mut turns = 0;
    loop {
        if let Some(raw) = shape.on_exclusive(restarts) {
            return raw;
        }
        // A remote thread has every slot for itself; it ends by itself.
        pause(turns);
        turns += 1;
        if let Some(raw) = shape.on_cpu(restarts) {
            return raw;
        }
    }
}

/// An attempt on a thread that is not registered yet.
#[cold]
#[inline(never)]
pub(crate) fn unregistered(shape: &Shape) -> Raw {
    if register::register_current_thread()
        && let Some(raw) = shape.on_cpu(0)
    {
        return raw;
    }
    exclusive_attempt(shape, 0)
}

/// The attempt after a failed one; `mismatch` if a `check!` failed rather than the section.
#[cold]
#[inline(never)]
pub(crate) fn again(shape: &Shape, raw: Raw, mismatch: bool) -> Raw {
    release(raw.hold);
    stats::count_restart();
    if mismatch {
        return after_mismatch(shape, raw.restarts.wrapping_add(1));
    }
    let was_exclusive = raw.hold.is_some();
    let restarts = raw.restarts.saturating_add(1);
    if was_exclusive || restarts >= RESTART_LIMIT {
        return exclusive_attempt(shape, restarts);
    }
    // An unregistered thread never passes the compare.
    if !register::is_registered() && !register::register_current_thread() {
        return exclusive_attempt(shape, restarts);
    }
    shape.on_cpu(restarts).unwrap_or_else(|| exclusive_attempt(shape, restarts))
}

/// A check waits for something that another thread does, on whichever slot: so the CPU's slot is
/// tried each time, and without it another exclusive one each time.
fn after_mismatch(shape: &Shape, restarts: u32) -> Raw {
    if restarts % PATIENCE == 0 {
        pause(restarts / PATIENCE);
    }
    let usable = register::is_registered() || register::register_current_thread();
    let on_cpu = if usable { shape.on_cpu(0) } else { None };
    let mut raw = on_cpu.unwrap_or_else(|| exclusive_attempt(shape, restarts));
    raw.restarts = restarts;
    raw
}

/// Locks the overflow stripe for the section, where the attempt uses it.
#[cold]
#[inline(never)]
pub(crate) fn enter(hold: Hold) -> Hold {
    match hold.parts() {
        Some((header, OVERFLOW)) => {
            header.lock(register::thread_token());
            Hold::new(NonNull::from(header), LOCKED)
        }
        _ => hold,
    }
}

/// Gives back what an attempt holds.
#[cold]
#[inline(never)]
pub(crate) fn release(hold: Hold) {
    match hold.parts() {
        Some((header, RESERVED)) => header.disown(),
        // SAFETY: `enter` locked it for this attempt, which ends here.
        Some((header, LOCKED)) => unsafe { header.unlock() },
        _ => {}
    }
}
