//! What was measured, as lines of JSON for `report.py`, as a table for the reader of the terminal, and
//! as samples for criterion.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, SamplingMode};

use crate::harness::{Group, Sample, cpus};

/// A file of lines, each an object.
pub struct Report(Option<File>);

impl Report {
    /// Writes to this file, or nowhere.
    ///
    /// # Errors
    ///
    /// If it cannot be created.
    pub fn new(path: Option<&Path>) -> io::Result<Self> {
        if let Some(parent) = path.and_then(Path::parent) {
            std::fs::create_dir_all(parent)?;
        }
        Ok(Self(path.map(File::create).transpose()?))
    }

    /// What was run, and where.
    ///
    /// # Errors
    ///
    /// As of writing.
    pub fn head(&mut self, rounds: usize, turn: Duration) -> io::Result<()> {
        let model = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let field = |name: &str| {
            let line = model.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split(": ").nth(1)).unwrap_or("unknown").to_owned()
        };
        let (name, family) = (field("model name"), field("cpu family"));
        let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        let backend = restartable::backend();
        self.line(&format!(
            r#"{{"kind":"run","cpu":{name:?},"family":{family:?},"cpus":{},"kernel":{:?},"backend":{:?},"rounds":{rounds},"turn_ms":{}}}"#,
            cpus(),
            kernel.split('-').next().unwrap_or_default().trim(),
            backend.to_string(),
            turn.as_secs_f64() * 1000.0,
        ))
    }

    /// The turns of a group with one number of threads.
    ///
    /// # Errors
    ///
    /// As of writing.
    pub fn times(
        &mut self,
        group: &Group,
        threads: usize,
        samples: &[Vec<Sample>],
    ) -> io::Result<()> {
        let list = |of: &[Sample], part: fn(&Sample) -> f64| {
            let numbers: Vec<_> = of.iter().map(|sample| format!("{:.2}", part(sample))).collect();
            numbers.join(",")
        };
        for (contender, samples) in group.contenders.iter().zip(samples) {
            self.line(&format!(
                r#"{{"kind":"time","group":{:?},"operation":{:?},"name":{:?},"ours":{},"threads":{threads},"ns":[{}],"cpu_ns":[{}]}}"#,
                group.name,
                group.operation,
                contender.name,
                contender.ours,
                list(samples, |sample| sample.ns),
                list(samples, |sample| sample.cpu_ns),
            ))?;
        }
        Ok(())
    }

    /// Numbers of one kind of counter, by round.
    ///
    /// # Errors
    ///
    /// As of writing.
    pub fn cost(&mut self, what: &str, name: &str, ours: bool, numbers: &[f64]) -> io::Result<()> {
        self.line(&format!(
            r#"{{"kind":"cost","what":{what:?},"name":{name:?},"ours":{ours},"numbers":{numbers:?}}}"#
        ))
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        self.0.as_mut().map_or(Ok(()), |file| writeln!(file, "{line}"))
    }
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Prints medians, and the median of the rounds' ratios to the first contender.
pub fn print(group: &Group, threads: usize, samples: &[Vec<Sample>]) {
    println!("\n{}: {}, {threads} threads", group.name, group.operation);
    for (contender, own) in group.contenders.iter().zip(samples) {
        let ratios = own.iter().zip(&samples[0]).map(|(own, first)| own.ns / first.ns);
        println!(
            "  {} {:<40} {:>9.2} ns {:>9.2} of CPU {:>8.3}",
            if contender.ours { '*' } else { ' ' },
            contender.name,
            median(own.iter().map(|sample| sample.ns).collect()),
            median(own.iter().map(|sample| sample.cpu_ns).collect()),
            median(ratios.collect()),
        );
    }
}

/// Hands the samples to criterion, which has its own statistics and remembers them for comparison with
/// later runs. It measures one benchmark after the other; these were measured in turn, and are
/// only told.
pub fn criterion(
    criterion: &mut Criterion,
    group: &Group,
    threads: usize,
    samples: &[Vec<Sample>],
) {
    let mut benchmarks = criterion.benchmark_group(format!("{}/{threads}", group.name));
    benchmarks.sampling_mode(SamplingMode::Flat);
    for (contender, samples) in group.contenders.iter().zip(samples) {
        let mut told = samples.iter().cycle();
        benchmarks.sample_size(samples.len().max(10));
        benchmarks.bench_function(contender.name, |bencher| {
            bencher.iter_custom(|iterations| {
                let ns = told.next().map_or(f64::NAN, |sample| sample.ns);
                // Criterion warms up for this long by the clock.
                std::thread::sleep(Duration::from_micros(20));
                Duration::from_secs_f64(ns * iterations as f64 / 1e9)
            });
        });
    }
    benchmarks.finish();
}
