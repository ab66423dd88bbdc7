//! Rules on the store before a section, without which the kernel does not know of it.

use super::{Findings, Rule};
use crate::image::Image;
use crate::insn::Place;
use crate::section::{Arming, DESCRIPTOR_SIZE, Section};

/// Where `rseq_cs` lies in an area, whose address is a multiple of 32.
const RSEQ_CS: u64 = 8;

pub fn check(image: &Image, section: &Section, findings: &mut Findings) {
    let descriptor = &section.descriptor;
    let start = descriptor.start;
    match &section.arming {
        Arming::Missing => findings.error(
            Rule::Armed,
            start,
            "no store right before the section: it is never armed, and runs unprotected",
        ),
        Arming::Store { instructions, place, value } => {
            let at = instructions.last().map_or(start, |store| store.address);
            match value {
                Some(value) if descriptor.is_at(image, *value) => {}
                Some(value) => findings.error(
                    Rule::Descriptor,
                    at,
                    format!(
                        "the store before the section stores {value:#x}, not the descriptor's address \
                         {:#x}",
                        descriptor.address
                    ),
                ),
                None => findings.warning(
                    Rule::Armed,
                    at,
                    "what the store before the section stores cannot be told from the instructions before it",
                ),
            }
            if !into_rseq_cs(place) {
                findings.error(
                    Rule::Place,
                    at,
                    format!(
                        "the store before the section goes to offset {} of an area: `rseq_cs` is at 8",
                        place.offset
                    ),
                );
            }
        }
    }
}

/// A base may point to an area, or be a thread pointer, which is as aligned.
fn into_rseq_cs(place: &Place) -> bool {
    place.offset.cast_unsigned() % DESCRIPTOR_SIZE == RSEQ_CS
}
