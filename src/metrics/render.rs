//! Prometheus' text format, version 0.0.4.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use ::metrics::{Key, KeyName, SharedString};

use super::Values;

const QUANTILES: [(&str, f64); 5] =
    [("0", 0.0), ("0.5", 0.5), ("0.9", 0.9), ("0.99", 0.99), ("1", 1.0)];

pub(super) fn text(
    help: &BTreeMap<KeyName, SharedString>,
    counters: &[(Key, u64)],
    gauges: &[(Key, f64)],
    histograms: &[(Key, Values)],
) -> String {
    let mut text = Text { out: String::new(), help };
    text.family("counter", counters, |text, key, sum| text.line(key, "", None, *sum));
    text.family("gauge", gauges, |text, key, value| text.line(key, "", None, Number(*value)));
    text.family("summary", histograms, |text, key, values| {
        for (name, part) in QUANTILES {
            let value = Number(values.quantile(part).unwrap_or(f64::NAN));
            text.line(key, "", Some(("quantile", name)), value);
        }
        text.line(key, "_sum", None, Number(values.sum()));
        text.line(key, "_count", None, values.count());
    });
    text.out
}

struct Text<'h> {
    out: String,
    help: &'h BTreeMap<KeyName, SharedString>,
}

impl Text<'_> {
    /// All metrics of one kind; those of one name stand together.
    fn family<V>(&mut self, kind: &str, metrics: &[(Key, V)], show: impl Fn(&mut Self, &Key, &V)) {
        let mut last = None;
        for (key, value) in metrics {
            if last != Some(key.name()) {
                last = Some(key.name());
                if let Some(help) = self.help.get(key.name()) {
                    let help = help.replace('\\', "\\\\").replace('\n', "\\n");
                    self.put(format_args!("# HELP {} {help}\n", Name(key.name())));
                }
                self.put(format_args!("# TYPE {} {kind}\n", Name(key.name())));
            }
            show(self, key, value);
        }
    }

    fn line(
        &mut self,
        key: &Key,
        suffix: &str,
        more: Option<(&str, &str)>,
        value: impl fmt::Display,
    ) {
        self.put(format_args!("{}{suffix}", Name(key.name())));
        let labels = key.labels().map(|label| (label.key(), label.value())).chain(more);
        let mut separator = '{';
        for (name, value) in labels {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            self.put(format_args!("{separator}{}=\"{value}\"", Name(name)));
            separator = ',';
        }
        let end = if separator == '{' { "" } else { "}" };
        self.put(format_args!("{end} {value}\n"));
    }

    fn put(&mut self, text: fmt::Arguments<'_>) {
        let _ = self.out.write_fmt(text); // a `String` takes everything
    }
}

/// A name with the characters that the format allows.
struct Name<'n>(&'n str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, letter) in self.0.chars().enumerate() {
            let good = letter.is_ascii_alphabetic() || matches!(letter, '_' | ':');
            let good = good || at > 0 && letter.is_ascii_digit();
            f.write_char(if good { letter } else { '_' })?;
        }
        Ok(())
    }
}

struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_infinite() {
            f.write_str(if self.0 > 0.0 { "+Inf" } else { "-Inf" })
        } else {
            self.0.fmt(f)
        }
    }
}
