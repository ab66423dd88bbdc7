//! What a program that uses other crates gets by plugging in: the same handles, with the crates' own
//! storage and with ours.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use regex_automata::util::pool;
use restartable::Pool;

use crate::harness::{Contender, Group};

/// Adding one through the handle of a metrics crate.
pub fn counters() -> Group {
    let metrics = metrics::Counter::from_arc(Arc::new(AtomicU64::new(0)));
    let prometheus = prometheus::IntCounter::new("name", "help").expect("a valid name");
    let client = prometheus_client::metrics::counter::Counter::<u64>::default();
    Group {
        name: "adapter",
        operation: "add 1 through a handle",
        contenders: vec![
            Contender::new("metrics, its AtomicU64", move || black_box(&metrics).increment(1)),
            Contender::new("prometheus, its IntCounter", move || black_box(&prometheus).inc()),
            Contender::new("prometheus-client, its AtomicU64", move || {
                black_box(&client).inc();
            }),
        ],
    }
}

/// Getting the scratch memory of a regex search.
pub fn caches() -> Group {
    let cache = || Box::new([0_u64; 128]);
    let theirs = pool::Pool::new(cache);
    let ours = Pool::new(cache);
    Group {
        name: "regex cache",
        operation: "get and return a search's cache",
        contenders: vec![
            Contender::new("regex-automata Pool", move || {
                black_box(&theirs).get()[0] += 1;
            }),
            Contender::new("Pool", move || {
                black_box(&ours).get()[0] += 1;
            })
            .ours(),
        ],
    }
}
