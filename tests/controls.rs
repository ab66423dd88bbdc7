//! Negative controls: `exactness`, `event`, `remote` and the checks of `rseq-check`, built again with one
//! protection taken out, must fail, test by test. A test that would pass without the protection it
//! tests proves nothing.
//!
//! Which tests each protection carries is the table below. Prints every loss.

#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

use std::collections::BTreeSet;
use std::process::Command;

/// One protection, and the tests that fail without it.
struct Control {
    /// The value of `--cfg restartable_control`.
    name: &'static str,
    what: &'static str,
    package: &'static str,
    /// The files that these are in.
    files: &'static [&'static str],
    must_fail: &'static [&'static str],
}

/// What remote access carries.
const REMOTE: [&str; 6] = [
    "storms::one",
    "storms::one_by_mm_cid",
    "storms::all",
    "storms::all_by_mm_cid",
    "storms::each",
    "storms::each_by_mm_cid",
];

const CONTROLS: [Control; 6] = [
    Control {
        name: "event",
        what: "the event compare",
        package: "restartable",
        files: &["event", "exactness"],
        must_fail: &[
            "set",
            "set_u32",
            "set_u16",
            "set_u8",
            "set_release",
            "mm_cid",
            "try_once",
            "free_list",
            "stage_copy",
            "aba",
            "nested_on_the_same_slot",
            "nested_on_another_word_of_the_slot",
            "another_thread_commits",
            "always_nested",
            "the_tail_runs_once",
            "try_once_reports_the_abort",
            "signals::handler_that_commits",
        ],
    },
    Control {
        name: "event",
        what: "the event compare, at every boundary",
        package: "rseq-check",
        files: &["counters", "lists", "lock", "ring", "shared", "stack"],
        // Not those that read inside the section what the competitor changes.
        must_fail: &[
            "float_gauge",
            "indices_at_every_boundary",
            "one_owner_that_stays",
            "a_push_that_drops_its_record",
            "a_push_over_the_oldest_record",
            "a_push_where_there_is_room",
            "no_update_is_lost",
            "words",
            "stolen_from",
            "reentrant",
            "on_exclusive_slots",
        ],
    },
    Control {
        name: "arm",
        what: "the arming store",
        package: "restartable",
        files: &["event", "exactness"],
        must_fail: &[
            "add",
            "add_tracked",
            "sub",
            "xor",
            "or",
            "and",
            "set",
            "set_u32",
            "set_u16",
            "set_u8",
            "set_release",
            "moved",
            "mm_cid",
            "fetch",
            "try_once",
            "free_list",
        ],
    },
    Control {
        name: "index",
        what: "the compare of the CPU",
        package: "restartable",
        files: &["event", "exactness"],
        // What this loses has to happen on two CPUs within nanoseconds; most others fail too.
        must_fail: &["moved", "check", "check_else", "mm_cid", "free_list"],
    },
    Control {
        name: "barrier",
        what: "the abort of sections by the barrier",
        package: "restartable",
        files: &["remote"],
        must_fail: &REMOTE,
    },
    Control {
        name: "recheck",
        what: "the second look at the frozen bit",
        package: "restartable",
        files: &["remote"],
        must_fail: &REMOTE,
    },
];

/// Stresses are a matter of chance on a noisy machine: a control may need a longer run to lose.
const STRESS_MS: [&str; 3] = ["500", "2000", "6000"];

#[test]
fn every_protection_is_needed() {
    let mut missing = Vec::new();
    for control in &CONTROLS {
        println!("without {}:", control.what);
        let mut left: Vec<&str> = control.must_fail.to_vec();
        for stress in STRESS_MS {
            let failed = failures(control, stress, &left);
            left.retain(|test| !failed.contains(*test));
            if left.is_empty() {
                break;
            }
        }
        missing.extend(left.iter().map(|test| format!("{test} without {}", control.what)));
    }
    assert!(missing.is_empty(), "passed although it must fail: {missing:#?}");
}

/// Builds and runs the test files of a control; the tests that failed.
fn failures(control: &Control, stress: &str, only: &[&str]) -> BTreeSet<String> {
    // With `--target` the flags do not reach the procedural macros, which need not be built again.
    let target = concat!(env!("CARGO_TARGET_TMPDIR"), "/controls");
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["test", "--release", "--offline", "--no-fail-fast", "-p", control.package])
        // All at once: the compiler has two for two CPUs.
        .args(control.files.iter().flat_map(|file| ["--test", file]))
        .args(["--target", "x86_64-unknown-linux-gnu", "--target-dir", target])
        .args(["--", "--exact", "--test-threads", "1"])
        .args(only)
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            // As in guests: without the dependencies that none of these tests has.
            format!(
                "--cfg\x1frestartable_control=\"{}\"\x1f--cfg\x1frestartable_guest",
                control.name
            ),
        )
        .env("RESTARTABLE_STRESS_MS", stress)
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        text.matches("test result:").count(),
        control.files.len(),
        "the control did not build, or a test ended early:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for line in text.lines().filter(|line| line.ends_with("lost")) {
        println!("  {line}");
    }
    let failed = text.lines().filter_map(|line| line.strip_suffix(" ... FAILED"));
    let failed: BTreeSet<String> =
        failed.map(|test| test.trim_start_matches("test ").to_owned()).collect();
    for name in &failed {
        println!("  {name} fails, as it must");
    }
    failed
}
