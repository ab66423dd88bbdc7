//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

/// Said with every mistake.
pub const USAGE: &str = "\
Usage: cargo rseq list FILE…
       cargo rseq show FILE NAME…
       cargo rseq lint FILE…
See `cargo rseq --help`.";

/// Said when asked for.
pub const HELP: &str = "\
Reads the restartable sequences of ELF programs, libraries and object files, and proves them sound.

Usage: cargo rseq COMMAND [OPTIONS] FILE…

Commands:
  list FILE…       a table of sections: function, source line, size, commit, exits
  show FILE NAME…  sections instruction by instruction beside their pseudo-code; NAME is a part of
                   a function or source line, or an address in hexadecimal; all without
  lint FILE…       what is wrong with sections
  rules            what `lint` checks

A FILE is a program, a shared library, an object file, or a static library (.a, .rlib) of them.

Options:
  --json                  machine-readable output
  --color WHEN            auto, always, never; auto is on terminals, unless CARGO_TERM_COLOR, NO_COLOR,
                          CLICOLOR_FORCE or CLICOLOR say something else
  --deny-warnings         lint: warnings count as errors
  --expect-sections       lint: a file without sections is an error
  -h, --help, -V, --version

Exit status: 0 sound, 1 findings (lint), 2 a file cannot be read or inspected.";

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    List,
    Show,
    Lint,
    Rules,
    Help,
    Version,
}

/// The options without a value.
const FLAGS: [&str; 6] =
    ["--json", "--deny-warnings", "--expect-sections", "--help", "--version", "--"];

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// As `--color` and cargo's variable say it.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::Auto),
            "always" => Some(Self::Always),
            "never" => Some(Self::Never),
            _ => None,
        }
    }
}

/// A command line.
#[derive(PartialEq, Eq, Debug)]
pub struct Arguments {
    pub command: Command,
    pub files: Vec<PathBuf>,
    /// Of `show`.
    pub names: Vec<String>,
    pub json: bool,
    pub color: Color,
    pub deny_warnings: bool,
    pub expect_sections: bool,
}

impl Arguments {
    /// Reads a command line without the program's name. Cargo puts the subcommand's name first.
    pub fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut arguments = arguments.peekable();
        arguments.next_if(|first| first == "rseq");
        let mut parsed = Self {
            command: Command::Help,
            files: Vec::new(),
            names: Vec::new(),
            json: false,
            color: Color::Auto,
            deny_warnings: false,
            expect_sections: false,
        };
        let mut command = None;
        let mut options = true;
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy().into_owned();
            if !options || !text.starts_with('-') || text == "-" {
                match command {
                    None => command = Some(parse_command(&text)?),
                    Some(Command::Show) if !parsed.files.is_empty() => parsed.names.push(text),
                    Some(_) => parsed.files.push(argument.into()),
                }
                continue;
            }
            let (option, value) = match text.split_once('=') {
                Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
                None => (text, None),
            };
            if value.is_some() && FLAGS.contains(&&*option) {
                return Err(format!("{option} takes no value"));
            }
            match &*option {
                "--" => options = false,
                "--json" => parsed.json = true,
                "--deny-warnings" => parsed.deny_warnings = true,
                "--expect-sections" => parsed.expect_sections = true,
                "--color" => {
                    let value =
                        value.or_else(|| Some(arguments.next()?.to_string_lossy().into_owned()));
                    parsed.color = value
                        .and_then(|value| Color::parse(&value))
                        .ok_or("--color takes auto, always or never")?;
                }
                "-h" | "--help" => command = Some(Command::Help),
                "-V" | "--version" => command = Some(Command::Version),
                _ => return Err(format!("there is no option {option}")),
            }
            if matches!(command, Some(Command::Help | Command::Version)) {
                break;
            }
        }
        parsed.command = command.ok_or("a command is missing")?;
        let needs_file = matches!(parsed.command, Command::List | Command::Show | Command::Lint);
        if needs_file && parsed.files.is_empty() {
            return Err("a file is missing".to_owned());
        }
        Ok(parsed)
    }
}

fn parse_command(text: &str) -> Result<Command, String> {
    match text {
        "list" => Ok(Command::List),
        "show" => Ok(Command::Show),
        "lint" => Ok(Command::Lint),
        "rules" => Ok(Command::Rules),
        "help" => Ok(Command::Help),
        _ => Err(format!("there is no command {text:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn command_lines() {
        let show = parse("rseq show --color=never a.out push pop").unwrap();
        assert_eq!((show.command, show.color), (Command::Show, Color::Never));
        assert_eq!(show.files, [PathBuf::from("a.out")]);
        assert_eq!(show.names, ["push", "pop"]);
        let lint = parse("lint --json --deny-warnings --expect-sections -- a -b").unwrap();
        assert!(lint.json && lint.deny_warnings && lint.expect_sections);
        assert_eq!(lint.files, [PathBuf::from("a"), PathBuf::from("-b")]);
        assert_eq!(parse("--help").unwrap().command, Command::Help);
        assert_eq!(parse("list --version").unwrap().command, Command::Version);
    }

    #[test]
    fn mistakes() {
        for (line, message) in [
            ("", "a command is missing"),
            ("list", "a file is missing"),
            ("look a.out", "there is no command \"look\""),
            ("lint --fast a", "there is no option --fast"),
            ("lint --colour=never a", "there is no option --colour"),
            ("lint --json=yes a", "--json takes no value"),
            ("lint a --color sometimes", "--color takes auto, always or never"),
            ("lint a --color", "--color takes auto, always or never"),
        ] {
            assert_eq!(parse(line), Err(message.to_owned()), "{line}");
        }
    }
}
