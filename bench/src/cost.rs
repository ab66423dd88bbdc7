//! What counters cost besides adding to them: memory, [`memory`]; summing up, in the same place; and
//! threads that come, count and go, [`churn`].

use std::fs;
use std::hint::black_box;
use std::process::Command;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use contatori::counters::Observable;
use contatori::counters::monotone::Monotone;
use fast_counter::ConcurrentCounter;
use hytra::TrAdder;
use prometheus::IntCounter;
use restartable::Counter;

use crate::counters::PerCpuAtomics;
use crate::harness::cpus;

/// Counters of one kind.
pub trait Counters: Send + Sync {
    /// Adds one to all of them.
    fn inc_all(&self);
    /// The sum of all their sums.
    fn sum_all(&self) -> u64;
}

struct Of<T> {
    counters: Vec<T>,
    inc: fn(&T),
    sum: fn(&T) -> u64,
}

impl<T: Send + Sync> Counters for Of<T> {
    fn inc_all(&self) {
        self.counters.iter().for_each(self.inc);
    }

    fn sum_all(&self) -> u64 {
        self.counters.iter().map(self.sum).fold(0, u64::wrapping_add)
    }
}

/// A kind of counter.
pub struct Kind {
    /// Its name in the tables.
    pub name: &'static str,
    /// Whether it is one of this project.
    pub ours: bool,
    /// Makes so many.
    pub make: fn(usize) -> Box<dyn Counters>,
}

fn make<T: Send + Sync + 'static>(
    many: usize,
    new: impl Fn() -> T,
    inc: fn(&T),
    sum: fn(&T) -> u64,
) -> Box<dyn Counters> {
    Box::new(Of { counters: (0..many).map(|_| new()).collect(), inc, sum })
}

/// All kinds. The first one counts nothing, for what the measuring itself costs.
pub fn kinds() -> Vec<Kind> {
    let theirs = |name, make| Kind { name, ours: false, make };
    let ours = |name, make| Kind { name, ours: true, make };
    vec![
        theirs("nothing", |many| make(many, || (), |()| (), |()| 0)),
        theirs("AtomicU64", |many| {
            make(
                many,
                AtomicU64::default,
                |n| _ = n.fetch_add(1, Ordering::Relaxed),
                |n| n.load(Ordering::Relaxed),
            )
        }),
        theirs("AtomicU64 a CPU, sched_getcpu", |many| {
            make(many, PerCpuAtomics::default, PerCpuAtomics::inc, PerCpuAtomics::sum)
        }),
        theirs("hytra", |many| make(many, TrAdder::<u64>::new, |n| n.inc(1), TrAdder::get)),
        theirs("fast-counter", |many| {
            make(
                many,
                || ConcurrentCounter::new(cpus()),
                |n| n.add(1),
                |n| n.sum().unsigned_abs() as u64,
            )
        }),
        theirs("contatori", |many| make(many, Monotone::new, |n| n.add(1), |n| n.value().as_u64())),
        theirs("prometheus", |many| {
            let new = || IntCounter::new("name", "help").expect("a valid name");
            make(many, new, IntCounter::inc, IntCounter::get)
        }),
        ours("Counter", |many| make(many, Counter::new, Counter::inc, Counter::sum)),
    ]
}

/// What 1000 counters cost that 500 threads have each added to.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// The process's growth while the threads are there, in KiB.
    pub alive: f64,
    /// The same after they have ended.
    pub ended: f64,
    /// Nanoseconds for the sum of one counter, while the threads are there.
    pub sum: f64,
}

/// How many counters and threads.
#[derive(Clone, Copy)]
pub struct Size {
    /// Counters.
    pub counters: usize,
    /// Threads.
    pub threads: usize,
}

/// Measures in a process of its own, which comes to [`child`].
pub fn memory(kind: &Kind, size: Size) -> Memory {
    let program = std::env::current_exe().expect("a path");
    let output = Command::new(program)
        .args(["--child", kind.name, &size.counters.to_string(), &size.threads.to_string()])
        .output()
        .expect("this program again");
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [alive, ended, sum] = numbers[..] else {
        panic!("{}: {text}{}", kind.name, String::from_utf8_lossy(&output.stderr))
    };
    Memory { alive, ended, sum }
}

/// The process of [`memory`]: prints its three numbers.
pub fn child(name: &str, size: Size) {
    const SUMS: u32 = 10;
    let kinds = kinds();
    let kind = kinds.iter().find(|kind| kind.name == name).expect("a kind of counter");
    let nothing = (kinds[0].make)(size.counters);
    let barrier = Barrier::new(size.threads + 1);
    // What threads leave behind, such as stacks that are kept for the next ones, is there before.
    std::thread::scope(|scope| {
        for _ in 0..size.threads {
            scope.spawn(|| {
                barrier.wait();
                nothing.inc_all();
                barrier.wait();
            });
        }
        barrier.wait();
        barrier.wait();
    });
    let before = resident();
    let mut start = 0.0;
    let mut alive = 0.0;
    let mut sum = 0.0;
    // Threads and their stacks are there before what is counted.
    let counters = std::thread::scope(|scope| {
        let counters = std::sync::OnceLock::<Box<dyn Counters>>::new();
        let counters = Box::leak(Box::new(counters));
        let counters = &*counters;
        for _ in 0..size.threads {
            scope.spawn(|| {
                nothing.inc_all();
                barrier.wait();
                barrier.wait();
                counters.get().expect("made").inc_all();
                barrier.wait();
                barrier.wait();
            });
        }
        barrier.wait();
        start = resident();
        counters.get_or_init(|| (kind.make)(size.counters));
        barrier.wait();
        barrier.wait();
        alive = resident();
        let counters = counters.get().expect("made");
        let clock = Instant::now();
        for _ in 0..SUMS {
            black_box(counters.sum_all());
        }
        sum = clock.elapsed().as_nanos() as f64 / f64::from(SUMS) / size.counters as f64;
        barrier.wait();
        counters
    });
    let ended = resident() - before;
    black_box(counters.sum_all());
    println!("{} {} {sum}", alive - start, ended.max(0.0));
}

/// KiB of memory that this process has.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/smaps_rollup").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("Rss:")).expect("a size");
    line.trim().trim_end_matches(" kB").trim().parse().expect("a number")
}

/// Nanoseconds for a thread that adds one to each of so many new counters, and everything else that a
/// thread takes. They are all there at once.
pub fn churn(kind: &Kind, size: Size) -> f64 {
    let counters = (kind.make)(size.counters);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..size.threads {
            scope.spawn(|| counters.inc_all());
        }
    });
    start.elapsed().as_nanos() as f64 / size.threads as f64
}
