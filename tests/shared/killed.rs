//! Processes that are killed at any instruction.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::os::fd::AsRawFd;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use restartable::SharedPerCpu;

use crate::processes::{Role, programs, start};
use crate::slots::{Slot, Slots, check, count, count_exclusively, owner, pop, push, record, total};
use crate::{Fork, Place};

const KILLS: u32 = if cfg!(target_arch = "x86_64") { 1_000 } else { 60 };

/// A time that is anything up to this many microseconds, the same in each run of the test.
fn sometime(state: &mut u64, micros: u64) -> Duration {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    Duration::from_nanos((*state >> 33) % (micros * 1000))
}

/// What a process has done, in memory that outlives it.
struct Done(&'static AtomicU32);

impl Done {
    fn new() -> Self {
        Self::map(-1, libc::MAP_SHARED | libc::MAP_ANONYMOUS)
    }

    /// In a file of a page.
    fn of(file: &File) -> Self {
        Self::map(file.as_raw_fd(), libc::MAP_SHARED)
    }

    fn map(file: i32, flags: i32) -> Self {
        let access = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: a new mapping of a page, which is never unmapped; any bytes are an atomic.
        let page = unsafe { libc::mmap(std::ptr::null_mut(), 4096, access, flags, file, 0) };
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
            least += done.0.swap(0, Ordering::Acquire) as usize;
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

/// The body of a process of [`every_build_is_killed`].
pub fn count_for_ever(slots: &Slots, path: &str) -> ! {
    let file = OpenOptions::new().read(true).write(true).open(format!("{path}.done"));
    let done = Done::of(&file.expect("the test made it"));
    loop {
        record(slots);
        count(slots);
        done.0.fetch_add(1, Ordering::Release);
        count_exclusively(slots, |_| ());
        done.0.fetch_add(1, Ordering::Release);
    }
}

/// Processes of every build are killed again and again, beside one of this build that goes on.
#[test]
#[expect(clippy::zombie_processes)] // `Fork` waits
fn every_build_is_killed() {
    let place = Place::new("builds");
    let slots: Slots = SharedPerCpu::create(&place, |_| Slot::default()).expect("a new file");
    let path = format!("{}.done", place.as_ref().display());
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path);
    let file = file.expect("a new file");
    file.set_len(4096).expect("a page");
    let done = Done::of(&file);
    let programs = programs();
    let (mut random, mut least, mut kills) = (2, 0, 0);
    for program in programs.iter().cycle().take(KILLS as usize / 20 + 6) {
        // Its end of the pipe stays open: the test harness prints.
        let process = start(program, Role::ForEver, &place);
        let child = Fork::of(&process);
        // Until it has begun; then for a while.
        let begin = Instant::now();
        while done.0.load(Ordering::Acquire) == 0 {
            assert!(begin.elapsed() < Duration::from_secs(60), "it does not begin");
            count(&slots);
            least += 1;
            std::thread::yield_now();
        }
        std::thread::sleep(sometime(&mut random, 2000));
        child.kill();
        kills += 1;
        least += done.0.swap(0, Ordering::Acquire) as usize;
        check(&slots);
        let there = total(&slots);
        assert!(there >= least, "{} of {least} counts are lost", least - there);
        assert!(there <= least + kills, "{there} counts, {least} were made");
    }
    std::fs::remove_file(path).expect("made above");
    println!("{kills} kills of {} builds, {least} to {} counts", programs.len(), total(&slots));
}

/// Takes an exclusive slot, says which, and keeps it until it is killed.
pub fn keep_for_ever(slots: &Slots) -> ! {
    count_exclusively(slots, |index| {
        println!("keeps {index}");
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    });
    unreachable!("it keeps the slot");
}

/// A child that keeps an exclusive slot, and which.
fn keep(slots: &Slots) -> (usize, Fork) {
    let note = Done::new();
    let child = Fork::new(|| {
        count_exclusively(slots, |index| {
            note.0.store(index, Ordering::Release);
            loop {
                std::thread::sleep(Duration::from_secs(1));
            }
        });
    });
    let start = Instant::now();
    while note.0.load(Ordering::Acquire) == 0 {
        assert!(start.elapsed() < Duration::from_secs(60), "it gets none");
        std::thread::yield_now();
    }
    (note.0.load(Ordering::Relaxed) as usize, child)
}

/// The same in a process of this program or another build.
#[expect(clippy::zombie_processes)] // `Fork` waits
fn keep_in(program: &Path, place: &Place) -> (usize, Fork) {
    let mut process = start(program, Role::Keeper, place);
    let child = Fork::of(&process);
    let said = BufReader::new(process.stdout.take().expect("a pipe"));
    let kept = said.lines().find_map(|line| {
        let line = line.expect("a line of text");
        line.split_once("keeps ").map(|(_, index)| index.parse().expect("an index"))
    });
    (kept.expect("it says what it keeps"), child)
}

/// A process that dies in a preparation on an exclusive slot gives it back; one that lives keeps it.
///
/// With `Seat::is_dead` always `false` this fails (the slots of the dead are never used), and with
/// `true` too (the living lose theirs).
#[test]
fn exclusive_slots_of_the_dead_come_free() {
    let place = Place::new("dead");
    let slots: Slots = SharedPerCpu::create(&place, |_| Slot::default()).expect("a new file");
    come_free(&slots, |_| keep(&slots));
}

/// The same with processes of every build, one of another build the one that lives.
#[test]
fn exclusive_slots_of_dead_programs_come_free() {
    let place = Place::new("dead-programs");
    let slots: Slots = SharedPerCpu::create(&place, |_| Slot::default()).expect("a new file");
    let programs = programs();
    come_free(&slots, |number| keep_in(&programs[(number + 1) % programs.len()], &place));
}

fn come_free(slots: &Slots, keep: impl Fn(usize) -> (usize, Fork)) {
    let reserved = slots.cpus()..slots.len() - 1;
    let (kept, living) = keep(0);
    let dead: Vec<_> = (1..reserved.len()).map(&keep).collect();
    let mut all: Vec<usize> = dead.iter().map(|(index, _)| *index).chain([kept]).collect();
    all.sort_unstable();
    assert_eq!(all, reserved.clone().collect::<Vec<_>>(), "each process has one");
    let words: Vec<u32> = reserved.clone().map(|index| owner(slots, index)).collect();
    assert!(words.iter().all(|&word| word != 0), "{words:x?}");
    let dead = dead.into_iter().map(|(index, child)| (index, child.kill()).0).collect::<Vec<_>>();

    // As many threads at once as there are free ones: each gets one, and none that is kept.
    let here = AtomicU32::new(0);
    let used: Vec<u32> = std::thread::scope(|scope| {
        let threads: Vec<_> = dead
            .iter()
            .map(|_| {
                scope.spawn(|| {
                    let mut counted = false;
                    count_exclusively(slots, |_| {
                        if !std::mem::replace(&mut counted, true) {
                            here.fetch_add(1, Ordering::Relaxed);
                        }
                        // A bound only for a run that fails.
                        let start = Instant::now();
                        while (here.load(Ordering::Relaxed) as usize) < dead.len()
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
    assert_ne!(owner(slots, kept), 0, "the living process still has it");
    assert!(dead.iter().all(|&index| owner(slots, index) == 0));
    living.kill();
    assert_eq!(total(slots), dead.len());
}
