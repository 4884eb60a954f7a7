//! Where a numeral ends, and in which base it is.

use super::super::Unreadable;
use super::super::lexer::{Token, digits};
use super::super::tree::{Constant, Tree};
use super::base::is_high_base;
use super::{Parser, Read};
use crate::number::{self, Form};

impl<'t> Parser<'t> {
    /// A numeral, in its base where one is written: `1011_2`, `3F_{16}`.
    pub(super) fn numeral(&mut self) -> Read {
        let start = self.start;
        if let Some((numeral, length)) = self.prefixed() {
            self.advance_from(start + length);
            return Ok(numeral);
        }
        if let Some(length) = self.underscored() {
            let digits = self.lexer.text[start..start + length].replace('_', "");
            let number = number::parse(&digits).ok_or(Unreadable::NotMath)?;
            self.advance_from(start + length);
            return Ok(Tree::Number(number));
        }
        let window = self.numeral_window(start, self.context.listed);
        let repeating = if self.is_repeating(start) {
            number::parse_prefix(self.ahead()).filter(|(number, _)| number.form == Form::Repeating)
        } else {
            None
        };
        let (number, length) =
            repeating.or_else(|| self.spaced_numeral()).or_else(|| number::lex(window)).ok_or(Unreadable::NotMath)?;
        let end = start + length;
        // Digits past nine, before a base.
        let bytes = self.lexer.text.as_bytes();
        let more = bytes[end..].iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')).count();
        if more > 0 && is_high_base(&bytes[end + more..]) && number.form == Form::Integer {
            let numeral = self.lexer.text[start..end + more].to_owned();
            self.advance_from(end + more);
            return self.based(numeral);
        }
        // `5E7_{16}` has a digit that looks like an exponent.
        if number.form == Form::Scientific
            && is_high_base(&bytes[end..])
            && bytes[start..end].iter().all(u8::is_ascii_alphanumeric)
        {
            let numeral = self.lexer.text[start..end].to_ascii_uppercase();
            self.advance_from(end);
            return self.based(numeral);
        }
        let numeral = &self.lexer.text[start..end];
        let whole = digits(numeral.as_bytes());
        let plain = whole == numeral.len()
            || numeral.as_bytes()[whole] == b'.'
                && whole + 1 + digits(&numeral.as_bytes()[whole + 1..]) == numeral.len();
        self.advance_from(end);
        if number.form == Form::Decimal && self.start == end && self.token == Token::Constant(Constant::Dots) {
            // `3.14159...` breaks off: what is written is what is known.
            self.advance();
        }
        if plain && self.token == Token::Underscore && numeral.len() <= 64 {
            return self.based(numeral.to_owned());
        }
        Ok(Tree::Number(number))
    }

    /// A numeral that no index belongs to: in `x^2_1` it is the variable's.
    pub(super) fn plain_numeral(&mut self) -> Read {
        let window = self.numeral_window(self.start, self.context.listed);
        let (number, length) = number::lex(window).ok_or(Unreadable::NotMath)?;
        self.advance_from(self.start + length);
        Ok(Tree::Number(number))
    }

    /// A numeral whose digits spaces group: `1 234 567`, outside of brackets.
    fn spaced_numeral(&self) -> Option<(number::Number, usize)> {
        let bytes = self.ahead().as_bytes();
        let first = digits(bytes);
        let grouped = (1..=3).contains(&first) && bytes.get(first) == Some(&b' ') && digits(&bytes[first + 1..]) == 3;
        if !grouped || self.context.listed {
            return None;
        }
        number::parse_prefix(self.ahead())
            .filter(|(number, length)| matches!(number.form, Form::Integer | Form::Decimal) && *length > first)
    }

    /// Whether decimals at `start` are marked as repeating: `0.\overline{3}`, `0.(3)`, `0.333...`.
    fn is_repeating(&self, start: usize) -> bool {
        let bytes = &self.lexer.text.as_bytes()[start..];
        let point = digits(bytes);
        bytes.get(point) == Some(&b'.') && {
            let behind = &self.lexer.text[start + point + 1 + digits(&bytes[point + 1..])..];
            ["\\overline", "\\bar", "\\dot", "\\ldots", "\\cdots", "...", "("]
                .iter()
                .any(|mark| behind.starts_with(mark))
        }
    }

    /// What [`crate::number::lex`] may read of the numeral at `start`. Where commas list, they group no digits; in LaTeX `2e-3` is a
    /// difference, `2.5e-3` and `2e-10` are numbers.
    pub(super) fn numeral_window(&self, start: usize, listed: bool) -> &'t str {
        let window = &self.lexer.text[start..];
        let bytes = window.as_bytes();
        let mut end = digits(bytes);
        if listed && bytes.get(end) == Some(&b',') && !window[end + 1..].trim_start_matches(' ').starts_with("\\!") {
            return &window[..end];
        }
        if !self.lexer.plain {
            if bytes.get(end) == Some(&b'.') {
                end += 1 + digits(&bytes[end + 1..]);
            }
            let decimal = bytes[..end].contains(&b'.');
            let exponent = bytes.get(end + 2..).map_or(0, digits);
            if matches!(bytes.get(end), Some(b'e' | b'E'))
                && matches!(bytes.get(end + 1), Some(b'+' | b'-'))
                && !(decimal && exponent > 0 || end == 1 && exponent > 1)
            {
                return &window[..end];
            }
        }
        window
    }
}
