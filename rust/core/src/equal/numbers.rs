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
    /// Digits after the point; negative where the last digit given is a ten, a hundred and so on (`4.8e10`).
    pub(super) places: i64,
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
    let significant = number.significant;
    match number.form {
        Form::Decimal => Some(Digits { places: i64::from(number.places), significant }),
        // `4.8e10` is given to its second digit, whatever its size.
        Form::Scientific if number.value.is_zero() => Some(Digits { places: i64::from(number.places), significant }),
        Form::Scientific => {
            Some(Digits { places: i64::from(significant) - 1 - number.value.leading_place(), significant })
        }
        _ => None,
    }
}

/// A numeral times a power of ten, `4.8 \cdot 10^{10}`, is given to the digits of the numeral.
pub(super) fn scale(given: &Given, exponent: i64) -> Option<Given> {
    let decimal = given.decimal.map(|digits| Digits { places: digits.places - exponent, ..digits });
    let power = Exact::from_i64(10).pow_small(exponent)?;
    Some(Given { value: given.value.mul(&power)?, decimal })
}

/// Relates two numbers; the truth's own way of being written decides how exact the answer must be.
pub(super) fn relate(answer: &Given, truth: &Given, options: &Options) -> Relation {
    if answer.value == truth.value {
        return Relation::Equal;
    }
    if rounds_to(answer, truth) || is_printed_double(answer, truth) || is_rounding(answer, truth, options) {
        return Relation::Equal;
    }
    if let Some(short) = read_double(truth)
        && relate(answer, &short, options) == Relation::Equal
    {
        return Relation::Equal;
    }
    if !truth.value.is_zero() && is_near(&answer.value, &truth.value, &options.tolerance) {
        return Relation::Close;
    }
    Relation::Different
}

/// Whether a value is within the tolerance. Past a thousand digits the first hundred decide: the edge is no place for such.
pub(super) fn is_near(answer: &Exact, truth: &Exact, tolerance: &Exact) -> bool {
    if answer.size().max(truth.size()) > 1_000 {
        return answer.round_to_significant(100).within(&truth.round_to_significant(100), tolerance);
    }
    answer.within(truth, tolerance)
}

/// The first hundred digits of a number of more than a thousand.
pub(super) fn shorten(value: &Exact) -> Exact {
    if value.size() > 1_000 { value.round_to_significant(100) } else { value.clone() }
}

/// A decimal truth of two digits or more is what the answer rounds to, and the answer is given to at least as many places.
fn rounds_to(answer: &Given, truth: &Given) -> bool {
    let Some(digits) = truth.decimal else { return false };
    digits.significant >= crate::limits::ROUNDING_DIGITS
        && answer.decimal.is_none_or(|own| own.places >= digits.places)
        && is_rounded(&answer.value, &truth.value, digits.places)
}

/// Whether a value rounded to so many places is another one, halves rounded up or to an even digit.
pub(super) fn is_rounded(value: &Exact, rounded: &Exact, places: i64) -> bool {
    if value.round_to_places(places) == *rounded {
        return true;
    }
    // What lies in the middle has a second rounding: towards zero, where the last digit there is even.
    let in_units = |scale: i64, value: &Exact| {
        let unit = Exact::from_i64(10).pow_small(-places)?;
        value.div(&unit)?.mul(&Exact::from_i64(scale))
    };
    let (Some(doubled), Some(half)) = (in_units(2, value), in_units(1, rounded)) else { return false };
    let halved = half.div(&Exact::from_i64(2)).is_some_and(|half| half.is_integer());
    let gap = half.add(&half).and_then(|twice| doubled.abs().sub(&twice.abs()));
    halved
        && gap == Some(Exact::ONE)
        && value.is_negative() == (rounded.is_negative() || rounded.is_zero() && value.is_negative())
}

/// The decimal that a printed double stands for: `0.036000000000000004` is 0.036.
fn read_double(given: &Given) -> Option<Given> {
    given.decimal.filter(|digits| digits.significant > crate::limits::DOUBLE_DIGITS)?;
    let short = given.value.round_to_significant(crate::limits::DOUBLE_DIGITS);
    let significant =
        (1..=crate::limits::SHORT_DOUBLE_DIGITS).find(|count| short.round_to_significant(*count) == short)?;
    let places = i64::from(significant) - 1 - short.leading_place();
    // 884736744.0000001 stands for a whole number, which is exact.
    let decimal = Some(Digits { places, significant }).filter(|digits| digits.places > 0);
    short.within(&given.value, &double_tolerance()).then_some(Given { value: short, decimal })
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
    // A truth of more digits than a double prints is no double.
    low <= crate::limits::DOUBLE_DIGITS + 2 && answer.value.round_to_significant(low) == truth.value
}

/// The answer is the truth, correctly rounded to at least as many digits as the caller asks for.
fn is_rounding(answer: &Given, truth: &Given, options: &Options) -> bool {
    let (Some(wanted), Some(own)) = (options.significant_digits, answer.decimal) else { return false };
    own.significant >= wanted && is_rounded(&truth.value, &answer.value, own.places)
}

/// 1e-14: the relative error of a printed double after a few operations.
pub(super) fn double_tolerance() -> Exact {
    Exact::from_f64_shortest(1e-14).unwrap_or(Exact::ZERO)
}
