//! Whether two trees have the same values: first in doubles, which tell most things apart, then in balls of many bits.
//!
//! "Equal" means that at every point looked at, within both domains, the values agree to more bits than any difference between
//! numbers of this size and shape would leave equal. "Different" means that at one point no error can account for the difference.

use std::cmp::Ordering;

use crate::expr::{Constant, Function, Tree};
use crate::limits;
use crate::number::Exact;

use super::ball::Ball;
use super::budget::Budget;
use super::complex::Complex;
use super::field::Verdict;
use super::interval::Interval;
use super::numeric::{Point, evaluate, evaluate_closely};
use super::real::Real;
use super::walk::Stop;
use super::{exact, names};

/// What a pair of trees needs to know about itself before it is evaluated.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each says another thing about the variables")]
pub(super) struct Setting {
    /// Where the variables' values come from.
    pub(super) seed: u64,
    /// Whether there are no variables.
    pub(super) is_constant: bool,
    integers: bool,
    /// Whether every other point is one of integers: where values jump, they may do so only there.
    jumps: bool,
    real_only: bool,
}

impl Setting {
    /// Looks at both trees.
    pub(super) fn new(a: &Tree, b: &Tree, seed: u64, budget: &Budget) -> Self {
        let is_constant = !names::has_symbols(a) && !names::has_symbols(b);
        let has_imaginary = mentions_imaginary(a) || mentions_imaginary(b);
        Self {
            seed,
            is_constant,
            integers: !is_constant && (needs_integers(a, budget) || needs_integers(b, budget)),
            jumps: !is_constant && (has_jumps(a) || has_jumps(b)),
            real_only: !is_constant && !has_imaginary,
        }
    }

    fn point(self, index: u64) -> Point {
        Point {
            seed: self.seed,
            index,
            integers: self.integers || self.jumps && index % 2 == 1,
            real_only: self.real_only,
        }
    }

    fn points(self) -> u64 {
        if self.is_constant { 1 } else { limits::POINTS }
    }
}

/// Whether a variable stands under a floor or a ceiling.
fn has_jumps(tree: &Tree) -> bool {
    matches!(tree, Tree::Call(Function::Floor | Function::Ceil, arguments) if arguments.iter().any(names::has_symbols))
        || tree.children().into_iter().any(has_jumps)
}

/// Whether the imaginary unit is named.
fn mentions_imaginary(tree: &Tree) -> bool {
    matches!(tree, Tree::Constant(Constant::I)) || tree.children().into_iter().any(mentions_imaginary)
}

/// Whether variables stand where only integers make sense: in factorials, binomials, exponents of negative numbers.
fn needs_integers(tree: &Tree, budget: &Budget) -> bool {
    let own = match tree {
        Tree::Factorial(inner, _) => names::has_symbols(inner),
        Tree::Binomial(n, k) => names::has_symbols(n) || names::has_symbols(k),
        Tree::Power(base, exponent) => {
            names::has_symbols(exponent)
                && names_integers(exponent)
                && exact::evaluate(base, budget).is_ok_and(|base| base.is_negative())
        }
        _ => false,
    };
    own || tree.children().into_iter().any(|child| needs_integers(child, budget))
}

/// Whether all letters of a tree are those that integers go by: i to n, p and q. Others are real numbers.
fn names_integers(tree: &Tree) -> bool {
    let mut letters = Vec::new();
    names::collect_symbols(tree, &mut letters);
    letters.iter().all(|letter| matches!(letter.as_bytes(), [b'i'..=b'n' | b'p' | b'q']))
}

/// Compares the values of two trees.
pub(super) fn compare(a: &Tree, b: &Tree, setting: Setting, budget: &Budget) -> Result<Verdict, Stop> {
    let mut shared = Vec::new();
    let mut is_past = false;
    let wanted = if setting.is_constant { 1 } else { limits::AGREEING_POINTS };
    for index in 0..setting.points() + limits::SPARE_POINTS {
        // Where the domain is narrow, a few more are looked at.
        if index >= setting.points() && (setting.is_constant || shared.is_empty() || shared.len() >= wanted) {
            break;
        }
        let point = setting.point(index);
        match (evaluate(a, point, budget), evaluate(b, point, budget)) {
            (Ok((x, _)), Ok((y, _))) => {
                if is_finite(&x) && is_finite(&y) && (x.re.is_apart(&y.re) || x.im.is_apart(&y.im)) {
                    return Ok(Verdict::Different);
                }
                shared.push(index);
            }
            (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => {
                if setting.is_constant {
                    return Ok(Verdict::Undefined);
                }
            }
            (x, y) => {
                is_past |= matches!(x, Err(Stop::Budget)) || matches!(y, Err(Stop::Budget));
                // Doubles may be too short for a constant that balls can tell.
                if setting.is_constant {
                    shared.push(index);
                }
            }
        }
    }
    if shared.len() < wanted {
        return if is_past { Err(Stop::Budget) } else { Ok(Verdict::Unknown) };
    }
    let mut agreed = 0;
    for index in shared {
        match agree(a, b, setting.point(index), budget)? {
            Verdict::Equal => agreed += 1,
            Verdict::Unknown if !setting.is_constant => {}
            other => return Ok(other),
        }
        if agreed == wanted {
            return Ok(Verdict::Equal);
        }
    }
    Ok(Verdict::Unknown)
}

fn is_finite(z: &Complex<Interval>) -> bool {
    z.re.is_finite() && z.im.is_finite()
}

/// Compares two trees at one point, in balls, with as many bits as the numbers on the way ask for.
fn agree(a: &Tree, b: &Tree, point: Point, budget: &Budget) -> Result<Verdict, Stop> {
    let mut bits = limits::FIRST_BALL_BITS;
    for _ in 0..3 {
        let (x, y) = match (evaluate_closely(a, point, bits, budget), evaluate_closely(b, point, bits, budget)) {
            (Ok(x), Ok(y)) => (x, y),
            (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => return Ok(Verdict::Undefined),
            (Err(Stop::Budget), _) | (_, Err(Stop::Budget)) => return Err(Stop::Budget),
            // A sign that is not known yet may be known with more bits.
            _ if bits < limits::BALL_BITS => {
                bits = (bits * 3).min(limits::BALL_BITS);
                continue;
            }
            _ => return Ok(Verdict::Unknown),
        };
        let difference = x.0.subtract(&y.0);
        let certain = |part: &Ball| matches!(part.sign(), Some(Ordering::Less | Ordering::Greater));
        if certain(&difference.re) || certain(&difference.im) {
            return Ok(Verdict::Different);
        }
        // Numbers far from one leave room for differences as far from one.
        let depth = 2 * x.1.max(y.1);
        let below = |part: &Ball| part.log2_above().is_none_or(|log| log < -(limits::AGREEING_BITS + depth));
        if below(&difference.re) && below(&difference.im) {
            return Ok(Verdict::Equal);
        }
        let needed = limits::AGREEING_BITS + 2 * depth + i64::from(limits::FIRST_BALL_BITS);
        if bits >= limits::BALL_BITS || needed > i64::from(limits::BALL_BITS) {
            return Ok(Verdict::Unknown);
        }
        bits = u32::try_from(needed)
            .unwrap_or(limits::BALL_BITS)
            .max(bits + limits::FIRST_BALL_BITS)
            .min(limits::BALL_BITS);
    }
    Ok(Verdict::Unknown)
}

/// Whether a tree has a value at all: an expression that is nowhere defined equals nothing.
pub(super) fn is_defined(tree: &Tree, setting: Setting, budget: &Budget) -> bool {
    (0..setting.points()).any(|index| evaluate(tree, setting.point(index), budget).is_ok())
}

/// Bounds of a real constant, a double's width apart.
pub(super) fn bound_roughly(tree: &Tree, budget: &Budget) -> Option<(f64, f64)> {
    let point = Point { seed: 0, index: 0, integers: false, real_only: false };
    let (value, _) = evaluate(tree, point, budget).ok()?;
    (value.is_real() && is_finite(&value)).then(|| value.re.bounds())
}

/// Bounds of a real constant, as exact numbers many bits apart.
pub(super) fn bound_closely(tree: &Tree, budget: &Budget) -> Option<(Exact, Exact)> {
    let point = Point { seed: 0, index: 0, integers: false, real_only: false };
    let (value, _) = evaluate_closely(tree, point, limits::FIRST_BALL_BITS, budget).ok()?;
    if !value.is_real() {
        return None;
    }
    value.re.bounds()
}

/// Whether two trees agree at several points as nearly as printed doubles do.
pub(super) fn agree_nearly(a: &Tree, b: &Tree, setting: Setting, budget: &Budget) -> bool {
    let mut agreed = 0;
    for index in 0..setting.points() {
        let point = setting.point(index);
        let (Ok((x, _)), Ok((y, _))) = (evaluate(a, point, budget), evaluate(b, point, budget)) else {
            continue;
        };
        let scale = y.re.to_f64().hypot(y.im.to_f64());
        let gap = (x.re.to_f64() - y.re.to_f64()).hypot(x.im.to_f64() - y.im.to_f64());
        if !(is_finite(&x) && is_finite(&y) && scale > 0.0 && gap <= 1e-14 * scale) {
            return false;
        }
        agreed += 1;
    }
    agreed >= if setting.is_constant { 1 } else { limits::AGREEING_POINTS }
}

/// Compares a quotient of two trees at several points with itself: equal is a constant multiple.
pub(super) fn compare_ratios(a: &Tree, b: &Tree, setting: Setting, budget: &Budget) -> Result<Verdict, Stop> {
    let mut first: Option<(Complex<Interval>, Complex<Interval>)> = None;
    let mut shared = Vec::new();
    for index in 0..setting.points() {
        let point = setting.point(index);
        let (Ok((x, _)), Ok((y, _))) = (evaluate(a, point, budget), evaluate(b, point, budget)) else {
            continue;
        };
        shared.push(index);
        let (p, q) = first.get_or_insert_with(|| (x.clone(), y.clone()));
        let (left, right) = (x.multiply(q), y.multiply(p));
        if is_finite(&left) && is_finite(&right) && (left.re.is_apart(&right.re) || left.im.is_apart(&right.im)) {
            return Ok(Verdict::Different);
        }
    }
    let Some((&start, rest)) = shared.split_first() else { return Ok(Verdict::Unknown) };
    let ball = |tree: &Tree, index: u64| evaluate_closely(tree, setting.point(index), limits::FIRST_BALL_BITS, budget);
    let ((p, _), (q, _)) = (ball(a, start)?, ball(b, start)?);
    let is_nonzero = |z: &Complex<Ball>| matches!(z.re.sign(), Some(Ordering::Less | Ordering::Greater));
    if !is_nonzero(&p) || !is_nonzero(&q) {
        return Ok(Verdict::Unknown);
    }
    let mut agreed = 0;
    for &index in rest {
        let (Ok((x, depth)), Ok((y, other))) = (ball(a, index), ball(b, index)) else { continue };
        let gap = x.multiply(&q).subtract(&y.multiply(&p));
        // With numbers far from one a difference may hide below what is looked at.
        let deep = depth.max(other) > limits::AGREEING_BITS / 8;
        let below = |part: &Ball| part.log2_above().is_none_or(|log| log < -limits::AGREEING_BITS);
        if deep || !below(&gap.re) || !below(&gap.im) {
            return Ok(Verdict::Unknown);
        }
        agreed += 1;
        if agreed == limits::AGREEING_POINTS {
            return Ok(Verdict::Equal);
        }
    }
    Ok(Verdict::Unknown)
}

/// Whether a constant ratio of two trees is positive for certain.
pub(super) fn is_ratio_positive(a: &Tree, b: &Tree, setting: Setting, budget: &Budget) -> bool {
    (0..setting.points()).any(|index| {
        let point = setting.point(index);
        match (evaluate(a, point, budget), evaluate(b, point, budget)) {
            (Ok((x, _)), Ok((y, _))) if x.is_real() && y.is_real() => {
                matches!((x.re.sign(), y.re.sign()), (Some(s), Some(t)) if s == t && s != Ordering::Equal)
            }
            _ => false,
        }
    })
}
