//! Sums: which rule is for which, telescoping ones, finite ones with a letter as their end.

use dashu_ratio::RBig;

use crate::expr::{Fold, FoldKind, Function, Tree};
use crate::limits;

use super::Worker;
use super::algebra::{
    add, call, divide, factorial, int, is_free, literal, multiply, negate, power, rational, substitute, subtract,
    to_i64,
};
use super::fractions::Parts;
use super::infinite::geometric;
use super::limits::{End, Side, infinity};
use super::polynomial::Polynomial;
use super::terms::{Gamma, Term};

/// Steps between the two parts of a telescoping term.
const TELESCOPE: i64 = 3;
/// Differences of the places of poles in a finite telescoping sum.
const POLE_STEPS: i64 = 20;

impl Worker<'_> {
    /// The value of a sum.
    pub(super) fn work_sum(&mut self, fold: &Fold) -> Option<Tree> {
        let letter = fold.variable.as_deref()?;
        let (low, high) = (fold.lower.as_ref()?, fold.upper.as_ref()?);
        if !is_free(high, letter) || !is_free(low, letter) {
            return None;
        }
        if infinity(high).is_some() {
            if infinity(high) == Some(std::cmp::Ordering::Less) {
                return None;
            }
            let start = self.integer(low)?;
            return self
                .sum_to_infinity(&fold.body, letter, start)
                .or_else(|| self.telescope(&fold.body, letter, low, high))
                .or_else(|| self.sum_logs(fold))
                .or_else(|| self.sum_floors(&fold.body, letter, start));
        }
        if let (Some(start), Some(end)) = (self.integer(low), self.integer(high)) {
            let count = end.checked_sub(start)?.checked_add(1)?;
            // Short sums are added up term by term.
            if usize::try_from(count).is_ok_and(|count| count <= limits::FOLD_TERMS) {
                return None;
            }
            if count <= 0 {
                return Some(int(0));
            }
        }
        self.sum_between(&fold.body, letter, low, high)
            .or_else(|| self.telescope(&fold.body, letter, low, high))
            .or_else(|| self.sum_logs(fold))
    }

    /// A sum with an end that may be a letter.
    fn sum_between(&mut self, body: &Tree, letter: &str, low: &Tree, high: &Tree) -> Option<Tree> {
        if let Some(value) = self.sum_choices(body, letter, low, high) {
            return Some(value);
        }
        let terms = self.terms(body, letter)?;
        if let [term] = terms.as_slice()
            && let [Gamma { slope: 1, shift, power: 1 }] = term.gammas.as_slice()
        {
            return self.sum_factorials(term, *shift, low, high);
        }
        if terms.iter().any(|term| !term.gammas.is_empty()) {
            return None;
        }
        let start = self.integer(low)?;
        let mut total = Vec::new();
        for term in terms {
            let value = self.sum_finite(&term, start, high)?;
            let mut factors = term.constants;
            factors.push(value);
            total.push(multiply(factors));
        }
        Some(add(total))
    }

    /// The sum of `P(k) (k + shift)!`, where it is the difference of such products at the ends.
    fn sum_factorials(&mut self, term: &Term, shift: i64, low: &Tree, high: &Tree) -> Option<Tree> {
        if !term.size.is_polynomial() || term.ratio != RBig::ONE || !term.bases.is_empty() {
            return None;
        }
        // Q(k + 1) (k + 1 + shift) - Q(k) = P(k)
        let next = Polynomial::linear(RBig::from(shift + 1));
        let mut rest = term.size.above.scale(&(RBig::ONE / term.size.below.lead()));
        let mut found = Polynomial(Vec::new());
        while !rest.is_zero() {
            self.pay(4 * rest.0.len())?;
            let mut part = vec![RBig::ZERO; rest.degree().checked_sub(1)?];
            part.push(rest.lead());
            let part = Polynomial(part);
            rest = rest.subtract(&part.shift(&RBig::ONE).multiply(&next).subtract(&part));
            found = found.add(&part);
        }
        let at = |place: Tree| {
            let product = Tree::Factorial(Box::new(add(vec![place.clone(), int(shift)])), 1);
            multiply(vec![found.to_tree(&place), product])
        };
        let mut factors = term.constants.clone();
        factors.push(subtract(at(add(vec![high.clone(), int(1)])), at(low.clone())));
        Some(multiply(factors))
    }

    /// One term without factorials, from a number to an end.
    fn sum_finite(&mut self, term: &Term, start: i64, high: &Tree) -> Option<Tree> {
        let parts = term.size.parts()?;
        if parts.quadratic.is_some() {
            return None;
        }
        if !term.is_rational() {
            let ratio = term.whole_ratio();
            if !parts.fractions.is_empty() || literal(&ratio) == Some(RBig::ONE) {
                return None;
            }
            let whole = geometric(&parts.whole, &ratio, &int(start), start);
            let end = add(vec![high.clone(), int(1)]);
            // The same sum from behind the end on, whose differences are polynomials of it.
            let rest = subtract(int(1), ratio.clone());
            let mut difference = parts.whole.clone();
            let mut terms = Vec::new();
            for k in 0..=difference.degree() as i64 {
                self.pay(10)?;
                let above = multiply(vec![difference.to_tree(&end), power(ratio.clone(), int(k))]);
                terms.push(divide(above, power(rest.clone(), int(k + 1))));
                difference = difference.shift(&RBig::ONE).subtract(&difference);
            }
            return Some(subtract(whole, multiply(vec![power(ratio, end), add(terms)])));
        }
        // Newton's form: the k-th difference at the start times "count over k + 1".
        let count = subtract(high.clone(), int(start - 1));
        let mut difference = parts.whole.clone();
        let mut total = Polynomial(Vec::new());
        let mut choose = Polynomial::constant(RBig::ONE);
        for k in 0..parts.whole.0.len() {
            self.pay(4 * (k + 1))?;
            let next = Polynomial::linear(-RBig::from(k)).scale(&(RBig::ONE / RBig::from(k + 1)));
            choose = choose.multiply(&next);
            total = total.add(&choose.scale(&difference.at(&RBig::from(start))));
            difference = difference.shift(&RBig::ONE).subtract(&difference);
        }
        let mut terms = vec![total.to_tree(&count)];
        terms.extend(self.telescope_fractions(&parts, start, high)?);
        Some(add(terms))
    }

    /// Fractions whose poles lie at whole distances and cancel.
    fn telescope_fractions(&mut self, parts: &Parts, start: i64, high: &Tree) -> Option<Vec<Tree>> {
        let mut left = parts.fractions.clone();
        let mut terms = Vec::new();
        while let Some((base, count, _)) = left.iter().min_by(|a, b| a.0.cmp(&b.0)).cloned() {
            let is_alike = |(root, power, _): &(RBig, u32, RBig)| *power == count && to_i64(&(root - &base)).is_some();
            let (class, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(is_alike);
            left = rest;
            let total = class.iter().fold(RBig::ZERO, |all, (_, _, value)| all + value);
            if !total.is_zero() {
                return None;
            }
            for (root, _, value) in class {
                if to_i64(&root).is_some_and(|root| root >= start) {
                    return None;
                }
                let distance = to_i64(&(root - &base)).filter(|distance| *distance <= POLE_STEPS)?;
                for n in 1..=distance {
                    self.pay(4)?;
                    let early = subtract(int(start - n), rational(&base));
                    let late = add(vec![high.clone(), int(n - distance), rational(&-base.clone())]);
                    terms.push(divide(rational(&value), power(early, int(i64::from(count)))));
                    terms.push(divide(rational(&-value.clone()), power(late, int(i64::from(count)))));
                }
            }
        }
        Some(terms)
    }

    /// The sum of `C(N, k) P(k) r^k` over all k.
    fn sum_choices(&mut self, body: &Tree, letter: &str, low: &Tree, high: &Tree) -> Option<Tree> {
        let mut plain = Vec::new();
        let mut found = false;
        let factors = match body {
            Tree::Product(factors) => factors.clone(),
            other => vec![other.clone()],
        };
        for factor in factors {
            match &factor {
                Tree::Binomial(n, k)
                    if !found && **n == *high && matches!(&**k, Tree::Symbol(name) if name == letter) =>
                {
                    found = true;
                }
                _ => plain.push(factor),
            }
        }
        let start = self.integer(low).filter(|start| (0..=20).contains(start))?;
        if !found {
            return None;
        }
        let plain = if plain.is_empty() { int(1) } else { multiply(plain) };
        let terms = self.terms(&plain, letter)?;
        let mut total = Vec::new();
        for term in &terms {
            if !term.gammas.is_empty() || !term.size.is_polynomial() {
                return None;
            }
            let size = term.size.above.scale(&(RBig::ONE / term.size.below.lead()));
            let ratio = term.whole_ratio();
            let base = add(vec![int(1), ratio.clone()]);
            let mut difference = size.clone();
            for k in 0..size.0.len() as i64 {
                // n (n-1) … times r^k (1 + r)^(n - k)
                let factor = difference.at(&RBig::ZERO) / factorial(k.unsigned_abs());
                let mut factors = term.constants.clone();
                factors.push(rational(&factor));
                factors.extend((0..k).map(|less| subtract(high.clone(), int(less))));
                factors.push(power(ratio.clone(), int(k)));
                if literal(&base).is_none_or(|value| !value.is_zero()) {
                    factors.push(power(base.clone(), subtract(high.clone(), int(k))));
                    total.push(multiply(factors));
                } else {
                    return None;
                }
                difference = difference.shift(&RBig::ONE).subtract(&difference);
            }
        }
        for k in 0..start {
            total.push(negate(substitute(body, letter, &int(k))));
        }
        Some(add(total))
    }

    /// `f(k + d) - f(k)`, and the same from the other end.
    fn telescope(&mut self, body: &Tree, letter: &str, low: &Tree, high: &Tree) -> Option<Tree> {
        let Tree::Sum(terms) = body else { return None };
        let [first, second] = terms.as_slice() else { return None };
        let (plus, minus) = match (first, second) {
            (plus, Tree::Neg(minus)) if !matches!(plus, Tree::Neg(_)) => (plus, &**minus),
            (Tree::Neg(minus), plus) => (plus, &**minus),
            _ => return None,
        };
        let at = |tree: &Tree, place: Tree| substitute(tree, letter, &place);
        let moved = |step: i64| add(vec![Tree::Symbol(letter.to_owned()), int(step)]);
        for step in 1..=TELESCOPE {
            for (later, earlier, sign) in [(plus, minus, 1), (minus, plus, -1)] {
                let gap = subtract(later.clone(), at(earlier, moved(step)));
                if self.is_zero(&gap) != Some(true) {
                    continue;
                }
                // The sum of f(k + step) - f(k) is what sticks out at either end.
                let mut terms = Vec::new();
                for n in 0..step {
                    terms.push(negate(at(earlier, add(vec![low.clone(), int(n)]))));
                    terms.push(if infinity(high).is_some() {
                        match self.limit_at(earlier, letter, high, Some(Side::Below))? {
                            End::Value(value) => value,
                            End::Infinite(_) => return None,
                        }
                    } else {
                        at(earlier, add(vec![high.clone(), int(n + 1)]))
                    });
                }
                return Some(multiply(vec![int(sign), add(terms)]));
            }
        }
        None
    }

    /// A sum of logarithms as the logarithm of a product.
    fn sum_logs(&mut self, fold: &Fold) -> Option<Tree> {
        let letter = fold.variable.as_deref()?;
        let (mut constants, mut inner) = (Vec::new(), None);
        let factors = match &fold.body {
            Tree::Product(factors) => factors.clone(),
            other => vec![other.clone()],
        };
        for factor in factors {
            match factor {
                Tree::Call(Function::Ln, mut arguments) if inner.is_none() && arguments.len() == 1 => {
                    inner = arguments.pop();
                }
                other if is_free(&other, letter) => constants.push(other),
                _ => return None,
            }
        }
        let product = Fold { kind: FoldKind::Product, body: inner?, ..fold.clone() };
        let value = self.work_product(&product)?;
        constants.push(call(Function::Ln, value));
        Some(multiply(constants))
    }

    /// Floors of what becomes less than one: the terms behind are zero.
    fn sum_floors(&mut self, body: &Tree, letter: &str, start: i64) -> Option<Tree> {
        let Tree::Call(Function::Floor, arguments) = body else { return None };
        let terms = self.terms(arguments.first()?, letter)?;
        let [term] = terms.as_slice() else { return None };
        let constant = self.value(&multiply(term.constants.clone()))?;
        let fits = term.bases.is_empty()
            && term.gammas.is_empty()
            && term.size.is_polynomial()
            && term.size.above.degree() == 0
            && term.ratio > RBig::ZERO
            && term.ratio < RBig::ONE;
        let size = constant * term.size.above.lead() / term.size.below.lead();
        if !fits || size < RBig::ZERO {
            return None;
        }
        let mut next = size * super::algebra::power_of(&term.ratio, start)?;
        let mut total = RBig::ZERO;
        for _ in 0..limits::FOLD_TERMS {
            if next < RBig::ONE {
                return Some(rational(&total));
            }
            self.pay(2)?;
            total += RBig::from(next.floor());
            next *= &term.ratio;
        }
        None
    }
}
