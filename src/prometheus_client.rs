//! [`Counter`], [`Gauge`] and [`FloatGauge`] as what the metrics of the `prometheus-client` crate count
//! with (feature `prometheus-client`).
//!
//! ```
//! use prometheus_client::{encoding::text::encode, metrics::{counter, gauge}, registry::Registry};
//!
//! let hits = counter::Counter::<u64, restartable::Counter>::default();
//! let in_flight = gauge::Gauge::<i64, restartable::Gauge>::default();
//! let mut registry = Registry::default();
//! registry.register("hits", "Requests", hits.clone());
//! registry.register("in_flight", "Requests in flight", in_flight.clone());
//!
//! hits.inc();
//! in_flight.inc_by(3);
//!
//! let mut text = String::new();
//! encode(&mut text, &registry).unwrap();
//! assert!(text.contains("\nhits_total 1\n") && text.contains("\nin_flight 3\n"));
//! ```
//!
//! # What `inc` returns
//!
//! That crate's counters and gauges return from `inc`, `inc_by`, `dec` and `dec_by` the value before. No CPU
//! knows it, and to read all of them each time would cost more than it spares: **here they return 0**.
//! `get` has the value, and a gauge's `set` returns the one before.

use ::prometheus_client::metrics::{counter, gauge};

use crate::{Counter, FloatGauge, Gauge};

impl counter::Atomic<u64> for Counter {
    #[inline]
    fn inc(&self) -> u64 {
        Counter::inc(self);
        0
    }

    #[inline]
    fn inc_by(&self, n: u64) -> u64 {
        self.add(n);
        0
    }

    fn get(&self) -> u64 {
        self.sum()
    }
}

impl counter::Atomic<f64> for FloatGauge {
    fn inc(&self) -> f64 {
        self.add(1.0);
        0.0
    }

    fn inc_by(&self, n: f64) -> f64 {
        self.add(n);
        0.0
    }

    fn get(&self) -> f64 {
        self.value()
    }
}

impl gauge::Atomic<i64> for Gauge {
    #[inline]
    fn inc(&self) -> i64 {
        Gauge::inc(self);
        0
    }

    #[inline]
    fn inc_by(&self, n: i64) -> i64 {
        self.add(n);
        0
    }

    #[inline]
    fn dec(&self) -> i64 {
        Gauge::dec(self);
        0
    }

    #[inline]
    fn dec_by(&self, n: i64) -> i64 {
        self.sub(n);
        0
    }

    fn set(&self, value: i64) -> i64 {
        self.swap(value)
    }

    fn get(&self) -> i64 {
        self.value()
    }
}

impl gauge::Atomic<f64> for FloatGauge {
    fn inc(&self) -> f64 {
        self.add(1.0);
        0.0
    }

    fn inc_by(&self, n: f64) -> f64 {
        self.add(n);
        0.0
    }

    fn dec(&self) -> f64 {
        self.sub(1.0);
        0.0
    }

    fn dec_by(&self, n: f64) -> f64 {
        self.sub(n);
        0.0
    }

    fn set(&self, value: f64) -> f64 {
        let before = self.value();
        FloatGauge::set(self, value);
        before
    }

    fn get(&self) -> f64 {
        self.value()
    }
}
