//! Products: of rational functions by their shifted factors and gamma functions, of powers by the sum of the exponents.

use dashu_ratio::RBig;

use crate::expr::{Fold, FoldKind, Function, Tree};
use crate::limits;

use super::Worker;
use super::algebra::{
    add, call, divide, factorial, int, is_free, multiply, negate, pi, power, rational, root, subtract, symbol, to_i64,
};
use super::limits::{End, Side, infinity};
use super::polynomial::{Polynomial, Rational};

/// Shifts between two factors that cancel, and steps of the gamma function, one by one.
const SHIFTS: i64 = 40;

/// The letter for the end of a product that goes on.
const END: &str = "\\closed";

/// Factors with their exponents: linear ones `n + shift`, and quadratic ones.
struct Factors {
    linear: Vec<(RBig, i64)>,
    quadratic: Vec<(Polynomial, i64)>,
    lead: RBig,
}

impl Worker<'_> {
    /// The value of a product.
    pub(super) fn work_product(&mut self, fold: &Fold) -> Option<Tree> {
        let letter = fold.variable.as_deref()?;
        let (low, high) = (fold.lower.as_ref()?, fold.upper.as_ref()?);
        if !is_free(high, letter) || !is_free(low, letter) || infinity(high) == Some(std::cmp::Ordering::Less) {
            return None;
        }
        let is_endless = infinity(high).is_some();
        if !is_endless && let (Some(start), Some(end)) = (self.integer(low), self.integer(high)) {
            let count = end.checked_sub(start)?;
            if usize::try_from(count).is_ok_and(|count| count < limits::FOLD_TERMS) || count < 0 {
                return None;
            }
        }
        if !is_endless && is_free(&fold.body, letter) {
            let count = add(vec![high.clone(), int(1), negate(low.clone())]);
            return Some(power(fold.body.clone(), count));
        }
        // b^{f(n)}: the exponents add up.
        if let Tree::Power(base, exponent) = &fold.body
            && is_free(base, letter)
        {
            let sum = Fold { kind: FoldKind::Sum, body: (**exponent).clone(), ..fold.clone() };
            let total = self.work_sum(&sum)?;
            return infinity(&total).is_none().then(|| power((**base).clone(), total));
        }
        let start = self.integer(low)?;
        let ratio = self.rational(&fold.body, letter)?;
        if is_endless && let Some(value) = sine_product(&ratio, start) {
            return Some(value);
        }
        let mut factors =
            Factors { linear: Vec::new(), quadratic: Vec::new(), lead: ratio.above.lead() / ratio.below.lead() };
        for (polynomial, sign) in [(&ratio.above, 1), (&ratio.below, -1)] {
            let (roots, rest) = polynomial.roots()?;
            for (root, count) in roots {
                // A factor that is zero, or has no value, on the way.
                if to_i64(&root).is_some_and(|root| root >= start) {
                    return None;
                }
                factors.linear.push((-root, sign * i64::from(count)));
            }
            for part in quadratics(&rest)? {
                factors.quadratic.push((part, sign));
            }
        }
        if is_endless
            && factors.quadratic.is_empty()
            && factors.lead == RBig::ONE
            && let Some(value) = gamma_quotient(&factors.linear, start)
        {
            return Some(value);
        }
        let end = if is_endless { symbol(END) } else { high.clone() };
        let mut all = self.cancel_quadratics(factors.quadratic, start, &end)?;
        if factors.lead != RBig::ONE {
            all.push(power(rational(&factors.lead), subtract(end.clone(), int(start - 1))));
        }
        all.extend(self.cancel_linear(factors.linear, start, &end)?);
        let value = multiply(all);
        if is_endless {
            return match self.limit_at(&value, END, high, Some(Side::Below))? {
                End::Value(value) => Some(value),
                End::Infinite(_) => None,
            };
        }
        Some(value)
    }

    /// Linear factors from a start to an end: what is left of those at whole distances, and factorials.
    fn cancel_linear(&mut self, factors: Vec<(RBig, i64)>, start: i64, high: &Tree) -> Option<Vec<Tree>> {
        let mut out = Vec::new();
        let mut left = factors;
        while let Some((base, _)) = left.iter().min_by(|a, b| a.0.cmp(&b.0)).cloned() {
            let (class, rest): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|(shift, _)| to_i64(&(shift - &base)).is_some());
            left = rest;
            let total: i64 = class.iter().map(|(_, times)| times).sum();
            for (shift, times) in class {
                // The product of n + shift is that of n + base, moved.
                let distance = to_i64(&(shift - &base)).filter(|distance| *distance <= SHIFTS)?;
                for n in 0..distance {
                    self.pay(4)?;
                    let late = add(vec![high.clone(), int(n + 1), rational(&base)]);
                    let early = add(vec![int(start + n), rational(&base)]);
                    out.push(power(divide(late, early), int(times)));
                }
            }
            if total != 0 {
                let base = to_i64(&base)?;
                let first = u64::try_from(start + base - 1).ok()?;
                let top = Tree::Factorial(Box::new(add(vec![high.clone(), int(base)])), 1);
                out.push(power(divide(top, rational(&factorial(first))), int(total)));
            }
        }
        Some(out)
    }

    /// Quadratic factors that are each other moved by a whole number.
    fn cancel_quadratics(&mut self, factors: Vec<(Polynomial, i64)>, start: i64, high: &Tree) -> Option<Vec<Tree>> {
        let mut out = Vec::new();
        let mut left = factors;
        while let Some((first, sign)) = left.pop() {
            let at = left
                .iter()
                .position(|(other, other_sign)| *other_sign == -sign && shift_between(&first, other).is_some())?;
            let (other, _) = left.swap_remove(at);
            // other(n) = first(n + steps)
            let steps = shift_between(&first, &other).filter(|steps| steps.abs() <= SHIFTS)?;
            let (base, steps, sign) = if steps >= 0 { (&first, steps, -sign) } else { (&other, -steps, sign) };
            for n in 0..steps {
                self.pay(8)?;
                let late = base.to_tree(&add(vec![high.clone(), int(n + 1)]));
                let early = rational(&base.at(&RBig::from(start + n)));
                out.push(power(divide(late, early), int(sign)));
            }
        }
        Some(out)
    }
}

/// The steps by which one monic quadratic is another moved.
fn shift_between(a: &Polynomial, b: &Polynomial) -> Option<i64> {
    let steps = to_i64(&((b.coefficient(1) - a.coefficient(1)) / RBig::from(2)))?;
    (a.shift(&RBig::from(steps)) == *b).then_some(steps)
}

/// A polynomial without rational roots as monic quadratics, where it is one.
fn quadratics(rest: &Polynomial) -> Option<Vec<Polynomial>> {
    match rest.degree() {
        0 => Some(Vec::new()),
        2 => Some(vec![rest.scale(&(RBig::ONE / rest.lead()))]),
        _ => None,
    }
}

/// The gamma function at a whole or half number.
fn gamma(z: &RBig) -> Option<Tree> {
    let twice = to_i64(&(z * RBig::from(2)))?;
    if twice % 2 == 0 {
        let n = twice / 2 - 1;
        return (0..=SHIFTS).contains(&n).then(|| rational(&factorial(n.unsigned_abs())));
    }
    if !(-2 * SHIFTS..=2 * SHIFTS).contains(&twice) {
        return None;
    }
    let mut value = RBig::ONE;
    let half = |n: i64| RBig::from(n) / RBig::from(2);
    let mut at = twice;
    while at > 1 {
        at -= 2;
        value *= half(at);
    }
    while at < 1 {
        value /= half(at);
        at += 2;
    }
    Some(multiply(vec![rational(&value), root(pi())]))
}

/// The limit of products of `n + shift` to powers that sum up to zero, and whose shifts do: a quotient of gamma functions.
fn gamma_quotient(factors: &[(RBig, i64)], start: i64) -> Option<Tree> {
    let (mut count, mut total) = (0, RBig::ZERO);
    for (shift, times) in factors {
        count += times;
        total += shift * RBig::from(*times);
    }
    if count != 0 || !total.is_zero() {
        return None;
    }
    let mut out = Vec::new();
    for (shift, times) in factors {
        out.push(power(gamma(&(shift + RBig::from(start)))?, int(-times)));
    }
    Some(multiply(out))
}

/// Euler's product: of `1 - s^2 / n^2` from one on.
fn sine_product(ratio: &Rational, start: i64) -> Option<Tree> {
    let square = Polynomial(vec![RBig::ZERO, RBig::ZERO, RBig::ONE]);
    let below = ratio.below.scale(&(RBig::ONE / ratio.below.lead()));
    let above = ratio.above.scale(&(RBig::ONE / ratio.below.lead()));
    if start != 1
        || below != square
        || above.degree() != 2
        || above.lead() != RBig::ONE
        || !above.coefficient(1).is_zero()
    {
        return None;
    }
    let c = above.coefficient(0);
    let is_sine = c < RBig::ZERO;
    let angle = multiply(vec![pi(), root(rational(&if is_sine { -c } else { c }))]);
    let function = if is_sine { Function::Sin } else { Function::Sinh };
    Some(divide(call(function, angle.clone()), angle))
}
