//! Polynomials in one letter with integer coefficients, and the places where they change their sign.

use std::cmp::Ordering;

use dashu_int::ops::{BitTest, Gcd};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::limits;

use super::budget::Budget;

/// A polynomial: its coefficients from the constant on, the last of which is not zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Polynomial(Vec<IBig>);

/// A real root: between two numbers that hold no other root of the polynomial, or on both where it is rational.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) low: RBig,
    pub(super) high: RBig,
}

impl Place {
    /// The root itself where it is rational.
    pub(super) fn rational(&self) -> Option<&RBig> {
        (self.low == self.high).then_some(&self.low)
    }
}

impl Polynomial {
    fn new(mut coefficients: Vec<IBig>) -> Self {
        while coefficients.last().is_some_and(IBig::is_zero) {
            coefficients.pop();
        }
        Self(coefficients)
    }

    /// A polynomial that is a number.
    pub(super) fn constant(value: IBig) -> Self {
        Self::new(vec![value])
    }

    /// The letter itself.
    pub(super) fn letter() -> Self {
        Self(vec![IBig::ZERO, IBig::ONE])
    }

    /// Its degree; zero has none.
    pub(super) fn degree(&self) -> Option<usize> {
        self.0.len().checked_sub(1)
    }

    /// Whether no letter stands in it.
    pub(super) fn is_constant(&self) -> bool {
        self.0.len() <= 1
    }

    /// The coefficients from the constant on.
    pub(super) fn coefficients(&self) -> &[IBig] {
        &self.0
    }

    /// None where the polynomial has grown past the limits.
    fn bounded(self) -> Option<Self> {
        let fits = self.0.len() <= limits::SOLVED_DEGREE + 1
            && self.0.iter().all(|coefficient| coefficient.bit_len() <= limits::SOLVED_BITS);
        fits.then_some(self)
    }

    /// The sum of two.
    pub(super) fn add(&self, other: &Self) -> Option<Self> {
        let at = |polynomial: &Self, place: usize| polynomial.0.get(place).cloned().unwrap_or(IBig::ZERO);
        let length = self.0.len().max(other.0.len());
        Self::new((0..length).map(|place| at(self, place) + at(other, place)).collect()).bounded()
    }

    /// The opposite.
    pub(super) fn negate(&self) -> Self {
        Self(self.0.iter().map(|coefficient| -coefficient).collect())
    }

    /// The product of two.
    pub(super) fn multiply(&self, other: &Self) -> Option<Self> {
        if self.0.is_empty() || other.0.is_empty() {
            return Some(Self(Vec::new()));
        }
        if self.0.len() + other.0.len() > limits::SOLVED_DEGREE + 2 {
            return None;
        }
        let mut product = vec![IBig::ZERO; self.0.len() + other.0.len() - 1];
        for (i, a) in self.0.iter().enumerate() {
            for (j, b) in other.0.iter().enumerate() {
                product[i + j] += a * b;
            }
        }
        Self::new(product).bounded()
    }

    /// The same without the common factor of its coefficients.
    fn reduce(self) -> Self {
        let mut common = UBig::ZERO;
        for coefficient in &self.0 {
            let size = coefficient.clone().into_parts().1;
            if !size.is_zero() {
                common = if common.is_zero() { size } else { common.gcd(size) };
            }
        }
        if common.is_zero() || common.is_one() {
            return self;
        }
        let common = IBig::from(common);
        Self(self.0.into_iter().map(|coefficient| coefficient / &common).collect())
    }

    /// The sign of its value at a rational number.
    pub(super) fn sign_at(&self, at: &RBig) -> Ordering {
        let (above, below) = (at.numerator(), IBig::from(at.denominator().clone()));
        let mut total = IBig::ZERO;
        let mut scale = IBig::ONE;
        for coefficient in self.0.iter().rev() {
            total = total * above + coefficient * &scale;
            scale *= &below;
        }
        total.cmp(&IBig::ZERO)
    }

    fn derive(&self) -> Self {
        Self::new(
            self.0.iter().enumerate().skip(1).map(|(power, coefficient)| coefficient * IBig::from(power)).collect(),
        )
    }

    /// What a division by another leaves, times a positive number; and the quotient, times some number.
    fn divide(&self, by: &Self) -> Option<(Self, Self)> {
        let lead = by.0.last()?;
        let square = lead * lead;
        let mut rest = self.0.clone();
        let mut quotient = vec![IBig::ZERO; (rest.len() + 1).saturating_sub(by.0.len())];
        while rest.len() >= by.0.len() {
            let Some(top) = rest.last().cloned() else { break };
            let shift = rest.len() - by.0.len();
            for coefficient in rest.iter_mut().chain(&mut quotient) {
                *coefficient *= &square;
            }
            let factor = &top * lead;
            for (place, coefficient) in by.0.iter().enumerate() {
                rest[shift + place] -= &factor * coefficient;
            }
            quotient[shift] += &factor;
            let shorter = Self::new(rest).reduce_with(&mut quotient);
            rest = shorter.0;
            if rest.iter().any(|coefficient| coefficient.bit_len() > 8 * limits::SOLVED_BITS) {
                return None;
            }
        }
        Some((Self::new(quotient).reduce(), Self::new(rest).reduce()))
    }

    /// The remainder as it stands: its factor is common to the quotient only where both can be divided, which is left to the end.
    fn reduce_with(self, quotient: &mut [IBig]) -> Self {
        let mut common = UBig::ZERO;
        for coefficient in self.0.iter().chain(quotient.iter()) {
            let size = coefficient.clone().into_parts().1;
            if !size.is_zero() {
                common = if common.is_zero() { size } else { common.gcd(size) };
            }
        }
        if common.is_zero() || common.is_one() {
            return self;
        }
        let common = IBig::from(common);
        for coefficient in quotient.iter_mut() {
            *coefficient /= &common;
        }
        Self(self.0.into_iter().map(|coefficient| coefficient / &common).collect())
    }

    /// The quotient where another divides it without remainder.
    pub(super) fn divide_exactly(&self, by: &Self) -> Option<Self> {
        let (quotient, rest) = self.divide(by)?;
        rest.0.is_empty().then_some(quotient)
    }

    /// The greatest common divisor.
    fn common(&self, other: &Self) -> Option<Self> {
        let (mut a, mut b) = (self.clone(), other.clone());
        while !b.0.is_empty() {
            let rest = a.divide(&b)?.1;
            (a, b) = (b, rest);
        }
        Some(a.reduce())
    }

    /// The polynomial with each of its roots once.
    pub(super) fn simplify(&self) -> Option<Self> {
        if self.is_constant() {
            return Some(self.clone());
        }
        let common = self.common(&self.derive())?;
        if common.is_constant() { Some(self.clone().reduce()) } else { self.divide_exactly(&common) }
    }

    /// A polynomial with the roots of both, each once.
    pub(super) fn join(&self, other: &Self) -> Option<Self> {
        let other = other.simplify()?;
        if other.is_constant() {
            return Some(self.clone());
        }
        let common = self.common(&other)?;
        let fresh = if common.is_constant() { other } else { other.divide_exactly(&common)? };
        self.multiply(&fresh)
    }

    /// Its real roots in order; it has each of them once.
    pub(super) fn find_roots(&self, budget: &Budget) -> Option<Vec<Place>> {
        if self.is_constant() {
            return Some(Vec::new());
        }
        // Sturm's sequence: the changes of sign along it tell how many roots lie between two numbers.
        let mut sequence = vec![self.clone(), self.derive().reduce()];
        while let [.., a, b] = sequence.as_slice() {
            budget.pay(limits::DIVISION_STEPS * a.0.len() * b.0.len()).ok()?;
            let rest = a.divide(b)?.1;
            if rest.0.is_empty() {
                break;
            }
            sequence.push(rest.negate());
        }
        let changes = |at: &RBig| {
            budget.pay(self.cost(at) * sequence.len()).ok()?;
            let signs = sequence.iter().map(|member| member.sign_at(at)).filter(|sign| *sign != Ordering::Equal);
            let (mut count, mut last) = (0usize, None);
            for sign in signs {
                count += usize::from(last.is_some_and(|last| last != sign));
                last = Some(sign);
            }
            Some(count)
        };
        let largest = self.0.iter().map(BitTest::bit_len).max()?;
        let bound = RBig::from(IBig::ONE << (largest + 1));
        let mut roots = Vec::new();
        let mut steps = limits::SOLVED_STEPS;
        let mut open = vec![(-&bound, bound.clone(), changes(&-&bound)?, changes(&bound)?)];
        while let Some((low, high, before, after)) = open.pop() {
            // Roots above the low end, up to the high one.
            match before.checked_sub(after)? {
                0 => {}
                1 => roots.push(self.narrow(low, high, budget)?),
                _ => {
                    steps = steps.checked_sub(1)?;
                    let middle = (&low + &high) / RBig::from(2);
                    let between = changes(&middle)?;
                    open.push((middle.clone(), high, between, after));
                    open.push((low, middle, before, between));
                }
            }
        }
        // Neighbours have room between them.
        for at in 1..roots.len() {
            while roots[at - 1].high >= roots[at].low {
                steps = steps.checked_sub(1)?;
                self.halve(&mut roots[at - 1], budget)?;
                self.halve(&mut roots[at], budget)?;
            }
        }
        Some(roots)
    }

    /// The one root above `low`, up to `high`: itself where it is rational, close bounds where it is not.
    fn narrow(&self, low: RBig, high: RBig, budget: &Budget) -> Option<Place> {
        if self.sign_at(&high) == Ordering::Equal {
            return Some(Place { low: high.clone(), high });
        }
        // The denominator of a rational root divides the leading coefficient.
        let lead = RBig::from(self.0.last()?.clone().into_parts().1);
        let mut place = Place { low, high };
        if self.sign_at(&place.low) == Ordering::Equal {
            // The low end is another root: this one lies above it, where the sign is that of the slope.
            let mut gap = &place.high - &place.low;
            for _ in 0..limits::SOLVED_STEPS {
                gap /= RBig::from(2);
                let near = &place.low + &gap;
                let sign = self.sign_at(&near);
                if sign == Ordering::Equal {
                    return Some(Place { low: near.clone(), high: near });
                }
                if sign != self.sign_at(&place.high) {
                    place.low = near;
                    break;
                }
                place.high = near;
            }
        }
        let width = RBig::ONE / (RBig::from(4) * &lead);
        let least = RBig::from_parts(IBig::ONE, UBig::ONE << 40);
        for _ in 0..limits::SOLVED_STEPS {
            let gap = &place.high - &place.low;
            if gap.is_zero() {
                return Some(place);
            }
            if gap < width && gap < least {
                let near = RBig::from((&place.low * &lead + &place.high * &lead).round_half()) / &lead;
                // A number outside of the bounds may be another root.
                let is_near = place.low < near && near < place.high;
                if is_near && self.sign_at(&near) == Ordering::Equal {
                    return Some(Place { low: near.clone(), high: near });
                }
                return Some(place);
            }
            self.halve(&mut place, budget)?;
        }
        None
    }

    /// Halves the room around a root.
    pub(super) fn halve(&self, place: &mut Place, budget: &Budget) -> Option<()> {
        if place.low == place.high {
            return Some(());
        }
        budget.pay(self.cost(&place.low)).ok()?;
        let middle = (&place.low + &place.high) / RBig::from(2);
        let sign = self.sign_at(&middle);
        if sign == Ordering::Equal {
            *place = Place { low: middle.clone(), high: middle };
        } else if sign == self.sign_at(&place.high) {
            place.high = middle;
        } else {
            place.low = middle;
        }
        Some(())
    }

    /// The steps that it costs to look at one place.
    fn cost(&self, at: &RBig) -> usize {
        let bits = at.numerator().bit_len() + at.denominator().bit_len();
        2 * self.0.len() * (1 + self.0.len() * bits / limits::SOLVED_BITS_A_STEP)
    }
}

/// Rounding the half of a sum.
trait RoundHalf {
    /// The integer that is nearest to half of the number.
    fn round_half(&self) -> IBig;
}

impl RoundHalf for RBig {
    fn round_half(&self) -> IBig {
        (self / RBig::from(2)).round()
    }
}
