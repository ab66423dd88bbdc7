//! Functions and source lines: from DWARF where it is there, else from symbols.

use std::borrow::Cow;
use std::collections::HashMap;

use addr2line::Context;
use gimli::{EndianSlice, RunTimeEndian, SectionId};
use object::{CompressionFormat, Object, ObjectSection};

use crate::image::Image;
use crate::place::Budget;

/// The sections of DWARF, decompressed; none where nothing is looked up.
#[derive(Default)]
pub struct Dwarf<'data>(HashMap<SectionId, Cow<'data, [u8]>>);

/// How many times larger decompressed information can be; what states more is not read, since it could
/// take any amount of memory. Usual are 3 to 10.
const MOST: u64 = 64;

impl<'data> Dwarf<'data> {
    pub fn read(image: &Image<'data>) -> Self {
        let mut budget = Budget::new(MOST.saturating_mul(image.len));
        let mut read = |id: SectionId| {
            // Older compression has names of its own, which `object` knows: `.zdebug_info`.
            let section = image.file.section_by_name(id.name())?;
            let compressed = section.compressed_data().ok()?;
            let plain = compressed.format == CompressionFormat::None;
            let small = compressed.uncompressed_size / MOST <= compressed.data.len() as u64;
            let mut data = (plain || small).then(|| compressed.decompress().ok()).flatten()?;
            if let Some(places) = &image.places {
                places.write(&image.file, &section, data.to_mut(), &mut budget).ok()?;
            }
            Some(data)
        };

        let ids = [
            SectionId::DebugAbbrev,
            SectionId::DebugAddr,
            SectionId::DebugAranges,
            SectionId::DebugInfo,
            SectionId::DebugLine,
            SectionId::DebugLineStr,
            SectionId::DebugLoc,
            SectionId::DebugLocLists,
            SectionId::DebugMacinfo,
            SectionId::DebugMacro,
            SectionId::DebugNames,
            SectionId::DebugRanges,
            SectionId::DebugRngLists,
            SectionId::DebugStr,
            SectionId::DebugStrOffsets,
            SectionId::DebugTypes,
        ];
        Self(ids.into_iter().filter_map(|id| Some((id, read(id)?))).collect())
    }
}

/// Looks addresses up.
pub struct Lines<'image, 'data> {
    image: &'image Image<'data>,
    context: Option<Context<EndianSlice<'image, RunTimeEndian>>>,
}

/// Where an address comes from.
#[derive(Clone, Default)]
pub struct Origin {
    /// The function that the user wrote, with what was inlined into it left out.
    pub function: Option<String>,
    /// `file:line`
    pub location: Option<String>,
}

impl<'image, 'data> Lines<'image, 'data> {
    pub fn new(image: &'image Image<'data>, dwarf: &'image Dwarf<'data>) -> Self {
        let endian = if image.big_endian { RunTimeEndian::Big } else { RunTimeEndian::Little };
        let load = |id: SectionId| {
            let data = dwarf.0.get(&id).map_or(&[][..], |data| data);
            Ok::<_, gimli::Error>(EndianSlice::new(data, endian))
        };
        let context =
            gimli::Dwarf::load(load).ok().and_then(|dwarf| Context::from_dwarf(dwarf).ok());
        Self { image, context }
    }

    /// The line of an instruction.
    pub fn location(&self, address: u64) -> Option<String> {
        let location = self.context.as_ref()?.find_location(address).ok()??;
        Some(format!("{}:{}", location.file?, location.line?))
    }

    /// Of an instruction of a section. The innermost function inlined there is the one that a macro
    /// made around the section where it begins with two underscores: its caller is the user's.
    /// Without DWARF, the line is in the name of the landing, at `abort`.
    pub fn origin(&self, address: u64, abort: u64) -> Origin {
        let mut origin = Origin::default();
        let frames =
            self.context.as_ref().map(|context| context.find_frames(address).skip_all_loads());
        if let Some(Ok(mut frames)) = frames {
            // Inlined functions nest as deep as their units are long; damaged ones deeper.
            for _ in 0..64 {
                let Ok(Some(frame)) = frames.next() else { break };
                if origin.location.is_none() {
                    origin.location = frame.location.and_then(|location| {
                        Some(format!("{}:{}", location.file?, location.line?))
                    });
                }
                let name = frame.function.and_then(|function| {
                    let name = function.demangle().ok()?.into_owned();
                    Some(without_hash(&name))
                });
                if let Some(name) = name {
                    let generated = is_generated(&name);
                    if origin.function.is_none() || !generated {
                        origin.function = Some(name);
                    }
                    if !generated {
                        break;
                    }
                }
            }
        }
        if origin.function.is_none() {
            let symbol = self.image.function(address);
            origin.function = symbol.map(|symbol| demangle(&symbol.name));
        }
        if origin.location.is_none() {
            origin.location = self.image.function(abort).and_then(|symbol| named(&symbol.name));
        }
        origin
    }
}

/// A function that the macro makes to hold a section, or a closure around one.
fn is_generated(name: &str) -> bool {
    let last = name.rsplit("::").next().unwrap_or(name);
    last.starts_with("__section") || last.starts_with("{closure") && name.contains("__section")
}

/// The `file:line` in the name of a landing, `rseq abort in MODULE at FILE:LINE`; an abort's label may
/// follow.
fn named(symbol: &str) -> Option<String> {
    let (_, place) = symbol.strip_prefix("rseq abort in ")?.split_once(" at ")?;
    let (file, rest) = place.rsplit_once(':')?;
    let line: u32 = rest.split(' ').next()?.parse().ok()?;
    Some(format!("{file}:{line}"))
}

/// A symbol's name as its source has it.
pub fn demangle(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

/// Without the hash that older manglings end with.
fn without_hash(name: &str) -> String {
    match name.rsplit_once("::h") {
        Some((path, hash)) if hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => {
            path.to_owned()
        }
        _ => name.to_owned(),
    }
}
