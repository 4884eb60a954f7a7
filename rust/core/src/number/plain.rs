//! The shortest way through the commonest numerals: ASCII digits, grouping commas, a decimal point, and a clear end.
//!
//! Whatever it reads, the general reader in `numeral` reads alike; whatever it is not sure of, it leaves to that.

use super::exact::Exact;
use super::{Form, Number};

/// Digits that a machine word holds for certain.
const WORD_DIGITS: usize = 18;

/// Reads the digits of `bytes` from `start` on; returns the number and the offset of its end. `None` says only that the general reader
/// has to look.
#[inline]
pub(super) fn read(bytes: &[u8], start: usize, negative: bool, grouping: bool) -> Option<(Number, usize)> {
    let (mut word, mut end) = (0i64, start);
    let mut take = |end: &mut usize| {
        let from = *end;
        while let Some(digit @ b'0'..=b'9') = bytes.get(*end)
            && *end - start < WORD_DIGITS
        {
            word = word * 10 + i64::from(digit - b'0');
            *end += 1;
        }
        *end - from
    };
    let first = take(&mut end);
    if first == 0 {
        return None;
    }
    let mut commas = 0;
    while bytes.get(end) == Some(&b',') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        if !grouping || first > 3 || bytes[start] == b'0' {
            return None;
        }
        end += 1;
        commas += 1;
        if take(&mut end) != 3 {
            return None;
        }
    }
    let mut places = 0;
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end += 1;
        places = take(&mut end);
    }
    if !ends(bytes, end) {
        return None;
    }
    // Leading zeros are not significant.
    let count = end - start - commas - usize::from(places > 0);
    let zeros = if bytes[start] == b'0' { leading_zeros(&bytes[start..end]) } else { 0 };
    let number = Number {
        value: Exact::from_word(if negative { -word } else { word }, -(places as i64)),
        form: if places == 0 { Form::Integer } else { Form::Decimal },
        places: places as u32,
        significant: (count - zeros).max(1) as u32,
        ambiguous: false,
    };
    Some((number, end))
}

/// Reads a whole text that is a plain fraction (`-3/4`).
pub(super) fn read_fraction(bytes: &[u8]) -> Option<Number> {
    let start = usize::from(bytes.first() == Some(&b'-'));
    let slash = start + bytes[start..].iter().take(WORD_DIGITS + 1).position(|&b| b == b'/')?;
    let (above, below) = (read_word(&bytes[start..slash])?, read_word(&bytes[slash + 1..])?);
    if below == 0 {
        return None;
    }
    let count = |n: u64| n.checked_ilog10().map_or(0, |log| log + 1);
    Some(Number {
        value: Exact::from_words(start == 1, above.into(), below.into(), 0),
        form: Form::Fraction,
        places: 0,
        significant: count(above).max(count(below)).max(1),
        ambiguous: false,
    })
}

/// Digits that fit a machine word for certain, and nothing else.
fn read_word(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > WORD_DIGITS {
        return None;
    }
    digits.iter().try_fold(0, |word, digit| digit.is_ascii_digit().then(|| word * 10 + u64::from(digit - b'0')))
}

fn leading_zeros(numeral: &[u8]) -> usize {
    let leading = numeral.iter().take_while(|b| matches!(b, b'0' | b'.'));
    leading.filter(|&&b| b == b'0').count()
}

/// Whether nothing at `end` could belong to the number before it.
#[inline]
fn ends(bytes: &[u8], end: usize) -> bool {
    let Some(byte) = bytes.get(end) else { return true };
    let next = bytes.get(end + 1);
    match byte {
        b')' | b']' | b'}' | b';' | b':' | b'$' | b'\n' | b'?' | b'!' | b'"' | b'=' | b'<' | b'>' | b'+' | b'-'
        | b'%' => true,
        b',' | b'.' => matches!(next, None | Some(b' ' | b'\n')),
        // Not before words of which one could be a factor, an `and`, a times sign.
        b' ' => match next {
            Some(
                b'e'..=b'g' | b'i'..=b'k' | b'n'..=b'p' | b'r' | b's' | b'u'..=b'w' | b'y' | b'z' | b'=' | b'+' | b'-',
            ) => true,
            Some(b'0'..=b'9') => stands_alone(&bytes[end + 1..]),
            _ => false,
        },
        _ => false,
    }
}

/// Whether the digits at the start of `bytes` are clearly no part of a number that ends before the space before them:
/// no group of three, and no numerator.
fn stands_alone(bytes: &[u8]) -> bool {
    let digits = bytes.iter().take(WORD_DIGITS).take_while(|byte| byte.is_ascii_digit()).count();
    let numerator = |next: Option<&u8>| next.is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'/' | 0x80..));
    match bytes.get(digits) {
        _ if digits == 3 || digits == WORD_DIGITS => false,
        Some(b' ') => !numerator(bytes.get(digits + 1)),
        next => !numerator(next),
    }
}
