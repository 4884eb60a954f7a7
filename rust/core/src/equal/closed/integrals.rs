//! Antiderivatives, and definite integrals by the fundamental theorem. Every antiderivative is checked by its derivative.

use std::cmp::Ordering;

use dashu_ratio::RBig;

use crate::expr::{Constant, Fold, Function, Tree};

use super::Worker;
use super::algebra::{
    Dependence, add, depends, divide, int, is_free, multiply, negate, pi, rational, root, substitute, subtract, symbol,
};
use super::limits::{End, Side, infinity};

impl Worker<'_> {
    /// The value of an integral: between bounds, or with a constant.
    pub(super) fn work_integral(&mut self, fold: &Fold) -> Option<Tree> {
        let letter = fold.variable.as_deref()?;
        let body = if fold.body == Tree::Blank { int(1) } else { fold.body.clone() };
        if depends(&body, letter) == Dependence::Hidden {
            return None;
        }
        match (&fold.lower, &fold.upper) {
            (Some(low), Some(high)) => self.integrate_between(&body, letter, low, high),
            (None, None) => {
                let value = self.integrate(&body, letter, &inside(0.0, 1.0)?)?;
                Some(add(vec![value, symbol("C")]))
            }
            _ => None,
        }
    }

    /// An antiderivative, which a point inside its domain may still refute.
    fn integrate(&mut self, body: &Tree, letter: &str, place: &RBig) -> Option<Tree> {
        let value = self.antiderive(body, letter)?;
        let slope = self.derive(&value, letter)?;
        let gap = substitute(&subtract(slope, body.clone()), letter, &rational(place));
        (self.is_zero(&gap) != Some(false)).then_some(value)
    }

    /// An integral between two bounds.
    fn integrate_between(&mut self, body: &Tree, letter: &str, low: &Tree, high: &Tree) -> Option<Tree> {
        if low == high && infinity(low).is_none() {
            return Some(int(0));
        }
        // Bounds with letters are taken to be such that the integral exists.
        if self.bound(low).is_none() || self.bound(high).is_none() {
            let value = self.integrate(body, letter, &inside(0.0, 1.0)?)?;
            if infinity(low).is_some() || infinity(high).is_some() {
                return self.difference_at(&value, letter, low, high);
            }
            return Some(subtract(substitute(&value, letter, high), substitute(&value, letter, low)));
        }
        let (start, end) = (self.bound(low)?, self.bound(high)?);
        if start > end {
            return self.integrate_between(body, letter, high, low).map(negate);
        }
        if let Some(value) = self.integrate_known(body, letter, low, high) {
            return Some(value);
        }
        if let Some(at) = self.find_kink(body, letter, low, high) {
            let (left, right) =
                (self.integrate_between(body, letter, low, &at)?, self.integrate_between(body, letter, &at, high)?);
            return Some(add(vec![left, right]));
        }
        let body = &self.settle_signs(body, letter, low, high)?;
        self.is_regular(body, letter, (start, end), (low, high))?;
        let value = self.integrate(body, letter, &inside(start, end)?)?;
        self.is_regular(&value, letter, (start, end), (low, high))?;
        self.difference_at(&value, letter, low, high)
    }

    /// An antiderivative's growth from one bound to the other.
    fn difference_at(&mut self, value: &Tree, letter: &str, low: &Tree, high: &Tree) -> Option<Tree> {
        let from = self.value_at(value, letter, low, Side::Above)?;
        let to = self.value_at(value, letter, high, Side::Below)?;
        match (from, to) {
            (End::Value(from), End::Value(to)) => Some(subtract(to, from)),
            (End::Value(_), to) => Some(to.into_tree()),
            (End::Infinite(sign), End::Value(_)) => Some(End::Infinite(sign.reverse()).into_tree()),
            (End::Infinite(from), End::Infinite(to)) if from != to => Some(End::Infinite(to).into_tree()),
            _ => None,
        }
    }

    /// The value of an antiderivative at a bound, by continuity or as a limit.
    fn value_at(&mut self, value: &Tree, letter: &str, at: &Tree, side: Side) -> Option<End> {
        if infinity(at).is_none() {
            let there = self.settle_angles(&substitute(value, letter, at));
            let has_letters = super::super::names::has_symbols(&there);
            if has_letters && self.is_zero(&there).is_some() || !has_letters && self.bound(&there).is_some() {
                return Some(End::Value(there));
            }
        }
        self.limit_at(value, letter, at, Some(side))
    }

    /// A tree with its inverse sines and cosines at the ends of their domains worked out.
    fn settle_angles(&mut self, tree: &Tree) -> Tree {
        let mut out = tree.clone();
        out.change(&mut |node| {
            let Tree::Call(function @ (Function::Arcsin | Function::Arccos), arguments) = node else { return };
            let Some(value) = arguments.first().and_then(|argument| self.value(argument)) else { return };
            let is_sine = *function == Function::Arcsin;
            let angle = if value == RBig::ONE {
                if is_sine { divide(pi(), int(2)) } else { int(0) }
            } else if value == -RBig::ONE {
                if is_sine { negate(divide(pi(), int(2))) } else { pi() }
            } else {
                return;
            };
            *node = angle;
        });
        out
    }

    /// The place of a bound on the line, roughly.
    pub(super) fn bound(&mut self, tree: &Tree) -> Option<f64> {
        match infinity(tree) {
            Some(Ordering::Less) => return Some(f64::NEG_INFINITY),
            Some(_) => return Some(f64::INFINITY),
            None => {}
        }
        if super::super::names::has_symbols(tree) {
            return None;
        }
        let (low, high) = super::super::points::bound_roughly(tree, self.budget)?;
        Some(f64::midpoint(low, high)).filter(|middle| middle.is_finite())
    }

    /// Integrals that are known though no antiderivative is: of `x^n e^{-k x^2}` over the line or half of it, and Dirichlet's.
    fn integrate_known(&mut self, body: &Tree, letter: &str, low: &Tree, high: &Tree) -> Option<Tree> {
        if infinity(high) != Some(Ordering::Greater) {
            return None;
        }
        let is_whole = infinity(low) == Some(Ordering::Less);
        if !is_whole && *low != int(0) {
            return None;
        }
        let (mut constants, mut size, mut exponent) =
            (Vec::new(), super::polynomial::Polynomial::constant(RBig::ONE), None);
        let factors = match body {
            Tree::Product(factors) => factors.clone(),
            other => vec![other.clone()],
        };
        for factor in factors {
            match &factor {
                _ if is_free(&factor, letter) => constants.push(factor),
                Tree::Power(base, height) if matches!(**base, Tree::Constant(Constant::E)) && exponent.is_none() => {
                    exponent = Some(self.polynomial(height, letter)?);
                }
                other => size = size.multiply(&self.polynomial(other, letter)?),
            }
        }
        let exponent = exponent?;
        if exponent.degree() != 2 || !exponent.coefficient(0).is_zero() || !exponent.coefficient(1).is_zero() {
            return None;
        }
        let k = -exponent.coefficient(2);
        let n = size.degree();
        if k <= RBig::ZERO || n % 2 == 1 || size.0[..n].iter().any(|value| !value.is_zero()) {
            return None;
        }
        // (n-1)!! / (2k)^{n/2} times the root of pi / k
        let mut factor = size.lead();
        for odd in (1..n).step_by(2) {
            factor = factor * RBig::from(odd) / (RBig::from(2) * &k);
        }
        constants.push(rational(&factor));
        constants.push(root(divide(pi(), rational(&k))));
        let whole = multiply(constants);
        Some(if is_whole { whole } else { divide(whole, int(2)) })
    }
}

/// A rational number between two bounds.
pub(super) fn inside(low: f64, high: f64) -> Option<RBig> {
    let place = match (low.is_finite(), high.is_finite()) {
        (true, true) => low + (high - low) * 0.6875,
        (true, false) => low + 1.375,
        (false, true) => high - 1.375,
        _ => 0.6875,
    };
    crate::number::Exact::from_f64_shortest(place)?.to_rbig(crate::limits::CLOSED_DIGITS)
}
