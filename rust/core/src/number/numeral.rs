//! One numeral: a decimal, and the powers, fractions and factors that stand with it.

use super::cursor::Cursor;
use super::decimal::{self, Decimal, Style};
use super::digits::Digits;
use super::exact::Exact;
use super::{Form, Number, han, repeat, words};
use crate::limits::{MAX_EXPONENT, MAX_RATIO_DIGITS};
use crate::text::fold;

/// Reads a numeral without its sign; `negative` is what the sign said.
#[inline]
pub(super) fn read(cursor: Cursor<'_>, negative: bool, style: Style) -> Option<(Number, Cursor<'_>)> {
    read_from(cursor, negative, style, &mut 0)
}

/// [`read`], which says where its digits end also where they are no number: `stopped` is moved there.
#[inline]
pub(super) fn read_from<'a>(
    cursor: Cursor<'a>,
    negative: bool,
    style: Style,
    stopped: &mut usize,
) -> Option<(Number, Cursor<'a>)> {
    let (c, behind) = cursor.next();
    match c {
        '0'..='9' | '.' => read_digits(cursor, negative, style, stopped),
        '\\' => {
            read_frac(cursor).and_then(|(above, below, end)| Some((fraction(negative, None, &above, &below)?, end)))
        }
        'a'..='z' | 'A'..='Z' if !words::may_begin(cursor.rest().as_bytes()) => None,
        'a'..='z' | 'A'..='Z' => words::read(cursor, negative).map(|(number, end, _)| (number, end)),
        _ if c.is_ascii() => None,
        _ if han::begins(c) => han::read(cursor, negative),
        _ => {
            let (above, below) = fold::vulgar_fraction(c)?;
            Some((vulgar(negative, None, above, below)?, behind))
        }
    }
}

/// A numeral that begins with digits.
fn read_digits<'a>(
    start: Cursor<'a>,
    negative: bool,
    style: Style,
    stopped: &mut usize,
) -> Option<(Number, Cursor<'a>)> {
    let (decimal, cursor) = decimal::read(start, style)?;
    *stopped = cursor.at();
    let next = cursor.peek();
    // Most numerals end here.
    if next == super::cursor::END || next == ',' && !style.comma {
        return Some((plain(&decimal, negative, 0)?, cursor));
    }
    if matches!(next, '(' | '.' | ',' | '\\' | '…' | '\u{304}' | '\u{305}' | '\u{307}')
        && let Some(found) = repeat::read(start, &decimal, cursor, negative)
    {
        return Some(found);
    }
    // A point with no digits behind it needs an exponent to be one: `1.e5`.
    let point = cursor.skip('.').filter(|behind| decimal.places == 0 && matches!(behind.peek(), 'e' | 'E'));
    if let Some((exponent, end)) = read_exponent(point.unwrap_or(cursor)) {
        return Some((plain(&decimal, negative, exponent)?.with_form(Form::Scientific), end));
    }
    if decimal.places == 0
        && let Some((number, end)) = read_fraction(&decimal, cursor, negative, style)
    {
        return Some(scale(number, end));
    }
    let number = plain(&decimal, negative, 0)?;
    let Some((factor, end)) = words::read_letter(cursor).or_else(|| han::read_factor(cursor)) else {
        return Some(scale(number, cursor));
    };
    Some(times(&number, &factor).map_or((number, cursor), |scaled| (scaled, end)))
}

/// The number with the words behind it that multiply it, if any: `hundred`, `million`, `lakh crore`.
fn scale(mut number: Number, mut cursor: Cursor<'_>) -> (Number, Cursor<'_>) {
    for _ in 0..2 {
        let Some((factor, end)) = words::read_factor(cursor) else { break };
        let Some(scaled) = times(&number, &factor) else { break };
        (number, cursor) = (scaled, end);
    }
    (number, cursor)
}

/// The number times a factor that was written with it. It is as precise as its digits were: `2.5 million` has no decimals.
fn times(number: &Number, factor: &Exact) -> Option<Number> {
    let value = number.value.mul(factor)?;
    let places = i64::from(number.places).saturating_sub(factor.exponent).max(0) as u32;
    Some(Number { value, form: Form::Scaled, places, ..*number })
}

/// Digits as a formula has them: with an exponent, but no power of ten that is written as a product.
pub(super) fn lex(start: Cursor<'_>) -> Option<(Number, Cursor<'_>)> {
    let (decimal, cursor) = decimal::read(start, super::BARE)?;
    if let ('e' | 'E', behind) = cursor.next()
        && let Some((exponent, end)) = read_power(behind)
    {
        return Some((plain(&decimal, false, exponent)?.with_form(Form::Scientific), end));
    }
    Some((plain(&decimal, false, 0)?, cursor))
}

/// The number that a decimal stands for.
#[inline]
fn plain(decimal: &Decimal, negative: bool, exponent: i64) -> Option<Number> {
    let shift = exponent - decimal.places as i64;
    Some(Number {
        value: decimal.digits.value(negative, shift)?,
        form: if decimal.places == 0 { Form::Integer } else { Form::Decimal },
        places: u32::try_from(-shift.min(0)).unwrap_or(u32::MAX),
        significant: decimal.digits.significant().max(1) as u32,
        ambiguous: decimal.ambiguous,
    })
}

/// The power of ten of `e5`, `× 10^5`, `\cdot 10^{-5}` or `x 10⁵`, and the place behind.
fn read_exponent(cursor: Cursor<'_>) -> Option<(i64, Cursor<'_>)> {
    if let ('e' | 'E', behind) = cursor.next() {
        return read_power(behind);
    }
    let cursor = cursor.skip_spaces();
    let (c, behind) = cursor.next();
    let behind = match c {
        'x' | 'X' | '×' | '·' | '⋅' | '∙' | '*' => behind,
        '\\' => cursor.skip_str(r"\times").or_else(|| cursor.skip_str(r"\cdot"))?,
        _ => return None,
    };
    let base = behind.skip_spaces().skip_str("10")?;
    let (c, behind) = base.next();
    if fold::superscript_digit(c).is_some() || c == '⁻' {
        return read_superscript(base);
    }
    let behind = match c {
        '^' => behind,
        '*' => behind.skip('*')?,
        _ => return None,
    };
    for (open, close) in [('{', '}'), ('(', ')')] {
        if let Some(inside) = behind.skip(open) {
            let (power, end) = read_power(inside)?;
            return Some((power, end.skip(close)?));
        }
    }
    read_power(behind)
}

/// A signed integer, small enough for a power of ten.
fn read_power(cursor: Cursor<'_>) -> Option<(i64, Cursor<'_>)> {
    let (c, behind) = cursor.next();
    let (negative, cursor) = match c {
        '-' => (true, behind),
        '+' => (false, behind),
        _ => (false, cursor),
    };
    let mut digits = Digits::default();
    let (count, end) = digits.read(cursor);
    let power = i64::try_from(digits.word()?).ok().filter(|&power| count > 0 && power <= MAX_EXPONENT)?;
    Some((if negative { -power } else { power }, end))
}

/// A signed integer in superscript.
fn read_superscript(cursor: Cursor<'_>) -> Option<(i64, Cursor<'_>)> {
    let (c, behind) = cursor.next();
    let (negative, mut cursor) = if c == '⁻' { (true, behind) } else { (false, cursor) };
    let (mut power, mut count) = (0i64, 0);
    while let (c, behind) = cursor.next()
        && let Some(value) = fold::superscript_digit(c)
    {
        power = power.checked_mul(10)?.checked_add(i64::from(value)).filter(|&power| power <= MAX_EXPONENT)?;
        count += 1;
        cursor = behind;
    }
    (count > 0).then_some((if negative { -power } else { power }, cursor))
}

/// What makes a fraction or a mixed number of the integer `whole` in front of the cursor.
fn read_fraction<'a>(
    whole: &Decimal,
    cursor: Cursor<'a>,
    negative: bool,
    style: Style,
) -> Option<(Number, Cursor<'a>)> {
    let (c, behind) = cursor.next();
    if let Some((above, below)) = fold::vulgar_fraction(c) {
        return Some((vulgar(negative, Some(&whole.digits), above, below)?, behind));
    }
    if c == '\\'
        && let Some((above, below, end)) = read_frac(cursor)
    {
        return Some((fraction(negative, Some(&whole.digits), &above, &below)?, end));
    }
    if !style.fraction {
        return None;
    }
    if let Some((below, end)) = read_denominator(cursor) {
        return Some((fraction(negative, None, &whole.digits, &below)?, end));
    }
    if !style.spaces || !fold::is_space(c) {
        return None;
    }
    let mut part = cursor.skip_spaces();
    if let Some(end) = part.skip_str("and") {
        if let Some((value, end)) = words::read_part(end) {
            return Some((mixed(negative, &whole.digits, &value)?, end));
        }
        part = end.skip_spaces();
        if part.at() == end.at() {
            return None;
        }
    }
    let (c, behind) = part.next();
    if let Some((above, below)) = fold::vulgar_fraction(c) {
        return Some((vulgar(negative, Some(&whole.digits), above, below)?, behind));
    }
    if c == '\\' {
        let (above, below, end) = read_frac(part)?;
        return Some((fraction(negative, Some(&whole.digits), &above, &below)?, end));
    }
    let mut above = Digits::default();
    let (count, end) = above.read(part);
    if count == 0 {
        return None;
    }
    let (below, end) = read_denominator(end)?;
    Some((fraction(negative, Some(&whole.digits), &above, &below)?, end))
}

/// `/4` and nothing that would make it less than a plain fraction: a date (`1/2/3`), a decimal or a power below.
fn read_denominator(cursor: Cursor<'_>) -> Option<(Digits, Cursor<'_>)> {
    let cursor = cursor.skip_spaces();
    let ('/' | '⁄' | '∕', behind) = cursor.next() else { return None };
    let mut below = Digits::default();
    let (count, end) = below.read(behind.skip_spaces());
    let (next, behind) = end.next();
    let more = match next {
        '^' => true,
        '/' | '.' => behind.at_digit(),
        _ => false,
    };
    (count > 0 && !more).then_some((below, end))
}

/// `\frac{a}{b}`, `\dfrac`, `\tfrac`, `\cfrac`, `\frac12`: numerator, denominator and the place behind.
fn read_frac(cursor: Cursor<'_>) -> Option<(Digits, Digits, Cursor<'_>)> {
    let name = cursor.skip('\\')?;
    let name = match name.next() {
        ('d' | 't' | 'c', behind) => behind,
        _ => name,
    };
    let (above, end) = read_argument(name.skip_str("frac")?)?;
    let (below, end) = read_argument(end)?;
    Some((above, below, end))
}

/// A braced integer, or one digit without braces.
fn read_argument(cursor: Cursor<'_>) -> Option<(Digits, Cursor<'_>)> {
    let cursor = cursor.skip_spaces();
    let mut digits = Digits::default();
    if let Some(inside) = cursor.skip('{') {
        let (count, end) = digits.read(inside.skip_spaces());
        let end = end.skip_spaces().skip('}')?;
        return (count > 0).then_some((digits, end));
    }
    let (c, behind) = cursor.next();
    if !c.is_ascii_digit() {
        return None;
    }
    digits.read(Cursor::new(c.encode_utf8(&mut [0; 4]), 0));
    Some((digits, behind))
}

/// The fraction `above/below`, or the mixed number with `whole` before it, whose fraction must be proper.
fn fraction(negative: bool, whole: Option<&Digits>, above: &Digits, below: &Digits) -> Option<Number> {
    let limit = MAX_RATIO_DIGITS;
    if above.significant() > limit || below.significant() > limit || whole.is_some_and(|w| w.significant() > limit) {
        return None;
    }
    let (n, d) = (above.value(false, 0)?, below.value(false, 0)?);
    let mut value = n.div(&d)?;
    if let Some(whole) = whole {
        if n >= d || n.is_zero() {
            return None;
        }
        value = value.add(&whole.value(false, 0)?)?;
    }
    let significant = whole.map_or(0, Digits::significant) + above.significant().max(below.significant());
    Some(Number {
        value: if negative { value.neg() } else { value },
        form: if whole.is_some() { Form::Mixed } else { Form::Fraction },
        places: 0,
        significant: significant.max(1) as u32,
        ambiguous: false,
    })
}

/// A vulgar fraction character, alone or behind an integer.
fn vulgar(negative: bool, whole: Option<&Digits>, above: u8, below: u8) -> Option<Number> {
    let value = Exact::from_i64(i64::from(above)).div(&Exact::from_i64(i64::from(below)))?;
    if let Some(whole) = whole {
        return mixed(negative, whole, &value);
    }
    let value = if negative { value.neg() } else { value };
    Some(Number { value, form: Form::Fraction, places: 0, significant: 1, ambiguous: false })
}

/// An integer and a proper fraction.
fn mixed(negative: bool, whole: &Digits, part: &Exact) -> Option<Number> {
    let value = part.add(&whole.value(false, 0)?)?;
    Some(Number {
        value: if negative { value.neg() } else { value },
        form: Form::Mixed,
        places: 0,
        significant: whole.significant() as u32 + 1,
        ambiguous: false,
    })
}
