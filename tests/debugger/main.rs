//! gdb on programs made of sequences: with `gdb/restartable.py`, and as anybody uses it.
//!
//! gdb is no part of a fresh machine, so these are run by
//! `cargo test --test debugger -- --ignored`, which fails without it.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

mod debuggee;

use std::process::{Command, Stdio};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/gdb/restartable.py");

/// gdb with these commands, without anybody's settings.
fn gdb(commands: &[&str]) -> Command {
    let mut gdb = Command::new("gdb");
    gdb.args(["-nx", "-batch", "-ex", "set debuginfod enabled off", "-ex", "set pagination off"]);
    gdb.args(["-ex", "set width 0", "-ex", "set print thread-events off"]);
    for command in commands {
        gdb.args(["-ex", command]);
    }
    gdb
}

fn said(mut command: Command) -> String {
    let output = command.output().expect("gdb is installed");
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    println!("{said}");
    assert!(!said.contains("Python Exception") && !said.contains("Error occurred"), "{said}");
    said
}

/// Runs the program in gdb with these commands, which begin where it stops before its sequences.
fn debug(program: &str, commands: &[&str]) -> String {
    let before = ["set breakpoint pending on", "break debugger::debuggee::before", "run"];
    let mut gdb = gdb(&[&before, commands].concat());
    gdb.arg("--args").arg(std::env::current_exe().expect("the test program"));
    gdb.args([program, "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
    gdb.env("RESTARTABLE_DEBUGGEE", "1");
    said(gdb)
}

/// The same with the script.
fn debug_with_script(program: &str, commands: &[&str]) -> String {
    let source = format!("source {SCRIPT}");
    debug(program, &[&[source.as_str()], commands].concat())
}

const COUNT: &str = "debuggee::count";

/// Instruction by instruction through a sequence, its restarts, and the exclusive slot.
#[test]
#[ignore = "needs gdb"]
fn single_stepping_ends_with_exact_results() {
    let said = debug(
        COUNT,
        &[
            "set variable debugger::debuggee::SEQUENCES = 1",
            "python steps = 0",
            "python while gdb.selected_frame().name() != 'debugger::debuggee::after': \
             gdb.execute('stepi', to_string=True); steps += 1",
            "python print(f'{steps} steps')",
            "continue",
        ],
    );
    let steps = said.lines().find_map(|line| line.strip_suffix(" steps")?.parse::<u64>().ok());
    assert!(steps.is_some_and(|steps| steps > 1000), "{steps:?}");
    assert!(said.contains("total 1, exclusive 1"), "it moved to an exclusive slot");
}

#[test]
#[ignore = "needs gdb"]
fn breakpoints_and_watchpoints_in_the_preparation() {
    let said = debug(
        COUNT,
        &[
            // In each of the three preparations, and only in the last.
            "break debugger::debuggee::prepare",
            "continue",
            "finish",
            "continue",
            "delete",
            "break debugger::debuggee::prepare if value == 2",
            "continue",
            "print value",
            "up",
            "watch -l *word",
            "continue",
            "delete",
            "continue",
        ],
    );
    assert!(said.contains("Value returned"), "finish came back");
    assert!(said.contains("$2 = 2"), "the condition held");
    assert!(said.contains("Old value = ") && said.contains("New value = "), "the commit was seen");
    assert!(said.contains("total 3"), "and nothing is lost");
}

/// Attaches to a program full of sequences in the middle, again and again.
#[test]
#[ignore = "needs gdb"]
fn attaching_loses_nothing() {
    let mut stress = Command::new(std::env::current_exe().expect("the test program"));
    stress.args(["debuggee::stress", "--exact", "--ignored", "--nocapture"]);
    let stress = stress.env("RESTARTABLE_DEBUGGEE", "1").stdout(Stdio::piped()).spawn();
    let stress = stress.expect("the test program starts again");
    let pid = stress.id().to_string();
    for _ in 0..10 {
        let mut gdb = gdb(&["thread apply all -q backtrace 1", "detach"]);
        gdb.args(["-p", &pid]);
        let said = said(gdb);
        assert!(said.contains("detached"), "it was there");
    }
    // SAFETY: a child of this process.
    unsafe { libc::kill(stress.id().cast_signed(), libc::SIGUSR1) };
    let output = stress.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success() && said.contains("exact: "));
}

#[test]
#[ignore = "needs gdb"]
fn sections_are_listed_and_explained() {
    let said = debug_with_script(
        COUNT,
        &[
            "rseq list",
            "rseq info",
            "python first = next(s for s in sections() if 'debuggee::one' in s.where())",
            "python gdb.execute(f'rseq info {first.start}')",
            "python gdb.execute(f'rseq info {first.abort}')",
        ],
    );
    let listed = said.lines().find(|line| line.contains("debuggee::one at"));
    assert!(listed.is_some_and(|line| line.contains("tests/debugger/debuggee.rs:")), "{listed:?}");
    assert!(said.contains("lies in no section"));
    assert!(said.contains("lies in a section: byte 0 of"));
    assert!(said.contains("is where the kernel restarts"));
    assert!(said.contains("nothing is armed"));
}

#[test]
#[ignore = "needs gdb"]
fn stops_behind_commits_and_at_aborts() {
    let said = debug_with_script(
        COUNT,
        &["rseq step", "rseq step", "rseq step", "delete", "rseq break commit debuggee::nothing"],
    );
    assert_eq!(said.matches("behind the commit of debugger::debuggee::one").count(), 3, "{said}");
    assert!(said.contains("no section of `debuggee::nothing`"));
    // Stepping one instruction in the section: the kernel restarts it.
    let said = debug_with_script(
        COUNT,
        &[
            "rseq break abort debuggee::one",
            "python first = next(s for s in sections() if 'debuggee::one' in s.where())",
            "python gdb.execute(f'tbreak *{first.start:#x}')",
            "continue",
            "continue",
            "rseq info",
            "delete",
            "continue",
        ],
    );
    assert!(said.contains("is where the kernel restarts debugger::debuggee::one"));
    assert!(said.contains("total 3"));
}

/// What displaced stepping does to a section, and that the script prevents it.
#[test]
#[ignore = "needs gdb"]
fn displaced_stepping() {
    const INSIDE: [&str; 5] = [
        "python first = next(s for s in sections() if 'debuggee::one' in s.where())",
        "python gdb.execute(f'break *{first.start:#x}')",
        "continue",
        "stepi",
        "rseq info",
    ];
    // Without the script's care: inside the section, and nobody guards it.
    let unguarded = [
        "python gdb.events.breakpoint_created.disconnect(look_at)",
        "python gdb.events.stop.disconnect(look_at_all)",
    ];
    let on = ["set displaced-stepping on"];
    let said = debug_with_script(COUNT, &[&unguarded[..], &on[..], &INSIDE[..]].concat());
    assert!(!said.contains("lies in a section of"), "no warning");
    let info = said.rsplit_once("lies in a section: byte ").expect("it is still inside").1;
    assert!(!info.starts_with("0 "), "and further on: {info}");
    assert!(info.contains("nothing is armed"), "unprotected: {info}");
    // With it: a warning, and the kernel restarts the section.
    let rest = ["delete", "continue"];
    let said = debug_with_script(COUNT, &[&on[..], &INSIDE[..], &rest[..]].concat());
    assert!(said.contains("lies in a section of debugger::debuggee::one"), "a warning");
    assert!(!said.contains("lies in a section: byte"), "it was restarted");
    assert!(said.contains("total 3"));
}
