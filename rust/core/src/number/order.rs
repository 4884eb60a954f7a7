//! Order and closeness of exact values, without writing out their powers of ten.

use std::cmp::Ordering;

use dashu_int::UBig;
use dashu_int::ops::BitTest;

use super::exact::{Exact, Mantissa, ten_to};

/// A distance in powers of ten past which the smaller of two numbers can't matter to any tolerance.
const FAR: i64 = 1_000;

/// Digits of a long decimal that are looked at first: more than any tolerance is given to.
const FIRST_DIGITS: usize = 60;

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Mantissa::Small { numerator: a, denominator: 1 }, Mantissa::Small { numerator: b, denominator: 1 }) =
            (&self.mantissa, &other.mantissa)
            && self.exponent == other.exponent
        {
            return a.cmp(b);
        }
        match (self.sign(), other.sign()) {
            (1, 1) => compare_sizes(self, other),
            (-1, -1) => compare_sizes(other, self),
            (a, b) => a.cmp(&b),
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Exact {
    /// -1, 0 or 1.
    pub fn sign(&self) -> i32 {
        if self.is_zero() {
            0
        } else if self.is_negative() {
            -1
        } else {
            1
        }
    }

    /// Whether the value lies within `tolerance` of `truth`, relative to `truth` and inclusive: `|self - truth| <= tolerance * |truth|`,
    /// in exact arithmetic. Nothing but zero is within a tolerance of zero; a tolerance below zero is zero, one past `10^1000` accepts
    /// everything else.
    ///
    /// ```
    /// use rewards_core::number::parse;
    /// let read = |text| parse(text).unwrap().value;
    /// assert!(read("1.1").within(&read("1"), &read("0.1")));
    /// assert!(!read("1.10000000000000000001").within(&read("1"), &read("0.1")));
    /// ```
    pub fn within(&self, truth: &Self, tolerance: &Self) -> bool {
        if self == truth {
            return true;
        }
        if tolerance.sign() <= 0 || truth.is_zero() {
            return false;
        }
        let against_one = tolerance.cmp(&Self::ONE);
        if self.is_zero() {
            return against_one != Ordering::Less;
        }
        if self.sign() != truth.sign() && against_one != Ordering::Greater {
            return false;
        }
        if tolerance.bounds().0 > FAR {
            return true;
        }
        let ((low, high), (truth_low, truth_high)) = (self.bounds(), truth.bounds());
        if low > truth_high + tolerance.bounds().1.max(0) + 1 {
            return false;
        }
        if truth_low > high + FAR {
            return against_one == Ordering::Greater || against_one == Ordering::Equal && self.sign() == truth.sign();
        }
        if self.is_small()
            && truth.is_small()
            && tolerance.is_small()
            && let (Some(difference), Some(allowed)) = (self.sub(truth), tolerance.mul(truth))
        {
            return compare_sizes(&difference, &allowed) != Ordering::Greater;
        }
        if self.sign() == truth.sign()
            && let Some(decided) = self.within_at_a_glance(truth, tolerance)
        {
            return decided;
        }
        // |a/b - c/d| <= t/u * |c/d|  <=>  |ad - cb| * u <= t * cb, over one power of ten.
        let ((a, b), (c, d), (t, u)) = (self.parts(), truth.parts(), tolerance.parts());
        let base = self.exponent.min(truth.exponent);
        let ad = a * d * ten_to((self.exponent - base) as usize);
        let cb = c * b * ten_to((truth.exponent - base) as usize);
        let distance = if self.sign() != truth.sign() {
            &ad + &cb
        } else if ad > cb {
            &ad - &cb
        } else {
            &cb - &ad
        };
        compare_scaled(distance * u, t * cb, tolerance.exponent) != Ordering::Greater
    }

    /// [`Exact::within`] for decimals of one sign as far as their first digits decide it: all but those at the very edge of
    /// the tolerance. Arithmetic on all digits costs more than their number.
    fn within_at_a_glance(&self, truth: &Self, tolerance: &Self) -> Option<bool> {
        let ((low, high), (truth_low, truth_high)) = (self.first_digits()?, truth.first_digits()?);
        let span = |a: &Self, b: &Self| a.sub(b);
        let most = span(&high, &truth_low)?.max(span(&truth_high, &low)?);
        let least = span(&low, &truth_high)?.max(span(&truth_low, &high)?);
        if most <= tolerance.mul(&truth_low)? {
            return Some(true);
        }
        (least > tolerance.mul(&truth_high)?).then_some(false)
    }

    /// Bounds of a decimal's size: its first digits, and one more in the last of them.
    fn first_digits(&self) -> Option<(Self, Self)> {
        match &self.mantissa {
            Mantissa::Long { digits, .. } if digits.len() > FIRST_DIGITS => {
                let exponent = self.exponent + (digits.len() - FIRST_DIGITS) as i64;
                let low = Self::from_digits(false, &digits[..FIRST_DIGITS], exponent)?;
                let high = low.add(&Self::from_decimal(1, exponent))?;
                Some((low, high))
            }
            _ => self.is_decimal().then(|| (self.abs(), self.abs())),
        }
    }

    fn is_small(&self) -> bool {
        matches!(self.mantissa, Mantissa::Small { .. })
    }
}

/// Compares absolute values; zero is the smallest.
pub(super) fn compare_sizes(a: &Exact, b: &Exact) -> Ordering {
    if a.is_zero() || b.is_zero() {
        return b.is_zero().cmp(&a.is_zero());
    }
    if a.exponent == b.exponent
        && let (Mantissa::Small { numerator: n, denominator: d }, Mantissa::Small { numerator: m, denominator: e }) =
            (&a.mantissa, &b.mantissa)
    {
        let cross = |n: &i64, d: &u64| u128::from(n.unsigned_abs()) * u128::from(*d);
        return cross(n, e).cmp(&cross(m, d));
    }
    let ((low, high), (other_low, other_high)) = (a.bounds(), b.bounds());
    if low >= other_high {
        return Ordering::Greater;
    }
    if high <= other_low {
        return Ordering::Less;
    }
    if a.is_decimal() && b.is_decimal() {
        // As many digits before the point: the digits decide, from the left.
        let (mut left, mut right) = ([0; 20], [0; 20]);
        return digits_of(a, &mut left).cmp(digits_of(b, &mut right));
    }
    let ((n, d), (m, e)) = (a.parts(), b.parts());
    compare_scaled(n * e, m * d, b.exponent - a.exponent)
}

/// Compares `a` with `b * 10^exponent`, both positive.
fn compare_scaled(a: UBig, b: UBig, exponent: i64) -> Ordering {
    // 10^k has more than 3k bits, so that a greater power than this decides alone.
    let power = exponent.unsigned_abs();
    let reach = |n: &UBig| n.bit_len() as u64 / 3 + 1;
    if exponent >= 0 {
        if power > reach(&a) { Ordering::Less } else { a.cmp(&(b * ten_to(power as usize))) }
    } else if power > reach(&b) {
        Ordering::Greater
    } else {
        (a * ten_to(power as usize)).cmp(&b)
    }
}

/// The digits of a decimal's mantissa, without an allocation.
fn digits_of<'a>(value: &'a Exact, buffer: &'a mut [u8; 20]) -> &'a [u8] {
    match &value.mantissa {
        Mantissa::Long { digits, .. } => digits.as_bytes(),
        Mantissa::Small { numerator, .. } => {
            let mut rest = numerator.unsigned_abs();
            let mut at = buffer.len();
            while rest > 0 {
                at -= 1;
                buffer[at] = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
            &buffer[at..]
        }
        Mantissa::Ratio(_) => &[],
    }
}
