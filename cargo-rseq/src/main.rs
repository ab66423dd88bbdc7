//! `cargo rseq`: what the restartable sequences of a program are, and whether they are sound.

mod arguments;
mod color;
mod files;
mod output;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use arguments::{Arguments, Command};
use output::Style;
use rseq_inspect::{Inspection, Severity};

/// Nothing is wrong.
const SOUND: u8 = 0;
/// There are findings.
const FINDINGS: u8 = 1;
/// A file cannot be inspected, or the command line is not understood.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("cargo-rseq: {message}\n\n{}", arguments::USAGE);
            return FAILED.into();
        }
    };
    let mut out = io::stdout().lock();
    match run(&arguments, &mut out).and_then(|code| out.flush().map(|()| code)) {
        Ok(code) => code.into(),
        // Whoever read the output wants no more.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => SOUND.into(),
        Err(error) => {
            eprintln!("cargo-rseq: {error}");
            FAILED.into()
        }
    }
}

fn run(arguments: &Arguments, out: &mut impl Write) -> io::Result<u8> {
    match arguments.command {
        Command::Help => {
            writeln!(out, "{}", arguments::HELP)?;
            return Ok(SOUND);
        }
        Command::Version => {
            writeln!(out, "cargo-rseq {}", env!("CARGO_PKG_VERSION"))?;
            return Ok(SOUND);
        }
        Command::Rules => {
            output::rules(out)?;
            return Ok(SOUND);
        }
        Command::List | Command::Show | Command::Lint => {}
    }
    let variable = |name: &str| std::env::var(name).ok();
    let style = Style::new(color::wanted(arguments.color, io::stdout().is_terminal(), variable));
    let mut worst = SOUND;
    let mut reports = Vec::new();
    for path in &arguments.files {
        let file = path.display();
        let (inspected, errors) = files::inspect(path);
        for error in &errors {
            worst = FAILED;
            complain(out, error)?;
        }
        let all = || inspected.iter().map(|one| &one.inspection);
        let found = |name: &&String| all().any(|inspection| inspection.find(name).next().is_some());
        if let Some(name) = arguments.names.iter().find(|name| !found(name))
            && errors.is_empty()
        {
            worst = FAILED;
            complain(out, &format!("{file}: no section matches {name:?}"))?;
            continue;
        }
        worst = worst.max(verdict(arguments, all()));
        let sections: usize = all().map(|inspection| inspection.sections.len()).sum();
        for one in &inspected {
            // Of a library, the members that have something to do with sections.
            let empty = one.inspection.sections.is_empty() && one.inspection.findings.is_empty();
            if one.member.is_some() && empty {
                continue;
            }
            if arguments.json {
                reports.push(output::json(arguments, path, one));
                continue;
            }
            match arguments.command {
                Command::List => output::list(out, style, one)?,
                Command::Show => output::show(out, style, one, &arguments.names)?,
                _ => output::lint(out, style, one)?,
            }
        }
        if sections == 0 && errors.is_empty() {
            if inspected.iter().all(|one| one.member.is_some()) && !arguments.json {
                writeln!(out, "{file}: {}, 0 sections", output::count(inspected.len(), "member"))?;
            }
            if arguments.expect_sections && arguments.command == Command::Lint {
                complain(out, &format!("{file}: no sections, where some are expected"))?;
            }
        }
    }
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &reports)?;
        writeln!(out)?;
    }
    Ok(worst)
}

/// Says what is wrong, after what was said before.
fn complain(out: &mut impl Write, message: &str) -> io::Result<()> {
    out.flush()?;
    eprintln!("cargo-rseq: {message}");
    Ok(())
}

/// The exit status for one file, of as many parts as it has.
fn verdict<'a>(arguments: &Arguments, parts: impl Iterator<Item = &'a Inspection>) -> u8 {
    if arguments.command != Command::Lint {
        return SOUND;
    }
    let (mut findings, mut sections) = (0, 0);
    for inspection in parts {
        sections += inspection.sections.len();
        findings += if arguments.deny_warnings {
            inspection.findings.len()
        } else {
            inspection.count(Severity::Error)
        };
    }
    let missing = arguments.expect_sections && sections == 0;
    if findings > 0 || missing { FINDINGS } else { SOUND }
}
