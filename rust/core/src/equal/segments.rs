//! Segments of the real line: their order, unions, intersections, complements.

use std::cmp::Ordering;

use crate::expr::Tree;
use crate::limits;
use crate::number::Exact;

use super::budget::Budget;
use super::field::Verdict;
use super::integers::{Run, bounded};
use super::{exact, names, points};

/// An end of a segment.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// Minus infinity.
    Low,
    /// A number, and whether it belongs to the segment.
    At(Tree, bool),
    /// Infinity.
    High,
}

/// What lies between two ends.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) low: End,
    pub(super) high: End,
}

/// A single number as a segment.
pub(super) fn point(value: &Tree) -> Segment {
    Segment { low: End::At(value.clone(), true), high: End::At(value.clone(), true) }
}

/// The order of two numbers, where it is known.
fn order(a: &Tree, b: &Tree, budget: &Budget) -> Option<Ordering> {
    if a == b {
        return Some(Ordering::Equal);
    }
    if let (Ok(a), Ok(b)) = (exact::evaluate(a, budget), exact::evaluate(b, budget)) {
        return Some(a.cmp(&b));
    }
    if names::has_symbols(a) || names::has_symbols(b) {
        return None;
    }
    let ((low, high), (below, above)) = (points::bound_roughly(a, budget)?, points::bound_roughly(b, budget)?);
    if high < below {
        return Some(Ordering::Less);
    }
    if above < low {
        return Some(Ordering::Greater);
    }
    // Two spellings of one number.
    let setting = points::Setting::new(a, b, budget);
    (points::compare(&setting, budget) == Ok(Verdict::Equal)).then_some(Ordering::Equal)
}

/// The integers in a segment.
pub(super) fn count_integers(segment: &Segment, budget: &Budget) -> Option<Run> {
    // The largest integer that is not above a number, and whether it is the number.
    let floor = |value: &Tree| -> Option<(i64, bool)> {
        if names::has_symbols(value) {
            return None;
        }
        if let Ok(value) = exact::evaluate(value, budget) {
            let floor = value.to_rbig(limits::FORM_DIGITS)?.floor();
            return Some((bounded(i64::try_from(floor).ok()?)?, value.is_integer()));
        }
        let (low, high) = points::bound_closely(value, budget)?;
        let whole = |bound: Exact| Some(bound.to_rbig(limits::ROOT_DIGITS)?.floor());
        let (low, high) = (whole(low)?, whole(high)?);
        if low == high { Some((bounded(i64::try_from(low).ok()?)?, false)) } else { None }
    };
    let low = match &segment.low {
        End::Low => None,
        End::At(value, closed) => {
            let (floor, is_exact) = floor(value)?;
            Some(if is_exact && *closed { floor } else { floor.checked_add(1)? })
        }
        End::High => return None,
    };
    let high = match &segment.high {
        End::High => None,
        End::At(value, closed) => {
            let (floor, is_exact) = floor(value)?;
            Some(if is_exact && !*closed { floor.checked_sub(1)? } else { floor })
        }
        End::Low => return None,
    };
    Some(Run::between(low, high))
}

/// The order of two ends.
fn order_ends(a: &End, b: &End, budget: &Budget) -> Option<Ordering> {
    match (a, b) {
        (End::Low, End::Low) | (End::High, End::High) => Some(Ordering::Equal),
        (End::Low, _) | (_, End::High) => Some(Ordering::Less),
        (_, End::Low) | (End::High, _) => Some(Ordering::Greater),
        (End::At(a, _), End::At(b, _)) => order(a, b, budget),
    }
}

/// Whether the end belongs to its segment.
fn is_closed(end: &End) -> bool {
    matches!(end, End::At(_, true))
}

/// Whether nothing lies in a segment.
pub(super) fn is_empty(segment: &Segment, budget: &Budget) -> Option<bool> {
    Some(match order_ends(&segment.low, &segment.high, budget)? {
        Ordering::Less => false,
        Ordering::Equal => !(is_closed(&segment.low) && is_closed(&segment.high)),
        Ordering::Greater => true,
    })
}

/// The segments in order, those that touch made one. Ends whose order is not known leave the segments as they are written.
pub(super) fn tidy(segments: Vec<Segment>, budget: &Budget) -> Vec<Segment> {
    arrange(&segments, budget).unwrap_or(segments)
}

fn arrange(segments: &[Segment], budget: &Budget) -> Option<Vec<Segment>> {
    if segments.len() > limits::LIST_MEMBERS {
        return None;
    }
    let mut kept: Vec<Segment> = Vec::with_capacity(segments.len());
    for segment in segments {
        if is_empty(segment, budget)? {
            continue;
        }
        // Insertion keeps them in order of their low ends, a closed one before an open one.
        let mut at = kept.len();
        while at > 0 {
            let before = &kept[at - 1].low;
            let later = match order_ends(before, &segment.low, budget)? {
                Ordering::Greater => true,
                Ordering::Equal => is_closed(&segment.low) && !is_closed(before),
                Ordering::Less => false,
            };
            if !later {
                break;
            }
            at -= 1;
        }
        kept.insert(at, segment.clone());
    }
    let mut merged: Vec<Segment> = Vec::with_capacity(kept.len());
    for segment in kept {
        if let Some(last) = merged.last_mut() {
            let touches = match order_ends(&segment.low, &last.high, budget)? {
                Ordering::Less => true,
                Ordering::Equal => is_closed(&segment.low) || is_closed(&last.high),
                Ordering::Greater => false,
            };
            if touches {
                let further = match order_ends(&segment.high, &last.high, budget)? {
                    Ordering::Greater => true,
                    Ordering::Equal => is_closed(&segment.high),
                    Ordering::Less => false,
                };
                if further {
                    last.high = segment.high;
                }
                continue;
            }
        }
        merged.push(segment);
    }
    Some(merged)
}

/// What lies in both.
pub(super) fn intersect(a: &[Segment], b: &[Segment], budget: &Budget) -> Option<Vec<Segment>> {
    if a.len() * b.len() > limits::LIST_MEMBERS * limits::LIST_MEMBERS {
        return None;
    }
    let mut common = Vec::new();
    for x in a {
        for y in b {
            let low = match order_ends(&x.low, &y.low, budget)? {
                Ordering::Greater => &x.low,
                Ordering::Less => &y.low,
                Ordering::Equal => {
                    if is_closed(&x.low) {
                        &y.low
                    } else {
                        &x.low
                    }
                }
            };
            let high = match order_ends(&x.high, &y.high, budget)? {
                Ordering::Less => &x.high,
                Ordering::Greater => &y.high,
                Ordering::Equal => {
                    if is_closed(&x.high) {
                        &y.high
                    } else {
                        &x.high
                    }
                }
            };
            let segment = Segment { low: low.clone(), high: high.clone() };
            if !is_empty(&segment, budget)? {
                common.push(segment);
            }
        }
    }
    arrange(&common, budget)
}

/// All real numbers that are not there.
pub(super) fn complement(segments: &[Segment], budget: &Budget) -> Option<Vec<Segment>> {
    let flip = |end: End| match end {
        End::At(value, closed) => End::At(value, !closed),
        other => other,
    };
    let mut rest = Vec::new();
    let mut low = Some(End::Low);
    for segment in arrange(segments, budget)? {
        if let Some(low) = low.take()
            && !matches!(segment.low, End::Low)
        {
            rest.push(Segment { low, high: flip(segment.low) });
        }
        if !matches!(segment.high, End::High) {
            low = Some(flip(segment.high));
        }
    }
    if let Some(low) = low {
        rest.push(Segment { low, high: End::High });
    }
    Some(rest)
}

/// The numbers at which any of the segments ends, in order, each once. None where their order is not known.
pub(super) fn cut<'s>(segments: impl Iterator<Item = &'s Segment>, budget: &Budget) -> Option<Vec<Tree>> {
    let mut cuts: Vec<Tree> = Vec::new();
    for end in segments.flat_map(|segment| [&segment.low, &segment.high]) {
        let End::At(value, _) = end else { continue };
        let mut at = cuts.len();
        let mut is_new = true;
        while at > 0 {
            match order(&cuts[at - 1], value, budget)? {
                Ordering::Greater => at -= 1,
                Ordering::Equal => {
                    is_new = false;
                    break;
                }
                Ordering::Less => break,
            }
        }
        if is_new {
            if cuts.len() >= limits::LIST_MEMBERS {
                return None;
            }
            cuts.insert(at, value.clone());
        }
    }
    Some(cuts)
}

/// Whether a segment holds all of another.
pub(super) fn contains(whole: &Segment, part: &Segment, budget: &Budget) -> Option<bool> {
    let below = match order_ends(&whole.low, &part.low, budget)? {
        Ordering::Less => true,
        Ordering::Equal => is_closed(&whole.low) || !is_closed(&part.low),
        Ordering::Greater => false,
    };
    let above = match order_ends(&part.high, &whole.high, budget)? {
        Ordering::Less => true,
        Ordering::Equal => is_closed(&whole.high) || !is_closed(&part.high),
        Ordering::Greater => false,
    };
    Some(below && above)
}
