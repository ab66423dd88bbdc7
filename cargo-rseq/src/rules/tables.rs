//! Rules on the tables in which debuggers and tools find sections.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, Rule};
use crate::image::{DESCRIPTORS, EXITS, Image, POINTERS};
use crate::section::{self, DESCRIPTOR_SIZE, Section};

pub fn check(image: &Image, sections: &[Section], findings: &mut Findings) {
    for table in image.named(DESCRIPTORS) {
        let len = table.data.len() as u64;
        if !len.is_multiple_of(DESCRIPTOR_SIZE) {
            let message = format!("{DESCRIPTORS} has {len} bytes, which are no row of descriptors");
            findings.error(Rule::Alignment, table.address, message);
        }
    }
    overlaps(sections, findings);
    pointers(image, sections, findings);
    exits(image, sections, findings);
}

fn overlaps(sections: &[Section], findings: &mut Findings) {
    let mut ranges: Vec<(u64, u64, u64)> = sections
        .iter()
        .filter(|section| section.readable)
        .map(|section| &section.descriptor)
        .map(|descriptor| (descriptor.start, descriptor.post_commit(), descriptor.address))
        .collect();
    ranges.sort_unstable();
    for pair in ranges.windows(2) {
        let [(_, end, first), (start, _, second)] = pair else { continue };
        if start < end {
            let message =
                format!("the sections of the descriptors {first:#x} and {second:#x} overlap");
            findings.error(Rule::Overlap, *start, message);
        }
    }
}

fn pointers(image: &Image, sections: &[Section], findings: &mut Findings) {
    if sections.is_empty() && image.named(POINTERS).next().is_none() {
        return;
    }
    let Some(table) = image.named(POINTERS).next() else {
        let message = format!("no {POINTERS}: debuggers and tools do not find the sections");
        findings.warning(Rule::Pointers, sections[0].descriptor.address, message);
        return;
    };
    let entries = section::table(image, POINTERS);
    let mut counts: BTreeMap<u64, usize> =
        sections.iter().map(|section| (section.descriptor.address, 0)).collect();
    for (at, value) in entries {
        match counts.get_mut(&value) {
            Some(count) => *count += 1,
            None => findings.error(
                Rule::Pointers,
                at,
                format!("an entry of {POINTERS} is {value:#x}, where no descriptor lies"),
            ),
        }
    }
    for (descriptor, count) in counts {
        match count {
            0 => {
                let message = format!("{POINTERS} has not the descriptor {descriptor:#x}");
                findings.error(Rule::Pointers, table.address, message);
            }
            1 => {}
            _ => {
                let message =
                    format!("{POINTERS} has the descriptor {descriptor:#x} {count} times");
                findings.warning(Rule::Pointers, table.address, message);
            }
        }
    }
}

fn exits(image: &Image, sections: &[Section], findings: &mut Findings) {
    let starts: BTreeSet<u64> = sections.iter().map(|section| section.descriptor.start).collect();
    let entries = section::table(image, EXITS);
    if !entries.len().is_multiple_of(2) {
        let at = image.named(EXITS).next().map_or(0, |table| table.address);
        findings.error(Rule::Exits, at, format!("{EXITS} ends in half a pair"));
    }
    for pair in entries.chunks_exact(2) {
        let [(at, start), (field, exit)] = *pair else { continue };
        if !starts.contains(&start) {
            let message = format!("an entry of {EXITS} is for {start:#x}, where no section starts");
            findings.error(Rule::Exits, at, message);
        }
        if image.code(exit).is_none() {
            findings.error(Rule::Exits, field, format!("the exit {exit:#x} is not in code"));
        }
    }
    for section in sections {
        for exit in &section.exits {
            if section.descriptor.contains(*exit) {
                let message = format!("the exit {exit:#x} lies in its section");
                findings.error(Rule::Exits, *exit, message);
            }
        }
    }
}
