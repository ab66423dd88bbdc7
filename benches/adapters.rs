//! The libraries of the adapters before and after: with their own atomics, and with per-CPU numbers. In
//! pairs, taking turns; compare only within one run.
//!
//! ```sh
//! cargo bench --bench adapters --features metrics,prometheus,prometheus-client
//! ```

#![allow(clippy::cast_precision_loss)] // nanoseconds, for printing
#![allow(missing_docs)]

use std::cell::Cell;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Instant;

use prometheus::core::GenericCounter;
use prometheus_client::metrics::counter::Counter as ClientCounter;
use restartable::{Counter, FloatGauge, Histogram};

const ROUNDS: usize = 21;
const BATCH: u32 = 100_000;

static HITS: Counter = Counter::new();

thread_local! {
    static CELL: Cell<u64> = const { Cell::new(0) };
}

type Operation = Box<dyn Fn(u32) + Sync>;

/// Nanoseconds of wall time for one operation of one thread, of so many at once.
fn time(threads: usize, operation: &(dyn Fn(u32) + Sync)) -> f64 {
    let barrier = Barrier::new(threads + 1);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                barrier.wait();
                operation(BATCH);
                barrier.wait();
            });
        }
        barrier.wait();
        let start = Instant::now();
        barrier.wait();
        start.elapsed().as_nanos() as f64 / (f64::from(BATCH) * threads as f64)
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// `$operation` in a loop of its own: the calls are the libraries' and not the harness's.
macro_rules! row {
    ($name:literal, $subject:expr, |$s:ident| $operation:expr) => {{
        let subject = $subject;
        let run = move |times: u32| {
            for _ in 0..times {
                let $s = black_box(&subject);
                $operation;
            }
        };
        ($name, Box::new(run) as Operation)
    }};
}

fn main() {
    println!("backend: {}", restartable::backend());
    let recorder = restartable::metrics::Recorder::new();
    let recorded = metrics::with_local_recorder(&recorder, || metrics::counter!("hits"));
    let atomic = metrics::Counter::from_arc(Arc::new(AtomicU64::new(0)));
    let pairs: [[(&str, Operation); 2]; 7] = [
        [
            row!("AtomicU64", AtomicU64::new(0), |n| n.fetch_add(1, Ordering::Relaxed)),
            row!("Counter, static", (), |_n| HITS.inc()),
        ],
        [
            row!("thread_local! Cell", (), |_n| CELL.with(|n| n.set(n.get() + 1))),
            row!("Counter", Counter::new(), |n| n.inc()),
        ],
        [
            row!("prometheus IntCounter", prometheus::IntCounter::new("a", "a").unwrap(), |n| n
                .inc()),
            row!(
                "  GenericCounter<Counter>",
                GenericCounter::<Counter>::new("a", "a").unwrap(),
                |n| n.inc()
            ),
        ],
        [
            row!("prometheus Counter", prometheus::Counter::new("a", "a").unwrap(), |n| n.inc()),
            row!(
                "  GenericCounter<FloatGauge>",
                GenericCounter::<FloatGauge>::new("a", "a").unwrap(),
                |n| n.inc()
            ),
        ],
        [
            row!("prometheus-client Counter", <ClientCounter>::default(), |n| n.inc()),
            row!("  Counter<u64, Counter>", ClientCounter::<u64, Counter>::default(), |n| n.inc()),
        ],
        [
            row!("metrics, AtomicU64", atomic, |n| n.increment(1)),
            row!("  Recorder", recorded, |n| n.increment(1)),
        ],
        [
            row!(
                "prometheus Histogram",
                prometheus::Histogram::with_opts(prometheus::HistogramOpts::new("a", "a")).unwrap(),
                |h| h.observe(0.3)
            ),
            row!("Histogram", Histogram::<7>::new(), |h| h.record(black_box(300_000))),
        ],
    ];
    println!("{:<32} {:>12} {:>12}   ns an operation", "", "1 thread", "8 threads");
    for pair in pairs {
        let mut ns = [const { [const { Vec::new() }; 2] }; 2];
        for _ in 0..ROUNDS {
            for (row, (_, operation)) in ns.iter_mut().zip(&pair) {
                row[0].push(time(1, operation));
                row[1].push(time(8, operation));
            }
        }
        for (row, (name, _)) in ns.into_iter().zip(pair) {
            let [one, eight] = row.map(median);
            println!("{name:<32} {one:>12.2} {eight:>12.2}");
        }
    }
}
