//! Colours: on a terminal, which is a pseudo-terminal here, unless somebody said otherwise; and never where
//! output goes on into another program.
#![cfg(target_os = "linux")]

mod common;

use std::fs::File;
use std::io::Read;
use std::os::fd::{FromRawFd, OwnedFd};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use common::{Link, cases, isa, program, scratch};

/// A pseudo-terminal: the side that a terminal emulator has, and the one that programs have.
fn terminal() -> (File, OwnedFd) {
    let (mut ours, mut theirs) = (-1, -1);
    let null = std::ptr::null_mut();
    // SAFETY: both are valid for writes of a descriptor; name and settings may be null.
    let result =
        unsafe { libc::openpty(&raw mut ours, &raw mut theirs, null, null.cast(), null.cast()) };
    assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
    // SAFETY: `openpty` has just opened both, and nobody else owns them.
    unsafe { (File::from_raw_fd(ours), OwnedFd::from_raw_fd(theirs)) }
}

/// The command, with these variables and none of this process's that matter.
fn command(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-rseq"));
    for name in ["CARGO_TERM_COLOR", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm").envs(variables.iter().copied());
    command.args(arguments).stdin(Stdio::null());
    command
}

/// What a user at a terminal sees.
fn seen(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let (mut ours, theirs) = terminal();
    let mut child = {
        let mut command = command(arguments, variables);
        command.stdout(theirs).stderr(Stdio::null()).spawn().unwrap()
        // Here the last descriptor of their side that is not the child's is closed.
    };
    let mut seen = Vec::new();
    let mut part = [0; 4096];
    // At the end, Linux says that the other side is gone.
    while let Ok(len @ 1..) = ours.read(&mut part) {
        seen.extend_from_slice(&part[..len]);
    }
    child.wait().unwrap();
    String::from_utf8(seen).unwrap().replace("\r\n", "\n")
}

/// What another program gets.
fn piped(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    String::from_utf8(command(arguments, variables).output().unwrap().stdout).unwrap()
}

/// A program in which every colour is used.
fn example() -> &'static str {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let isa = &isa::ALL[0];
        program("terminal", isa, &cases::program(isa), Link::Library, &[]);
        scratch().join(format!("terminal-{}.elf", isa.triple))
    };
    MADE.get_or_init(make).to_str().unwrap()
}

/// Without the sequences that set colours.
fn plain(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (codes, rest) = part.split_once('m').expect("nothing but colours");
        assert!(codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'), "{codes:?}");
        plain += rest;
    }
    plain
}

#[test]
fn colours_are_for_terminals() {
    let path = example();
    for (command, part) in [
        ("list", "\x1b[1;36mgood\x1b[0m"),
        ("show", "\x1b[1;36mgood\x1b[0m"),
        ("lint", "\x1b[1;31merror[not-armed]\x1b[0m"),
    ] {
        let seen = seen(&[command, path], &[]);
        assert!(seen.contains(part), "{command}: {seen}");
        let piped = piped(&[command, path], &[]);
        assert!(!piped.contains('\x1b'), "{command}: {piped}");
        assert!(!piped.is_empty());
        assert_eq!(plain(&seen), piped, "{command}: the text is the same");
        let reset = seen.matches("\x1b[0m").count();
        assert_eq!(seen.matches("\x1b[").count(), 2 * reset, "{command}: each colour ends");
    }
    // For programs, wherever it goes.
    assert!(!seen(&["list", "--json", path], &[("CLICOLOR_FORCE", "1")]).contains('\x1b'));
}

/// In the order of precedence; which is that of cargo where cargo has one.
#[test]
fn who_says_otherwise_is_heard() {
    let path = example();
    for (variables, on_terminal, in_pipe) in [
        (&[][..], true, false),
        (&[("NO_COLOR", "1")], false, false),
        (&[("NO_COLOR", "")], true, false),
        (&[("CLICOLOR", "0")], false, false),
        (&[("TERM", "dumb")], false, false),
        (&[("CLICOLOR_FORCE", "1")], true, true),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false, false),
        (&[("CARGO_TERM_COLOR", "never")], false, false),
        (&[("CARGO_TERM_COLOR", "always"), ("NO_COLOR", "1")], true, true),
    ] {
        let list = ["list", path];
        assert_eq!(seen(&list, variables).contains('\x1b'), on_terminal, "{variables:?}");
        assert_eq!(piped(&list, variables).contains('\x1b'), in_pipe, "{variables:?}");
        // An option wins over all of them.
        let never = ["list", "--color=never", path];
        assert!(!seen(&never, variables).contains('\x1b'), "{variables:?}");
        let always = ["list", "--color", "always", path];
        assert!(piped(&always, variables).contains('\x1b'), "{variables:?}");
    }
}
