//! Where along a line an expression has a value: exactly where it is polynomial, else by undoing its outer functions, else by
//! halving intervals in which it may have it.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use crate::expr::{Constant, Function, Tree};
use crate::limits;
use crate::number::Exact;
use crate::sorting;

use super::super::walk::Stop;
use super::algebra;
use super::line::Line;
use super::place::Place;
use super::polynomial;
use super::range::bound;

/// The places where a tree has a value.
pub(super) fn solve(tree: &Tree, level: &Exact, line: &Line) -> Result<Vec<Place>, Stop> {
    line.budget.pay(4)?;
    if !line.moves(tree) {
        return Ok(Vec::new());
    }
    if let Some(ratio) = polynomial::read(tree, line) {
        // Each root is found by halving, between the roots of all derivatives.
        let size = ratio.top.len().max(ratio.bottom.len());
        line.budget.pay(size * size * size.max(4))?;
        if let Some(places) = polynomial::subtract(&ratio, level).and_then(|top| polynomial::roots(&top)) {
            return Ok(places);
        }
    }
    if let Some(places) = undo(tree, level, line)? {
        return Ok(places);
    }
    match algebra::find(tree, level, line)? {
        Some(places) => Ok(places),
        None => search(tree, level.to_f64(), line),
    }
}

/// A double as a level; one that is no number is none.
fn level(x: f64) -> Option<Exact> {
    Exact::from_f64_shortest(x)
}

/// The only member that moves, and its place.
fn only_moving<'t>(items: &'t [Tree], line: &Line) -> Option<(usize, &'t Tree)> {
    let mut moving = items.iter().enumerate().filter(|(_, item)| line.moves(item));
    let only = moving.next()?;
    moving.next().is_none().then_some(only)
}

/// Solves for what stands inside the outermost function or operation; None where that can't be undone.
fn undo(tree: &Tree, wanted: &Exact, line: &Line) -> Result<Option<Vec<Place>>, Stop> {
    let go = |tree: &Tree, wanted: Option<Exact>| match wanted {
        Some(wanted) => solve(tree, &wanted, line).map(Some),
        None => Ok(Some(Vec::new())),
    };
    let x = wanted.to_f64();
    match tree {
        Tree::Neg(inner) => go(inner, Some(wanted.neg())),
        Tree::Group(_, members) if members.len() == 1 => go(&members[0], Some(wanted.clone())),
        Tree::Percent(inner) => go(inner, wanted.mul(&Exact::from_i64(100))),
        Tree::Sum(terms) => {
            let Some((at, moving)) = only_moving(terms, line) else { return Ok(None) };
            let others = terms.iter().enumerate().filter(|(other, _)| *other != at);
            let rest =
                others.map(|(_, term)| line.constant(term)).try_fold(wanted.clone(), |rest, term| rest.sub(&term?));
            go(moving, rest)
        }
        Tree::Product(factors) => {
            if wanted.is_zero() {
                let mut places = Vec::new();
                for factor in factors {
                    places.extend(solve(factor, wanted, line)?);
                }
                return Ok(Some(places));
            }
            let Some((at, moving)) = only_moving(factors, line) else { return Ok(None) };
            let others = factors.iter().enumerate().filter(|(other, _)| *other != at);
            let rest = others
                .map(|(_, factor)| line.constant(factor))
                .try_fold(wanted.clone(), |rest, factor| rest.div(&factor?));
            go(moving, rest)
        }
        Tree::Quotient(a, _) if wanted.is_zero() => go(a, Some(Exact::ZERO)),
        Tree::Quotient(a, b) if !line.moves(b) => go(a, line.constant(b).and_then(|b| wanted.mul(&b))),
        Tree::Quotient(a, b) if !line.moves(a) => go(b, line.constant(a).and_then(|a| a.div(wanted))),
        Tree::Root(radicand, index) => {
            let index = match index {
                None => 2,
                Some(index) => match line.constant(index).and_then(|index| index.to_i64()) {
                    Some(index) if (1..64).contains(&index) => index,
                    _ => return Ok(None),
                },
            };
            if wanted.is_negative() && index % 2 == 0 {
                Ok(Some(Vec::new()))
            } else {
                go(radicand, wanted.pow_small(index))
            }
        }
        Tree::Power(base, exponent) if !line.moves(exponent) => {
            let Some(exponent) = line.constant(exponent) else { return Ok(None) };
            if wanted.is_zero() {
                return go(base, (!exponent.is_negative()).then_some(Exact::ZERO));
            }
            let power = 1.0 / exponent.to_f64();
            match exponent.to_i64() {
                Some(n) if n % 2 == 0 && !wanted.is_negative() => {
                    let mut places = solve(base, &level(x.powf(power)).ok_or(Stop::Unknown)?, line)?;
                    places.extend(solve(base, &level(-x.powf(power)).ok_or(Stop::Unknown)?, line)?);
                    Ok(Some(places))
                }
                Some(n) if n % 2 != 0 => go(base, level(x.abs().powf(power).copysign(x))),
                _ if wanted.is_negative() => Ok(Some(Vec::new())),
                _ => go(base, level(x.powf(power))),
            }
        }
        Tree::Power(base, exponent) if !line.moves(base) => {
            let base = line.constant(base).map_or(0.0, |base| base.to_f64());
            if wanted.is_negative() || wanted.is_zero() {
                return Ok((base > 0.0).then(Vec::new));
            }
            if base > 0.0 { go(exponent, level(x.ln() / base.ln())) } else { Ok(None) }
        }
        Tree::Call(function, arguments) => {
            if let (Function::Log, [of, base]) = (function, arguments.as_slice()) {
                if line.moves(base) {
                    return Ok(None);
                }
                let base = line.constant(base).map_or(0.0, |base| base.to_f64());
                return go(of, if base > 0.0 { power_level(base, wanted) } else { None });
            }
            let [inner] = arguments.as_slice() else { return Ok(None) };
            let Some(levels) = invert(function, wanted) else { return Ok(None) };
            let mut places = Vec::new();
            for wanted in &levels {
                places.extend(solve(inner, wanted, line)?);
            }
            Ok(Some(places))
        }
        _ => Ok(None),
    }
}

/// A number to the power of a level.
fn power_level(base: f64, exponent: &Exact) -> Option<Exact> {
    if exponent.is_zero() { Some(Exact::ONE) } else { level(base.powf(exponent.to_f64())) }
}

/// The arguments at which a function of one argument has a value, around zero where they are endless; None where that isn't known.
fn invert(function: &Function, wanted: &Exact) -> Option<Vec<Exact>> {
    let x = wanted.to_f64();
    let within = |inside: bool, y: f64| if inside { level(y).into_iter().collect() } else { Vec::new() };
    let turned = |first: f64, period: f64, reach: i32| (-reach..=reach).map(move |k| first + period * f64::from(k));
    Some(match function {
        Function::Sin if x.abs() <= 1.0 => {
            turned(x.asin(), TAU, 2).chain(turned(PI - x.asin(), TAU, 2)).filter_map(level).collect()
        }
        Function::Cos if x.abs() <= 1.0 => {
            turned(x.acos(), TAU, 2).chain(turned(-x.acos(), TAU, 2)).filter_map(level).collect()
        }
        Function::Sin | Function::Cos => Vec::new(),
        Function::Tan => turned(x.atan(), PI, 3).filter_map(level).collect(),
        Function::Cot => turned(FRAC_PI_2 - x.atan(), PI, 3).filter_map(level).collect(),
        Function::Sec | Function::Csc if wanted.is_zero() => Vec::new(),
        Function::Sec => return invert(&Function::Cos, &Exact::ONE.div(wanted)?),
        Function::Csc => return invert(&Function::Sin, &Exact::ONE.div(wanted)?),
        Function::Arcsin => within(x.abs() <= FRAC_PI_2, x.sin()),
        Function::Arccos => within((0.0..=PI).contains(&x), x.cos()),
        Function::Arctan => within(x.abs() < FRAC_PI_2, x.tan()),
        Function::Sinh => within(true, x.asinh()),
        Function::Cosh if x >= 1.0 => vec![level(x.acosh())?, level(-x.acosh())?],
        Function::Cosh => Vec::new(),
        Function::Tanh => within(x.abs() < 1.0, x.atanh()),
        Function::Arsinh => within(true, x.sinh()),
        Function::Arcosh => within(x >= 0.0, x.cosh()),
        Function::Artanh => within(true, x.tanh()),
        Function::Ln if wanted.is_zero() => vec![Exact::ONE],
        Function::Ln => within(true, x.exp()),
        Function::Log => vec![power_level(10.0, wanted)?],
        Function::Exp => within(x > 0.0, x.ln()),
        Function::Floor if wanted.is_integer() => vec![wanted.clone(), wanted.add(&Exact::ONE)?],
        Function::Ceil if wanted.is_integer() => vec![wanted.clone(), wanted.sub(&Exact::ONE)?],
        // A value between two steps is passed at the jump from one to the other.
        Function::Floor => vec![wanted.floor_of_words()?.add(&Exact::ONE)?],
        Function::Ceil => vec![wanted.floor_of_words()?],
        Function::Sign => vec![Exact::ZERO],
        Function::Abs | Function::Norm if wanted.is_zero() => vec![Exact::ZERO],
        Function::Abs | Function::Norm if wanted.is_negative() => Vec::new(),
        Function::Abs | Function::Norm => vec![wanted.clone(), wanted.neg()],
        _ => return None,
    })
}

/// Ends of the intervals that are looked at first, on either side of zero, as powers of two.
const ENDS: [i32; 18] = [-40, -20, -10, -5, -2, 0, 1, 2, 3, 4, 6, 8, 12, 16, 20, 34, 110, 333];

/// The places where a tree may have a value, by halving.
fn search(tree: &Tree, wanted: f64, line: &Line) -> Result<Vec<Place>, Stop> {
    let mut ends: Vec<f64> = ENDS.iter().rev().map(|power| -2f64.powi(*power)).collect();
    ends.push(0.0);
    ends.extend(ENDS.iter().map(|power| 2f64.powi(*power)));
    let mut found = Vec::new();
    for pair in ends.windows(2) {
        explore(tree, wanted, line, (pair[0], pair[1]), &mut found)?;
    }
    let mut places: Vec<Place> = Vec::new();
    for (low, high) in found {
        match places.last_mut() {
            Some(last) if last.high >= low => last.high = last.high.max(high),
            _ => places.push(Place::between(low, high)),
        }
    }
    // A wide one may hide more than one place.
    let is_clear =
        places.iter().all(|place| place.high - place.low <= limits::PLACE_WIDTH * place.middle().abs().max(0.5));
    if is_clear && places.len() <= limits::LINE_PLACES { Ok(places) } else { Err(Stop::Unknown) }
}

/// Halves one interval until what may have the value is narrow.
fn explore(tree: &Tree, wanted: f64, line: &Line, span: (f64, f64), found: &mut Vec<(f64, f64)>) -> Result<(), Stop> {
    let mut open = vec![span];
    while !open.is_empty() {
        let mut next = Vec::new();
        let mut turning = 0;
        for (low, high) in open {
            let range = match bound(tree, line, (low, high)) {
                Ok(range) => range,
                Err(Stop::Undefined) => continue,
                Err(other) => return Err(other),
            };
            let tiny = 1e-299;
            if range.low > wanted + tiny || range.high < wanted - tiny {
                continue;
            }
            if range.low >= wanted - tiny && range.high <= wanted + tiny {
                found.push((low, low.next_up()));
                found.push((high.next_down(), high));
                continue;
            }
            // Where doubles overflow nothing is looked for: points are put there all the same.
            let is_far = low.abs().min(high.abs()) >= 128.0;
            let is_lost = range.low.is_infinite() && range.high.is_infinite()
                || range.low >= wanted - tiny && range.low <= wanted + tiny
                || range.high >= wanted - tiny && range.high <= wanted + tiny;
            if is_far && is_lost && !range.turns {
                continue;
            }
            turning += usize::from(range.turns);
            if high - low <= 1e-9 * low.abs().max(high.abs()) || high - low < 1e-13 {
                found.push((low, high));
                continue;
            }
            let middle = f64::midpoint(low, high);
            next.push((low, middle));
            next.push((middle, high));
        }
        if next.len() > limits::LINE_BOXES {
            // Far from zero, what turns round is as it is near zero.
            if turning * 2 >= next.len() / 2 && span.0.abs().min(span.1.abs()) >= 8.0 {
                return Ok(());
            }
            found.extend(next);
            sorting::sort_by(found, |a, b| a.0.total_cmp(&b.0));
            return Ok(());
        }
        open = next;
    }
    sorting::sort_by(found, |a, b| a.0.total_cmp(&b.0));
    Ok(())
}

/// Whether a tree is never zero, whatever its letters are.
pub(super) fn is_positive(tree: &Tree) -> bool {
    match tree {
        Tree::Power(base, _) => matches!(**base, Tree::Constant(Constant::E | Constant::Pi) | Tree::Number(_)),
        Tree::Call(Function::Exp | Function::Cosh, _) => true,
        _ => false,
    }
}
