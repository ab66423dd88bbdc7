//! What the tests share, and what must be true of it whenever nobody writes.

use restartable::{Shareable, SharedPerCpu, Word, rseq};

pub const DEPTH: usize = 32;

/// A counter, a stack, and a ring.
#[derive(Default, Shareable)]
#[repr(C)]
pub struct Slot {
    pub count: Word<u32>,
    pub top: Word<u32>,
    pub items: [Word<u32>; DEPTH],
    pub written: Word<u32>,
    pub records: [Word<u32>; DEPTH],
    /// Sequences that used this slot.
    pub used: Word<u32>,
}

pub type Slots = SharedPerCpu<Slot>;

/// A number that says where it belongs.
pub fn sealed(number: u32) -> u32 {
    number.wrapping_mul(0x9e37_79b9) ^ 0x5bd1_e995
}

pub fn count(slots: &Slots) {
    rseq!(slots, |slot| {
        let count = slot.count.get();
        commit!(slot.count = count + 1);
    });
}

pub fn push(slots: &Slots) -> bool {
    rseq!(slots, |slot| {
        let top = slot.top.get() as usize;
        if top == DEPTH {
            return false;
        }
        stage!(slot.items[top] = sealed(top as u32));
        commit!(slot.top = top as u32 + 1);
        true
    })
}

pub fn pop(slots: &Slots) -> Option<u32> {
    rseq!(slots, |slot| {
        let top = slot.top.get();
        let item = slot.items[top.checked_sub(1)? as usize].get();
        commit!(slot.top = top - 1);
        assert_eq!(item, sealed(top - 1));
        Some(item)
    })
}

pub fn record(slots: &Slots) {
    rseq!(slots, |slot| {
        let written = slot.written.get();
        stage!(slot.records[written as usize % DEPTH] = sealed(written));
        commit!(slot.written = written + 1);
    });
}

/// A count that has every attempt on its CPU's slot aborted, so that it is made on an exclusive one;
/// `meanwhile` runs in each attempt. Returns the index of that slot.
pub fn count_exclusively(slots: &Slots, mut meanwhile: impl FnMut(u32)) -> u32 {
    rseq!(slots, |slot, index| {
        let count = slot.count.get();
        if (index as usize) < slots.cpus() {
            rseq!(slots, |slot| {
                commit!(slot.used += 1);
            });
        } else {
            meanwhile(index);
        }
        commit!(slot.count = count + 1);
        index
    })
}

pub fn total(slots: &Slots) -> usize {
    slots.iter().map(|slot| slot.count.get() as usize).sum()
}

/// Every item below the top, and every record that was not overwritten, is whole.
///
/// The oldest record can have been staged over by a sequence that never committed.
#[track_caller]
pub fn check(slots: &Slots) {
    for (index, slot) in slots.iter().enumerate() {
        let top = slot.top.get();
        assert!(top as usize <= DEPTH, "slot {index}: {top}");
        for at in 0..top {
            assert_eq!(slot.items[at as usize].get(), sealed(at), "slot {index}, item {at}");
        }
        let written = slot.written.get();
        for at in written.saturating_sub(DEPTH as u32 - 1)..written {
            let record = slot.records[at as usize % DEPTH].get();
            assert_eq!(record, sealed(at), "slot {index}, record {at} of {written}");
        }
    }
}

/// The owner word of an exclusive slot, where the documentation of the file says it is.
pub fn owner(slots: &Slots, index: usize) -> u32 {
    const STRIDE: usize = 256 << 10;
    let slot = slots.get(index as u32).expect("such a slot");
    let stripe = std::ptr::from_ref(slot).map_addr(|address| address & !(STRIDE - 1));
    // SAFETY: the first word of the stripe, which is mapped as long as `slots`; only compared.
    unsafe {
        (*stripe.cast::<std::sync::atomic::AtomicU32>()).load(std::sync::atomic::Ordering::Relaxed)
    }
}
