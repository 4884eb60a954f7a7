//! Exact arithmetic that refuses, with `None`, what would take more digits than the limits allow.

use dashu_int::ops::BitTest;
use dashu_int::{IBig, Sign, UBig};

use super::exact::{Exact, Mantissa, POWERS, ten_to};
use crate::limits::{MAX_ARITHMETIC_DIGITS, MAX_EXPONENT};

impl Exact {
    /// The sum.
    pub fn add(&self, other: &Self) -> Option<Self> {
        if self.is_zero() {
            return Some(other.clone());
        }
        if other.is_zero() {
            return Some(self.clone());
        }
        let base = self.exponent.min(other.exponent);
        let (up, other_up) = (self.exponent - base, other.exponent - base);
        if let (Mantissa::Small { numerator: a, denominator: 1 }, Mantissa::Small { numerator: b, denominator: 1 }) =
            (&self.mantissa, &other.mantissa)
            && up <= 18
            && other_up <= 18
        {
            let left = i128::from(*a) * i128::from(POWERS[up as usize]);
            let right = i128::from(*b) * i128::from(POWERS[other_up as usize]);
            return Some(Self::from_decimal(left + right, base));
        }
        if up.max(other_up) + self.size() + other.size() > MAX_ARITHMETIC_DIGITS {
            return None;
        }
        let ((a, b), (c, d)) = (self.signed_parts(), other.signed_parts());
        let left = a * &d * ten_to(up as usize);
        let right = c * &b * ten_to(other_up as usize);
        Some(Self::from_big(left + right, b * d, base))
    }

    /// The difference.
    pub fn sub(&self, other: &Self) -> Option<Self> {
        self.add(&other.neg())
    }

    /// The product.
    pub fn mul(&self, other: &Self) -> Option<Self> {
        let exponent = self.exponent + other.exponent;
        if exponent.abs() > MAX_EXPONENT {
            return None;
        }
        if let (Mantissa::Small { numerator: a, denominator: b }, Mantissa::Small { numerator: c, denominator: d }) =
            (&self.mantissa, &other.mantissa)
        {
            let negative = (*a < 0) != (*c < 0);
            let numerator = u128::from(a.unsigned_abs()) * u128::from(c.unsigned_abs());
            return Some(Self::from_words(negative, numerator, u128::from(*b) * u128::from(*d), exponent));
        }
        if self.is_zero() || other.is_zero() {
            return Some(Self::ZERO);
        }
        if self.size() + other.size() > MAX_ARITHMETIC_DIGITS {
            return None;
        }
        let ((a, b), (c, d)) = (self.signed_parts(), other.signed_parts());
        Some(Self::from_big(a * c, b * d, exponent))
    }

    /// The quotient; `None` for a zero divisor too.
    pub fn div(&self, other: &Self) -> Option<Self> {
        let exponent = self.exponent - other.exponent;
        if other.is_zero() || exponent.abs() > MAX_EXPONENT {
            return None;
        }
        if let (Mantissa::Small { numerator: a, denominator: b }, Mantissa::Small { numerator: c, denominator: d }) =
            (&self.mantissa, &other.mantissa)
        {
            let negative = (*a < 0) != (*c < 0);
            let numerator = u128::from(a.unsigned_abs()) * u128::from(*d);
            let denominator = u128::from(*b) * u128::from(c.unsigned_abs());
            return Some(Self::from_words(negative, numerator, denominator, exponent));
        }
        if self.is_zero() {
            return Some(Self::ZERO);
        }
        if self.size() + other.size() > MAX_ARITHMETIC_DIGITS {
            return None;
        }
        let ((a, b), (c, d)) = (self.signed_parts(), other.parts());
        let numerator = a * d;
        Some(Self::from_big(if other.is_negative() { -numerator } else { numerator }, b * c, exponent))
    }

    /// The power to a whole exponent; `None` for `0^0`, a negative power of zero, and powers past the limits.
    pub fn pow_small(&self, power: i64) -> Option<Self> {
        if self.is_zero() {
            return (power > 0).then_some(Self::ZERO);
        }
        let exponent = self.exponent.checked_mul(power).filter(|exponent| exponent.abs() <= MAX_EXPONENT)?;
        let one = matches!(self.mantissa, Mantissa::Small { numerator: 1 | -1, denominator: 1 });
        if one {
            let negative = self.is_negative() && power % 2 != 0;
            return Some(Self::from_words(negative, 1, 1, exponent));
        }
        let (numerator, denominator) = self.parts();
        let digits = numerator.bit_len().max(denominator.bit_len()) as i64;
        let times = usize::try_from(power.unsigned_abs()).ok()?;
        if digits.checked_mul(times as i64)? > MAX_ARITHMETIC_DIGITS * 3 {
            return None;
        }
        let (mut above, mut below) = (numerator.pow(times), denominator.pow(times));
        if power < 0 {
            std::mem::swap(&mut above, &mut below);
        }
        let negative = self.is_negative() && power % 2 != 0;
        let sign = if negative { Sign::Negative } else { Sign::Positive };
        Some(Self::from_big(IBig::from_parts(sign, above), below, exponent))
    }

    /// Rounded to `places` decimals, halves away from zero; a negative number of places rounds to tens, hundreds and so on. What
    /// would take more digits than the limits allow stays as it is.
    ///
    /// ```
    /// use rewards_core::number::parse;
    /// let read = |text| parse(text).unwrap().value;
    /// assert_eq!(read("-2/3").round_to_places(2), read("-0.67"));
    /// assert_eq!(read("2.5").round_to_places(0), read("3"));
    /// assert_eq!(read("1250").round_to_places(-2), read("1300"));
    /// ```
    #[must_use]
    pub fn round_to_places(&self, places: i64) -> Self {
        self.round_at(places)
    }

    /// Rounded to `count` significant digits (at least one), halves away from zero, within the same limits.
    #[must_use]
    pub fn round_to_significant(&self, count: u32) -> Self {
        if self.is_zero() { Self::ZERO } else { self.round_at(i64::from(count.max(1)) - 1 - self.leading_place()) }
    }

    /// The position of the first digit: the exponent of the greatest power of ten that is not above the absolute value. Zero
    /// for zero.
    ///
    /// ```
    /// use rewards_core::number::parse;
    /// let read = |text| parse(text).unwrap().value;
    /// assert_eq!((read("999").leading_place(), read("-1000").leading_place(), read("0.05").leading_place()), (2, 3, -2));
    /// ```
    pub fn leading_place(&self) -> i64 {
        if self.is_zero() {
            return 0;
        }
        let (mut low, high) = self.bounds();
        while low + 1 < high && super::order::compare_sizes(self, &Self::from_decimal(1, low + 1)).is_ge() {
            low += 1;
        }
        low
    }

    /// Rounded to a multiple of `10^-places`.
    fn round_at(&self, places: i64) -> Self {
        if self.is_zero() || self.is_decimal() && self.exponent >= -places {
            return self.clone();
        }
        let (low, high) = self.bounds();
        if high < -places {
            return Self::ZERO;
        }
        let negative = self.is_negative();
        match &self.mantissa {
            Mantissa::Small { numerator, denominator: 1 } => {
                // The digits that go are between 1 and 19, or the number would be below a tenth of the last place.
                let unit = i128::from(POWERS[(-places - self.exponent).clamp(0, 19) as usize]);
                let size = i128::from(numerator.unsigned_abs());
                let rounded = (size + unit / 2) / unit;
                Self::from_decimal(if negative { -rounded } else { rounded }, -places)
            }
            Mantissa::Long { digits, .. } => {
                let kept = digits.len().saturating_sub((-places - self.exponent) as usize);
                let up = digits.as_bytes()[kept] >= b'5';
                let mut bytes = Vec::with_capacity(kept + 1);
                bytes.push(b'0');
                bytes.extend_from_slice(&digits.as_bytes()[..kept]);
                if up {
                    for digit in bytes.iter_mut().rev() {
                        if *digit < b'9' {
                            *digit += 1;
                            break;
                        }
                        *digit = b'0';
                    }
                }
                let text = String::from_utf8(bytes).unwrap_or_default();
                Self::from_digits(negative, &text, -places).unwrap_or_else(|| self.clone())
            }
            _ => {
                if places > MAX_ARITHMETIC_DIGITS || low + places > MAX_ARITHMETIC_DIGITS {
                    return self.clone();
                }
                let (mut numerator, mut denominator) = self.parts();
                let shift = self.exponent + places;
                if shift >= 0 {
                    numerator *= ten_to(shift as usize);
                } else {
                    denominator *= ten_to(shift.unsigned_abs() as usize);
                }
                let rounded: UBig = (numerator * 2u8 + &denominator) / (denominator * 2u8);
                let sign = if negative { Sign::Negative } else { Sign::Positive };
                Self::from_big(IBig::from_parts(sign, rounded), UBig::ONE, -places)
            }
        }
    }

    /// Numerator and denominator of the mantissa, with the sign.
    fn signed_parts(&self) -> (IBig, UBig) {
        let (numerator, denominator) = self.parts();
        let sign = if self.is_negative() { Sign::Negative } else { Sign::Positive };
        (IBig::from_parts(sign, numerator), denominator)
    }
}
