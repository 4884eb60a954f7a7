//! Numbers as people and models write them, read exactly.
//!
//! Nothing here goes through a float: a numeral becomes an [`Exact`] value, together with how it was written.

// Exponents become sizes only behind a test of their sign, and no text has 2^63 digits. Fractions go by single letters.
#![allow(clippy::cast_sign_loss, clippy::cast_possible_wrap, clippy::many_single_char_names)]

mod arithmetic;
mod convert;
mod cursor;
mod decimal;
mod digits;
mod exact;
mod han;
mod numeral;
mod order;
mod plain;
mod prose;
mod repeat;
mod residue;
mod scan;
mod words;

pub use exact::Exact;
pub(crate) use residue::{multiply, power};
pub use scan::{Scan, scan};

use cursor::Cursor;
use decimal::Style;

use crate::text::fold;

/// How a number was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `42`, `1,234`, `042`.
    Integer,
    /// `0.5`, `.5`, `3,14`.
    Decimal,
    /// `1e3`, `3 \times 10^5`.
    Scientific,
    /// `3/4`, `½`, `\frac{3}{4}`.
    Fraction,
    /// `3 1/2`, `2½`.
    Mixed,
    /// `0.(3)`, `0.1\overline{8}`, `0.333…`.
    Repeating,
    /// `forty-two`, `四十二`.
    Words,
    /// `2.5 million`, `$5k`, `3万`.
    Scaled,
}

/// A number and how it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    /// Its exact value.
    pub value: Exact,
    /// Its kind of spelling.
    pub form: Form,
    /// Decimals that were written: the value is given to multiples of `10^-places`. Zero for fractions.
    pub places: u32,
    /// Significant digits that were written, trailing zeros included; at least one.
    pub significant: u32,
    /// A decimal comma that could as well stand between two numbers (`1,2`).
    pub ambiguous: bool,
}

impl Number {
    fn with_form(self, form: Form) -> Self {
        Self { form, ..self }
    }
}

/// Everything that one numeral may be.
const FREE: Style = Style { grouping: true, spaces: true, comma: true, fraction: true };
/// What a formula's reader takes for one number: no spaces or words within, no decimal comma, no fraction.
const BARE: Style = Style { grouping: true, spaces: false, comma: false, fraction: false };

/// Reads `text` as one numeral: the whole text, white space and invisible characters around it and a full stop behind it aside.
///
/// ```
/// use rewards_core::number::{Form, parse};
/// let number = parse(" −1,234.50 ").unwrap();
/// assert_eq!(number.value.to_string(), "-1234.5");
/// assert_eq!((number.form, number.places, number.significant), (Form::Decimal, 2, 6));
/// assert!(parse("1,234.50 or so").is_none());
/// ```
pub fn parse(text: &str) -> Option<Number> {
    let bytes = text.as_bytes();
    let negative = bytes.first() == Some(&b'-');
    if let Some((number, end)) = plain::read(bytes, usize::from(negative), negative, true)
        && end == bytes.len()
    {
        return Some(number);
    }
    if let Some(number) = plain::read_fraction(bytes) {
        return Some(number);
    }
    let start = leading_space(text);
    let (number, end) = read_signed(Cursor::new(text, start), FREE)?;
    let end = match end.next() {
        (cursor::END, _) => return Some(number),
        ('.', behind) => behind,
        _ => end,
    };
    end.at_end().then_some(number)
}

/// Reads the longest numeral at the start of `text`, which may have a sign; returns it and its length in bytes. A full stop behind it
/// is not its own.
///
/// ```
/// use rewards_core::number::parse_prefix;
/// let (number, length) = parse_prefix("2/3. That is all.").unwrap();
/// assert_eq!((number.value.to_string().as_str(), length), ("2/3", 3));
/// ```
pub fn parse_prefix(text: &str) -> Option<(Number, usize)> {
    let negative = text.as_bytes().first() == Some(&b'-');
    if let Some(found) = plain::read(text.as_bytes(), usize::from(negative), negative, true) {
        return Some(found);
    }
    let (number, end) = read_signed(Cursor::new(text, 0), FREE)?;
    Some((number, end.at()))
}

/// Reads the digits at the start of `text` as a formula has them: no sign, grouping by commas or LaTeX only, an exponent (`1e3`) but
/// no fraction, no words, no decimal comma. Returns the number and its length in bytes.
///
/// ```
/// use rewards_core::number::lex;
/// assert_eq!(lex("1{,}200/3").map(|(number, length)| (number.value.to_i64(), length)), Some((Some(1200), 7)));
/// ```
pub fn lex(text: &str) -> Option<(Number, usize)> {
    let start = Cursor::new(text, 0);
    if !start.at_digit() && start.peek() != '.' {
        return None;
    }
    let (number, end) = numeral::lex(start)?;
    one_script(&text[..end.at()]).then_some((number, end.at()))
}

/// A numeral with or without a sign.
#[inline]
fn read_signed(start: Cursor<'_>, style: Style) -> Option<(Number, Cursor<'_>)> {
    let (c, behind) = start.next();
    let found = match c {
        '-' => numeral::read(behind.skip_spaces(), true, style),
        '+' => numeral::read(behind.skip_spaces(), false, style),
        'm' | 'M' | 'n' | 'N' => match words::read_sign(start) {
            Some(behind) => numeral::read(behind, true, style),
            None => numeral::read(start, false, style),
        },
        _ => numeral::read(start, false, style),
    };
    found.filter(|(_, end)| one_script(start.up_to(*end)))
}

/// Whether all digits are of one script: a number never changes it midway, but a trick might.
#[inline]
fn one_script(numeral: &str) -> bool {
    if numeral.is_ascii() {
        return true;
    }
    let mut zeros = numeral.chars().filter_map(|c| fold::digit(c).map(|(_, zero)| zero));
    let first = zeros.next();
    zeros.all(|zero| Some(zero) == first)
}

/// The power of ten of an English word of scale: 6 for `million`.
pub(crate) fn scale_of_word(word: &str) -> Option<u32> {
    words::scale_of(word.to_ascii_lowercase().as_bytes())
}

/// Length of the white space and invisible characters at the start.
#[inline]
fn leading_space(text: &str) -> usize {
    match text.as_bytes().first() {
        Some(b'!'..=b'~') | None => 0,
        _ => text.find(|c| !fold::is_space(c) && !fold::is_invisible(c)).unwrap_or(text.len()),
    }
}

#[cfg(test)]
mod tests;
