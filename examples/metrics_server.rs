//! A Prometheus endpoint whose numbers are per-CPU: 64 threads count while it is scraped.
//!
//! ```sh
//! cargo run --release --example metrics_server                          # scrapes itself, and checks the sums
//! cargo run --release --example metrics_server -- --serve 127.0.0.1:9000  # stays up: curl 127.0.0.1:9000/metrics
//! ```
//!
//! Without arguments it exits with 1 if a number of the last scrape is not exactly what the threads have
//! counted, or if one of a scrape in between went back.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use restartable::{Counter, Gauge, Histogram};

/// Many more than CPUs, so that threads are preempted in the middle of sequences.
const THREADS: u64 = 64;
/// That each thread handles.
const REQUESTS: u64 = 20_000;

static REQUESTS_TOTAL: Counter = Counter::new();
static BYTES_SENT: Counter = Counter::new();
static IN_FLIGHT: Gauge = Gauge::new();
static NANOSECONDS: Histogram = Histogram::new();

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [] => check_oneself(),
        ["--serve", address] => serve_for_ever(address),
        _ => {
            eprintln!("usage: metrics_server [--serve ADDR]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("metrics_server: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What a server's thread does for a request, as far as its numbers are concerned.
fn handle_request(number: u64) {
    IN_FLIGHT.inc();
    let start = Instant::now();
    BYTES_SENT.add(number % 1000);
    NANOSECONDS.record(start.elapsed().as_nanos().try_into().unwrap_or(u64::MAX));
    REQUESTS_TOTAL.inc();
    IN_FLIGHT.dec();
}

/// The numbers in Prometheus' text format.
fn render() -> String {
    let mut text = String::new();
    let mut metric = |name: &str, kind: &str, lines: &[(&str, &dyn std::fmt::Display)]| {
        let _ = writeln!(text, "# TYPE {name} {kind}");
        for (suffix, value) in lines {
            let _ = writeln!(text, "{name}{suffix} {value}");
        }
    };
    metric("requests_total", "counter", &[("", &REQUESTS_TOTAL.sum())]);
    metric("bytes_sent_total", "counter", &[("", &BYTES_SENT.sum())]);
    metric("in_flight", "gauge", &[("", &IN_FLIGHT.value())]);
    let times = NANOSECONDS.snapshot();
    let quantile = |part| times.quantile(part).unwrap_or_default();
    metric(
        "handling_nanoseconds",
        "summary",
        &[
            ("{quantile=\"0.5\"}", &quantile(0.5)),
            ("{quantile=\"0.99\"}", &quantile(0.99)),
            ("_count", &times.count()),
        ],
    );
    text
}

/// Answers one request of a connection.
fn answer(connection: TcpStream) -> io::Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(connection.take(8 << 10));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let (status, body) = match request.split(' ').take(2).collect::<Vec<_>>()[..] {
        ["GET", "/metrics"] => ("200 OK", render()),
        _ => ("404 Not Found", "only /metrics is here\n".to_owned()),
    };
    let mut connection = reader.into_inner().into_inner();
    write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}

/// Answers until told to stop.
fn serve(listener: &TcpListener, stop: &AtomicBool) {
    for connection in listener.incoming() {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        // A client that goes away is no reason to end.
        if let Err(error) = connection.and_then(answer) {
            eprintln!("metrics_server: a connection failed: {error}");
        }
    }
}

fn serve_for_ever(address: &str) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    println!("http://{}/metrics", listener.local_addr()?);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || {
                for number in thread.. {
                    handle_request(number);
                    std::thread::sleep(Duration::from_millis(1));
                }
            });
        }
        serve(&listener, &AtomicBool::new(false));
    });
    Ok(())
}

/// Scrapes while 64 threads count, and once more at the end.
fn check_oneself() -> io::Result<()> {
    println!("backend: {}", restartable::backend());
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let server = scope.spawn(|| serve(&listener, &stop));
        let checked = scrape_while_counting(address);
        stop.store(true, Ordering::Relaxed);
        // The server looks when somebody connects.
        drop(TcpStream::connect(address)?);
        let _ = server.join();
        checked
    })
}

fn scrape_while_counting(address: SocketAddr) -> io::Result<()> {
    let mut scrapes = 0;
    let mut last = 0;
    std::thread::scope(|scope| -> io::Result<()> {
        let count = || (0..REQUESTS).for_each(handle_request);
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(count)).collect();
        while !threads.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            let requests = number(&scrape(address)?, "requests_total")?;
            if requests < last {
                return Err(io::Error::other(format!("{requests} requests after {last}")));
            }
            last = requests;
            scrapes += 1;
        }
        Ok(())
    })?;
    let text = scrape(address)?;
    print!("{text}");
    let requests = THREADS * REQUESTS;
    let bytes = THREADS * (0..REQUESTS).map(|number| number % 1000).sum::<u64>();
    let expected = [
        ("requests_total", requests),
        ("bytes_sent_total", bytes),
        ("in_flight", 0),
        ("handling_nanoseconds_count", requests),
    ];
    for (name, expected) in expected {
        let found = number(&text, name)?;
        if found != expected {
            return Err(io::Error::other(format!("{name} is {found} and not {expected}")));
        }
    }
    println!("exact: {requests} requests of {THREADS} threads, scraped {scrapes} times meanwhile");
    Ok(())
}

/// The body that the server answers with.
fn scrape(address: SocketAddr) -> io::Result<String> {
    let mut connection = TcpStream::connect(address)?;
    connection.set_read_timeout(Some(Duration::from_secs(60)))?;
    connection.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    match answer.split_once("\r\n\r\n") {
        Some((head, body)) if head.starts_with("HTTP/1.1 200 ") => Ok(body.to_owned()),
        _ => Err(io::Error::other(format!("the server answered {answer:?}"))),
    }
}

/// The value of a metric.
fn number(text: &str, name: &str) -> io::Result<u64> {
    let mut lines = text.lines().filter_map(|line| line.split_once(' '));
    let value = lines.find(|(found, _)| *found == name).map(|(_, value)| value.parse());
    match value {
        Some(Ok(value)) => Ok(value),
        _ => Err(io::Error::other(format!("no {name} in {text:?}"))),
    }
}
