//! The rules on numerals: exact values, decimals that round to each other, closeness.

use crate::number::{Exact, Form, Number};

use super::{Options, Relation};

/// A real number as an answer gives it.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// Its value.
    pub(super) value: Exact,
    /// Digits after the point and significant digits, where it is a decimal; none where it is exact as it stands.
    pub(super) decimal: Option<Digits>,
}

/// How many digits a decimal is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    /// Digits after the point.
    pub(super) places: u32,
    /// Digits from the first that is not zero.
    pub(super) significant: u32,
}

impl Given {
    /// A value that is exact as it stands.
    pub(super) fn exact(value: Exact) -> Self {
        Self { value, decimal: None }
    }

    /// A numeral, a decimal if it is written with a point.
    pub(super) fn from_number(number: &Number) -> Self {
        Self { value: number.value.clone(), decimal: read_digits(number) }
    }
}

/// The digits that a numeral is given to; none for one that is exact as it stands.
pub(super) fn read_digits(number: &Number) -> Option<Digits> {
    let is_decimal = match number.form {
        Form::Decimal => true,
        // What a double is printed as past its digits, `1.25e+30`, is no more exact than it.
        Form::Scientific => number.places > 0 || number.significant >= crate::limits::DOUBLE_DIGITS,
        _ => false,
    };
    is_decimal.then_some(Digits { places: number.places, significant: number.significant })
}

/// Relates two numbers; the truth's own way of being written decides how exact the answer must be.
pub(super) fn relate(answer: &Given, truth: &Given, options: &Options) -> Relation {
    if answer.value == truth.value {
        return Relation::Equal;
    }
    if rounds_to(answer, truth) || is_printed_double(answer, truth) || is_rounding(answer, truth, options) {
        return Relation::Equal;
    }
    if !truth.value.is_zero() && is_near(&answer.value, &truth.value, &options.tolerance) {
        return Relation::Close;
    }
    Relation::Different
}

/// Whether a value is within the tolerance. Past a thousand digits the first hundred decide: the edge is no place for such.
fn is_near(answer: &Exact, truth: &Exact, tolerance: &Exact) -> bool {
    if answer.size().max(truth.size()) > 1_000 {
        return answer.round_to_significant(100).within(&truth.round_to_significant(100), tolerance);
    }
    answer.within(truth, tolerance)
}

/// A decimal truth is what the answer rounds to, and the answer is given to at least as many places.
fn rounds_to(answer: &Given, truth: &Given) -> bool {
    let Some(digits) = truth.decimal else { return false };
    answer.decimal.is_none_or(|own| own.places >= digits.places)
        && answer.value.round_to_places(digits.places) == truth.value
}

/// A decimal with as many digits as a double has, off by no more than a double is.
fn is_printed_double(answer: &Given, truth: &Given) -> bool {
    truth.decimal.is_none()
        && answer.decimal.is_some_and(|own| own.significant >= crate::limits::DOUBLE_DIGITS)
        && !truth.value.is_zero()
        && answer.value.within(&truth.value, &double_tolerance())
        && keeps_digits(answer, truth)
}

/// Whether an answer has all digits of a truth that has no more of them: the error of a double lies behind the digits that
/// there are, it changes none.
fn keeps_digits(answer: &Given, truth: &Given) -> bool {
    let ends_at = |count: u32| truth.value.round_to_significant(count) == truth.value;
    let (mut low, mut high) = (1, answer.decimal.map_or(1, |own| own.significant));
    if !ends_at(high) {
        return true;
    }
    while low < high {
        let middle = u32::midpoint(low, high);
        if ends_at(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    answer.value.round_to_significant(low) == truth.value
}

/// The answer is the truth, correctly rounded to at least as many digits as the caller asks for.
fn is_rounding(answer: &Given, truth: &Given, options: &Options) -> bool {
    let (Some(wanted), Some(own)) = (options.significant_digits, answer.decimal) else { return false };
    own.significant >= wanted && truth.value.round_to_places(own.places) == answer.value
}

/// 1e-14: the relative error of a printed double after a few operations.
pub(super) fn double_tolerance() -> Exact {
    Exact::from_f64_shortest(1e-14).unwrap_or(Exact::ZERO)
}
