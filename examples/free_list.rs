//! A table of connections, whose free places are found without locks.
//!
//! ```sh
//! cargo run --release --example free_list
//! ```
//!
//! Many threads open and close connections. A free place comes from a [`FreeList`] of indices; the buffer
//! of a connection is a node of a [`NodeList`], which carries its link itself. Each place says who
//! has it, so that one with two owners would be found out at once.

#![allow(missing_docs)]

use core::mem::offset_of;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use restartable::free_list::{Link, Node};
use restartable::{FreeList, NodeList};

const PLACES: u32 = 256;
const THREADS: usize = 16;
const CONNECTIONS: usize = 20_000;

/// What a connection needs, too large to be made for each.
struct Buffer {
    link: Link<Self>,
    bytes: [u8; 4096],
}

// SAFETY: the offset of a link of this type.
unsafe impl Node for Buffer {
    const LINK: usize = offset_of!(Self, link);
}

struct Table {
    places: FreeList,
    /// Who has each place; 0 if nobody.
    owners: Vec<AtomicUsize>,
    buffers: NodeList<Buffer>,
    made: AtomicUsize,
    refused: AtomicUsize,
}

impl Table {
    fn new() -> Self {
        Self {
            places: FreeList::new(PLACES),
            owners: (0..PLACES).map(|_| AtomicUsize::new(0)).collect(),
            buffers: NodeList::new(),
            made: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
        }
    }

    fn open(&self, owner: usize) -> Option<(u32, Box<Buffer>)> {
        let Some(place) = self.places.pop() else {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return None;
        };
        let before = self.owners[place as usize].swap(owner, Ordering::Relaxed);
        assert_eq!(before, 0, "place {place} has two owners");
        let buffer = self.buffers.pop().unwrap_or_else(|| {
            self.made.fetch_add(1, Ordering::Relaxed);
            Box::new(Buffer { link: Link::new(), bytes: [0; 4096] })
        });
        Some((place, buffer))
    }

    fn close(&self, owner: usize, place: u32, buffer: Box<Buffer>) {
        let before = self.owners[place as usize].swap(0, Ordering::Relaxed);
        assert_eq!(before, owner, "place {place} was somebody else's");
        self.buffers.push(buffer);
        self.places.push(place);
    }
}

fn main() {
    let table = Table::new();
    let start = Instant::now();
    std::thread::scope(|scope| {
        for owner in 1..=THREADS {
            let table = &table;
            scope.spawn(move || {
                let mut open = Vec::new();
                for connection in 0..CONNECTIONS {
                    if let Some((place, mut buffer)) = table.open(owner) {
                        buffer.bytes[connection % 4096] = 1;
                        open.push((place, buffer));
                    }
                    // As many as 20 at a time, and the oldest is closed first.
                    if open.len() > connection % 20 {
                        let (place, buffer) = open.remove(0);
                        table.close(owner, place, buffer);
                    }
                }
                for (place, buffer) in open {
                    table.close(owner, place, buffer);
                }
            });
        }
    });
    let time = start.elapsed();

    println!("backend: {}", restartable::backend());
    let refused = table.refused.load(Ordering::Relaxed);
    let made = table.made.load(Ordering::Relaxed);
    println!("{} connections of {THREADS} threads in {time:.0?}", THREADS * CONNECTIONS - refused);
    println!("{made} buffers made, {refused} connections refused");

    let mut free: Vec<u32> = std::iter::from_fn(|| table.places.pop()).collect();
    free.sort_unstable();
    assert!(free.into_iter().eq(0..PLACES), "every place is free again, once");
    let mut buffers = 0;
    table.buffers.take_all(|_| buffers += 1).expect("exclusive access to slots");
    assert_eq!(buffers, made, "every buffer is in the list");
    println!("exact: {PLACES} places and {buffers} buffers are free again");
}
