//! Partial fractions.

use dashu_ratio::RBig;

use super::polynomial::{Polynomial, Rational};

/// A rational function as a sum: a polynomial, fractions over powers of linear factors, and one over a quadratic factor without
/// rational roots.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// The polynomial.
    pub(super) whole: Polynomial,
    /// `value / (x - root)^power`.
    pub(super) fractions: Vec<(RBig, u32, RBig)>,
    /// Numerator and denominator of the last.
    pub(super) quadratic: Option<(Polynomial, Polynomial)>,
}

impl Rational {
    /// The parts of a rational function. None where its denominator has other factors.
    pub(super) fn parts(&self) -> Option<Parts> {
        let (whole, above) = self.above.divide(&self.below)?;
        let (roots, rest) = self.below.roots()?;
        if !matches!(rest.degree(), 0 | 2) {
            return None;
        }
        let mut fractions = Vec::new();
        let mut left = above.clone();
        for (root, count) in &roots {
            // The first terms of the Taylor series of what is left without the factor, around the root.
            let mut other = self.below.clone();
            for _ in 0..*count {
                other = other.divide(&Polynomial::linear(-root.clone()))?.0;
            }
            let (top, bottom) = (above.shift(root), other.shift(root));
            let mut series: Vec<RBig> = Vec::new();
            for n in 0..*count as usize {
                let mut value = top.coefficient(n);
                for (at, known) in series.iter().enumerate() {
                    value -= known * bottom.coefficient(n - at);
                }
                series.push(value / bottom.coefficient(0));
            }
            let mut factor = other;
            for (at, value) in series.into_iter().enumerate().rev() {
                left = left.subtract(&factor.scale(&value));
                factor = factor.multiply(&Polynomial::linear(-root.clone()));
                if !value.is_zero() {
                    fractions.push((root.clone(), count - at as u32, value));
                }
            }
        }
        let quadratic = if rest.degree() == 2 {
            let outer = self.below.divide(&rest)?.0;
            let (above, remainder) = left.divide(&outer)?;
            if !remainder.is_zero() {
                return None;
            }
            Some((above, rest))
        } else {
            None
        };
        Some(Parts { whole, fractions, quadratic })
    }
}
