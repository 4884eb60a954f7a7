//! Numerals in a stated base: by an index, by a word, by Python's prefixes.

use super::super::Unreadable;
use super::super::lexer::{Token, digits};
use super::super::tree::Tree;
use super::factors::Factors;
use super::{Parser, Read};
use crate::number::{self, Form};

impl Parser<'_> {
    /// The numeral whose digits have been read, in the base that its index states.
    pub(super) fn based(&mut self, numeral: String) -> Read {
        self.expect(Token::Underscore)?;
        let index = match self.token {
            Token::GroupOpen => {
                // `1011_{\text{base 2}}`
                let mut lexer = self.lexer.clone();
                lexer.at = self.start;
                let words = lexer.skip_argument().trim().trim_start_matches("\\text{");
                match base_named(words) {
                    Some(base) if is_in_base(&numeral, base) => {
                        self.advance_from(lexer.at);
                        return Ok(Tree::Based(numeral, base));
                    }
                    _ => self.group_argument()?,
                }
            }
            Token::Numeral => {
                let window = self.numeral_window(self.start, true);
                let length = digits(window.as_bytes()).max(1);
                let (number, length) = number::lex(&window[..length.min(window.len())]).ok_or(Unreadable::NotMath)?;
                self.advance_from(self.start + length);
                Tree::Number(number)
            }
            _ => self.deeper(Self::atom)?,
        };
        match base_of(&index) {
            Some(base) if is_in_base(&numeral, base) => Ok(Tree::Based(numeral, base)),
            _ => {
                let number = number::parse(&numeral).ok_or(Unreadable::NotMath)?;
                Ok(Tree::Indexed(Box::new(Tree::Number(number)), Box::new(index)))
            }
        }
    }

    /// `0b1011`, `0xFF`, `0o17`: the numeral and its length.
    pub(super) fn prefixed(&self) -> Option<(Tree, usize)> {
        let bytes = self.ahead().as_bytes();
        let base = match bytes {
            [b'0', b'x' | b'X', ..] => 16,
            [b'0', b'b' | b'B', ..] => 2,
            [b'0', b'o' | b'O', ..] => 8,
            _ => return None,
        };
        let length = bytes[2..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let numeral = &self.ahead()[2..2 + length];
        let fits = self.lexer.plain && (1..=64).contains(&length) && numeral.chars().all(|digit| digit.is_digit(base));
        fits.then(|| (Tree::Based(numeral.to_ascii_uppercase(), base), length + 2))
    }

    /// The digits of a numeral in brackets or in a text before a base past ten, and where they end: `(6A9)_{16}`, `\text{E31}_{16}`.
    /// One letter is a name with an index, as in `\mathrm{C}_{13}^{2}`.
    pub(super) fn enclosed_digits(&self) -> Option<(String, usize)> {
        let ahead = self.ahead();
        let (inner, close) =
            match ["\\text{", "\\mathrm{", "\\texttt{"].iter().find_map(|open| ahead.strip_prefix(open)) {
                Some(inner) => (inner, '}'),
                None => (ahead.strip_prefix('(')?, ')'),
            };
        let length = inner.bytes().take(17).take_while(u8::is_ascii_hexdigit).count();
        let behind = inner[length..].strip_prefix(close)?;
        let digits = &inner[..length];
        let fits = (2..=16).contains(&length)
            && digits.bytes().any(|byte| byte.is_ascii_alphabetic())
            && is_high_base(behind.as_bytes());
        fits.then(|| (digits.to_ascii_uppercase(), self.lexer.text.len() - behind.len()))
    }

    /// The length of a numeral that Python groups: `1_234_567`.
    pub(super) fn underscored(&self) -> Option<usize> {
        let bytes = self.ahead().as_bytes();
        let mut end = digits(bytes);
        if !self.lexer.plain || !(1..=3).contains(&end) {
            return None;
        }
        let first = end;
        while bytes.get(end) == Some(&b'_') && digits(&bytes[end + 1..]) == 3 {
            end += 4;
        }
        (end > first && bytes.get(end) != Some(&b'_')).then_some(end)
    }

    /// `1011 base 2`, `1011 (base 2)`.
    pub(super) fn attach_base(&mut self, factors: &mut Factors) -> Read<bool> {
        let ahead = self.ahead();
        let mut end = ahead.find([',', ';', ')', '}', '=']).unwrap_or(ahead.len()).min(20);
        let Some(base) = ahead.get(..end).and_then(base_named) else { return Ok(false) };
        if ahead.starts_with('(') {
            end += 1;
        }
        self.advance_from((self.start + end).min(self.lexer.text.len()));
        factors.set_base(base)
    }
}

impl Factors {
    /// Reads the last numeral in a base.
    pub(super) fn set_base(&mut self, base: u32) -> Read<bool> {
        match self.items.last_mut() {
            Some(last @ Tree::Number(_)) if self.bare => {
                let digits = match last {
                    Tree::Number(value) if value.form == Form::Integer => value.value.to_string(),
                    _ => return Err(Unreadable::NotMath),
                };
                *last = Tree::Based(digits, base);
                self.bare = false;
                Ok(true)
            }
            Some(Tree::Based(_, stated)) if *stated == base => Ok(true),
            _ => Err(Unreadable::NotMath),
        }
    }
}

/// The digits that letters and numerals in brackets or in a text are, before a base past ten: `(FF)_{16}`, `\text{3F}_{16}`.
pub(super) fn digits_of(value: &Tree) -> Option<String> {
    let written = match value {
        Tree::Text(word) => word.clone(),
        // A letter before a digit has it for an index.
        Tree::Symbol(word) => word.replace("_{", "").replace('}', ""),
        Tree::Number(number) if number.form == Form::Integer => number.value.to_string(),
        Tree::Product(factors) if factors.len() <= 16 => factors
            .iter()
            .map(|factor| if matches!(factor, Tree::Product(_)) { None } else { digits_of(factor) })
            .collect::<Option<String>>()?,
        _ => return None,
    };
    written.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| written.to_ascii_uppercase())
}

/// Whether `_{16}` or another base past ten stands here: its digits may be letters.
pub(super) fn is_high_base(bytes: &[u8]) -> bool {
    let ([b'_', b'{', rest @ ..] | [b'_', rest @ ..]) = bytes else { return false };
    digits(rest) == 2 && rest[0] != b'0'
}

/// Whether a base has every digit of a numeral, which may have a point.
fn is_in_base(numeral: &str, base: u32) -> bool {
    numeral.chars().all(|c| c == '.' || c.is_digit(base))
}

/// The base that an index states.
pub(super) fn base_of(index: &Tree) -> Option<u32> {
    match index {
        Tree::Number(number) => {
            number.value.to_i64().and_then(|base| u32::try_from(base).ok()).filter(|base| (2..=36).contains(base))
        }
        Tree::Text(word) => base_value(word),
        _ => None,
    }
}

/// The base that "(base 5)" or "base five" states.
pub(super) fn base_named(text: &str) -> Option<u32> {
    let rest = text.trim_matches(['(', ')', ' ']).strip_prefix("base")?;
    base_value(rest.trim_matches([' ', '~', '$', '}', ')']))
}

/// The value of a base as digits or a word.
fn base_value(text: &str) -> Option<u32> {
    let base = match text {
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "sixteen" => 16,
        digits => digits.parse().ok()?,
    };
    (2..=36).contains(&base).then_some(base)
}
