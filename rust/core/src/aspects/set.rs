//! A set of numbers that are hashes already.

use std::cell::Cell;

/// Places for each number at first, so that most numbers meet none of the others; and places up to which that is worth its memory.
const SPARSE: usize = 4;
const SPARSE_SLOTS: usize = 1 << 12;

thread_local! {
    /// The places of the set that this thread used last.
    static SPARE: Cell<Vec<u64>> = const { Cell::new(Vec::new()) };
}

/// A set of numbers that are spread evenly: open addressing, at most half full.
pub(super) struct Set {
    slots: Vec<u64>,
    count: usize,
}

impl Set {
    pub(super) fn for_about(count: usize) -> Self {
        let size = (count * SPARSE).next_power_of_two().clamp(64, SPARSE_SLOTS);
        let size = size.max((count * 2).next_power_of_two().min(1 << 16));
        let mut slots = SPARE.take();
        slots.clear();
        slots.resize(size, 0);
        Self { slots, count: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Whether the number is in the set.
    #[inline]
    pub(super) fn contains(&self, number: u64) -> bool {
        let number = number.max(1);
        let found = self.slots[number as usize & (self.slots.len() - 1)];
        // The first look tells, nearly always.
        if found == number || found == 0 { found == number } else { self.slots[self.place(number)] == number }
    }

    /// Adds a number; whether it was not there before.
    #[inline]
    pub(super) fn insert(&mut self, number: u64) -> bool {
        let number = number.max(1);
        let mut at = number as usize & (self.slots.len() - 1);
        let mut found = self.slots[at];
        if found != number && found != 0 {
            at = self.place(number);
            found = self.slots[at];
        }
        self.slots[at] = number;
        let new = found == 0;
        self.count += usize::from(new);
        if self.count * 2 > self.slots.len() {
            self.grow();
        }
        new
    }

    /// Where the number is, or would be added.
    #[cold]
    fn place(&self, number: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = number as usize & mask;
        while self.slots[at] != number && self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        at
    }

    #[cold]
    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let slots = std::mem::replace(&mut self.slots, vec![0; size]);
        self.count = 0;
        for number in slots {
            if number != 0 {
                self.insert(number);
            }
        }
    }
}

impl Drop for Set {
    fn drop(&mut self) {
        if self.slots.len() <= SPARSE_SLOTS {
            let slots = std::mem::take(&mut self.slots);
            // A thread that ends has no spare places any more.
            let _ = SPARE.try_with(|spare| spare.set(slots));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::aspects::words::mix;

    #[test]
    fn a_set_grows_and_keeps_what_it_has() {
        let mut set = Set::for_about(0);
        for number in 0..5000u64 {
            assert!(set.insert(mix(number, 7)));
        }
        assert_eq!(set.len(), 5000);
        assert!((0..5000u64).all(|number| set.contains(mix(number, 7)) && !set.insert(mix(number, 7))));
        assert!(!set.contains(mix(5001, 7)));
    }

    proptest::proptest! {
        /// Numbers that stand in each other's places, one set after the other.
        #[test]
        fn a_set_is_a_set(lists in proptest::collection::vec(proptest::collection::vec(1u64..400, 0..200), 1..4)) {
            for list in lists {
                let (mut set, mut twin) = (Set::for_about(list.len() / 8), HashSet::new());
                for number in list {
                    // Few places: the low bits are mostly the same.
                    let number = (number % 3) | (number << 10);
                    proptest::prop_assert_eq!(set.insert(number), twin.insert(number));
                    proptest::prop_assert!(set.contains(number) && !set.contains(number | 1 << 40));
                }
                proptest::prop_assert_eq!(set.len(), twin.len());
            }
        }
    }
}
