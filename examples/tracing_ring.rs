//! Traces spans on many threads into a per-CPU [`Ring`], while a reader turns them into a file that
//! `chrome://tracing` and <https://ui.perfetto.dev> open.
//!
//! ```sh
//! cargo run --release --example tracing_ring -- [FILE]
//! ```
//!
//! The file is read again, and every event that was traced has to be there or among those the ring
//! says were lost; a difference is exit 1.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use restartable::ring::{Record, Ring, WhenFull};

const THREADS: u32 = 8;

/// Jobs that each thread runs.
const JOBS: u32 = 1000;

/// The tracer: any thread writes to it, also where it must not wait.
static RING: OnceLock<Ring> = OnceLock::new();

/// How many events were traced.
static TRACED: AtomicU64 = AtomicU64::new(0);

/// A span: begins here, ends when it is dropped.
struct Span {
    thread: u32,
    name: &'static str,
}

impl Span {
    fn new(thread: u32, name: &'static str) -> Self {
        trace(b'B', thread, name);
        Self { thread, name }
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        trace(b'E', self.thread, self.name);
    }
}

/// One event: what it is, whose, and its name. The time is the ring's.
fn trace(phase: u8, thread: u32, name: &str) {
    TRACED.fetch_add(1, Ordering::Relaxed);
    if let Some(ring) = RING.get() {
        // Full: the reader is told how many are missing, and where.
        let _ = ring.push_parts(&[&[phase], &thread.to_le_bytes(), name.as_bytes()]);
    }
}

/// What is traced: jobs of three nested spans.
fn work(thread: u32) {
    for job in 0..JOBS {
        let _job = Span::new(thread, "job");
        {
            let _read = Span::new(thread, "read");
            std::hint::black_box((0..200 * (job % 7 + 1)).fold(0, u32::wrapping_add));
        }
        let _compute = Span::new(thread, "compute");
        if job % 50 == 0 {
            let _sleep = Span::new(thread, "sleep");
            std::thread::sleep(Duration::from_micros(200));
        }
        std::hint::black_box((0..1000).fold(job, u32::wrapping_mul));
    }
}

/// The events read so far.
#[derive(Default)]
struct Trace {
    events: Vec<Event>,
}

struct Event {
    phase: u8,
    thread: u32,
    name: String,
    time: u64,
    slot: u32,
    number: usize,
    /// Events of the same slot that were lost before this one.
    lost: usize,
}

impl Trace {
    fn add(&mut self, record: Record<'_>) {
        let (phase, rest) = record.bytes.split_at(1);
        let (thread, name) = rest.split_at(4);
        self.events.push(Event {
            phase: phase[0],
            thread: u32::from_le_bytes(thread.try_into().expect("four bytes")),
            name: String::from_utf8_lossy(name).into_owned(),
            time: record.time,
            slot: record.index,
            number: record.sequence,
            lost: record.lost,
        });
    }

    /// The file, one event a line.
    fn json(&mut self, lost: u64) -> Result<String, std::fmt::Error> {
        // A drain is ordered; a later one may have events from before the end of the one before.
        self.events.sort_by_key(|event| event.time);
        let start = self.events.first().map_or(0, |event| event.time);
        let mut json = String::from("{\"traceEvents\":[\n");
        for thread in 0..THREADS {
            writeln!(
                json,
                "{{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":{thread},\
                 \"args\":{{\"name\":\"worker {thread}\"}}}},"
            )?;
        }
        for event in &self.events {
            let Event { phase, thread, name, slot, number, lost, .. } = event;
            let phase = char::from(*phase);
            // Microseconds, with the nanoseconds behind the point.
            let time = event.time - start;
            let time = format!("{}.{:03}", time / 1000, time % 1000);
            if *lost > 0 {
                writeln!(
                    json,
                    "{{\"name\":\"{lost} lost\",\"ph\":\"i\",\"ts\":{time},\"pid\":1,\"tid\":{thread}}},"
                )?;
            }
            writeln!(
                json,
                "{{\"name\":\"{name}\",\"ph\":\"{phase}\",\"ts\":{time},\"pid\":1,\"tid\":{thread},\
                 \"args\":{{\"slot\":{slot},\"number\":{number}}}}},"
            )?;
        }
        // The last event must not be followed by a comma.
        json.truncate(json.trim_end_matches([',', '\n']).len());
        write!(json, "\n],\"otherData\":{{\"lost\":{lost}}}}}\n")?;
        Ok(json)
    }
}

/// What a trace's file says: how many events begin and end, by thread, and how many were lost.
#[derive(Default)]
struct Found {
    /// Begun, ended, and how deep the spans are now.
    threads: BTreeMap<u32, (u64, u64, i64)>,
    lost: u64,
    /// A span ended before it began.
    disordered: bool,
}

/// Reads a file as written by [`Trace`].
fn read(path: &Path) -> std::io::Result<Found> {
    let text = std::fs::read_to_string(path)?;
    let mut found = Found::default();
    let number = |line: &str, key: &str| -> Option<u64> {
        let rest = line.split_once(key)?.1;
        rest[..rest.find(|c: char| !c.is_ascii_digit())?].parse().ok()
    };
    for line in text.lines() {
        let thread = number(line, "\"tid\":").and_then(|thread| u32::try_from(thread).ok());
        let (began, ended, depth) = found.threads.entry(thread.unwrap_or(u32::MAX)).or_default();
        if line.contains("\"ph\":\"B\"") {
            *began += 1;
            *depth += 1;
        } else if line.contains("\"ph\":\"E\"") {
            *ended += 1;
            *depth -= 1;
            found.disordered |= *depth < 0;
        }
        found.lost += number(line, "\"lost\":").unwrap_or(0);
    }
    found.threads.remove(&u32::MAX);
    Ok(found)
}

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).map_or_else(default_file, PathBuf::from);
    println!("backend: {}", restartable::backend());
    let ring = RING.get_or_init(|| Ring::new(1 << 20, WhenFull::Drop));

    let mut trace = Trace::default();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut reader = ring.reader();
            let mut drains = 0;
            loop {
                let last = done.load(Ordering::Acquire);
                reader.drain(|record| trace.add(record));
                drains += 1;
                if last {
                    println!("drained {drains} times");
                    break;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        std::thread::scope(|scope| {
            for thread in 0..THREADS {
                scope.spawn(move || work(thread));
            }
        });
        done.store(true, Ordering::Release);
        reading.join().expect("the reader");
    });
    let lost = ring.reader().lost();
    let (traced, events) = (TRACED.load(Ordering::Relaxed), trace.events.len() as u64);
    println!("{THREADS} threads traced {traced} events; {events} read, {lost} lost");

    if let Some(folder) = path.parent() {
        let _ = std::fs::create_dir_all(folder);
    }
    let json = trace.json(lost).expect("a string takes what is written to it");
    let written = std::fs::write(&path, json).and_then(|()| read(&path));
    let found = match written {
        Ok(found) => found,
        Err(error) => {
            eprintln!("tracing_ring: cannot write {}: {error}", path.display());
            return ExitCode::FAILURE;
        }
    };
    println!("open it in chrome://tracing or https://ui.perfetto.dev: {}", path.display());

    let (began, ended) = found.threads.values().fold((0, 0), |(a, b), of| (a + of.0, b + of.1));
    // Where nothing is lost the spans of every thread are nested as they were traced: within one thread
    // the order of the times is the order of the program.
    let nested = lost > 0 || (!found.disordered && found.threads.values().all(|of| of.2 == 0));
    if began + ended == events && events + lost == traced && found.lost == lost && nested {
        println!("exact: {began} begin, {ended} end, {lost} lost of {traced}");
        ExitCode::SUCCESS
    } else {
        eprintln!(
            "tracing_ring: the file has {began} begins and {ended} ends, {} lost",
            found.lost
        );
        ExitCode::FAILURE
    }
}

fn default_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tracing_ring.json")
}
