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
