//! A set of numbers that are hashes already.

/// A set of numbers that are spread evenly: open addressing, at most half full.
pub(super) struct Set {
    slots: Vec<u64>,
    count: usize,
}

impl Set {
    pub(super) fn for_about(count: usize) -> Self {
        Self { slots: vec![0; (count * 2).next_power_of_two().clamp(64, 1 << 16)], count: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Whether the number is in the set.
    #[inline]
    pub(super) fn contains(&self, number: u64) -> bool {
        let number = number.max(1);
        let mask = self.slots.len() - 1;
        let mut at = number as usize & mask;
        loop {
            match self.slots[at] {
                0 => return false,
                found if found == number => return true,
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Adds a number; whether it was not there before.
    #[inline]
    pub(super) fn insert(&mut self, number: u64) -> bool {
        let number = number.max(1);
        let mask = self.slots.len() - 1;
        let mut at = number as usize & mask;
        loop {
            match self.slots[at] {
                0 => break,
                found if found == number => return false,
                _ => at = (at + 1) & mask,
            }
        }
        self.slots[at] = number;
        self.count += 1;
        if self.count * 2 > self.slots.len() {
            self.grow();
        }
        true
    }

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

#[cfg(test)]
mod tests {
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
}
