//! `cargo rseq`: what the restartable sequences of a program are, and whether they are sound.

mod arguments;
mod output;

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use arguments::{Arguments, Color, Command};
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
    let style = Style::new(match arguments.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    });
    let mut worst = SOUND;
    let mut reports = Vec::new();
    for path in &arguments.files {
        let name = path.display();
        let inspected = fs::read(path)
            .map_err(|error| format!("cannot read {name}: {error}"))
            .and_then(|data| Inspection::read(&data).map_err(|error| format!("{name}: {error}")));
        let inspection = match inspected {
            Ok(inspection) => inspection,
            Err(message) => {
                out.flush()?;
                eprintln!("cargo-rseq: {message}");
                worst = FAILED;
                continue;
            }
        };
        let wanted = |name: &String| inspection.find(name).count();
        if let Some(name) = arguments.names.iter().find(|name| wanted(name) == 0) {
            eprintln!("cargo-rseq: {}: no section matches {name:?}", path.display());
            worst = FAILED;
            continue;
        }
        worst = worst.max(verdict(arguments, &inspection));
        if arguments.json {
            reports.push(output::json(arguments, path, &inspection));
            continue;
        }
        match arguments.command {
            Command::List => output::list(out, style, path, &inspection)?,
            Command::Show => output::show(out, style, &inspection, &arguments.names)?,
            _ => output::lint(out, style, path, &inspection)?,
        }
    }
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &reports)?;
        writeln!(out)?;
    }
    Ok(worst)
}

/// The exit status for one file.
fn verdict(arguments: &Arguments, inspection: &Inspection) -> u8 {
    if arguments.command != Command::Lint {
        return SOUND;
    }
    let findings = if arguments.deny_warnings {
        inspection.findings.len()
    } else {
        inspection.count(Severity::Error)
    };
    let missing = arguments.expect_sections && inspection.sections.is_empty();
    if findings > 0 || missing { FINDINGS } else { SOUND }
}
