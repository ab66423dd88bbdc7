//! Many writers that are interrupted at any instruction, and a reader: every record is seen once and
//! whole, or counted as lost.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use restartable::ring::{PushError, Ring, WhenFull};

use crate::{check, common, make};

/// What the reader has got.
#[derive(Default)]
struct Got {
    seen: HashSet<u64>,
    /// The number of the last record of each slot, and one more.
    next: Vec<usize>,
    lost: u64,
}

impl Got {
    /// Takes all there is.
    fn drain<C>(&mut self, ring: &Ring<C>, by_time: bool) {
        let mut reader = ring.reader();
        self.next.resize(ring.len(), 0);
        let mut take = |record: restartable::ring::Record<'_>| {
            let number = check(record.bytes);
            assert!(self.seen.insert(number), "{number} was there before");
            let next = &mut self.next[record.index as usize];
            assert_eq!(record.sequence, *next + record.lost, "numbers have no gap");
            *next = record.sequence + 1;
            self.lost += record.lost as u64;
        };
        if by_time {
            let mut last = vec![0; ring.len()];
            reader.drain(|record| {
                assert!(record.time >= last[record.index as usize], "a slot's times go up");
                last[record.index as usize] = record.time;
                take(record);
            });
        } else {
            for index in 0..u32::try_from(ring.len()).unwrap() {
                while let Some(record) = reader.next_of(index) {
                    take(record);
                }
            }
        }
    }
}

/// Stresses a ring and asserts that what was pushed is what was read and what was lost.
fn conserved(ring: &Ring, pause: u64) {
    let _beside = crate::beside();
    let (numbers, dropped) = (AtomicU64::new(0), AtomicU64::new(0));
    let done = AtomicBool::new(false);
    let mut got = Got::default();
    std::thread::scope(|scope| {
        let (numbers, dropped, done) = (&numbers, &dropped, &done);
        let writers = scope.spawn(move || {
            common::stress(|_| {
                let number = numbers.fetch_add(1, Relaxed);
                let len = 8 + (number.wrapping_mul(0x9e37_79b9) >> 7) % 90;
                let bytes = make(number, usize::try_from(len).unwrap());
                match ring.push_parts(&[&bytes[..3], &bytes[3..]]) {
                    Ok(()) => {}
                    Err(PushError::Full) => {
                        dropped.fetch_add(1, Relaxed);
                    }
                    Err(error) => panic!("{error}"),
                }
            });
            done.store(true, Relaxed);
        });
        let mut turn = 0;
        while !done.load(Relaxed) {
            got.drain(ring, turn % 2 == 0);
            turn += 1;
            std::thread::sleep(std::time::Duration::from_micros(pause));
        }
        writers.join().unwrap();
        got.drain(ring, true);
    });
    let pushed = numbers.into_inner();
    let read = got.seen.len() as u64;
    let lost = ring.reader().lost();
    println!("{:?}: pushed {pushed}, read {read}, lost {lost}", ring.when_full());
    assert_eq!(read + lost, pushed);
    assert!(read > 0);
    if ring.when_full() == WhenFull::Drop {
        assert_eq!(lost, dropped.into_inner());
    } else {
        assert_eq!(lost, got.lost);
    }
}

#[test]
fn nothing_is_lost_without_being_counted_where_the_reader_waits() {
    conserved(&Ring::new(4096, WhenFull::Drop), 200);
}

#[test]
fn nothing_is_lost_without_being_counted_where_the_reader_never_waits() {
    conserved(&Ring::new(4096, WhenFull::Drop), 0);
}

#[test]
fn nothing_is_torn_where_the_ring_is_written_over() {
    conserved(&Ring::new(4096, WhenFull::Overwrite), 0);
}

#[test]
fn nothing_is_torn_in_the_smallest_ring() {
    conserved(&Ring::new(512, WhenFull::Overwrite), 0);
}
