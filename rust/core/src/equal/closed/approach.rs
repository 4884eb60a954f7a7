//! How a function behaves where its letter tends to a value: its expansion, part by part.

use std::cmp::Ordering;

use dashu_ratio::RBig;

use crate::expr::{Constant, Function, Tree};

use super::Worker;
use super::algebra::{
    Dependence, add, call, depends, divide, factorial, int, is_free, literal, multiply, negate, pi, power, rational,
    substitute, subtract, symbol, to_i64,
};
use super::expansion::{Series, Term};

/// Terms of a Taylor series that is made from derivatives: each is larger than the one before.
const TAYLOR_TERMS: u32 = 3;

/// A letter, and what it is while t tends to zero.
pub(super) struct Approach<'a> {
    /// The letter.
    pub(super) letter: &'a str,
    /// What it is.
    pub(super) path: Series,
}

impl Worker<'_> {
    /// The expansion of a tree.
    pub(super) fn expand(&mut self, tree: &Tree, to: &Approach) -> Option<Series> {
        self.pay(1)?;
        match depends(tree, to.letter) {
            Dependence::Free => return self.constant(tree.clone()),
            Dependence::Hidden => return None,
            Dependence::Plain => {}
        }
        match tree {
            Tree::Symbol(_) => Some(to.path.clone()),
            Tree::Group(_, items) if items.len() == 1 => self.expand(&items[0], to),
            Tree::Sum(terms) => {
                let mut total = Series::default();
                for term in terms {
                    let next = self.expand(term, to)?;
                    total = self.plus(total, next)?;
                }
                Some(total)
            }
            Tree::Neg(inner) => {
                let inner = self.expand(inner, to)?;
                self.scale(&inner, &int(-1))
            }
            Tree::Product(factors) => {
                let mut total = Series::term(int(1), RBig::ZERO, 0);
                for factor in factors {
                    let next = self.expand(factor, to)?;
                    total = self.times(&total, &next)?;
                }
                Some(total)
            }
            Tree::Quotient(above, below) => {
                let (above, below) = (self.expand(above, to)?, self.expand(below, to)?);
                let inverse = self.invert(&below)?;
                self.times(&above, &inverse)
            }
            Tree::Power(base, exponent) => self.expand_power(base, exponent, to),
            Tree::Root(radicand, Some(index)) if !is_free(index, to.letter) => {
                self.expand_power(radicand, &divide(int(1), (**index).clone()), to)
            }
            Tree::Root(radicand, index) => {
                let index = index.as_deref().map_or(Some(2), |index| to_i64(&literal(index)?))?;
                let radicand = self.expand(radicand, to)?;
                (index > 0).then_some(())?;
                self.raise(&radicand, &(RBig::ONE / RBig::from(index)), index % 2 == 1)
            }
            Tree::Factorial(inner, 1) => {
                let inner = self.expand(inner, to)?;
                self.expand_factorial(&inner)
            }
            Tree::Binomial(n, k) => match literal(k).and_then(|k| to_i64(&k)) {
                Some(k) if (0..=8).contains(&k) => {
                    let factors = (0..k).map(|less| subtract((**n).clone(), int(less))).collect();
                    let below = rational(&factorial(k.unsigned_abs()));
                    self.expand(&divide(multiply(factors), below), to)
                }
                _ => {
                    let of = |tree: Tree| Tree::Factorial(Box::new(tree), 1);
                    let rest = subtract((**n).clone(), (**k).clone());
                    let below = multiply(vec![of((**k).clone()), of(rest)]);
                    self.expand(&divide(of((**n).clone()), below), to)
                }
            },
            Tree::Call(Function::Log, arguments) if arguments.len() == 2 && is_free(&arguments[1], to.letter) => {
                let inner = self.expand(&arguments[0], to)?;
                let log = self.log(&inner)?;
                self.scale(&log, &divide(int(1), call(Function::Ln, arguments[1].clone())))
            }
            Tree::Call(function, arguments) if arguments.len() == 1 => {
                let inner = self.expand(&arguments[0], to)?;
                self.expand_call(function, inner)
            }
            _ => None,
        }
    }

    /// The expansion of a power.
    fn expand_power(&mut self, base: &Tree, exponent: &Tree, to: &Approach) -> Option<Series> {
        if let Some(exponent) = literal(exponent) {
            let base = self.expand(base, to)?;
            return self.raise(&base, &exponent, false);
        }
        let height = self.expand(exponent, to)?;
        if matches!(base, Tree::Constant(Constant::E)) {
            return self.exponential(&height);
        }
        if is_free(base, to.letter) {
            let negative = self.sign_or_letters(base)? == Ordering::Less;
            let size = if negative { negate(base.clone()) } else { base.clone() };
            let log = self.constant(call(Function::Ln, size))?;
            let product = self.times(&log, &height)?;
            let value = self.exponential(&product)?;
            // The sign of a power of a negative number has no end.
            return if negative { self.times(&value, &Series::bounded(RBig::ZERO)) } else { Some(value) };
        }
        let base = self.expand(base, to)?;
        let log = self.log(&base)?;
        let product = self.times(&log, &height)?;
        self.exponential(&product)
    }

    /// Stirling's series for a factorial of what grows.
    fn expand_factorial(&mut self, n: &Series) -> Option<Series> {
        let grows = n.growth.is_empty()
            && n.terms.first().is_some_and(|first| first.power < RBig::ZERO)
            && self.sign_of(n)? == Ordering::Greater;
        if !grows {
            return None;
        }
        let half = Series::term(rational(&(RBig::ONE / RBig::from(2))), RBig::ZERO, 0);
        let log = self.log(n)?;
        let more = self.plus(n.clone(), half)?;
        let mut total = self.times(&more, &log)?;
        let less = self.scale(n, &int(-1))?;
        total = self.plus(total, less)?;
        let circle = call(Function::Ln, multiply(vec![int(2), pi()]));
        let constant = self.constant(divide(circle, int(2)))?;
        total = self.plus(total, constant)?;
        let inverse = self.invert(n)?;
        let mut next = inverse.clone();
        let square = self.times(&inverse, &inverse)?;
        for (above, below) in [(1, 12), (-1, 360), (1, 1260), (-1, 1680)] {
            let part = self.scale(&next, &rational(&(RBig::from(above) / RBig::from(below))))?;
            total = self.plus(total, part)?;
            next = self.times(&next, &square)?;
        }
        let end = next.terms.first()?.power.clone();
        total.order = Some(total.order.map_or(end.clone(), |order| order.min(end)));
        let end = total.order.clone()?;
        total.terms.retain(|term| term.power < end);
        self.exponential(&total)
    }

    /// The expansion of a function of an expansion.
    fn expand_call(&mut self, function: &Function, inner: Series) -> Option<Series> {
        // What vanishes faster than every power of t counts as zero up to the order looked at.
        let inner = match self.growth_of(&inner)? {
            Ordering::Less => Series::bounded(self.width.clone()),
            _ => inner,
        };
        let one = || Series::term(int(1), RBig::ZERO, 0);
        match function {
            Function::Ln | Function::Log => self.log(&inner),
            Function::Exp => self.exponential(&inner),
            Function::Abs | Function::Sign => {
                let sign = self.sign_of(&inner)?;
                let sign = int(i64::from(sign as i8));
                if *function == Function::Sign { self.constant(sign) } else { self.scale(&inner, &sign) }
            }
            Function::Sin | Function::Cos => match inner.split() {
                Some((large, constant, small)) if large.is_empty() => self.expand_wave(function, &constant, &small),
                _ => Some(Series::bounded(RBig::ZERO)),
            },
            Function::Tan | Function::Cot | Function::Sec | Function::Csc => {
                let (large, constant, small) = inner.split()?;
                if !large.is_empty() {
                    return None;
                }
                let sine = self.expand_wave(&Function::Sin, &constant, &small)?;
                let cosine = self.expand_wave(&Function::Cos, &constant, &small)?;
                let (above, below) = match function {
                    Function::Tan => (sine, cosine),
                    Function::Cot => (cosine, sine),
                    Function::Sec => (one(), cosine),
                    _ => (one(), sine),
                };
                let inverse = self.invert(&below)?;
                self.times(&above, &inverse)
            }
            Function::Sinh | Function::Cosh | Function::Tanh | Function::Coth => {
                let opposite = self.scale(&inner, &int(-1))?;
                let (up, down) = (self.exponential(&inner)?, self.exponential(&opposite)?);
                let sum = self.plus(up.clone(), down.clone())?;
                let down = self.scale(&down, &int(-1))?;
                let difference = self.plus(up, down)?;
                match function {
                    Function::Sinh => self.scale(&difference, &super::algebra::half()),
                    Function::Cosh => self.scale(&sum, &super::algebra::half()),
                    _ => {
                        let (above, below) =
                            if *function == Function::Tanh { (difference, sum) } else { (sum, difference) };
                        let inverse = self.invert(&below)?;
                        self.times(&above, &inverse)
                    }
                }
            }
            Function::Arctan => self.expand_arctan(&inner),
            Function::Floor | Function::Ceil => self.expand_floor(function, inner),
            Function::Arcsin
            | Function::Arccos
            | Function::Arsinh
            | Function::Arcosh
            | Function::Artanh
            | Function::Arccot => self.expand_by_slopes(function, &inner),
            _ => None,
        }
    }

    /// The sine or cosine of a constant and what vanishes.
    fn expand_wave(&mut self, function: &Function, constant: &Tree, small: &Series) -> Option<Series> {
        let series = |parity: u32| {
            move |n: u32| {
                if n % 2 == parity {
                    let sign = if (n / 2).is_multiple_of(2) { 1 } else { -1 };
                    rational(&(RBig::from(sign) / factorial(u64::from(n))))
                } else {
                    int(0)
                }
            }
        };
        let sine = self.compose(small, &series(1))?;
        let cosine = self.compose(small, &series(0))?;
        if literal(constant).is_some_and(|value| value.is_zero()) {
            return Some(if *function == Function::Sin { sine } else { cosine });
        }
        let at_sine = self.constant(call(Function::Sin, constant.clone()))?;
        let at_cosine = self.constant(call(Function::Cos, constant.clone()))?;
        let (first, second) = if *function == Function::Sin {
            (self.times(&at_sine, &cosine)?, self.times(&at_cosine, &sine)?)
        } else {
            let opposite = self.scale(&at_sine, &int(-1))?;
            (self.times(&at_cosine, &cosine)?, self.times(&opposite, &sine)?)
        };
        self.plus(first, second)
    }

    /// The arc tangent of what tends anywhere.
    fn expand_arctan(&mut self, inner: &Series) -> Option<Series> {
        let arctan = |n: u32| {
            if n % 2 == 1 {
                rational(&(RBig::from(if (n / 2).is_multiple_of(2) { 1 } else { -1 }) / RBig::from(n)))
            } else {
                int(0)
            }
        };
        let grows = self.growth_of(inner)? == Ordering::Greater
            || inner
                .terms
                .first()
                .is_some_and(|first| first.power < RBig::ZERO || first.power.is_zero() && first.logs > 0);
        if grows {
            let sign = self.sign_of(inner)?;
            let right = divide(multiply(vec![int(i64::from(sign as i8)), pi()]), int(2));
            let inverse = self.invert(inner)?;
            let inverse = if inverse.growth.is_empty() { inverse } else { Series::bounded(self.width.clone()) };
            let tail = self.compose(&inverse, &arctan)?;
            let tail = self.scale(&tail, &int(-1))?;
            return self.plus(Series::term(right, RBig::ZERO, 0), tail);
        }
        let (_, constant, small) = inner.split()?;
        // arctan(c + u) = arctan c + arctan(u / (1 + c^2 + c u))
        let below = self.constant(add(vec![int(1), power(constant.clone(), int(2))]))?;
        let factor = self.constant(constant.clone())?;
        let shift = self.times(&factor, &small)?;
        let below = self.plus(below, shift)?;
        let inverse = self.invert(&below)?;
        let argument = self.times(&small, &inverse)?;
        let tail = self.compose(&argument, &arctan)?;
        let front = self.constant(call(Function::Arctan, constant))?;
        self.plus(front, tail)
    }

    /// The floor or ceiling of what tends to a number, or grows.
    fn expand_floor(&mut self, function: &Function, inner: Series) -> Option<Series> {
        if inner.terms.first().is_some_and(|first| first.power < RBig::ZERO) {
            return self.plus(inner, Series::bounded(RBig::ZERO));
        }
        let (large, constant, small) = inner.split()?;
        let value = literal(&constant).filter(|_| large.is_empty())?;
        let whole = to_i64(&RBig::from(value.floor()))?;
        let is_floor = *function == Function::Floor;
        if RBig::from(whole) != value {
            return self.constant(int(if is_floor { whole } else { whole + 1 }));
        }
        let step = match (self.sign_of(&small)?, is_floor) {
            (Ordering::Less, true) => -1,
            (Ordering::Greater, false) => 1,
            _ => 0,
        };
        self.constant(int(whole + step))
    }

    /// A Taylor series from the derivatives at a constant.
    fn expand_by_slopes(&mut self, function: &Function, inner: &Series) -> Option<Series> {
        let (large, constant, small) = inner.split()?;
        if !large.is_empty() {
            return None;
        }
        if literal(&constant).is_some_and(|value| value.is_zero())
            && matches!(function, Function::Arcsin | Function::Arccos | Function::Arsinh | Function::Artanh)
        {
            let sine = self.compose(&small, &|n| inverse_coefficient(function, n))?;
            if *function != Function::Arccos {
                return Some(sine);
            }
            let sine = self.scale(&sine, &int(-1))?;
            return self.plus(Series::term(divide(pi(), int(2)), RBig::ZERO, 0), sine);
        }
        let letter = "\\closed";
        let mut slope = call(function.clone(), symbol(letter));
        let mut total = Series::default();
        let mut next = Series::term(int(1), RBig::ZERO, 0);
        for n in 0..TAYLOR_TERMS {
            let factor = divide(substitute(&slope, letter, &constant), rational(&factorial(u64::from(n))));
            let factor = self.constant(factor)?;
            let part = self.times(&factor, &next)?;
            total = self.plus(total, part)?;
            next = self.times(&next, &small)?;
            if next.is_nothing() {
                return Some(total);
            }
            slope = self.derive(&slope, letter)?;
        }
        let end = next.terms.first().map(|term| term.power.clone()).or(next.order)?;
        total.terms.retain(|term: &Term| term.power < end);
        total.order = Some(total.order.map_or(end.clone(), |order| order.min(end)));
        Some(total)
    }
}

/// The coefficients of the inverse sine (and, for the inverse cosine, its part that depends on the argument), the inverse
/// hyperbolic sine and tangent.
fn inverse_coefficient(function: &Function, n: u32) -> Tree {
    if n.is_multiple_of(2) {
        return int(0);
    }
    if *function == Function::Artanh {
        return rational(&(RBig::ONE / RBig::from(n)));
    }
    let half = i64::from(n / 2);
    let ratio = (1..=half).fold(RBig::ONE, |all, k| all * RBig::from(2 * k - 1) / RBig::from(2 * k));
    let sign = if *function == Function::Arsinh && half % 2 == 1 { -RBig::ONE } else { RBig::ONE };
    rational(&(sign * ratio / RBig::from(n)))
}
