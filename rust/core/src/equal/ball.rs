//! Balls of many bits: a middle and a radius, for what doubles can't tell apart.

use std::cmp::Ordering;

use dashu_int::ops::BitTest;
use dashu_int::{IBig, UBig};

use crate::limits;
use crate::number::Exact;

use super::real::Real;
use super::series;
use super::walk::Stop;

/// A real number between `(middle - radius) · 2^exponent` and `(middle + radius) · 2^exponent`.
#[derive(Clone, Debug)]
pub(super) struct Ball {
    middle: IBig,
    radius: UBig,
    exponent: i64,
    bits: u32,
}

/// The largest exponent, either way, that is kept count of: two of them can be added many times over.
const FARTHEST: i64 = 1 << 40;

/// Bits of an integer's absolute value.
fn length(n: &IBig) -> i64 {
    n.bit_len() as i64
}

/// An integer times a power of two, rounded down.
fn shift(n: &IBig, by: i64) -> IBig {
    if by >= 0 { n << by.unsigned_abs() as usize } else { n >> by.unsigned_abs() as usize }
}

/// A radius times a power of two, rounded up.
fn shift_up(n: &UBig, by: i64) -> UBig {
    if n.is_zero() {
        UBig::ZERO
    } else if by >= 0 {
        n << by.unsigned_abs() as usize
    } else {
        (n >> by.unsigned_abs() as usize) + UBig::ONE
    }
}

/// The absolute value.
fn magnitude(n: &IBig) -> UBig {
    n.clone().into_parts().1
}

impl Ball {
    /// A ball, its middle cut to the bits that mean something.
    fn new(middle: IBig, radius: UBig, exponent: i64, bits: u32) -> Self {
        if exponent.abs() > FARTHEST {
            // Zero stays what it is; of anything else nothing is known any more.
            let radius = if middle.is_zero() && radius.is_zero() { radius } else { UBig::ONE };
            let exponent = if radius.is_zero() { 0 } else { FARTHEST };
            return Self { middle: IBig::ZERO, radius, exponent, bits };
        }
        // Bits below the radius say nothing; a few are kept so that cutting adds little.
        let meaningless = (radius.bit_len() as i64 - 16).max(0);
        let excess = (length(&middle) - i64::from(bits)).max(meaningless);
        if excess <= 0 {
            return Self { middle, radius, exponent, bits };
        }
        // What is exact stays so where nothing but zeros is cut off.
        let is_exact =
            radius.is_zero() && magnitude(&middle).trailing_zeros().is_some_and(|zeros| zeros as i64 >= excess);
        Self {
            middle: shift(&middle, -excess),
            radius: if is_exact { UBig::ZERO } else { shift_up(&radius, -excess) + UBig::ONE },
            exponent: exponent + excess,
            bits,
        }
    }

    /// An upper bound of the base-two logarithm of the absolute value; None for zero itself.
    pub(super) fn log2_above(&self) -> Option<i64> {
        let top = magnitude(&self.middle) + &self.radius;
        (!top.is_zero()).then(|| top.bit_len() as i64 + self.exponent)
    }

    /// Fixed point: the middle times 2^places, and the radius likewise.
    fn to_fixed(&self, places: i64) -> (IBig, UBig) {
        let by = self.exponent + places;
        (shift(&self.middle, by), shift_up(&self.radius, by) + UBig::ONE)
    }

    /// A ball from fixed point.
    fn from_fixed(middle: IBig, radius: UBig, places: i64, bits: u32) -> Self {
        Self::new(middle, radius, -places, bits)
    }

    /// Whether the exponent is within what the work may be done with.
    fn is_tame(&self) -> bool {
        (self.exponent + length(&self.middle)).abs() < limits::BALL_EXPONENT
    }

    /// The bounds as exact rational numbers.
    pub(super) fn bounds(&self) -> Option<(Exact, Exact)> {
        let value = |middle: IBig| {
            if self.exponent.abs() > 4 * i64::from(limits::BALL_BITS) {
                return None;
            }
            let two = UBig::ONE << self.exponent.unsigned_abs() as usize;
            let ratio = if self.exponent >= 0 {
                dashu_ratio::RBig::from(middle * IBig::from(two))
            } else {
                dashu_ratio::RBig::from_parts(middle, two)
            };
            Some(Exact::from_ratio(ratio))
        };
        let radius = IBig::from(self.radius.clone());
        Some((value(&self.middle - &radius)?, value(&self.middle + radius)?))
    }
}

impl Real for Ball {
    fn bits(&self) -> u32 {
        self.bits
    }

    fn from_exact(value: &Exact, bits: u32) -> Result<Self, Stop> {
        if let Some(n) = value.to_i64() {
            return Ok(Self { middle: IBig::from(n), radius: UBig::ZERO, exponent: 0, bits });
        }
        let ratio = value.to_rbig(limits::ROOT_DIGITS).ok_or(Stop::Budget)?;
        let (numerator, denominator) = ratio.into_parts();
        if denominator.is_one() {
            return Ok(Self::new(numerator, UBig::ZERO, 0, bits));
        }
        let by = (i64::from(bits) + 2 + denominator.bit_len() as i64 - length(&numerator)).max(0);
        let quotient = shift(&numerator, by) / IBig::from(denominator);
        Ok(Self::new(quotient, UBig::ONE, -by, bits))
    }

    fn from_small(n: i32, bits: u32) -> Self {
        Self { middle: IBig::from(n), radius: UBig::ZERO, exponent: 0, bits }
    }

    fn pi(bits: u32) -> Self {
        let places = i64::from(bits) + 16;
        Self::from_fixed(series::pi(places as usize), UBig::from(64u8), places, bits)
    }

    fn add(&self, other: &Self) -> Self {
        let bits = self.bits.max(other.bits);
        if self.middle.is_zero() && self.radius.is_zero() {
            return other.clone();
        }
        if other.middle.is_zero() && other.radius.is_zero() {
            return self.clone();
        }
        let (high, low) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let gap = high.exponent - low.exponent;
        if gap <= 4 * i64::from(bits) {
            let middle = shift(&high.middle, gap) + &low.middle;
            let radius = shift_up(&high.radius, gap) + &low.radius;
            return Self::new(middle, radius, low.exponent, bits);
        }
        // The lower one is far below the other's last bit, or both are.
        let lost = (length(&low.middle).max(low.radius.bit_len() as i64) + 1 - gap).max(0);
        let radius = &high.radius + (UBig::ONE << lost.unsigned_abs() as usize);
        let grow = i64::from(bits);
        Self::new(shift(&high.middle, grow), shift_up(&radius, grow), high.exponent - grow, bits)
    }

    fn negate(&self) -> Self {
        Self { middle: -&self.middle, ..self.clone() }
    }

    fn multiply(&self, other: &Self) -> Self {
        let radius = magnitude(&self.middle) * &other.radius
            + magnitude(&other.middle) * &self.radius
            + &self.radius * &other.radius;
        Self::new(&self.middle * &other.middle, radius, self.exponent + other.exponent, self.bits.max(other.bits))
    }

    fn divide(&self, other: &Self) -> Result<Self, Stop> {
        let bottom = magnitude(&other.middle);
        if self.is_zero() && bottom > other.radius {
            return Ok(self.clone());
        }
        if bottom <= other.radius {
            return Err(Stop::Unknown);
        }
        let bits = self.bits.max(other.bits);
        let by = (i64::from(bits) + 2 + length(&other.middle) - length(&self.middle)).max(0);
        let top = shift(&self.middle, by);
        let quotient = &top / &other.middle;
        let spread = magnitude(&self.middle) * &other.radius + &bottom * &self.radius;
        let radius = if spread.is_zero() && &quotient * &other.middle == top {
            UBig::ZERO
        } else {
            shift_up(&spread, by) / (&bottom * (&bottom - &other.radius)) + UBig::from(2u8)
        };
        Ok(Self::new(quotient, radius, self.exponent - other.exponent - by, bits))
    }

    fn sqrt(&self) -> Result<Self, Stop> {
        let radius = IBig::from(self.radius.clone());
        let (low, high) = (&self.middle - &radius, &self.middle + &radius);
        if low < IBig::ZERO {
            return Err(Stop::Unknown);
        }
        let mut by = (2 * i64::from(self.bits) + 4 - length(&high)).max(0);
        if (self.exponent - by) % 2 != 0 {
            by += 1;
        }
        let root = |n: &IBig| magnitude(&shift(n, by)).nth_root(2);
        let (below, above) = (root(&low), root(&high) + UBig::ONE);
        let radius = (&above - &below) / UBig::from(2u8) + UBig::ONE;
        Ok(Self::new(IBig::from((below + above) >> 1), radius, (self.exponent - by) / 2, self.bits))
    }

    fn exp(&self) -> Result<Self, Stop> {
        if self.is_zero() {
            return Ok(Self::from_small(1, self.bits));
        }
        // Past this the result's exponent itself is a long number.
        if self.log2_above().is_some_and(|log| log > 32) {
            return Err(Stop::Budget);
        }
        let places = i64::from(self.bits) + 48;
        let (x, radius) = self.to_fixed(places);
        if radius.bit_len() as i64 > places - 2 {
            return Err(Stop::Unknown);
        }
        let (mantissa, exponent) = series::exp(&x, places as usize);
        // e^(x + d) - e^x is less than 2 d e^x for d below one half.
        let spread = ((magnitude(&mantissa) * (radius << 1)) >> places as usize) + UBig::from(1u8 << 6) + UBig::ONE;
        Ok(Self::new(mantissa, spread, exponent - places, self.bits))
    }

    fn ln(&self) -> Result<Self, Stop> {
        if self.sign() != Some(Ordering::Greater) || !self.is_tame() {
            return Err(Stop::Unknown);
        }
        // A positive number whose middle is 1 has no radius.
        if self.exponent == 0 && self.middle.is_one() {
            return Ok(Self::from_small(0, self.bits));
        }
        let places = i64::from(self.bits) + 48;
        // The middle as y · 2^k with y between 1/2 and 1.
        let top = length(&self.middle);
        let y = shift(&self.middle, places - top);
        let value = series::ln(&y, self.exponent + top, places as usize);
        let below = magnitude(&self.middle) - &self.radius;
        let spread = shift_up(&self.radius, places) / below + UBig::from(1u8 << 7);
        Ok(Self::from_fixed(value, spread, places, self.bits))
    }

    fn sin_cos(&self) -> Result<(Self, Self), Stop> {
        if self.is_zero() {
            return Ok((Self::from_small(0, self.bits), Self::from_small(1, self.bits)));
        }
        let size = self.log2_above().unwrap_or(0).max(0);
        // More digits of an argument than of the result ask for a higher precision, which then is paid for.
        if size > i64::from(self.bits) {
            return Err(Stop::Unknown);
        }
        let places = i64::from(self.bits) + 48;
        let (x, radius) = self.to_fixed(places + size);
        let (sin, cos) = series::sin_cos(&x, (places + size) as usize);
        let spread = shift_up(&(radius + UBig::from(1u8 << 7)), -size);
        let cut = |n: IBig| Self::from_fixed(shift(&n, -size), spread.clone(), places, self.bits);
        Ok((cut(sin), cut(cos)))
    }

    fn atan(&self) -> Result<Self, Stop> {
        if self.is_zero() {
            return Ok(self.clone());
        }
        if self.log2_above().is_some_and(|log| log > 1) {
            // atan x = ±π/2 - atan(1/x), where x keeps away from zero.
            let sign = self.sign().ok_or(Stop::Unknown)?;
            let inverse = Self::from_small(1, self.bits).divide(self)?.atan()?;
            let quarter = Self::pi(self.bits).divide(&Self::from_small(2, self.bits))?;
            let quarter = if sign == Ordering::Less { quarter.negate() } else { quarter };
            return Ok(quarter.subtract(&inverse));
        }
        let places = i64::from(self.bits) + 48;
        let (x, radius) = self.to_fixed(places);
        Ok(Self::from_fixed(series::atan(&x, places as usize), radius + UBig::from(1u8 << 7), places, self.bits))
    }

    fn floor(&self) -> Result<Self, Stop> {
        if self.log2_above().is_some_and(|log| log > i64::from(self.bits)) {
            return Err(Stop::Unknown);
        }
        let radius = IBig::from(self.radius.clone());
        let (low, high) =
            (shift(&(&self.middle - &radius), self.exponent), shift(&(&self.middle + radius), self.exponent));
        if low == high {
            Ok(Self { middle: low, radius: UBig::ZERO, exponent: 0, bits: self.bits })
        } else {
            Err(Stop::Unknown)
        }
    }

    fn sign(&self) -> Option<Ordering> {
        if magnitude(&self.middle) > self.radius {
            Some(if self.middle > IBig::ZERO { Ordering::Greater } else { Ordering::Less })
        } else if self.radius.is_zero() {
            Some(Ordering::Equal)
        } else {
            None
        }
    }

    fn log2(&self) -> Option<i64> {
        (magnitude(&self.middle) > self.radius).then(|| length(&self.middle) + self.exponent)
    }

    fn to_f64(&self) -> f64 {
        let excess = (length(&self.middle) - 60).max(0);
        let top = i64::try_from(shift(&self.middle, -excess)).unwrap_or(0);
        top as f64 * 2f64.powi((self.exponent + excess).clamp(-5_000, 5_000) as i32)
    }
}
