//! A ring and a plain queue of the same operations have the same contents.

use std::collections::VecDeque;

use proptest::prelude::*;
use restartable::ring::{PushError, Ring, WhenFull};

use crate::make;

#[derive(Clone, Debug)]
enum Operation {
    Push(usize),
    Read,
    Drain,
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        6 => (8..200_usize).prop_map(Operation::Push),
        1 => Just(Operation::Read),
        1 => Just(Operation::Drain),
    ]
}

/// What the documentation says of one slot.
struct Model {
    capacity: usize,
    when_full: WhenFull,
    /// Number, bytes, and the words each takes.
    records: VecDeque<(usize, Vec<u8>, usize)>,
    pushed: usize,
    expected: usize,
    /// Words of records that were read: an overwriting ring gives them up like any other.
    behind: VecDeque<usize>,
    lost: u64,
}

impl Model {
    fn words(len: usize) -> usize {
        1 + 8 / size_of::<usize>() + 1 + len.div_ceil(size_of::<usize>())
    }

    fn used(&self) -> usize {
        self.behind.iter().chain(self.records.iter().map(|(.., words)| words)).sum()
    }

    fn push(&mut self, bytes: Vec<u8>) -> Result<(), PushError> {
        let words = Self::words(bytes.len());
        if words >= self.capacity {
            return Err(PushError::TooLong);
        }
        if self.when_full == WhenFull::Drop {
            self.behind.clear();
        }
        if self.used() + words >= self.capacity {
            if self.when_full == WhenFull::Drop {
                self.pushed += 1;
                return Err(PushError::Full);
            }
            let missing = self.used() + words + 1 - self.capacity;
            let goal = missing.max((self.capacity / 16).min(4096 / size_of::<usize>()));
            let mut freed = 0;
            while freed < goal {
                let read = self.behind.pop_front();
                let Some(words) = read.or_else(|| self.records.pop_front().map(|record| record.2))
                else {
                    break;
                };
                freed += words;
            }
        }
        self.records.push_back((self.pushed, bytes, words));
        self.pushed += 1;
        Ok(())
    }

    fn read(&mut self) -> Option<(usize, usize, Vec<u8>)> {
        let (sequence, bytes, words) = self.records.pop_front()?;
        self.behind.push_back(words);
        let lost = sequence - self.expected;
        self.expected = sequence + 1;
        self.lost += lost as u64;
        Some((sequence, lost, bytes))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn a_ring_is_a_queue_that_forgets(
        words in 16..200_usize,
        overwrite in any::<bool>(),
        operations in prop::collection::vec(operation(), 1..200),
    ) {
        let _alone = crate::alone();
        let when_full = if overwrite { WhenFull::Overwrite } else { WhenFull::Drop };
        let ring = Ring::new(words * size_of::<usize>(), when_full);
        let mut model = Model {
            capacity: ring.capacity() / size_of::<usize>(),
            when_full,
            records: VecDeque::new(),
            pushed: 0,
            expected: 0,
            behind: VecDeque::new(),
            lost: 0,
        };
        // The slot of this CPU, or the favourite exclusive stripe of this thread.
        let mut slot = None;
        for (number, operation) in operations.into_iter().enumerate() {
            let mut reader = ring.reader();
            match operation {
                Operation::Push(len) => {
                    let bytes = make(number as u64, len);
                    prop_assert_eq!(ring.push(&bytes), model.push(bytes));
                }
                Operation::Read => {
                    let indices = 0..u32::try_from(ring.len()).unwrap();
                    let mut found = None;
                    for index in slot.map_or(indices, |slot| slot..slot + 1) {
                        if let Some(record) = reader.next_of(index) {
                            found = Some((record.sequence, record.lost, record.bytes.to_vec()));
                            slot = Some(index);
                            break;
                        }
                    }
                    prop_assert_eq!(found, model.read());
                }
                Operation::Drain => {
                    let mut found = Vec::new();
                    reader.drain(|record| {
                        found.push((record.sequence, record.lost, record.bytes.to_vec()));
                    });
                    let expected: Vec<_> = std::iter::from_fn(|| model.read()).collect();
                    prop_assert_eq!(found, expected);
                    if when_full == WhenFull::Drop {
                        // All is read, so those dropped behind the last record are known.
                        prop_assert_eq!(reader.lost(), model.lost + (model.pushed - model.expected) as u64);
                    }
                }
            }
        }
    }
}
