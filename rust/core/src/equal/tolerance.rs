//! Tolerances that pay in full: a number that is near enough to the truth is right.
//!
//! A number is near enough if it is off by no more than the relative tolerance times the truth, or by no more than the absolute
//! tolerance, which counts in the truth's own unit. Where both are given, either suffices. The edge itself is near enough.
//! Rational numbers are compared exactly; other constants lie within bounds, and are near enough if all that lies within is.

use crate::expr::Tree;
use crate::limits;
use crate::number::Exact;

use super::judge::Judge;
use super::numbers::{self, Given};
use super::{Options, Relation, points};

/// A complex number as the bounds of its real and its imaginary part.
type Bounds = [(Exact, Exact); 2];

impl Options {
    /// Whether a number that is not the truth may be equal to it.
    pub(super) fn is_widened(&self) -> bool {
        self.relative_tolerance.is_some() || self.absolute_tolerance.is_some()
    }

    /// Whether a number is near enough to a truth, of whose unit the absolute tolerance is so much.
    fn accepts(&self, answer: &Exact, truth: &Exact, unit: &Exact) -> bool {
        let is_near = |tolerance: &Exact| !truth.is_zero() && numbers::is_near(answer, truth, tolerance);
        let is_off_by_less = |tolerance: &Exact| {
            let distance = numbers::shorten(answer).sub(&numbers::shorten(truth)).map(|distance| distance.abs());
            matches!((distance, tolerance.mul(unit)), (Some(distance), Some(most)) if distance <= most)
        };
        self.relative_tolerance.as_ref().is_some_and(is_near)
            || self.absolute_tolerance.as_ref().is_some_and(is_off_by_less)
    }

    /// Whether every number within some bounds is near enough to every truth within others.
    fn accepts_all(&self, answer: &Bounds, truth: &Bounds, unit: &Exact) -> Option<bool> {
        let square_sum = |parts: [Exact; 2]| parts[0].mul(&parts[0])?.add(&parts[1].mul(&parts[1])?);
        let distance = |at: usize| {
            let ((low, high), (below, above)) = (&answer[at], &truth[at]);
            Some(high.sub(below)?.abs().max(above.sub(low)?.abs()))
        };
        // What lies on both sides of zero may be zero.
        let least = |at: usize| {
            let (low, high) = &truth[at];
            let is_apart = low.sign() * high.sign() > 0;
            if is_apart { low.abs().min(high.abs()) } else { Exact::ZERO }
        };
        let distance = square_sum([distance(0)?, distance(1)?])?;
        let size = square_sum([least(0), least(1)])?;
        let is_within = |most: &Exact, of: &Exact| Some(distance <= most.mul(most)?.mul(of)?);
        let near = self.relative_tolerance.as_ref().filter(|_| !size.is_zero()).and_then(|most| is_within(most, &size));
        let short = |most: &Exact| is_within(&most.mul(unit)?, &Exact::ONE);
        Some(near == Some(true) || self.absolute_tolerance.as_ref().and_then(short) == Some(true))
    }
}

impl Judge<'_> {
    /// Whether a number that is not the truth may be equal to it here.
    pub(super) fn is_widened(&self) -> bool {
        !self.is_strict && self.options.is_widened()
    }

    /// Relates two numbers, of which the second is read from a truth.
    pub(super) fn relate_numbers(&self, answer: &Given, truth: &Given, written: &Tree) -> Relation {
        let relation = numbers::relate(answer, truth, self.options);
        let is_near =
            || self.is_widened() && self.options.accepts(&answer.value, &truth.value, &unit_of_tolerance(written));
        if relation != Relation::Equal && is_near() { Relation::Equal } else { relation }
    }

    /// Whether a constant is for certain near enough to a truth that is one too; numbers that are known exactly are given.
    pub(super) fn is_near(&self, a: &Tree, t: &Tree, own: Option<&Given>, theirs: Option<&Given>) -> bool {
        let bounds = |tree: &Tree, given: Option<&Given>| match given {
            Some(given) => Some([(given.value.clone(), given.value.clone()), (Exact::ZERO, Exact::ZERO)]),
            None => points::bound_parts(tree, &self.budget),
        };
        self.is_widened()
            && !self.is_far(a, t)
            && self.budget.pay(limits::NEARNESS_STEPS).is_ok()
            && bounds(a, own).zip(bounds(t, theirs)).is_some_and(|(answer, truth)| {
                self.options.accepts_all(&answer, &truth, &unit_of_tolerance(t)) == Some(true)
            })
    }

    /// Whether doubles tell that two real constants are further apart than any tolerance.
    fn is_far(&self, a: &Tree, t: &Tree) -> bool {
        let (Some((low, high)), Some((first, last))) =
            (points::bound_roughly(a, &self.budget), points::bound_roughly(t, &self.budget))
        else {
            return false;
        };
        let most = |tolerance: &Option<Exact>| tolerance.as_ref().map_or(0.0, Exact::to_f64);
        let share = most(&self.options.relative_tolerance) * first.abs().max(last.abs());
        // A unit of the truth's own is one at most.
        let reach = share.max(most(&self.options.absolute_tolerance)) * (1.0 + 1e-9);
        (low - last).max(first - high) > reach
    }
}

/// How much one of the truth's own unit is: what a percent or a degree sign makes of it.
fn unit_of_tolerance(truth: &Tree) -> Exact {
    let ratio = |above: i64, below: i64| Exact::from_i64(above).div(&Exact::from_i64(below)).unwrap_or(Exact::ZERO);
    match truth {
        Tree::Neg(inner) => unit_of_tolerance(inner),
        Tree::Percent(_) => ratio(1, 100),
        // A little less than pi / 180: no more is accepted than what the tolerance says.
        Tree::Degree(_) => ratio(17_453_292_519_943_295, 1_000_000_000_000_000_000),
        _ => Exact::ONE,
    }
}
