//! Where expressions of square roots, exponentials or trigonometric functions have a value: square roots are multiplied away by
//! their conjugates, exponentials and trigonometric functions of one argument become a polynomial's letter.

use std::f64::consts::{PI, TAU};

use crate::expr::{Constant, Function, Tree};
use crate::number::Exact;

use super::super::walk::Stop;
use super::line::Line;
use super::place::Place;
use super::polynomial::{self, Polynomial};
use super::roots::solve;

/// Square roots of one expression that are told apart.
const RADICALS: usize = 3;

/// What the polynomials' letter stands for.
enum Base {
    /// The moving letter.
    Letter,
    /// A part that moves, the only one.
    Part(Tree),
    /// A power of a constant: its base's logarithm and its exponent.
    Power(f64, Tree),
    /// The tangent of half of this angle.
    HalfAngle(Tree),
}

/// A sum of products of square roots with polynomials: the bits of an index say which roots.
type Element = Vec<Polynomial>;

/// A numerator and a denominator.
type Fraction = (Element, Element);

/// Reads one expression.
struct Reader<'r> {
    line: &'r Line<'r>,
    base: Base,
    /// The radicands, each of which may have the roots before it in it.
    radicals: Vec<(Tree, Element)>,
}

/// The places where a tree may have a value, more of them perhaps than there are; None where it isn't of a kind that is known here.
pub(super) fn find(tree: &Tree, wanted: &Exact, line: &Line) -> Result<Option<Vec<Place>>, Stop> {
    line.budget.pay(20)?;
    let mut leaves = Vec::new();
    gather(tree, line, &mut leaves);
    let Some(base) = choose(tree, &leaves, line) else { return Ok(None) };
    let mut reader = Reader { line, base, radicals: Vec::new() };
    let Some(top) = reader.read(tree).and_then(|value| reader.numerator(&value, wanted)) else { return Ok(None) };
    line.budget.pay(top.len() * top.len() * top.len().max(4))?;
    let Some(found) = polynomial::roots(&top) else { return Ok(None) };
    let mut places = Vec::new();
    let level = |x: f64| Exact::from_f64_shortest(x);
    match &reader.base {
        Base::Letter => places = found,
        Base::Part(part) => {
            for place in &found {
                if let Some(wanted) = place.exact.clone().or_else(|| level(place.middle())) {
                    places.extend(solve(part, &wanted, line)?);
                }
            }
        }
        Base::Power(logarithm, exponent) => {
            for place in found.iter().filter(|place| place.middle() > 0.0) {
                if let Some(wanted) = level(place.middle().ln() / logarithm) {
                    places.extend(solve(exponent, &wanted, line)?);
                }
            }
        }
        Base::HalfAngle(angle) => {
            let turned = found.iter().map(|place| 2.0 * place.middle().atan()).chain([PI]);
            for first in turned {
                for turn in -2..=2 {
                    if let Some(wanted) = level(first + TAU * f64::from(turn)) {
                        places.extend(solve(angle, &wanted, line)?);
                    }
                }
            }
        }
    }
    Ok(Some(places))
}

/// The index of a root, where it is a square root.
fn is_square_root(index: Option<&Tree>) -> bool {
    index.is_none_or(|index| matches!(index, Tree::Number(number) if number.value.to_i64() == Some(2)))
}

/// An exponent that is a whole number, or half of one: its double.
fn doubled(exponent: &Tree, line: &Line) -> Option<i64> {
    if line.moves(exponent) {
        return None;
    }
    let exponent = line.constant(exponent)?;
    exponent.add(&exponent)?.to_i64().filter(|n| n.abs() <= 32)
}

/// Gathers the moving parts that arithmetic and square roots are made of.
fn gather<'t>(tree: &'t Tree, line: &Line, leaves: &mut Vec<&'t Tree>) {
    if !line.moves(tree) {
        return;
    }
    match tree {
        Tree::Sum(_) | Tree::Product(_) | Tree::Neg(_) | Tree::Quotient(..) => {
            for child in tree.children() {
                gather(child, line, leaves);
            }
        }
        Tree::Root(radicand, index) if is_square_root(index.as_deref()) => gather(radicand, line, leaves),
        Tree::Power(base, exponent) if doubled(exponent, line).is_some() => gather(base, line, leaves),
        _ => {
            if !leaves.contains(&tree) {
                leaves.push(tree);
            }
        }
    }
}

/// The angle of a trigonometric function.
fn angle(tree: &Tree) -> Option<&Tree> {
    match tree {
        Tree::Call(
            Function::Sin | Function::Cos | Function::Tan | Function::Cot | Function::Sec | Function::Csc,
            arguments,
        ) => arguments.first(),
        _ => None,
    }
}

/// The logarithm of the base and the exponent of a power of a positive constant.
fn exponential<'t>(tree: &'t Tree, line: &Line) -> Option<(f64, &'t Tree)> {
    let (logarithm, exponent) = match tree {
        Tree::Power(base, exponent) if matches!(**base, Tree::Constant(Constant::E)) => (1.0, &**exponent),
        Tree::Power(base, exponent) if !line.moves(base) => (line.constant(base)?.to_f64().ln(), &**exponent),
        Tree::Call(Function::Exp, arguments) => (1.0, arguments.first()?),
        _ => return None,
    };
    (logarithm.is_finite() && logarithm != 0.0).then_some((logarithm, exponent))
}

/// How many times a tree is another, up to a constant term; and that term.
fn multiple(of: &Tree, unit: &Tree, scale: f64, line: &Line) -> Option<(i64, f64)> {
    let (of, unit) = (polynomial::read(of, line)?, polynomial::read(unit, line)?);
    if !of.is_whole() || !unit.is_whole() || of.top.len() != unit.top.len() || unit.top.len() < 2 {
        return None;
    }
    let at = |ratio: &polynomial::Ratio, n: usize| ratio.top[n].to_f64() / ratio.bottom[0].to_f64();
    let last = unit.top.len() - 1;
    let times = scale * at(&of, last) / at(&unit, last);
    let whole = times.round();
    let fits = (times - whole).abs() < 1e-9
        && whole.abs() <= 6.0
        && (1..last).all(|n| (scale * at(&of, n) - whole * at(&unit, n)).abs() <= 1e-9 * at(&of, n).abs());
    fits.then(|| (whole as i64, scale * at(&of, 0) - whole * at(&unit, 0)))
}

/// What the polynomials' letter may stand for.
fn choose(tree: &Tree, leaves: &[&Tree], line: &Line) -> Option<Base> {
    if leaves.iter().all(|leaf| line.is_moving(leaf)) {
        return Some(Base::Letter);
    }
    let size = |tree: &Tree| {
        let ratio = polynomial::read(tree, line)?;
        Some((ratio.top.last()?.to_f64() / ratio.bottom.last()?.to_f64()).abs())
    };
    if leaves.iter().all(|leaf| angle(leaf).is_some()) {
        let angles = leaves.iter().filter_map(|leaf| angle(leaf));
        let smallest = angles.min_by(|a, b| size(a).unwrap_or(0.0).total_cmp(&size(b).unwrap_or(0.0)))?;
        return Some(Base::HalfAngle(smallest.clone()));
    }
    if leaves.iter().all(|leaf| exponential(leaf, line).is_some()) {
        let powers = leaves.iter().filter_map(|leaf| exponential(leaf, line));
        let (logarithm, exponent) = powers.min_by(|(l, a), (m, b)| {
            (l.abs() * size(a).unwrap_or(0.0)).total_cmp(&(m.abs() * size(b).unwrap_or(0.0)))
        })?;
        return Some(Base::Power(logarithm, exponent.clone()));
    }
    match leaves {
        [only] if *only != tree => Some(Base::Part((*only).clone())),
        _ => None,
    }
}

/// A constant.
fn constant_of(value: Exact) -> Fraction {
    (whole(polynomial::trim(vec![value])), whole(vec![Exact::ONE]))
}

/// A polynomial without roots.
fn whole(polynomial: Polynomial) -> Element {
    vec![polynomial]
}

impl Reader<'_> {
    fn multiply(&self, a: &Element, b: &Element) -> Option<Element> {
        let mut product: Element = Vec::new();
        for (i, x) in a.iter().enumerate().filter(|(_, x)| !x.is_empty()) {
            for (j, y) in b.iter().enumerate().filter(|(_, y)| !y.is_empty()) {
                self.line.budget.pay(4 + 3 * x.len() * y.len()).ok()?;
                // A root that stands in both is its radicand.
                let mut term: Element = vec![Vec::new(); (i ^ j) + 1];
                term[i ^ j] = polynomial::multiply(x, y)?;
                for (_, (_, radicand)) in self.radicals.iter().enumerate().filter(|(at, _)| i & j & (1 << at) != 0) {
                    term = self.multiply(&term, radicand)?;
                }
                product = add(&product, &term)?;
            }
        }
        Some(product)
    }

    fn times(&self, a: &Fraction, b: &Fraction) -> Option<Fraction> {
        Some((self.multiply(&a.0, &b.0)?, self.multiply(&a.1, &b.1)?))
    }

    fn plus(&self, a: &Fraction, b: &Fraction) -> Option<Fraction> {
        if a.1 == b.1 {
            return Some((add(&a.0, &b.0)?, a.1.clone()));
        }
        let top = add(&self.multiply(&a.0, &b.1)?, &self.multiply(&b.0, &a.1)?)?;
        Some((top, self.multiply(&a.1, &b.1)?))
    }

    fn power(&self, base: &Fraction, n: i64) -> Option<Fraction> {
        let base = if n < 0 { (base.1.clone(), base.0.clone()) } else { base.clone() };
        (0..n.abs()).try_fold(constant_of(Exact::ONE), |product, _| self.times(&product, &base))
    }

    /// A square root: of the product of numerator and denominator, by the denominator.
    fn root(&mut self, radicand: &Tree) -> Option<Fraction> {
        let (top, bottom) = self.read(radicand)?;
        let inner = self.multiply(&top, &bottom)?;
        let known = self.radicals.iter().position(|(tree, _)| tree == radicand);
        let at = known.unwrap_or(self.radicals.len());
        if at == RADICALS {
            return None;
        }
        if known.is_none() {
            self.radicals.push((radicand.clone(), inner));
        }
        let mut root: Element = vec![Vec::new(); (1 << at) + 1];
        root[1 << at] = vec![Exact::ONE];
        Some((root, bottom))
    }

    fn read(&mut self, tree: &Tree) -> Option<Fraction> {
        if !self.line.moves(tree) {
            return Some(constant_of(self.line.constant(tree)?));
        }
        match tree {
            Tree::Neg(inner) => {
                let minus = constant_of(Exact::from_i64(-1));
                let inner = self.read(inner)?;
                self.times(&minus, &inner)
            }
            Tree::Sum(terms) => terms.iter().try_fold(constant_of(Exact::ZERO), |sum, term| {
                let term = self.read(term)?;
                self.plus(&sum, &term)
            }),
            Tree::Product(factors) => factors.iter().try_fold(constant_of(Exact::ONE), |product, factor| {
                let factor = self.read(factor)?;
                self.times(&product, &factor)
            }),
            Tree::Quotient(a, b) => {
                let (a, b) = (self.read(a)?, self.read(b)?);
                self.times(&a, &(b.1, b.0))
            }
            Tree::Root(radicand, index) if is_square_root(index.as_deref()) => self.root(radicand),
            Tree::Power(base, exponent) if doubled(exponent, self.line).is_some() => {
                let n = doubled(exponent, self.line)?;
                let part = if n % 2 == 0 { self.read(base)? } else { self.root(base)? };
                self.power(&part, if n % 2 == 0 { n / 2 } else { n })
            }
            _ => self.leaf(tree),
        }
    }

    /// What the letter stands for, or a function of it.
    fn leaf(&self, tree: &Tree) -> Option<Fraction> {
        let letter: Fraction = (whole(vec![Exact::ZERO, Exact::ONE]), whole(vec![Exact::ONE]));
        match &self.base {
            Base::Letter => self.line.is_moving(tree).then_some(letter),
            Base::Part(part) => (part == tree).then_some(letter),
            Base::Power(unit_logarithm, unit) => {
                let (logarithm, exponent) = exponential(tree, self.line)?;
                let (times, rest) = multiple(exponent, unit, logarithm / unit_logarithm, self.line)?;
                let factor = constant_of(Exact::from_f64_shortest((rest * unit_logarithm).exp())?);
                self.times(&factor, &self.power(&letter, times)?)
            }
            Base::HalfAngle(unit) => {
                let (times, rest) = multiple(angle(tree)?, unit, 1.0, self.line)?;
                if rest.abs() > 1e-12 {
                    return None;
                }
                let Tree::Call(function, _) = tree else { return None };
                // Cosine and sine as numerators over 1 + t².
                let one_more = vec![Exact::ONE, Exact::ZERO, Exact::ONE];
                let (mut cos, mut sin) = (vec![Exact::ONE], Vec::new());
                let (first, second) =
                    (vec![Exact::ONE, Exact::ZERO, Exact::from_i64(-1)], vec![Exact::ZERO, Exact::from_i64(2)]);
                let minus: Polynomial = vec![Exact::from_i64(-1)];
                let mut bottom = vec![Exact::ONE];
                for _ in 0..times.abs() {
                    let turned = polynomial::multiply(&polynomial::multiply(&sin, &second)?, &minus)?;
                    let next = polynomial::add(&polynomial::multiply(&cos, &first)?, &turned)?;
                    sin = polynomial::add(&polynomial::multiply(&sin, &first)?, &polynomial::multiply(&cos, &second)?)?;
                    cos = next;
                    bottom = polynomial::multiply(&bottom, &one_more)?;
                }
                if times < 0 {
                    sin = polynomial::multiply(&sin, &minus)?;
                }
                let (top, bottom) = match function {
                    Function::Sin => (sin, bottom),
                    Function::Cos => (cos, bottom),
                    Function::Tan => (sin, cos),
                    Function::Cot => (cos, sin),
                    Function::Sec => (bottom, cos),
                    _ => (bottom, sin),
                };
                Some((whole(top), whole(bottom)))
            }
        }
    }

    /// A polynomial that is zero wherever the fraction has the wanted value.
    fn numerator(&self, value: &Fraction, wanted: &Exact) -> Option<Polynomial> {
        let shifted = self.multiply(&value.1, &whole(polynomial::trim(vec![wanted.neg()])))?;
        let mut element = add(&value.0, &shifted)?;
        for at in (0..self.radicals.len()).rev() {
            // a + b √r times a - b √r.
            let (mut plain, mut rooted): (Element, Element) = (Vec::new(), Vec::new());
            for (index, part) in element.into_iter().enumerate() {
                let (to, index) =
                    if index & (1 << at) == 0 { (&mut plain, index) } else { (&mut rooted, index ^ (1 << at)) };
                if to.len() <= index {
                    to.resize(index + 1, Vec::new());
                }
                to[index] = part;
            }
            if rooted.iter().all(Vec::is_empty) {
                element = plain;
                continue;
            }
            let square = self.multiply(&self.multiply(&rooted, &rooted)?, &self.radicals[at].1)?;
            let minus = self.multiply(&square, &whole(vec![Exact::from_i64(-1)]))?;
            element = add(&self.multiply(&plain, &plain)?, &minus)?;
        }
        let top = element.into_iter().next().unwrap_or_default();
        // Nothing is known where it vanishes everywhere.
        (!top.is_empty()).then_some(top)
    }
}

fn add(a: &Element, b: &Element) -> Option<Element> {
    let none = Vec::new();
    (0..a.len().max(b.len()))
        .map(|at| polynomial::add(a.get(at).unwrap_or(&none), b.get(at).unwrap_or(&none)))
        .collect()
}
