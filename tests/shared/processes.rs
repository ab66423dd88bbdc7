//! Exactness across processes.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use restartable::{Backend, SharedPerCpu, backend, rseq};

use crate::slots::{Slot, Slots, check, count, count_exclusively, pop, push, record, total};
use crate::support::{NOT_BY_LIBC, refuse_rseq};
use crate::{Place, common, killed};

const ROUNDS: usize =
    if cfg!(any(target_arch = "x86_64", target_arch = "x86")) { 30_000 } else { 5_000 };
const ROLE: &str = "RESTARTABLE_SHARED_ROLE";
/// Paths of other builds of this test, `:` between them: with words of the other size, by another
/// compiler. Workers are then started from these too.
const OTHERS: &str = "RESTARTABLE_SHARED_OTHERS";

/// What a process of the test is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// As libc registers it.
    ByLibc,
    /// Registered by us.
    ByUs,
    /// Without rseq.
    Refused,
    /// Allowed one CPU, as in a container that has fewer than the machine.
    OneCpu,
    /// Does what it is told, a line each: [`obey`].
    Servant,
    /// To be killed: [`killed::count_for_ever`].
    ForEver,
    /// To be killed: [`killed::keep_for_ever`].
    Keeper,
}

/// This program, and its other builds.
pub fn programs() -> Vec<PathBuf> {
    let others = std::env::var_os(OTHERS).unwrap_or_default();
    let others = std::env::split_paths(&others).filter(|path| !path.as_os_str().is_empty());
    std::iter::once(std::env::current_exe().expect("the test program")).chain(others).collect()
}

pub fn start(program: &Path, role: Role, place: &Place) -> Child {
    Command::new(program)
        .args(["processes::worker", "--exact", "--nocapture", "--test-threads=1"])
        .env(ROLE, format!("{role:?} {}", place.as_ref().display()))
        .env(
            "GLIBC_TUNABLES",
            if matches!(role, Role::ByUs | Role::Refused) { NOT_BY_LIBC } else { "" },
        )
        .stdin(Stdio::piped())
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
    match role {
        "Servant" => return obey(&slots),
        "ForEver" => killed::count_for_ever(&slots, path),
        "Keeper" => killed::keep_for_ever(&slots),
        _ => {}
    }
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
    let counted = ROUNDS + ROUNDS / 100 + intrusions;
    let recorded = ROUNDS + intrusions;
    println!(
        "counted {counted} recorded {recorded} pushed {pushed} popped {popped} restarts: {restarts} bits {}",
        usize::BITS
    );
}

/// Processes with and without rseq, more than CPUs, of every build, on one file.
///
/// With the event's compare taken out (`--cfg restartable_control="event"`) this fails; it does with
/// that of one of two builds.
#[test]
fn processes_count_exactly() {
    use Role::{ByLibc, ByUs, OneCpu, Refused};

    let place = Place::new("processes");
    let slots: Slots = SharedPerCpu::create(&place, |_| Slot::default()).expect("a new file");
    let roles = [ByLibc, Refused, ByUs, OneCpu, ByLibc, Refused, ByUs];
    let children: Vec<(Child, Role)> = programs()
        .iter()
        .flat_map(|program| roles.map(|role| (start(program, role, &place), role)))
        .collect();
    let (mut there, mut to_count, mut to_record, mut restarts) = (0, 0, 0, 0);
    for (child, role) in children {
        let output = child.wait_with_output().expect("the worker ends");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{role:?}: {said}");
        let line = said.lines().find(|line| line.contains("pushed")).expect("the worker's numbers");
        println!("{role:?}: {line}");
        let numbers: Vec<usize> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [counted, recorded, pushed, popped, restarted, _] = numbers[..] else {
            panic!("{line}")
        };
        there += pushed.cast_signed() - popped.cast_signed();
        to_count += counted;
        to_record += recorded;
        restarts += restarted;
    }
    if !cfg!(restartable_fallback) {
        assert!(restarts > 0, "nothing was restarted, so nothing was tested");
    }
    check(&slots);
    let lost = to_count.cast_signed() - total(&slots).cast_signed();
    println!("processes: {to_count} expected, {lost} lost");
    assert_eq!(lost, 0);
    assert_eq!(
        slots.iter().map(|slot| slot.top.get() as usize).sum::<usize>(),
        there.cast_unsigned()
    );
    let written: usize = slots.iter().map(|slot| slot.written.get() as usize).sum();
    assert_eq!(written, to_record);
}

/// Counts once for each line, after it has read it or, in the first attempt, before its commit.
fn obey(slots: &Slots) {
    common::pin(common::affinity()[0]);
    let mut lines = std::io::stdin().lines().map(|line| line.expect("a line of text"));
    while let Some(line) = lines.next() {
        let mut attempts = 0;
        rseq!(slots, |slot| {
            let count = slot.count.get();
            attempts += 1;
            if line == "ask" && attempts == 1 {
                println!("asks");
                assert_eq!(lines.next().as_deref(), Some("go"));
            }
            commit!(slot.count = count + 1);
        });
        println!("answers {attempts}");
    }
}

/// In every preparation of one process another, of every build, commits on its slot: the event of
/// one is that of the other, whatever its size.
///
/// With the event's compare taken out of one of the two this fails, in each direction.
#[test]
fn commits_in_a_preparation() {
    const TIMES: usize = 200;

    let place = Place::new("preparations");
    let slots: Slots = SharedPerCpu::create(&place, |_| Slot::default()).expect("a new file");
    common::pin(common::affinity()[0]);
    let mut expected = 0;
    // The others first.
    for program in programs().into_iter().rev() {
        let mut servant = start(&program, Role::Servant, &place);
        let mut tell = servant.stdin.take().expect("a pipe");
        let mut said = BufReader::new(servant.stdout.take().expect("a pipe")).lines();
        let mut hear = |what: &str| {
            let line = said.find_map(|line| {
                let line = line.expect("a line of text");
                line.contains(what).then_some(line)
            });
            line.expect("the servant goes on")
        };
        let (mut ours, mut theirs) = (0, 0);
        for _ in 0..TIMES {
            let mut attempts = 0;
            rseq!(slots, |slot| {
                let count = slot.count.get();
                attempts += 1;
                if attempts == 1 {
                    writeln!(tell, "count").expect("it listens");
                    hear("answers");
                }
                commit!(slot.count = count + 1);
            });
            ours += attempts - 1;
            writeln!(tell, "ask").expect("it listens");
            hear("asks");
            count(&slots);
            writeln!(tell, "go").expect("it listens");
            let answer = hear("answers");
            let (_, attempts) = answer.rsplit_once(' ').expect("a number");
            theirs += attempts.parse::<usize>().expect("a number") - 1;
            expected += 4;
        }
        drop(tell);
        assert!(servant.wait().expect("it ends").success());
        let lost = expected - total(&slots).cast_signed();
        println!("commits_in_a_preparation: {expected} expected, {lost} lost");
        println!("restarts: {} here, {theirs} in {}", ours, program.display());
        assert_eq!(lost, 0);
        if !cfg!(restartable_fallback) {
            assert!(ours >= TIMES && theirs >= TIMES);
        }
    }
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
