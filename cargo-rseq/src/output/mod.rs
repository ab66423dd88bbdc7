//! What is printed.

mod json;
mod lint;
mod list;
mod show;

pub use json::json;
pub use lint::{lint, rules};
pub use list::list;
pub use show::show;

/// How text is emphasised, if at all.
#[derive(Clone, Copy)]
pub struct Style {
    colors: bool,
}

/// What text is.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A heading.
    Heading,
    /// What is looked for first: a function.
    Name,
    /// The commit.
    Commit,
    /// What makes the kernel or the compares watch.
    Guard,
    /// Less important.
    Faint,
    /// A warning.
    Warning,
    /// An error.
    Error,
    /// That there is none.
    Good,
    /// Anything else.
    Plain,
}

impl Style {
    pub fn new(colors: bool) -> Self {
        Self { colors }
    }

    /// The text in its colour.
    pub fn paint(self, kind: Kind, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let code = match kind {
            Kind::Heading => "1",
            Kind::Name => "1;36",
            Kind::Commit => "1;32",
            Kind::Guard => "34",
            Kind::Faint => "2",
            Kind::Warning => "1;33",
            Kind::Error => "1;31",
            Kind::Good => "32",
            Kind::Plain => return text.to_owned(),
        };
        if self.colors { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// The text in its colour, filled up to a width.
    pub fn fill(self, kind: Kind, text: &str, width: usize) -> String {
        let space = width.saturating_sub(text.chars().count());
        self.paint(kind, text) + &" ".repeat(space)
    }
}

/// The last two parts of a path, which mostly tell files apart.
pub fn short(location: &str) -> &str {
    let slash = location.rmatch_indices('/').nth(1);
    slash.map_or(location, |(at, _)| &location[at + 1..])
}

/// A number of things.
pub fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}
