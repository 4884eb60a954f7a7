//! Runs of letters: names, numbers in words, products of variables, words.

use super::super::Unreadable;
use super::super::lexer::Token;
use super::super::tree::{Constant, Function, Tree};
use super::super::{names, unit};
use super::application::is_named_function;
use super::base::is_high_base;
use super::{Parser, Read};
use crate::lexicon::phrases;
use crate::lexicon::units;
use crate::number;

impl<'t> Parser<'t> {
    /// A run of letters that is no name: a call, a number in words, a variable, a product of variables, or words.
    pub(super) fn word(&mut self, word: &'t str) -> Read {
        let called = self.lexer.rest().starts_with('(') || self.lexer.rest().starts_with('.') && word.len() > 1;
        if called && let Some(call) = self.call(word)? {
            return Ok(call);
        }
        if self.lexer.rest().starts_with(['(', '[']) && is_named_function(word) {
            self.advance();
            let Token::Open(open) = self.token else { return Err(Unreadable::NotMath) };
            let arguments = self.deeper(|parser| parser.arguments_in(open))?;
            return Ok(Tree::Call(Function::Named(word.to_owned()), arguments));
        }
        if self.lexer.plain
            && word.len() > 2
            && let Some((number, length)) = number::parse_prefix(self.ahead())
        {
            self.advance_from(self.start + length);
            return Ok(Tree::Number(number));
        }
        if let Some(length) = self.capital_digits() {
            // `FF_{16}`, `B23_{16}`
            let numeral = self.ahead()[..length].to_owned();
            self.advance_from(self.start + length);
            return self.based(numeral);
        }
        if let Some((sign, end)) = self.currency_ahead(word) {
            self.advance_from(end);
            return self.amount_of(sign);
        }
        if word.len() == 1
            && let Some(length) = self.index_ahead()
        {
            // `x0`, `C1`: an index that is not set low.
            let end = self.lexer.at + length;
            let name = format!("{word}_{{{}}}", &self.lexer.text[self.lexer.at..end]);
            self.advance_from(end);
            return Ok(Tree::Symbol(name));
        }
        if word.len() == 1 {
            if word == "I" && self.has_imaginary_unit() {
                self.advance();
                return Ok(Tree::Constant(Constant::I));
            }
            if word == "E" && self.has_eulers_number() {
                self.advance();
                return Ok(Tree::Constant(Constant::E));
            }
            // Python writes the imaginary unit so.
            let text = self.lexer.text;
            if word == "j"
                && text[..self.start].ends_with(|c: char| c.is_ascii_digit())
                && text.bytes().all(|byte| !byte.is_ascii_alphabetic() || byte == b'j')
                && text.contains(['+', '-'])
            {
                self.advance();
                return Ok(Tree::Constant(Constant::I));
            }
            self.advance();
            return Ok(Tree::Symbol(word.to_owned()));
        }
        if !word.is_ascii() {
            return self.words();
        }
        if is_prose(word) && !self.is_product_of_two(word)
            || unit::is_known(word) && word.len() > 3
            || self.is_lone_word(word)
        {
            return self.words();
        }
        // `GMR^{-2}` has a power of its last letter.
        let is_raised = self.lexer.rest().starts_with('^');
        if word.len() >= 3 && !is_raised && word.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.advance();
            return Ok(Tree::Symbol(word.to_owned()));
        }
        if let Some(length) = joined_name(word) {
            // `sinx`, `pir`: the name, then the rest letter by letter.
            self.lexer.letters_until = self.lexer.at;
            let name = &word[..length];
            self.lexer.at = self.start + length;
            self.token = names::word(name, "").unwrap_or(Token::Word(name));
            return self.atom();
        }
        if word.len() <= 3 {
            self.lexer.letters_until = self.lexer.at;
            self.lexer.at = self.start;
            self.advance();
            return self.atom();
        }
        self.words()
    }

    /// The currency that a word before an amount names, with its sign of dollars (`US$18`) or without (`CHF 70`, `Rs. 5`), and
    /// where it ends.
    fn currency_ahead(&self, word: &str) -> Option<(&'static str, usize)> {
        let rest = self.lexer.rest();
        let behind = rest.strip_prefix('\\').unwrap_or(rest);
        if let Some(behind) = behind.strip_prefix('$') {
            let end = self.lexer.text.len() - behind.len();
            let is_amount =
                behind.trim_start_matches([' ', '-', '\\', ',', '~']).starts_with(|c: char| c.is_ascii_digit());
            let sign = units::currency(&format!("{word}$")).filter(|_| is_amount && word.len() < 5)?;
            return Some((sign, end));
        }
        if word.len() < 2 {
            return None;
        }
        let sign = units::currency(word)?;
        let behind = rest.strip_prefix('.').unwrap_or(rest);
        let amount = behind.trim_start_matches([' ', '~', '-', '\\', ',']);
        let is_code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_amount = amount.starts_with(|c: char| c.is_ascii_digit()) && (is_code || !rest.starts_with('-'));
        is_amount.then(|| (sign, self.lexer.text.len() - behind.len()))
    }

    /// The length of the digits that touch the letter here and are its index. Before a power with letters they are a factor
    /// (`n2^{n-1}`), and `2x10^3` has a cross of three strokes.
    fn index_ahead(&self) -> Option<usize> {
        let rest = self.lexer.rest();
        let length = super::super::lexer::digits(rest.as_bytes());
        let digits = &rest[..length];
        let behind = &rest[length..];
        if !(1..=4).contains(&length)
            || behind.starts_with('.') && behind[1..].starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        if let Some(power) = behind.strip_prefix('^').or_else(|| behind.strip_prefix("**")) {
            let power = power.trim_start_matches(['{', '-', ' ']);
            let is_cross = digits == "10" && self.lexer.text[..self.start].ends_with(|c: char| c.is_ascii_digit());
            let is_numeral = power.starts_with(|c: char| c.is_ascii_digit())
                && !power
                    .trim_start_matches(|c: char| c.is_ascii_digit())
                    .starts_with(|c: char| c.is_ascii_alphabetic());
            if is_cross || !matches!(digits, "0" | "1") && !is_numeral {
                return None;
            }
        }
        Some(length)
    }

    /// The length of a numeral that begins with a capital digit, before a base past ten.
    fn capital_digits(&self) -> Option<usize> {
        let bytes = self.ahead().as_bytes();
        let length = bytes.iter().take(17).take_while(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')).count();
        let base = &bytes[length..];
        // `F_{20}` is a letter with an index, and `C_{16}^2` counts choices.
        let behind = base.strip_prefix(b"_16").or_else(|| base.strip_prefix(b"_{16}"));
        let is_count = matches!(bytes[..length], [b'A' | b'C']) && behind.is_some_and(|rest| rest.starts_with(b"^"));
        let is_base =
            behind.is_some() && !is_count || bytes[..length].iter().any(u8::is_ascii_digit) && is_high_base(base);
        ((1..=16).contains(&length) && is_base).then_some(length)
    }

    /// Whether the words of a plain text are those of a formula of numbers alone, as `SymPy` prints them.
    fn is_formula_of_numbers(&self) -> bool {
        let is_constant = |word: &str| {
            matches!(
                word,
                "" | "E"
                    | "I"
                    | "pi"
                    | "sqrt"
                    | "exp"
                    | "log"
                    | "sin"
                    | "cos"
                    | "tan"
                    | "atan"
                    | "Rational"
                    | "conjugate"
                    | "re"
                    | "im"
                    | "and"
                    | "or"
            )
        };
        self.lexer.plain && self.lexer.text.split(|c: char| !c.is_ascii_alphabetic()).all(is_constant)
    }

    /// Whether `E` is Euler's number: in a formula of numbers that has an operation.
    fn has_eulers_number(&self) -> bool {
        let text = self.lexer.text;
        !text.contains([',', '=']) && text.contains(['+', '-', '/', '^', '*']) && self.is_formula_of_numbers()
    }

    /// Whether `I` is the imaginary unit: it has a factor or a number added in a formula of numbers, or turns an exponent.
    /// `I^2` and `V = IR` are about a current.
    fn has_imaginary_unit(&self) -> bool {
        let text = self.lexer.text;
        let rest = self.lexer.rest();
        if rest.starts_with(['^', '_']) || rest.starts_with("**") || text.contains('=') {
            return false;
        }
        let before = &text[..self.start];
        if before.ends_with(|c: char| c.is_ascii_digit()) {
            return false;
        }
        if self.lexer.plain && (before.ends_with("exp(") || before.ends_with("exp(-")) && rest.starts_with('*') {
            return true;
        }
        text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'*')
            && text.contains(['*', '+', '-'])
            && self.is_formula_of_numbers()
    }

    /// Whether the whole text is one short word rather than a product of variables: three letters with a vowel between
    /// consonants that are no neighbours in the alphabet, or with two vowels; two or three with an `o`, which no variable is called.
    fn is_lone_word(&self, word: &str) -> bool {
        let lower = word.to_ascii_lowercase();
        if self.lexer.text.trim() != word || !(2..=3).contains(&lower.len()) {
            return false;
        }
        let is_vowel = |letter: &u8| b"aeiou".contains(letter);
        let vowels = lower.bytes().filter(|letter| is_vowel(letter)).count();
        if lower.contains('o') && !word.starts_with(|c: char| c.is_ascii_uppercase()) {
            return true;
        }
        let [first, middle, last] = lower.as_bytes() else { return false };
        let lowest = *first.min(middle).min(last);
        let is_row = (lowest..=lowest + 2).all(|letter| lower.as_bytes().contains(&letter));
        !is_row && (is_vowel(middle) && vowels == 1 || vowels == 2)
    }

    /// Whether a short word between signs is a product of two variables: `v_0 + at`, `\frac{as}{2}`.
    fn is_product_of_two(&self, word: &str) -> bool {
        let before = self.lexer.text[..self.start].trim_end();
        let behind = self.lexer.rest().trim_start();
        phrases::PROSE_PRODUCTS.contains(&word)
            && (before.ends_with(['+', '-', '*', '/', '=', '(', '{', '|'])
                || !self.spaced && before.ends_with(|c: char| c.is_ascii_digit() || c == '}'))
            && (behind.is_empty() || behind.starts_with(['+', '-', '*', '/', '=', ')', '}', '^', ',', '|']))
    }

    /// Words that name something as a whole, up to a sign or a joint.
    fn words(&mut self) -> Read {
        let start = self.start;
        let mut end = start;
        while let Token::Word(word) = self.token {
            if is_prose(word) && end > start && phrases::PROSE_JOINTS.contains(&word) {
                break;
            }
            end = self.lexer.at;
            self.advance();
        }
        let words: Vec<&str> = self.lexer.text[start..end].split_whitespace().collect();
        // A sentence is no answer's part.
        if words.len() > 6 || words.iter().any(|word| is_prose(word)) {
            return Err(Unreadable::NotMath);
        }
        Ok(Tree::Text(words.join(" ")))
    }
}

/// The length of the name that a run of letters begins with, when at most two letters follow it.
fn joined_name(word: &str) -> Option<usize> {
    const NAMES: [&str; 10] = ["sin", "cos", "tan", "cot", "sec", "csc", "log", "sqrt", "ln", "pi"];
    NAMES.iter().find(|name| word.starts_with(**name) && word.len() <= name.len() + 2).map(|name| name.len())
}

/// Words that only sentences have.
fn is_prose(word: &str) -> bool {
    phrases::PROSE_WORDS.contains(&word)
}
