//! Every rule is broken once for every instruction set, and found there and nowhere else.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Link, cases, for_each_isa, isa, object, program};
use rseq_inspect::{Finding, Inspection, Rule};

/// The rules broken by each function, and the findings on tables.
fn by_function(findings: &[Finding]) -> (BTreeMap<&str, BTreeSet<&str>>, Vec<&Finding>) {
    let mut functions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut tables = Vec::new();
    for finding in findings {
        match &finding.function {
            Some(function) => {
                functions.entry(function).or_default().insert(finding.rule.name());
            }
            None => tables.push(finding),
        }
    }
    (functions, tables)
}

/// The rules of code, which a case has the name of.
fn named(isa: &isa::Isa) -> Vec<&'static str> {
    let mut names: Vec<&str> = vec![
        "call",
        "return",
        "indirect-jump",
        "trap",
        "system-call",
        "stack",
        "known",
        "repeat",
        "early-commit",
        "disarmed",
        "exit",
        "commit",
        "not-armed",
        "armed-other",
        "armed-elsewhere",
        "entered",
        "signature",
        "abort",
        "range",
        "decoded",
        "version",
        "flags",
    ];
    if matches!(isa.name(), "x86" | "x86_64") {
        names.push("branch-target");
    }
    names
}

fn check(isa: &isa::Isa, link: Link, name: &str) {
    check_file(isa, &program(name, isa, &cases::program(isa), link, &[]));
}

fn check_file(isa: &isa::Isa, data: &[u8]) {
    let inspection = Inspection::read(data).unwrap();
    assert_eq!(inspection.architecture.name(), isa.name());
    let (functions, tables) = by_function(&inspection.findings);
    let mut expected: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let names: Vec<_> = named(isa).into_iter().map(|rule| (rule.replace('-', "_"), rule)).collect();
    for (function, rule) in &names {
        expected.entry(function).or_default().insert(rule);
    }
    expected.entry("entered_early").or_default().insert("entered");
    if isa.modify.is_some() {
        expected.entry("modify").or_default().insert("repeat");
    }
    assert_eq!(functions, expected, "{} {}", isa.triple, isa.features);
    let mut rules: Vec<_> = tables.iter().map(|finding| finding.rule.name()).collect();
    rules.sort_unstable();
    let expected = ["exit-array", "exit-array", "pointer-array", "pointer-array", "pointer-array"];
    assert_eq!(rules, expected, "{}: {tables:#?}", isa.triple);
}

#[test]
fn every_rule_is_found_in_a_library() {
    for_each_isa(|isa| check(isa, Link::Library, "library"));
}

#[test]
fn every_rule_is_found_in_a_program_at_a_fixed_address() {
    for_each_isa(|isa| check(isa, Link::Fixed, "fixed"));
}

#[test]
fn every_rule_is_found_in_an_object_file() {
    for_each_isa(|isa| check_file(isa, &object("object", isa, &cases::program(isa))));
}

#[test]
fn every_rule_is_found_with_packed_relocations() {
    let isa = &isa::ALL[0];
    let data = program("packed", isa, &cases::program(isa), Link::Packed, &[]);
    let text = String::from_utf8_lossy(&data).into_owned();
    assert!(text.contains(".relr.dyn"), "the linker packs relocations");
    check(isa, Link::Packed, "packed");
}

/// The rules that no code of the cases breaks.
#[test]
fn every_rule_has_a_control() {
    let elsewhere = ["relocated", "placed", "alignment", "overlap", "pointer-array", "exit-array"];
    let named = named(&isa::ALL[0]);
    for rule in Rule::ALL {
        let name = rule.name();
        assert!(named.contains(&name) || elsewhere.contains(&name), "{name} has no control");
        assert!(!rule.text().is_empty() && rule.text().ends_with('.'), "{name}: {:?}", rule.text());
    }
}
