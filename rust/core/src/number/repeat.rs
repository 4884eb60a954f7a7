//! Decimals without end: `0.1\overline{8}`, `0.(3)`, `0.333…`.

use dashu_int::{IBig, Sign, UBig};

use super::cursor::Cursor;
use super::decimal::Decimal;
use super::exact::{Exact, POWERS, ten_to};
use super::{Form, Number};
use crate::limits::{MAX_ELLIPSIS_DIGITS, MAX_RATIO_DIGITS};

/// Longest period that is seen in digits which only trail off: the sevenths have six, and long ones are read into anything.
const LONGEST_PERIOD: usize = 24;

/// Reads what makes the decimal between `start` and `cursor` go on for ever, if anything does.
pub(super) fn read<'a>(
    start: Cursor<'a>,
    decimal: &Decimal,
    cursor: Cursor<'a>,
    negative: bool,
) -> Option<(Number, Cursor<'a>)> {
    let mut cursor = cursor;
    let mut mark = cursor.peek();
    if decimal.places == 0 {
        // The point has only the repeating part behind it.
        cursor = cursor.skip('.').or_else(|| cursor.skip(','))?;
        mark = cursor.peek();
        if !matches!(mark, '(' | '\\') {
            return None;
        }
    }
    match mark {
        '(' => {
            let (block, end) = read_block(cursor.skip('(')?)?;
            let end = end.skip(')')?;
            build(&digits_between(start, cursor), decimal.places, &block, negative, end)
        }
        '\\' => {
            if let Some(end) = [r"\ldots", r"\dots", r"\cdots"].iter().find_map(|name| cursor.skip_str(name)) {
                return trail_off(start, decimal, cursor, negative, end);
            }
            let (block, end) = read_command(cursor)?;
            build(&digits_between(start, cursor), decimal.places, &block, negative, end)
        }
        '…' => trail_off(start, decimal, cursor, negative, cursor.skip('…')?),
        '.' => trail_off(start, decimal, cursor, negative, cursor.skip_str("...")?),
        '\u{305}' | '\u{304}' | '\u{307}' => {
            // The first mark stands on the last digit that was read.
            let mut digits = digits_between(start, cursor);
            let mut block = String::from(digits.pop()?);
            let mut end = cursor.next().1;
            let mut marked = block.len();
            let mut ahead = end;
            while let (digit @ '0'..='9', behind) = ahead.next() {
                block.push(digit);
                ahead = behind;
                if let Some(behind) = ahead.skip(mark) {
                    (marked, end, ahead) = (block.len(), behind, behind);
                } else if mark != '\u{307}' {
                    break;
                }
            }
            block.truncate(marked);
            build(&digits, decimal.places - 1, &block, negative, end)
        }
        _ => None,
    }
}

/// The digits of `\overline{18}`, `\bar{3}`, `\overline3` or `\dot{1}4\dot{2}`.
fn read_command(cursor: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    if let Some(inside) = cursor.skip_str(r"\dot") {
        let (mut block, mut end) = read_braced(inside)?;
        let (between, ahead) = read_block(end).unwrap_or((String::new(), end));
        if let Some(inside) = ahead.skip_str(r"\dot") {
            let (last, behind) = read_braced(inside)?;
            block = block + &between + &last;
            end = behind;
        }
        return Some((block, end));
    }
    read_braced(cursor.skip_str(r"\overline").or_else(|| cursor.skip_str(r"\bar"))?)
}

/// Digits in braces, or one without.
fn read_braced(cursor: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    let cursor = cursor.skip_spaces();
    if let Some(inside) = cursor.skip('{') {
        let (block, end) = read_block(inside)?;
        return Some((block, end.skip('}')?));
    }
    let (digit, behind) = cursor.next();
    digit.is_ascii_digit().then(|| (digit.into(), behind))
}

/// A run of digits that is not empty.
fn read_block(mut cursor: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    let mut block = String::new();
    while let (digit @ '0'..='9', behind) = cursor.next() {
        block.push(digit);
        cursor = behind;
    }
    (!block.is_empty()).then_some((block, cursor))
}

/// The folded digits between two places.
fn digits_between(mut start: Cursor<'_>, end: Cursor<'_>) -> String {
    let mut digits = String::new();
    while start.at() < end.at() {
        let (c, behind) = start.next();
        if c.is_ascii_digit() {
            digits.push(c);
        }
        start = behind;
    }
    digits
}

/// Digits that trail off repeat when they are seen to: one digit three times, a longer block twice, or three times where other decimals
/// stand before it (`2.718281828…` doesn't repeat). Others can't be read exactly.
fn trail_off<'a>(
    start: Cursor<'a>,
    decimal: &Decimal,
    cursor: Cursor<'a>,
    negative: bool,
    end: Cursor<'a>,
) -> Option<(Number, Cursor<'a>)> {
    if decimal.places > MAX_ELLIPSIS_DIGITS {
        return None;
    }
    let digits = digits_between(start, cursor);
    let decimals = &digits.as_bytes()[digits.len() - decimal.places..];
    let mut best: Option<(usize, usize)> = None;
    for period in 1..=LONGEST_PERIOD.min(decimals.len() / 2) {
        let same = decimals.iter().rev().zip(decimals.iter().rev().skip(period)).take_while(|(a, b)| a == b).count();
        let seen = same + period;
        let times = if period == 1 || seen < decimals.len() { 3 } else { 2 };
        // The period that explains most digits is meant: `0.544454445444…` does not end in fours.
        if seen >= times * period && best.is_none_or(|(most, _)| seen > most) {
            best = Some((seen, period));
        }
    }
    // The digits may stop within a block: it begins where the first whole one does.
    let (seen, period) = best?;
    let first = digits.len() - seen;
    build(&digits[..first], decimal.places - seen, &digits[first..first + period], negative, end)
}

/// The value of `digits`, the last `places` of them decimals, with `block` behind them without end.
fn build<'a>(
    digits: &str,
    places: usize,
    block: &str,
    negative: bool,
    end: Cursor<'a>,
) -> Option<(Number, Cursor<'a>)> {
    let size = digits.len() + block.len();
    if size > MAX_RATIO_DIGITS {
        return None;
    }
    let digits = if digits.is_empty() { "0" } else { digits };
    let exponent = -(places as i64);
    // digits + block / (10^length - 1)
    let value = if size <= 18 {
        let nines = u128::from(POWERS[block.len()]) - 1;
        let above = digits.parse::<u128>().ok()? * nines + block.parse::<u128>().ok()?;
        Exact::from_words(negative, above, nines, exponent)
    } else {
        let nines = ten_to(block.len()) - UBig::ONE;
        let above = UBig::from_str_radix(digits, 10).ok()? * &nines + UBig::from_str_radix(block, 10).ok()?;
        let sign = if negative { Sign::Negative } else { Sign::Positive };
        Exact::from_big(IBig::from_parts(sign, above), nines, exponent)
    };
    let number = Number {
        value,
        form: Form::Repeating,
        places: (places + block.len()) as u32,
        significant: size as u32,
        ambiguous: false,
    };
    Some((number, end))
}
