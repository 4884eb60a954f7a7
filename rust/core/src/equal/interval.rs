//! Intervals of doubles: the quick look that tells most different values apart.

// Bounds are compared exactly on purpose: what is exact stays a point.
#![allow(clippy::float_cmp)]

use std::cmp::Ordering;

use crate::number::Exact;

use super::real::Real;
use super::walk::Stop;

/// A real number between two doubles, both included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval {
    low: f64,
    high: f64,
}

/// Steps between doubles by which the elementary functions of the platform may be off, with a wide margin.
const LIBRARY_ERROR: f64 = 8.0 * f64::EPSILON;

impl Interval {
    /// One double, exactly.
    pub(super) fn point(x: f64) -> Self {
        Self { low: x, high: x }
    }

    /// Bounds that rounding may have moved by one step.
    fn outward(low: f64, high: f64) -> Self {
        Self { low: low.next_down(), high: high.next_up() }
    }

    /// The value of a library function, with its error.
    fn library(low: f64, high: f64) -> Self {
        Self {
            low: low - low.abs() * LIBRARY_ERROR - f64::MIN_POSITIVE,
            high: high + high.abs() * LIBRARY_ERROR + f64::MIN_POSITIVE,
        }
    }

    /// The bounds.
    pub(super) fn bounds(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Whether both bounds are numbers.
    pub(super) fn is_finite(&self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    /// Whether no number lies in both.
    pub(super) fn is_apart(&self, other: &Self) -> bool {
        self.high < other.low || other.high < self.low
    }

    /// The interval, or a refusal where a bound is no number.
    fn checked(self) -> Result<Self, Stop> {
        if self.low.is_finite() && self.high.is_finite() { Ok(self) } else { Err(Stop::Unknown) }
    }
}

/// The sum and whether it is exact.
fn add_exactly(a: f64, b: f64) -> (f64, bool) {
    let sum = a + b;
    let back = sum - a;
    (sum, (a - (sum - back)) + (b - back) == 0.0)
}

/// Whether a product of doubles is exact for sure: both small integers.
fn is_exact_product(a: f64, b: f64) -> bool {
    a == 0.0
        || b == 0.0
        || a.abs() == 1.0
        || b.abs() == 1.0
        || (a.fract() == 0.0 && b.fract() == 0.0 && (a * b).abs() < 9e15)
}

impl Real for Interval {
    fn bits(&self) -> u32 {
        53
    }

    fn from_exact(value: &Exact, _: u32) -> Result<Self, Stop> {
        if let Some(n) = value.to_i64().filter(|n| n.unsigned_abs() < 1 << 53) {
            return Ok(Self::point(n as f64));
        }
        let x = value.to_f64();
        Self::outward(x, x).checked()
    }

    fn from_small(n: i32, _: u32) -> Self {
        Self::point(f64::from(n))
    }

    fn pi(_: u32) -> Self {
        Self { low: std::f64::consts::PI, high: std::f64::consts::PI.next_up() }
    }

    fn add(&self, other: &Self) -> Self {
        let (low, low_exact) = add_exactly(self.low, other.low);
        let (high, high_exact) = add_exactly(self.high, other.high);
        if low.is_nan() || high.is_nan() {
            return Self { low: f64::NEG_INFINITY, high: f64::INFINITY };
        }
        Self {
            low: if low_exact { low } else { low.next_down() },
            high: if high_exact { high } else { high.next_up() },
        }
    }

    fn negate(&self) -> Self {
        Self { low: -self.high, high: -self.low }
    }

    fn multiply(&self, other: &Self) -> Self {
        if self.low == self.high && other.low == other.high && is_exact_product(self.low, other.low) {
            return Self::point(self.low * other.low);
        }
        let products = [self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high];
        if products.iter().any(|product| product.is_nan()) {
            return Self { low: f64::NEG_INFINITY, high: f64::INFINITY };
        }
        let low = products.iter().copied().fold(f64::INFINITY, f64::min);
        let high = products.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self::outward(low, high)
    }

    fn divide(&self, other: &Self) -> Result<Self, Stop> {
        if other.low <= 0.0 && other.high >= 0.0 {
            return Err(Stop::Unknown);
        }
        let quotients = [self.low / other.low, self.low / other.high, self.high / other.low, self.high / other.high];
        if quotients.iter().any(|quotient| quotient.is_nan()) {
            return Err(Stop::Unknown);
        }
        let low = quotients.iter().copied().fold(f64::INFINITY, f64::min);
        let high = quotients.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if low == 0.0 && high == 0.0 && self.is_zero() {
            return Ok(Self::point(0.0));
        }
        let is_whole = low == high && low.fract() == 0.0 && self.low == self.high && other.low == other.high;
        if is_whole && is_exact_product(low, other.low) && low * other.low == self.low {
            return Ok(Self::point(low));
        }
        Self::outward(low, high).checked()
    }

    fn sqrt(&self) -> Result<Self, Stop> {
        if self.low < 0.0 {
            return Err(Stop::Unknown);
        }
        let (low, high) = (self.low.sqrt(), self.high.sqrt());
        if low == high && low.fract() == 0.0 && low < 9e7 {
            return Ok(Self::point(low));
        }
        let wide = Self::outward(low, high);
        Ok(Self { low: wide.low.max(0.0), high: wide.high })
    }

    fn exp(&self) -> Result<Self, Stop> {
        if self.is_zero() {
            return Ok(Self::point(1.0));
        }
        Self::library(self.low.exp(), self.high.exp()).checked()
    }

    fn ln(&self) -> Result<Self, Stop> {
        if self.low <= 0.0 {
            return Err(Stop::Unknown);
        }
        if self.low == 1.0 && self.high == 1.0 {
            return Ok(Self::point(0.0));
        }
        Self::library(self.low.ln(), self.high.ln()).checked()
    }

    fn sin_cos(&self) -> Result<(Self, Self), Stop> {
        if self.is_zero() {
            return Ok((Self::point(0.0), Self::point(1.0)));
        }
        let width = self.high - self.low;
        if !(width < 0.5 && self.low.abs() < 1e9) {
            return Err(Stop::Unknown);
        }
        // Neither function moves by more than its argument.
        let middle = f64::midpoint(self.low, self.high);
        let slack = width + 1e-15;
        let around = |x: f64| Self { low: (x - slack).max(-1.0), high: (x + slack).min(1.0) };
        Ok((around(middle.sin()), around(middle.cos())))
    }

    fn atan(&self) -> Result<Self, Stop> {
        if self.is_zero() {
            return Ok(Self::point(0.0));
        }
        Self::library(self.low.atan(), self.high.atan()).checked()
    }

    fn floor(&self) -> Result<Self, Stop> {
        let (low, high) = (self.low.floor(), self.high.floor());
        if low == high { Ok(Self::point(low)) } else { Err(Stop::Unknown) }
    }

    fn sign(&self) -> Option<Ordering> {
        if self.low > 0.0 {
            Some(Ordering::Greater)
        } else if self.high < 0.0 {
            Some(Ordering::Less)
        } else if self.low == 0.0 && self.high == 0.0 {
            Some(Ordering::Equal)
        } else {
            None
        }
    }

    fn to_f64(&self) -> f64 {
        f64::midpoint(self.low, self.high)
    }
}
