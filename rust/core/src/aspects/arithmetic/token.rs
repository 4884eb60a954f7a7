//! The signs of arithmetic in running text: numbers, operators, relations, and the words that may be units.

use crate::number::{self, Exact, Form, Number};
use crate::text::fold;

use super::ahead::{NOTE, begins_operand, begins_with_relation, letters, mark, note};
use super::words;
use crate::limits::STEP_DIGITS;

/// What one sign says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Number(Number),
    Plus,
    Minus,
    Times,
    Over,
    Power,
    /// A superscript integer.
    Raised(i64),
    Open,
    Close,
    /// `\frac`: two groups follow.
    Frac,
    Percent,
    Money,
    Equal,
    Approx,
    /// "about", `~`: the number behind it is a rounded one.
    About,
    /// "of" in front of an operand.
    Of,
    /// A word, a note in brackets, `\text{…}`, `/hour`, a degree sign.
    Word,
}

/// A sign and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// White space stands before it.
    pub(super) spaced: bool,
}

/// What the reader finds next.
pub(super) enum Found {
    Token(Token),
    /// A calculator's mark: its content.
    Mark(usize, usize),
    /// Something that no expression crosses; `true` where what touches it may belong to more than is read here.
    Edge(bool),
    End,
}

/// Reads the signs of a part of a text, left to right.
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    spaced: bool,
    /// The last sign can stand before an operator.
    operand: bool,
    /// The last sign was a relation.
    related: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, start: usize, end: usize) -> Self {
        Self { text, at: start, end, spaced: true, operand: false, related: false }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..self.end]
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.text.as_bytes()[..self.end].get(self.at + ahead).copied().unwrap_or(0)
    }

    fn before(&self) -> u8 {
        if self.at == 0 { b' ' } else { self.text.as_bytes()[self.at - 1] }
    }

    fn token(&mut self, kind: Kind, length: usize) -> Found {
        self.operand = matches!(kind, Kind::Number(_) | Kind::Close | Kind::Percent | Kind::Word | Kind::Raised(_))
            || kind == Kind::Money && self.operand;
        self.related = matches!(kind, Kind::Equal | Kind::Approx | Kind::About) || kind == Kind::Money && self.related;
        let token = Token { kind, start: self.at, end: self.at + length, spaced: self.spaced };
        self.at += length;
        self.spaced = false;
        Found::Token(token)
    }

    fn edge(&mut self, doubtful: bool, length: usize) -> Found {
        self.at += length;
        self.spaced = false;
        self.operand = false;
        self.related = false;
        Found::Edge(doubtful)
    }

    fn skip(&mut self, length: usize, spaced: bool) {
        self.at += length;
        self.spaced |= spaced;
    }

    pub(super) fn next(&mut self) -> Found {
        loop {
            let Some(&byte) = self.text.as_bytes()[..self.end].get(self.at) else { return Found::End };
            match byte {
                b' ' | b'\t' | b'\r' => self.skip(1, true),
                // Alignment and math delimiters say nothing.
                b'&' => self.skip(1, true),
                b'\n' => {
                    let ahead = self.rest().trim_start_matches(['\n', '\r', ' ', '\t', '&', '\\', '[', ']']);
                    let blank = self.rest()[..self.rest().len() - ahead.len()].bytes().filter(|&b| b == b'\n').count();
                    if blank == 1 && begins_with_relation(ahead) {
                        self.skip(self.rest().len() - ahead.len(), true);
                        continue;
                    }
                    return self.edge(false, 1);
                }
                b'0'..=b'9' => return self.number(),
                b'.' if self.peek(1).is_ascii_digit() => return self.number(),
                b'.' => return self.edge(self.peek(1) == b'.', 1),
                b'+' | b'*' | b'/' | b'^' | b'-' => {
                    if let Some(found) = self.operator(byte) {
                        return found;
                    }
                }
                b'=' => return self.equals(),
                b'(' | b'[' | b'{' => {
                    if byte == b'('
                        && let Some(length) = note(self.rest())
                    {
                        return self.token(Kind::Word, length);
                    }
                    return self.token(Kind::Open, 1);
                }
                b')' | b']' | b'}' => return self.token(Kind::Close, 1),
                b'%' => return self.token(Kind::Percent, 1),
                b'$' => return self.token(Kind::Money, 1),
                b'~' => {
                    if self.related {
                        return self.token(Kind::About, 1);
                    }
                    self.skip(1, true);
                }
                b'<' => {
                    if self.peek(1) == b'<'
                        && let Some(length) = mark(self.rest())
                    {
                        let (start, end) = (self.at + 2, self.at + length - 2);
                        self.at += length;
                        return Found::Mark(start, end);
                    }
                    return self.edge(true, 1);
                }
                b'\\' => {
                    if let Some(found) = self.command() {
                        return found;
                    }
                }
                b'a'..=b'z' | b'A'..=b'Z' => return self.word(),
                b',' | b':' | b'!' => {
                    // "3:45", "1,2", "5!": what touches is more than the number.
                    let glued = self.peek(1);
                    return self.edge(glued != 0 && !glued.is_ascii_whitespace() && !b"\"')]}*$\\".contains(&glued), 1);
                }
                b';' | b'?' | b'"' | b'|' | b'`' | b'\'' => return self.edge(false, 1),
                0..=0x7F => return self.edge(true, 1),
                _ => {
                    if let Some(found) = self.other() {
                        return found;
                    }
                }
            }
        }
    }

    fn number(&mut self) -> Found {
        let rest = self.rest();
        if let Some((number, length)) = number::lex(rest)
            && number.value.size() <= STEP_DIGITS
        {
            let touched = rest[length..].starts_with('_');
            return if touched { self.edge(true, length + 1) } else { self.token(Kind::Number(number), length) };
        }
        let run = rest.find(|c: char| !(fold::digit(c).is_some() || fold::is_invisible(c) || c == '.' || c == ','));
        let first = rest.chars().next().map_or(1, char::len_utf8);
        self.edge(true, run.unwrap_or(rest.len()).max(first))
    }

    fn operator(&mut self, byte: u8) -> Option<Found> {
        let next = self.peek(1);
        if next == b'=' {
            // "+=", "-=" of programs.
            return Some(self.edge(true, 2));
        }
        match byte {
            b'+' => Some(self.token(Kind::Plus, 1)),
            b'-' => {
                if next == b'-' || next == b'>' {
                    return Some(self.edge(next == b'-', 2));
                }
                if let Some(length) = self.compound() {
                    return Some(self.token(Kind::Word, length));
                }
                Some(self.token(Kind::Minus, 1))
            }
            b'/' => {
                if next == b'/' {
                    return Some(self.edge(true, 2));
                }
                if self.operand
                    && let length @ 2.. = letters(&self.rest()[1..])
                {
                    return Some(self.token(Kind::Word, length + 1));
                }
                Some(self.token(Kind::Over, 1))
            }
            b'*' => {
                let starts = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'(' | b'-' | b'.');
                if next == b'*' {
                    let power = self.operand && !self.spaced && starts(self.peek(2));
                    if power {
                        return Some(self.token(Kind::Power, 2));
                    }
                    // Emphasis.
                    self.skip(2, false);
                    return None;
                }
                if !self.operand || next == 0 || !self.spaced && (next == b' ' || next == b'\n') && self.emphasis_ends()
                {
                    self.skip(1, false);
                    return None;
                }
                Some(self.token(Kind::Times, 1))
            }
            _ => {
                for degree in [r"^\circ", r"^{\circ}", r"^{\circ }", "^°"] {
                    if self.rest().starts_with(degree) {
                        return Some(self.token(Kind::Word, degree.len()));
                    }
                }
                Some(self.token(Kind::Power, 1))
            }
        }
    }

    /// Whether the asterisk at hand closes emphasis: no operand follows it.
    fn emphasis_ends(&self) -> bool {
        !begins_operand(self.rest()[1..].trim_start())
    }

    /// The length of `-year` behind a number that it touches.
    fn compound(&self) -> Option<usize> {
        let touches = self.operand && !self.spaced && self.before().is_ascii_digit();
        let length = letters(&self.rest()[1..]);
        (touches && length >= 2).then_some(length + 1)
    }

    fn equals(&mut self) -> Found {
        let (before, next) = (self.before(), self.peek(1));
        if matches!(before, b'<' | b'>' | b'!' | b':' | b'~') || matches!(next, b'=' | b'>' | b'<' | b'~') {
            let length = self.rest().bytes().take_while(|byte| b"=<>~".contains(byte)).count();
            return self.edge(true, length);
        }
        self.token(Kind::Equal, 1)
    }

    fn word(&mut self) -> Found {
        let rest = self.rest();
        let length = letters(rest);
        let word = &rest[..length];
        let behind = &rest[length..];
        // Names: x1, Q_2.
        if behind.starts_with(|c: char| c.is_ascii_digit() || c == '_')
            && !(word.eq_ignore_ascii_case("x") && self.operand)
        {
            let name = behind.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(behind.len());
            return self.edge(true, length + name);
        }
        let (kind, extra) = words::operator(word, behind, self.operand, self.related);
        self.token(kind, length + extra)
    }

    /// A LaTeX command.
    fn command(&mut self) -> Option<Found> {
        let rest = self.rest();
        let name = rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        if name == 0 {
            let sign = self.peek(1);
            return match sign {
                b'%' => Some(self.token(Kind::Percent, 2)),
                b'$' => Some(self.token(Kind::Money, 2)),
                b'(' | b')' | b'[' | b']' | b',' | b';' | b':' | b'!' | b' ' => {
                    self.skip(2, true);
                    None
                }
                b'\\' => {
                    let ahead = rest[2..].trim_start_matches(['\n', '\r', ' ', '\t', '&']);
                    if begins_with_relation(ahead) {
                        self.skip(rest.len() - ahead.len(), true);
                        return None;
                    }
                    Some(self.edge(false, 2))
                }
                _ => Some(self.edge(true, 1)),
            };
        }
        let length = name + 1;
        let kind = match &rest[1..length] {
            "times" | "cdot" | "ast" => Kind::Times,
            "div" => Kind::Over,
            "frac" | "dfrac" | "tfrac" | "cfrac" => Kind::Frac,
            "approx" | "simeq" => Kind::Approx,
            "left" | "right" | "big" | "Big" | "bigl" | "bigr" | "boxed" | "fbox" | "displaystyle" | "mathbf"
            | "bf" => {
                self.skip(length, false);
                return None;
            }
            "text" | "mathrm" | "mbox" | "textbf" | "textrm" | "rm" => {
                let Some(inside) = rest[length..].strip_prefix('{') else { return Some(self.edge(true, length)) };
                let window = &inside[..inside.floor_char_boundary(NOTE.min(inside.len()))];
                return match window.find(['{', '}']) {
                    Some(close)
                        if window.as_bytes()[close] == b'}'
                            && !window[..close].contains(|c: char| c.is_ascii_digit()) =>
                    {
                        Some(self.token(Kind::Word, length + 1 + close + 1))
                    }
                    _ => Some(self.edge(true, length)),
                };
            }
            "quad" | "qquad" | "Rightarrow" | "rightarrow" | "implies" | "to" | "therefore" | "begin" | "end" => {
                return Some(self.edge(false, length));
            }
            _ => return Some(self.edge(true, length)),
        };
        Some(self.token(kind, length))
    }

    /// What begins with a character beyond ASCII.
    fn other(&mut self) -> Option<Found> {
        let c = self.rest().chars().next()?;
        let length = c.len_utf8();
        Some(match c {
            '−' | '–' | '－' | '﹣' => self.token(Kind::Minus, length),
            '＋' | '﹢' => self.token(Kind::Plus, length),
            '×' | '·' | '⋅' | '∙' | '∗' | '＊' | '✕' => self.token(Kind::Times, length),
            '÷' | '∕' | '⁄' | '／' => self.token(Kind::Over, length),
            '＝' => self.token(Kind::Equal, length),
            '≈' | '≃' | '≅' | '≒' => self.token(Kind::Approx, length),
            '％' => self.token(Kind::Percent, length),
            '€' | '£' | '¥' | '₹' | '₩' | '₽' | '￥' => self.token(Kind::Money, length),
            '（' => self.token(Kind::Open, length),
            '）' => self.token(Kind::Close, length),
            '°' | '¢' => self.token(Kind::Word, length),
            '，' | '。' | '；' | '：' | '、' | '！' | '？' | '→' | '⇒' | '“' | '”' | '‘' | '’' | '•' | '—' | '∴' => {
                self.edge(false, length)
            }
            _ if fold::is_space(c) || fold::is_invisible(c) => {
                self.skip(length, fold::is_space(c));
                return None;
            }
            _ if fold::digit_value(c).is_some() => self.number(),
            _ => {
                if let Some((above, below)) = fold::vulgar_fraction(c) {
                    return Some(self.token(Kind::Number(vulgar(above, below)?), length));
                }
                if fold::superscript_digit(c).is_some() || c == '⁻' {
                    return Some(self.raised());
                }
                if c.is_alphabetic() {
                    let length = letters(self.rest());
                    return Some(self.token(Kind::Word, length));
                }
                self.edge(true, length)
            }
        })
    }

    fn raised(&mut self) -> Found {
        let (mut power, mut length, mut negative) = (0i64, 0, false);
        for c in self.rest().chars() {
            match fold::superscript_digit(c) {
                Some(digit) if power < 100_000 => power = power * 10 + i64::from(digit),
                None if c == '⁻' && length == 0 => negative = true,
                _ => break,
            }
            length += c.len_utf8();
        }
        self.token(Kind::Raised(if negative { -power } else { power }), length)
    }
}

fn vulgar(above: u8, below: u8) -> Option<Number> {
    let value = Exact::from_i64(above.into()).div(&Exact::from_i64(below.into()))?;
    Some(Number { value, form: Form::Fraction, places: 0, significant: 1, ambiguous: false })
}
