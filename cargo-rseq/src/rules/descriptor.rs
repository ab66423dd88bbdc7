//! Rules on descriptors by themselves: what the kernel checks, and more.

use super::{Findings, Rule};
use crate::image::Image;
use crate::section::{DESCRIPTOR_SIZE, MAX_LENGTH, Section};

pub fn check(image: &Image, section: &Section, findings: &mut Findings) {
    let descriptor = &section.descriptor;
    let at = descriptor.address;
    if descriptor.version != 0 {
        findings.error(Rule::Version, at, format!("version {}, not 0", descriptor.version));
    }
    if descriptor.flags != 0 {
        findings.error(Rule::Flags, at + 4, format!("flags {:#x}, not 0", descriptor.flags));
    }
    if !at.is_multiple_of(DESCRIPTOR_SIZE) {
        findings.error(Rule::Alignment, at, "the address is not a multiple of 32");
    }
    if let Some(what) = image.left_out(at..at.saturating_add(DESCRIPTOR_SIZE)) {
        findings.warning(Rule::Placed, at, format!("the descriptor has a {what}: not judged"));
        return;
    }
    range(image, section, findings);
    if image.moves {
        for (name, field) in [("start", at + 8), ("abort", at + 24)] {
            if !image.is_relocated(field) {
                let message = format!(
                    "the {name} address is not relocated, but this file may lie at any address"
                );
                findings.error(Rule::Relocated, field, message);
            }
        }
    }
    abort(image, section, findings);
}

fn range(image: &Image, section: &Section, findings: &mut Findings) {
    let descriptor = &section.descriptor;
    let (at, start, length) = (descriptor.address, descriptor.start, descriptor.length);
    if length == 0 {
        findings.error(Rule::Range, at + 16, "the section is empty");
    } else if start.checked_add(length).is_none() {
        findings.error(
            Rule::Range,
            at + 16,
            format!("{length:#x} bytes from {start:#x} wrap around"),
        );
    } else if image.code_section(start).is_none() {
        findings.error(Rule::Range, at + 8, format!("the start {start:#x} is not in code"));
    } else if length > MAX_LENGTH {
        let message = format!("{length} bytes are more than any section needs: it is not read");
        findings.error(Rule::Range, at + 16, message);
    } else if !section.readable {
        let message = format!("{length} bytes from {start:#x} leave the code, or others have them");
        findings.error(Rule::Range, at + 16, message);
    }
}

fn abort(image: &Image, section: &Section, findings: &mut Findings) {
    let descriptor = &section.descriptor;
    let abort = descriptor.abort;
    if descriptor.contains(abort) {
        findings.error(
            Rule::Abort,
            descriptor.address + 24,
            format!(
                "the abort address {abort:#x} lies in the section: it would be aborted for ever"
            ),
        );
        return;
    }
    if image.code(abort).is_none() {
        let message = format!("the abort address {abort:#x} is not in code");
        findings.error(Rule::Abort, descriptor.address + 24, message);
        return;
    }
    let signature = image.architecture.signature(image.big_endian);
    let before = abort.checked_sub(4).and_then(|at| image.code(at)?.get(..4));
    if before != Some(&signature) {
        let found = before.map_or("nothing".to_owned(), hex);
        let message = format!(
            "before the abort address {abort:#x} is {found}, not the signature {}",
            hex(&signature)
        );
        findings.error(Rule::Signature, abort.wrapping_sub(4), message);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
