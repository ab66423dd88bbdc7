//! gdb on programs made of sequences: with `gdb/restartable.py`, and as anybody uses it.
//!
//! gdb is no part of a fresh machine, so these are run by `cargo test --features gdb --test debugger`,
//! which fails without it. `RESTARTABLE_GDB=$(tests/cross/run --gdb)` has one fetched.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

mod debuggee;

use std::process::{Command, Stdio};

/// The folder of the package, with the script.
const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

/// gdb with these commands, without anybody's settings.
fn gdb(commands: &[&str]) -> Command {
    let program = std::env::var_os("RESTARTABLE_GDB").unwrap_or_else(|| "gdb".into());
    let mut gdb = Command::new(program);
    gdb.args([
        "-nx",
        "-batch",
        "-iex",
        "set debuginfod enabled off",
        "-iex",
        "set auto-load safe-path /no",
    ]);
    gdb.args(["-ex", "set width 0", "-ex", "set print thread-events off"]);
    for command in commands {
        gdb.args(["-ex", command]);
    }
    gdb
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("gdb is needed: see the head of this file");
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
    said(with_program(&mut gdb, program))
}

/// gdb, to be started on a program of this file.
fn with_program<'a>(gdb: &'a mut Command, program: &str) -> &'a mut Command {
    gdb.arg("--args").arg(std::env::current_exe().expect("the test program"));
    gdb.args([program, "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
    gdb.env("RESTARTABLE_DEBUGGEE", "1")
}

/// The same with the script.
fn debug_with_script(program: &str, commands: &[&str]) -> String {
    let source = format!("source {PACKAGE}/gdb/restartable.py");
    debug(program, &[&[source.as_str()], commands].concat())
}

const COUNT: &str = "debuggee::count";

/// Instruction by instruction through a sequence, its restarts, and the exclusive slot.
#[test]
fn single_stepping_ends_with_exact_results() {
    let said = debug(
        COUNT,
        &[
            "set variable debugger::debuggee::SEQUENCES = 1",
            "break debugger::debuggee::after",
            "stepi 1000000",
            "continue",
        ],
    );
    assert!(said.contains("Breakpoint 2, "), "the steps ended in time");
    assert!(said.contains("total 1, exclusive 1"), "it moved to an exclusive slot");
}

/// Only what commits to this slot restarts a preparation, so stops in it, for any time, do not.
#[test]
fn stepping_a_preparation_restarts_nothing() {
    let once = ["continue", "stepi 10"];
    let counted = ["continue", "python print('prepared', prepared.hit_count)", "continue"];
    let start = ["python prepared = gdb.Breakpoint('debugger::debuggee::prepare')"];
    let end = ["break debugger::debuggee::after"];
    let said = debug(COUNT, &[&start[..], &once.repeat(3), &end, &counted].concat());
    assert!(said.contains("prepared 3\n"), "once for each of the sequences");
    assert!(said.contains("total 3, exclusive 0"));
}

#[test]
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

/// How often gdb attaches.
const ATTACHED: usize = 5;

/// Attaches to a program full of sequences in the middle, again and again.
#[test]
fn attaching_loses_nothing() {
    let mut stress = Command::new(std::env::current_exe().expect("the test program"));
    stress.args(["debuggee::stress", "--exact", "--ignored", "--nocapture"]);
    let stress = stress.env("RESTARTABLE_DEBUGGEE", "1").stdout(Stdio::piped()).spawn();
    let stress = stress.expect("the test program starts again");
    let pid = stress.id().to_string();
    let attach = format!("attach {pid}");
    let once = [attach.as_str(), "thread apply all -q backtrace 1", "detach", "shell sleep 0.01"];
    let said = said(&mut gdb(&once.repeat(ATTACHED)));
    assert_eq!(said.matches("detached]").count(), ATTACHED, "it was there each time");
    // SAFETY: a child of this process.
    unsafe { libc::kill(stress.id().cast_signed(), libc::SIGUSR1) };
    let output = stress.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success() && said.contains("exact: "));
}

#[test]
fn sections_are_listed_and_explained() {
    let said = debug_with_script(
        COUNT,
        &[
            "rseq list",
            "rseq info",
            "python first = next(s for s in gdb.restartable.sections() if 'debuggee::one' in s.where())",
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
            "python first = next(s for s in gdb.restartable.sections() if 'debuggee::one' in s.where())",
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

/// A breakpoint behind a commit would lie in the section that follows directly. No compiler makes such a
/// pair, so a descriptor is changed.
#[test]
fn no_breakpoint_where_the_next_section_begins() {
    let said = debug_with_script(
        COUNT,
        &[
            "python first = next(s for s in gdb.restartable.sections() if 'debuggee::one' in s.where())",
            "python following = next(s for s in gdb.restartable.sections() if s.start > first.start)",
            "python write = gdb.selected_inferior().write_memory",
            "python write(first.descriptor + 16, (following.start - first.start).to_bytes(8, 'little'))",
            "rseq break commit debuggee::one",
            "python print('breakpoints:', len(gdb.breakpoints()))",
            "python write(first.descriptor + 16, (first.end - first.start).to_bytes(8, 'little'))",
            "rseq break commit debuggee::one",
            "python print('breakpoints:', len(gdb.breakpoints()))",
            "delete",
            "continue",
        ],
    );
    let refused = said.lines().find(|line| line.starts_with("no breakpoint at 0x"));
    assert!(refused.is_some_and(|line| line.contains("it lies in the section of")), "{refused:?}");
    assert!(said.contains("breakpoints: 1\n") && said.contains("breakpoints: 2\n"), "{said}");
    assert!(said.contains("total 3"));
}

/// Each program and library may bring the script along. The last load counts, and nothing is said twice;
/// it shares a namespace with the scripts of others.
#[test]
fn loading_twice_is_harmless() {
    let source = format!("source {PACKAGE}/gdb/restartable.py");
    let said = debug(
        COUNT,
        &[
            "python names = set(globals())",
            "python sections = at = created = Section = None",
            &source,
            "python gdb.execute(f'break *{gdb.restartable.chosen(\"debuggee::one\")[0].start:#x}')",
            &source,
            "python print('new:', sorted(n for n in set(globals()) - names if not n.startswith('Restartable')))",
            "rseq list debuggee::one",
            "delete",
            "rseq step",
            "continue",
        ],
    );
    assert_eq!(said.matches("lies in a section of").count(), 1, "one warning");
    assert!(
        said.contains(
            "new: ['Section', 'at', 'created', 'ctypes', 'names', 're', 'sections', 'struct']"
        ),
        "{said}"
    );
    assert!(said.contains("behind the commit of debugger::debuggee::one"));
    assert!(said.contains("total 3"));
}

/// Without a process, and of a core file.
#[test]
fn without_a_process() {
    let core = std::env::temp_dir().join(format!("restartable-{}.core", std::process::id()));
    let inside = format!("generate-core-file {}", core.display());
    let said_inside = debug_with_script(
        COUNT,
        &[
            "python first = gdb.restartable.chosen('debuggee::one')[0]",
            "python gdb.execute(f'tbreak *{first.start:#x}')",
            "continue",
            &inside,
        ],
    );
    assert!(said_inside.contains("Saved corefile"), "{said_inside}");
    let source = format!("source {PACKAGE}/gdb/restartable.py");
    let core_file = format!("core-file {}", core.display());
    let mut gdb = gdb(&[
        &source,
        "rseq info",
        "rseq step",
        "rseq list",
        "rseq break commit",
        "rseq break here",
        &core_file,
        "rseq info",
        "rseq step",
    ]);
    let said = said(with_program(&mut gdb, COUNT));
    let _ = std::fs::remove_file(&core);
    assert_eq!(said.matches("no thread: the program is not being run").count(), 2, "{said}");
    assert_eq!(said.matches("are not known yet: start the program first").count(), 2, "{said}");
    assert!(said.contains("write `rseq break commit [NAME]`"));
    assert!(said.contains("lies in a section: byte 0 of"), "of the core file: {said}");
    assert!(said.contains("armed: the kernel restarts it"));
    assert!(said.contains("no process"), "nothing goes on: {said}");
}

/// What displaced stepping does to a section, and that the script prevents it.
#[test]
fn displaced_stepping() {
    const INSIDE: [&str; 5] = [
        "python first = next(s for s in gdb.restartable.sections() if 'debuggee::one' in s.where())",
        "python gdb.execute(f'break *{first.start:#x}')",
        "continue",
        "stepi",
        "rseq info",
    ];
    // Without the script's care: inside the section, and nobody guards it.
    let unguarded = ["python gdb.restartable.disconnect()"];
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

/// A breakpoint that is set before the program is started can be looked at only later. Its condition is
/// tested without a stop, so nothing is stepped over in another place until then.
#[test]
fn displaced_stepping_before_the_start() {
    let mut gdb = gdb(&[
        "set displaced-stepping on",
        &format!("source {PACKAGE}/gdb/restartable.py"),
        "show displaced-stepping",
        "break debugger::debuggee::one if total == 7",
        "show displaced-stepping",
        "break debugger::debuggee::before",
        "run",
        "python first = next(s for s in gdb.restartable.sections() if 'debuggee::one' in s.where())",
        "set displaced-stepping on",
        // A temporary one outside leaves the setting alone, one in the section does not.
        "tbreak debugger::debuggee::after",
        "show displaced-stepping",
        "python gdb.execute(f'break *{first.start:#x} if 1 == 2')",
        "show displaced-stepping",
        "continue",
        "continue",
    ]);
    let said = said(with_program(&mut gdb, COUNT));
    let shown: Vec<bool> = said
        .lines()
        .filter(|line| line.contains("displaced stepping to step over breakpoints is"))
        .map(|line| line.ends_with("is on."))
        .collect();
    assert_eq!(shown, [true, false, true, false], "{said}");
    assert!(said.contains("total 3"), "and nothing is lost");
}

/// The program carries the script, and loads it where its user allows that; and only there.
#[test]
fn programs_load_the_script_by_themselves() {
    let allowed = |folder: &str| {
        let mut gdb = gdb(&["rseq list"]);
        let safe = format!("set auto-load safe-path {folder}");
        // Commands of `-iex` run before the program is read.
        gdb.args(["-iex", &safe]);
        gdb.args(["-ex", "info auto-load python-scripts"]);
        said(with_program(&mut gdb, COUNT))
    };
    let said = allowed("/");
    assert!(
        said.contains("are not known yet: start the program first"),
        "the command is there: {said}"
    );
    let said = allowed("/no");
    assert!(said.contains("Undefined command: \"rseq"), "not asked for: {said}");
    assert!(said.contains("auto-loading has been declined"), "and gdb says so");
}

/// The package that is published has the script.
#[test]
fn the_package_has_the_script() {
    let listed = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline", "--manifest-path"])
        .arg(format!("{PACKAGE}/Cargo.toml"))
        .output()
        .expect("cargo runs");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    for file in ["gdb/restartable.py", "gdb/README.md", "src/lib.rs"] {
        assert!(listed.lines().any(|line| line == file), "{file}: {listed}");
    }
}
