//! Whether two members of a chain are equal, as far as that can be told.

use std::sync::LazyLock;

use super::value::{Member, Percent, Shown, Value, doubt};
use super::{doubt as excuse, words};
use crate::number::Exact;

/// Decimals that only a printed double has, and how far it may be off, relatively: `0.1 + 0.2 = 0.30000000000000004`.
const DOUBLE_PLACES: i64 = 12;
static DOUBLE_ERROR: LazyLock<Exact> = LazyLock::new(|| Exact::from_i64(10).pow_small(-14).unwrap_or(Exact::ZERO));

/// One side of a step: an expression, and where it stands among the signs.
#[derive(Clone)]
pub(super) struct Side {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) value: Value,
    /// Why its beginning or its end may not be where it was read.
    pub(super) doubts: u16,
}

/// A step that was decided.
pub(super) struct Decided {
    pub(super) holds: bool,
    pub(super) left: Exact,
    pub(super) right: Exact,
}

/// Decides one step; `None` where it holds in no reading and may yet be right.
pub(super) fn decide(
    member: Member<'_>,
    left: &Side,
    right: &Side,
    approximate: bool,
    span: (usize, usize),
) -> Option<Decided> {
    let percents = left.value.percents || right.value.percents;
    let modes: &[Percent] =
        if percents { &[Percent::Hundredth, Percent::Unit, Percent::OfLeft] } else { &[Percent::Hundredth] };
    let read = |side: &Side, percent, skip| {
        let member = Member { end: side.to, percent, ..member };
        member.read(side.from + skip).map(|(value, _)| value)
    };
    // A dash before the first number may be a sign or a bullet.
    let signed = member.tokens[left.from].kind == super::token::Kind::Minus;
    for &percent in modes {
        for skip in 0..=usize::from(signed) {
            let (a, b) = if percent == Percent::Hundredth && skip == 0 {
                (left.value.clone(), right.value.clone())
            } else {
                (read(left, percent, skip)?, read(right, percent, 0)?)
            };
            let (Some(x), Some(y)) = (&a.number, &b.number) else { continue };
            if agree(&a, &b, x, y, approximate) {
                return Some(Decided { holds: true, left: x.clone(), right: y.clone() });
            }
        }
    }
    let (a, b) = (&left.value, &right.value);
    let (x, y) = (a.number.as_ref()?, b.number.as_ref()?);
    let certain = left.doubts | right.doubts | a.doubts | b.doubts == 0
        && !is_hidden_rounding(a, b, x, y, approximate)
        && !is_share(a, b, x, y)
        && !is_run_on(a, b)
        && !is_mixed(a, b, x, y)
        && !is_difference(&member.tokens[left.from..left.to], x, y)
        && !excuse::is_excused(member.text, span.0, span.1);
    certain.then(|| Decided { holds: false, left: x.clone(), right: y.clone() })
}

/// Whether two values are equal, or one number is the other value rounded or cut off to the places that it shows.
fn agree(a: &Value, b: &Value, x: &Exact, y: &Exact, approximate: bool) -> bool {
    if x == y {
        return true;
    }
    let shows = |value: &Exact, shown: Option<Shown>, given: &Exact| {
        let Some(shown) = shown else { return false };
        let Some(unit) = unit(&shown, given, approximate) else { return false };
        if approximate {
            return within(value, given, &unit);
        }
        if !shown.decimal || given.sign() * value.sign() < 0 {
            return false;
        }
        if shown.places >= DOUBLE_PLACES && given.within(value, &DOUBLE_ERROR) {
            return true;
        }
        let places = u32::try_from(shown.places).unwrap_or(0);
        let cut = value.abs() > given.abs() && value.abs().sub(&given.abs()).is_some_and(|rest| rest < unit);
        value.round_to_places(i64::from(places)) == *given || cut
    };
    shows(x, b.shown, y) || shows(y, a.shown, x)
}

/// The value of the last place that a number shows; of a rounded integer, its zeros show nothing.
fn unit(shown: &Shown, given: &Exact, approximate: bool) -> Option<Exact> {
    let ten = Exact::from_i64(10);
    if approximate && !shown.decimal {
        let mut number = given.to_i64()?.unsigned_abs();
        let mut zeros = 0;
        while number > 0 && number.is_multiple_of(10) {
            number /= 10;
            zeros += 1;
        }
        return ten.pow_small(zeros);
    }
    ten.pow_small(-shown.places)
}

fn within(a: &Exact, b: &Exact, distance: &Exact) -> bool {
    a.sub(b).is_some_and(|difference| difference.abs() < *distance)
}

/// Whether the difference may be a rounding that is not said, here or earlier.
fn is_hidden_rounding(a: &Value, b: &Value, x: &Exact, y: &Exact, approximate: bool) -> bool {
    let relative = |percent: i64| {
        let share = Exact::from_i64(percent).div(&Exact::from_i64(100)).unwrap_or(Exact::ZERO);
        x.within(y, &share) || y.within(x, &share)
    };
    // People and buses come in whole numbers.
    let whole = (y.is_integer() != x.is_integer()) && within(x, y, &Exact::ONE);
    whole || approximate && relative(10) || (a.inexact || b.inexact) && relative(2)
}

/// Whether a share is set equal to what it is of: "3/4 = 30 pages", "100% - 60% = 20 students".
fn is_share(a: &Value, b: &Value, x: &Exact, y: &Exact) -> bool {
    let is_part = |value: &Value, number: &Exact, other: &Exact| {
        value.divided && !number.is_zero() && number.abs() < Exact::ONE && other.is_integer()
    };
    a.percent != b.percent || is_part(a, x, y) || is_part(b, y, x)
}

/// Whether the right side goes on computing with the left one's result: "5 + 3 = 8 * 2 = 16".
fn is_run_on(a: &Value, b: &Value) -> bool {
    b.operations > 0 && a.number.is_some() && a.number == b.first
}

/// Whether a difference is given without its sign: "$22 - $24 = $2 more".
fn is_difference(tokens: &[super::token::Token], x: &Exact, y: &Exact) -> bool {
    *x == y.neg() && tokens.iter().any(|token| token.kind == super::token::Kind::Minus)
}

/// Whether units may hide a factor.
fn is_mixed(a: &Value, b: &Value, x: &Exact, y: &Exact) -> bool {
    let measures = a.measures | b.measures;
    measures.count_ones() > 1 || measures & !words::MONEY != 0 && excuse::is_conversion(x, y)
}

/// Whether a value is one number without operations.
pub(super) fn is_single(value: &Value) -> bool {
    value.operations == 0
}

/// Whether a side is too doubtful to be read at all: a variable stands at its end.
pub(super) fn has_letter(value: &Value) -> bool {
    value.doubts & doubt::LETTER != 0
}
