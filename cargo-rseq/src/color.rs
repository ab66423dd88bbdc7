//! Whether to use colours: as cargo decides it, which starts this.

use crate::arguments::Color;

/// The first that says something: `--color`, `CARGO_TERM_COLOR`, `NO_COLOR`, `CLICOLOR_FORCE`; else on
/// terminals, unless `CLICOLOR` is 0 or the terminal is dumb.
pub fn wanted(color: Color, terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let color = match color {
        Color::Auto => set("CARGO_TERM_COLOR").and_then(|value| Color::parse(&value)),
        chosen => Some(chosen),
    };
    match color {
        Some(Color::Always) => return true,
        Some(Color::Never) => return false,
        Some(Color::Auto) | None => {}
    }
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    let plain = set("CLICOLOR").is_some_and(|value| value == "0");
    let dumb = set("TERM").is_some_and(|value| value == "dumb");
    terminal && !plain && !dumb
}

#[cfg(test)]
mod tests {
    use super::*;
    use Color::{Always, Auto, Never};

    #[test]
    fn the_first_that_says_something() {
        let on = |color, terminal, variables: &[(&str, &str)]| {
            wanted(color, terminal, |name| {
                let found = variables.iter().find(|(variable, _)| *variable == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        for (color, terminal, variables, expected) in [
            (Auto, true, &[][..], true),
            (Auto, false, &[], false),
            (Always, false, &[("NO_COLOR", "1"), ("CARGO_TERM_COLOR", "never")], true),
            (Never, true, &[("CLICOLOR_FORCE", "1"), ("CARGO_TERM_COLOR", "always")], false),
            (Auto, false, &[("CARGO_TERM_COLOR", "always"), ("NO_COLOR", "1")], true),
            (Auto, true, &[("CARGO_TERM_COLOR", "never")], false),
            (Auto, true, &[("CARGO_TERM_COLOR", "auto")], true),
            (Auto, true, &[("CARGO_TERM_COLOR", "purple")], true),
            (Auto, true, &[("NO_COLOR", "1")], false),
            (Auto, true, &[("NO_COLOR", "")], true),
            (Auto, false, &[("CLICOLOR_FORCE", "1")], true),
            (Auto, false, &[("CLICOLOR_FORCE", "0")], false),
            (Auto, false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
            (Auto, true, &[("CLICOLOR", "0")], false),
            (Auto, true, &[("CLICOLOR", "1")], true),
            (Auto, true, &[("TERM", "dumb")], false),
        ] {
            assert_eq!(on(color, terminal, variables), expected, "{color:?} {variables:?}");
        }
    }
}
