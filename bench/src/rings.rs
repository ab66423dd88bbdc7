//! Records of 32 bytes, written by all threads and read.
//!
//! An operation writes a record; each thread reads after 64 of its own what is there to be read. The
//! rings for one writer and one reader get one a thread, as they are used for tracing.

use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::{Arc, Mutex};

use crossbeam_queue::ArrayQueue;
use crossbeam_utils::CachePadded;
use restartable::ring::{Clock, Ring, WhenFull};
use ringbuf::storage::Heap;
use ringbuf::traits::{Consumer as _, Producer as _, Split as _};

use crate::harness::{Contender, Group};

/// What is written.
pub type Record = [u8; 32];

/// Bytes of a ring.
const BYTES: usize = 64 * 1024;
const RECORDS: usize = BYTES / size_of::<Record>();
/// Records of a thread between two times that it reads.
const BATCH: u32 = 64;

/// A thread's records.
struct Writer<T> {
    record: Record,
    written: u32,
    ring: T,
}

impl<T> Writer<T> {
    fn new(thread: usize, ring: T) -> Self {
        let mut record = [0; 32];
        record[8..16].copy_from_slice(&thread.to_le_bytes());
        Self { record, written: 0, ring }
    }

    /// The next record, and whether to read after it.
    #[inline]
    fn next(&mut self) -> bool {
        self.written += 1;
        self.record[..4].copy_from_slice(&self.written.to_le_bytes());
        self.written.is_multiple_of(BATCH)
    }
}

/// Writing a record that nobody reads: a flight recorder, whose oldest records are lost.
pub fn recorder() -> Group {
    let ring = Arc::new(Ring::with_clock(BYTES, WhenFull::Overwrite, || 0));
    let clocked = Arc::new(Ring::new(BYTES, WhenFull::Overwrite));
    Group {
        name: "recorder",
        operation: "write a record of 32 bytes over the oldest",
        contenders: vec![
            Contender::with(
                "ringbuf, one a thread, bytes",
                |thread| Writer::new(thread, ringbuf::LocalRb::<Heap<u8>>::new(BYTES)),
                |writer| {
                    writer.next();
                    black_box(&mut writer.ring).push_slice_overwrite(&writer.record);
                },
            ),
            Contender::with(
                "Mutex<VecDeque>, shared",
                {
                    let deque = Mutex::new(VecDeque::<Record>::with_capacity(RECORDS));
                    let deque = Arc::new(CachePadded::new(deque));
                    move |thread| Writer::new(thread, Arc::clone(&deque))
                },
                |writer| {
                    writer.next();
                    let mut ring = black_box(&writer.ring).lock().expect("no panic");
                    if ring.len() == RECORDS {
                        ring.pop_front();
                    }
                    ring.push_back(writer.record);
                },
            ),
            Contender::with(
                "Ring, shared",
                move |thread| Writer::new(thread, Arc::clone(&ring)),
                |writer| {
                    writer.next();
                    let _ = black_box(&writer.ring).push(&writer.record);
                },
            )
            .ours(),
            Contender::with(
                "Ring, shared, with the system's clock",
                move |thread| Writer::new(thread, Arc::clone(&clocked)),
                |writer| {
                    writer.next();
                    let _ = black_box(&writer.ring).push(&writer.record);
                },
            )
            .ours(),
        ],
    }
}

/// Reads what there is, unless somebody else does.
fn drain<C: Clock>(ring: &Ring<C>) -> bool {
    let reader = ring.try_reader();
    reader.map(|mut reader| reader.drain(|record| _ = black_box(record))).is_some()
}

#[inline]
fn ours<C: Clock>(writer: &mut Writer<Arc<Ring<C>>>) {
    let read = writer.next();
    // Nothing is lost: what does not fit is written when somebody has read.
    while black_box(&writer.ring).push(&writer.record).is_err() {
        if !drain(&writer.ring) {
            std::thread::yield_now();
        }
    }
    if read {
        drain(&writer.ring);
    }
}

/// Writing a record, of which 64 are then read.
pub fn group() -> Group {
    let queue = Arc::new(ArrayQueue::<Record>::new(RECORDS));
    let deque = Arc::new(CachePadded::new(Mutex::new(VecDeque::<Record>::with_capacity(RECORDS))));
    // The others' records have no times, so this one's clock stands.
    let counted = Arc::new(Ring::with_clock(BYTES, WhenFull::Drop, || 0));
    let clocked = Arc::new(Ring::new(BYTES, WhenFull::Drop));
    Group {
        name: "ring",
        operation: "write a record of 32 bytes, read it in a batch",
        contenders: vec![
            Contender::with(
                "rtrb, one a thread, bytes",
                |thread| Writer::new(thread, rtrb::RingBuffer::<u8>::new(BYTES)),
                |writer| {
                    let read = writer.next();
                    let (producer, consumer) = black_box(&mut writer.ring);
                    let _ = producer.push_entire_slice(&writer.record);
                    if read {
                        while let Ok(chunk) = consumer.read_chunk(size_of::<Record>()) {
                            black_box(chunk.as_slices());
                            chunk.commit_all();
                        }
                    }
                },
            ),
            Contender::with(
                "ringbuf, one a thread, bytes",
                |thread| Writer::new(thread, ringbuf::HeapRb::<u8>::new(BYTES).split()),
                |writer| {
                    let read = writer.next();
                    let (producer, consumer) = black_box(&mut writer.ring);
                    producer.push_slice(&writer.record);
                    if read {
                        let mut record = [0; size_of::<Record>()];
                        while consumer.pop_slice(&mut record) == record.len() {
                            black_box(&record);
                        }
                    }
                },
            ),
            Contender::with(
                "crossbeam ArrayQueue, shared",
                move |thread| Writer::new(thread, Arc::clone(&queue)),
                |writer| {
                    let read = writer.next();
                    let _ = black_box(&writer.ring).push(writer.record);
                    if read {
                        for _ in 0..BATCH {
                            black_box(writer.ring.pop());
                        }
                    }
                },
            ),
            Contender::with(
                "Mutex<VecDeque>, shared",
                move |thread| Writer::new(thread, Arc::clone(&deque)),
                |writer| {
                    let read = writer.next();
                    black_box(&writer.ring).lock().expect("no panic").push_back(writer.record);
                    if read {
                        let mut ring = writer.ring.lock().expect("no panic");
                        for _ in 0..BATCH {
                            black_box(ring.pop_front());
                        }
                    }
                },
            ),
            Contender::with(
                "Ring, shared",
                move |thread| Writer::new(thread, Arc::clone(&counted)),
                ours,
            )
            .ours(),
            Contender::with(
                "Ring, shared, with the system's clock",
                move |thread| Writer::new(thread, Arc::clone(&clocked)),
                ours,
            )
            .ours(),
        ],
    }
}
