//! Numbers in running text.

use std::ops::Range;

use super::cursor::Cursor;
use super::decimal::Style;
use super::{Number, numeral, one_script};
use crate::text::fold;

/// The numbers of a text, left to right. See [`scan`].
pub struct Scan<'a> {
    text: &'a str,
    at: usize,
}

/// Finds the numbers of `text`, left to right, with their byte ranges.
///
/// A digit inside a word is no number (`B2`, `x_1`, `H2O`), nor is an exponent (`cm^2`) or an ordinal (`4th`). A minus is a sign
/// where nothing stands before it that it could subtract from or reach from (`10-20` is 10 and 20).
///
/// ```
/// use rewards_core::number::scan;
/// let found: Vec<_> = scan("x_1 = 4, 18 cm^2, -1,234.5").map(|(_, number)| number.value.to_string()).collect();
/// assert_eq!(found, ["4", "18", "-1234.5"]);
/// ```
pub fn scan(text: &str) -> Scan<'_> {
    Scan { text, at: 0 }
}

impl Iterator for Scan<'_> {
    type Item = (Range<usize>, Number);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(c) = self.text[self.at..].chars().next() {
            let behind = self.at + c.len_utf8();
            match c {
                '^' => self.at = self.skip_script(behind),
                _ if self.begins_number(c) => {
                    if let Some(found) = self.read_number() {
                        return Some(found);
                    }
                }
                _ if c.is_alphabetic() || c == '_' => self.at = self.skip_word(),
                _ => self.at = behind,
            }
        }
        None
    }
}

impl Scan<'_> {
    fn begins_number(&self, c: char) -> bool {
        c == '.' && self.text.as_bytes().get(self.at + 1).is_some_and(u8::is_ascii_digit)
            || fold::digit_value(c).is_some()
            || fold::vulgar_fraction(c).is_some()
            || c == '\\' && ["frac", "dfrac", "tfrac"].iter().any(|name| self.text[self.at + 1..].starts_with(name))
    }

    /// Reads the number at hand, or passes the run of digits that is none.
    fn read_number(&mut self) -> Option<(Range<usize>, Number)> {
        let start = self.at;
        let before = self.text[..start].trim_end_matches(fold::is_invisible);
        let last = before.chars().next_back();
        // Behind `1,` or `100 ` stands a member of a list that the reader has found to be none of a group.
        let in_list = before.strip_suffix([',', ' ']).is_some_and(|left| left.ends_with(|c| fold::digit(c).is_some()));
        let style = Style {
            grouping: !in_list,
            spaces: true,
            comma: !before.trim_end().ends_with(['(', '[', '{', ',']),
            fraction: last != Some('/'),
        };
        let (negative, from) = sign_before(before).map_or((false, start), |from| (true, from));
        let cursor = Cursor::new(self.text, start);
        if let Some((number, end)) = numeral::read(cursor, negative, style)
            && one_script(cursor.up_to(end))
        {
            self.at = end.at();
            let rest = end.rest();
            if is_ordinal(rest) || rest.starts_with('_') || number.value.is_zero() && is_hexadecimal(rest) {
                self.at = self.skip_word();
                return None;
            }
            return Some((from..end.at(), number));
        }
        let run = self.text[start..].find(|c: char| !(c == '.' || c == '\\' || c.is_alphanumeric()));
        self.at = run.map_or(self.text.len(), |run| start + run);
        None
    }

    /// The end of the word at hand, with the digits and subscripts that belong to it.
    fn skip_word(&self) -> usize {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let at = self.at + end.max(1);
        if rest[..end].ends_with('_') { self.skip_script(at) } else { at }
    }

    /// The end of a subscript or superscript that begins at `at`.
    fn skip_script(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with('{') {
            // An exponent longer than this is none.
            let window = rest.len().min(64);
            return rest.as_bytes()[..window].iter().position(|&b| b == b'}').map_or(at + 1, |end| at + end + 1);
        }
        let signed = rest.strip_prefix(fold::is_minus).unwrap_or(rest);
        let end = signed.find(|c: char| fold::digit_value(c).is_none()).unwrap_or(signed.len());
        at + rest.len() - signed.len() + end
    }
}

/// Where the minus sign stands that belongs to a number behind `before`, if one does.
fn sign_before(before: &str) -> Option<usize> {
    let outside = before.strip_suffix(['$', '€', '£', '¥', '₹']).unwrap_or(before);
    let left = outside.trim_end_matches(fold::is_invisible).strip_suffix(fold::is_minus)?;
    let operand = |c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '}' | '%' | '_' | '.' | '°' | '\'');
    (!left.ends_with(operand) && !left.ends_with(fold::is_minus)).then_some(left.len())
}

/// Whether the letters behind a number make it an ordinal.
fn is_ordinal(rest: &str) -> bool {
    let letters = rest.as_bytes();
    let suffix = letters
        .get(..2)
        .is_some_and(|suffix| [b"st", b"nd", b"rd", b"th"].iter().any(|ordinal| suffix.eq_ignore_ascii_case(*ordinal)));
    suffix && !letters.get(2).is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether `x` and a hexadecimal digit follow a number.
fn is_hexadecimal(rest: &str) -> bool {
    rest.starts_with(['x', 'X']) && rest.as_bytes().get(1).is_some_and(u8::is_ascii_hexdigit)
}
