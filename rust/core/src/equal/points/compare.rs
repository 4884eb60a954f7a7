//! Agreement at planned points: first in doubles, which tell most things apart, then exactly or in balls of many bits.

use std::cmp::Ordering;

use crate::expr::Tree;
use crate::limits;
use crate::number::Exact;

use super::super::ball::Ball;
use super::super::budget::Budget;
use super::super::complex::Complex;
use super::super::exact;
use super::super::field::Verdict;
use super::super::interval::Interval;
use super::super::numeric::{Point, evaluate, evaluate_closely};
use super::super::real::Real;
use super::super::walk::Stop;
use super::plan::Cell;
use super::{Setting, jumps};

/// What one point says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// The values agree.
    Alike,
    /// They do not.
    Apart,
    /// One side has no value there.
    Outside,
    /// The point can't tell.
    Unclear,
}

/// Whether both parts are numbers.
pub(super) fn is_finite(z: &Complex<Interval>) -> bool {
    z.re.is_finite() && z.im.is_finite()
}

/// Compares two constants.
pub(super) fn compare_constants(a: &Tree, b: &Tree, setting: &Setting, budget: &Budget) -> Result<Verdict, Stop> {
    let point = setting.point(&[]);
    match screen(a, b, &point, budget)? {
        Seen::Apart => return Ok(Verdict::Different),
        Seen::Outside => return Ok(Verdict::Undefined),
        Seen::Alike | Seen::Unclear => {}
    }
    Ok(match agree(a, b, &point, budget)? {
        Seen::Alike => Verdict::Equal,
        Seen::Apart => Verdict::Different,
        Seen::Outside => Verdict::Undefined,
        Seen::Unclear => Verdict::Unknown,
    })
}

/// Compares two trees in every cell of a plan.
pub(super) fn compare_cells(setting: &Setting, cells: &[Cell], budget: &Budget) -> Result<Verdict, Stop> {
    let (a, b) = setting.trees();
    let mut open: Vec<(Vec<&[Exact]>, bool)> = Vec::with_capacity(cells.len());
    let jumps = jumps::has_jumps(a) || jumps::has_jumps(b);
    let mut is_jump_clear = true;
    for cell in cells {
        for values in &cell.edges {
            let point = setting.point(values);
            let exactly = agree_exactly(a, b, &point, budget);
            if exactly == Some(Seen::Apart) || exactly.is_none() && screen(a, b, &point, budget)? == Seen::Apart {
                return Ok(Verdict::Different);
            }
            is_jump_clear &= !jumps || exactly.is_some() || agree_settled(a, b, &point, budget)?;
        }
        for values in cell.near_edges.iter().filter(|_| jumps) {
            is_jump_clear &= agree_settled(a, b, &setting.point(values), budget)?;
        }
        let (mut alike, mut unclear) = (Vec::new(), Vec::new());
        for values in &cell.points {
            match screen(a, b, &setting.point(values), budget)? {
                Seen::Apart => return Ok(Verdict::Different),
                Seen::Alike => alike.push(values.as_slice()),
                Seen::Unclear => unclear.push(values.as_slice()),
                Seen::Outside => {}
            }
        }
        alike.extend(unclear);
        open.push((alike, cell.is_planned));
    }
    let shared: usize = open.iter().map(|(points, _)| points.len()).sum();
    if shared < limits::AGREEING_POINTS || !is_jump_clear {
        return Ok(Verdict::Unknown);
    }
    let mut agreed = 0;
    let mut used: Vec<&[Exact]> = Vec::new();
    let mut spare: Vec<&[Exact]> = Vec::new();
    for (points, is_planned) in open {
        let mut points = points.into_iter();
        let (mut is_settled, mut is_unclear) = (false, false);
        if is_planned {
            for values in points.by_ref().take(limits::CELL_POINTS) {
                match agree(a, b, &setting.point(values), budget)? {
                    Seen::Apart => return Ok(Verdict::Different),
                    Seen::Alike => {
                        is_settled = true;
                        agreed += 1;
                        used.push(values);
                        break;
                    }
                    Seen::Outside => {}
                    Seen::Unclear => is_unclear = true,
                }
            }
            if is_unclear && !is_settled {
                return Ok(Verdict::Unknown);
            }
        }
        spare.extend(points);
    }
    for values in spare {
        if agreed >= limits::AGREEING_POINTS {
            break;
        }
        // The same point twice is one point.
        if used.contains(&values) {
            continue;
        }
        used.push(values);
        match agree(a, b, &setting.point(values), budget)? {
            Seen::Apart => return Ok(Verdict::Different),
            Seen::Alike => agreed += 1,
            Seen::Outside | Seen::Unclear => {}
        }
    }
    Ok(if agreed >= limits::AGREEING_POINTS { Verdict::Equal } else { Verdict::Unknown })
}

/// Whether the trees of a pair differ for certain at a point, in doubles.
pub(super) fn is_apart(setting: &Setting, values: &[Exact], budget: &Budget) -> Result<bool, Stop> {
    let (a, b) = setting.trees();
    Ok(screen(a, b, &setting.point(values), budget)? == Seen::Apart)
}

/// Compares two trees at one point in doubles: alike is not known to be apart.
fn screen(a: &Tree, b: &Tree, point: &Point, budget: &Budget) -> Result<Seen, Stop> {
    let x = evaluate(a, point, budget);
    if matches!(x, Err(Stop::Undefined)) {
        return Ok(Seen::Outside);
    }
    Ok(match (x, evaluate(b, point, budget)) {
        (_, Err(Stop::Undefined)) => Seen::Outside,
        (Ok((x, _)), Ok((y, _))) => {
            if !is_finite(&x) || !is_finite(&y) {
                Seen::Unclear
            } else if x.re.is_apart(&y.re) || x.im.is_apart(&y.im) {
                Seen::Apart
            } else {
                Seen::Alike
            }
        }
        _ => {
            budget.pay(1)?;
            Seen::Unclear
        }
    })
}

/// Whether two trees agree at a place where functions jump: with these functions' values there written in, both are analytic round
/// the place, and agree near it. Where none jumps there is nothing to see.
fn agree_settled(a: &Tree, b: &Tree, point: &Point, budget: &Budget) -> Result<bool, Stop> {
    let (mut x, mut y) = (a.clone(), b.clone());
    let settled = match (jumps::settle(&mut x, point, budget), jumps::settle(&mut y, point, budget)) {
        (Ok(own), Ok(theirs)) => own || theirs,
        (Err(Stop::Budget), _) | (_, Err(Stop::Budget)) => return Err(Stop::Budget),
        (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => false,
        _ => return Ok(false),
    };
    Ok(!settled || matches!(agree(&x, &y, point, budget)?, Seen::Alike | Seen::Outside))
}

/// Compares two trees at one point where both are rational, or one has no value.
fn agree_exactly(a: &Tree, b: &Tree, point: &Point, budget: &Budget) -> Option<Seen> {
    match (exact::evaluate_at(a, point, budget), exact::evaluate_at(b, point, budget)) {
        (Ok(x), Ok(y)) => Some(if x == y { Seen::Alike } else { Seen::Apart }),
        (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => Some(Seen::Outside),
        _ => None,
    }
}

/// Compares two trees at one point: exactly where both are rational, else in balls with as many bits as the numbers on the way
/// ask for.
fn agree(a: &Tree, b: &Tree, point: &Point, budget: &Budget) -> Result<Seen, Stop> {
    if point.letters.iter().any(|letter| letter.is_integer)
        && let Some(seen) = agree_exactly(a, b, point, budget)
    {
        return Ok(seen);
    }
    let mut bits = limits::FIRST_BALL_BITS;
    for _ in 0..3 {
        let (x, y) = match (evaluate_closely(a, point, bits, budget), evaluate_closely(b, point, bits, budget)) {
            (Ok(x), Ok(y)) => (x, y),
            (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => return Ok(Seen::Outside),
            _ => {
                budget.pay(1)?;
                // A sign that is not known yet may be known with more bits.
                if bits < limits::BALL_BITS {
                    bits = (bits * 3).min(limits::BALL_BITS);
                    continue;
                }
                return Ok(Seen::Unclear);
            }
        };
        let difference = x.0.subtract(&y.0);
        let certain = |part: &Ball| matches!(part.sign(), Some(Ordering::Less | Ordering::Greater));
        if certain(&difference.re) || certain(&difference.im) {
            return Ok(Seen::Apart);
        }
        // Numbers far from one leave room for differences as far from one; constants may be made to cancel beyond that.
        let depth = x.1.max(y.1) * if point.letters.is_empty() { 2 } else { 1 };
        let below = |part: &Ball| part.log2_above().is_none_or(|log| log < -(limits::AGREEING_BITS + depth));
        if below(&difference.re) && below(&difference.im) {
            return Ok(Seen::Alike);
        }
        let needed = limits::AGREEING_BITS + 2 * depth + limits::GUARD_BITS;
        if bits >= limits::BALL_BITS || needed > i64::from(limits::BALL_BITS) {
            return Ok(Seen::Unclear);
        }
        bits = u32::try_from(needed)
            .unwrap_or(limits::BALL_BITS)
            .max(bits + limits::FIRST_BALL_BITS / 2)
            .min(limits::BALL_BITS);
    }
    Ok(Seen::Unclear)
}

/// Whether two trees agree at several points as nearly as printed doubles do.
pub(super) fn agree_nearly(setting: &Setting, cells: &[Cell], budget: &Budget) -> bool {
    let (a, b) = setting.trees();
    let mut agreed = 0;
    let none: [Vec<Exact>; 1] = [Vec::new()];
    let points = cells.iter().flat_map(|cell| &cell.points).chain(if setting.is_constant { &none[..] } else { &[] });
    for values in points {
        let point = setting.point(values);
        let (Ok((x, _)), Ok((y, _))) = (evaluate(a, &point, budget), evaluate(b, &point, budget)) else {
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

/// Compares the quotient of two trees at the points of a plan with itself: equal is a constant multiple.
pub(super) fn compare_ratios(setting: &Setting, cells: &[Cell], budget: &Budget) -> Result<Verdict, Stop> {
    let (a, b) = setting.trees();
    let mut first: Option<(Complex<Interval>, Complex<Interval>)> = None;
    let mut start: Option<&[Exact]> = None;
    let mut open: Vec<(Vec<&[Exact]>, bool)> = Vec::new();
    for cell in cells {
        let mut shared = Vec::new();
        for values in &cell.points {
            let point = setting.point(values);
            let (x, y) = match (evaluate(a, &point, budget), evaluate(b, &point, budget)) {
                (Ok((x, _)), Ok((y, _))) => (x, y),
                (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => continue,
                _ => {
                    budget.pay(1)?;
                    shared.push(values.as_slice());
                    continue;
                }
            };
            shared.push(values.as_slice());
            if start.is_none() && (is_nonzero(&x) || is_nonzero(&y)) {
                start = Some(values);
                first = Some((x.clone(), y.clone()));
            }
            let Some((p, q)) = &first else { continue };
            let (left, right) = (x.multiply(q), y.multiply(p));
            if is_finite(&left) && is_finite(&right) && (left.re.is_apart(&right.re) || left.im.is_apart(&right.im)) {
                return Ok(Verdict::Different);
            }
        }
        open.push((shared, cell.is_planned));
    }
    let Some(start) = start else { return Ok(Verdict::Unknown) };
    let ball =
        |tree: &Tree, values: &[Exact]| evaluate_closely(tree, &setting.point(values), limits::FIRST_BALL_BITS, budget);
    let ((p, _), (q, _)) = (ball(a, start)?, ball(b, start)?);
    if !is_nonzero(&p) || !is_nonzero(&q) {
        return Ok(Verdict::Unknown);
    }
    let mut agreed = 0;
    for (points, is_planned) in open {
        let (mut count, mut is_settled) = (0, points.is_empty());
        for values in points {
            if values == start || (is_settled || count >= limits::CELL_POINTS) && agreed >= limits::AGREEING_POINTS {
                is_settled |= values == start;
                continue;
            }
            count += 1;
            let (Ok((x, depth)), Ok((y, other))) = (ball(a, values), ball(b, values)) else {
                budget.pay(1)?;
                continue;
            };
            let gap = x.multiply(&q).subtract(&y.multiply(&p));
            // With numbers far from one a difference may hide below what is looked at.
            let is_deep = depth.max(other) > limits::AGREEING_BITS / 8;
            let below = |part: &Ball| part.log2_above().is_none_or(|log| log < -limits::AGREEING_BITS);
            if is_deep {
                continue;
            }
            if !below(&gap.re) || !below(&gap.im) {
                return Ok(Verdict::Unknown);
            }
            is_settled = true;
            agreed += 1;
        }
        if is_planned && !is_settled {
            return Ok(Verdict::Unknown);
        }
    }
    Ok(if agreed >= limits::AGREEING_POINTS { Verdict::Equal } else { Verdict::Unknown })
}

fn is_nonzero<R: Real>(z: &Complex<R>) -> bool {
    let certain = |part: &R| matches!(part.sign(), Some(Ordering::Less | Ordering::Greater));
    certain(&z.re) || certain(&z.im)
}

/// Whether a constant ratio of two trees is positive for certain.
pub(super) fn is_ratio_positive(setting: &Setting, cells: &[Cell], budget: &Budget) -> bool {
    let (a, b) = setting.trees();
    cells.iter().flat_map(|cell| &cell.points).any(|values| {
        let point = setting.point(values);
        match (evaluate(a, &point, budget), evaluate(b, &point, budget)) {
            (Ok((x, _)), Ok((y, _))) if x.is_real() && y.is_real() => {
                matches!((x.re.sign(), y.re.sign()), (Some(s), Some(t)) if s == t && s != Ordering::Equal)
            }
            _ => false,
        }
    })
}
