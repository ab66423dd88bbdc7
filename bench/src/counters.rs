//! One counter that all threads add to.

use std::cell::Cell;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};

use contatori::counters::monotone::Monotone;
use crossbeam_utils::CachePadded;
use fast_counter::ConcurrentCounter;
use hytra::TrAdder;
use metrics_util::registry::{AtomicStorage, Registry};
use prometheus::IntCounter;
use restartable::{Counter, PerCpu, Untracked, Word, rseq};
use thread_local::ThreadLocal;

use crate::harness::{Contender, Group, cpus};

/// An atomic for each CPU, on a line of the cache of its own, found by asking for the number of the CPU.
pub struct PerCpuAtomics(Box<[CachePadded<AtomicU64>]>);

impl Default for PerCpuAtomics {
    fn default() -> Self {
        // SAFETY: takes a number and nothing else.
        let configured = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_CONF) };
        let cpus = usize::try_from(configured).unwrap_or(1).max(cpus());
        Self((0..cpus).map(|_| CachePadded::default()).collect())
    }
}

impl PerCpuAtomics {
    /// Adds one on this CPU.
    #[inline]
    pub fn inc(&self) {
        // SAFETY: takes nothing.
        let cpu = usize::try_from(unsafe { libc::sched_getcpu() }).unwrap_or(0);
        self.0[cpu % self.0.len()].fetch_add(1, Ordering::Relaxed);
    }

    /// What all CPUs have added.
    pub fn sum(&self) -> u64 {
        self.0.iter().map(|part| part.load(Ordering::Relaxed)).sum()
    }
}

std::thread_local! {
    static CELL: Cell<u64> = const { Cell::new(0) };
}

static STATIC: Counter = Counter::new();

/// `counter!` looks its counter up at each call; this is what it looks it up in.
struct Recorder(Registry<metrics::Key, AtomicStorage>);

impl metrics::Recorder for Recorder {
    fn describe_counter(
        &self,
        _: metrics::KeyName,
        _: Option<metrics::Unit>,
        _: metrics::SharedString,
    ) {
    }

    fn describe_gauge(
        &self,
        _: metrics::KeyName,
        _: Option<metrics::Unit>,
        _: metrics::SharedString,
    ) {
    }

    fn describe_histogram(
        &self,
        _: metrics::KeyName,
        _: Option<metrics::Unit>,
        _: metrics::SharedString,
    ) {
    }

    fn register_counter(&self, key: &metrics::Key, _: &metrics::Metadata<'_>) -> metrics::Counter {
        self.0.get_or_create_counter(key, |counter| counter.clone().into())
    }

    fn register_gauge(&self, _: &metrics::Key, _: &metrics::Metadata<'_>) -> metrics::Gauge {
        metrics::Gauge::noop()
    }

    fn register_histogram(
        &self,
        _: &metrics::Key,
        _: &metrics::Metadata<'_>,
    ) -> metrics::Histogram {
        metrics::Histogram::noop()
    }
}

/// Adding one.
pub fn group() -> Group {
    let atomic = CachePadded::new(AtomicU64::new(0));
    let per_cpu = PerCpuAtomics::default();
    let local: ThreadLocal<CachePadded<Cell<u64>>> = ThreadLocal::new();
    let hytra: TrAdder<u64> = TrAdder::new();
    let fast = ConcurrentCounter::new(cpus());
    let contatori = Monotone::new();
    let prometheus = IntCounter::new("name", "help").expect("a valid name");
    // Stays: the process has one. A second group of counters keeps the first one's.
    let _ = metrics::set_global_recorder(Recorder(Registry::atomic()));
    let untracked: PerCpu<Word<u64>, Untracked> = PerCpu::default();
    let counter = Counter::new();
    let tracked: PerCpu<Word<u64>> = PerCpu::default();
    Group {
        name: "counter",
        operation: "add 1",
        contenders: vec![
            Contender::new("AtomicU64", move || {
                black_box(&atomic).fetch_add(1, Ordering::Relaxed);
            }),
            Contender::new("AtomicU64 a CPU, sched_getcpu", move || black_box(&per_cpu).inc()),
            Contender::new("thread_local! Cell (no sum)", || {
                CELL.with(|cell| {
                    let cell = black_box(cell);
                    cell.set(cell.get() + 1);
                });
            }),
            Contender::new("crate thread_local, Cell", move || {
                let cell = black_box(&local).get_or_default();
                cell.set(cell.get() + 1);
            }),
            Contender::new("hytra", move || black_box(&hytra).inc(1)),
            Contender::new("fast-counter", move || black_box(&fast).add(1)),
            Contender::new("contatori", move || black_box(&contatori).add(1)),
            Contender::new("prometheus", move || black_box(&prometheus).inc()),
            Contender::new("metrics, counter!", || metrics::counter!("name").increment(1)),
            Contender::new("rseq!, Untracked", move || {
                rseq!(black_box(&untracked), |n| {
                    commit!(n += 1);
                });
            })
            .ours(),
            Contender::new("rseq!, Tracked", move || {
                rseq!(black_box(&tracked), |n| {
                    let old = n.get();
                    commit!(n = old + 1);
                });
            })
            .ours(),
            Contender::new("Counter", move || black_box(&counter).inc()).ours(),
            Contender::new("Counter, static", || STATIC.inc()).ours(),
        ],
    }
}
