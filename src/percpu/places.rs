//! Which bytes of an arena's stripes are taken.

use core::ops::Range;

/// A bit for each byte of a stripe, the same in all stripes of an arena.
///
/// Places of any size and alignment are handed out first fit, so packed side by side, and a place
/// that is given back joins its free neighbours by itself. A map of fixed size, and not a tree of
/// holes, since it needs no allocator: the program's own may be built on a `PerCpu`.
pub(super) struct Places<const WORDS: usize> {
    /// Everything below is taken.
    low: usize,
    /// Nothing from here on was ever taken.
    untouched: usize,
    /// How many bytes are free.
    free: usize,
    /// What was taken from the beginning, and stays.
    reserved: usize,
    taken: [usize; WORDS],
}

/// Bits in a word of the map.
const BITS: usize = usize::BITS as usize;

/// A place that was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: usize,
    /// No part of it was ever handed out before.
    pub(super) fresh: bool,
}

impl<const WORDS: usize> Places<WORDS> {
    /// Bytes in a stripe.
    const LEN: usize = WORDS * BITS;

    /// Takes the first bytes for good. What `self` is made of must be zero.
    pub(super) fn initialise(&mut self, reserved: usize) {
        debug_assert!(self.taken.iter().all(|&word| word == 0));
        self.mark(0..reserved, true);
        (self.low, self.untouched) = (reserved, reserved);
        (self.free, self.reserved) = (Self::LEN - reserved, reserved);
    }

    /// Takes the first free place of this size and alignment.
    pub(super) fn take(&mut self, size: usize, align: usize) -> Option<Place> {
        debug_assert!(size > 0 && size <= Self::LEN && align.is_power_of_two());
        if size > self.free {
            return None;
        }
        self.low = self.next_free(self.low);
        let mut offset = self.low.next_multiple_of(align);
        loop {
            if offset + size > Self::LEN {
                return None;
            }
            match self.last_taken(offset..offset + size) {
                None => break,
                Some(taken) => offset = self.next_free(taken + 1).next_multiple_of(align),
            }
        }
        let end = offset + size;
        self.mark(offset..end, true);
        self.free -= size;
        if offset == self.low {
            self.low = end;
        }
        let fresh = offset >= self.untouched;
        self.untouched = self.untouched.max(end);
        Some(Place { offset, fresh })
    }

    /// Gives a place back.
    pub(super) fn give(&mut self, offset: usize, size: usize) {
        debug_assert!(
            offset >= self.reserved && self.all_taken(offset..offset + size),
            "a place that is given back was taken"
        );
        self.mark(offset..offset + size, false);
        self.free += size;
        self.low = self.low.min(offset);
    }

    /// No place is taken.
    pub(super) fn is_empty(&self) -> bool {
        self.free + self.reserved == Self::LEN
    }

    /// The words of the map that this range has bits in, with these bits.
    fn words(range: Range<usize>) -> impl DoubleEndedIterator<Item = (usize, usize)> {
        let (first, last) = (range.start / BITS, (range.end - 1) / BITS);
        (first..=last).map(move |word| {
            let low = range.start.saturating_sub(word * BITS);
            let above = ((word + 1) * BITS).saturating_sub(range.end);
            (word, (usize::MAX << low) & (usize::MAX >> above))
        })
    }

    fn mark(&mut self, range: Range<usize>, taken: bool) {
        for (word, bits) in Self::words(range) {
            if taken {
                self.taken[word] |= bits;
            } else {
                self.taken[word] &= !bits;
            }
        }
    }

    fn all_taken(&self, range: Range<usize>) -> bool {
        Self::words(range).all(|(word, bits)| self.taken[word] & bits == bits)
    }

    /// The last byte of a range that is taken.
    fn last_taken(&self, range: Range<usize>) -> Option<usize> {
        Self::words(range).rev().find_map(|(word, bits)| {
            let found = (self.taken[word] & bits).checked_ilog2()?;
            Some(word * BITS + found as usize)
        })
    }

    /// The first free byte from here on; `LEN` if there is none.
    fn next_free(&self, from: usize) -> usize {
        if from >= Self::LEN {
            return Self::LEN;
        }
        Self::words(from..Self::LEN)
            .find_map(|(word, bits)| match !self.taken[word] & bits {
                0 => None,
                free => Some(word * BITS + free.trailing_zeros() as usize),
            })
            .unwrap_or(Self::LEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: usize = 8;
    const LEN: usize = WORDS * BITS;

    fn places(reserved: usize) -> Places<WORDS> {
        let mut places = Places { low: 0, untouched: 0, free: 0, reserved: 0, taken: [0; WORDS] };
        places.initialise(reserved);
        places
    }

    #[test]
    fn places_lie_side_by_side() {
        let mut places = places(24);
        let offset = |place: Option<Place>| place.unwrap().offset;
        assert_eq!(offset(places.take(8, 8)), 24);
        assert_eq!(offset(places.take(8, 8)), 32);
        assert_eq!(offset(places.take(1, 1)), 40);
        assert_eq!(offset(places.take(16, 8)), 48);
        // What alignment left free is used.
        assert_eq!(offset(places.take(7, 1)), 41);
        assert_eq!(offset(places.take(64, 64)), 64);
    }

    #[test]
    fn a_place_is_fresh_once() {
        let mut places = places(8);
        let first = places.take(8, 8).unwrap();
        assert!(first.fresh);
        places.give(first.offset, 8);
        assert_eq!(places.take(8, 8), Some(Place { offset: 8, fresh: false }));
        assert_eq!(places.take(8, 8), Some(Place { offset: 16, fresh: true }));
        places.give(16, 8);
        // Half of it is used for the second time.
        assert_eq!(places.take(16, 8), Some(Place { offset: 16, fresh: false }));
    }

    #[test]
    fn holes_join() {
        let mut places = places(LEN / 4);
        let size = LEN / 4;
        let taken: Vec<_> = (0..3).map(|_| places.take(size, 1).unwrap().offset).collect();
        assert_eq!(places.take(1, 1), None);
        // The middle one last.
        for at in [0, 2, 1] {
            assert_eq!(places.take(3 * size, 1), None);
            places.give(taken[at], size);
        }
        assert!(places.is_empty());
        assert_eq!(places.take(3 * size, 1).unwrap().offset, size);
    }

    /// Against a model, with random steps; guests, where building the generator takes longer than all
    /// else, leave it out: it does not depend on the architecture.
    #[cfg(not(restartable_guest))]
    mod model {
        use proptest::prelude::*;

        use super::*;

        #[derive(Debug, Clone)]
        enum Step {
            Take { size: usize, align: usize },
            Give(prop::sample::Index),
        }

        fn steps() -> impl Strategy<Value = Vec<Step>> {
            let take = (1..=LEN / 3, 0..8u32)
                .prop_map(|(size, shift)| Step::Take { size, align: 1 << shift });
            let small = (1..=16usize, 0..5u32)
                .prop_map(|(size, shift)| Step::Take { size, align: 1 << shift });
            let give = any::<prop::sample::Index>().prop_map(Step::Give);
            prop::collection::vec(prop_oneof![1 => take, 3 => small, 3 => give], 0..200)
        }

        proptest! {
            #![proptest_config(ProptestConfig {
                cases: 256,
                failure_persistence: None,
                ..ProptestConfig::default()
            })]

            /// Against a plain byte map: the first fit, and no other, is handed out.
            #[test]
            #[cfg_attr(miri, ignore = "takes an hour, and is safe code only")]
            fn as_the_model_says(reserved in 1..100usize, steps in steps()) {
                let mut places = places(reserved);
                let mut used = vec![false; LEN];
                let mut ever = vec![false; LEN];
                used[..reserved].fill(true);
                ever[..reserved].fill(true);
                let mut live: Vec<(usize, usize)> = Vec::new();
                for step in steps {
                    match step {
                        Step::Take { size, align } => {
                            let expected = (0..=LEN - size)
                                .step_by(align)
                                .find(|&at| used[at..at + size].iter().all(|used| !used));
                            let taken = places.take(size, align);
                            prop_assert_eq!(taken.map(|place| place.offset), expected);
                            if let Some(Place { offset, fresh }) = taken {
                                let range = offset..offset + size;
                                // Fresh is promised only where it is true.
                                prop_assert!(!fresh || ever[range.clone()].iter().all(|ever| !ever));
                                used[range.clone()].fill(true);
                                ever[range].fill(true);
                                live.push((offset, size));
                            }
                        }
                        Step::Give(which) if !live.is_empty() => {
                            let (offset, size) = live.swap_remove(which.index(live.len()));
                            used[offset..offset + size].fill(false);
                            places.give(offset, size);
                        }
                        Step::Give(_) => {}
                    }
                    prop_assert_eq!(places.is_empty(), live.is_empty());
                }
                for (offset, size) in live {
                    places.give(offset, size);
                }
                prop_assert!(places.is_empty());
                prop_assert_eq!(places.take(LEN - reserved, 1).map(|place| place.offset), Some(reserved));
            }
        }
    }

    /// The control of the model: a map that forgets one give is found out.
    #[test]
    #[should_panic(expected = "was taken")]
    #[cfg(debug_assertions)]
    fn giving_twice_is_seen() {
        let mut places = places(8);
        let place = places.take(8, 8).unwrap();
        places.give(place.offset, 8);
        places.give(place.offset, 8);
    }
}
