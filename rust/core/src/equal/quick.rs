//! The fast path: two plain ASCII numerals of at most eighteen digits are compared in machine words.

use super::{Options, Relation};

/// A plain ASCII numeral: an optional sign, digits with or without commas between each three, at most one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plain {
    /// The digits as a signed integer, the point left out.
    pub(super) mantissa: i64,
    /// Digits after the point.
    pub(super) places: u8,
    /// Digits from the first that is not zero.
    pub(super) significant: u8,
}

/// Ten to the n-th, for as many places as a plain numeral can have.
const TENS: [i128; 19] = {
    let mut tens = [1i128; 19];
    let mut i = 1;
    while i < 19 {
        tens[i] = tens[i - 1] * 10;
        i += 1;
    }
    tens
};

/// Reads a plain numeral, or says no: anything else is for the full readers.
pub(super) fn read_plain(text: &str) -> Option<Plain> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        b'+' => (false, &bytes[1..]),
        _ => (false, bytes),
    };
    // Eighteen digits, a point and commas: the product of two such stays within i128.
    if digits.is_empty() || digits.len() > 24 {
        return None;
    }
    let mut magnitude: i64 = 0;
    let (mut count, mut significant) = (0u8, 0u8);
    let mut point = None;
    // How many digits stood before the last comma.
    let mut comma = None;
    let is_whole = |comma: Option<u8>, count: u8| comma.is_none_or(|before| count == before + 3);
    let is_group = |comma: Option<u8>, count: u8| comma.map_or((1..=3).contains(&count), |before| count == before + 3);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                count += 1;
                if count > 18 {
                    return None;
                }
                magnitude = magnitude * 10 + i64::from(byte - b'0');
                if magnitude != 0 {
                    significant += 1;
                }
            }
            b'.' if point.is_none() && count > 0 && is_whole(comma, count) => point = Some(count),
            b',' if point.is_none() && digits[0] != b'0' && is_group(comma, count) => comma = Some(count),
            _ => return None,
        }
    }
    let places = match point {
        // "5." is a numeral and a full stop: the full readers peel it.
        Some(before) if before == count => return None,
        Some(before) => count - before,
        None if !is_whole(comma, count) => return None,
        None => 0,
    };
    Some(Plain { mantissa: if negative { -magnitude } else { magnitude }, places, significant })
}

/// Reads a plain numeral, also as an amount of dollars: its sign says nothing where the other side has none.
pub(super) fn read_amount(text: &str) -> Option<Plain> {
    match text.strip_prefix('$') {
        Some(amount) if amount.starts_with(|first: char| first.is_ascii_digit()) => read_plain(amount),
        Some(_) => None,
        None => read_plain(text),
    }
}

/// Compares two plain numerals exactly; None where the full rules on decimals are needed.
pub(super) fn compare_plain(answer: Plain, truth: Plain, options: &Options) -> Option<Relation> {
    let a = i128::from(answer.mantissa) * TENS[usize::from(truth.places)];
    let t = i128::from(truth.mantissa) * TENS[usize::from(answer.places)];
    if a == t {
        return Some(Relation::Equal);
    }
    if options.is_widened() || options.scales {
        return None;
    }
    // A decimal on either side has rules of its own, in `numbers`.
    let wanted = options.significant_digits.map_or(15, |wanted| wanted.min(15));
    if truth.places > 0 || (answer.places > 0 && u32::from(answer.significant) >= wanted) {
        return None;
    }
    if t == 0 {
        return Some(Relation::Different);
    }
    // Far from the edge of the tolerance, a double decides; at the edge, exact arithmetic does.
    let tolerance = options.tolerance.to_f64();
    let ratio = ((a - t) as f64 / t as f64).abs();
    if ratio < tolerance * (1.0 - 1e-9) {
        Some(Relation::Close)
    } else if ratio > tolerance * (1.0 + 1e-9) {
        Some(Relation::Different)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Truth, judge};
    use super::*;

    #[test]
    fn plain_numerals_are_read_and_nothing_else() {
        assert_eq!(read_plain("-042.50"), Some(Plain { mantissa: -4250, places: 2, significant: 4 }));
        assert_eq!(read_plain("+7"), Some(Plain { mantissa: 7, places: 0, significant: 1 }));
        assert_eq!(read_plain("1,000"), Some(Plain { mantissa: 1000, places: 0, significant: 4 }));
        assert_eq!(read_plain("-12,345,678.9"), Some(Plain { mantissa: -123_456_789, places: 1, significant: 9 }));
        for text in ["", "-", ".", "5.", ".5", "1e3", "--1", "1.2.3", "1234567890123456789"] {
            assert_eq!(read_plain(text), None, "{text}");
        }
        for text in ["1,00", "1,0000", "1234,567", "0,123", ",123", "1,234,56", "1,,234", "1,234,", "1.5,000", "1,23.4"]
        {
            assert_eq!(read_plain(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_compare_as_the_full_rules_compare_them() {
        let numerals =
            ["0", "4", "4.0", "4.5", "42", "43", "46.2", "46.3", "1450", "1450.00", "0.333333333333333", "007"];
        for (answer, truth) in numerals.iter().flat_map(|answer| numerals.iter().map(move |truth| (answer, truth))) {
            let (dressed, prepared) = (format!("${answer}"), Truth::new(truth));
            let quick = super::super::compare(&dressed, &prepared, &Options::default());
            assert_eq!(quick, judge::decide(&dressed, &prepared, &Options::default()), "{dressed} {truth}");
        }
    }

    #[test]
    fn plain_numerals_compare_by_value() {
        let relate = |a, t| compare_plain(read_plain(a).unwrap(), read_plain(t).unwrap(), &Options::default());
        assert_eq!(relate("4.0", "4"), Some(Relation::Equal));
        assert_eq!(relate("43", "42"), Some(Relation::Close));
        assert_eq!(relate("90", "100"), None);
        assert_eq!(relate("89", "100"), Some(Relation::Different));
        assert_eq!(relate("0.001", "0"), Some(Relation::Different));
    }
}
