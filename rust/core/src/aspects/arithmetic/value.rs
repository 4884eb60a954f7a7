//! Expressions of constants: read greedily from signs, and evaluated exactly.

use super::token::{Kind, Token};
use super::words;
use crate::limits::{STEP_DEPTH, STEP_DIGITS};
use crate::number::{Exact, Form, Number};

/// What a percent sign does to its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Percent {
    /// Divides it by a hundred.
    Hundredth,
    /// Nothing: it is a unit.
    Unit,
    /// The same as the first, and behind a plus or a minus it is that part of what stands before.
    OfLeft,
}

/// Why a value may not be the one that is meant.
pub(super) mod doubt {
    pub(crate) const GLUED: u16 = 1;
    pub(crate) const SCALE: u16 = 1 << 1;
    pub(crate) const SIGNED_POWER: u16 = 1 << 2;
    pub(crate) const IMPLICIT: u16 = 1 << 3;
    pub(crate) const DANGLING: u16 = 1 << 4;
    pub(crate) const LETTER: u16 = 1 << 5;
    pub(crate) const EDGE: u16 = 1 << 6;
}

/// The number that a side shows, where it is one number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    /// It is given to multiples of `10^-places`.
    pub(super) places: i64,
    /// It has decimals, or is a percentage: such a number is often a rounded one.
    pub(super) decimal: bool,
}

/// A value with what is known of how it was written.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "four facts that do not depend on each other")]
pub(super) struct Value {
    /// `None` where it is not defined, or past the limits.
    pub(super) number: Option<Exact>,
    /// The value of the first number in it.
    pub(super) first: Option<Exact>,
    pub(super) operations: u32,
    pub(super) shown: Option<Shown>,
    /// Decimals or divisions take part: a rounding may hide in it.
    pub(super) inexact: bool,
    pub(super) divided: bool,
    /// It is a percentage.
    pub(super) percent: bool,
    /// A percentage takes part.
    pub(super) percents: bool,
    pub(super) doubts: u16,
    pub(super) measures: u32,
}

/// The signs of one member of a chain, and how they are read.
#[derive(Clone, Copy)]
pub(super) struct Member<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// For each opening bracket the place of the one that closes it.
    pub(super) partners: &'a [u32],
    /// Where the member ends.
    pub(super) end: usize,
    pub(super) percent: Percent,
}

/// Words in a row that are taken as one unit.
const UNIT_WORDS: usize = 5;

impl Member<'_> {
    fn kind(&self, at: usize) -> Option<&Kind> {
        if at < self.end { Some(&self.tokens[at].kind) } else { None }
    }

    fn glued(&self, at: usize) -> bool {
        at < self.end && !self.tokens[at].spaced
    }

    fn integer(&self, at: usize) -> Option<&Number> {
        match self.kind(at) {
            Some(Kind::Number(number)) if number.form == Form::Integer => Some(number),
            _ => None,
        }
    }

    /// The longest expression that begins at a sign, and where it ends.
    pub(super) fn read(&self, at: usize) -> Option<(Value, usize)> {
        self.sum(at, 0)
    }

    fn sum(&self, at: usize, depth: usize) -> Option<(Value, usize)> {
        let (mut left, mut at) = self.product(at, depth)?;
        loop {
            let negative = match self.kind(at) {
                Some(Kind::Plus) => false,
                Some(Kind::Minus) => true,
                _ => return Some((left, at)),
            };
            let Some((right, next)) = self.product(at + 1, depth) else {
                left.doubts |= doubt::DANGLING;
                return Some((left, at));
            };
            at = next;
            let of_left = self.percent == Percent::OfLeft && right.percent && !left.percent;
            let percent = left.percent && right.percent;
            left = left.join(&right, |a, b| {
                let b = if of_left { a.mul(b)? } else { b.clone() };
                if negative { a.sub(&b) } else { a.add(&b) }
            });
            left.percent = percent;
        }
    }

    fn product(&self, at: usize, depth: usize) -> Option<(Value, usize)> {
        let (mut left, mut at) = self.power(at, depth)?;
        let mut divided = false;
        loop {
            let implicit = match self.kind(at) {
                Some(Kind::Times) => false,
                Some(Kind::Over) => {
                    let Some((right, next)) = self.power(at + 1, depth) else {
                        left.doubts |= doubt::DANGLING;
                        return Some((left, at));
                    };
                    // "2 pages/1.5 minutes": a rate, and one number.
                    let rate = self.tokens[at - 1].kind == Kind::Word && self.glued(at) && self.glued(at + 1);
                    left = left.join(&right, Exact::div);
                    if rate {
                        left.doubts |= doubt::IMPLICIT;
                    }
                    (left.divided, left.inexact, divided) = (true, true, true);
                    at = next;
                    continue;
                }
                Some(Kind::Of)
                    if left.percent || left.divided || left.number.as_ref().is_some_and(|n| !n.is_integer()) =>
                {
                    false
                }
                Some(Kind::Of) => {
                    left.doubts |= doubt::DANGLING;
                    return Some((left, at));
                }
                Some(Kind::Open | Kind::Frac) if self.glued(at) && at > 0 => true,
                Some(Kind::Number(_)) if self.glued(at) && at > 0 && self.tokens[at - 1].kind == Kind::Close => true,
                _ => return Some((left, at)),
            };
            let Some((right, next)) = self.power(at + usize::from(!implicit), depth) else {
                left.doubts |= doubt::DANGLING;
                return Some((left, at));
            };
            if implicit && divided {
                left.doubts |= doubt::IMPLICIT;
            }
            left = left.join(&right, Exact::mul);
            at = next;
        }
    }

    fn power(&self, mut at: usize, depth: usize) -> Option<(Value, usize)> {
        let mut negative = false;
        let mut signs = 0;
        while let Some(sign @ (Kind::Minus | Kind::Plus)) = self.kind(at) {
            negative ^= *sign == Kind::Minus;
            at += 1;
            signs += 1;
            if signs > 2 {
                return None;
            }
        }
        let (mut value, mut at) = self.atom(at, depth)?;
        let mut raised = false;
        loop {
            let (power, next) = match self.kind(at) {
                Some(Kind::Raised(power)) => (Some(*power), at + 1),
                Some(Kind::Power) => {
                    let Some((power, next)) = self.exponent(at + 1, depth) else {
                        value.doubts |= doubt::DANGLING;
                        return Some((value, at));
                    };
                    (power.number.and_then(|power| power.to_i64()), next)
                }
                _ => break,
            };
            if raised {
                // A tower: what it means depends on the reader.
                return None;
            }
            raised = true;
            at = next;
            value.number = value.number.and_then(|base| raise(&base, power?));
            value.operations += 1;
            value.shown = None;
        }
        if raised {
            at = self.units(at, &mut value);
        }
        if negative {
            value.number = value.number.map(|number| number.neg());
            value.first = value.first.map(|number| number.neg());
            if raised {
                value.doubts |= doubt::SIGNED_POWER;
            }
        }
        Some((value, at))
    }

    fn exponent(&self, at: usize, depth: usize) -> Option<(Value, usize)> {
        let negative = self.kind(at) == Some(&Kind::Minus);
        let at = at + usize::from(negative);
        let (mut value, end) = match self.kind(at)? {
            Kind::Number(number) => (Value::of(number), at + 1),
            Kind::Open => self.group(at, depth)?,
            _ => return None,
        };
        if negative {
            value.number = value.number.map(|number| number.neg());
        }
        Some((value, end))
    }

    /// An expression in brackets.
    fn group(&self, at: usize, depth: usize) -> Option<(Value, usize)> {
        let close = self.partners[at] as usize;
        if self.kind(at) != Some(&Kind::Open) || close >= self.end || depth >= STEP_DEPTH {
            return None;
        }
        let (value, end) = Member { end: close, ..*self }.sum(at + 1, depth + 1)?;
        (end == close).then_some((value, close + 1))
    }

    fn atom(&self, mut at: usize, depth: usize) -> Option<(Value, usize)> {
        let mut money = false;
        while self.kind(at) == Some(&Kind::Money) {
            money = true;
            at += 1;
        }
        let (mut value, mut end) = match self.kind(at)? {
            Kind::Number(number) => self.number(number, at, depth),
            Kind::Open => self.group(at, depth)?,
            Kind::Frac => self.fraction(at, depth)?,
            _ => return None,
        };
        if money {
            value.measures |= words::MONEY;
        }
        if self.kind(end) == Some(&Kind::Percent) {
            end += 1;
            (value.percent, value.percents) = (true, true);
            if self.percent != Percent::Unit {
                let hundredth = |number: Exact| number.div(&Exact::from_i64(100));
                value.number = value.number.and_then(hundredth);
                value.first = value.first.and_then(hundredth);
                value.shown = value.shown.map(|shown| Shown { places: shown.places + 2, decimal: true });
            }
            // A remainder: `17 % 5`.
            if matches!(self.kind(end), Some(Kind::Number(_) | Kind::Open)) {
                value.doubts |= doubt::SCALE;
            }
        }
        while self.kind(end) == Some(&Kind::Money) && !matches!(self.kind(end + 1), Some(Kind::Number(_) | Kind::Open))
        {
            end += 1;
        }
        end = self.units(end, &mut value);
        Some((value, end))
    }

    /// A number with the fraction that may belong to it.
    fn number(&self, number: &Number, at: usize, depth: usize) -> (Value, usize) {
        let mut value = Value::of(number);
        if number.form != Form::Integer {
            return (value, at + 1);
        }
        let add = |mut value: Value, part: Option<Exact>| {
            value.number = value.number.zip(part).and_then(|(whole, part)| whole.add(&part));
            value.first.clone_from(&value.number);
            value.shown = None;
            value
        };
        match self.kind(at + 1) {
            Some(Kind::Number(part)) if part.form == Form::Fraction && self.glued(at + 1) => {
                return (add(value, Some(part.value.clone())), at + 2);
            }
            Some(Kind::Number(_))
                if !self.glued(at + 1)
                    && self.kind(at + 2) == Some(&Kind::Over)
                    && self.glued(at + 2)
                    && self.glued(at + 3) =>
            {
                if let (Some(above), Some(below)) = (self.integer(at + 1), self.integer(at + 3))
                    && above.value < below.value
                {
                    return (add(value, above.value.div(&below.value)), at + 4);
                }
            }
            Some(Kind::Frac) if self.glued(at + 1) => {
                if let Some((part, end)) = self.fraction(at + 1, depth)
                    && part.number.as_ref().is_some_and(|part| *part < Exact::ONE)
                {
                    value.doubts |= doubt::IMPLICIT;
                    return (add(value, part.number), end);
                }
            }
            _ => {}
        }
        (value, at + 1)
    }

    /// `\frac{a}{b}`.
    fn fraction(&self, at: usize, depth: usize) -> Option<(Value, usize)> {
        let (above, end) = self.group(at + 1, depth)?;
        let (below, end) = self.group(end, depth)?;
        let mut value = above.join(&below, Exact::div);
        (value.divided, value.inexact) = (true, true);
        Some((value, end))
    }

    /// Passes the words behind a number that are its unit: a few, with an operator or the member's end behind them.
    fn units(&self, at: usize, value: &mut Value) -> usize {
        let mut end = at;
        while self.kind(end) == Some(&Kind::Word) && end - at < UNIT_WORDS {
            let token = &self.tokens[end];
            let word = &self.text[token.start..token.end];
            let words::Unit { parts, scales, measure } = words::unit(word);
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            if letters == 1 && measure == 0 && word.chars().all(|c| c.is_alphabetic() && (c as u32) < 0x530) {
                // A variable.
                value.doubts |= doubt::LETTER;
                return at;
            }
            if parts {
                return at;
            }
            if scales {
                value.doubts |= doubt::SCALE;
            }
            let is_short = letters == 1 || end == at && !token.spaced && measure == 0 && word.is_ascii();
            if is_short && !word.starts_with(['-', '/', '(', '\\', '^']) {
                value.doubts |= doubt::GLUED;
            }
            value.measures |= measure;
            end += 1;
        }
        if end > at && matches!(self.kind(end), Some(Kind::Power | Kind::Raised(_))) && self.glued(end) {
            // Square metres.
            end += match self.kind(end + 1) {
                Some(Kind::Number(_)) if self.kind(end) == Some(&Kind::Power) => 2,
                Some(Kind::Open) if self.kind(end) == Some(&Kind::Power) => 4,
                _ => 1,
            };
            end = end.min(self.end);
        }
        while end > at && self.kind(end) == Some(&Kind::Money) && end + 1 == self.end {
            end += 1;
        }
        let goes_on =
            matches!(self.kind(end), None | Some(Kind::Plus | Kind::Minus | Kind::Times | Kind::Over | Kind::Close));
        if goes_on { end } else { at }
    }
}

impl Value {
    fn of(number: &Number) -> Self {
        let decimal = number.form != Form::Integer;
        Self {
            number: Some(number.value.clone()),
            first: Some(number.value.clone()),
            operations: 0,
            shown: Some(Shown { places: i64::from(number.places), decimal }),
            inexact: decimal,
            divided: false,
            percent: false,
            percents: false,
            doubts: 0,
            measures: 0,
        }
    }

    fn join(self, other: &Self, operate: impl Fn(&Exact, &Exact) -> Option<Exact>) -> Self {
        let number = self.number.as_ref().zip(other.number.as_ref()).and_then(|(a, b)| operate(a, b));
        Self {
            number: number.filter(|number| number.size() <= STEP_DIGITS),
            first: self.first,
            operations: self.operations + other.operations + 1,
            shown: None,
            inexact: self.inexact || other.inexact,
            divided: self.divided || other.divided,
            percent: false,
            percents: self.percents || other.percents,
            doubts: self.doubts | other.doubts,
            measures: self.measures | other.measures,
        }
    }
}

/// A power whose digits stay within the limit.
fn raise(base: &Exact, power: i64) -> Option<Exact> {
    let one = Exact::ONE;
    if power == 0 && !base.is_zero() {
        return Some(one);
    }
    let simple = base.abs() == one || base.is_zero();
    if !simple
        && power.unsigned_abs().saturating_mul(base.size().unsigned_abs().div_ceil(20)) > STEP_DIGITS.unsigned_abs()
    {
        return None;
    }
    base.pow_small(power).filter(|number| number.size() <= STEP_DIGITS)
}
