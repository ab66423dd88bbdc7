//! Contenders measured in turn, round after round.
//!
//! The threads of a [`Group`] are started once; then every round gives each contender a turn of some
//! milliseconds on all threads, one contender after the other, starting with another one each
//! round. What is compared later are two turns of one round, so that noise that lasts longer than a
//! round is in both.

use std::hint::black_box;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Operations that are always done together.
const BLOCK: u32 = 64;
/// The least time between two looks at the clock, so that these cost nothing.
const LOOK: Duration = Duration::from_micros(20);

/// What is measured: one way to do what all contenders of a group do.
pub struct Contender {
    /// Its name in the tables.
    pub name: &'static str,
    /// Whether it is one of this project.
    pub ours: bool,
    run: Box<dyn Fn(&Turn<'_>) + Sync>,
}

impl Contender {
    /// One that shares all it has among the threads.
    pub fn new(name: &'static str, operation: impl Fn() + Sync + 'static) -> Self {
        Self::with(name, |_| (), move |()| operation())
    }

    /// The same, of this project.
    #[must_use]
    pub fn ours(self) -> Self {
        Self { ours: true, ..self }
    }

    /// One with something of each thread's own, made before its turn from the thread's number.
    pub fn with<S>(
        name: &'static str,
        state: impl Fn(usize) -> S + Sync + 'static,
        operation: impl Fn(&mut S) + Sync + 'static,
    ) -> Self {
        let run = move |turn: &Turn<'_>| {
            let mut state = state(turn.thread);
            for _ in 0..turn.warm_up {
                operation(&mut state);
            }
            // Unrolled, a block of sequences would be more code than the caches of a core's front end hold.
            let block = black_box(BLOCK);
            turn.measure(|| {
                for _ in 0..block {
                    operation(&mut state);
                }
            });
        };
        Self { name, ours: false, run: Box::new(run) }
    }
}

/// A thread's part of a contender's turn.
struct Turn<'t> {
    thread: usize,
    warm_up: u32,
    length: Duration,
    shared: &'t Shared,
}

impl Turn<'_> {
    /// Runs `block` until the turn is over. Each thread looks at the clock itself: somebody who has to
    /// say that it is over would wait for a CPU behind all these threads.
    #[inline]
    fn measure(&self, mut block: impl FnMut()) {
        let Shared { barrier, operations, cpu, first, last, epoch } = self.shared;
        barrier.wait();
        let (start, cpu_start) = (epoch.elapsed(), thread_time());
        let first = first.fetch_min(nanos(start), Ordering::Relaxed).min(nanos(start));
        let over = Duration::from_nanos(first) + self.length;
        let (mut now, mut blocks, mut at_once) = (start, 0_u64, 1_u64);
        while now < over {
            for _ in 0..at_once {
                block();
            }
            blocks += at_once;
            let before = std::mem::replace(&mut now, epoch.elapsed());
            if now.saturating_sub(before) < LOOK {
                at_once *= 2;
            }
        }
        let cpu_end = thread_time();
        operations.fetch_add(blocks * u64::from(BLOCK), Ordering::Relaxed);
        cpu.fetch_add(nanos(cpu_end.saturating_sub(cpu_start)), Ordering::Relaxed);
        last.fetch_max(nanos(now), Ordering::Relaxed);
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// What the threads of a turn share.
struct Shared {
    barrier: Barrier,
    operations: AtomicU64,
    cpu: AtomicU64,
    /// The earliest start and the latest end, since `epoch`.
    first: AtomicU64,
    last: AtomicU64,
    epoch: Instant,
}

impl Shared {
    fn reset(&self) {
        for sum in [&self.operations, &self.cpu, &self.last] {
            sum.store(0, Ordering::Relaxed);
        }
        self.first.store(u64::MAX, Ordering::Relaxed);
    }

    fn sample(&self, threads: usize) -> Sample {
        let operations = self.operations.load(Ordering::Relaxed) as f64;
        let wall = self.last.load(Ordering::Relaxed) - self.first.load(Ordering::Relaxed);
        Sample {
            ns: wall as f64 * threads.min(cpus()) as f64 / operations,
            cpu_ns: self.cpu.load(Ordering::Relaxed) as f64 / operations,
        }
    }
}

/// One turn of one contender.
#[derive(Clone, Copy)]
pub struct Sample {
    /// What an operation took of the CPUs that the threads could use: the time that went by, times these
    /// CPUs, by all operations. What does not slow down when threads are added keeps this number.
    pub ns: f64,
    /// The threads' own time, by all operations: without what they waited for.
    pub cpu_ns: f64,
}

/// Contenders for the same thing.
pub struct Group {
    /// Its name in the tables.
    pub name: &'static str,
    /// What one operation is.
    pub operation: &'static str,
    /// Who takes part.
    pub contenders: Vec<Contender>,
}

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Effort {
    /// How often each contender has a turn.
    pub rounds: usize,
    /// How long a turn is. Longer where there are more threads than CPUs.
    pub turn: Duration,
    /// Operations of each thread before its turn.
    pub warm_up: u32,
}

impl Group {
    /// All turns with this number of threads: the samples of each contender, by round.
    pub fn measure(&self, threads: usize, effort: Effort) -> Vec<Vec<Sample>> {
        let shared = Shared {
            barrier: Barrier::new(threads + 1),
            operations: AtomicU64::new(0),
            cpu: AtomicU64::new(0),
            first: AtomicU64::new(u64::MAX),
            last: AtomicU64::new(0),
            epoch: Instant::now(),
        };
        let current = AtomicUsize::new(0);
        let done = usize::MAX;
        // Time for the threads to take turns on the CPUs.
        let length = effort.turn * if threads > 16 { 5 } else { 1 + u32::from(threads > cpus()) };
        let mut samples = vec![Vec::with_capacity(effort.rounds); self.contenders.len()];
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let (shared, current, contenders) = (&shared, &current, &self.contenders);
                scope.spawn(move || {
                    let turn = Turn { thread, warm_up: effort.warm_up, length, shared };
                    loop {
                        shared.barrier.wait();
                        match current.load(Ordering::Relaxed) {
                            index if index == done => break,
                            index => (contenders[index].run)(&turn),
                        }
                        shared.barrier.wait();
                    }
                });
            }
            for round in 0..effort.rounds {
                for place in 0..self.contenders.len() {
                    let index = (place + round) % self.contenders.len();
                    shared.reset();
                    current.store(index, Ordering::Relaxed);
                    shared.barrier.wait(); // which contender
                    shared.barrier.wait(); // all are warm
                    shared.barrier.wait(); // all have added up
                    samples[index].push(shared.sample(threads));
                }
            }
            current.store(done, Ordering::Relaxed);
            shared.barrier.wait();
        });
        samples
    }
}

/// How many CPUs this process may use.
pub fn cpus() -> usize {
    static CPUS: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *CPUS.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// What this thread has run so far.
fn thread_time() -> Duration {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is valid for writes.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut now) };
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}
