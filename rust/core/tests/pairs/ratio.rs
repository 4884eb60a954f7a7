//! Exact rationals, small enough for machine words.

use std::ops::{Add, Mul, Neg, Sub};

use super::Dice;

/// A rational in lowest terms, whose denominator is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Q {
    pub(crate) n: i128,
    pub(crate) d: i128,
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

impl Q {
    pub(crate) const ZERO: Self = Self { n: 0, d: 1 };
    pub(crate) const ONE: Self = Self { n: 1, d: 1 };

    pub(crate) fn new(n: i128, d: i128) -> Self {
        let divisor = gcd(n, d).max(1) * d.signum();
        Self { n: n / divisor, d: d / divisor }
    }

    pub(crate) fn int(n: i64) -> Self {
        Self::new(n.into(), 1)
    }

    pub(crate) fn is_zero(self) -> bool {
        self.n == 0
    }

    pub(crate) fn inverse(self) -> Self {
        Self::new(self.d, self.n)
    }

    pub(crate) fn power(self, exponent: u32) -> Self {
        Self::new(self.n.pow(exponent), self.d.pow(exponent))
    }

    pub(crate) fn less(self, other: Self) -> bool {
        self.n * other.d < other.n * self.d
    }

    /// A rational that is not zero: most often an integer.
    pub(crate) fn any(dice: &mut Dice, size: i64) -> Self {
        let n = dice.nonzero(-size, size);
        if dice.coin() {
            Self::int(n)
        } else {
            Self::new(n.into(), dice.pick(&[2, 3, 4, 5, 6, 7, 8, 9, 10, 12]).into())
        }
    }

    /// Another rational, as a slip of the pen would make it.
    pub(crate) fn slip(self, dice: &mut Dice) -> Self {
        loop {
            let other = match dice.range(0, 4) {
                0 => -self,
                1 => self + Self::ONE,
                2 => self - Self::ONE,
                3 if !self.is_zero() => self.inverse(),
                _ => Self::new(self.n + i128::from(dice.nonzero(-9, 9)), self.d),
            };
            if other != self {
                return other;
            }
        }
    }

    /// The decimals that it terminates with, where they are few.
    pub(crate) fn decimals(self) -> Option<String> {
        let places = (0..=4).find(|places| 10i128.pow(*places) % self.d == 0)?;
        let digits = (self.n.abs() * (10i128.pow(places) / self.d)).to_string();
        let places = places as usize;
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (whole, rest) = digits.split_at(digits.len() - places);
        let sign = if self.n < 0 { "-" } else { "" };
        Some(if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") })
    }
}

impl Add for Q {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.n * other.d + other.n * self.d, self.d * other.d)
    }
}

impl Sub for Q {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Q {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(self.n * other.n, self.d * other.d)
    }
}

impl Neg for Q {
    type Output = Self;
    fn neg(self) -> Self {
        Self { n: -self.n, d: self.d }
    }
}
