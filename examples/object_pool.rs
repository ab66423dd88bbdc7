//! Request buffers of a server under load, from a [`Pool`].
//!
//! ```sh
//! cargo run --release --example object_pool
//! ```
//!
//! Many threads take a buffer, read a request into it, parse it, and give the buffer back. Most requests
//! find one that was used on their CPU a moment ago.

#![allow(missing_docs)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use restartable::Pool;

const THREADS: usize = 16;
const REQUESTS: usize = 20_000;

/// What a request is read into.
struct Buffer {
    bytes: Vec<u8>,
    /// Where the lines end: kept from one request to the next for its memory.
    lines: Vec<usize>,
}

/// A request as a client sends it.
fn read(buffer: &mut Buffer, thread: usize, number: usize) {
    use std::io::Write as _;
    let body = &b"abcdefghijklmnopqrstuvwxyz"[..number % 27];
    write!(
        buffer.bytes,
        "POST /users/{thread}/items/{number} HTTP/1.1\r\nHost: example.org\r\nContent-Length: {}\r\n\r\n",
        body.len(),
    )
    .and_then(|()| buffer.bytes.write_all(body))
    .expect("a Vec takes everything");
}

/// The path and the body, if it is a request.
fn parse(buffer: &mut Buffer) -> Option<(&str, &[u8])> {
    let Buffer { bytes, lines } = buffer;
    let ends = bytes.windows(2).enumerate().filter(|(_, two)| two == b"\r\n");
    lines.extend(ends.map(|(at, _)| at));
    let head = lines.windows(2).find(|ends| ends[1] == ends[0] + 2)?[1];
    let line = |at: usize| -> Option<&str> {
        let start = if at == 0 { 0 } else { lines[at - 1] + 2 };
        std::str::from_utf8(&bytes[start..lines[at]]).ok()
    };
    let path = line(0)?.strip_prefix("POST ")?.strip_suffix(" HTTP/1.1")?;
    let mut headers = (1..).map_while(|at| line(at).filter(|line| !line.is_empty()));
    let len = headers.find_map(|line| line.strip_prefix("Content-Length: "))?;
    Some((path, bytes[head + 2..].get(..len.parse().ok()?)?))
}

fn main() {
    let made = AtomicUsize::new(0);
    let pool = Pool::new(|| {
        made.fetch_add(1, Ordering::Relaxed);
        Buffer { bytes: Vec::with_capacity(16 << 10), lines: Vec::with_capacity(64) }
    })
    .reset_with(|buffer| {
        buffer.bytes.clear();
        buffer.lines.clear();
    });

    let start = Instant::now();
    let (requests, bytes) = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let pool = &pool;
                scope.spawn(move || {
                    let (mut requests, mut bytes) = (0, 0);
                    for number in 0..REQUESTS {
                        let mut buffer = pool.get();
                        read(&mut buffer, thread, number);
                        let (path, body) = parse(&mut buffer).expect("a request");
                        assert!(path.ends_with(&number.to_string()));
                        requests += 1;
                        bytes += body.len();
                    }
                    (requests, bytes)
                })
            })
            .collect();
        threads.into_iter().fold((0, 0), |sum, thread| {
            let (requests, bytes) = thread.join().expect("no panic");
            (sum.0 + requests, sum.1 + bytes)
        })
    });
    let time = start.elapsed();

    println!("backend: {}", restartable::backend());
    println!("{requests} requests of {THREADS} threads in {time:.0?}, {bytes} bytes of bodies");
    assert_eq!(requests, THREADS * REQUESTS);
    assert_eq!(bytes, THREADS * (0..REQUESTS).map(|number| number % 27).sum::<usize>());

    let made = made.load(Ordering::Relaxed);
    assert_eq!(pool.idle(), made, "every buffer came back");
    #[allow(clippy::cast_precision_loss)] // for printing
    let reused = 100.0 * (requests - made) as f64 / requests as f64;
    println!("{made} buffers made: {reused:.3} % of the requests found one");
    assert_eq!(pool.trim(), made);
    println!("exact: {requests} requests, {made} buffers");
}
