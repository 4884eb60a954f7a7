//! Expansions of functions where a letter tends to a value: sums of `c t^p (ln t)^k`, t tending to zero from above, times the
//! exponential of such a sum that grows. Coefficients are exact; what is left away is known by its order.

use std::cmp::Ordering;

use dashu_ratio::RBig;

use crate::expr::Tree;
use crate::limits;
use crate::sorting;

use super::Worker;
use super::algebra::{add, divide, int, literal, multiply, negate, power, rational, to_i64};

/// A term `coefficient · t^power · (ln t)^logs`.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// The power of t.
    pub(super) power: RBig,
    /// The power of the logarithm of t.
    pub(super) logs: i64,
    /// What it is multiplied by.
    pub(super) coefficient: Tree,
}

/// An expansion: `exp(growth) · (terms + O(t^order))`, the largest term first.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    /// Terms without bound in the exponent of a factor.
    pub(super) growth: Vec<Term>,
    /// The terms that are known.
    pub(super) terms: Vec<Term>,
    /// The power of t from which on nothing is known; none where all is.
    pub(super) order: Option<RBig>,
}

impl Series {
    /// One term.
    pub(super) fn term(coefficient: Tree, power: RBig, logs: i64) -> Self {
        Self { terms: vec![Term { power, logs, coefficient }], ..Self::default() }
    }

    /// What is bounded by a power of t, and no more is known.
    pub(super) fn bounded(order: RBig) -> Self {
        Self { order: Some(order), ..Self::default() }
    }

    /// Whether it is zero, exactly.
    pub(super) fn is_nothing(&self) -> bool {
        self.terms.is_empty() && self.order.is_none()
    }

    /// The least power of t in it, or the order where no term is known.
    fn start(&self) -> Option<&RBig> {
        self.terms.first().map(|term| &term.power).or(self.order.as_ref())
    }

    /// Whether it tends to zero at least as a power of t, without growth.
    pub(super) fn vanishes(&self) -> bool {
        self.growth.is_empty() && self.start().is_none_or(|start| *start > RBig::ZERO)
    }

    /// The terms split into those without bound, the constant, and those that vanish as a power of t. None where what is known
    /// ends before, or a term vanishes more slowly.
    pub(super) fn split(&self) -> Option<(Vec<Term>, Tree, Series)> {
        if !self.growth.is_empty() || self.order.as_ref().is_some_and(|order| *order <= RBig::ZERO) {
            return None;
        }
        let (mut large, mut constant) = (Vec::new(), int(0));
        let mut small = Series { order: self.order.clone(), ..Series::default() };
        for term in &self.terms {
            match (term.power.cmp(&RBig::ZERO), term.logs.cmp(&0)) {
                (Ordering::Less, _) | (Ordering::Equal, Ordering::Greater) => large.push(term.clone()),
                (Ordering::Equal, Ordering::Equal) => constant = term.coefficient.clone(),
                (Ordering::Equal, Ordering::Less) => return None,
                (Ordering::Greater, _) => small.terms.push(term.clone()),
            }
        }
        Some((large, constant, small))
    }
}

impl Worker<'_> {
    /// A constant as an expansion. None where it can't be told whether it is zero.
    pub(super) fn constant(&mut self, value: Tree) -> Option<Series> {
        if self.is_zero(&value)? { Some(Series::default()) } else { Some(Series::term(value, RBig::ZERO, 0)) }
    }

    /// Terms in order, like ones added up, zeros left away.
    fn collect(&mut self, mut terms: Vec<Term>) -> Option<Vec<Term>> {
        if terms.len() > limits::EXPANSION_TERMS {
            return None;
        }
        sorting::sort_by(&mut terms, |a, b| a.power.cmp(&b.power).then(b.logs.cmp(&a.logs)));
        let mut out: Vec<Term> = Vec::with_capacity(terms.len());
        let mut at = 0;
        while at < terms.len() {
            let end = (at..terms.len())
                .find(|&other| terms[other].power != terms[at].power || terms[other].logs != terms[at].logs)
                .unwrap_or(terms.len());
            let mut term = terms[at].clone();
            if end - at > 1 {
                term.coefficient = add(terms[at..end].iter().map(|term| term.coefficient.clone()).collect());
                self.pay(term.coefficient.count_nodes())?;
                if !self.is_zero(&term.coefficient)? {
                    out.push(term);
                }
            } else if literal(&term.coefficient).is_none_or(|value| !value.is_zero()) {
                out.push(term);
            }
            at = end;
        }
        Some(out)
    }

    /// Leaves away what is too far behind the first term.
    fn shorten(&mut self, mut series: Series) -> Option<Series> {
        let end = match series.terms.first() {
            Some(first) => first.power.clone() + self.width.clone(),
            None => return Some(series),
        };
        let known = series.order.clone();
        let end = known.clone().map_or(end.clone(), |order| order.min(end));
        let before = series.terms.len();
        series.terms.retain(|term| term.power < end);
        if series.terms.len() < before || known.is_some() {
            series.order = Some(end);
        }
        self.pay(series.terms.iter().map(|term| term.coefficient.count_nodes()).sum::<usize>())?;
        Some(series)
    }

    /// The sign of the first of terms that grow, as t tends to zero: its logarithm is negative.
    fn direction(&mut self, terms: &[Term]) -> Option<Ordering> {
        let first = terms.first()?;
        let sign = self.sign(&first.coefficient)?;
        Some(if first.logs % 2 == 0 { sign } else { sign.reverse() })
    }

    /// Whether the growth of a series is without bound, or towards nothing.
    pub(super) fn growth_of(&mut self, series: &Series) -> Option<Ordering> {
        if series.growth.is_empty() {
            return Some(Ordering::Equal);
        }
        self.direction(&series.growth)
    }

    /// The sign of what a series is near the end.
    pub(super) fn sign_of(&mut self, series: &Series) -> Option<Ordering> {
        if series.is_nothing() {
            return Some(Ordering::Equal);
        }
        self.direction(&series.terms)
    }

    /// a + b.
    pub(super) fn plus(&mut self, a: Series, b: Series) -> Option<Series> {
        if a.is_nothing() {
            return Some(b);
        }
        if b.is_nothing() {
            return Some(a);
        }
        let mut difference = a.growth.clone();
        difference
            .extend(b.growth.iter().map(|term| Term { coefficient: negate(term.coefficient.clone()), ..term.clone() }));
        let difference = self.collect(difference)?;
        if !difference.is_empty() {
            // The one is less than every power of t times the other.
            let mut larger = if self.direction(&difference)? == Ordering::Greater { a } else { b };
            let end = larger.terms.first()?.power.clone() + self.width.clone();
            larger.order = Some(larger.order.map_or(end.clone(), |order| order.min(end)));
            return self.shorten(larger);
        }
        let order = match (a.order, b.order) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let mut terms = a.terms;
        terms.extend(b.terms);
        if let Some(order) = &order {
            terms.retain(|term| term.power < *order);
        }
        let terms = self.collect(terms)?;
        self.shorten(Series { growth: a.growth, terms, order })
    }

    /// a · b.
    pub(super) fn times(&mut self, a: &Series, b: &Series) -> Option<Series> {
        if a.is_nothing() || b.is_nothing() {
            return Some(Series::default());
        }
        let mut growth = a.growth.clone();
        growth.extend(b.growth.iter().cloned());
        let growth = self.collect(growth)?;
        let (start, other) = (a.start()?.clone(), b.start()?.clone());
        let mut order: Option<RBig> = None;
        for end in [a.order.as_ref().map(|order| order + &other), b.order.as_ref().map(|order| order + &start)] {
            order = match (order, end) {
                (Some(x), Some(y)) => Some(x.min(y)),
                (x, y) => x.or(y),
            };
        }
        let limit = &start + &other + &self.width;
        if order.as_ref().is_none_or(|order| *order > limit) && a.terms.len() * b.terms.len() > 1 {
            let last = a.terms.last()?.power.clone() + &b.terms.last()?.power;
            if last >= limit {
                order = Some(limit);
            }
        }
        self.pay(a.terms.len() * b.terms.len())?;
        let mut terms = Vec::new();
        for x in &a.terms {
            for y in &b.terms {
                let power = &x.power + &y.power;
                if order.as_ref().is_some_and(|order| power >= *order) {
                    break;
                }
                let coefficient = multiply(vec![x.coefficient.clone(), y.coefficient.clone()]);
                self.pay(coefficient.count_nodes())?;
                terms.push(Term { power, logs: x.logs + y.logs, coefficient });
            }
        }
        let terms = self.collect(terms)?;
        self.shorten(Series { growth, terms, order })
    }

    /// A series times a constant that is not zero.
    pub(super) fn scale(&mut self, series: &Series, factor: &Tree) -> Option<Series> {
        self.times(series, &Series::term(factor.clone(), RBig::ZERO, 0))
    }

    /// `a_0 + a_1 u + a_2 u^2 + …`, where u vanishes.
    pub(super) fn compose(&mut self, u: &Series, coefficient: &dyn Fn(u32) -> Tree) -> Option<Series> {
        if !u.vanishes() {
            return None;
        }
        let first = self.constant(coefficient(0))?;
        let Some(start) = u.start().cloned() else { return Some(first) };
        let mut total = first;
        let mut next = Series::term(int(1), RBig::ZERO, 0);
        for n in 1..=limits::EXPANSION_TERMS as u32 {
            next = self.times(&next, u)?;
            let factor = coefficient(n);
            if literal(&factor).is_none_or(|value| !value.is_zero()) {
                let part = self.scale(&next, &factor)?;
                total = self.plus(total, part)?;
            }
            if &start * RBig::from(n + 1) >= self.width {
                let end = &start * RBig::from(n + 1);
                total.order = Some(total.order.map_or(end.clone(), |order| order.min(end)));
                let end = total.order.clone()?;
                total.terms.retain(|term| term.power < end);
                return Some(total);
            }
        }
        None
    }

    /// The first term of a series, and the series divided by it, less one.
    fn lead(&mut self, series: &Series) -> Option<(Term, Series)> {
        let first = series.terms.first()?.clone();
        let one = Series { terms: series.terms[1..].to_vec(), order: series.order.clone(), growth: Vec::new() };
        let inverse = Series::term(divide(int(1), first.coefficient.clone()), -first.power.clone(), -first.logs);
        let rest = self.times(&one, &inverse)?;
        Some((first, rest))
    }

    /// A power with a rational exponent. An odd root of a negative number is taken as negative where that is said to be so.
    pub(super) fn raise(&mut self, base: &Series, exponent: &RBig, odd: bool) -> Option<Series> {
        if exponent.is_zero() {
            return Some(Series::term(int(1), RBig::ZERO, 0));
        }
        if base.is_nothing() {
            return (*exponent > RBig::ZERO).then(Series::default);
        }
        if base.terms.is_empty() {
            let order = base.order.as_ref()? * exponent;
            let growth = base.growth.clone();
            return (*exponent > RBig::ZERO && growth.is_empty()).then(|| Series::bounded(order));
        }
        let (first, rest) = self.lead(base)?;
        let whole = to_i64(exponent);
        let coefficient = match whole {
            Some(_) => power(first.coefficient.clone(), rational(exponent)),
            None if first.logs != 0 => return None,
            None => {
                let sign = self.sign_or_letters(&first.coefficient)?;
                if sign == Ordering::Less && !odd {
                    return None;
                }
                let size =
                    if sign == Ordering::Less { negate(first.coefficient.clone()) } else { first.coefficient.clone() };
                let value = if *exponent == RBig::ONE / RBig::from(2) {
                    super::algebra::root(size)
                } else if literal(&size) == Some(RBig::ONE) {
                    int(1)
                } else {
                    Tree::power(size, rational(exponent))
                };
                if sign == Ordering::Less { negate(value) } else { value }
            }
        };
        let logs = whole.map_or(Some(0), |n| first.logs.checked_mul(n))?;
        let growth = base
            .growth
            .iter()
            .map(|term| Term {
                coefficient: multiply(vec![rational(exponent), term.coefficient.clone()]),
                ..term.clone()
            })
            .collect();
        let front = Series { growth, ..Series::term(coefficient, &first.power * exponent, logs) };
        // A whole power of one term is one term.
        if rest.is_nothing() {
            return Some(front);
        }
        let mut binomials = vec![RBig::ONE];
        for n in 0..limits::EXPANSION_TERMS {
            let next = &binomials[n] * (exponent - RBig::from(n)) / RBig::from(n + 1);
            binomials.push(next);
        }
        let tail = self.compose(&rest, &|n| binomials.get(n as usize).map_or_else(|| int(0), rational))?;
        self.times(&front, &tail)
    }

    /// 1 / a.
    pub(super) fn invert(&mut self, series: &Series) -> Option<Series> {
        self.raise(series, &-RBig::ONE, false)
    }

    /// The first term of a series and the logarithm of the rest.
    pub(super) fn log(&mut self, series: &Series) -> Option<Series> {
        let (first, rest) = self.lead(series)?;
        if first.logs != 0 || self.sign_or_letters(&first.coefficient)? != Ordering::Greater {
            return None;
        }
        let tail = self.compose(&rest, &|n| match n {
            0 => int(0),
            n => rational(&(RBig::from(if n % 2 == 1 { 1 } else { -1 }) / RBig::from(n))),
        })?;
        let front = self.constant(super::algebra::call(crate::expr::Function::Ln, first.coefficient))?;
        let mut large = series.growth.clone();
        if !first.power.is_zero() {
            large.push(Term { power: RBig::ZERO, logs: 1, coefficient: rational(&first.power) });
        }
        let large = Series { terms: self.collect(large)?, ..Series::default() };
        let known = self.plus(large, front)?;
        self.plus(known, tail)
    }

    /// The exponential of a series.
    pub(super) fn exponential(&mut self, series: &Series) -> Option<Series> {
        let (mut large, constant, small) = series.split()?;
        let mut shift = RBig::ZERO;
        // exp(r ln t) is a power of t.
        if let Some(at) = large.iter().position(|term| term.power.is_zero() && term.logs == 1) {
            shift = literal(&large.remove(at).coefficient)?;
        }
        let mut factorial = vec![RBig::ONE];
        for n in 1..=limits::EXPANSION_TERMS {
            let next = &factorial[n - 1] / RBig::from(n);
            factorial.push(next);
        }
        let tail = self.compose(&small, &|n| factorial.get(n as usize).map_or_else(|| int(0), rational))?;
        let front = Series { growth: large, ..Series::term(super::algebra::exp(constant), shift, 0) };
        self.times(&front, &tail)
    }
}
