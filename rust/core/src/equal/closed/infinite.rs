//! Infinite sums: geometric, telescoping, of powers, exponential, of sines and cosines, logarithmic.

use dashu_ratio::RBig;

use crate::expr::{Constant, Function, Tree};

use super::Worker;
use super::algebra::{add, call, divide, exp, factorial, int, multiply, negate, pi, power, rational, subtract, to_i64};
use super::polynomial::{Polynomial, Rational};
use super::terms::{Gamma, Term};
use super::zeta::{self, LEFT_OUT, beta, digamma, hurwitz};

impl Worker<'_> {
    /// The sum of a body from a start on.
    pub(super) fn sum_to_infinity(&mut self, body: &Tree, letter: &str, start: i64) -> Option<Tree> {
        let terms = self.terms(body, letter)?;
        let mut total = Vec::new();
        let count = terms.len();
        for term in terms {
            let value = self.sum_term(&term, start)?;
            if super::limits::infinity(&value).is_some() {
                // Against others of its kind it would say nothing.
                let sign = self.sign(&multiply(term.constants.clone()))?;
                let value = if sign == std::cmp::Ordering::Less { negate(value) } else { value };
                return (count == 1 && sign != std::cmp::Ordering::Equal).then_some(value);
            }
            let mut factors = term.constants;
            factors.push(value);
            total.push(multiply(factors));
        }
        Some(add(total))
    }

    /// The sum of one term without its constants.
    fn sum_term(&mut self, term: &Term, start: i64) -> Option<Tree> {
        if term.size.above.is_zero() {
            return Some(int(0));
        }
        self.pay(20)?;
        match term.gammas.as_slice() {
            [] if term.is_rational() => self.sum_rational(&term.size, start),
            [] => self.sum_powers(term, start),
            [Gamma { slope: 1, shift, power: -1 }] => self.sum_exponential(term, *shift, start),
            [Gamma { slope: 2, shift, power: -1 }] => self.sum_waves(term, *shift, start),
            _ => None,
        }
    }

    /// A rational function: by the digamma function, zeta functions, or without bound.
    fn sum_rational(&mut self, size: &Rational, start: i64) -> Option<Tree> {
        if size.below.degree() < size.above.degree() + 2 {
            let up = size.above.lead() > RBig::ZERO;
            let infinity = Tree::Constant(Constant::Infinity);
            // A pole on the way is no sum at all.
            let (roots, _) = size.below.roots()?;
            if roots.iter().any(|(root, _)| is_met(root, start)) {
                return None;
            }
            return Some(if up { infinity } else { Tree::negate(infinity) });
        }
        let parts = size.parts()?;
        if parts.quadratic.is_some() {
            return None;
        }
        let mut terms = Vec::new();
        for (root, count, value) in &parts.fractions {
            if is_met(root, start) {
                return None;
            }
            self.pay(LEFT_OUT as usize / 4)?;
            let z = RBig::from(start) - root;
            terms.push(if *count == 1 {
                multiply(vec![rational(&-value.clone()), digamma(&z)?])
            } else {
                multiply(vec![rational(value), hurwitz(*count, &z)?])
            });
        }
        Some(add(terms))
    }

    /// Powers of a constant times a rational function.
    fn sum_powers(&mut self, term: &Term, start: i64) -> Option<Tree> {
        let ratio = term.whole_ratio();
        let alternates = term.ratio == -RBig::ONE && term.bases.is_empty();
        // With letters the usual form holds where the series converges.
        if !super::super::names::has_symbols(&ratio) {
            let below = self.sign(&subtract(int(1), ratio.clone()))? == std::cmp::Ordering::Greater;
            let above = self.sign(&add(vec![int(1), ratio.clone()]))? == std::cmp::Ordering::Greater;
            let is_slow = alternates && term.size.below.degree() > term.size.above.degree();
            if !(below && above || is_slow) {
                return None;
            }
        }
        let parts = term.size.parts()?;
        if parts.quadratic.is_some() {
            return None;
        }
        let mut terms = vec![geometric(&parts.whole, &ratio, &int(start), start)];
        for (root, count, value) in &parts.fractions {
            if is_met(root, start) {
                return None;
            }
            self.pay(LEFT_OUT as usize / 4)?;
            let shift = -root.clone();
            let part = match to_i64(&shift) {
                Some(shift) if *count == 1 => log_series(&ratio, shift, start)?,
                Some(shift) if alternates => eta_series(*count, shift, start)?,
                None if *count == 1 => {
                    multiply(vec![int(2), tangent_series(term, to_i64(&(shift * RBig::from(2)))?, start)?])
                }
                None if alternates => {
                    let odd = to_i64(&(shift * RBig::from(2)))?;
                    let scale = rational(&RBig::from(2).pow(*count as isize));
                    multiply(vec![scale, beta_series(*count, odd, start)?])
                }
                _ => return None,
            };
            terms.push(multiply(vec![rational(value), part]));
        }
        Some(add(terms))
    }

    /// `P(n) r^n / (n + shift)!`
    fn sum_exponential(&mut self, term: &Term, shift: i64, start: i64) -> Option<Tree> {
        let first = start.checked_add(shift).filter(|first| (0..=LEFT_OUT).contains(first))?;
        if !term.size.is_polynomial() {
            return None;
        }
        let ratio = term.whole_ratio();
        let size = term.size.above.scale(&(RBig::ONE / term.size.below.lead())).shift(&RBig::from(-shift));
        let mut terms = Vec::new();
        for (k, factor) in falling(&size).into_iter().enumerate() {
            terms.push(multiply(vec![rational(&factor), power(ratio.clone(), int(k as i64)), exp(ratio.clone())]));
        }
        for m in 0..first {
            self.pay(4)?;
            let value = size.at(&RBig::from(m)) / factorial(m.unsigned_abs());
            terms.push(multiply(vec![rational(&-value), power(ratio.clone(), int(m))]));
        }
        Some(multiply(vec![power(ratio, int(-shift)), add(terms)]))
    }

    /// `P(n) r^n / (2n + shift)!`
    fn sum_waves(&mut self, term: &Term, shift: i64, start: i64) -> Option<Tree> {
        self.pay(20)?;
        let first = start.checked_mul(2)?.checked_add(shift).filter(|first| (0..=LEFT_OUT).contains(first))?;
        if !term.size.is_polynomial() {
            return None;
        }
        let (root, negative) = term.root_of_ratio();
        // In j = 2n + shift.
        let line = Polynomial::new(vec![RBig::from(-shift) / RBig::from(2), RBig::ONE / RBig::from(2)]);
        let size = term.size.above.scale(&(RBig::ONE / term.size.below.lead()));
        let size = size.0.iter().rev().fold(Polynomial(Vec::new()), |total, value| {
            total.multiply(&line).add(&Polynomial::constant(value.clone()))
        });
        let sign_at = |half: i64| if negative && half.rem_euclid(2) == 1 { -1 } else { 1 };
        let mut terms = Vec::new();
        for (k, factor) in falling(&size).into_iter().enumerate() {
            let k = k as i64;
            let is_even = (shift - k).rem_euclid(2) == 0;
            let (function, half) = match (is_even, negative) {
                (true, true) => (Function::Cos, (k - shift) / 2),
                (false, true) => (Function::Sin, (k - shift + 1) / 2),
                (true, false) => (Function::Cosh, 0),
                (false, false) => (Function::Sinh, 0),
            };
            let sign = sign_at(half);
            terms.push(multiply(vec![
                rational(&factor),
                int(sign),
                power(root.clone(), int(k)),
                call(function, root.clone()),
            ]));
        }
        for j in (0..first).filter(|j| (j - shift).rem_euclid(2) == 0) {
            let value = size.at(&RBig::from(j)) / factorial(j.unsigned_abs()) * RBig::from(sign_at((j - shift) / 2));
            terms.push(multiply(vec![rational(&-value), power(root.clone(), int(j))]));
        }
        Some(multiply(vec![power(root, int(-shift)), add(terms)]))
    }
}

/// Whether a pole is one of the numbers from a start on.
fn is_met(root: &RBig, start: i64) -> bool {
    to_i64(root).is_some_and(|root| root >= start)
}

/// The sum of `P(n) r^n` from a start on, which a tree and, for the differences, a number give.
pub(super) fn geometric(size: &Polynomial, ratio: &Tree, start: &Tree, number: i64) -> Tree {
    if size.is_zero() {
        return int(0);
    }
    let rest = subtract(int(1), ratio.clone());
    let mut difference = size.clone();
    let mut terms = Vec::new();
    for k in 0..=size.degree() as i64 {
        let value = rational(&difference.at(&RBig::from(number)));
        terms.push(divide(multiply(vec![value, power(ratio.clone(), int(k))]), power(rest.clone(), int(k + 1))));
        difference = difference.shift(&RBig::ONE).subtract(&difference);
    }
    multiply(vec![power(ratio.clone(), start.clone()), add(terms)])
}

/// The coefficients of a polynomial by falling powers.
fn falling(size: &Polynomial) -> Vec<RBig> {
    let mut difference = size.clone();
    let mut out = Vec::new();
    for k in 0..size.0.len() {
        out.push(difference.at(&RBig::ZERO) / factorial(k as u64));
        difference = difference.shift(&RBig::ONE).subtract(&difference);
    }
    out
}

/// The sum of `r^n / (n + shift)` from a start on.
fn log_series(ratio: &Tree, shift: i64, start: i64) -> Option<Tree> {
    let first = start.checked_add(shift).filter(|first| (1..=LEFT_OUT).contains(first))?;
    let mut terms = vec![negate(call(Function::Ln, subtract(int(1), ratio.clone())))];
    for m in 1..first {
        terms.push(negate(divide(power(ratio.clone(), int(m)), int(m))));
    }
    Some(multiply(vec![power(ratio.clone(), int(-shift)), add(terms)]))
}

/// The sum of `(-1)^n / (n + shift)^count` from a start on.
fn eta_series(count: u32, shift: i64, start: i64) -> Option<Tree> {
    let first = start.checked_add(shift).filter(|first| (1..=LEFT_OUT).contains(first))?;
    let factor = RBig::ONE - super::algebra::power_of(&RBig::from(2), 1 - i64::from(count))?;
    let mut less = RBig::ZERO;
    for m in 1..first {
        less += RBig::from(if m % 2 == 0 { 1 } else { -1 }) / RBig::from(m).pow(count as isize);
    }
    let whole = multiply(vec![rational(&-factor), zeta::zeta(count)?]);
    let sign = if shift.rem_euclid(2) == 0 { 1 } else { -1 };
    Some(multiply(vec![int(sign), subtract(whole, rational(&less))]))
}

/// The sum of `(-1)^n / (2n + odd)^count` from a start on.
fn beta_series(count: u32, odd: i64, start: i64) -> Option<Tree> {
    let first = start.checked_mul(2)?.checked_add(odd).filter(|first| (1..=LEFT_OUT).contains(first))?;
    let mut less = RBig::ZERO;
    for j in (1..first).step_by(2) {
        less += RBig::from(if j / 2 % 2 == 0 { 1 } else { -1 }) / RBig::from(j).pow(count as isize);
    }
    let sign = if ((odd - 1) / 2).rem_euclid(2) == 0 { 1 } else { -1 };
    Some(multiply(vec![int(sign), subtract(beta(count)?, rational(&less))]))
}

/// The sum of `r^n / (2n + odd)` from a start on: an inverse tangent, or a logarithm.
fn tangent_series(term: &Term, odd: i64, start: i64) -> Option<Tree> {
    let first = start.checked_mul(2)?.checked_add(odd).filter(|first| (1..=LEFT_OUT).contains(first))?;
    if odd.rem_euclid(2) == 0 {
        return None;
    }
    let (root, negative) = term.root_of_ratio();
    let whole = if negative {
        if root == int(1) { divide(pi(), int(4)) } else { call(Function::Arctan, root.clone()) }
    } else {
        call(Function::Artanh, root.clone())
    };
    let mut terms = vec![whole];
    for j in (1..first).step_by(2) {
        let sign = if negative && j / 2 % 2 == 1 { 1 } else { -1 };
        terms.push(divide(multiply(vec![int(sign), power(root.clone(), int(j))]), int(j)));
    }
    let sign = if negative && ((odd - 1) / 2).rem_euclid(2) == 1 { -1 } else { 1 };
    Some(multiply(vec![int(sign), power(root, int(-odd)), add(terms)]))
}
