//! What a reader is promised, one thing at a time.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use restartable::ring::{PushError, Ring, WhenFull};

use crate::{alone, beside, check, make};

/// Every record that there is, as (number on its slot, lost before, bytes), slot by slot.
fn all<C>(ring: &Ring<C>) -> Vec<(usize, usize, Vec<u8>)> {
    let mut reader = ring.reader();
    let mut records = Vec::new();
    for index in 0..u32::try_from(ring.len()).unwrap() {
        while let Some(record) = reader.next_of(index) {
            assert_eq!(record.index, index);
            records.push((record.sequence, record.lost, record.bytes.to_vec()));
        }
    }
    records
}

#[test]
fn records_of_every_length_come_out_as_they_went_in() {
    let _beside = beside();
    for when_full in [WhenFull::Overwrite, WhenFull::Drop] {
        let ring = Ring::new(16 * 1024, when_full);
        let most = if cfg!(miri) { 70 } else { Ring::MAX_RECORD };
        let mut reader = ring.reader();
        for len in (0..70).chain([most - 1, most]) {
            let bytes: Vec<u8> = (0..len).map(|at| at.to_le_bytes()[0]).collect();
            ring.push(&bytes).unwrap();
            let mut seen = 0;
            reader.drain(|record| {
                assert_eq!(record.bytes, bytes);
                seen += 1;
            });
            assert_eq!(seen, 1, "{len} bytes, {when_full:?}");
        }
        assert_eq!(reader.lost(), 0);
    }
}

#[test]
fn parts_are_one_record() {
    let _beside = beside();
    let ring = Ring::new(4096, WhenFull::Overwrite);
    ring.push_parts(&[b"ab", b"", b"cdefghi", b"j"]).unwrap();
    ring.push_parts(&[]).unwrap();
    let records: Vec<_> = all(&ring).into_iter().map(|(_, _, bytes)| bytes).collect();
    assert_eq!(records.iter().map(Vec::len).sum::<usize>(), 10);
    assert!(records.contains(&b"abcdefghij".to_vec()) && records.contains(&Vec::new()));
}

#[test]
fn what_is_too_long_is_refused_and_leaves_nothing() {
    let _beside = beside();
    for when_full in [WhenFull::Overwrite, WhenFull::Drop] {
        let ring = Ring::new(256, when_full);
        assert_eq!(ring.capacity(), 256);
        assert_eq!(ring.push(&[0; 256]), Err(PushError::TooLong));
        assert_eq!(ring.push(&[0; Ring::MAX_RECORD + 1]), Err(PushError::TooLong));
        assert_eq!(all(&ring), []);
        assert_eq!(ring.reader().lost(), 0);
    }
}

#[test]
fn a_full_ring_drops_what_comes_and_counts_it() {
    let _alone = alone();
    let ring = Ring::new(1024, WhenFull::Drop);
    let (mut kept, mut dropped) = (Vec::new(), 0);
    for number in 0..100 {
        match ring.push(&make(number, 20)) {
            Ok(()) => kept.push(number),
            Err(error) => {
                assert_eq!(error, PushError::Full);
                dropped += 1;
            }
        }
    }
    assert!(dropped > 0 && !kept.is_empty());
    let lost = || ring.reader().lost();
    // Those behind the last record are known only when the reader has come there.
    let mut read: Vec<u64> = all(&ring).iter().map(|(.., bytes)| check(bytes)).collect();
    read.sort_unstable();
    assert_eq!(read, kept);
    assert_eq!(lost(), dropped);
    // The next record knows it too.
    ring.push(b"after").unwrap();
    let after = all(&ring);
    assert_eq!(after.len(), 1);
    assert_eq!(lost(), dropped);
    let (sequence, gap, _) = after[0];
    assert_eq!((sequence, gap as u64), (100, dropped));
}

#[test]
fn an_overwriting_ring_keeps_the_newest_and_counts_the_others() {
    let _alone = alone();
    let ring = Ring::new(2048, WhenFull::Overwrite);
    for number in 0..1000 {
        ring.push(&make(number, 8 + usize::try_from(number).unwrap() % 40)).unwrap();
    }
    let mut reader = ring.reader();
    let mut expected = None;
    let mut read = 0;
    reader.drain(|record| {
        let number = check(record.bytes);
        assert_eq!(number, expected.unwrap_or(number), "in order, without a gap");
        expected = Some(number + 1);
        read += 1;
    });
    assert_eq!(expected, Some(1000));
    assert_eq!(reader.lost() + read, 1000);
    // At most a sixteenth and one record of the ring were given up early: 2048 bytes hold 28
    // records of 72 bytes.
    assert!(read >= 24, "{read}");
    // And what was read once is not there again.
    assert_eq!(reader.drain(|_| ()), 0);
    assert_eq!(reader.lost() + read, 1000);
}

#[test]
fn records_of_all_slots_are_ordered_by_their_times() {
    let _beside = beside();
    let now = AtomicU64::new(0);
    let clock = || now.fetch_add(1, Relaxed);
    let ring = Ring::with_clock(8 * 1024, WhenFull::Drop, clock);
    std::thread::scope(|scope| {
        for cpu in crate::common::cpus() {
            let ring = &ring;
            scope.spawn(move || {
                crate::common::pin(cpu);
                for number in 0..50 {
                    ring.push(&make(number, 8)).unwrap();
                    std::thread::yield_now();
                }
            });
        }
    });
    let mut last = None;
    let count = ring.reader().drain(|record| {
        assert!(last < Some(record.time), "{record:?} after {last:?}");
        last = Some(record.time);
    });
    assert_eq!(count, 50 * crate::common::cpus().len());
}

#[test]
fn a_drain_ends_although_its_caller_goes_on_writing() {
    let _beside = beside();
    for when_full in [WhenFull::Overwrite, WhenFull::Drop] {
        let ring = Ring::new(4096, when_full);
        ring.push(b"first").unwrap();
        let mut reader = ring.reader();
        let mut pushed = 1;
        for _ in 0..100 {
            reader.drain(|_| {
                pushed += u64::from(ring.push(b"next").is_ok());
                pushed += u64::from(ring.push(b"next").is_ok());
            });
        }
        let mut read = 0;
        while reader.drain(|_| ()) > 0 {}
        ring.push(b"last").unwrap();
        read += reader.drain(|record| assert_eq!(record.bytes, b"last"));
        assert_eq!(read, 1);
    }
}

#[test]
fn one_reader_at_a_time_and_the_next_goes_on_where_it_ended() {
    let _beside = beside();
    let ring = Ring::new(4096, WhenFull::Drop);
    (0..10).for_each(|number| ring.push(&make(number, 8)).unwrap());
    let seen = Cell::new(0);
    let mut reader = ring.reader();
    assert!(std::thread::scope(|scope| scope
        .spawn(|| ring.try_reader().is_none())
        .join()
        .unwrap()));
    // A panic of the caller's takes the record that it was called with, and no other.
    let panic = catch_unwind(AssertUnwindSafe(|| {
        reader.drain(|record| {
            seen.set(seen.get() + 1);
            check(record.bytes);
            assert!(seen.get() < 4, "the caller's own");
        });
    }));
    assert!(panic.is_err());
    drop(reader);
    let mut reader = ring.try_reader().unwrap();
    assert_eq!(
        reader.drain(|record| {
            check(record.bytes);
        }),
        6
    );
    assert_eq!(reader.lost(), 0);
}

#[test]
fn it_prints_itself() {
    let _beside = beside();
    let ring = Ring::new(4096, WhenFull::Drop);
    ring.push(b"\n").unwrap();
    assert_eq!(format!("{ring:?}"), "Ring { when_full: Drop, capacity: 4096, .. }");
    let mut reader = ring.reader();
    assert_eq!(format!("{reader:?}"), "Reader { lost: 0, .. }");
    reader.drain(|record| assert!(format!("{record:?}").ends_with(r#"lost: 0, bytes: "\n" }"#)));
    assert_eq!(PushError::Full.to_string(), "the ring is full");
    assert_eq!(PushError::TooLong.to_string(), "the record is too long for the ring");
}

#[test]
fn it_is_shared() {
    fn both<T: Send + Sync>() {}
    both::<Ring>();
}
