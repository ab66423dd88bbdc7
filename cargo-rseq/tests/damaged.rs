//! Files that are cut off, or changed at random, never make the inspector panic or go on for ever.
//!
//! `INSPECT_MUTATIONS=100000 cargo test --release -p cargo-rseq --test damaged` tries more.

mod common;

use std::env;

use common::{Link, cases, for_each_isa, object, program, static_library};
use rseq_inspect::{Inspection, members};

/// Numbers that are random enough, and the same every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap()
    }
}

/// Everything that is done with a file, as far as it goes.
fn inspect(data: &[u8]) -> bool {
    match members(data) {
        Ok(members) => members.iter().filter(|member| inspect_one(member.data)).count() > 0,
        Err(error) => !error.to_string().is_empty(),
    }
}

fn inspect_one(data: &[u8]) -> bool {
    match Inspection::read(data) {
        Ok(inspection) => {
            let all = inspection.sections.iter().flat_map(|section| &section.instructions);
            let text: usize = all.map(|line| line.pseudo.len()).sum();
            assert!(text < 1 << 28);
            inspection.find("0x0").count();
            !inspection.findings.is_empty()
        }
        Err(error) => !error.to_string().is_empty(),
    }
}

/// The parts of a file in which a change is likely to matter: its header, its section table (the last
/// thing in it), and its tables of sections.
fn hot_spots(data: &[u8], descriptor_at: usize) -> [std::ops::Range<usize>; 4] {
    let end = data.len();
    let table = descriptor_at..(descriptor_at + 2048).min(end);
    [0..64, end.saturating_sub(1500)..end, table, 0..end]
}

/// Changes a few places at random.
fn mutate(random: &mut Random, original: &[u8], descriptor_at: usize) -> Vec<u8> {
    const INTERESTING: [u64; 8] = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fff_ffff, u64::MAX];
    let mut data = original.to_vec();
    let spots = hot_spots(&data, descriptor_at);
    for _ in 0..=random.below(6) {
        let spot = &spots[random.below(spots.len())];
        let at = spot.start + random.below(spot.len());
        let width = 1 << random.below(4);
        let value = match random.below(4) {
            0 => random.next(),
            1 => INTERESTING[random.below(INTERESTING.len())],
            2 => u64::from(data[at]) ^ 1 << random.below(8),
            _ => u64::from(data[at]).wrapping_add(random.next() % 64),
        };
        for (byte, new) in data[at..].iter_mut().zip(value.to_le_bytes()).take(width) {
            *byte = new;
        }
    }
    if random.below(8) == 0 {
        data.truncate(random.below(data.len()));
    }
    data
}

/// About where the descriptors lie: these files hold code, then those, then symbols.
fn descriptors(data: &[u8]) -> usize {
    data.len() / 2
}

#[test]
fn mutated_files() {
    let more = env::var("INSPECT_MUTATIONS").ok().and_then(|number| number.parse::<usize>().ok());
    for_each_isa(|isa| {
        let all = program("mutated-all", isa, &cases::program(isa), Link::Library, &[]);
        let one = program("mutated-one", isa, &cases::good(isa), Link::Library, &[]);
        let loose = object("mutated-object", isa, &cases::away(isa));
        let library = static_library(&[("one.o", &loose), ("other.o", &loose)]);
        let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ isa.triple.len() as u64);
        let files = [(all, 12), (one, 120), (loose, 80), (library, 40)];
        for (data, mutations) in files {
            let mutations = more.unwrap_or(mutations);
            let at = descriptors(&data);
            let noticed = (0..mutations).filter(|_| inspect(&mutate(&mut random, &data, at)));
            // Half of what changes is padding, or a name.
            let noticed = noticed.count();
            assert!(noticed > mutations / 4, "{}: {noticed} of {mutations}", isa.triple);
        }
    });
}

#[test]
fn truncated_files() {
    for_each_isa(|isa| {
        let data = program("cut", isa, &cases::good(isa), Link::Library, &[]);
        assert!(!inspect(&data), "{}: the whole file is sound", isa.triple);
        for len in (0..data.len()).step_by(1 + data.len() / 200) {
            let error =
                Inspection::read(&data[..len]).expect_err("the section table is at the end");
            assert!(!error.to_string().is_empty());
        }
        let object = object("cut-object", isa, &cases::away(isa));
        assert!(!inspect(&object), "{}: the whole object file is sound", isa.triple);
        for len in (0..object.len()).step_by(1 + object.len() / 100) {
            let error = Inspection::read(&object[..len]).expect_err("the same of an object file");
            assert!(!error.to_string().is_empty());
        }
    });
}
