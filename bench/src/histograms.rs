//! One histogram that all threads record into.
//!
//! The values are spread over six powers of ten, as times of requests are; a generator of a few
//! instructions makes them for everybody alike.

use std::hint::black_box;
use std::sync::{Arc, Mutex};

use crossbeam_utils::CachePadded;
use hdrhistogram::Histogram;
use hdrhistogram::sync::SyncHistogram;

use crate::harness::{Contender, Group};

/// The values of one thread.
pub struct Values(u64);

impl Values {
    /// Each thread has others.
    #[must_use]
    pub fn of(thread: usize) -> Self {
        Self(thread as u64 + 1)
    }

    /// Up to 2^20, small ones as often as large ones.
    #[inline]
    pub fn draw(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 44) >> ((self.0 >> 40) & 15)
    }
}

/// Recording a value.
pub fn group() -> Group {
    // A bound on the relative error of 1/128, as near as decimal digits come to it.
    let empty = || Histogram::<u64>::new_with_bounds(1, 1 << 40, 2).expect("valid bounds");
    let shared = Arc::new(CachePadded::new(Mutex::new(empty())));
    let sync = SyncHistogram::from(empty());
    let recorder = Mutex::new(sync.recorder());
    let buckets = prometheus::exponential_buckets(1.0, 2.0, 21).expect("valid buckets");
    let options = prometheus::HistogramOpts::new("name", "help").buckets(buckets);
    let prometheus = prometheus::Histogram::with_opts(options).expect("valid options");
    let ours = Arc::new(restartable::Histogram::<7>::new());
    Group {
        name: "histogram",
        operation: "record a value",
        contenders: vec![
            Contender::with("the values alone", Values::of, |values| {
                black_box(values.draw());
            }),
            Contender::with(
                "hdrhistogram, a thread's own",
                move |thread| (Values::of(thread), empty()),
                |(values, histogram)| black_box(histogram).saturating_record(values.draw()),
            ),
            Contender::with(
                "hdrhistogram sync, a recorder a thread",
                move |thread| {
                    // Keeps the histogram that the recorders belong to.
                    let _ = &sync;
                    (Values::of(thread), recorder.lock().expect("no panic").clone())
                },
                |(values, recorder)| black_box(recorder).saturating_record(values.draw()),
            ),
            Contender::with(
                "Mutex<hdrhistogram>",
                move |thread| (Values::of(thread), Arc::clone(&shared)),
                |(values, shared)| {
                    let value = values.draw();
                    black_box(shared).lock().expect("no panic").saturating_record(value);
                },
            ),
            Contender::with(
                "prometheus, 21 buckets",
                move |thread| (Values::of(thread), prometheus.clone()),
                |(values, prometheus)| black_box(prometheus).observe(values.draw() as f64),
            ),
            Contender::with(
                "Histogram",
                move |thread| (Values::of(thread), Arc::clone(&ours)),
                |(values, histogram)| black_box(histogram).record(values.draw()),
            )
            .ours(),
        ],
    }
}
