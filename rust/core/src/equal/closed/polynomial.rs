//! Polynomials and rational functions of one letter with rational coefficients.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::expr::Tree;
use crate::limits;

use super::Worker;
use super::algebra::{Dependence, add, depends, int, is_short, literal, multiply, power, rational, to_i64};

/// A polynomial: its coefficients from the constant on, without zeros at the end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Polynomial(pub(super) Vec<RBig>);

impl Polynomial {
    /// A polynomial of coefficients, the constant first.
    pub(super) fn new(mut coefficients: Vec<RBig>) -> Self {
        while coefficients.last().is_some_and(RBig::is_zero) {
            coefficients.pop();
        }
        Self(coefficients)
    }

    /// A constant.
    pub(super) fn constant(value: RBig) -> Self {
        Self::new(vec![value])
    }

    /// x + shift.
    pub(super) fn linear(shift: RBig) -> Self {
        Self(vec![shift, RBig::ONE])
    }

    /// Whether it is zero.
    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The degree; that of zero is zero.
    pub(super) fn degree(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// The coefficient of the highest power; that of zero is zero.
    pub(super) fn lead(&self) -> RBig {
        self.0.last().cloned().unwrap_or(RBig::ZERO)
    }

    /// The coefficient of a power.
    pub(super) fn coefficient(&self, at: usize) -> RBig {
        self.0.get(at).cloned().unwrap_or(RBig::ZERO)
    }

    /// a + b.
    pub(super) fn add(&self, other: &Self) -> Self {
        Self::new((0..self.0.len().max(other.0.len())).map(|at| self.coefficient(at) + other.coefficient(at)).collect())
    }

    /// a times a number.
    pub(super) fn scale(&self, factor: &RBig) -> Self {
        Self::new(self.0.iter().map(|value| value * factor).collect())
    }

    /// a - b.
    pub(super) fn subtract(&self, other: &Self) -> Self {
        self.add(&other.scale(&-RBig::ONE))
    }

    /// a · b.
    pub(super) fn multiply(&self, other: &Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self(Vec::new());
        }
        let mut out = vec![RBig::ZERO; self.0.len() + other.0.len() - 1];
        for (i, a) in self.0.iter().enumerate() {
            for (j, b) in other.0.iter().enumerate() {
                out[i + j] += a * b;
            }
        }
        Self::new(out)
    }

    /// Quotient and remainder.
    pub(super) fn divide(&self, other: &Self) -> Option<(Self, Self)> {
        let lead = other.0.last()?;
        let mut rest = self.0.clone();
        let mut quotient = vec![RBig::ZERO; (rest.len() + 1).saturating_sub(other.0.len())];
        for at in (0..quotient.len()).rev() {
            let factor = &rest[at + other.0.len() - 1] / lead;
            for (place, value) in other.0.iter().enumerate() {
                rest[at + place] -= &factor * value;
            }
            quotient[at] = factor;
        }
        Some((Self::new(quotient), Self::new(rest)))
    }

    /// The greatest common divisor, with lead one.
    pub(super) fn gcd(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.clone(), other.clone());
        while let Some((_, rest)) = a.divide(&b) {
            (a, b) = (b, rest);
        }
        let lead = a.lead();
        if lead.is_zero() { a } else { a.scale(&(RBig::ONE / lead)) }
    }

    /// The derivative.
    pub(super) fn slope(&self) -> Self {
        Self::new(self.0.iter().enumerate().skip(1).map(|(at, value)| value * RBig::from(at)).collect())
    }

    /// The value at a point.
    pub(super) fn at(&self, point: &RBig) -> RBig {
        self.0.iter().rev().fold(RBig::ZERO, |total, value| total * point + value)
    }

    /// p(x + shift).
    pub(super) fn shift(&self, shift: &RBig) -> Self {
        let step = Self::linear(shift.clone());
        self.0
            .iter()
            .rev()
            .fold(Self(Vec::new()), |total, value| total.multiply(&step).add(&Self::constant(value.clone())))
    }

    /// The tree of it at an argument.
    pub(super) fn to_tree(&self, argument: &Tree) -> Tree {
        let terms = self
            .0
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_zero())
            .map(|(at, value)| multiply(vec![rational(value), power(argument.clone(), int(at as i64))]));
        let terms: Vec<Tree> = terms.collect();
        if terms.is_empty() { int(0) } else { add(terms) }
    }

    /// Every rational root with its multiplicity, and what is left. None where there are too many candidates.
    pub(super) fn roots(&self) -> Option<(Vec<(RBig, u32)>, Self)> {
        let mut rest = self.clone();
        let mut found: Vec<(RBig, u32)> = Vec::new();
        while rest.degree() > 0 {
            let root = if rest.degree() == 1 {
                Some(-(rest.coefficient(0) / rest.lead()))
            } else if rest.coefficient(0).is_zero() {
                Some(RBig::ZERO)
            } else {
                rest.candidates()?.into_iter().find(|root| rest.at(root).is_zero())
            };
            let Some(root) = root else { break };
            rest = rest.divide(&Self::linear(-root.clone()))?.0;
            match found.iter_mut().find(|(other, _)| *other == root) {
                Some((_, count)) => *count += 1,
                None => found.push((root, 1)),
            }
        }
        Some((found, rest))
    }

    /// The rational numbers that may be roots: divisors of the last over divisors of the first coefficient.
    fn candidates(&self) -> Option<Vec<RBig>> {
        let common = self.0.iter().fold(UBig::ONE, |all, value| {
            let below = value.denominator();
            let shared = dashu_int::ops::Gcd::gcd(&all, below);
            all * below / shared
        });
        let whole = |value: RBig| {
            let scaled: IBig = (value * RBig::from(common.clone())).into_parts().0;
            u64::try_from(scaled.into_parts().1).ok().filter(|size| *size <= limits::ROOT_COEFFICIENT)
        };
        let (last, first) = (divisors(whole(self.coefficient(0))?), divisors(whole(self.lead())?));
        if last.len() * first.len() > limits::ROOT_CANDIDATES {
            return None;
        }
        let mut all = Vec::new();
        for above in &last {
            for below in &first {
                let value = RBig::from(*above) / RBig::from(*below);
                all.push(-value.clone());
                all.push(value);
            }
        }
        Some(all)
    }

    /// How many roots lie strictly between two points, neither of which may be one, by Sturm's theorem.
    pub(super) fn count_roots(&self, low: &RBig, high: &RBig) -> Option<usize> {
        let shared = self.gcd(&self.slope());
        let simple = if shared.degree() > 0 { self.divide(&shared)?.0 } else { self.clone() };
        let mut chain = vec![simple.clone(), simple.slope()];
        while chain.last().is_some_and(|last| !last.is_zero()) {
            let [.., a, b] = chain.as_slice() else { return None };
            let rest = a.divide(b)?.1.scale(&-RBig::ONE);
            if rest.0.iter().any(|value| !is_short(value)) {
                return None;
            }
            chain.push(rest);
        }
        let changes = |point: &RBig| {
            let signs: Vec<bool> = chain
                .iter()
                .map(|part| part.at(point))
                .filter(|value| !value.is_zero())
                .map(|value| value > RBig::ZERO)
                .collect();
            signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
        };
        changes(low).checked_sub(changes(high))
    }
}

/// The divisors of a number.
fn divisors(n: u64) -> Vec<u64> {
    let mut all = Vec::new();
    for small in (1..).take_while(|small| small * small <= n) {
        if n.is_multiple_of(small) {
            all.push(small);
            if small * small != n {
                all.push(n / small);
            }
        }
    }
    all
}

/// A quotient of polynomials without a common factor, the lead of the lower one being one.
#[derive(Clone, Debug)]
pub(super) struct Rational {
    /// The numerator.
    pub(super) above: Polynomial,
    /// The denominator.
    pub(super) below: Polynomial,
}

impl Rational {
    /// A quotient in lowest terms. None where the denominator is zero.
    pub(super) fn new(above: &Polynomial, below: &Polynomial) -> Option<Self> {
        if below.is_zero() {
            return None;
        }
        let shared = if below.degree() == 0 { Polynomial::constant(RBig::ONE) } else { above.gcd(below) };
        let (above, below) = (above.divide(&shared)?.0, below.divide(&shared)?.0);
        let lead = RBig::ONE / below.lead();
        Some(Self { above: above.scale(&lead), below: below.scale(&lead) })
    }

    /// Whether it is a polynomial.
    pub(super) fn is_polynomial(&self) -> bool {
        self.below.degree() == 0
    }
}

impl Worker<'_> {
    /// A tree as a quotient of polynomials of a letter. None where it is none, or of too high a degree.
    pub(super) fn rational(&mut self, tree: &Tree, letter: &str) -> Option<Rational> {
        let (above, below) = self.fraction(tree, letter)?;
        Rational::new(&above, &below)
    }

    /// A tree as a polynomial of a letter.
    pub(super) fn polynomial(&mut self, tree: &Tree, letter: &str) -> Option<Polynomial> {
        self.rational(tree, letter).filter(Rational::is_polynomial).map(|ratio| ratio.above)
    }

    fn fraction(&mut self, tree: &Tree, letter: &str) -> Option<(Polynomial, Polynomial)> {
        self.pay(1)?;
        let one = || Polynomial::constant(RBig::ONE);
        if depends(tree, letter) == Dependence::Free {
            let value = self.value(tree)?;
            return Some((Polynomial::constant(value), one()));
        }
        let (above, below) = match tree {
            Tree::Symbol(name) if name == letter => (Polynomial::linear(RBig::ZERO), one()),
            Tree::Group(_, items) if items.len() == 1 => self.fraction(&items[0], letter)?,
            Tree::Neg(inner) => {
                let (above, below) = self.fraction(inner, letter)?;
                (above.scale(&-RBig::ONE), below)
            }
            Tree::Sum(terms) => {
                let mut total = (Polynomial(Vec::new()), one());
                for term in terms {
                    let (above, below) = self.fraction(term, letter)?;
                    total = if below == total.1 {
                        (total.0.add(&above), below)
                    } else {
                        (total.0.multiply(&below).add(&above.multiply(&total.1)), total.1.multiply(&below))
                    };
                    self.check(&total)?;
                }
                total
            }
            Tree::Product(factors) => {
                let mut total = (one(), one());
                for factor in factors {
                    let (above, below) = self.fraction(factor, letter)?;
                    total = (total.0.multiply(&above), total.1.multiply(&below));
                    self.check(&total)?;
                }
                total
            }
            Tree::Quotient(a, b) => {
                let ((a, b), (c, d)) = (self.fraction(a, letter)?, self.fraction(b, letter)?);
                (a.multiply(&d), b.multiply(&c))
            }
            Tree::Power(base, exponent) => {
                let n = to_i64(&literal(exponent)?)?;
                let (above, below) = self.fraction(base, letter)?;
                let times = usize::try_from(n.unsigned_abs()).ok()?;
                if above.degree().max(below.degree()).checked_mul(times)? > limits::POLYNOMIAL_DEGREE {
                    return None;
                }
                let mut total = (one(), one());
                for _ in 0..times {
                    total = (total.0.multiply(&above), total.1.multiply(&below));
                    self.check(&total)?;
                }
                if n < 0 { (total.1, total.0) } else { total }
            }
            Tree::Binomial(n, k) => {
                let k = to_i64(&literal(k)?).filter(|k| (0..=6).contains(k))?;
                let (n, below) = self.fraction(n, letter)?;
                if below.degree() > 0 {
                    return None;
                }
                let n = n.scale(&(RBig::ONE / below.lead()));
                let mut total = one();
                for less in 0..k {
                    let factor = n.subtract(&Polynomial::constant(RBig::from(less)));
                    total = total.multiply(&factor.scale(&(RBig::ONE / RBig::from(less + 1))));
                }
                (total, one())
            }
            _ => return None,
        };
        self.check(&(above.clone(), below.clone()))?;
        Some((above, below))
    }

    /// Pays for a quotient, and gives up one of too high a degree or of too long numbers.
    fn check(&mut self, (above, below): &(Polynomial, Polynomial)) -> Option<()> {
        self.pay(above.0.len() + below.0.len())?;
        let fits = above.degree().max(below.degree()) <= limits::POLYNOMIAL_DEGREE
            && above.0.iter().chain(&below.0).all(is_short);
        fits.then_some(())
    }
}
