//! Processes in containers beside others: with fewer CPUs, or none that they can ask for, in other
//! namespaces, without system calls, and with CPUs that come and go.
//!
//! What needs a namespace, two CPUs, or a machine of its own says so where there is none, and fails in
//! the guest that `tests/cross` boots for it (`RESTARTABLE_GUEST`): there everything runs.
//!
//! What was seen with a protection taken out, by hand (`x86_64`, two CPUs, Linux 6.18, three runs each of
//! the first):
//!
//! | without | failed |
//! |---|---|
//! | the event's compare (`--cfg restartable_control="event"`) | `everybody_counts` and `taken_by_affinity` lose up to half of a worker's counts, `without_proc` too |
//! | the bound of the index | in each run of `the_stripe_of_an_unknown_cpu` two threads are on one exclusive slot; up to 42,196 of 180,002 counts were lost |
//! | the refusal of a file with too few slots | `the_stripe_of_an_unknown_cpu` |
//! | the affinity in the number of CPUs | `lists_of_cpus_that_lie` |
//! | seats: an owner named by its process id | `one_pid_in_many_containers`: four processes are `0x1001` |
//! | seats: nobody is ever dead | `one_pid_in_many_containers`, `without_proc` |
//! | seats: everybody is | the same, and `the_stripe_of_an_unknown_cpu` |
//!
//! The kernel's part of the commit (`arm`, `index`) is what `exactness` tests: these runs are too short to
//! lose anything by it.

use std::os::fd::AsFd;
use std::process::Command;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use restartable::{SharedError, SharedPerCpu};

use crate::slots::{Slot, Slots, count, count_exclusively, owner, total};
use crate::{Fork, Place, common};

mod space;
mod stripes;
mod taken;
mod work;

use space::{Container, Folder, own_machine, skip};
use stripes::Counts;
use taken::{Group, Means};
use work::{Board, Kind, TASK, Tallies, Tally, Worker, fewer, one_cpu, program};

/// How often CPUs are taken away: the processors of guests are slow.
const TURNS: usize = if cfg!(restartable_guest) { 6 } else { 20 };

/// What a program that a test starts does; by itself nothing.
#[test]
fn task() {
    let Ok(task) = std::env::var(TASK) else { return };
    match task.split_once(' ').expect("a task and its words") {
        ("work", words) => work::work(words),
        ("stripes", words) => stripes::stripes(words),
        ("believe", _) => stripes::believe(),
        ("hidden", words) => hidden(words),
        _ => panic!("{task}"),
    }
}

/// What a program says, which must end well.
fn said(command: &mut Command) -> String {
    let output = command.output().expect("the container is entered");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{said}\n{complained}", output.status);
    said
}

/// A CPU other than 0 whose number is that of a reserved exclusive stripe where there is one CPU, if
/// this process can use both.
#[track_caller]
fn other_cpu() -> Option<usize> {
    let cpus = common::cpus();
    let other = cpus.iter().copied().find(|cpu| (1..=8).contains(cpu));
    if cpus[0] != 0 || other.is_none() {
        skip(&format!("the CPUs are {cpus:?}"));
        return None;
    }
    other
}

/// Whatever `/sys` says, the CPUs that the process may run on count.
#[test]
fn lists_of_cpus_that_lie() {
    let folder = Folder::new("lists");
    let list = folder.0.join("list");
    std::fs::write(&list, "").expect("a file");
    if !Container::with_cpus(&list).is_possible() {
        return;
    }
    let highest = *common::cpus().iter().max().expect("a CPU") + 1;
    for (text, cpu, expected) in [
        ("0\n", None, highest),
        ("", None, highest),
        ("\n", None, highest),
        ("no CPUs here\n", None, highest),
        ("18446744073709551616\n", None, highest),
        ("0-63\n", None, highest.max(64)),
        ("0-4294967295\n", None, if cfg!(target_pointer_width = "64") { 8192 } else { 512 }),
        ("0\n", Some(common::cpus()[0]), common::cpus()[0] + 1),
    ] {
        std::fs::write(&list, text).expect("a file");
        let container = Container { cpu, ..Container::with_cpus(&list) };
        let said = said(container.around(&mut program("believe ")));
        assert!(said.contains(&format!("believes {expected}\n")), "{text:?}, {cpu:?}: {said}");
    }
    let nothing = said(Container::with_nothing().around(&mut program("believe ")));
    assert!(nothing.contains(&format!("believes {highest}\n")), "{nothing}");
}

/// A process that was told of one CPU never uses the stripe of another CPU's number, which is exclusive:
/// two threads there have two, and what they count is exact. Without the bound they are on one.
#[test]
fn the_stripe_of_an_unknown_cpu() {
    let Some(other) = other_cpu() else { return };
    let folder = Folder::new("stripes");
    let list = one_cpu(&folder.0);
    if !fewer(&list).is_possible() || cfg!(restartable_fallback) {
        return;
    }
    let run = |task: &str| {
        let mut program = program(&format!("stripes {other} {task}"));
        program.env("GLIBC_TUNABLES", crate::support::NOT_BY_LIBC);
        let said = said(fewer(&list).around(&mut program));
        let (slots, lost) = stripes::found(&said);
        println!("{task}: on slots {slots:?}, {lost} lost");
        (slots, lost)
    };
    let honest = |task: &str| {
        let ([one, two], lost) = run(task);
        assert!(one != two && one > 0 && two > 0, "{task}: {one} and {two}");
        assert_eq!(lost, 0, "{task}");
    };
    let lie = |task: &str| {
        let ([one, two], _) = run(task);
        assert_eq!([one as usize, two as usize], [other; 2], "{task}: without the bound");
    };
    honest("ordinary");
    lie("lie ordinary");

    // A file that it made has an exclusive stripe there, so whoever knows of that CPU must not use it.
    let place = Place::new("made-by-fewer");
    let path = place.as_ref().display();
    honest(&format!("create {path}"));
    let before = stripes::contents(place.as_ref());
    match Counts::open(&place) {
        Err(error @ SharedError::TooFewStripes { found: 1, expected }) => {
            assert!(expected as usize > other);
            println!("{error}");
        }
        other => panic!("{other:?}"),
    }
    assert!(stripes::contents(place.as_ref()) == before, "nothing was changed");
    honest(&format!("open {path}"));
    lie(&format!("lie open {path}"));

    // In a file of somebody who knows that CPU its stripe is the CPU's, and is left alone, too.
    let place = Place::new("made-by-all");
    let counts = Counts::create(&place, |_| restartable::Word::new(0)).expect("a new file");
    let cpus = counts.cpus() as u32;
    let ([one, two], lost) = run(&format!("open {}", place.as_ref().display()));
    assert!(one != two && one >= cpus && two >= cpus, "{one} and {two} of {cpus}");
    assert_eq!(lost, 0);
    assert_eq!(counts.get(other as u32).map(restartable::Word::get), Some(0));
}

/// The CPUs that are left at each move: first all but one, then some, and never the same twice in a row.
fn moves(cpus: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let mut random = common::Random::new(7);
    let mut last = cpus[1..].to_vec();
    std::iter::once(last.clone()).chain(std::iter::repeat_with(move || {
        loop {
            let bits = random.next() >> 16;
            let left = (0..cpus.len()).filter(|at| bits >> at & 1 == 1).map(|at| cpus[at]);
            let left: Vec<usize> = left.collect();
            if !left.is_empty() && left != last {
                last.clone_from(&left);
                return left;
            }
        }
    }))
}

/// Workers of every kind on one file, on CPUs that come and go; each is killed once, and another takes
/// its place.
fn taken_away_and_given_back(test: &str, means: &Means) {
    let folder = Folder::new(test);
    let list = one_cpu(&folder.0);
    let place = Place::new(test);
    let tallies: Tallies = SharedPerCpu::create(&place, |_| Tally::default()).expect("a new file");
    let board = Board::new(test);
    let cpus = common::cpus();
    let start = |number: usize, kind: Kind| {
        let container = match kind {
            Kind::Fewer => fewer(&list),
            Kind::Full => Container::default(),
            Kind::Refused => Container { refused: Some(libc::SYS_rseq), ..Container::default() },
        };
        board.start(number, kind, number % 2 == 1, means.over(container), place.as_ref())
    };
    let mut kinds = vec![Kind::Full, Kind::Refused];
    if cpus[0] == 0 && fewer(&list).is_possible() {
        kinds.extend([Kind::Fewer, Kind::Fewer]);
    }
    let kinds_of_workers = kinds.iter().enumerate();
    let mut workers: Vec<Worker> =
        kinds_of_workers.map(|(number, kind)| start(number, *kind)).collect();
    // Those who are to believe in one CPU have asked by now.
    board.progress(&workers);
    means.leave(&cpus, &cpus, &workers);
    for (turn, left) in moves(&cpus).take(TURNS).enumerate() {
        let left = means.what_remains(&left, &cpus);
        means.leave(&left, &cpus, &workers);
        // Every round that began before has ended, and another one.
        board.progress(&workers);
        board.forget_cpus(&workers);
        board.progress(&workers);
        board.ran_on(&workers, &left);
        if turn % 2 == 1 && turn / 2 < kinds.len() {
            let victim = turn / 2;
            workers[victim].kill();
            means.leave(&cpus, &cpus, &workers);
            workers.push(start(workers.len(), kinds[victim]));
            board.progress(&workers);
        }
    }
    for left in [&cpus[1..], &cpus] {
        means.leave(left, &cpus, &workers);
        board.progress(&workers);
    }
    board.finish(&tallies, workers);
}

/// By those who may change another process's affinity: everybody, for their own.
#[test]
fn taken_by_affinity() {
    if common::cpus().len() < 2 {
        return skip("there is one CPU");
    }
    taken_away_and_given_back("affinity", &Means::Affinity);
}

/// By a control group, as containers are given theirs.
#[test]
fn taken_by_a_cpuset() {
    if !own_machine() {
        return skip("control groups are changed in a guest");
    }
    let folder = Folder::new("groups");
    for version in [2, 1] {
        match Group::new(&folder.0, version, common::cpus()[0]) {
            Ok(group) => {
                taken_away_and_given_back("cpuset", &Means::Group(group));
                println!("cgroup v{version}");
            }
            Err(error) => {
                println!("cgroup v{version}: {error}");
                assert_eq!(version, 1, "every kernel has version 2");
            }
        }
    }
}

/// By the machine.
#[test]
fn taken_by_unplugging() {
    if !own_machine() {
        return skip("CPUs are unplugged in a guest");
    }
    let cpus = common::cpus();
    let fixed: Vec<_> = cpus.iter().filter(|&&cpu| !taken::can_be_unplugged(cpu)).collect();
    println!("{cpus:?}, of which {fixed:?} stay");
    assert!(fixed.len() < cpus.len());
    taken_away_and_given_back("unplugged", &Means::Unplug);
}

/// One file, and at the same time: processes of the machine, with and without `rseq` and `membarrier`;
/// one that has namespaces of its own and finds the file under another name; one that was told of one
/// CPU; one without `/proc` and `/sys`. Some are killed.
#[test]
fn everybody_counts() {
    let [here, there] = ["everybody", "elsewhere"].map(Folder::new);
    let list = one_cpu(&here.0);
    let path = here.0.join("tallies");
    let tallies: Tallies = SharedPerCpu::create(&path, |_| Tally::default()).expect("a new file");
    let board = Board::new("everybody");
    let refused = |call| Container { refused: Some(call), ..Container::default() };
    let elsewhere = Container::with_pids().and_mount(&here.0, &there.0);
    let path_there = there.0.join("tallies");
    let mut all = vec![
        (Kind::Full, Container::default(), &path),
        (Kind::Refused, refused(libc::SYS_rseq), &path),
        (Kind::Full, refused(libc::SYS_membarrier), &path),
        (Kind::Full, Container { user: true, ..elsewhere }, &path_there),
        (Kind::Full, Container::with_nothing(), &path),
    ];
    if common::cpus().len() > 1 && common::cpus()[0] == 0 {
        all.push((Kind::Fewer, Container { pid: true, ..fewer(&list) }, &path));
        all.push((
            Kind::Fewer,
            Container { refused: Some(libc::SYS_membarrier), ..fewer(&list) },
            &path,
        ));
    }
    all.retain(|(_, container, _)| container.is_possible());
    let mut workers = Vec::new();
    for (kind, container, path) in all {
        let number = workers.len();
        workers.push(board.start(number, kind, number % 2 == 1, container, path));
    }
    board.progress(&workers);
    // One of those who were told of CPU 0 is surely on another one for a while.
    let cpus = common::cpus();
    for left in [&cpus[cpus.len() - 1..], &cpus] {
        Means::Affinity.leave(left, &cpus, &workers);
        board.progress(&workers);
    }
    for _ in 0..TURNS {
        board.progress(&workers);
    }
    workers.iter_mut().step_by(3).for_each(Worker::kill);
    for _ in 0..TURNS {
        board.progress(&workers);
    }
    board.finish(&tallies, workers);
}

/// What a process of [`one_pid_in_many_containers`] says about itself.
#[derive(Default)]
#[repr(C)]
struct Note {
    /// The exclusive slot that it keeps.
    taken: AtomicU32,
    pid: AtomicU32,
    /// Its number outside of its container.
    outside: AtomicU32,
    /// What tells threads of one process apart.
    token: AtomicUsize,
}

impl Note {
    /// In memory that a child's words reach.
    fn new() -> &'static Self {
        // SAFETY: a new page of zeros, which is never unmapped; the call's result is looked at.
        unsafe {
            let access = libc::PROT_READ | libc::PROT_WRITE;
            let shared = libc::MAP_SHARED | libc::MAP_ANONYMOUS;
            let page = libc::mmap(std::ptr::null_mut(), 4096, access, shared, -1, 0);
            assert_ne!(page, libc::MAP_FAILED);
            &*page.cast()
        }
    }

    fn slot(&self) -> usize {
        self.taken.load(Ordering::Acquire) as usize
    }
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A process in a container that opens the file, takes an exclusive slot, and keeps it for ever.
fn keep(path: &std::path::Path, container: &Container) -> (Fork, &'static Note) {
    let note = Note::new();
    let child = Fork::new(|| {
        if container.enter(Some(&note.outside)).is_err() {
            return;
        }
        let Ok(slots) = Slots::open(path) else { return };
        note.pid.store(std::process::id(), Ordering::Relaxed);
        note.token.store(rseq_runtime::register::thread_token(), Ordering::Relaxed);
        count_exclusively(&slots, |index| {
            note.taken.store(index, Ordering::Release);
            loop {
                std::thread::sleep(Duration::from_secs(1));
            }
        });
    });
    wait_until("it gets no exclusive slot", || note.slot() != 0);
    (child, note)
}

/// The exclusive slots of so many threads that have one at the same time. Each counts once.
fn occupy(slots: &Slots, threads: usize) -> Vec<usize> {
    let here = AtomicUsize::new(0);
    let body = || {
        let mut counted = false;
        let index = count_exclusively(slots, |_| {
            if !std::mem::replace(&mut counted, true) {
                here.fetch_add(1, Ordering::Relaxed);
            }
            wait_until("they are not all here", || here.load(Ordering::Relaxed) >= threads);
        });
        index as usize
    };
    let mut used: Vec<usize> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(body)).collect();
        threads.into_iter().map(|thread| thread.join().expect("ends well")).collect()
    });
    used.sort_unstable();
    used
}

/// Processes that look the same from inside: process 1 of a container each, of one program whose thread
/// has the same address; one of them another user's, one in a user namespace. Each keeps an exclusive slot,
/// none is taken for another, and when one is killed its slot comes free and those of others do not.
#[test]
fn one_pid_in_many_containers() {
    let mut containers = vec![Container::with_pids(), Container::with_pids()];
    if space::is_root() {
        containers.push(Container { uid: Some(65534), ..Container::with_pids() });
        containers.push(Container { user: true, ..Container::with_pids() });
    }
    containers.retain(Container::is_possible);
    if containers.len() < 2 {
        return;
    }
    let place = Place::new("one-pid");
    let slots: Slots = SharedPerCpu::create(&place, |_| Slot::default()).expect("a new file");
    std::fs::set_permissions(&place, std::os::unix::fs::PermissionsExt::from_mode(0o666))
        .expect("its owner may");
    let reserved: Vec<usize> = (slots.cpus()..slots.len() - 1).collect();
    let mut kept: Vec<_> =
        containers.iter().map(|container| keep(place.as_ref(), container)).collect();
    let mut counted = 0;
    for container in &containers {
        let words: Vec<u32> = kept.iter().map(|(_, note)| owner(&slots, note.slot())).collect();
        println!("owners {words:x?}");
        for (at, (_, note)) in kept.iter().enumerate() {
            let first = kept[0].1;
            assert_eq!(note.pid.load(Ordering::Relaxed), 1);
            assert_eq!(note.token.load(Ordering::Relaxed), first.token.load(Ordering::Relaxed));
            assert!(words[at] != 0 && !words[..at].contains(&words[at]), "{words:x?}");
        }
        let free = reserved.len() - kept.len();
        let taken: Vec<usize> = kept.iter().map(|(_, note)| note.slot()).collect();
        let used = occupy(&slots, free);
        counted += free;
        assert!(used.len() == free && used.iter().all(|index| !taken.contains(index)), "{used:?}");

        // The oldest is killed in the middle of its preparation; whoever waits for it ends as it did.
        let (child, note) = kept.remove(0);
        // SAFETY: a process that only ends by this.
        unsafe { libc::kill(note.outside.load(Ordering::Acquire).cast_signed(), libc::SIGKILL) };
        assert_eq!(child.wait_status() & 0x7f, libc::SIGKILL);
        let child = keep(place.as_ref(), container);
        kept.push(child);
        // All that are free now, and one of them is the dead one's, unless the new one has it.
        let used = occupy(&slots, free);
        counted += free;
        let new = kept.last().expect("just pushed").1.slot();
        assert!(used.contains(&note.slot()) || new == note.slot(), "{} of {used:?}", note.slot());
        let living: Vec<usize> = kept.iter().map(|(_, note)| note.slot()).collect();
        assert!(used.iter().all(|index| !living.contains(index)), "{used:?} and {living:?}");
    }
    assert_eq!(total(&slots), counted);
}

/// A process without `/proc` and `/sys`, and the processes that it forks.
#[test]
fn without_proc() {
    if !Container::with_nothing().is_possible() {
        return;
    }
    let place = Place::new("without-proc");
    let slots: Slots = SharedPerCpu::create(&place, |_| Slot::default()).expect("a new file");
    let task = format!("hidden {}", place.as_ref().display());
    let said = said(Container::with_nothing().around(&mut program(&task)));
    let line = said.lines().find_map(|line| line.strip_prefix("counted ")).expect("a number");
    assert_eq!(total(&slots), line.parse::<usize>().expect("a number"));
    // What its child died with has come free with the last of them.
    let all: Vec<usize> = (slots.cpus()..slots.len() - 1).collect();
    assert_eq!(occupy(&slots, all.len()), all);
}

/// The task of [`without_proc`].
fn hidden(path: &str) {
    const ROUNDS: usize = 500;
    for missing in ["/proc/self", "/sys/devices"] {
        assert!(!std::fs::exists(missing).expect("an answer"), "{missing}");
    }
    let slots = Slots::open(path).expect("by its path");
    match Slots::from_fd(slots.as_fd()).map(|_| ()) {
        Err(error @ SharedError::NoProc) => println!("{error}"),
        other => panic!("{other:?}"),
    }
    let own = Slots::memfd("own", |_| Slot::default()).expect("a memfd");
    let work = |slots: &Slots| {
        for _ in 0..ROUNDS {
            count(slots);
            count_exclusively(slots, |_| ());
        }
    };
    // A child has its parent's seat: they are one to others, and two to each other.
    let children: Vec<Fork> = (0..3)
        .map(|_| {
            Fork::new(|| {
                work(&slots);
                work(&own);
            })
        })
        .collect();
    work(&slots);
    work(&own);
    children.into_iter().for_each(Fork::wait);
    assert_eq!(total(&own), 4 * 2 * ROUNDS);
    // A fork in the middle of a preparation on an exclusive slot: both count, on one slot each.
    let mut child = None;
    let parent = std::process::id();
    count_exclusively(&slots, |_| {
        if std::process::id() == parent && child.is_none() {
            // SAFETY: the child goes on with this test's own code and ends below.
            child = Some(unsafe { libc::fork() });
        }
    });
    if std::process::id() != parent {
        // SAFETY: ends the child at once.
        unsafe { libc::_exit(0) };
    }
    Fork(child.expect("forked")).wait();
    // And one that is killed with a slot.
    let note = Note::new();
    let child = Fork::new(|| {
        count_exclusively(&slots, |index| {
            note.taken.store(index, Ordering::Release);
            loop {
                std::thread::sleep(Duration::from_secs(1));
            }
        });
    });
    wait_until("it gets no exclusive slot", || note.slot() != 0);
    child.kill();
    work(&slots);
    assert_ne!(owner(&slots, note.slot()), 0, "their seat is taken, so nobody else may have it");
    println!("counted {}", 5 * 2 * ROUNDS + 2);
}
