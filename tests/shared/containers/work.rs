//! Workers: programs in containers that count in one file until they are told to stop, or killed. What
//! each has done lies in memory that outlives it.

use std::fs::OpenOptions;
use std::ops::AddAssign;
use std::os::fd::AsRawFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use restartable::{Backend, PerCpu, Shareable, SharedPerCpu, Word, backend, rseq};

use super::space::Container;
use crate::Place;
use crate::support::NOT_BY_LIBC;

/// Workers on one file, those that were killed included.
pub const WORKERS: usize = 16;
/// Threads of a worker.
const THREADS: usize = 2;

/// What workers count in: a word for each of them, and one for all.
#[derive(Default, Shareable)]
#[repr(C)]
pub struct Tally {
    pub own: [Word<u32>; WORKERS],
    pub all: Word<u32>,
    /// Sequences that used this slot.
    used: Word<u32>,
}

pub type Tallies = SharedPerCpu<Tally>;

/// What a worker has done.
#[derive(Default)]
#[repr(C)]
pub struct Line {
    /// Counts in its own word, and in the word for all, of each thread.
    own: [AtomicU32; THREADS],
    all: [AtomicU32; THREADS],
    /// Of the former, those on the slot of a CPU, and the highest index of one, plus 1.
    on_cpus: AtomicU32,
    slots: AtomicU32,
    /// Those on exclusive slots, while on a CPU that the process does not know.
    elsewhere: AtomicU32,
    /// The CPUs that the process believes the machine can have.
    believes: AtomicU32,
    /// The CPUs it was on lately, one a bit.
    ran_on: AtomicU32,
    restarts: AtomicU32,
}

/// A file with the lines of all workers.
pub struct Board {
    place: Place,
    lines: &'static Lines,
}

#[derive(Default)]
#[repr(C)]
struct Lines {
    stop: AtomicU32,
    workers: [Line; WORKERS],
}

fn map(path: &Path) -> &'static Lines {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let file = file.expect("a file for the board");
    file.set_len(1 << 14).expect("it grows");
    const { assert!(size_of::<Lines>() <= 1 << 14) };
    // SAFETY: a new mapping, of a file that is as long, which is never unmapped.
    let page = unsafe {
        let access = libc::PROT_READ | libc::PROT_WRITE;
        libc::mmap(std::ptr::null_mut(), 1 << 14, access, libc::MAP_SHARED, file.as_raw_fd(), 0)
    };
    assert_ne!(page, libc::MAP_FAILED);
    // SAFETY: mapped above, aligned to a page; any bytes are atomics.
    unsafe { &*page.cast() }
}

/// What kind of worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// With rseq, and it knows of every CPU.
    Full,
    /// With rseq, and it believes that there is one CPU: it must have been started on CPU 0 and where
    /// the kernel's lists say nothing else.
    Fewer,
    /// Without rseq.
    Refused,
}

/// A worker and its number.
pub struct Worker {
    pub number: usize,
    pub kind: Kind,
    child: Child,
    killed: bool,
}

/// The task of a worker's program.
pub const TASK: &str = "RESTARTABLE_CONTAINER";

/// This program again, with only that test of this file that carries out tasks.
pub fn program(task: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the test program"));
    command
        .args(["containers::task", "--exact", "--nocapture", "--test-threads=1"])
        .env(TASK, task)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

impl Board {
    pub fn new(test: &str) -> Self {
        let place = Place::new(&format!("{test}-board"));
        let lines = map(place.as_ref());
        Self { place, lines }
    }

    pub fn line(&self, number: usize) -> &'static Line {
        &self.lines.workers[number]
    }

    /// Starts a worker in a container. With `by_us` the C library leaves registration to us.
    pub fn start(
        &self,
        number: usize,
        kind: Kind,
        by_us: bool,
        container: Container,
        path: &Path,
    ) -> Worker {
        assert!(number < WORKERS);
        let board = self.place.as_ref().display();
        let mut command = program(&format!("work {number} {kind:?} {board} {}", path.display()));
        if by_us {
            command.env("GLIBC_TUNABLES", NOT_BY_LIBC);
        }
        let child = container.around(&mut command).spawn().expect("the container is entered");
        Worker { number, kind, child, killed: false }
    }

    /// Waits until each thread of these workers has done something more.
    pub fn progress(&self, workers: &[Worker]) {
        let living = || workers.iter().filter(|worker| !worker.killed);
        let now = |worker: &Worker| self.line(worker.number).own.each_ref().map(read);
        let before: Vec<_> = living().map(now).collect();
        let start = Instant::now();
        for (worker, before) in living().zip(before) {
            // Two rounds, so that one has begun and ended meanwhile.
            while now(worker).iter().zip(before).any(|(now, before)| *now < before + 2) {
                assert!(
                    start.elapsed() < Duration::from_secs(120),
                    "worker {} ({:?}) stands still",
                    worker.number,
                    worker.kind
                );
                std::thread::sleep(Duration::from_micros(200));
            }
        }
    }

    /// From now on it is noted where the workers run.
    pub fn forget_cpus(&self, workers: &[Worker]) {
        workers.iter().for_each(|worker| {
            self.line(worker.number).ran_on.store(0, Ordering::Relaxed);
        });
    }

    /// They have run since, and on these CPUs only.
    pub fn ran_on(&self, workers: &[Worker], cpus: &[usize]) {
        let allowed = cpus.iter().fold(0, |all, cpu| all | 1 << (cpu % 32));
        for worker in workers.iter().filter(|worker| !worker.killed) {
            let ran_on = read(&self.line(worker.number).ran_on);
            assert!(
                ran_on != 0 && ran_on & !allowed == 0,
                "worker {} on {ran_on:b}, not {cpus:?}",
                worker.number
            );
        }
    }

    /// Has the workers stop, and looks at what they have left: every count, and none twice. Returns
    /// the number of counts.
    pub fn finish(&self, tallies: &Tallies, workers: Vec<Worker>) -> u32 {
        self.lines.stop.store(1, Ordering::Relaxed);
        let (mut all, mut killed, mut restarts, mut elsewhere) = (0, 0, 0, None);
        let numbers: Vec<_> = workers.iter().map(|worker| (worker.number, worker.kind)).collect();
        for worker in workers {
            let slack = if worker.killed { THREADS as u32 } else { 0 };
            killed += slack;
            let (number, kind) = (worker.number, worker.kind);
            worker.end();
            let line = self.line(number);
            let done = sum(&line.own);
            let there: u32 = tallies.iter().map(|slot| slot.own[number].get()).sum();
            assert!(
                (done..=done + slack).contains(&there),
                "worker {number} ({kind:?}) has counted {done}, and {there} are there"
            );
            assert!(done > 0);
            all += sum(&line.all);
            restarts += read(&line.restarts);
            line.check(number, kind);
            if kind == Kind::Fewer {
                elsewhere.get_or_insert(0).add_assign(read(&line.elsewhere));
            }
        }
        let there: u32 = tallies.iter().map(|slot| slot.all.get()).sum();
        println!("{numbers:?}: {there} counts, {killed} threads killed, restarts: {restarts}");
        assert!((all..=all + killed).contains(&there), "{all} counts were made, {there} are there");
        assert_ne!(elsewhere, Some(0), "nobody was on a CPU that it did not know");
        if !cfg!(restartable_fallback) {
            assert!(restarts > 0, "nothing was restarted, so nothing was tested");
        }
        there
    }
}

impl Worker {
    /// Ends it wherever it is.
    pub fn kill(&mut self) {
        self.child.kill().expect("it lives");
        self.killed = true;
        // The first process of a namespace dies after the one that waits for it.
        let mut rest = Vec::new();
        let output = self.child.stdout.as_mut().expect("a pipe");
        std::io::Read::read_to_end(output, &mut rest).expect("a pipe");
    }

    /// The process, which is in the container's own namespace of process ids if it has one.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    fn end(mut self) {
        if self.killed {
            return;
        }
        let said = |pipe: &mut dyn std::io::Read| {
            let mut said = String::new();
            let _ = pipe.read_to_string(&mut said);
            said
        };
        let stdout = said(self.child.stdout.as_mut().expect("a pipe"));
        let stderr = said(self.child.stderr.as_mut().expect("a pipe"));
        let status = self.child.wait().expect("it ends");
        assert!(status.success() && stdout.contains("stopped"), "{status}\n{stdout}\n{stderr}");
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Line {
    /// Whether the worker was what it had to be, as far as it has come.
    fn check(&self, number: usize, kind: Kind) {
        let [on_cpus, slots, elsewhere, believes] =
            [&self.on_cpus, &self.slots, &self.elsewhere, &self.believes].map(read);
        println!("{number} {kind:?}: {on_cpus} on CPUs' slots, {elsewhere} elsewhere");
        assert!(slots <= believes, "the slot of CPU {} was used, of {believes}", slots - 1);
        if cfg!(restartable_fallback) {
            return;
        }
        match kind {
            Kind::Full => assert!(on_cpus > 0),
            Kind::Fewer => assert_eq!(believes, 1),
            Kind::Refused => assert_eq!(on_cpus, 0),
        }
    }
}

fn read(word: &AtomicU32) -> u32 {
    word.load(Ordering::Relaxed)
}

fn sum(words: &[AtomicU32]) -> u32 {
    words.iter().map(read).sum()
}

/// The task of a worker.
pub fn work(words: &str) {
    let mut words = words.splitn(4, ' ');
    let mut next = || words.next().expect("a word");
    let number: usize = next().parse().expect("a number");
    let (kind, board, path) = (next(), next(), next());
    let lines = map(Path::new(board));
    let line = &lines.workers[number];
    // Asks how many CPUs there are.
    let known = PerCpu::<Word<u32>>::default().cpus();
    line.believes.store(known as u32, Ordering::Relaxed);
    if kind == "Refused" {
        assert!(matches!(backend(), Backend::Exclusive { .. }), "{}", backend());
    } else if !cfg!(restartable_fallback) {
        assert!(matches!(backend(), Backend::Rseq { .. }), "{}", backend());
    }
    let tallies: Tallies = SharedPerCpu::open(path).expect("the file that the test made");
    if kind == "Fewer" {
        everywhere();
    }
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let tallies = &tallies;
            scope.spawn(move || {
                let mut round = 0_u32;
                while read(&lines.stop) == 0 {
                    count(tallies, number, round, line, known);
                    line.own[thread].fetch_add(1, Ordering::Release);
                    count_for_all(tallies);
                    line.all[thread].fetch_add(1, Ordering::Release);
                    round += 1;
                }
            });
        }
    });
    println!("stopped");
}

/// Lets the calling thread run on every CPU that its control group lets it have.
pub fn everywhere() {
    // SAFETY: a set is made of integers; its size is its own.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        for cpu in 0..libc::CPU_SETSIZE as usize {
            libc::CPU_SET(cpu, &mut set);
        }
        assert_eq!(libc::sched_setaffinity(0, size_of_val(&set), &raw const set), 0);
    }
}

/// The CPU that the thread is on.
pub fn cpu() -> usize {
    // SAFETY: always callable.
    unsafe { libc::sched_getcpu() }.try_into().expect("a CPU")
}

/// One count in the worker's own word: on an exclusive slot now and then, and with others running in
/// the middle of the preparation now and then.
fn count(tallies: &Tallies, number: usize, round: u32, line: &Line, known: usize) {
    let before = cpu();
    let mut attempts = 0;
    let index = rseq!(tallies, |slot, index| {
        attempts += 1;
        let count = slot.own[number].get();
        if round.is_multiple_of(50) {
            // Advances the event of the CPU's slot, so that this ends on an exclusive one.
            rseq!(tallies, |slot| {
                commit!(slot.used += 1);
            });
        } else if round.is_multiple_of(7) {
            std::thread::yield_now();
        }
        commit!(slot.own[number] = count + 1);
        index as usize
    });
    let on = cpu();
    line.ran_on.fetch_or(1 << (on % 32), Ordering::Relaxed);
    if index < tallies.cpus() {
        line.on_cpus.fetch_add(1, Ordering::Relaxed);
        line.slots.fetch_max(index as u32 + 1, Ordering::Relaxed);
    } else if before >= known && on >= known && !round.is_multiple_of(50) {
        line.elsewhere.fetch_add(1, Ordering::Relaxed);
    }
    if !round.is_multiple_of(50) {
        line.restarts.fetch_add(attempts - 1, Ordering::Relaxed);
    }
}

fn count_for_all(tallies: &Tallies) {
    rseq!(tallies, |slot| {
        commit!(slot.all += 1);
    });
}

/// The path of a list of CPUs that has one.
pub fn one_cpu(folder: &Path) -> std::path::PathBuf {
    let list = folder.join("one-cpu");
    std::fs::write(&list, "0\n").expect("a file");
    list
}

/// A container that is told of CPU 0 alone, starts on it, and may run on every other one.
pub fn fewer(list: &Path) -> Container {
    Container { cpu: Some(0), ..Container::with_cpus(list) }
}
