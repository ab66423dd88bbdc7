//! Runs everything, or the groups that are named.
//!
//! ```sh
//! cargo bench                                   # everything, about three minutes
//! cargo bench -- counter stack                  # these groups
//! cargo bench -- --smoke                        # everything for a second, to see that it runs
//! cargo bench -- --json results.jsonl           # and what report.py reads
//! ```

#![allow(missing_docs)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use criterion::Criterion;
use restartable_bench::cost::{self, Memory, Size};
use restartable_bench::harness::Effort;
use restartable_bench::report::{self, Report, median};

/// What the command line says.
struct Options {
    smoke: bool,
    json: Option<PathBuf>,
    rounds: Option<usize>,
    groups: Vec<String>,
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { smoke: false, json: None, rounds: None, groups: Vec::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => {} // from cargo
                "--smoke" => options.smoke = true,
                "--json" => options.json = Some(arguments.next().ok_or("--json FILE")?.into()),
                "--rounds" => {
                    let rounds = arguments.next().and_then(|rounds| rounds.parse().ok());
                    options.rounds = Some(rounds.ok_or("--rounds NUMBER")?);
                }
                option if option.starts_with('-') => return Err(format!("no option {option}")),
                group => options.groups.push(group.to_owned()),
            }
        }
        Ok(options)
    }

    fn wants(&self, group: &str) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|wanted| wanted == group)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [child, name, counters, threads] = &arguments[..]
        && child == "--child"
    {
        let number = |text: &String| text.parse().unwrap_or(1);
        cost::child(name, Size { counters: number(counters), threads: number(threads) });
        return ExitCode::SUCCESS;
    }
    match Options::read(arguments.into_iter()).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("compare: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let effort = if options.smoke {
        Effort { rounds: 2, turn: Duration::from_micros(200), warm_up: 10 }
    } else {
        Effort { rounds: 15, turn: Duration::from_millis(10), warm_up: 1000 }
    };
    let effort = Effort { rounds: options.rounds.unwrap_or(effort.rounds), ..effort };
    let failed = |error: std::io::Error| format!("cannot write: {error}");
    let mut file = Report::new(options.json.as_deref()).map_err(failed)?;
    file.head(effort.rounds, effort.turn).map_err(failed)?;
    println!("backend: {}", restartable::backend());

    let mut criterion = (!options.smoke).then(|| {
        Criterion::default()
            .warm_up_time(Duration::from_micros(10))
            .measurement_time(Duration::from_secs(1))
            .nresamples(10_000)
    });
    for group in restartable_bench::groups() {
        if !options.wants(group.name) {
            continue;
        }
        for threads in [1, 2, 8, 64] {
            let samples = group.measure(threads, effort);
            report::print(&group, threads, &samples);
            file.times(&group, threads, &samples).map_err(failed)?;
            if let Some(criterion) = &mut criterion {
                report::criterion(criterion, &group, threads, &samples);
            }
        }
    }
    if options.wants("cost") {
        costs(options.smoke, &mut file).map_err(failed)?;
    }
    Ok(())
}

/// Memory, sums and threads that come and go, all kinds in turn as well.
fn costs(smoke: bool, file: &mut Report) -> std::io::Result<()> {
    let (rounds, size) = if smoke {
        (1, Size { counters: 10, threads: 5 })
    } else {
        (5, Size { counters: 1000, threads: 500 })
    };
    let kinds = cost::kinds();
    let mut memory = vec![Vec::new(); kinds.len()];
    let mut churn = vec![Vec::new(); kinds.len()];
    for _ in 0..rounds {
        for ((kind, memory), churn) in kinds.iter().zip(&mut memory).zip(&mut churn) {
            memory.push(cost::memory(kind, size));
            churn.push(cost::churn(kind, size));
        }
    }
    println!("\n{} counters, {} threads", size.counters, size.threads);
    for ((kind, memory), churn) in kinds.iter().zip(&memory).zip(churn) {
        let part = |part: fn(&Memory) -> f64| memory.iter().map(part).collect::<Vec<_>>();
        let (alive, ended) = (part(|memory| memory.alive), part(|memory| memory.ended));
        let sum = part(|memory| memory.sum);
        for (what, numbers) in
            [("alive", &alive), ("ended", &ended), ("sum", &sum), ("churn", &churn)]
        {
            file.cost(what, kind.name, kind.ours, numbers)?;
        }
        println!(
            "  {} {:<40} {:>9.0} KiB, threads ended {:>9.0} KiB, sum {:>9.1} ns, a thread {:>8.0} ns",
            if kind.ours { '*' } else { ' ' },
            kind.name,
            median(alive),
            median(ended),
            median(sum),
            median(churn),
        );
    }
    Ok(())
}
