//! Statistics of several processes in one file: workers count requests and their latencies, a viewer
//! shows a live table, and a worker that is killed takes nothing along.
//!
//! ```sh
//! cargo run --release --example shared_stats                # four workers, one of which is killed
//! cargo run --release --example shared_stats -- work PATH   # one more worker, in another terminal
//! cargo run --release --example shared_stats -- view PATH   # a viewer, until it is stopped
//! ```

#[cfg(target_os = "linux")]
mod demo {
    use std::io::{BufRead, BufReader, Error, IsTerminal, Write};
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    use restartable::{Shareable, SharedPerCpu, Word, rseq};

    const WORKERS: usize = 4;
    /// A worker acknowledges its requests in so large portions.
    const PORTION: usize = 1000;
    const BUCKETS: usize = 32;

    /// What a CPU has seen, of all processes.
    #[derive(Default, Shareable)]
    #[repr(C)]
    pub struct Stats {
        requests: Word<usize>,
        errors: Word<usize>,
        /// Bucket `b` counts latencies from `2^b` to `2^(b + 1)` nanoseconds.
        latencies: [Word<usize>; BUCKETS],
    }

    type Shared = SharedPerCpu<Stats>;
    type Failure = Box<dyn std::error::Error>;

    /// Handles requests until it is stopped.
    pub fn work(path: &Path) -> Result<(), Failure> {
        let stats = Shared::open_or_create(path, |_| Stats::default())?;
        let mut output = std::io::stdout();
        let mut seed = u64::from(std::process::id());
        loop {
            for _ in 0..PORTION {
                let start = Instant::now();
                let failed = handle(&mut seed);
                let nanos = start.elapsed().as_nanos().max(1);
                let bucket = (nanos.ilog2() as usize).min(BUCKETS - 1);
                rseq!(stats, |slot| {
                    commit!(slot.latencies[bucket] += 1);
                });
                if failed {
                    rseq!(stats, |slot| {
                        commit!(slot.errors += 1);
                    });
                }
                rseq!(stats, |slot| {
                    commit!(slot.requests += 1);
                });
            }
            // Whoever started this knows from here on that they are counted.
            writeln!(output, "{PORTION}")?;
            output.flush()?;
        }
    }

    /// A request; one in 64 fails.
    fn handle(seed: &mut u64) -> bool {
        for _ in 0..=(*seed >> 58) {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        }
        *seed >> 58 == 0
    }

    /// Shows the table again and again, for a while or for ever.
    pub fn view(path: &Path, until: Option<Instant>) -> Result<(), Failure> {
        let stats = Shared::open(path)?;
        let live = std::io::stdout().is_terminal();
        while until.is_none_or(|until| Instant::now() < until) {
            std::thread::sleep(Duration::from_millis(250));
            if live {
                print!("\x1b[H\x1b[J");
                table(&stats);
            }
        }
        Ok(())
    }

    fn sum(stats: &Shared, word: impl Fn(&Stats) -> &Word<usize>) -> usize {
        stats.iter().map(|slot| word(slot).get()).sum()
    }

    fn table(stats: &Shared) {
        println!("{:>10} {:>12} {:>10}", "slot", "requests", "errors");
        for (index, slot) in stats.iter().enumerate() {
            let requests = slot.requests.get();
            if requests > 0 {
                let what = if index < stats.cpus() { "CPU" } else { "excl." };
                println!("{what:>6} {index:>3} {requests:>12} {:>10}", slot.errors.get());
            }
        }
        let all = sum(stats, |slot| &slot.requests);
        println!("{:>10} {all:>12} {:>10}", "all", sum(stats, |slot| &slot.errors));
        for bucket in 0..BUCKETS {
            let count = sum(stats, |slot| &slot.latencies[bucket]);
            if count > 0 {
                let bar = "#".repeat((count * 50).div_ceil(all.max(1)).min(50));
                println!("{:>9} ns {count:>12} {bar}", 1_u64 << bucket);
            }
        }
    }

    /// A worker, and the thread that adds up what it acknowledges.
    struct Worker(Child, std::thread::JoinHandle<usize>);

    impl Worker {
        fn start(path: &Path) -> Result<Self, Error> {
            let mut child = Command::new(std::env::current_exe()?)
                .arg("work")
                .arg(path)
                .stdout(Stdio::piped())
                .spawn()?;
            let output = child.stdout.take().ok_or(Error::other("no output"))?;
            let sum = std::thread::spawn(move || {
                let lines = BufReader::new(output).lines().map_while(Result::ok);
                lines.filter_map(|line| line.parse::<usize>().ok()).sum()
            });
            Ok(Self(child, sum))
        }

        /// Kills it, wherever it is, and returns how many requests it had acknowledged.
        fn kill(mut self) -> Result<usize, Failure> {
            self.0.kill()?;
            self.0.wait()?;
            Ok(self.1.join().map_err(|_| "the reader of a worker's output failed")?)
        }
    }

    /// Workers that are killed, and a view of what they leave behind.
    pub fn run() -> Result<(), Failure> {
        let path = file();
        let stats = Shared::create(&path, |_| Stats::default())?;
        println!("{WORKERS} workers on {}", path.display());
        let result = (|| {
            let mut workers = Vec::new();
            for _ in 0..WORKERS {
                workers.push(Worker::start(&path)?);
            }
            let second = Duration::from_secs(1);
            view(&path, Some(Instant::now() + second))?;
            let mut acknowledged = workers.remove(0).kill()?;
            workers.push(Worker::start(&path)?);
            println!("one worker was killed, another one started");
            view(&path, Some(Instant::now() + second))?;
            for worker in workers {
                acknowledged += worker.kill()?;
            }
            Ok::<_, Failure>(acknowledged)
        })();
        std::fs::remove_file(&path)?;
        let acknowledged = result?;
        table(&stats);

        let requests = sum(&stats, |slot| &slot.requests);
        let latencies: usize =
            (0..BUCKETS).map(|bucket| sum(&stats, |slot| &slot.latencies[bucket])).sum();
        // Each of the killed may have been between two commits, and a portion behind.
        let killed = WORKERS + 1;
        let exact = acknowledged > 0
            && (acknowledged..=acknowledged + killed * PORTION).contains(&requests)
            && (requests..=requests + killed).contains(&latencies);
        if !exact {
            return Err(format!(
                "lost: {acknowledged} were acknowledged, {requests} counted, {latencies} timed"
            )
            .into());
        }
        println!(
            "exact: {killed} workers were killed; {acknowledged} requests acknowledged, {requests} counted"
        );
        println!("backend: {}", restartable::backend());
        Ok(())
    }

    /// A file in memory, where there is such a file system.
    fn file() -> PathBuf {
        let shm = Path::new("/dev/shm");
        let folder = if shm.is_dir() { shm.to_owned() } else { std::env::temp_dir() };
        folder.join(format!("shared_stats.{}", std::process::id()))
    }
}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::path::Path;

    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        [] => demo::run(),
        ["work", path] => demo::work(Path::new(path)),
        ["view", path] => demo::view(Path::new(path), None),
        _ => Err("usage: shared_stats [work PATH | view PATH]".into()),
    };
    match result {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprint!("shared_stats: {error}");
            if let Some(cause) = error.source() {
                eprint!(": {cause}");
            }
            eprintln!();
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("memory is shared between processes on Linux only");
}
