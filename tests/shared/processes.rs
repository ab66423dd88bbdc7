//! Exactness across processes.

use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use restartable::{Backend, SharedPerCpu, backend};

use crate::slots::{Slot, Slots, check, count, count_exclusively, pop, push, record, total};
use crate::support::{NOT_BY_LIBC, refuse_rseq};
use crate::{Place, common};

const ROUNDS: usize = if cfg!(target_arch = "x86_64") { 30_000 } else { 5_000 };
const ROLE: &str = "RESTARTABLE_SHARED_ROLE";

/// What a process of the test is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    /// As libc registers it.
    ByLibc,
    /// Registered by us.
    ByUs,
    /// Without rseq.
    Refused,
    /// Allowed one CPU, as in a container that has fewer than the machine.
    OneCpu,
}

fn start(role: Role, place: &Place) -> Child {
    Command::new(std::env::current_exe().expect("the test program"))
        .args(["processes::worker", "--exact", "--nocapture", "--test-threads=1"])
        .env(ROLE, format!("{role:?} {}", place.as_ref().display()))
        .env(
            "GLIBC_TUNABLES",
            if matches!(role, Role::ByLibc | Role::OneCpu) { "" } else { NOT_BY_LIBC },
        )
        .stdout(Stdio::piped())
        .spawn()
        .expect("the test program starts again")
}

/// The body of a process that [`start`] made; by itself nothing.
#[test]
fn worker() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let (role, path) = role.split_once(' ').expect("a role and a path");
    if role == "OneCpu" {
        common::pin(common::affinity()[0]);
        assert_eq!(common::cpus().len(), 1);
    }
    if role == "Refused" {
        refuse_rseq(libc::EPERM);
        assert!(matches!(backend(), Backend::Exclusive { .. }));
    } else if !cfg!(restartable_fallback) {
        assert!(matches!(backend(), Backend::Rseq { .. }));
    }
    let slots: Slots = SharedPerCpu::open(path).expect("the file that the test made");
    let (mut pushed, mut popped) = (0_usize, 0_usize);
    let stop = AtomicBool::new(false);
    let intrusions: usize = std::thread::scope(|scope| {
        // On every CPU one that wakes up all the time, and so preempts the others at any instruction.
        let intruders: Vec<_> = common::cpus()
            .into_iter()
            .map(|cpu| {
                let (slots, stop) = (&slots, &stop);
                scope.spawn(move || {
                    common::pin(cpu);
                    let mut counted = 0;
                    while !stop.load(Ordering::Relaxed) {
                        count(slots);
                        record(slots);
                        counted += 1;
                        std::thread::sleep(Duration::from_micros(20));
                    }
                    counted
                })
            })
            .collect();
        for round in 0..ROUNDS {
            count(&slots);
            record(&slots);
            if round % 3 == 0 {
                popped += usize::from(pop(&slots).is_some());
            } else {
                pushed += usize::from(push(&slots));
            }
        }
        stop.store(true, Ordering::Relaxed);
        intruders.into_iter().map(|intruder| intruder.join().expect("ends well")).sum()
    });
    let restarts = restartable::stats().restarts;
    for _ in 0..ROUNDS / 100 {
        count_exclusively(&slots, |_| ());
    }
    println!("pushed {pushed} popped {popped} intrusions {intrusions} restarts {restarts}");
}

/// Processes with and without rseq, more than CPUs, on one file.
///
/// With the event's compare taken out (`--cfg restartable_control="event"`) this fails.
#[test]
fn processes_count_exactly() {
    use Role::{ByLibc, ByUs, OneCpu, Refused};

    let place = Place::new("processes");
    let slots: Slots = SharedPerCpu::create(&place, |_| Slot::default()).expect("a new file");
    let roles = [ByLibc, Refused, ByUs, OneCpu, ByLibc, Refused, ByUs];
    let children: Vec<Child> = roles.iter().map(|&role| start(role, &place)).collect();
    let (mut there, mut intrusions, mut restarts) = (0, 0, 0);
    for (child, role) in children.into_iter().zip(roles) {
        let output = child.wait_with_output().expect("the worker ends");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{role:?}: {said}");
        let line = said.lines().find(|line| line.contains("pushed")).expect("the worker's numbers");
        println!("{role:?}: {line}");
        let numbers: Vec<usize> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [pushed, popped, intruded, restarted] = numbers[..] else { panic!("{line}") };
        there += pushed.cast_signed() - popped.cast_signed();
        intrusions += intruded;
        restarts += restarted;
    }
    if !cfg!(restartable_fallback) {
        assert!(restarts > 0, "nothing was restarted, so nothing was tested");
    }
    check(&slots);
    assert_eq!(total(&slots), roles.len() * (ROUNDS + ROUNDS / 100) + intrusions);
    assert_eq!(
        slots.iter().map(|slot| slot.top.get() as usize).sum::<usize>(),
        there.cast_unsigned()
    );
    let written: usize = slots.iter().map(|slot| slot.written.get() as usize).sum();
    assert_eq!(written, roles.len() * ROUNDS + intrusions);
}

/// Two mappings in one process are two neighbours like any others.
#[test]
fn mapped_twice() {
    let place = Place::new("twice");
    let first: Slots = SharedPerCpu::create(&place, |_| Slot::default()).expect("a new file");
    let second: Slots = SharedPerCpu::open(&place).expect("the file");
    let third: Slots = SharedPerCpu::from_fd(&first).expect("the file by its descriptor");
    std::thread::scope(|scope| {
        for slots in [&first, &second, &third] {
            scope.spawn(move || {
                for _ in 0..ROUNDS / 10 {
                    count(slots);
                    count_exclusively(slots, |_| ());
                }
            });
        }
    });
    drop(first);
    assert_eq!(total(&second), 3 * 2 * (ROUNDS / 10));
    assert_eq!(total(&third), total(&second));
}
