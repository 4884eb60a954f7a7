//! Where a function has no poles and no kinks between two bounds.

use dashu_ratio::RBig;

use crate::expr::{Constant, Function, Tree};
use crate::number::Exact;
use crate::sorting;

use super::Worker;
use super::algebra::{int, is_free, literal, negate, rational, substitute, subtract};
use super::integrals::inside;
use super::polynomial::Polynomial;

/// The slack within which a zero of a wave counts as lying at a bound.
const SLACK: f64 = 1e-9;
/// Zeros of a wave that are looked at between two bounds.
const TURNS: f64 = 1e6;

/// Two bounds, roughly and exactly.
type Bounds<'a> = ((f64, f64), (&'a Tree, &'a Tree));

impl Worker<'_> {
    /// Sees that a function is continuous strictly between two bounds. None where it isn't, or that can't be told.
    pub(super) fn is_regular(
        &mut self,
        tree: &Tree,
        letter: &str,
        rough: (f64, f64),
        exact: (&Tree, &Tree),
    ) -> Option<()> {
        self.pay(1)?;
        if is_free(tree, letter) {
            return Some(());
        }
        let bounds = (rough, exact);
        match tree {
            Tree::Quotient(_, below) => self.is_nonzero(below, letter, bounds)?,
            Tree::Power(base, exponent) => {
                let is_whole =
                    literal(exponent).is_some_and(|value| value >= RBig::ZERO && value.denominator().is_one());
                if !is_whole && !is_free(base, letter) {
                    self.is_nonzero(base, letter, bounds)?;
                }
            }
            Tree::Root(radicand, _) => self.is_nonzero(radicand, letter, bounds)?,
            Tree::Call(function, arguments) if arguments.len() == 1 => match function {
                Function::Ln | Function::Log => self.is_nonzero(&arguments[0], letter, bounds)?,
                Function::Tan | Function::Sec => {
                    self.is_nonzero(&Tree::Call(Function::Cos, arguments.clone()), letter, bounds)?;
                }
                Function::Cot | Function::Csc => {
                    self.is_nonzero(&Tree::Call(Function::Sin, arguments.clone()), letter, bounds)?;
                }
                Function::Coth => self.is_nonzero(&arguments[0], letter, bounds)?,
                Function::Sin
                | Function::Cos
                | Function::Exp
                | Function::Sinh
                | Function::Cosh
                | Function::Tanh
                | Function::Arctan
                | Function::Arsinh
                | Function::Arcsin
                | Function::Arccos
                | Function::Abs => {}
                _ => return None,
            },
            Tree::Sum(_) | Tree::Product(_) | Tree::Neg(_) | Tree::Symbol(_) | Tree::Group(..) => {}
            _ => return None,
        }
        tree.children().try_for_each(|child| self.is_regular(child, letter, rough, exact))
    }

    /// Sees that a function has no zero strictly between two bounds.
    fn is_nonzero(&mut self, tree: &Tree, letter: &str, bounds: Bounds) -> Option<()> {
        self.pay(1)?;
        if is_free(tree, letter) {
            return self.is_zero(tree).filter(|zero| !zero).map(|_| ());
        }
        if let Some(polynomial) = self.polynomial(tree, letter) {
            return self.has_no_root(&polynomial, bounds);
        }
        match tree {
            Tree::Power(base, _) if matches!(**base, Tree::Constant(Constant::E)) => Some(()),
            Tree::Power(base, _) if is_free(base, letter) => Some(()),
            Tree::Power(base, _) => self.is_nonzero(base, letter, bounds),
            Tree::Root(radicand, _) => self.is_nonzero(radicand, letter, bounds),
            Tree::Neg(inner) => self.is_nonzero(inner, letter, bounds),
            Tree::Product(factors) => factors.iter().try_for_each(|factor| self.is_nonzero(factor, letter, bounds)),
            Tree::Quotient(a, b) => {
                self.is_nonzero(a, letter, bounds)?;
                self.is_nonzero(b, letter, bounds)
            }
            Tree::Call(Function::Exp | Function::Cosh, _) => Some(()),
            Tree::Call(Function::Abs, arguments) => self.is_nonzero(&arguments[0], letter, bounds),
            Tree::Call(Function::Ln, arguments) => {
                self.is_nonzero(&subtract(arguments[0].clone(), int(1)), letter, bounds)
            }
            Tree::Call(function @ (Function::Sin | Function::Cos), arguments) => {
                let line = |at: f64, worker: &mut Self| {
                    let place = RBig::try_from(at).ok()?;
                    worker.bound(&substitute(&arguments[0], letter, &rational(&place)))
                };
                let slope = self.derive(&arguments[0], letter)?;
                if !is_free(&slope, letter) {
                    return None;
                }
                let (a, b) = (line(bounds.0.0, self)?, line(bounds.0.1, self)?);
                let shift = if *function == Function::Cos { 0.5 } else { 0.0 };
                let (low, high) = (a.min(b) / std::f64::consts::PI - shift, a.max(b) / std::f64::consts::PI - shift);
                if !(low.abs() < TURNS && high.abs() < TURNS) {
                    return None;
                }
                // The first zero behind the lower bound.
                let first = (low + SLACK).floor() + 1.0;
                (first > high - SLACK).then_some(())
            }
            Tree::Sum(terms) if terms.iter().all(is_positive) => Some(()),
            _ => None,
        }
    }

    /// Sees that a polynomial has no root strictly between two bounds.
    fn has_no_root(&mut self, polynomial: &Polynomial, ((low, high), (from, to)): Bounds) -> Option<()> {
        self.pay(polynomial.degree() * polynomial.degree())?;
        let mut rest = polynomial.clone();
        let mut ends = Vec::new();
        for (rough, tree, outward) in [(low, from, -1.0), (high, to, 1.0)] {
            if rough.is_infinite() {
                // Every root is nearer than this.
                let size = rest.0.iter().fold(RBig::ZERO, |all, value| {
                    all + if *value < RBig::ZERO { -value.clone() } else { value.clone() }
                });
                let lead = rest.lead();
                let far = size / if lead < RBig::ZERO { -lead } else { lead } + RBig::from(2);
                ends.push(if outward > 0.0 { far } else { -far });
                continue;
            }
            if let Some(end) = self.value(tree) {
                // A root at the bound itself is no root between.
                while !rest.is_zero() && rest.at(&end).is_zero() {
                    rest = rest.divide(&Polynomial::linear(-end.clone()))?.0;
                }
                ends.push(end);
            } else {
                let wide = rough + outward * SLACK * rough.abs().max(1.0);
                ends.push(Exact::from_f64_shortest(wide)?.to_rbig(crate::limits::CLOSED_DIGITS)?);
            }
        }
        let [low, high] = ends.as_slice() else { return None };
        if rest.at(low).is_zero() || rest.at(high).is_zero() {
            return None;
        }
        (rest.count_roots(low, high)? == 0).then_some(())
    }

    /// Where the argument of an absolute value changes its sign between two bounds: the first such place.
    pub(super) fn find_kink(&mut self, tree: &Tree, letter: &str, low: &Tree, high: &Tree) -> Option<Tree> {
        if let Tree::Call(Function::Abs, arguments) = tree
            && let Some(polynomial) = self.polynomial(&arguments[0], letter)
        {
            let (roots, _) = polynomial.roots()?;
            let (start, end) = (self.bound(low)?, self.bound(high)?);
            let mut places: Vec<RBig> = roots.into_iter().map(|(at, _)| at).collect();
            sorting::sort(&mut places);
            for place in places {
                let tree = rational(&place);
                let at = self.bound(&tree)?;
                if start + SLACK < at && at < end - SLACK {
                    return Some(tree);
                }
            }
        }
        tree.children().find_map(|child| self.find_kink(child, letter, low, high))
    }

    /// A function with its absolute values of polynomials replaced by what they are between two bounds. None where their sign
    /// changes there.
    pub(super) fn settle_signs(&mut self, tree: &Tree, letter: &str, low: &Tree, high: &Tree) -> Option<Tree> {
        let (start, end) = (self.bound(low)?, self.bound(high)?);
        let middle = inside(start, end)?;
        let mut out = tree.clone();
        let mut fine = true;
        out.change(&mut |node| {
            let Tree::Call(Function::Abs, arguments) = node else { return };
            let Some(inner) = arguments.first().filter(|inner| !is_free(inner, letter)).cloned() else { return };
            let Some(polynomial) = self.polynomial(&inner, letter) else {
                fine = false;
                return;
            };
            fine &= self.has_no_root(&polynomial, ((start, end), (low, high))).is_some();
            *node = if polynomial.at(&middle) < RBig::ZERO { negate(inner) } else { inner };
        });
        fine.then_some(out)
    }
}

/// Whether a term is positive wherever it is defined.
fn is_positive(tree: &Tree) -> bool {
    match tree {
        Tree::Power(base, exponent) => {
            matches!(**base, Tree::Constant(Constant::E))
                || literal(base).is_some_and(|value| value > RBig::ZERO)
                || literal(exponent)
                    .and_then(|value| super::algebra::to_i64(&value))
                    .is_some_and(|n| n > 0 && n % 2 == 0)
        }
        Tree::Call(Function::Exp | Function::Cosh, _) => true,
        Tree::Product(factors) => factors.iter().all(is_positive),
        other => literal(other).is_some_and(|value| value > RBig::ZERO),
    }
}
