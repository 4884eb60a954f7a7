//! Generators of pairs whose verdict is known by construction, with what they share: dice, rationals, formulas in many spellings.

pub(crate) mod calculus;
pub(crate) mod constants;
pub(crate) mod formal;
pub(crate) mod formula;
pub(crate) mod functions;
pub(crate) mod notations;
pub(crate) mod numerals;
pub(crate) mod oracle;
pub(crate) mod pieces;
pub(crate) mod polynomials;
pub(crate) mod ratio;
pub(crate) mod regions;
pub(crate) mod shapes;
pub(crate) mod spellings;
pub(crate) mod structures;

pub(crate) use formula::{Formula, show};
pub(crate) use ratio::Q;

/// A truth, texts that say the same, and texts that say something else.
pub(crate) struct Case {
    pub(crate) truth: String,
    pub(crate) same: Vec<String>,
    pub(crate) other: Vec<String>,
}

/// A small generator of random numbers (`SplitMix64`), the same on every machine.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number of `low..=high`.
    pub(crate) fn range(&mut self, low: i64, high: i64) -> i64 {
        low + (self.roll() % (high - low + 1) as u64) as i64
    }

    /// A number of `low..=high` that is not zero.
    pub(crate) fn nonzero(&mut self, low: i64, high: i64) -> i64 {
        loop {
            let number = self.range(low, high);
            if number != 0 {
                return number;
            }
        }
    }

    /// Whether one chance in `n` comes up.
    pub(crate) fn one_in(&mut self, n: i64) -> bool {
        self.range(1, n) == 1
    }

    pub(crate) fn coin(&mut self) -> bool {
        self.one_in(2)
    }

    pub(crate) fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.range(0, all.len() as i64 - 1) as usize].clone()
    }

    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.range(0, last as i64) as usize);
        }
    }
}
