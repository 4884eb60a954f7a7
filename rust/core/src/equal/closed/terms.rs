//! What is summed, as terms `c · R(n) · r^n · factorials`: a constant, a rational function, powers of constants, factorials of
//! linear functions.

use dashu_ratio::RBig;

use crate::expr::{Function, Tree};

use super::Worker;
use super::algebra::{exp, int, is_free, literal, multiply, negate, power, power_of, rational, root, subtract, to_i64};
use super::polynomial::{Polynomial, Rational};

/// Terms that one body may have.
const TERMS: usize = 12;

/// A factorial `(slope · n + shift)!` to a power.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gamma {
    pub(super) slope: i64,
    pub(super) shift: i64,
    pub(super) power: i64,
}

/// One term.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// Factors without the letter.
    pub(super) constants: Vec<Tree>,
    /// The rational part of what is raised to the letter.
    pub(super) ratio: RBig,
    /// What else is raised to multiples of the letter.
    pub(super) bases: Vec<(Tree, i64)>,
    /// The rational function.
    pub(super) size: Rational,
    /// The factorials.
    pub(super) gammas: Vec<Gamma>,
}

impl Term {
    fn one() -> Self {
        let one = || Polynomial::constant(RBig::ONE);
        Self {
            constants: Vec::new(),
            ratio: RBig::ONE,
            bases: Vec::new(),
            size: Rational { above: one(), below: one() },
            gammas: Vec::new(),
        }
    }

    fn times(&self, other: &Self) -> Option<Self> {
        let mut out = self.clone();
        out.constants.extend(other.constants.iter().cloned());
        out.ratio *= &other.ratio;
        for (base, power) in &other.bases {
            match out.bases.iter_mut().find(|(known, _)| known == base) {
                Some((_, total)) => *total += power,
                None => out.bases.push((base.clone(), *power)),
            }
        }
        out.bases.retain(|(_, power)| *power != 0);
        out.size =
            Rational::new(&self.size.above.multiply(&other.size.above), &self.size.below.multiply(&other.size.below))?;
        for gamma in &other.gammas {
            match out.gammas.iter_mut().find(|known| known.slope == gamma.slope && known.shift == gamma.shift) {
                Some(known) => known.power += gamma.power,
                None => out.gammas.push(gamma.clone()),
            }
        }
        out.gammas.retain(|gamma| gamma.power != 0);
        Some(out)
    }

    fn raise(&self, n: i64) -> Option<Self> {
        let mut out = Self::one();
        for _ in 0..n.unsigned_abs().min(40) {
            out = out.times(self)?;
        }
        if n.unsigned_abs() > 40 {
            return None;
        }
        if n >= 0 {
            return Some(out);
        }
        out.constants = vec![power(multiply(out.constants), int(-1))];
        out.ratio = power_of(&out.ratio, -1)?;
        out.bases.iter_mut().for_each(|(_, power)| *power = -*power);
        out.size = Rational::new(&out.size.below, &out.size.above)?;
        out.gammas.iter_mut().for_each(|gamma| gamma.power = -gamma.power);
        Some(out)
    }

    /// What is raised to the letter.
    pub(super) fn whole_ratio(&self) -> Tree {
        let mut factors = vec![rational(&self.ratio)];
        factors.extend(self.bases.iter().map(|(base, times)| power(base.clone(), int(*times))));
        multiply(factors)
    }

    /// The root of what is raised to the letter, its sign aside, and whether it is negative.
    pub(super) fn root_of_ratio(&self) -> (Tree, bool) {
        let negative = self.ratio < RBig::ZERO;
        let size = if negative { -self.ratio.clone() } else { self.ratio.clone() };
        let mut factors = vec![root(rational(&size))];
        for (base, times) in &self.bases {
            factors.push(if times % 2 == 0 {
                power(base.clone(), int(times / 2))
            } else {
                root(power(base.clone(), int(*times)))
            });
        }
        (multiply(factors), negative)
    }

    /// Whether nothing is raised to the letter.
    pub(super) fn is_rational(&self) -> bool {
        self.ratio == RBig::ONE && self.bases.is_empty() && self.gammas.is_empty()
    }

    /// Factorials that differ by whole numbers as products, and factors of the denominator that complete a factorial.
    fn settle(mut self) -> Option<Self> {
        loop {
            let pair = self.gammas.iter().enumerate().find_map(|(i, a)| {
                let other = self.gammas.iter().position(|b| {
                    b.slope == a.slope && a.power > 0 && b.power < 0 && (a.shift - b.shift).unsigned_abs() <= 8
                })?;
                Some((i, other))
            });
            let Some((i, j)) = pair else { break };
            let (a, b) = (self.gammas[i].clone(), self.gammas[j].clone());
            let mut product = Polynomial::constant(RBig::ONE);
            for step in a.shift.min(b.shift) + 1..=a.shift.max(b.shift) {
                product = product.multiply(&Polynomial::new(vec![RBig::from(step), RBig::from(a.slope)]));
            }
            self.gammas[i].power -= 1;
            self.gammas[j].power += 1;
            self.gammas.retain(|gamma| gamma.power != 0);
            self.size = if a.shift > b.shift {
                Rational::new(&self.size.above.multiply(&product), &self.size.below)?
            } else {
                Rational::new(&self.size.above, &self.size.below.multiply(&product))?
            };
        }
        if let [gamma] = self.gammas.as_mut_slice()
            && gamma.power == -1
        {
            for _ in 0..8 {
                let next = RBig::from(-(gamma.shift + 1)) / RBig::from(gamma.slope);
                if self.size.below.degree() == 0 || !self.size.below.at(&next).is_zero() {
                    break;
                }
                let factor = Polynomial::new(vec![RBig::from(gamma.shift + 1), RBig::from(gamma.slope)]);
                self.size = Rational::new(&self.size.above.multiply(&factor), &self.size.below)?;
                // The factor and the factorial make the next factorial.
                gamma.shift += 1;
            }
        }
        Some(self)
    }
}

impl Worker<'_> {
    /// The terms of a body.
    pub(super) fn terms(&mut self, tree: &Tree, letter: &str) -> Option<Vec<Term>> {
        let terms = self.split_terms(tree, letter)?;
        terms.into_iter().map(Term::settle).collect()
    }

    fn split_terms(&mut self, tree: &Tree, letter: &str) -> Option<Vec<Term>> {
        self.pay(4)?;
        if is_free(tree, letter) {
            return Some(vec![Term { constants: vec![tree.clone()], ..Term::one() }]);
        }
        if let Some(size) = self.rational(tree, letter) {
            return Some(vec![Term { size, ..Term::one() }]);
        }
        match tree {
            Tree::Group(_, items) if items.len() == 1 => self.split_terms(&items[0], letter),
            Tree::Neg(inner) => {
                let mut terms = self.split_terms(inner, letter)?;
                for term in &mut terms {
                    term.constants.push(int(-1));
                }
                Some(terms)
            }
            Tree::Sum(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(self.split_terms(part, letter)?);
                }
                (all.len() <= TERMS).then_some(all)
            }
            Tree::Product(factors) => {
                let mut all = vec![Term::one()];
                for factor in factors {
                    let next = self.split_terms(factor, letter)?;
                    all = self.cross(&all, &next)?;
                }
                Some(all)
            }
            Tree::Quotient(above, below) => {
                let (above, below) = (self.split_terms(above, letter)?, self.split_terms(below, letter)?);
                let [below] = below.as_slice() else { return None };
                let below = below.raise(-1)?;
                self.cross(&above, &[below])
            }
            Tree::Power(base, exponent) if is_free(base, letter) => {
                self.power_term(base, exponent, letter).map(|term| vec![term])
            }
            Tree::Call(Function::Exp, arguments) if arguments.len() == 1 => {
                self.split_terms(&exp(arguments[0].clone()), letter)
            }
            Tree::Power(base, exponent) => {
                if let Some(n) = literal(exponent).and_then(|n| to_i64(&n)) {
                    let base = self.split_terms(base, letter)?;
                    let [base] = base.as_slice() else { return None };
                    return base.raise(n).map(|term| vec![term]);
                }
                // A product or quotient of constants to the letter was free; what is left is a power of a power.
                match &**base {
                    Tree::Power(inner, first) if is_free(inner, letter) => {
                        let whole = multiply(vec![(**first).clone(), (**exponent).clone()]);
                        self.power_term(inner, &whole, letter).map(|term| vec![term])
                    }
                    _ => None,
                }
            }
            Tree::Factorial(inner, 1) => {
                let line = self.polynomial(inner, letter).filter(|line| line.degree() == 1)?;
                let (slope, shift) = (to_i64(&line.coefficient(1))?, to_i64(&line.coefficient(0))?);
                (slope > 0).then(|| vec![Term { gammas: vec![Gamma { slope, shift, power: 1 }], ..Term::one() }])
            }
            Tree::Binomial(n, k) => {
                let of = |tree: Tree| Tree::Factorial(Box::new(tree), 1);
                let below = multiply(vec![of((**k).clone()), of(subtract((**n).clone(), (**k).clone()))]);
                self.split_terms(&super::algebra::divide(of((**n).clone()), below), letter)
            }
            _ => None,
        }
    }

    /// The products of all pairs.
    fn cross(&mut self, a: &[Term], b: &[Term]) -> Option<Vec<Term>> {
        if a.len() * b.len() > TERMS {
            return None;
        }
        let mut all = Vec::new();
        for x in a {
            for y in b {
                self.pay(4)?;
                all.push(x.times(y)?);
            }
        }
        Some(all)
    }

    /// A constant raised to a linear function.
    fn power_term(&mut self, base: &Tree, exponent: &Tree, letter: &str) -> Option<Term> {
        // `(2x)^n`, `(1/2)^n`
        match base {
            Tree::Product(factors) => {
                let mut all = Term::one();
                for factor in factors {
                    all = all.times(&self.power_term(factor, exponent, letter)?)?;
                }
                return Some(all);
            }
            Tree::Neg(inner) if literal(base).is_none() => {
                let sign = self.power_term(&int(-1), exponent, letter)?;
                return sign.times(&self.power_term(inner, exponent, letter)?);
            }
            Tree::Quotient(above, below) if literal(base).is_none() => {
                let above = self.power_term(above, exponent, letter)?;
                return above.times(&self.power_term(below, &negate(exponent.clone()), letter)?);
            }
            Tree::Power(inner, first) => {
                let whole = multiply(vec![(**first).clone(), exponent.clone()]);
                if let Some(term) = self.power_term(inner, &whole, letter) {
                    return Some(term);
                }
            }
            _ => {}
        }
        let mut constant = Vec::new();
        // Letters in the exponent beside the bound one stay there.
        let line = match self.polynomial(exponent, letter) {
            Some(line) => line,
            None => {
                let Tree::Sum(terms) = exponent else { return None };
                let (free, bound): (Vec<Tree>, Vec<Tree>) =
                    terms.iter().cloned().partition(|term| is_free(term, letter));
                constant.push(power(base.clone(), super::algebra::add(free)));
                self.polynomial(&super::algebra::add(bound), letter)?
            }
        };
        if line.degree() != 1 {
            return None;
        }
        let (slope, shift) = (line.coefficient(1), line.coefficient(0));
        let mut term = Term::one();
        term.constants.extend(constant);
        if !shift.is_zero() {
            term.constants.push(power(base.clone(), rational(&shift)));
        }
        let value = self.value(base);
        match (value, to_i64(&slope)) {
            (Some(value), Some(n)) if !value.is_zero() => term.ratio = power_of(&value, n)?,
            (Some(value), None) if value <= RBig::ZERO => return None,
            (_, Some(n)) => term.bases.push((base.clone(), n)),
            (_, None) => {
                let below = RBig::from(slope.denominator().clone());
                let base = power(base.clone(), rational(&(RBig::ONE / &below)));
                term.bases.push((base, to_i64(&(slope * below))?));
            }
        }
        Some(term)
    }
}
