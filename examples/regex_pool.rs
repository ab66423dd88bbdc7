//! A regular expression whose caches come from a per-CPU [`Pool`].
//!
//! ```sh
//! cargo run --release --example regex_pool
//! ```
//!
//! A search needs a cache. `regex` keeps a pool of them in each regex, which its first thread passes by
//! and for which all others compete. `regex_automata`'s `search_half_with` takes the cache from the caller:
//! here from a `Pool`. Both search the same lines; the matches must be the same.

#![allow(missing_docs)]

use std::sync::Barrier;
use std::time::{Duration, Instant};

use regex_automata::Input;
use regex_automata::meta::{Cache, Regex};
use restartable::Pool;

const PATTERN: &str = r"(?:GET|POST) /[a-z]+/(?:[0-9]+) HTTP/1\.[01]";
const ROUNDS: usize = 9;
const SEARCHES: usize = 20_000;

/// A regex that any number of threads use at once.
struct Pooled<F> {
    regex: Regex,
    caches: Pool<Cache, F>,
}

impl<F: Fn() -> Cache> Pooled<F> {
    /// Where the first match ends.
    fn find_end(&self, line: &str) -> Option<usize> {
        let mut cache = self.caches.get();
        self.regex.search_half_with(&mut cache, &Input::new(line)).map(|end| end.offset())
    }
}

/// The time of a search, and the sum of the ends of all matches, on so many threads.
fn run(
    threads: usize,
    lines: &[String],
    find: impl Fn(&str) -> Option<usize> + Sync,
) -> (f64, usize) {
    let barrier = Barrier::new(threads);
    let of_one = || {
        barrier.wait();
        let start = Instant::now();
        let ends = lines.iter().cycle().take(SEARCHES).filter_map(|line| find(line)).sum::<usize>();
        (start.elapsed(), ends)
    };
    let all: Vec<(Duration, usize)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(of_one)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let cpus = std::thread::available_parallelism().map_or(1, usize::from).min(threads);
    let time = all.iter().map(|(time, _)| time.as_secs_f64()).fold(0.0, f64::max);
    #[allow(clippy::cast_precision_loss)] // for printing
    let each = time * 1e9 * cpus as f64 / (SEARCHES * threads) as f64;
    (each, all.iter().map(|(_, ends)| ends).sum())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let regex = Regex::new(PATTERN).expect("a pattern");
    let lines: Vec<String> = (0..100)
        .map(|number| match number % 4 {
            0 => format!("GET /users/{number} HTTP/1.1"),
            1 => format!("POST /items/{number} HTTP/1.0"),
            2 => format!("GET /users/{number}/x HTTP/1.1"),
            _ => format!("PUT /users/{number} HTTP/1.1"),
        })
        .collect();
    let pooled = Pooled { regex: regex.clone(), caches: Pool::new(|| regex.create_cache()) };

    println!("backend: {}", restartable::backend());
    for threads in [1, 2, 8] {
        let (mut own, mut ours, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        // In turns, so that what disturbs one disturbs the other.
        for _ in 0..ROUNDS {
            let find = |line: &str| regex.search_half(&Input::new(line)).map(|end| end.offset());
            let (own_time, own_ends) = run(threads, &lines, find);
            let (our_time, our_ends) = run(threads, &lines, |line| pooled.find_end(line));
            assert_eq!(own_ends, our_ends, "the same matches");
            assert!(own_ends > 0);
            own.push(own_time);
            ours.push(our_time);
            ratios.push(own_time / our_time);
        }
        println!(
            "{threads} threads: {:.0} ns a search with the regex's pool, {:.0} with ours: {:.2} times as fast",
            median(own),
            median(ours),
            median(ratios)
        );
    }
    println!("exact: the same matches; {} caches", pooled.caches.idle());
}
