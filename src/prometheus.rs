//! [`Counter`], [`Gauge`] and [`FloatGauge`] as what the metrics of the `prometheus` crate count with
//! (feature `prometheus`).
//!
//! Its counters and gauges are generic over their number, so only their type changes: they register,
//! have labels and are encoded as before.
//!
//! ```
//! use prometheus::{Encoder, Opts, Registry, TextEncoder};
//! use restartable::prometheus::{IntCounter, IntCounterVec};
//!
//! let registry = Registry::new();
//! let hits = IntCounter::new("hits", "requests")?;
//! let by_status = IntCounterVec::new(Opts::new("answers", "by status"), &["status"])?;
//! registry.register(Box::new(hits.clone()))?;
//! registry.register(Box::new(by_status.clone()))?;
//!
//! hits.inc();
//! by_status.with_label_values(&["200"]).inc_by(2);
//!
//! let mut text = Vec::new();
//! TextEncoder::new().encode(&registry.gather(), &mut text)?;
//! let text = String::from_utf8(text).unwrap();
//! assert!(text.contains("\nhits 1\n"));
//! assert!(text.contains("\nanswers{status=\"200\"} 2\n"));
//! # Ok::<(), prometheus::Error>(())
//! ```
//!
//! Reading one, as an encoder does, costs a read for each CPU. What is set all the time is better off
//! with the crate's own types. Its histograms are not generic, and stay as they are.

use ::prometheus::core::{
    Atomic, GenericCounter, GenericCounterVec, GenericGauge, GenericGaugeVec,
};

use crate::{Counter, FloatGauge, Gauge};

/// A per-CPU `prometheus::IntCounter`.
pub type IntCounter = GenericCounter<Counter>;
/// A per-CPU `prometheus::IntCounterVec`.
pub type IntCounterVec = GenericCounterVec<Counter>;
/// A per-CPU `prometheus::IntGauge`.
pub type IntGauge = GenericGauge<Gauge>;
/// A per-CPU `prometheus::IntGaugeVec`.
pub type IntGaugeVec = GenericGaugeVec<Gauge>;
/// A per-CPU `prometheus::Counter`.
pub type FloatCounter = GenericCounter<FloatGauge>;
/// A per-CPU `prometheus::CounterVec`.
pub type FloatCounterVec = GenericCounterVec<FloatGauge>;
/// A per-CPU `prometheus::Gauge`.
pub type Float = GenericGauge<FloatGauge>;
/// A per-CPU `prometheus::GaugeVec`.
pub type FloatVec = GenericGaugeVec<FloatGauge>;

impl Atomic for Counter {
    type T = u64;

    fn new(value: u64) -> Self {
        let counter = Self::new();
        counter.set(value);
        counter
    }

    fn set(&self, value: u64) {
        Counter::set(self, value);
    }

    fn get(&self) -> u64 {
        self.sum()
    }

    #[inline]
    fn inc_by(&self, delta: u64) {
        self.add(delta);
    }

    #[inline]
    fn dec_by(&self, delta: u64) {
        self.sub(delta);
    }
}

impl Atomic for Gauge {
    type T = i64;

    fn new(value: i64) -> Self {
        let gauge = Self::new();
        gauge.set(value);
        gauge
    }

    fn set(&self, value: i64) {
        Gauge::set(self, value);
    }

    fn get(&self) -> i64 {
        self.value()
    }

    #[inline]
    fn inc_by(&self, delta: i64) {
        self.add(delta);
    }

    #[inline]
    fn dec_by(&self, delta: i64) {
        self.sub(delta);
    }
}

impl Atomic for FloatGauge {
    type T = f64;

    fn new(value: f64) -> Self {
        let gauge = Self::new();
        gauge.set(value);
        gauge
    }

    fn set(&self, value: f64) {
        FloatGauge::set(self, value);
    }

    fn get(&self) -> f64 {
        self.value()
    }

    #[inline]
    fn inc_by(&self, delta: f64) {
        self.add(delta);
    }

    #[inline]
    fn dec_by(&self, delta: f64) {
        self.sub(delta);
    }
}
