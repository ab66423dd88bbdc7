//! The free list of the README: wrong, and the report that says where; corrected, and nothing is
//! found.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]
#![allow(
    clippy::stable_sort_primitive,
    clippy::needless_for_each,
    clippy::redundant_closure_for_method_calls,
    reason = "an example for newcomers"
)]

mod right {
    include!("free_list/right.rs");
}
mod wrong {
    include!("free_list/wrong.rs");
}

use rseq_check::{Error, Place, Violation};

const RIGHT: &str = include_str!("free_list/right.rs");
const WRONG: &str = include_str!("free_list/wrong.rs");
const README: &str = include_str!("../README.md");

/// The line of the example that contains `text`, from 1.
fn line(text: &str) -> u32 {
    let line = WRONG.lines().position(|line| line.contains(text));
    u32::try_from(line.unwrap()).unwrap() + 1
}

#[test]
fn the_report_shows_the_lines_between_the_read_and_the_section() {
    let result = wrong::check_pop(|check| check.try_run());
    let Err(Error::Violations(report)) = &result else { panic!("{result:?}") };
    println!("{report}");
    for boundary in report.violations() {
        assert_eq!(boundary.place, Place::Preparation, "{report}");
        let [Violation::Invariant(message)] = &boundary.violations[..] else { panic!("{report}") };
        let expected = "assertion `left == right` failed: each node once (left: [0, 1, 2, 3, ";
        assert!(message.contains("each node once"), "{message} {expected}");
    }
    // The first wrong one is right after the read of `next`, the last one arms the section.
    let boundaries = &report.boundaries;
    let at = |boundary: &rseq_check::Boundary| boundary.location().and_then(|at| at.line);
    let first = boundaries.iter().position(|at| !at.violations.is_empty()).unwrap();
    assert_eq!(at(&boundaries[first - 1]), Some(line("let next = self")), "{report}");
    let last = boundaries.iter().rposition(|at| !at.violations.is_empty()).unwrap();
    assert_eq!(boundaries[last + 1].place, Place::Section, "{report}");
    let text = report.to_string();
    assert!(text.starts_with(&format!("{} of ", last + 1 - first)), "{text}");
    assert!(text.contains("FreeList::pop"), "{text}");
}

#[test]
fn the_corrected_list_passes() {
    println!("{}", right::check_pop(|check| check.try_run()).unwrap());
}

#[test]
fn only_the_event_makes_the_difference() {
    let corrected = WRONG.replace("PerCpu, Untracked, Word", "PerCpu, Word");
    assert_eq!(corrected.replace(", Untracked>", ">"), RIGHT);
}

#[test]
fn the_readme_shows_this_list() {
    assert!(README.contains(WRONG), "the README's list is not the tested one");
}

/// The first block of the README that begins with this text, without its indentation.
fn block(begin: &str) -> Vec<&'static str> {
    let from = README.find(begin).unwrap_or_else(|| panic!("the README shows no `{begin}`"));
    README[from..].lines().take_while(|line| *line != "```").collect()
}

/// A text with each number replaced by `#`.
fn without_numbers(text: &str) -> String {
    let digits: String =
        text.chars().map(|it| if it.is_ascii_digit() { '#' } else { it }).collect();
    let mut text = digits;
    while text.contains("##") {
        text = text.replace("##", "#");
    }
    text
}

/// What a line of a report says about the source: `(function, line)`.
fn source(line: &str) -> Option<(&str, u32)> {
    let (before, after) = line.rsplit_once(" at ")?;
    let function = before.rsplit("  ").next()?.rsplit("::").find(|name| !name.contains('{'))?;
    let number = after.rsplit_once(':')?.1.split(' ').next()?;
    Some((function, number.parse().ok()?))
}

/// What the README prints is what a newcomer gets: the same lines in the same form. How many instructions
/// there are, and which, is up to the compiler.
#[test]
fn the_readme_shows_the_reports() {
    let Err(error) = wrong::check_pop(|check| check.try_run()) else { panic!("nothing is found") };
    let printed = format!("rseq-check: {error}");
    let (shown, printed) = (block("rseq-check: 4 of"), printed.lines().collect::<Vec<_>>());
    assert_eq!(without_numbers(shown[0]), without_numbers(printed[0]));
    // The violation, with the line of the assertion.
    let violation = |line: &str| {
        let (_, place) = line.split_once("free_list").unwrap();
        let (place, message) = place.split_once(": ").unwrap();
        (place.rsplit_once(':').unwrap().1.to_owned(), without_numbers(message))
    };
    let lists = |message: String| message.replace("#, ", ""); // how many nodes were found twice
    let [(shown_line, shown_text), (line, text)] = [shown[1], printed[1]].map(violation);
    assert_eq!((shown_line, lists(shown_text)), (line, lists(text)));
    let (first, last) = (self::line("fn pop") + 1, self::line("let next = self"));
    // The boundaries: between the read of `next` and the end of the preparation, in `pop`.
    assert_eq!((shown[2], printed[2]), ("", ""));
    let lines = first..=last;
    for boundaries in [&shown[3..], &printed[3..]] {
        let mut in_pop = 0;
        for boundary in boundaries.iter().filter(|line| !line.is_empty()) {
            assert!(boundary.starts_with("  preparation  "), "{boundary}");
            let (function, line) = source(boundary).unwrap_or_else(|| panic!("{boundary}"));
            // An instruction of the function around may be put among these.
            assert!(["pop", "check_pop"].contains(&function), "{boundary}");
            if function == "pop" {
                assert!(lines.contains(&line), "{boundary}");
                in_pop += 1;
            }
        }
        assert!(in_pop > 0, "{boundaries:#?}");
    }
    assert_eq!(shown[0].split(' ').nth(1), Some((shown.len() - 3).to_string().as_str()));

    let report = right::check_pop(|check| check.run()).to_string();
    let shown = block("0 of ");
    assert_eq!(without_numbers(shown[0]), without_numbers(report.lines().next().unwrap()));
}
