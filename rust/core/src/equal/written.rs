//! Numerals that are joined by signs of arithmetic and are no arithmetic: dates, scores, ranges of years and pages, numbers of
//! telephones and books, versions, sizes, permutations in cycles.

use std::borrow::Cow;

use super::dates::Date;
use super::{Decision, Relation, Rule};
use crate::lexicon::phrases;

/// Bytes of a text that is looked at: longer ones are no such notation.
const BYTES: usize = 80;
/// Largest number that a cycle moves.
const POINTS: usize = 64;

/// What a text says when its numerals are read one by one.
#[derive(Debug, PartialEq, Eq)]
enum Written<'t> {
    /// A date.
    Date(Date),
    /// Numerals with hyphens between: a score, a range, a telephone; or a difference.
    Hyphens(Vec<&'t str>),
    /// "1914 to 1918": a range, or a ratio.
    To(&'t str, &'t str),
    /// Numerals with slashes between, three or more.
    Slashes(Vec<&'t str>),
    /// Numerals with points between, three or more: a version, an address.
    Points(Vec<&'t str>),
    /// Two whole numbers with a cross between: a size, or a product.
    Size(&'t str, &'t str),
    /// A permutation, by what it makes of each point; a second time with the factors from left to right.
    Cycles(Vec<usize>, Vec<usize>),
}

/// Decides where both texts are such notations, or one is what can be nothing else. None is for the readers of formulas.
pub(super) fn decide(answer: &str, truth: &str) -> Option<Decision> {
    let (answer, truth) = (strip(answer)?, strip(truth)?);
    let (own, theirs) = (read(&answer), read(&truth));
    let by = |equal| Some(Decision::equal_if(equal, Rule::Structure));
    match (&own, &theirs) {
        (Some(Written::Date(x)), Some(Written::Date(y))) => Some(Decision::equal_if(x.is_same(y), Rule::Time)),
        (Some(Written::Hyphens(x)), Some(Written::Hyphens(y))) => by(x == y),
        (Some(Written::Hyphens(x)), Some(Written::To(a, b))) | (Some(Written::To(a, b)), Some(Written::Hyphens(x))) => {
            by(x.as_slice() == [*a, *b])
        }
        // Two ranges are the same range; of what goes down there are only ratios.
        (Some(Written::To(a, b)), Some(Written::To(c, d))) if is_upward(a, b) && is_upward(c, d) => {
            by(a == c && b == d)
        }
        (Some(Written::Slashes(x)), Some(Written::Slashes(y))) => by(is_alike(x, y)),
        (Some(Written::Points(x)), Some(Written::Points(y))) => by(x == y),
        (Some(Written::Size(a, b)), Some(Written::Size(c, d))) => by(a == c && b == d),
        (Some(Written::Cycles(a, b)), Some(Written::Cycles(c, d))) => by(a == c && b == d),
        _ if own.as_ref().is_some_and(Written::is_firm) || theirs.as_ref().is_some_and(Written::is_firm) => {
            Some(Decision::new(Relation::Different, Rule::Structure)).filter(|_| answer != truth)
        }
        _ => None,
    }
}

impl Written<'_> {
    /// Whether nobody writes arithmetic in this form: it has no value that a number could be equal to.
    fn is_firm(&self) -> bool {
        match self {
            Self::Date(_) => true,
            Self::Hyphens(groups) => match groups.as_slice() {
                [from, to] => is_year(from) && is_year(to) && from < to || from.len() == 3 && to.len() == 4,
                [.., a, b] => a.len() == 3 && b.len() == 4,
                _ => false,
            },
            _ => false,
        }
    }
}

/// Takes the dress off a short text: dollars, `\text{…}`, a full stop, words that say what a range counts.
fn strip(text: &str) -> Option<Cow<'_, str>> {
    if text.len() > BYTES || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut text = Cow::Borrowed(super::spell::trim(text));
    let has_commands = text.contains('\\');
    for open in ["\\text{", "\\textbf{", "\\mathrm{", "\\mbox{"] {
        if has_commands && text.contains(open) {
            text = Cow::Owned(text.replace(open, "").replace('}', "").trim().to_owned());
        }
    }
    let starts = |word: &&&str| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    match phrases::RANGES_LABELS.iter().find(starts) {
        Some(word) => Some(Cow::Owned(text[word.len()..].trim_start().to_owned())),
        None => Some(text),
    }
}

/// Reads a text that has been stripped.
fn read(text: &str) -> Option<Written<'_>> {
    if !text.starts_with(|c: char| c.is_alphanumeric() || c == '(') {
        return None;
    }
    if let Some(date) = Date::read(text) {
        return Some(Written::Date(date));
    }
    if text.contains(' ')
        && let Some((from, to)) = phrases::RANGES_JOINTS.iter().find_map(|word| text.split_once(word))
    {
        return (is_digits(from) && is_digits(to)).then_some(Written::To(from, to));
    }
    if text.starts_with('(') {
        return read_telephone(text).or_else(|| read_cycles(text));
    }
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let hyphens = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2014}' | '\u{2212}');
    if text.contains(hyphens) {
        let text_groups: Vec<&str> = if text.contains("--") {
            text.split("--").map(str::trim).collect()
        } else {
            text.split(hyphens).map(str::trim).collect()
        };
        let (last, before) = text_groups.split_last()?;
        // The last sign of a book's number may be an X.
        let is_last = is_digits(last) || *last == "X" && before.len() > 2;
        return (before.iter().all(|group| is_digits(group)) && is_last).then_some(Written::Hyphens(text_groups));
    }
    if text.ends_with(|c: char| c.is_ascii_digit())
        && let Some((a, b)) = phrases::RANGES_CROSSES.iter().find_map(|sign| text.split_once(sign))
    {
        let (a, b) = (a.trim(), b.trim());
        return (is_digits(a) && is_digits(b)).then_some(Written::Size(a, b));
    }
    for sign in ['/', '.'] {
        let groups: Vec<&str> = text.split(sign).collect();
        if groups.len() > 2 && groups.iter().all(|group| is_digits(group)) {
            if sign == '/' {
                return Some(Written::Slashes(groups));
            }
            // "1.234.567" is a number whose digits are grouped.
            let is_grouped = groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
            return (!is_grouped).then_some(Written::Points(groups));
        }
    }
    None
}

/// A telephone's number with its first digits in brackets: `(555) 123-4567`.
fn read_telephone(text: &str) -> Option<Written<'_>> {
    let (area, rest) = text.strip_prefix('(')?.split_once(')')?;
    let mut groups = vec![area];
    groups.extend(rest.trim_start().split(['-', ' ']));
    (groups.len() == 3 && groups.iter().all(|group| is_digits(group) && group.len() >= 3))
        .then_some(Written::Hyphens(groups))
}

/// Whether a text is digits alone, not too many.
fn is_digits(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a numeral is a year of four digits.
fn is_year(text: &str) -> bool {
    text.len() == 4 && matches!(text.as_bytes()[0], b'1' | b'2')
}

/// Whether the second numeral is larger.
fn is_upward(from: &str, to: &str) -> bool {
    let plain = |text: &str| text.trim_start_matches('0').to_owned();
    let (from, to) = (plain(from), plain(to));
    (from.len(), from) < (to.len(), to)
}

/// Whether numerals are the same one by one, zeros in front aside.
fn is_alike(x: &[&str], y: &[&str]) -> bool {
    x.len() == y.len() && x.iter().zip(y).all(|(a, b)| a.trim_start_matches('0') == b.trim_start_matches('0'))
}

/// Reads cycles of numerals with spaces between, and multiplies them in both orders.
fn read_cycles(text: &str) -> Option<Written<'static>> {
    let plain =
        text.replace("\\,", " ").replace("\\;", " ").replace("\\ ", " ").replace('~', " ").replace("\\circ", " ");
    let mut rest = plain.trim();
    let mut cycles: Vec<Vec<usize>> = Vec::new();
    let mut has_long = false;
    while !rest.is_empty() {
        let (inner, behind) = rest.strip_prefix('(')?.split_once(')')?;
        let mut cycle: Vec<usize> = Vec::new();
        for word in inner.split_ascii_whitespace() {
            let point = word.parse().ok().filter(|&point| is_digits(word) && (1..POINTS).contains(&point))?;
            if cycle.contains(&point) {
                return None;
            }
            cycle.push(point);
        }
        has_long |= cycle.len() > 1;
        if cycle.is_empty() {
            return None;
        }
        cycles.push(cycle);
        rest = behind.trim_start();
    }
    let multiply = |cycles: &mut dyn Iterator<Item = &Vec<usize>>| {
        let mut images: Vec<usize> = (0..POINTS).collect();
        for cycle in cycles {
            for image in &mut images {
                if let Some(at) = cycle.iter().position(|point| point == image) {
                    *image = cycle[(at + 1) % cycle.len()];
                }
            }
        }
        images
    };
    has_long.then(|| Written::Cycles(multiply(&mut cycles.iter()), multiply(&mut cycles.iter().rev())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(a: &str, b: &str) -> Option<bool> {
        decide(a, b).map(|decision| decision.relation.is_accepted())
    }

    #[test]
    fn ranges_and_scores_are_compared_part_by_part() {
        for (a, b) in [
            ("1861-1865", "1861–1865"),
            ("1861-1865", "1861 to 1865"),
            ("pages 30-41", "30–41"),
            ("pp. 30--41", "pages 30-41"),
            ("from 1861 to 1865", "1861-1865"),
            ("555-0100", "555-0100"),
            ("(212) 555-0100", "212-555-0100"),
        ] {
            assert_eq!(accepts(a, b), Some(true), "{a} {b}");
            assert_eq!(accepts(b, a), Some(true), "{b} {a}");
        }
        for (a, b) in [
            ("1861-1865", "1961-1965"),
            ("1861-1865", "4"),
            ("1861-1865", "-4"),
            ("7-5", "5-3"),
            ("7 - 5", "6 - 4"),
            ("10 to 30", "1 to 3"),
            ("555-0100", "555-0101"),
            ("555-0100", "455"),
            ("978-0-306-40615-7", "978-0-306-40615-8"),
            ("3/4/2021", "3/4/2022"),
            ("1/2/3", "2/4/3"),
            ("1.2.3", "1.2.4"),
            ("10.0.0.1", "10.0.1.0"),
        ] {
            assert_eq!(accepts(a, b), Some(false), "{a} {b}");
            assert_eq!(accepts(b, a), Some(false), "{b} {a}");
        }
    }

    #[test]
    fn arithmetic_is_left_to_its_readers() {
        for (a, b) in [
            ("7-5", "2"),
            ("3 to 2", "6 to 4"),
            ("3 to 2", "3/2"),
            ("x-5", "y-5"),
            ("6/3", "2"),
            ("8/2/2", "2"),
            ("3 \\times 5", "15"),
            ("1.234.567", "1234567"),
            ("2^3-1", "7"),
            ("1-x", "1-x"),
        ] {
            assert_eq!(accepts(a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn sizes_keep_their_order() {
        assert_eq!(accepts("4 \\times 7", "4×7"), Some(true));
        assert_eq!(accepts("4 x 7", "4 by 7"), Some(true));
        assert_eq!(accepts("4 \\times 7", "7 \\times 4"), Some(false));
        assert_eq!(accepts("4 \\times 7", "2 \\times 14"), Some(false));
        assert_eq!(accepts("4 \\cdot 7", "7 \\cdot 4"), None);
    }

    #[test]
    fn cycles_are_permutations() {
        assert_eq!(accepts("(1 4 2)", "(4 2 1)"), Some(true));
        assert_eq!(accepts("(1 4 2)", "(1 2 4)"), Some(false));
        assert_eq!(accepts("(1 2)(3 5)", "(5 3)(2 1)"), Some(true));
        assert_eq!(accepts("(1\\ 2)(4)", "(2 1)"), Some(true));
        // The two orders of multiplication tell these apart.
        assert_eq!(accepts("(1 2)(2 3)", "(2 3)(1 2)"), Some(false));
        assert_eq!(accepts("(1 2)(2 3)", "(1 2 3)"), Some(false));
        assert_eq!(accepts("(1 2 3)", "(1, 2, 3)"), None);
    }
}
