//! Processes that are killed at any instruction.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use restartable::SharedPerCpu;

use crate::slots::{Slot, Slots, check, count, count_exclusively, owner, pop, push, record, total};
use crate::{Fork, Place};

const KILLS: u32 = if cfg!(target_arch = "x86_64") { 1_000 } else { 60 };

/// A time that is anything up to this many microseconds, the same in each run of the test.
fn sometime(state: &mut u64, micros: u64) -> Duration {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    Duration::from_nanos((*state >> 33) % (micros * 1000))
}

/// What a process has done, in memory that outlives it.
struct Done(&'static AtomicUsize);

impl Done {
    fn new() -> Self {
        // SAFETY: a new mapping of a page, which is never unmapped; zeros are an atomic.
        let page = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                4096,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        assert_ne!(page, libc::MAP_FAILED);
        // SAFETY: as above.
        Self(unsafe { &*page.cast() })
    }
}

/// Kills two processes at a time again and again; `step` is what they do for ever. What one has done
/// before it was killed is there, and at most one thing more.
fn kill_at_any_instruction(step: fn(&Slots)) {
    let slots: Slots = SharedPerCpu::memfd("killed", |_| Slot::default()).expect("a memfd");
    let done = [Done::new(), Done::new()];
    let mut random = 1;
    let (mut least, mut kills) = (0, 0);
    while kills < KILLS {
        let children = done.each_ref().map(|done| {
            Fork::new(|| {
                loop {
                    step(&slots);
                    done.0.fetch_add(1, Ordering::Release);
                }
            })
        });
        std::thread::sleep(sometime(&mut random, 300));
        for (child, done) in children.into_iter().zip(&done) {
            child.kill();
            least += done.0.swap(0, Ordering::Acquire);
            kills += 1;
        }
        check(&slots);
        let there = total(&slots);
        assert!(there >= least, "{} of {least} counts are lost", least - there);
        assert!(there <= least + kills as usize, "{there} counts, {least} were made");
    }
    println!("{kills} kills, {least} to {} counts", total(&slots));
    assert!(least > kills as usize, "they did not come far: {least}");
}

#[test]
fn in_the_middle_of_counters_stacks_and_rings() {
    kill_at_any_instruction(|slots| {
        record(slots);
        if !push(slots) {
            while pop(slots).is_some() {}
        }
        count(slots);
    });
}

#[test]
fn on_exclusive_slots() {
    kill_at_any_instruction(|slots| {
        record(slots);
        count_exclusively(slots, |_| ());
    });
}

/// Takes an exclusive slot, says which, and keeps it for ever.
fn keep(slots: &Slots, taken: &AtomicU32) -> Fork {
    taken.store(0, Ordering::Relaxed);
    let child = Fork::new(|| {
        count_exclusively(slots, |index| {
            taken.store(index, Ordering::Release);
            loop {
                std::thread::sleep(Duration::from_secs(1));
            }
        });
    });
    let start = std::time::Instant::now();
    while taken.load(Ordering::Acquire) == 0 {
        assert!(start.elapsed() < Duration::from_secs(60), "it gets none");
        std::thread::yield_now();
    }
    child
}

/// A process that dies in a preparation on an exclusive slot gives it back; one that lives keeps it.
///
/// With `Seat::is_dead` always `false` this fails (the slots of the dead are never used), and with
/// `true` too (the living lose theirs).
#[test]
fn exclusive_slots_of_the_dead_come_free() {
    let place = Place::new("dead");
    let slots: Slots = SharedPerCpu::create(&place, |_| Slot::default()).expect("a new file");
    let reserved = slots.cpus()..slots.len() - 1;

    let note = Done::new();
    // SAFETY: a page of zeros, longer than this, and aligned.
    let taken = unsafe { &*std::ptr::from_ref(note.0).cast::<AtomicU32>() };

    let living = keep(&slots, taken);
    let kept = taken.load(Ordering::Relaxed) as usize;
    let mut dead = Vec::new();
    for _ in 0..reserved.len() - 1 {
        let child = keep(&slots, taken);
        dead.push((taken.load(Ordering::Relaxed) as usize, child));
    }
    let mut all: Vec<usize> = dead.iter().map(|(index, _)| *index).chain([kept]).collect();
    all.sort_unstable();
    assert_eq!(all, reserved.clone().collect::<Vec<_>>(), "each process has one");
    let words: Vec<usize> = reserved.clone().map(|index| owner(&slots, index)).collect();
    assert!(words.iter().all(|&word| word != 0), "{words:x?}");
    let dead = dead.into_iter().map(|(index, child)| (index, child.kill()).0).collect::<Vec<_>>();

    // As many threads at once as there are free ones: each gets one, and none that is kept.
    let here = AtomicUsize::new(0);
    let used: Vec<u32> = std::thread::scope(|scope| {
        let threads: Vec<_> = dead
            .iter()
            .map(|_| {
                scope.spawn(|| {
                    let mut counted = false;
                    count_exclusively(&slots, |_| {
                        if !std::mem::replace(&mut counted, true) {
                            here.fetch_add(1, Ordering::Relaxed);
                        }
                        // A bound only for a run that fails.
                        let start = std::time::Instant::now();
                        while here.load(Ordering::Relaxed) < dead.len()
                            && start.elapsed() < Duration::from_secs(10)
                        {
                            std::thread::yield_now();
                        }
                    })
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("ends well")).collect()
    });
    let mut used: Vec<usize> = used.into_iter().map(|index| index as usize).collect();
    let mut dead = dead;
    used.sort_unstable();
    dead.sort_unstable();
    assert_eq!(used, dead);
    assert_ne!(owner(&slots, kept), 0, "the living process still has it");
    assert!(dead.iter().all(|&index| owner(&slots, index) == 0));
    living.kill();
    assert_eq!(total(&slots), dead.len());
}
