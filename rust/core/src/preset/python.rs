//! Python's own notions of white space, digits and floats, which differ in small ways from Unicode's and Rust's.
//!
//! `\s` of `re` is [`is_space`], `\d` is [`is_digit`]. Digits are those of Unicode 16, so those of every script that a
//! running Python knows, and of a few that an older one does not.

use crate::text::fold::digit_value;

/// Texts up to this length have no exponent that the standard parser cuts short in a way that shows.
const SHORT: usize = 60_000;

/// Digits that decide how a decimal rounds to a double: none has more than 767 before a tie is broken.
const DECIDING_DIGITS: usize = 800;

/// An exponent that is beyond every double, however the digits before it are cut to [`DECIDING_DIGITS`].
const FAR: i64 = 10_000;

/// White space as `str.isspace`, `str.strip`, `str.split` and `\s` have it: Unicode's, and the four separators of ASCII.
#[inline]
pub fn is_space(c: char) -> bool {
    matches!(c, '\u{1C}'..='\u{1F}') || c.is_whitespace()
}

/// A decimal digit of any script: `str.isdecimal`, `\d`.
#[inline]
pub fn is_digit(c: char) -> bool {
    digit_value(c).is_some()
}

/// `text.strip()`.
#[inline]
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `float(text)`; `None` where it raises `ValueError`.
///
/// ```
/// use rewards_core::preset::python::float;
/// assert_eq!(float(" 1_000.5e-1\n"), Some(100.05));
/// assert_eq!(float("٤٢"), Some(42.0));
/// assert_eq!(float("1e400"), Some(f64::INFINITY));
/// assert_eq!(float("1,000"), None);
/// ```
pub fn float(text: &str) -> Option<f64> {
    // The separators of ASCII are white space to `strip` and not to `float`.
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii() && byte != b'_') { parse(text) } else { parse(&fold(text)?) }
}

/// The text with its digits in ASCII and without the underscores between digits; `None` if it can be no float.
fn fold(text: &str) -> Option<String> {
    let mut folded = String::with_capacity(text.len());
    let mut before = '_';
    for c in text.chars() {
        let c = match digit_value(c) {
            Some(value) => char::from(b'0' + value),
            None if c.is_ascii() => c,
            None => return None,
        };
        if c == '_' {
            if !before.is_ascii_digit() {
                return None;
            }
        } else {
            if before == '_' && !c.is_ascii_digit() && !folded.is_empty() {
                return None;
            }
            folded.push(c);
        }
        before = c;
    }
    (before != '_').then_some(folded)
}

fn parse(text: &str) -> Option<f64> {
    if text.len() <= SHORT { text.parse().ok() } else { parse_long(text) }
}

/// Parses a text of any length: the same digits with a short exponent.
fn parse_long(text: &str) -> Option<f64> {
    let (negative, unsigned) = match text.as_bytes()[0] {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], read_exponent(&unsigned[at + 1..])?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    if !digits().all(|digit| digit.is_ascii_digit()) || digits().next().is_none() {
        return None;
    }
    let zeros = digits().take_while(|digit| *digit == b'0').count();
    let mut deciding: String = digits().skip(zeros).take(DECIDING_DIGITS).map(char::from).collect();
    if digits().skip(zeros + DECIDING_DIGITS).any(|digit| digit != b'0') {
        deciding.push('1');
    }
    let count = |digits: usize| i64::try_from(digits).unwrap_or(i64::MAX);
    let point = (count(whole.len()) - count(zeros)).saturating_add(exponent).clamp(-FAR, FAR);
    let size: f64 = format!("0.{deciding}0e{point}").parse().ok()?;
    Some(if negative { -size } else { size })
}

/// The value of what stands behind the `e`, as far as it fits.
fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let size =
        digits.bytes().fold(0_i64, |size, digit| size.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    Some(if text.starts_with('-') { -size } else { size })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn floats_are_read_as_python_reads_them() {
        for (text, value) in [
            ("1_0.0_1e0_1", 100.1),
            ("\u{2003}-٣.5\u{85}", -3.5),
            (" .5 ", 0.5),
            ("5.", 5.0),
            ("-iNFinity", f64::NEG_INFINITY),
            ("１e５", 100_000.0),
            ("1e-400", 0.0),
        ] {
            assert_eq!(float(text), Some(value), "{text:?}");
        }
        assert!(float("-nAn").is_some_and(f64::is_nan));
        for text in ["", " ", "_1", "1_", "1__0", "1_.5", "1._5", "-_1", "1_e5", "1e_5", "\u{1C}5", "5\u{7F}", "5\0"] {
            assert_eq!(float(text), None, "{text:?}");
        }
        for text in ["－5", "1 0", "0x10", "1e", ".", "+-1", "nan(1)", "½", "٣ ٤", "1,0", "é", "_"] {
            assert_eq!(float(text), None, "{text:?}");
        }
    }

    #[test]
    fn long_texts_keep_their_exponents() {
        let zeros = "0".repeat(700_000);
        assert_eq!(float(&format!("1{zeros}e-700000")), Some(1.0));
        assert_eq!(float(&format!("-0.{zeros}25e700001")), Some(-2.5));
        assert_eq!(float(&format!("{zeros}e9{zeros}")), Some(0.0));
        assert_eq!(float(&format!("1e9{zeros}")), Some(f64::INFINITY));
        assert_eq!(float(&format!("1e-9{zeros}")), Some(0.0));
        assert_eq!(float(&format!("1{zeros}e")), None);
        assert_eq!(float(&format!("{zeros}.{zeros}.")), None);
        assert_eq!(float(&format!(".e{zeros}")), None);
        // One that is told from its neighbour by its last digit alone: 2^53 + 1 is halfway between two doubles.
        assert_eq!(float(&format!("9007199254740993.{zeros}")), Some(9_007_199_254_740_992.0));
        assert_eq!(float(&format!("9007199254740993.{zeros}1")), Some(9_007_199_254_740_994.0));
    }

    proptest! {
        #[test]
        fn long_and_short_are_parsed_alike(text in "[-+]?[0-9]{0,9}[.]?[0-9]{0,9}([eE][-+]?[0-9]{0,4})?") {
            prop_assume!(!text.is_empty());
            prop_assert_eq!(parse_long(&text), text.parse().ok());
        }

        #[test]
        fn stripping_leaves_no_space_outside(text in "[ \t\u{1C}\u{85}\u{2028}a]{0,9}") {
            let stripped = strip(&text);
            prop_assert!(!stripped.starts_with(is_space) && !stripped.ends_with(is_space));
            prop_assert!(text.contains(stripped));
        }
    }
}
