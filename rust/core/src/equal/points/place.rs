//! Places on a line where an expression may change its form.

use std::cmp::Ordering;

use crate::number::Exact;
use crate::sorting;

/// A place: exactly a number, or somewhere between two.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Not below this.
    pub(super) low: f64,
    /// Not above this.
    pub(super) high: f64,
    /// The number, where it is known.
    pub(super) exact: Option<Exact>,
}

impl Place {
    /// A known number.
    pub(super) fn exact(value: Exact) -> Self {
        let x = value.to_f64();
        Self { low: x.next_down(), high: x.next_up(), exact: Some(value) }
    }

    /// A number that is known to within a part of its size.
    pub(super) fn near(x: f64, part: f64) -> Self {
        let slack = x.abs() * part + 1e-300;
        Self { low: x - slack, high: x + slack, exact: None }
    }

    /// A place between two numbers.
    pub(super) fn between(low: f64, high: f64) -> Self {
        Self { low, high, exact: None }
    }

    /// Its middle.
    pub(super) fn middle(&self) -> f64 {
        f64::midpoint(self.low, self.high)
    }
}

/// Sorts places, and joins those that can't be told apart.
pub(super) fn arrange(mut places: Vec<Place>) -> Vec<Place> {
    places.retain(|place| place.low.is_finite() && place.high.is_finite());
    sorting::sort_by(&mut places, |a, b| match (&a.exact, &b.exact) {
        (Some(x), Some(y)) => x.cmp(y),
        _ => a.middle().total_cmp(&b.middle()).then(Ordering::Equal),
    });
    let mut joined: Vec<Place> = Vec::with_capacity(places.len());
    for place in places {
        if let Some(last) = joined.last_mut() {
            let is_same = match (&last.exact, &place.exact) {
                (Some(x), Some(y)) => x == y,
                _ => last.high >= place.low,
            };
            if is_same {
                if last.exact.is_none() || place.exact.is_none() {
                    last.low = last.low.min(place.low);
                    last.high = last.high.max(place.high);
                    last.exact = last.exact.take().or(place.exact);
                }
                continue;
            }
        }
        joined.push(place);
    }
    joined
}
