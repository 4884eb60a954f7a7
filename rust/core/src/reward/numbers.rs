//! The numbers of an answer against those that are expected.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::equal;
use crate::extract::{Answer, extract};
use crate::limits::LONG_DIGITS;
use crate::number::{self, Exact, Form, Number};
use crate::sorting;

/// A number as Python will see it: an integer where it was written as one, else the nearest double.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// An integer that fits a machine word.
    Integer(i64),
    /// A longer integer, in hexadecimal digits with its sign: Python reads those in linear time and without a limit.
    Long(String),
    /// Anything else.
    Float(f64),
}

/// What [`check_numbers`] found.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// The numbers of the answer, as they stand.
    pub extracted: Vec<Written>,
    /// For each expected number, whether it is there.
    pub matches: Vec<bool>,
    /// Matched over the larger of expected and extracted.
    pub score: f64,
}

/// Finds the expected numbers among those of the stated answer, else of the inferred one; each extracted number counts
/// once, and the assignment that matches most is taken.
pub fn check_numbers(response: &str, expected: &[Exact], tolerance: &Exact) -> Numbers {
    let answer = extract(response).ok();
    let found = answer.map_or_else(Vec::new, |answer| numbers(value(&answer)));
    let points: Vec<Exact> = found.iter().map(|(value, _)| as_float(value)).collect();
    let matches = assign(expected, &points, tolerance);
    let matched = matches.iter().filter(|matched| **matched).count();
    let most = expected.len().max(found.len()).max(1);
    Numbers {
        extracted: found.iter().map(|(value, whole)| written(value, *whole)).collect(),
        matches,
        score: matched as f64 / most as f64,
    }
}

/// The value of an answer, or all that it says where that is not proved to be one value.
pub(super) fn value<'s>(answer: &'s Answer<'_>) -> &'s str {
    let one = answer.restated.is_empty() || equal::is_said_again(&answer.restated);
    if one { answer.value() } else { answer.whole() }
}

/// The numbers of a text, and whether each is written as an integer; where some stand under functions, the values that these give.
fn numbers(text: &str) -> Vec<(Exact, bool)> {
    let read = |number: Number| (number.value, matches!(number.form, Form::Integer | Form::Words));
    if let Some(number) = number::parse(text) {
        return vec![read(number)];
    }
    match equal::read_computed(text) {
        Some(values) => values.into_iter().map(|value| (value, true)).collect(),
        None => number::scan(text).map(|(_, number)| read(number)).collect(),
    }
}

fn written(value: &Exact, whole: bool) -> Written {
    if whole && value.is_integer() {
        if let Some(small) = value.to_i64() {
            return Written::Integer(small);
        }
        if let Some(ratio) = value.to_rbig(LONG_DIGITS) {
            return Written::Long(ratio.numerator().in_radix(16).to_string());
        }
    }
    Written::Float(value.to_f64())
}

/// The value as Python's float shows it, so that 1/3 finds the 0.3333333333333333 that is expected. Integers stay exact.
fn as_float(value: &Exact) -> Exact {
    if value.is_integer() {
        value.clone()
    } else {
        Exact::from_f64_shortest(value.to_f64()).unwrap_or_else(|| value.clone())
    }
}

/// Which expected numbers have a partner, in an assignment that has most: every point goes to the interval that holds it
/// and ends first.
fn assign(expected: &[Exact], points: &[Exact], tolerance: &Exact) -> Vec<bool> {
    let mut intervals: Vec<(Exact, Exact, usize)> = expected
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let value = as_float(value);
            let reach = value.abs().mul(tolerance);
            let low = reach.as_ref().and_then(|reach| value.sub(reach)).unwrap_or_else(|| value.clone());
            let high = reach.as_ref().and_then(|reach| value.add(reach)).unwrap_or(value);
            (low, high, index)
        })
        .collect();
    sorting::sort(&mut intervals);
    let mut points: Vec<&Exact> = points.iter().collect();
    sorting::sort(&mut points);
    let mut matched = vec![false; expected.len()];
    let mut waiting = BinaryHeap::new();
    let mut next = intervals.into_iter().peekable();
    for point in points {
        while let Some((_, high, index)) = next.next_if(|(low, _, _)| low <= point) {
            waiting.push(Reverse((high, index)));
        }
        while let Some(Reverse((high, index))) = waiting.pop() {
            if high >= *point {
                matched[index] = true;
                break;
            }
        }
    }
    matched
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_counts_once_where_it_is_said_again() {
        let found = |response| check_numbers(response, &[Exact::from_i64(4)], &Exact::ZERO).extracted;
        let integers = |numbers: &[i64]| numbers.iter().map(|number| Written::Integer(*number)).collect::<Vec<_>>();
        assert_eq!(found("The answer is 4 (four)."), integers(&[4]));
        assert_eq!(found("The answer is 4 or 5."), integers(&[4, 5]));
    }
}
