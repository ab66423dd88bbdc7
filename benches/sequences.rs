//! The fast paths, in pairs: every round measures all of them one after the other, and what is
//! asserted is the median of the rounds' ratios, so that noise which lasts longer than a round
//! cancels out.
//!
//! What a CPU can do at best is the row "by hand": arm, compare, add, clear, on fixed addresses. Where
//! an uncontended atomic is so cheap, or forwarding so slow, that this row alone is beyond a bound (AMD
//! Zen 3: 0.75), `--check` holds the untracked row to 1.5 of it instead, the tracked ones to 2.0.
//!
//! ```sh
//! cargo bench --bench sequences              # prints
//! cargo bench --bench sequences -- --check   # and fails beyond the bounds
//! ```

#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // nanoseconds, for printing
#![allow(missing_docs)]

use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use restartable::{ExclusiveError, MmCid, PerCpu, Tracked, Untracked, Word, rseq};

const ROUNDS: usize = 101;
const BATCH: u32 = 20_000;

/// Nanoseconds for one operation.
fn time(mut operation: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..BATCH {
        operation();
    }
    start.elapsed().as_nanos() as f64 / f64::from(BATCH)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The section of an untracked `n += 1` on fixed addresses: no slot to find, nothing to compare it
/// with but itself, and unprotected. No sequence can be faster.
#[cfg(target_arch = "x86_64")]
fn by_hand(area: &AtomicU64, count: &AtomicU64) {
    // SAFETY: writes two atomic words that this thread alone writes.
    unsafe {
        std::arch::asm!(
            "lea {t}, [rip]",
            "mov qword ptr [{area}], {t}",
            "cmp dword ptr [{area}], 0",
            "je 2f",
            "mov {t}, qword ptr [{count}]",
            "add {t}, 1",
            "mov qword ptr [{count}], {t}",
            "2:",
            "mov qword ptr [{area}], 0",
            t = out(reg) _,
            area = in(reg) area.as_ptr(),
            count = in(reg) count.as_ptr(),
        );
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn by_hand(area: &AtomicU64, count: &AtomicU64) {
    area.store(1, Ordering::Relaxed);
    count.store(count.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    area.store(0, Ordering::Relaxed);
}

/// A word on a line of the cache of its own.
#[repr(align(128))]
struct Alone(AtomicU64);

/// The median of the rounds' ratios.
fn ratio(ns: &[f64], base: &[f64]) -> f64 {
    median(ns.iter().zip(base).map(|(ns, base)| ns / base).collect())
}

struct Row {
    name: &'static str,
    ns: Vec<f64>,
    /// The most that the median ratio may be, to the first row or, failing that, to the second.
    bound: Option<(f64, f64)>,
}

fn row(name: &'static str, bound: Option<(f64, f64)>) -> Row {
    Row { name, ns: Vec::with_capacity(ROUNDS), bound }
}

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    println!("backend: {}", restartable::backend());

    let atomic = AtomicU64::new(0);
    let untracked: PerCpu<Word<u64>, Untracked> = PerCpu::default();
    let tracked: PerCpu<Word<u64>> = PerCpu::default();
    let by_cid: PerCpu<Word<u64>, Untracked, MmCid> = PerCpu::default();
    let by_cid_tracked: PerCpu<Word<u64>, Tracked, MmCid> = PerCpu::default();
    let (area, count) = (Alone(AtomicU64::new(0)), Alone(AtomicU64::new(0)));
    let amount = black_box(3);

    let mut rows = [
        row("AtomicU64::fetch_add, uncontended", None),
        row("arm, compare, add, clear by hand", None),
        row("untracked, commit!(n += 1)", Some((0.25, 1.5))),
        row("untracked, commit!(n += x)", None),
        row("untracked, commit!(n -= x)", None),
        row("tracked, commit!(n += 1)", Some((0.30, 2.0))),
        row("tracked, n.get() then commit!(n = …)", Some((0.30, 2.0))),
        row("untracked MmCid, commit!(n += 1)", None),
        row("tracked MmCid, n.get() then commit!(n = …)", None),
    ];
    for _ in 0..ROUNDS {
        let mut row = rows.iter_mut();
        let mut measured = |ns| row.next().into_iter().for_each(|row| row.ns.push(ns));
        measured(time(|| {
            black_box(&atomic).fetch_add(1, Ordering::Relaxed);
        }));
        measured(time(|| by_hand(black_box(&area.0), black_box(&count.0))));
        measured(time(|| {
            rseq!(black_box(&untracked), |n| {
                commit!(n += 1);
            });
        }));
        measured(time(|| {
            rseq!(black_box(&untracked), |n| {
                commit!(n += amount);
            });
        }));
        measured(time(|| {
            rseq!(black_box(&untracked), |n| {
                commit!(n -= amount);
            });
        }));
        measured(time(|| {
            rseq!(black_box(&tracked), |n| {
                commit!(n += 1);
            });
        }));
        measured(time(|| {
            rseq!(black_box(&tracked), |n| {
                let old = n.get();
                commit!(n = old + 1);
            });
        }));
        measured(time(|| {
            rseq!(black_box(&by_cid), |n| {
                commit!(n += 1);
            });
        }));
        measured(time(|| {
            rseq!(black_box(&by_cid_tracked), |n| {
                let old = n.get();
                commit!(n = old + 1);
            });
        }));
    }

    let mut good = true;
    println!(
        "{:<46} {:>8} {:>7} {:>7}",
        "one thread, median of paired rounds", "ns", "ratio", "bound"
    );
    let (base, by_hand) = (rows[0].ns.clone(), rows[1].ns.clone());
    let floor = ratio(&by_hand, &base);
    for Row { name, ns, bound } in rows {
        let to_floor = ratio(&ns, &by_hand);
        let ratio = ratio(&ns, &base);
        good &= bound.is_none_or(|(of_base, of_floor)| {
            ratio <= of_base || floor * of_floor > of_base && to_floor <= of_floor
        });
        let bound = bound.map_or(String::new(), |(of_base, _)| format!("{of_base:.2}"));
        println!("{name:<46} {:>8.2} {ratio:>7.3} {bound:>7}", median(ns));
    }
    remote();
    good &= flat("untracked, commit!(n += 1)", |n: &PerCpu<Word<u64>, Untracked>| {
        rseq!(n, |n| {
            commit!(n += 1);
        });
    });
    good &= flat("tracked, n.get() then commit!(n = …)", |n: &PerCpu<Word<u64>>| {
        rseq!(n, |n| {
            let old = n.get();
            commit!(n = old + 1);
        });
    });
    if check && !good {
        eprintln!("beyond a bound");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Remote access, with another thread that runs sequences all the time, so that there is a CPU to
/// interrupt.
fn remote() {
    const TIMES: u32 = 2_000;
    let by_cpu: PerCpu<Word<u64>> = PerCpu::default();
    let by_cid: PerCpu<Word<u64>, Tracked, MmCid> = PerCpu::default();
    let stop = AtomicBool::new(false);
    let measure = |name: &str, operation: &dyn Fn() -> Result<(), ExclusiveError>| {
        let mut failed = None;
        let ns = (0..21).map(|_| {
            let start = Instant::now();
            for _ in 0..TIMES {
                failed = operation().err().or(failed);
            }
            start.elapsed().as_nanos() as f64 / f64::from(TIMES)
        });
        let ns = median(ns.collect());
        let failed = failed.map_or(String::new(), |error| error.to_string());
        println!("{name:<46} {ns:>8.0} {failed}");
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                rseq!(by_cpu, |n| {
                    commit!(n += 1);
                });
                rseq!(by_cid, |n| {
                    commit!(n += 1);
                });
            }
        });
        measure("exclusive(a CPU's slot), set, drop", &|| {
            by_cpu.exclusive(0).map(|slot| slot.set(|n| n, 0))
        });
        measure("exclusive(a slot by MmCid), set, drop", &|| {
            by_cid.exclusive(0).map(|slot| slot.set(|n| n, 0))
        });
        measure("exclusive(an exclusive slot), set, drop", &|| {
            by_cpu.exclusive(by_cpu.cpus() as u32).map(|slot| slot.set(|n| n, 0))
        });
        measure("exclusive_all, drop", &|| by_cpu.exclusive_all().map(drop));
        stop.store(true, Ordering::Relaxed);
    });
}

/// The CPU time of an operation must not grow from one thread to eight.
fn flat<P: Default + Sync>(name: &str, operation: impl Fn(&P) + Sync) -> bool {
    const BOUND: f64 = 1.15;
    let subject = P::default();
    let ratios = (0..21).map(|_| {
        let one = cpu_time(1, &subject, &operation);
        cpu_time(8, &subject, &operation) / one
    });
    let ratio = median(ratios.collect());
    println!("{:<46} {:>8} {ratio:>7.3} {BOUND:>7.2}", format!("{name}: 8 threads / 1"), "");
    ratio <= BOUND
}

/// Nanoseconds of CPU time for one operation, of the thread that used most.
fn cpu_time<P: Sync>(threads: usize, subject: &P, operation: &(impl Fn(&P) + Sync)) -> f64 {
    const OPERATIONS: u32 = 1_000_000;
    let barrier = Barrier::new(threads);
    let times = std::thread::scope(|scope| {
        let run = || {
            barrier.wait();
            let start = thread_time();
            for _ in 0..OPERATIONS {
                operation(black_box(subject));
            }
            thread_time().saturating_sub(start).as_nanos() as f64 / f64::from(OPERATIONS)
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(f64::INFINITY)).collect()
    });
    median(times)
}

/// What this thread has run so far.
fn thread_time() -> Duration {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is valid for writes.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut now) };
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs() as u32)
}
