//! A recorder for the `metrics` facade, whose counters, gauges and histograms are per-CPU (feature
//! `metrics`).
//!
//! ```
//! let recorder = restartable::metrics::Recorder::new();
//! // In a program: metrics::set_global_recorder(recorder.clone())
//! metrics::with_local_recorder(&recorder, || {
//!     metrics::describe_counter!("hits", "requests");
//!     metrics::counter!("hits", "status" => "200").increment(2);
//!     metrics::gauge!("in_flight").set(1.5);
//!     metrics::histogram!("seconds").record(0.25);
//! });
//! let text = recorder.render();
//! assert!(text.starts_with("# HELP hits requests\n# TYPE hits counter\nhits{status=\"200\"} 2\n"));
//! assert!(text.contains("\nin_flight 1.5\n"));
//! assert!(text.ends_with("\nseconds_sum 0.25\nseconds_count 1\n"));
//! ```

use core::fmt;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::metrics::{Key, KeyName, Metadata, SharedString, Unit};

use crate::{Counter, FloatGauge};

mod distribution;
mod render;

pub use distribution::{Distribution, Values};

/// Records what the macros of the `metrics` crate say, and renders it. Clones are the same recorder, so
/// that one can be installed and another one kept for reading.
///
/// # Cost
///
/// Through a handle that is kept (`let hits = metrics::counter!("hits");`), an increment is a
/// [`Counter`]'s, and a call through a pointer. The macros look the handle up each time, under a lock.
///
/// # Memory
///
/// That of a [`Counter`], a [`FloatGauge`] and a [`Distribution`] for each name with labels. They are kept
/// for as long as the recorder.
#[derive(Clone, Default)]
pub struct Recorder {
    metrics: Arc<Metrics>,
}

#[derive(Default)]
struct Metrics {
    counters: Table<Counter>,
    gauges: Table<FloatGauge>,
    histograms: Table<Distribution>,
    help: Mutex<BTreeMap<KeyName, SharedString>>,
}

/// Metrics of one kind, in the order of their names and labels.
struct Table<M>(Mutex<BTreeMap<Key, Arc<M>>>);

impl<M> Default for Table<M> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// A panic leaves the tables as they are.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<M> Table<M> {
    fn len(&self) -> usize {
        lock(&self.0).len()
    }
}

impl<M: Default> Table<M> {
    fn register(&self, key: &Key) -> Arc<M> {
        let mut table = lock(&self.0);
        if let Some(metric) = table.get(key) {
            return Arc::clone(metric);
        }
        Arc::clone(table.entry(key.to_retained()).or_default())
    }

    /// Read without the lock: reading takes longer than registering.
    fn read<V>(&self, read: impl Fn(&M) -> V) -> Vec<(Key, V)> {
        let all: Vec<_> =
            lock(&self.0).iter().map(|(key, m)| (key.clone(), Arc::clone(m))).collect();
        all.into_iter().map(|(key, metric)| (key, read(&metric))).collect()
    }
}

impl Recorder {
    /// A recorder without metrics.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The counters, in the order of their names and labels.
    #[must_use]
    pub fn counters(&self) -> Vec<(Key, u64)> {
        self.metrics.counters.read(Counter::sum)
    }

    /// The gauges, in the order of their names and labels.
    #[must_use]
    pub fn gauges(&self) -> Vec<(Key, f64)> {
        self.metrics.gauges.read(FloatGauge::value)
    }

    /// The histograms, in the order of their names and labels.
    #[must_use]
    pub fn histograms(&self) -> Vec<(Key, Values)> {
        self.metrics.histograms.read(Distribution::values)
    }

    /// Everything in Prometheus' text format, histograms as summaries.
    #[must_use]
    pub fn render(&self) -> String {
        let help = lock(&self.metrics.help).clone();
        render::text(&help, &self.counters(), &self.gauges(), &self.histograms())
    }

    fn describe(&self, name: KeyName, description: SharedString) {
        lock(&self.metrics.help).insert(name, description);
    }
}

impl fmt::Debug for Recorder {
    /// How many metrics there are: what they say is [`render`](Recorder::render)ed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("counters", &self.metrics.counters.len())
            .field("gauges", &self.metrics.gauges.len())
            .field("histograms", &self.metrics.histograms.len())
            .finish_non_exhaustive()
    }
}

impl ::metrics::Recorder for Recorder {
    fn describe_counter(&self, name: KeyName, _: Option<Unit>, description: SharedString) {
        self.describe(name, description);
    }

    fn describe_gauge(&self, name: KeyName, _: Option<Unit>, description: SharedString) {
        self.describe(name, description);
    }

    fn describe_histogram(&self, name: KeyName, _: Option<Unit>, description: SharedString) {
        self.describe(name, description);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> ::metrics::Counter {
        ::metrics::Counter::from_arc(self.metrics.counters.register(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> ::metrics::Gauge {
        ::metrics::Gauge::from_arc(self.metrics.gauges.register(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> ::metrics::Histogram {
        ::metrics::Histogram::from_arc(self.metrics.histograms.register(key))
    }
}

impl ::metrics::CounterFn for Counter {
    #[inline]
    fn increment(&self, value: u64) {
        self.add(value);
    }

    /// Exact, also when several threads do it; what others add meanwhile counts on.
    fn absolute(&self, value: u64) {
        self.raise(value);
    }
}

impl ::metrics::GaugeFn for FloatGauge {
    fn increment(&self, value: f64) {
        self.add(value);
    }

    fn decrement(&self, value: f64) {
        self.sub(value);
    }

    fn set(&self, value: f64) {
        FloatGauge::set(self, value);
    }
}

impl ::metrics::HistogramFn for Distribution {
    fn record(&self, value: f64) {
        Distribution::record(self, value, 1);
    }

    fn record_many(&self, value: f64, count: usize) {
        Distribution::record(self, value, count as u64);
    }
}
