//! Real numbers that are known to within an error: what the complex functions are built on.

use std::cmp::Ordering;

use crate::number::Exact;

use super::walk::Stop;

/// A real number known to lie within bounds. Every operation keeps the true value within the result's bounds.
pub(super) trait Real: Clone {
    /// Bits of working precision, for numbers that have a choice of it.
    fn bits(&self) -> u32;
    /// A rational number, at a precision.
    fn from_exact(value: &Exact, bits: u32) -> Result<Self, Stop>;
    /// A small integer, at a precision.
    fn from_small(n: i32, bits: u32) -> Self;
    /// π, at a precision.
    fn pi(bits: u32) -> Self;
    /// The sum.
    fn add(&self, other: &Self) -> Self;
    /// The opposite.
    fn negate(&self) -> Self;
    /// The product.
    fn multiply(&self, other: &Self) -> Self;
    /// The quotient; the divisor's sign is known.
    fn divide(&self, other: &Self) -> Result<Self, Stop>;
    /// The square root of a number that is known not to be negative.
    fn sqrt(&self) -> Result<Self, Stop>;
    /// e to this power.
    fn exp(&self) -> Result<Self, Stop>;
    /// The natural logarithm of a number that is known to be positive.
    fn ln(&self) -> Result<Self, Stop>;
    /// Sine and cosine.
    fn sin_cos(&self) -> Result<(Self, Self), Stop>;
    /// The arc tangent.
    fn atan(&self) -> Result<Self, Stop>;
    /// The largest integer not above, where the bounds agree on it.
    fn floor(&self) -> Result<Self, Stop>;
    /// The sign, where it is certain: `Equal` is exactly zero.
    fn sign(&self) -> Option<Ordering>;
    /// The middle, as a double.
    fn to_f64(&self) -> f64;

    /// The base-two logarithm of the absolute value, rounded, where that can be small or large enough to matter.
    fn log2(&self) -> Option<i64> {
        None
    }

    /// The difference.
    fn subtract(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    /// Whether the value is exactly zero.
    fn is_zero(&self) -> bool {
        self.sign() == Some(Ordering::Equal)
    }
}
