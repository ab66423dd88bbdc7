//! What a program that uses other crates gets by plugging in: the same handles, with the crates' own
//! storage and with ours.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use prometheus::core::GenericCounter;
use prometheus_client::metrics::counter;
use regex_automata::Input;
use regex_automata::meta::{Cache, Regex};
use restartable::{Counter, Pool};

use crate::harness::{Contender, Group};

/// Adding one through the handle of a metrics crate.
pub fn counters() -> Group {
    let metrics = metrics::Counter::from_arc(Arc::new(AtomicU64::new(0)));
    let prometheus = prometheus::IntCounter::new("name", "help").expect("a valid name");
    let client = counter::Counter::<u64>::default();
    let our_metrics = metrics::Counter::from_arc(Arc::new(Counter::new()));
    let ours = GenericCounter::<Counter>::new("name", "help").expect("a valid name");
    let our_client = counter::Counter::<u64, Counter>::default();
    Group {
        name: "adapter",
        operation: "add 1 through a handle",
        contenders: vec![
            Contender::new("metrics, AtomicU64", move || black_box(&metrics).increment(1)),
            Contender::new("metrics, our Counter", move || black_box(&our_metrics).increment(1))
                .ours(),
            Contender::new("prometheus, AtomicU64", move || black_box(&prometheus).inc()),
            Contender::new("prometheus, our Counter", move || black_box(&ours).inc()).ours(),
            Contender::new("prometheus-client, AtomicU64", move || {
                black_box(&client).inc();
            }),
            Contender::new("prometheus-client, our Counter", move || {
                black_box(&our_client).inc();
            })
            .ours(),
        ],
    }
}

/// What the threads of [`regexes`] share.
struct Searches<F> {
    regex: Regex,
    pool: Pool<Cache, F>,
    lines: Vec<String>,
}

/// A short search. The regex has a pool for what a search needs, or is given it from ours.
pub fn regexes() -> Group {
    let lines: Vec<_> = (0..100).map(|n| format!("GET /users/{n} HTTP/1.1")).collect();
    let regex = Regex::new(r"(?:GET|POST) /[a-z]+/(?:[0-9]+) HTTP/1\.[01]").expect("a pattern");
    let pool = {
        let regex = regex.clone();
        Pool::new(move || regex.create_cache())
    };
    // A clone of a regex has a pool of its own, so all threads use this one.
    let shared = Arc::new(Searches { regex, pool, lines });
    let state = move |thread| (Arc::clone(&shared), thread);
    Group {
        name: "regex",
        operation: "a match in a line of 22 bytes",
        contenders: vec![
            Contender::with(
                "regex-automata, its pool",
                state.clone(),
                |(shared, at): &mut (Arc<Searches<_>>, usize)| {
                    let Searches { regex, lines, .. } = &**shared;
                    *at += 1;
                    let line = &lines[*at % lines.len()];
                    black_box(black_box(regex).search_half(&Input::new(line)));
                },
            ),
            Contender::with("regex-automata, our Pool", state, |(shared, at)| {
                let Searches { regex, pool, lines } = &**shared;
                *at += 1;
                let line = &lines[*at % lines.len()];
                let mut cache = black_box(pool).get();
                black_box(black_box(regex).search_half_with(&mut cache, &Input::new(line)));
            })
            .ours(),
        ],
    }
}
