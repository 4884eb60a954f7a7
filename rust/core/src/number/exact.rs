//! One exact value and its one canonical form, so that equality and hashing need no arithmetic.

use std::fmt;
use std::io::Write;

use dashu_int::ops::{BitTest, Gcd};
use dashu_int::{IBig, Sign, UBig};
use dashu_ratio::RBig;

use crate::limits::MAX_EXPONENT;

/// An exact rational number: `mantissa * 10^exponent`.
///
/// The form is canonical: the mantissa's denominator has no factor 2 or 5, its numerator is not divisible by ten, the two share no
/// divisor, and zero is `0 * 10^0`. Everyday values stand in machine words; a long decimal keeps its digits as text, so that reading
/// and comparing two of them costs no more than looking at them; other long values are big integers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Exact {
    pub(super) exponent: i64,
    pub(super) mantissa: Mantissa,
}

/// The part of an [`Exact`] before its power of ten. Each value has one variant only: the first that can hold it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Mantissa {
    /// Both parts fit machine words; the numerator is never `i64::MIN`.
    Small { numerator: i64, denominator: u64 },
    /// An integer past `i64`, as its decimal digits.
    Long { negative: bool, digits: Box<str> },
    /// A fraction whose numerator or denominator is past a machine word.
    Ratio(Box<(IBig, UBig)>),
}

/// Powers of ten that fit `u64`.
pub(super) const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut i = 1;
    while i < 20 {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// The number of decimal digits of `n`, at least one.
pub(super) fn count_digits(n: u64) -> usize {
    n.checked_ilog10().unwrap_or(0) as usize + 1
}

/// Ten to the power `exponent`, which the caller has bounded.
pub(super) fn ten_to(exponent: usize) -> UBig {
    match POWERS.get(exponent) {
        Some(&power) => UBig::from(power),
        None => UBig::from(5u8).pow(exponent) << exponent,
    }
}

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self { exponent: 0, mantissa: Mantissa::Small { numerator: 0, denominator: 1 } };
    /// One.
    pub const ONE: Self = Self { exponent: 0, mantissa: Mantissa::Small { numerator: 1, denominator: 1 } };

    /// The integer `n`.
    pub fn from_i64(n: i64) -> Self {
        Self::from_decimal(i128::from(n), 0)
    }

    /// `numerator * 10^exponent`, for a numerator that is not `i64::MIN`; the caller has bounded the exponent.
    #[inline]
    pub(super) fn from_word(mut numerator: i64, mut exponent: i64) -> Self {
        if numerator == 0 {
            return Self::ZERO;
        }
        while numerator % 10 == 0 {
            numerator /= 10;
            exponent += 1;
        }
        Self { exponent, mantissa: Mantissa::Small { numerator, denominator: 1 } }
    }

    /// `numerator * 10^exponent`; the caller has bounded the exponent.
    #[inline]
    pub(super) fn from_decimal(mut numerator: i128, mut exponent: i64) -> Self {
        if numerator == 0 {
            return Self::ZERO;
        }
        if let Ok(small) = i64::try_from(numerator)
            && small != i64::MIN
        {
            return Self::from_word(small, exponent);
        }
        while numerator % 10 == 0 {
            numerator /= 10;
            exponent += 1;
        }
        match i64::try_from(numerator) {
            Ok(small) if small != i64::MIN => {
                Self { exponent, mantissa: Mantissa::Small { numerator: small, denominator: 1 } }
            }
            _ => {
                let digits = numerator.unsigned_abs().to_string().into();
                Self { exponent, mantissa: Mantissa::Long { negative: numerator < 0, digits } }
            }
        }
    }

    /// The value of ASCII `digits` times `10^exponent`. `None` past the largest exponent.
    pub(super) fn from_digits(negative: bool, digits: &str, exponent: i64) -> Option<Self> {
        let digits = digits.trim_start_matches('0');
        let kept = digits.trim_end_matches('0');
        if kept.is_empty() {
            return Some(Self::ZERO);
        }
        let exponent = exponent.checked_add((digits.len() - kept.len()) as i64)?;
        if exponent.abs() > MAX_EXPONENT {
            return None;
        }
        let mantissa = match kept.parse::<i64>() {
            Ok(n) => Mantissa::Small { numerator: if negative { -n } else { n }, denominator: 1 },
            Err(_) => Mantissa::Long { negative, digits: kept.into() },
        };
        Some(Self { exponent, mantissa })
    }

    /// `numerator / denominator * 10^exponent`, for a denominator that is not zero.
    pub(super) fn from_words(negative: bool, numerator: u128, denominator: u128, exponent: i64) -> Self {
        if numerator == 0 {
            return Self::ZERO;
        }
        if let (Ok(numerator), Ok(denominator)) = (u64::try_from(numerator), u64::try_from(denominator))
            && let Some(value) = Self::from_short(negative, numerator, denominator, exponent)
        {
            return value;
        }
        let divisor = gcd(numerator, denominator);
        let (numerator, mut denominator) = (numerator / divisor, denominator / divisor);
        let twos = denominator.trailing_zeros();
        denominator >>= twos;
        let mut fives = 0;
        while denominator.is_multiple_of(5) {
            denominator /= 5;
            fives += 1;
        }
        let shift = twos.max(fives);
        let factor =
            2u128.checked_pow(shift - twos).zip(5u128.checked_pow(shift - fives)).and_then(|(a, b)| a.checked_mul(b));
        let Some(mut numerator) = factor.and_then(|factor| numerator.checked_mul(factor)) else {
            let grown =
                (UBig::from(numerator) << (shift - twos) as usize) * UBig::from(5u8).pow((shift - fives) as usize);
            return Self::from_coprime(negative, grown, UBig::from(denominator), exponent - i64::from(shift));
        };
        let mut exponent = exponent - i64::from(shift);
        while numerator.is_multiple_of(10) {
            numerator /= 10;
            exponent += 1;
        }
        if let (Ok(small), Ok(denominator)) = (i64::try_from(numerator), u64::try_from(denominator)) {
            let numerator = if negative { -small } else { small };
            return Self { exponent, mantissa: Mantissa::Small { numerator, denominator } };
        }
        Self::from_coprime(negative, UBig::from(numerator), UBig::from(denominator), exponent)
    }

    /// The same in 64 bits, whose divisions are many times cheaper; `None` where they don't hold the result.
    fn from_short(negative: bool, numerator: u64, denominator: u64, exponent: i64) -> Option<Self> {
        let (mut divisor, mut rest) = (numerator, denominator);
        while rest != 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        let (numerator, mut denominator) = (numerator / divisor, denominator / divisor);
        let twos = denominator.trailing_zeros();
        denominator >>= twos;
        let mut fives = 0;
        while denominator % 5 == 0 {
            denominator /= 5;
            fives += 1;
        }
        let shift = twos.max(fives);
        let factor = 2u64.checked_pow(shift - twos)?.checked_mul(5u64.checked_pow(shift - fives)?)?;
        let word = i64::try_from(numerator.checked_mul(factor)?).ok()?;
        let mut value = Self::from_word(if negative { -word } else { word }, exponent - i64::from(shift));
        if let Mantissa::Small { denominator: below, .. } = &mut value.mantissa {
            *below = denominator;
        }
        Some(value)
    }

    /// `numerator / denominator * 10^exponent`, for a denominator that is not zero.
    pub(super) fn from_big(numerator: IBig, denominator: UBig, exponent: i64) -> Self {
        let (sign, mut numerator) = numerator.into_parts();
        let negative = sign == Sign::Negative;
        if numerator.is_zero() {
            return Self::ZERO;
        }
        if let (Ok(numerator), Ok(denominator)) = (u128::try_from(&numerator), u128::try_from(&denominator)) {
            return Self::from_words(negative, numerator, denominator, exponent);
        }
        let mut denominator = denominator;
        if !denominator.is_one() {
            let divisor = (&numerator).gcd(&denominator);
            if !divisor.is_one() {
                numerator /= &divisor;
                denominator /= &divisor;
            }
        }
        let twos = denominator.trailing_zeros().unwrap_or(0);
        denominator >>= twos;
        let fives = if denominator.is_one() { 0 } else { denominator.remove(&UBig::from(5u8)).unwrap_or(0) };
        let shift = twos.max(fives);
        numerator = (numerator << (shift - twos)) * UBig::from(5u8).pow(shift - fives);
        Self::from_coprime(negative, numerator, denominator, exponent - shift as i64)
    }

    /// The last step to the canonical form: only factors of ten are left to take out of the numerator.
    fn from_coprime(negative: bool, mut numerator: UBig, denominator: UBig, mut exponent: i64) -> Self {
        if denominator.is_one() {
            let text = numerator.to_string();
            let digits = text.trim_end_matches('0');
            exponent += (text.len() - digits.len()) as i64;
            let mantissa = match digits.parse::<i64>() {
                Ok(n) => Mantissa::Small { numerator: if negative { -n } else { n }, denominator: 1 },
                Err(_) => Mantissa::Long { negative, digits: digits.into() },
            };
            return Self { exponent, mantissa };
        }
        let twos = numerator.trailing_zeros().unwrap_or(0);
        if twos > 0 {
            let mut odd = numerator.clone();
            let fives = odd.remove(&UBig::from(5u8)).unwrap_or(0);
            let tens = twos.min(fives);
            if tens > 0 {
                numerator = (odd * UBig::from(5u8).pow(fives - tens)) >> tens;
                exponent += tens as i64;
            }
        }
        let mantissa = if let (Ok(n), Ok(denominator)) = (i64::try_from(&numerator), u64::try_from(&denominator)) {
            Mantissa::Small { numerator: if negative { -n } else { n }, denominator }
        } else {
            let sign = if negative { Sign::Negative } else { Sign::Positive };
            Mantissa::Ratio(Box::new((IBig::from_parts(sign, numerator), denominator)))
        };
        Self { exponent, mantissa }
    }

    /// The rational number `ratio`.
    pub fn from_ratio(ratio: RBig) -> Self {
        let (numerator, denominator) = ratio.into_parts();
        Self::from_big(numerator, denominator, 0)
    }

    /// The value of the shortest decimal that prints as `x`: what the writer of the float meant. `None` for NaN and infinities.
    ///
    /// ```
    /// use rewards_core::number::{Exact, parse};
    /// assert_eq!(Exact::from_f64_shortest(0.1), parse("1/10").map(|number| number.value));
    /// ```
    pub fn from_f64_shortest(x: f64) -> Option<Self> {
        if !x.is_finite() {
            return None;
        }
        // A sign, seventeen digits and a point, "e" and an exponent of three digits with its sign.
        let mut text = [0; 32];
        let mut rest = text.as_mut_slice();
        write!(rest, "{:e}", x.abs()).ok()?;
        let written = 32 - rest.len();
        let (mantissa, exponent) = std::str::from_utf8(&text[..written]).ok()?.split_once('e')?;
        let (mut numerator, mut decimals, mut is_behind) = (0, 0, false);
        for byte in mantissa.bytes() {
            if byte == b'.' {
                is_behind = true;
            } else {
                numerator = numerator * 10 + i64::from(byte - b'0');
                decimals += i64::from(is_behind);
            }
        }
        let exponent = exponent.parse::<i64>().ok()? - decimals;
        Some(Self::from_word(if x < 0.0 { -numerator } else { numerator }, exponent))
    }

    /// Whether the value is zero.
    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self.mantissa, Mantissa::Small { numerator: 0, .. })
    }

    /// Whether the value is below zero.
    #[inline]
    pub fn is_negative(&self) -> bool {
        match &self.mantissa {
            Mantissa::Small { numerator, .. } => *numerator < 0,
            Mantissa::Long { negative, .. } => *negative,
            Mantissa::Ratio(parts) => parts.0.sign() == Sign::Negative,
        }
    }

    /// Whether the value is a whole number.
    pub fn is_integer(&self) -> bool {
        self.exponent >= 0 && self.is_decimal()
    }

    /// Whether finitely many decimals write the value.
    #[inline]
    pub fn is_decimal(&self) -> bool {
        matches!(self.mantissa, Mantissa::Small { denominator: 1, .. } | Mantissa::Long { .. })
    }

    /// The value as a machine word, when it is an integer that fits.
    #[inline]
    pub fn to_i64(&self) -> Option<i64> {
        match self.mantissa {
            Mantissa::Small { numerator, denominator: 1 } => {
                let power = POWERS.get(usize::try_from(self.exponent).ok()?)?;
                numerator.checked_mul(i64::try_from(*power).ok()?)
            }
            _ => None,
        }
    }

    /// The largest integer that is not above the value; `None` where machine words don't hold what it takes.
    pub(crate) fn floor_of_words(&self) -> Option<Self> {
        let Mantissa::Small { numerator, denominator } = self.mantissa else { return None };
        let power = |exponent: i64| POWERS.get(usize::try_from(exponent).ok()?).map(|&power| i128::from(power));
        let (above, below) = (power(self.exponent.max(0))?, power((-self.exponent).max(0))?);
        let value = i128::from(numerator).checked_mul(above)?.div_euclid(i128::from(denominator).checked_mul(below)?);
        Some(Self::from_decimal(value, 0))
    }

    /// The same value without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    /// The value with the other sign.
    #[must_use]
    pub fn neg(&self) -> Self {
        let mantissa = match &self.mantissa {
            Mantissa::Small { numerator, denominator } => {
                Mantissa::Small { numerator: -numerator, denominator: *denominator }
            }
            Mantissa::Long { negative, digits } => Mantissa::Long { negative: !negative, digits: digits.clone() },
            Mantissa::Ratio(parts) => Mantissa::Ratio(Box::new((-&parts.0, parts.1.clone()))),
        };
        Self { exponent: self.exponent, mantissa }
    }

    /// Numerator (without sign) and denominator of the mantissa.
    pub(super) fn parts(&self) -> (UBig, UBig) {
        match &self.mantissa {
            Mantissa::Small { numerator, denominator } => {
                (UBig::from(numerator.unsigned_abs()), UBig::from(*denominator))
            }
            Mantissa::Long { digits, .. } => (UBig::from_str_radix(digits, 10).unwrap_or_default(), UBig::ONE),
            Mantissa::Ratio(parts) => (parts.0.clone().into_parts().1, parts.1.clone()),
        }
    }

    /// The digits of the numerator, at least one: what is significant in a value that was not written in digits.
    pub(super) fn digit_count(&self) -> u32 {
        match &self.mantissa {
            Mantissa::Small { numerator, .. } => count_digits(numerator.unsigned_abs()) as u32,
            _ => u32::try_from(self.size()).unwrap_or(u32::MAX),
        }
    }

    /// An upper bound of the decimal digits of numerator and denominator together, the exponent aside.
    pub(crate) fn size(&self) -> i64 {
        match &self.mantissa {
            Mantissa::Small { denominator: 1, .. } => 20,
            Mantissa::Small { .. } => 40,
            Mantissa::Long { digits, .. } => digits.len() as i64,
            Mantissa::Ratio(parts) => (parts.0.bit_len() + parts.1.bit_len()) as i64 * 302 / 1000 + 2,
        }
    }

    /// Powers of ten around the absolute value of a number that is not zero: `10^low <= |self| < 10^high`.
    pub(super) fn bounds(&self) -> (i64, i64) {
        let (low, high) = match &self.mantissa {
            Mantissa::Small { numerator, denominator } => {
                let digits = count_digits(numerator.unsigned_abs()) as i64;
                if *denominator == 1 {
                    (digits - 1, digits)
                } else {
                    let below = count_digits(*denominator) as i64;
                    (digits - 1 - below, digits - below + 1)
                }
            }
            Mantissa::Long { digits, .. } => (digits.len() as i64 - 1, digits.len() as i64),
            Mantissa::Ratio(parts) => {
                let bits = parts.0.bit_len() as i64 - parts.1.bit_len() as i64;
                // log10(2) lies between 0.30102 and 0.30104; numbers of this size stay far from where that matters by more than one.
                let scale = |bits: i64| (bits * 30103).div_euclid(100_000);
                (scale(bits - 1) - 1, scale(bits + 1) + 2)
            }
        };
        (low + self.exponent, high + self.exponent)
    }
}

/// Euclid's algorithm; in 64 bits where both fit, since dividing 128 bits is many times dearer.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(mut x), Ok(mut y)) = (u64::try_from(a), u64::try_from(b)) {
            while y != 0 {
                (x, y) = (y, x % y);
            }
            return u128::from(x);
        }
        (a, b) = (b, a % b);
    }
    a
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exact({self})")
    }
}
