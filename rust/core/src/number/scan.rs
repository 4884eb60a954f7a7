//! Numbers in running text.

use std::ops::Range;

use super::cursor::{Cursor, count_digits};
use super::decimal::Style;
use super::words::{self, Doubt};
use super::{Number, han, numeral, one_script, plain, prose};
use crate::lexicon::phrases;
use crate::text::fold;

/// The numbers of a text, left to right. See [`scan`].
pub struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// Where the last number ended.
    last: usize,
}

/// Finds the numbers of `text`, left to right, with their byte ranges.
///
/// A digit inside a word is no number (`B2`, `x_1`, `H2O`), nor is an exponent (`cm^2`) or an ordinal (`4th`, `第四`). A minus is a sign
/// where nothing stands before it that it could subtract from or reach from (`10-20` is 10 and 20). Of number words, `one` counts only
/// where it does not stand for a thing (`this one`, `one of them`), and none counts as part of a compound (`four-sided`); a single
/// Chinese numeral counts before a measure word or where no other character touches it.
///
/// ```
/// use rewards_core::number::scan;
/// let found: Vec<_> = scan("x_1 = 4, 18 cm^2, -1,234.5 and five").map(|(_, number)| number.value.to_string()).collect();
/// assert_eq!(found, ["4", "18", "-1234.5", "5"]);
/// ```
pub fn scan(text: &str) -> Scan<'_> {
    Scan { text, at: 0, last: 0 }
}

impl Iterator for Scan<'_> {
    type Item = (Range<usize>, Number);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let found = match byte {
                b'0'..=b'9' => self.read_number(),
                b'.' if self.text.as_bytes().get(self.at + 1).is_some_and(u8::is_ascii_digit) => self.read_number(),
                b'a'..=b'z' | b'A'..=b'Z' => self.read_word(),
                b'_' => {
                    self.at = self.skip_word();
                    None
                }
                b'^' => {
                    self.at = self.skip_script(self.at + 1);
                    None
                }
                b'\\' => self.read_command(),
                0..=0x7F => {
                    self.at += 1;
                    None
                }
                _ => self.read_other(),
            };
            if found.is_some() {
                self.last = self.at;
                return found;
            }
        }
        None
    }
}

impl Scan<'_> {
    /// Text before the place at hand, invisible characters at its end aside.
    fn before(&self) -> &str {
        self.text[..self.at].trim_end_matches(fold::is_invisible)
    }

    /// Reads the number at hand, or passes the run of digits that is none.
    fn read_number(&mut self) -> Option<(Range<usize>, Number)> {
        let start = self.at;
        let before = self.before();
        // Behind `1,` or `100 ` stands a member of a list that the reader has found to be none of a group.
        let in_list = before.strip_suffix([',', ' ']).is_some_and(|left| left.ends_with(|c| fold::digit(c).is_some()));
        let style = Style {
            grouping: !in_list,
            spaces: true,
            comma: !before.trim_end().ends_with(['(', '[', '{', ',']),
            fraction: !before.ends_with('/'),
        };
        let ordinal = before.ends_with('第');
        let (negative, from) = sign_before(before).map_or((false, start), |from| (true, from));
        let cursor = Cursor::new(self.text, start);
        if !ordinal && let Some((number, end)) = plain::read(self.text.as_bytes(), start, negative, style.grouping) {
            self.at = end;
            return Some((from..end, number));
        }
        // What was too long for a number is passed whole: read again from each of its digits, it would cost their square.
        let mut stopped = start;
        if let Some((number, end)) = numeral::read_from(cursor, negative, style, &mut stopped) {
            if one_script(cursor.up_to(end)) {
                self.at = end.at();
                let rest = end.rest();
                if is_ordinal(rest) || rest.starts_with('_') || number.value.is_zero() && is_hexadecimal(rest) {
                    self.at = self.skip_word();
                    return None;
                }
                return (!ordinal).then(|| (from..end.at(), number));
            }
            stopped = end.at();
        }
        let digits = start + count_digits(&self.text.as_bytes()[start..]);
        let run = self.text[digits..].find(|c: char| !(c == '.' || is_joined(c)));
        let run = run.map_or(self.text.len(), |run| digits + run);
        self.at = run.max(stopped).max(cursor.next().1.at());
        None
    }

    /// Reads a number in words, or passes the word that begins none.
    fn read_word(&mut self) -> Option<(Range<usize>, Number)> {
        let start = self.at;
        if !words::may_begin(&self.text.as_bytes()[start..]) {
            self.at = self.skip_word();
            return None;
        }
        let cursor = Cursor::new(self.text, start);
        let before = self.before();
        let touched = before.ends_with(|c: char| is_joined(c) || c == '\\')
            || before.strip_suffix(fold::is_minus).is_some_and(|left| left.ends_with(is_joined));
        if touched {
            self.at = self.skip_word();
            return None;
        }
        if let Some(behind) = words::read_sign(cursor) {
            let (word, _) = self.text[start..].split_at(1);
            let subtracts = word.eq_ignore_ascii_case("m")
                && (self.last > 0 && before.trim_end().len() <= self.last || prose::ends_with_operand(before));
            if !subtracts
                && let Some((number, end)) = numeral::read(behind, true, super::FREE)
                && one_script(cursor.up_to(end))
            {
                self.at = end.at();
                return Some((start..end.at(), number));
            }
        } else if let Some((number, end, doubt)) = words::read(cursor, false) {
            let counts = match doubt {
                Doubt::None => true,
                Doubt::Ordinal => false,
                Doubt::One => prose::is_count(before, end.rest()),
            };
            let compound = end.skip('-').is_some_and(|behind| behind.peek().is_alphabetic());
            self.at = end.at();
            return (counts && !compound).then(|| (start..end.at(), number));
        }
        self.at = self.skip_word();
        None
    }

    /// Reads `\frac{1}{2}`, or passes another command.
    fn read_command(&mut self) -> Option<(Range<usize>, Number)> {
        let cursor = Cursor::new(self.text, self.at);
        let before = self.before();
        let (negative, from) = sign_before(before).map_or((false, self.at), |from| (true, from));
        if let Some((number, end)) = numeral::read(cursor, negative, super::FREE)
            && one_script(cursor.up_to(end))
        {
            self.at = end.at();
            return Some((from..end.at(), number));
        }
        self.at += 1;
        None
    }

    /// Reads what begins with a character beyond ASCII.
    fn read_other(&mut self) -> Option<(Range<usize>, Number)> {
        let rest = &self.text[self.at..];
        let c = rest.chars().next()?;
        if fold::digit_value(c).is_some() || fold::vulgar_fraction(c).is_some() {
            return self.read_number();
        }
        if han::begins(c) {
            let (start, cursor) = (self.at, Cursor::new(self.text, self.at));
            if let Some((number, end)) = han::read(cursor, false) {
                let counts = prose::is_han_number(self.before(), cursor.up_to(end), end.rest());
                self.at = end.at();
                return counts.then(|| (start..end.at(), number));
            }
            // A run that is no numeral holds none.
            let run = rest.find(|c| !(han::is_part(c) || han::begins(c))).unwrap_or(rest.len());
            self.at += run.max(c.len_utf8());
            return None;
        }
        self.at = if is_joined(c) { self.skip_word() } else { self.at + c.len_utf8() };
        None
    }

    /// The end of the word at hand, with the digits and subscripts that belong to it.
    fn skip_word(&self) -> usize {
        let rest = &self.text[self.at..];
        let ascii = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let end = match rest.as_bytes().get(ascii) {
            Some(0x80..) => rest.find(|c: char| !(is_joined(c) || c == '_')).unwrap_or(rest.len()),
            _ => ascii,
        };
        if end == 0 {
            return self.at + rest.chars().next().map_or(0, char::len_utf8);
        }
        let at = self.at + end;
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

/// Whether `c` makes one word with a digit that it touches: letters of the scripts that name things so (`B2`, `x2`), and digits. Scripts
/// without spaces between words set digits among their letters.
fn is_joined(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_alphanumeric(),
        '\u{80}'..='\u{52F}' | '\u{1E00}'..='\u{1FFF}' | '\u{2100}'..='\u{214F}' => c.is_alphabetic(),
        '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' | '\u{1D400}'..='\u{1D7CB}' => true,
        _ => fold::digit(c).is_some(),
    }
}

/// Where the minus sign stands that belongs to a number behind `before`, if one does.
fn sign_before(before: &str) -> Option<usize> {
    let outside = before.strip_suffix(phrases::is_money).unwrap_or(before);
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
