//! `lint`: findings, and the rules.

use std::io::{self, Write};

use rseq_inspect::{Finding, Rule, Severity};

use crate::files::Inspected;

use super::{Kind, Style, count};

pub fn lint(out: &mut impl Write, style: Style, inspected: &Inspected) -> io::Result<()> {
    let Inspected { name, inspection, .. } = inspected;
    for finding in &inspection.findings {
        one(out, style, finding)?;
    }
    let [errors, warnings] =
        [Severity::Error, Severity::Warning].map(|severity| inspection.count(severity));
    let verdict = match (errors, warnings) {
        (0, 0) => style.paint(Kind::Good, "sound"),
        (0, warnings) => style.paint(Kind::Warning, &count(warnings, "warning")),
        (errors, 0) => style.paint(Kind::Error, &count(errors, "error")),
        (errors, warnings) => {
            let text = format!("{}, {}", count(errors, "error"), count(warnings, "warning"));
            style.paint(Kind::Error, &text)
        }
    };
    let sections = count(inspection.sections.len(), "section");
    writeln!(out, "{name}: {}, {sections}: {verdict}", inspection.architecture)
}

fn one(out: &mut impl Write, style: Style, finding: &Finding) -> io::Result<()> {
    let kind = match finding.severity {
        Severity::Error => Kind::Error,
        Severity::Warning => Kind::Warning,
    };
    let head = style.paint(kind, &format!("{}[{}]", finding.severity, finding.rule.name()));
    writeln!(out, "{head} at {:#x}: {}", finding.address, finding.message)?;
    if let Some(descriptor) = finding.descriptor {
        let function = finding.function.as_deref().unwrap_or("an unknown function");
        let location = finding.location.as_ref().map_or_else(String::new, |at| format!(", {at}"));
        let text = format!("  in {function}{location} (descriptor {descriptor:#x})");
        writeln!(out, "{}", style.paint(Kind::Faint, &text))?;
    }
    Ok(())
}

/// Every rule with what it asks for.
pub fn rules(out: &mut impl Write) -> io::Result<()> {
    for rule in Rule::ALL {
        writeln!(out, "{:<16} {}", rule.name(), rule.text())?;
    }
    Ok(())
}
