//! Values of a letter between two places of its line.

use crate::number::Exact;

use super::place::Place;

/// How far out points are put: past the constants of the pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// For real numbers.
    pub(super) real: f64,
    /// For integers.
    pub(super) integer: i64,
}

/// A number between 0 and 1 out of a draw, never at an end.
fn part(draw: u64, index: u32) -> f64 {
    (f64::from(((draw >> (index % 4 * 12)) & 0xfff) as u16) + 0.5) / 4096.0
}

/// A real number of everyday size: between 0 and 1, between 1 and 4, of either sign, negative, somewhat larger.
pub(super) fn draw_real(index: u64, draw: u64) -> Exact {
    let fraction = (draw % 2048) as i64 | 1;
    let parts = match index % 6 {
        0 => fraction * 3 / 2 + 1024,
        1 => fraction / 2 + 60,
        2 if draw >> 63 == 0 => fraction + 200,
        2 => -(fraction + 200),
        3 => -(fraction + 150),
        4 => (fraction / 2).max(20) * if draw >> 62 & 1 == 0 { 1 } else { -1 },
        _ => (fraction * 6 + 3000) * if draw >> 61 & 1 == 0 { 1 } else { -1 },
    };
    Exact::from_i64(parts | 1).div(&Exact::from_i64(1024)).unwrap_or(Exact::ONE)
}

/// A real number past every constant of the pair.
pub(super) fn draw_far(draw: u64, sizes: &Sizes) -> Option<Exact> {
    shorten(sizes.real * (2.0 + part(draw, 3)), 0.0, f64::INFINITY)
}

/// A double as a short decimal, where that lies between two bounds.
fn shorten(x: f64, low: f64, high: f64) -> Option<Exact> {
    if x == 0.0 || !x.is_finite() {
        return None;
    }
    let unit = 10f64.powi(5 - x.abs().log10().floor() as i32);
    let short = (x * unit).round() / unit;
    let x = if low < short && short < high { short } else { x };
    if low < x && x < high { Exact::from_f64_shortest(x) } else { None }
}

/// Real numbers in a cell, near ones first.
pub(super) fn reals(left: Option<&Place>, right: Option<&Place>, draw: u64, sizes: &Sizes) -> Vec<Exact> {
    let far = sizes.real * (2.0 + part(draw, 3));
    let reach = |place: &Place| if place.middle().abs() > 1e-290 { place.middle().abs() } else { 1.0 };
    let (low, high) =
        (left.map_or(f64::NEG_INFINITY, |place| place.high), right.map_or(f64::INFINITY, |place| place.low));
    let wanted = match (left, right) {
        (None, None) => vec![0.3 + part(draw, 0), -0.4 - 2.0 * part(draw, 1), 1.0 + 4.0 * part(draw, 2), far, -far],
        (Some(left), None) => {
            let (size, away) = (reach(left), reach(left).max(1.0));
            let [near, other] = [0.02 + 0.1 * part(draw, 0), 0.15 + 0.3 * part(draw, 1)];
            let further = away * (1.0 + part(draw, 2));
            vec![low + size * near, low + size * other, low + further, low + 3.0 * further, (low.abs() * 20.0).max(far)]
        }
        (None, Some(right)) => {
            let (size, away) = (reach(right), reach(right).max(1.0));
            let [near, other] = [0.02 + 0.1 * part(draw, 0), 0.15 + 0.3 * part(draw, 1)];
            let further = away * (1.0 + part(draw, 2));
            vec![
                high - size * near,
                high - size * other,
                high - further,
                high - 3.0 * further,
                -(high.abs() * 20.0).max(far),
            ]
        }
        (Some(left), Some(right)) => {
            let width = high - low;
            if width <= 1e-9 * low.abs().max(high.abs()) {
                return between_exactly(left, right, draw).into_iter().collect();
            }
            let from = low + width.min(reach(left)) * (0.05 + 0.3 * part(draw, 0));
            let to = high - width.min(reach(right)) * (0.05 + 0.3 * part(draw, 1));
            vec![from, to, low + width * (0.35 + 0.15 * part(draw, 2)), low + width * (0.5 + 0.2 * part(draw, 3))]
        }
    };
    wanted.into_iter().filter_map(|x| shorten(x, low, high)).collect()
}

/// A number between two known ones, however near to each other.
fn between_exactly(left: &Place, right: &Place, draw: u64) -> Option<Exact> {
    let (left, right) = (left.exact.as_ref()?, right.exact.as_ref()?);
    let step = Exact::from_i64(300 + (draw % 401) as i64).div(&Exact::from_i64(1000))?;
    left.add(&right.sub(left)?.mul(&step)?)
}

/// The integer that a place is.
pub(super) fn integer_at(place: &Place) -> Option<Exact> {
    match &place.exact {
        Some(value) => value.is_integer().then(|| value.clone()),
        None => {
            let near = place.middle().round();
            (place.low <= near && near <= place.high && near.abs() < 1e15).then(|| Exact::from_i64(near as i64))
        }
    }
}

/// Integers in a cell, its ends apart: those next to the ends, with both parities, and some further in or out.
pub(super) fn integers(left: Option<&Place>, right: Option<&Place>, draw: u64, sizes: &Sizes) -> Vec<Exact> {
    let above = |place: &Place| match integer_at(place).and_then(|at| at.to_i64()) {
        Some(at) => at.saturating_add(1),
        None => place.high.clamp(-1e15, 1e15).ceil() as i64,
    };
    let below = |place: &Place| match integer_at(place).and_then(|at| at.to_i64()) {
        Some(at) => at.saturating_sub(1),
        None => place.low.clamp(-1e15, 1e15).floor() as i64,
    };
    let (low, high) = (left.map(above), right.map(below));
    let far = sizes.integer;
    let step = 2 + (draw % 5) as i64;
    let wanted = match (low, high) {
        (None, None) => vec![1, 2, 3, 0, -1, -2, 4 + step, far + 1, far + 2, -far - 1],
        (Some(low), None) => vec![low, low + 1, low + 2, low + 2 + step, far.max(low) + 1, far.max(low) + 2],
        (None, Some(high)) => vec![high, high - 1, high - 2 - step, (-far).min(high) - 1],
        (Some(low), Some(high)) => {
            let middle = low.midpoint(high);
            vec![low, low + 1, high, high - 1, middle, middle + 1]
        }
    };
    let mut values: Vec<i64> = Vec::with_capacity(wanted.len());
    for value in wanted {
        let is_inside = low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high);
        if is_inside && !values.contains(&value) {
            values.push(value);
        }
    }
    values.into_iter().map(Exact::from_i64).collect()
}
