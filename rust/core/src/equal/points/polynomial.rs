//! Trees as quotients of polynomials in one letter, and the real roots of polynomials.

use crate::expr::Tree;
use crate::limits;
use crate::number::Exact;

use super::line::Line;
use super::place::Place;

/// A polynomial by its coefficients, the constant one first; the last is not zero. Zero has none.
pub(super) type Polynomial = Vec<Exact>;

/// A numerator and a denominator.
pub(super) struct Ratio {
    /// The numerator.
    pub(super) top: Polynomial,
    /// The denominator.
    pub(super) bottom: Polynomial,
}

impl Ratio {
    /// A constant.
    fn constant(value: Exact) -> Self {
        Self { top: trim(vec![value]), bottom: vec![Exact::ONE] }
    }

    /// Whether it is a polynomial.
    pub(super) fn is_whole(&self) -> bool {
        self.bottom.len() == 1
    }
}

/// Takes off leading coefficients that are zero.
pub(super) fn trim(mut polynomial: Polynomial) -> Polynomial {
    while polynomial.last().is_some_and(Exact::is_zero) {
        polynomial.pop();
    }
    polynomial
}

/// The sum.
pub(super) fn add(a: &Polynomial, b: &Polynomial) -> Option<Polynomial> {
    let mut sum = Vec::with_capacity(a.len().max(b.len()));
    for at in 0..a.len().max(b.len()) {
        sum.push(match (a.get(at), b.get(at)) {
            (Some(x), Some(y)) => x.add(y)?,
            (Some(x), None) | (None, Some(x)) => x.clone(),
            (None, None) => Exact::ZERO,
        });
    }
    Some(trim(sum))
}

/// The product, unless its degree is too large.
pub(super) fn multiply(a: &Polynomial, b: &Polynomial) -> Option<Polynomial> {
    if a.is_empty() || b.is_empty() {
        return Some(Vec::new());
    }
    if a.len() + b.len() > limits::LINE_DEGREE + 2 {
        return None;
    }
    let mut product = vec![Exact::ZERO; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            product[i + j] = product[i + j].add(&x.mul(y)?)?;
        }
    }
    Some(trim(product))
}

fn power(base: &Polynomial, exponent: u64) -> Option<Polynomial> {
    if base.len() > 1 && (base.len() as u64 - 1) * exponent > limits::LINE_DEGREE as u64 || exponent > 64 {
        return None;
    }
    (0..exponent).try_fold(vec![Exact::ONE], |product, _| multiply(&product, base))
}

/// A tree as a quotient of polynomials in the letter of a line; None for anything else.
pub(super) fn read(tree: &Tree, line: &Line) -> Option<Ratio> {
    line.budget.pay(6).ok()?;
    if !line.moves(tree) {
        return Some(Ratio::constant(line.constant(tree)?));
    }
    match tree {
        Tree::Symbol(_) | Tree::Indexed(..) => {
            Some(Ratio { top: vec![Exact::ZERO, Exact::ONE], bottom: vec![Exact::ONE] })
        }
        Tree::Neg(inner) => {
            let inner = read(inner, line)?;
            Some(Ratio { top: inner.top.iter().map(Exact::neg).collect(), bottom: inner.bottom })
        }
        Tree::Sum(terms) => terms.iter().try_fold(Ratio::constant(Exact::ZERO), |sum, term| {
            let term = read(term, line)?;
            if sum.is_whole() && term.is_whole() && sum.bottom == term.bottom {
                return Some(Ratio { top: add(&sum.top, &term.top)?, bottom: sum.bottom });
            }
            let top = add(&multiply(&sum.top, &term.bottom)?, &multiply(&term.top, &sum.bottom)?)?;
            Some(Ratio { top, bottom: multiply(&sum.bottom, &term.bottom)? })
        }),
        Tree::Product(factors) => factors.iter().try_fold(Ratio::constant(Exact::ONE), |product, factor| {
            let factor = read(factor, line)?;
            Some(Ratio {
                top: multiply(&product.top, &factor.top)?,
                bottom: multiply(&product.bottom, &factor.bottom)?,
            })
        }),
        Tree::Quotient(a, b) => {
            let (a, b) = (read(a, line)?, read(b, line)?);
            if b.top.is_empty() {
                return None;
            }
            Some(Ratio { top: multiply(&a.top, &b.bottom)?, bottom: multiply(&a.bottom, &b.top)? })
        }
        Tree::Power(base, exponent) if !line.moves(exponent) => {
            let exponent = line.constant(exponent)?.to_i64()?;
            let base = read(base, line)?;
            let (top, bottom) = if exponent < 0 { (base.bottom, base.top) } else { (base.top, base.bottom) };
            let exponent = exponent.unsigned_abs();
            (!bottom.is_empty()).then_some(())?;
            Some(Ratio { top: power(&top, exponent)?, bottom: power(&bottom, exponent)? })
        }
        Tree::Group(_, members) if members.len() == 1 => read(&members[0], line),
        Tree::Percent(inner) => {
            let inner = read(inner, line)?;
            let bottom = inner.bottom.iter().map(|c| c.mul(&Exact::from_i64(100))).collect::<Option<_>>()?;
            Some(Ratio { top: inner.top, bottom })
        }
        _ => None,
    }
}

/// The difference of a quotient of polynomials and a number, as its numerator.
pub(super) fn subtract(ratio: &Ratio, level: &Exact) -> Option<Polynomial> {
    let shifted: Option<Vec<Exact>> = ratio.bottom.iter().map(|c| Some(c.mul(level)?.neg())).collect();
    add(&ratio.top, &shifted?)
}

/// The real roots of a polynomial that is not zero.
pub(super) fn roots(polynomial: &Polynomial) -> Option<Vec<Place>> {
    match polynomial.as_slice() {
        [] | [_] => Some(Vec::new()),
        [c, b] => Some(vec![Place::exact(c.neg().div(b)?)]),
        [c, b, a] => {
            let four = Exact::from_i64(4);
            let rest = b.mul(b)?.sub(&four.mul(a)?.mul(c)?)?;
            if rest.is_negative() {
                return Some(Vec::new());
            }
            if rest.is_zero() {
                return Some(vec![Place::exact(b.neg().div(&a.add(a)?)?)]);
            }
            let (a, b, c, root) = (a.to_f64(), b.to_f64(), c.to_f64(), rest.to_f64().sqrt());
            // The root of larger size first, which does not cancel; the other by the product of both.
            let large = if b < 0.0 { root - b } else { -b - root } / (2.0 * a);
            let other = if large == 0.0 { 0.0 } else { c / a / large };
            Some(vec![Place::near(large, 1e-14), Place::near(other, 1e-14)])
        }
        _ => {
            let coefficients: Vec<f64> = polynomial.iter().map(Exact::to_f64).collect();
            let is_usable = coefficients.iter().all(|c| c.is_finite());
            is_usable.then(|| find(&coefficients).into_iter().map(|root| Place::near(root, 1e-9)).collect())
        }
    }
}

/// The value at a point, and a bound of what rounding may have done to it.
fn evaluate(coefficients: &[f64], x: f64) -> (f64, f64) {
    coefficients.iter().rev().fold((0.0, 0.0), |(value, size), c| (value * x + c, size * x.abs() + c.abs()))
}

/// The real roots of a polynomial in doubles: between the roots of its derivative it has one at most.
fn find(coefficients: &[f64]) -> Vec<f64> {
    let leading = coefficients.last().copied().unwrap_or(1.0);
    if coefficients.len() < 2 || leading == 0.0 {
        return Vec::new();
    }
    if let [c, b] = coefficients {
        return vec![-c / b];
    }
    let derivative: Vec<f64> = coefficients.iter().enumerate().skip(1).map(|(n, c)| c * n as f64).collect();
    let bound = 1.0 + coefficients.iter().map(|c| (c / leading).abs()).fold(0.0, f64::max);
    let mut ends = vec![-bound];
    ends.extend(find(&derivative).into_iter().filter(|x| x.abs() < bound));
    ends.push(bound);
    let mut found: Vec<f64> = Vec::new();
    for pair in ends.windows(2) {
        let (mut low, mut high) = (pair[0], pair[1]);
        let (below, size) = evaluate(coefficients, low);
        let (above, _) = evaluate(coefficients, high);
        // A root that touches zero is one of the derivative too.
        if below.abs() <= size * 1e-11 {
            found.push(low);
            continue;
        }
        if (below < 0.0) == (above < 0.0) {
            continue;
        }
        for _ in 0..80 {
            let middle = f64::midpoint(low, high);
            let (value, _) = evaluate(coefficients, middle);
            if (value < 0.0) == (below < 0.0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        found.push(f64::midpoint(low, high));
    }
    found
}
