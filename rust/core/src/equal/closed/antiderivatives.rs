//! Rules that find antiderivatives: tables with linear arguments, parts, partial fractions, substitutions.

use dashu_ratio::RBig;

use crate::expr::{Constant, Function, Tree};

use super::Worker;
use super::algebra::{
    add, call, divide, half, int, is_free, literal, multiply, negate, power, rational, root, substitute, subtract,
    symbol,
};
use super::polynomial::{Polynomial, Rational};
use super::table::{Factors, collect_inner, integral_of, power_rule, split};

/// Derivatives that integration by parts takes of a polynomial.
const PARTS: usize = 40;
/// Inner functions that are tried as a substitution.
const SUBSTITUTIONS: usize = 6;

impl Worker<'_> {
    /// An antiderivative, not yet checked.
    pub(super) fn antiderive(&mut self, tree: &Tree, letter: &str) -> Option<Tree> {
        self.pay(tree.count_nodes())?;
        let x = symbol(letter);
        if is_free(tree, letter) {
            return Some(multiply(vec![tree.clone(), x]));
        }
        match tree {
            Tree::Sum(terms) => {
                let terms: Option<Vec<Tree>> = terms.iter().map(|term| self.antiderive(term, letter)).collect();
                return Some(add(terms?));
            }
            Tree::Neg(inner) => return self.antiderive(inner, letter).map(negate),
            Tree::Group(_, items) if items.len() == 1 => return self.antiderive(&items[0], letter),
            _ => {}
        }
        let mut factors = Factors { constants: Vec::new(), others: Vec::new() };
        split(tree, letter, false, &mut factors);
        let inner = if factors.others.len() == 1 { self.antiderive_factor(&factors.others[0], letter) } else { None };
        let inner = match inner {
            Some(value) => value,
            None => self.antiderive_product(&factors.others, letter)?,
        };
        factors.constants.push(inner);
        Some(multiply(factors.constants))
    }

    /// An antiderivative of constants times one factor.
    fn antiderive_term(&mut self, tree: &Tree, letter: &str) -> Option<Tree> {
        let mut factors = Factors { constants: Vec::new(), others: Vec::new() };
        split(tree, letter, false, &mut factors);
        let [factor] = factors.others.as_slice() else { return None };
        let inner = self.antiderive_factor(factor, letter)?;
        factors.constants.push(inner);
        Some(multiply(factors.constants))
    }

    /// The slope of a linear argument. None where it isn't linear.
    fn slope(&mut self, argument: &Tree, letter: &str) -> Option<Tree> {
        if is_free(argument, letter) {
            return None;
        }
        let slope = self.derive(argument, letter)?;
        let slope = match literal(&slope) {
            Some(_) => slope,
            None if is_free(&slope, letter) => slope,
            None => rational(&self.polynomial(argument, letter).filter(|line| line.degree() == 1)?.lead()),
        };
        (!self.is_zero(&slope)?).then_some(slope)
    }

    /// An antiderivative of one factor: a function or a power of a linear argument.
    fn antiderive_factor(&mut self, factor: &Tree, letter: &str) -> Option<Tree> {
        let x = symbol(letter);
        match factor {
            Tree::Symbol(_) => Some(divide(power(x, int(2)), int(2))),
            Tree::Call(function, arguments) if arguments.len() == 1 => {
                let slope = self.slope(&arguments[0], letter)?;
                Some(divide(integral_of(function, &arguments[0])?, slope))
            }
            Tree::Root(radicand, index) => {
                let n = index.as_deref().map_or(Some(RBig::from(2)), literal)?;
                if let Some(slope) = self.slope(radicand, letter) {
                    let above =
                        multiply(vec![rational(&(&n / (&n + RBig::ONE))), (**radicand).clone(), factor.clone()]);
                    return Some(divide(above, slope));
                }
                (n == RBig::from(2)).then(|| self.antiderive_root(radicand, letter, false))?
            }
            Tree::Power(base, exponent) if is_free(base, letter) => {
                let slope = self.slope(exponent, letter)?;
                let log = if matches!(**base, Tree::Constant(Constant::E)) {
                    int(1)
                } else {
                    call(Function::Ln, (**base).clone())
                };
                Some(divide(factor.clone(), multiply(vec![slope, log])))
            }
            Tree::Power(base, exponent) => {
                if let Tree::Root(radicand, None) = &**base
                    && literal(exponent) == Some(-RBig::ONE)
                    && self.slope(radicand, letter).is_none()
                {
                    return self.antiderive_root(radicand, letter, true);
                }
                if let Some(value) = self.antiderive_wave_power(base, exponent, letter) {
                    return Some(value);
                }
                if let Some(slope) = self.slope(base, letter) {
                    return Some(divide(power_rule(base, exponent), slope));
                }
                if let Tree::Root(radicand, index) = &**base {
                    let n = index.as_deref().cloned().unwrap_or_else(|| int(2));
                    let whole = divide((**exponent).clone(), n);
                    let slope = self.slope(radicand, letter)?;
                    return Some(divide(power_rule(radicand, &whole), slope));
                }
                self.antiderive_inverse(base, exponent, letter)
            }
            _ => None,
        }
    }

    /// Squares of waves: sine, cosine, tangent, cotangent, secant, cosecant.
    fn antiderive_wave_power(&mut self, base: &Tree, exponent: &Tree, letter: &str) -> Option<Tree> {
        let Tree::Call(function, arguments) = base else { return None };
        let [argument] = arguments.as_slice() else { return None };
        let slope = self.slope(argument, letter)?;
        let of = |function: Function| call(function, argument.clone());
        let x = symbol(letter);
        let n = literal(exponent)?;
        if n == -RBig::from(2) {
            return match function {
                Function::Cos => Some(divide(of(Function::Tan), slope)),
                Function::Sin => Some(negate(divide(divide(of(Function::Cos), of(Function::Sin)), slope))),
                _ => None,
            };
        }
        if n != RBig::from(2) {
            return None;
        }
        let wave = divide(multiply(vec![of(Function::Sin), of(Function::Cos)]), multiply(vec![int(2), slope.clone()]));
        Some(match function {
            Function::Sin => subtract(divide(x, int(2)), wave),
            Function::Cos => add(vec![divide(x, int(2)), wave]),
            Function::Tan => subtract(divide(of(Function::Tan), slope), x),
            Function::Cot => negate(add(vec![divide(of(Function::Cot), slope), x])),
            Function::Sec => divide(of(Function::Tan), slope),
            Function::Csc => negate(divide(of(Function::Cot), slope)),
            Function::Ln => {
                let log = of(Function::Ln);
                let inner = add(vec![power(log.clone(), int(2)), multiply(vec![int(-2), log]), int(2)]);
                divide(multiply(vec![argument.clone(), inner]), slope)
            }
            _ => return None,
        })
    }

    /// The root of `a + b x^2`, or one over it.
    fn antiderive_root(&mut self, radicand: &Tree, letter: &str, inverse: bool) -> Option<Tree> {
        let (a, b) = self.square_form(radicand, letter)?;
        let (x, whole) = (symbol(letter), root(radicand.clone()));
        // The integral of 1 over the root.
        let simple = match self.sign(&b).unwrap_or(std::cmp::Ordering::Greater) {
            std::cmp::Ordering::Less => {
                let k = root(negate(b));
                divide(call(Function::Arcsin, divide(multiply(vec![k.clone(), x.clone()]), root(a.clone()))), k)
            }
            _ => {
                let k = root(b);
                let inner = add(vec![multiply(vec![k.clone(), x.clone()]), whole.clone()]);
                divide(call(Function::Ln, call(Function::Abs, inner)), k)
            }
        };
        if inverse {
            return Some(simple);
        }
        Some(divide(add(vec![multiply(vec![x, whole]), multiply(vec![a, simple])]), int(2)))
    }

    /// The parts of `a + b x^2`: two constants.
    fn square_form(&mut self, tree: &Tree, letter: &str) -> Option<(Tree, Tree)> {
        let slope = self.derive(tree, letter)?;
        let curve = self.derive(&slope, letter)?;
        let zero = int(0);
        let b = divide(substitute(&curve, letter, &zero), int(2));
        let a = substitute(tree, letter, &zero);
        let rebuilt = add(vec![a.clone(), multiply(vec![b.clone(), power(symbol(letter), int(2))])]);
        let same = self.is_zero(&subtract(rebuilt, tree.clone()))?;
        (same && !self.is_zero(&b)? && !self.is_zero(&a)?).then_some((a, b))
    }

    /// One over `a + b x^2`, with letters.
    fn antiderive_inverse(&mut self, base: &Tree, exponent: &Tree, letter: &str) -> Option<Tree> {
        if literal(exponent)? != -RBig::ONE || self.polynomial(base, letter).is_some() {
            return None;
        }
        let (a, b) = self.square_form(base, letter)?;
        let (p, q) = (root(a), root(b));
        let inner = divide(multiply(vec![q.clone(), symbol(letter)]), p.clone());
        Some(divide(call(Function::Arctan, inner), multiply(vec![p, q])))
    }

    /// Products: rational functions, parts, substitutions.
    fn antiderive_product(&mut self, others: &[Tree], letter: &str) -> Option<Tree> {
        let whole = multiply(others.to_vec());
        if let Some(ratio) = self.rational(&whole, letter) {
            return self.antiderive_rational(&ratio, letter);
        }
        if let Some(value) = self.antiderive_parts(others, letter) {
            return Some(value);
        }
        self.antiderive_substitution(others, letter)
    }

    /// A rational function whose denominator has rational roots and at most one quadratic factor.
    fn antiderive_rational(&mut self, ratio: &Rational, letter: &str) -> Option<Tree> {
        self.pay(4 * ratio.below.0.len() * ratio.below.0.len())?;
        let x = symbol(letter);
        let parts = ratio.parts()?;
        let mut terms: Vec<Tree> = Vec::new();
        let raised: Vec<RBig> = std::iter::once(RBig::ZERO)
            .chain(parts.whole.0.iter().enumerate().map(|(at, value)| value / RBig::from(at + 1)))
            .collect();
        terms.push(Polynomial::new(raised).to_tree(&x));
        for (at, count, value) in parts.fractions {
            let inner = subtract(x.clone(), rational(&at));
            terms.push(if count == 1 {
                multiply(vec![rational(&value), call(Function::Ln, call(Function::Abs, inner))])
            } else {
                let less = RBig::from(count - 1);
                multiply(vec![rational(&-(value / &less)), power(inner, rational(&-less))])
            });
        }
        if let Some((above, below)) = parts.quadratic {
            // (p x + q) / (x^2 + b x + c)
            let lead = below.lead();
            let (above, below) = (above.scale(&(RBig::ONE / &lead)), below.scale(&(RBig::ONE / &lead)));
            let (b, c) = (below.coefficient(1), below.coefficient(0));
            let log = above.coefficient(1) / RBig::from(2);
            let rest = above.coefficient(0) - &log * &b;
            let gap = c - &b * &b / RBig::from(4);
            let inner = below.to_tree(&x);
            terms.push(multiply(vec![rational(&log), call(Function::Ln, call(Function::Abs, inner))]));
            let shifted = add(vec![x, rational(&(b / RBig::from(2)))]);
            if gap > RBig::ZERO {
                let k = root(rational(&gap));
                let turn = call(Function::Arctan, divide(shifted, k.clone()));
                terms.push(multiply(vec![rational(&rest), divide(turn, k)]));
            } else {
                let k = root(rational(&-gap));
                let inner = divide(subtract(shifted.clone(), k.clone()), add(vec![shifted, k.clone()]));
                let log = call(Function::Ln, call(Function::Abs, inner));
                terms.push(multiply(vec![rational(&(rest / RBig::from(2))), divide(log, k)]));
            }
        }
        Some(add(terms))
    }

    /// A polynomial times an exponential, a wave or a logarithm; an exponential times a wave.
    fn antiderive_parts(&mut self, others: &[Tree], letter: &str) -> Option<Tree> {
        let x = symbol(letter);
        let is_special = |factor: &Tree| match factor {
            Tree::Call(function, _) => {
                matches!(function, Function::Sin | Function::Cos | Function::Ln | Function::Exp | Function::Arctan)
            }
            Tree::Power(base, _) => is_free(base, letter),
            _ => false,
        };
        let (special, plain): (Vec<Tree>, Vec<Tree>) = others.iter().cloned().partition(|factor| is_special(factor));
        if let ([a, b], []) = (special.as_slice(), plain.as_slice()) {
            return self.antiderive_waves(a, b, letter);
        }
        let [special] = special.as_slice() else { return None };
        let plain = if plain.is_empty() { int(1) } else { multiply(plain) };
        if let Tree::Call(Function::Ln | Function::Arctan, arguments) = special {
            // The logarithm is differentiated.
            self.slope(&arguments[0], letter)?;
            let whole = self.antiderive(&plain, letter)?;
            let slope = self.derive(special, letter)?;
            let inner = multiply(vec![whole.clone(), slope]);
            let rest = match self.rational(&inner, letter) {
                Some(ratio) => self.antiderive_rational(&ratio, letter)?,
                None => return None,
            };
            return Some(subtract(multiply(vec![whole, special.clone()]), rest));
        }
        let mut size = self.polynomial(&plain, letter)?;
        if size.degree() > PARTS {
            return None;
        }
        let mut integral = special.clone();
        let mut terms = Vec::new();
        while !size.is_zero() {
            integral = self.antiderive_term(&integral, letter)?;
            let next = size.to_tree(&x);
            let sign = if terms.len() % 2 == 0 { 1 } else { -1 };
            self.pay(next.count_nodes() + integral.count_nodes())?;
            terms.push(multiply(vec![int(sign), next, integral.clone()]));
            size = size.slope();
        }
        Some(add(terms))
    }

    /// Exponential times wave, and two waves.
    fn antiderive_waves(&mut self, a: &Tree, b: &Tree, letter: &str) -> Option<Tree> {
        let (a, b) = if matches!(a, Tree::Call(Function::Sin | Function::Cos, _)) { (b, a) } else { (a, b) };
        let Tree::Call(wave, arguments) = b else { return None };
        let q = self.slope(arguments.first()?, letter)?;
        if let Tree::Power(base, exponent) = a {
            // e^{px} sin(qx + r)
            let slope = self.slope(exponent, letter)?;
            let p = if matches!(**base, Tree::Constant(Constant::E)) {
                slope
            } else {
                multiply(vec![slope, call(Function::Ln, (**base).clone())])
            };
            let other = match wave {
                Function::Sin => negate(call(Function::Cos, arguments[0].clone())),
                Function::Cos => call(Function::Sin, arguments[0].clone()),
                _ => return None,
            };
            let above = add(vec![multiply(vec![p.clone(), b.clone()]), multiply(vec![q.clone(), other])]);
            let below = add(vec![power(p, int(2)), power(q, int(2))]);
            return Some(divide(multiply(vec![a.clone(), above]), below));
        }
        let Tree::Call(first, others) = a else { return None };
        let (u, v) = (others.first()?.clone(), arguments[0].clone());
        let (sum, difference) = (add(vec![u.clone(), v.clone()]), subtract(u, v));
        let (left, right) = match (first, wave) {
            (Function::Sin, Function::Sin) => (call(Function::Cos, difference), negate(call(Function::Cos, sum))),
            (Function::Cos, Function::Cos) => (call(Function::Cos, difference), call(Function::Cos, sum)),
            (Function::Sin, Function::Cos) => (call(Function::Sin, sum), call(Function::Sin, difference)),
            (Function::Cos, Function::Sin) => (call(Function::Sin, sum), negate(call(Function::Sin, difference))),
            _ => return None,
        };
        let (left, right) = (self.antiderive_angle(&left, letter)?, self.antiderive_angle(&right, letter)?);
        Some(multiply(vec![half(), add(vec![left, right])]))
    }

    /// A wave whose argument may have become constant.
    fn antiderive_angle(&mut self, wave: &Tree, letter: &str) -> Option<Tree> {
        match wave {
            Tree::Neg(inner) => self.antiderive_angle(inner, letter).map(negate),
            Tree::Call(function, arguments) => {
                let slope = self.derive(&arguments[0], letter)?;
                if self.is_zero(&slope)? {
                    let start = call(function.clone(), substitute(&arguments[0], letter, &int(0)));
                    return Some(multiply(vec![start, symbol(letter)]));
                }
                self.antiderive_factor(wave, letter)
            }
            _ => None,
        }
    }

    /// A function of an inner function times a multiple of the inner function's derivative.
    fn antiderive_substitution(&mut self, others: &[Tree], letter: &str) -> Option<Tree> {
        let mut inner: Vec<Tree> = Vec::new();
        for factor in others {
            collect_inner(factor, letter, &mut inner);
        }
        let (new, place) = ("\\closed", rational(&(RBig::from(7) / RBig::from(10))));
        for candidate in inner.into_iter().take(SUBSTITUTIONS) {
            let slope = self.derive(&candidate, letter)?;
            if literal(&slope).is_some() {
                continue;
            }
            // What has the inner function in it, and the rest, which must be a multiple of its derivative.
            let (mut outer, mut rest) = (Vec::new(), Vec::new());
            for factor in others {
                let mut renamed = factor.clone();
                renamed.change(&mut |node| {
                    if *node == candidate {
                        *node = symbol(new);
                    }
                });
                if is_free(&renamed, letter) { outer.push(renamed) } else { rest.push(factor.clone()) }
            }
            if outer.is_empty() {
                continue;
            }
            let ratio = divide(multiply(rest), slope);
            self.pay(2 * ratio.count_nodes())?;
            let factor = substitute(&ratio, letter, &place);
            if self.is_zero(&subtract(ratio, factor.clone())) != Some(true) {
                continue;
            }
            if let Some(value) = self.antiderive(&multiply(outer), new) {
                return Some(multiply(vec![factor, substitute(&value, new, &candidate)]));
            }
        }
        None
    }
}
