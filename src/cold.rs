//! Where a sequence goes when its attempt on the CPU's own slot failed or is impossible: registers
//! the thread, tries again, and moves to an exclusive stripe when that has not helped.
//!
//! Nothing here is generic or inlined, so it costs a program once.

use rseq_runtime::abi::Rseq;
use rseq_runtime::exclusive::{StripeHeader, pause};
use rseq_runtime::{model, register, stats};

use rseq_runtime::register::Stripes;

use crate::percpu::STRIDE;
use crate::private::{FROZEN, event};
#[cfg(all(target_os = "linux", not(miri)))]
use crate::shared;

/// After so many aborts in a row a sequence moves to an exclusive stripe: only something that
/// interrupts every attempt (a debugger, a profiler, a sequence nested in itself) gets here, and the
/// preparation of one that is merely long succeeds well before.
pub const RESTART_LIMIT: u32 = 32;

/// After so many failed checks in a row the thread lets others run between attempts.
const PATIENCE: u32 = 64;

/// An attempt, free of types. Five words: all of them live across the preparation.
#[derive(Clone, Copy)]
pub(crate) struct Raw {
    /// Where the section arms itself and finds the index it compares.
    pub area: *mut Rseq,
    /// The slot's index, as wide as a register: padding would be carried along.
    pub index: usize,
    /// The slot.
    pub slot: *mut u8,
    /// The slot's event when the attempt began.
    pub event: usize,
    /// What happened so far; [`History::NONE`] on the common path.
    pub history: History,
}

/// A `PerCpu`, free of types.
pub(crate) struct Shape {
    /// The slot in the first stripe.
    pub first: *mut u8,
    /// Slots begin with an event.
    pub tracked: bool,
    /// The area and the index of the stripe that this thread can use now.
    pub current: fn() -> Option<(*mut Rseq, u32)>,
    /// Whether the event read from the stripe with this index may be trusted.
    pub still_there: fn(*mut Rseq, u32) -> bool,
    /// It lies in memory that processes share, which there is on Linux alone.
    #[cfg_attr(any(miri, not(target_os = "linux")), allow(dead_code))]
    pub shared: bool,
}

/// The exclusive stripe of an attempt, the manner in which it is used, and how many attempts failed
/// in a row: a pointer to the stripe's header, which leaves [`StripeHeader`]'s alignment of bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct History(*const StripeHeader);

/// How an exclusive stripe is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Manner {
    /// This thread's since the preparation began.
    Reserved = 0,
    /// The overflow stripe, nobody's: the section is handed the decoy and comes back.
    Overflow = 1,
    /// The overflow stripe, locked for the section.
    Locked = 2,
}

/// The bits of a [`History`] that hold the [`Manner`].
const MANNER: usize = 0b11;
/// In place of the manner, of an attempt that has ended: its stripe was an exclusive one.
const WAS_EXCLUSIVE: usize = 1;
/// The position of the number of restarts.
const RESTARTS: u32 = 2;
/// The highest number of restarts that is told apart.
const MOST_RESTARTS: u32 = 127;

impl History {
    /// The first attempt, on a CPU's slot.
    pub(crate) const NONE: Self = Self(core::ptr::null());

    /// An attempt on a CPU's slot after so many failed ones.
    fn on_cpu(restarts: u32) -> Self {
        Self(core::ptr::without_provenance(bits(restarts)))
    }

    fn on_exclusive(header: &StripeHeader, manner: Manner, restarts: u32) -> Self {
        Self(core::ptr::from_ref(header).map_addr(|at| at | bits(restarts) | manner as usize))
    }

    #[expect(clippy::cast_possible_truncation)] // seven bits
    fn restarts(self) -> u32 {
        ((self.0.addr() & (align_of::<StripeHeader>() - 1)) >> RESTARTS) as u32
    }

    fn exclusive(self) -> Option<(&'static StripeHeader, Manner)> {
        let manner = match self.0.addr() & MANNER {
            0 => Manner::Reserved,
            1 => Manner::Overflow,
            _ => Manner::Locked,
        };
        let header = self.0.map_addr(|address| address & !(align_of::<StripeHeader>() - 1));
        // SAFETY: made from a reference to a header, which lives as long as its arena; an arena
        // lives as long as the `PerCpu` that the attempt borrows.
        unsafe { header.as_ref() }.map(|header| (header, manner))
    }

    /// The same of an attempt that has given back what it held: without the header.
    fn ended(self) -> Self {
        let was_exclusive = if self.exclusive().is_some() { WAS_EXCLUSIVE } else { 0 };
        Self(core::ptr::without_provenance(bits(self.restarts()) | was_exclusive))
    }

    /// Whether the stripe of an attempt that has ended was an exclusive one.
    fn was_exclusive(self) -> bool {
        self.0.addr() & MANNER == WAS_EXCLUSIVE
    }
}

/// A number of restarts, in its place in a [`History`].
fn bits(restarts: u32) -> usize {
    (restarts.min(MOST_RESTARTS) << RESTARTS) as usize
}

impl Shape {
    /// The slot in the stripe with this index.
    fn slot(&self, index: u32) -> *mut u8 {
        // SAFETY: a `PerCpu`'s place exists in every stripe of its arena, at a constant distance.
        unsafe { self.first.add(index as usize * STRIDE) }
    }

    /// The stripes that it lies in.
    fn stripes(&self) -> Stripes {
        #[cfg(all(target_os = "linux", not(miri)))]
        if self.shared {
            // SAFETY: a slot in the first stripe of shared memory, which the caller borrows.
            return unsafe { shared::stripes(self.first) };
        }
        register::init()
    }

    /// The header of the exclusive stripe with this index.
    fn header(&self, index: u32) -> &'static StripeHeader {
        #[cfg(all(target_os = "linux", not(miri)))]
        if self.shared {
            // SAFETY: as in `stripes`.
            return unsafe { shared::header(self.first, index) };
        }
        let stripe = self.slot(index).map_addr(|address| address & !(STRIDE - 1));
        // SAFETY: stripes are aligned to their size, an exclusive one begins with a header, and
        // its arena lives as long as the `PerCpu` that the caller borrows.
        unsafe { &*stripe.cast() }
    }

    /// An attempt on this CPU's slot, unless it cannot be used or is frozen.
    fn on_cpu(&self, restarts: u32) -> Option<Raw> {
        loop {
            let (area, index) = (self.current)()?;
            let attempt = self.on_slot(area, index, History::on_cpu(restarts));
            if !self.tracked || (self.still_there)(area, index) {
                return attempt;
            }
        }
    }

    /// An attempt on an exclusive stripe; `None` if every slot there is frozen.
    fn on_exclusive(&self, restarts: u32) -> Option<Raw> {
        let stripes = self.stripes();
        let token = register::thread_token();
        let favourite = favourite(token).wrapping_add(restarts) % stripes.reserved;
        // A checker's model wants the stripe that nobody has during a preparation.
        let reserved = if model::is_on() { 0 } else { stripes.reserved };
        for turn in 0..reserved {
            let index = stripes.cpus + (favourite + turn) % stripes.reserved;
            let header = self.header(index);
            if !header.try_own(token) {
                continue;
            }
            let history = History::on_exclusive(header, Manner::Reserved, restarts);
            match self.on_slot(header.area(), index, history) {
                Some(raw) => return Some(raw),
                None => header.disown(),
            }
        }
        let overflow = stripes.total() - 1;
        let header = self.header(overflow);
        let history = History::on_exclusive(header, Manner::Overflow, restarts);
        // A section on another CPU may have advanced the event and not committed yet (see
        // `private::still_there`): the event is read when none is running.
        header.lock(token);
        let attempt = self.on_slot(header.decoy(), overflow, history);
        // SAFETY: locked just now.
        unsafe { header.unlock() };
        attempt
    }

    /// An attempt on the slot with this index, unless it is frozen.
    fn on_slot(&self, area: *mut Rseq, index: u32, history: History) -> Option<Raw> {
        let slot = self.slot(index);
        // SAFETY: a slot of this shape.
        let event = unsafe { event(slot, self.tracked) };
        (event & FROZEN == 0).then_some(Raw { area, index: index as usize, slot, event, history })
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

/// What follows a failed section, before the preparation's variables are dropped: the area in which it
/// is to run once more, with the overflow stripe locked; null if the attempt is over, and has given back
/// what it held.
#[cold]
#[inline(never)]
pub(crate) fn failed(history: History) -> (*mut Rseq, History) {
    if let Some((header, Manner::Overflow)) = history.exclusive() {
        header.lock(register::thread_token());
        let locked = History::on_exclusive(header, Manner::Locked, history.restarts());
        return (header.area(), locked);
    }
    release(history);
    (core::ptr::null_mut(), history.ended())
}

/// The attempt after one that has ended; `mismatch` if a `check!` failed rather than the compare.
#[cold]
#[inline(never)]
pub(crate) fn again(shape: &Shape, ended: History, mismatch: bool) -> Raw {
    stats::count_restart();
    let restarts = ended.restarts() + 1;
    if mismatch {
        return after_mismatch(shape, restarts);
    }
    if ended.was_exclusive() || restarts >= RESTART_LIMIT {
        return exclusive_attempt(shape, restarts);
    }
    // A thread that is not registered never passes the compare.
    if !register::is_registered() && !register::register_current_thread() {
        return exclusive_attempt(shape, restarts);
    }
    shape.on_cpu(restarts).unwrap_or_else(|| exclusive_attempt(shape, restarts))
}

/// A check waits for something that another thread does, on whichever slot: so the CPU's slot is
/// tried each time, and without it another exclusive one each time.
fn after_mismatch(shape: &Shape, restarts: u32) -> Raw {
    if restarts >= PATIENCE {
        pause(restarts - PATIENCE);
    }
    let usable = register::is_registered() || register::register_current_thread();
    let on_cpu = if usable { shape.on_cpu(restarts) } else { None };
    on_cpu.unwrap_or_else(|| exclusive_attempt(shape, restarts))
}

/// Gives back what an attempt holds.
#[cold]
#[inline(never)]
pub(crate) fn release(history: History) {
    match history.exclusive() {
        Some((header, Manner::Reserved)) => {
            header.disarm();
            header.disown();
        }
        Some((header, Manner::Locked)) => {
            header.disarm();
            // SAFETY: `failed` locked it for this attempt, which ends here.
            unsafe { header.unlock() };
        }
        Some((_, Manner::Overflow)) | None => {}
    }
    model::released();
}
