//! Cuts a normalized text into signs, numerals and words, one at a time.
//!
//! Numerals are only announced: where one ends depends on where it stands (`\frac12` has two, `(1,234)` is a pair), so the
//! parser asks `number::lex` for it in a window of the text.

use super::faces::{FACES, bit, face_letter, find_faces, is_letter_group, is_named_letter};
use super::names;
pub(super) use super::token::{Side, Token};
use super::tree::{Constant, Relation};
use crate::lexicon::units;

/// A reader of tokens over one text.
#[derive(Clone)]
pub(super) struct Lexer<'t> {
    /// The whole text.
    pub(super) text: &'t str,
    /// Where the next token is looked for.
    pub(super) at: usize,
    /// How many environments with rows are open: only in them `\\` ends a row.
    pub(super) rows: usize,
    /// No words are looked up before this offset: a run of letters that is taken letter by letter.
    pub(super) letters_until: usize,
    /// Whether the text has no command at all.
    pub(super) plain: bool,
    /// Whether rows have lost their second backslash: there is an environment and no `\\`.
    lost_rows: bool,
    /// Whether a sign of a relation stands in a text with wedges.
    relates: bool,
    /// The letters that stand in each of [`FACES`], and in none.
    faces: [u64; FACES.len() + 1],
}

impl<'t> Lexer<'t> {
    /// A lexer at the start of a normalized text.
    pub(super) fn new(text: &'t str) -> Self {
        let plain = memchr::memchr(b'\\', text.as_bytes()).is_none();
        let lost_rows = !plain && text.contains("\\begin") && !text.contains("\\\\");
        let relates = !plain && text.contains("\\wedge") && states_relations(text);
        let faces =
            if !plain && FACES.iter().any(|face| text.contains(face)) { find_faces(text) } else { Default::default() };
        Lexer { text, at: 0, rows: 0, letters_until: 0, plain, lost_rows, relates, faces }
    }

    /// The text from `at` on.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The next token and where it begins. Spaces, styles and what can't be seen are passed over.
    pub(super) fn next(&mut self) -> (Token<'t>, usize) {
        loop {
            let start = self.at;
            let Some(c) = self.rest().chars().next() else { return (Token::End, start) };
            let token = match c {
                '~' if self.negates() => self.sign(c),
                ' ' | '\n' | '~' | '"' | '`' => {
                    self.at += 1;
                    continue;
                }
                '0'..='9' => return (Token::Numeral, start),
                '.' if self.byte(1).is_ascii_digit() => return (Token::Numeral, start),
                'a'..='z' | 'A'..='Z' => self.word(),
                '\\' => match self.command() {
                    Some(token) => token,
                    None => continue,
                },
                '$' => match self.dollar() {
                    Some(token) => token,
                    None => continue,
                },
                '%' if self.is_comment() => {
                    self.at =
                        memchr::memchr(b'\n', self.rest().as_bytes()).map_or(self.text.len(), |end| self.at + end);
                    continue;
                }
                c if c.is_alphabetic() => self.foreign_word(),
                c => self.sign(c),
            };
            return (token, start);
        }
    }

    /// A sign of one to three ASCII characters, or a character that means nothing here.
    fn sign(&mut self, c: char) -> Token<'t> {
        use Relation::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual, To};
        let (token, length) = match (c, self.byte(1), self.byte(2)) {
            ('.', b'.', b'.') => (Token::Constant(Constant::Dots), 3),
            ('.', b'.', _) => (Token::Constant(Constant::Dots), 2),
            ('.', ..) => (Token::Stop, 1),
            ('*', b'*', _) => (Token::Caret, 2),
            ('*', ..) => (Token::Times, 1),
            ('+', b'-', _) => (Token::PlusMinus, 2),
            ('+', b'/', b'-') => (Token::PlusMinus, 3),
            ('+', ..) => (Token::Plus, 1),
            ('-', b'>', _) => (Token::Relation(To), 2),
            ('-', ..) => (Token::Minus, 1),
            ('/', ..) => (Token::Slash, 1),
            (':', b'=', _) => (Token::Relation(Equal), 2),
            (':', ..) => (Token::Colon, 1),
            ('^', ..) => (Token::Caret, 1),
            ('_', ..) => (Token::Underscore, 1),
            ('!', b'=', _) if !self.is_factorial() => (Token::Relation(NotEqual), 2),
            ('!', ..) => (Token::Bang, 1),
            ('%', ..) => (Token::Percent, 1),
            ('\'', ..) => (Token::Prime, 1),
            (',', ..) => (Token::Comma, 1),
            (';', ..) => (Token::Semicolon, 1),
            // SymPy joins conditions so.
            ('&', b'&', _) if self.rows == 0 => (Token::Joint(false), 2),
            ('&', ..) if self.plain && self.rows == 0 => (Token::Joint(false), 1),
            ('|', b'|', b' ') if self.plain && self.text[..self.at].ends_with(' ') => (Token::Joint(true), 2),
            ('&', ..) => (Token::Ampersand, 1),
            ('(', ..) => (Token::Open('('), 1),
            ('[', ..) => (Token::Open('['), 1),
            (')', ..) => (Token::Close(')'), 1),
            (']', ..) => (Token::Close(']'), 1),
            ('{', ..) => (Token::GroupOpen, 1),
            ('}', ..) => (Token::GroupClose, 1),
            ('|', b'|', _) => (Token::Bar(Side::Either), 1),
            ('|', ..) => (Token::Bar(Side::Either), 1),
            ('=', b'=', _) => (Token::Relation(Equal), 2),
            ('=', b'>', _) => (Token::Relation(To), 2),
            ('=', b'<', _) => (Token::Relation(LessEqual), 2),
            ('=', ..) => (Token::Relation(Equal), 1),
            ('<', b'=', _) => (Token::Relation(LessEqual), 2),
            ('<', b'>', _) => (Token::Relation(NotEqual), 2),
            ('<', ..) => (Token::Relation(Less), 1),
            ('>', b'=', _) => (Token::Relation(GreaterEqual), 2),
            ('>', ..) => (Token::Relation(Greater), 1),
            ('¢', ..) => (Token::Word("cents"), c.len_utf8()),
            _ if !c.is_ascii()
                && let Some(sign) = units::currency(c.encode_utf8(&mut [0; 4])) =>
            {
                (Token::Currency(sign), c.len_utf8())
            }
            _ => (Token::Other(c), c.len_utf8()),
        };
        self.at += length;
        token
    }

    /// Whether the `!` here, before `=`, is a factorial: `5!=120`, but `x != 3` and `x!=3` are relations.
    fn is_factorial(&self) -> bool {
        let before = self.text.as_bytes()[..self.at].last().copied().unwrap_or(b' ');
        before.is_ascii_digit() || before == b')' || before == b'}'
    }

    /// Whether the `~` here negates the letter behind it: it stands where an operand begins.
    fn negates(&self) -> bool {
        let before = self.text[..self.at].trim_end().bytes().next_back();
        let begins = match before {
            None | Some(b'(') => true,
            Some(byte) => self.plain && b"[{+-*/|&<>".contains(&byte),
        };
        begins && (self.byte(1).is_ascii_alphabetic() || self.byte(1) == b'~')
    }

    /// Whether the `%` here hides the rest of its line: it begins the line, or words and a line break follow it in LaTeX.
    fn is_comment(&self) -> bool {
        let before = &self.text[..self.at];
        if before.is_empty() || before.ends_with('\n') {
            return true;
        }
        let rest = &self.rest().as_bytes()[1..];
        let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        line.iter().any(u8::is_ascii_alphabetic) && line.len() < rest.len() && !self.plain
    }

    /// `$` before a number is a currency unless it is closed like a formula; every other `$` only delimits.
    fn dollar(&mut self) -> Option<Token<'t>> {
        self.at += 1;
        let rest = self.rest();
        if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-') {
            return None;
        }
        // `$4x` is a formula that is never closed, `$4` and `$4.50 each` are money.
        let behind = rest
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '\\' | '!' | '{' | '}'));
        let letters = behind.bytes().take_while(u8::is_ascii_alphabetic).count();
        let behind =
            if letters < 3 && units::scale(&behind[..letters]).is_some() { &behind[letters..] } else { behind };
        if !behind.is_empty() && !behind.starts_with([' ', '~', '\n', ')', ';', '?', '%', '$', ':', ']', '}', '/']) {
            return None;
        }
        let is_money = if let Some(end) = memchr::memchr(b'$', rest.as_bytes()) {
            // `$5 and $10`: what looks like the close opens another.
            rest[..end].ends_with(' ') && rest[end + 1..].starts_with(|c: char| c.is_ascii_digit())
        } else {
            // The last `$`: the only one, or after a word and a space.
            let before = &self.text[..self.at - 1];
            let word_before = before.ends_with(' ') && before.trim_end().ends_with(|c: char| c.is_ascii_alphabetic());
            word_before || memchr::memchr(b'$', before.as_bytes()).is_none()
        };
        is_money.then_some(Token::Currency("$"))
    }

    /// A run of letters: a name that mathematics knows, or a word.
    fn word(&mut self) -> Token<'t> {
        let start = self.at;
        if start < self.letters_until {
            self.at += 1;
            let letter = &self.text[start..self.at];
            return names::letter(letter).unwrap_or(Token::Word(letter));
        }
        let length = self.rest().bytes().take_while(u8::is_ascii_alphabetic).count();
        self.at += length;
        let word = &self.text[start..self.at];
        if length == 1 { names::letter(word) } else { names::word(word, self.rest()) }.unwrap_or(Token::Word(word))
    }

    /// A run of letters of another script.
    fn foreign_word(&mut self) -> Token<'t> {
        let start = self.at;
        let length = self.rest().find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest().len());
        self.at += length;
        Token::Word(&self.text[start..self.at])
    }

    /// What a backslash begins; nothing where it only spaces or styles.
    fn command(&mut self) -> Option<Token<'t>> {
        self.at += 1;
        let next = self.byte(0);
        if next.is_ascii_alphabetic() {
            let start = self.at;
            let length = self.rest().bytes().take_while(u8::is_ascii_alphabetic).count();
            self.at += length;
            return self.named_command(&self.text[start..self.at]);
        }
        if next == b'\\' {
            // Outside rows `\\frac` is `\frac` as JSON escapes it, and `\\` alone a line break.
            if self.rows == 0 {
                let after = self.byte(1);
                if !after.is_ascii_alphabetic() {
                    self.at += 1;
                }
                return (!after.is_ascii_alphabetic()).then_some(Token::Row);
            }
            self.at += 1;
            self.skip_row_space();
            return Some(Token::Row);
        }
        if self.rows > 0 && self.lost_rows && (matches!(next, b' ' | b'\n' | b'-') || next.is_ascii_digit()) {
            return Some(Token::Row);
        }
        let token = match next {
            b'{' => Some(Token::Open('{')),
            b'}' => Some(Token::Close('}')),
            b'|' => Some(Token::DoubleBar),
            b'%' => Some(Token::Percent),
            b'$' => Some(Token::Currency("$")),
            b'#' | b'&' => Some(Token::Other(char::from(next))),
            b'_' => Some(Token::Underscore),
            // `\,`, `\;`, `\:`, `\!`, `\ `, `\(`, `\)`, `\[`, `\]` and a backslash before anything else show nothing.
            _ => None,
        };
        if matches!(next, b' ' | b'\n' | b',' | b';' | b':' | b'!' | b'>' | b'(' | b')' | b'[' | b']' | b'/')
            || token.is_some()
        {
            self.at += 1;
        }
        token
    }

    /// Passes over `[4pt]` after the end of a row.
    fn skip_row_space(&mut self) {
        let rest = self.rest();
        if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.bytes().take(12).position(|byte| byte == b']');
            let is_length = |text: &str| ["pt", "em", "ex", "mm", "cm", "in"].iter().any(|unit| text.ends_with(unit));
            if let Some(end) = end.filter(|&end| is_length(&inner[..end])) {
                self.at += end + 2;
            }
        }
    }

    /// The token of a named command, or nothing where it only styles or hides.
    fn named_command(&mut self, name: &'t str) -> Option<Token<'t>> {
        match name {
            "left" | "bigl" | "Bigl" | "biggl" | "Biggl" => self.sided(Side::Left),
            "right" | "bigr" | "Bigr" | "biggr" | "Biggr" => self.sided(Side::Right),
            "phantom" | "hphantom" | "vphantom" | "cancel" | "bcancel" | "xcancel" | "sout" | "st" | "hspace"
            | "vspace" | "label" | "tag" | "color" => {
                self.skip_argument();
                None
            }
            "textcolor" => {
                // White on white is hidden, and so is its content.
                if self.skip_argument().contains("white") {
                    self.skip_argument();
                }
                None
            }
            "kern" | "hskip" | "mkern" | "mskip" => {
                let length =
                    self.rest().bytes().take_while(|b| b.is_ascii_alphanumeric() || b".- ".contains(b)).count();
                self.at += length;
                None
            }
            "mathbf" | "boldsymbol" | "bm" | "bold" if is_letter_group(self.rest()) => Some(Token::Command("mathbf")),
            // The face of a letter, and a line under it, make another letter of it where the letter stands in another face too.
            "mathcal" | "mathscr" | "mathfrak" | "underline" if self.has_other_face(name) => Some(Token::Command(name)),
            "underline" if is_named_letter(self.rest()) => Some(Token::Command(name)),
            "wedge" if !self.relates => Some(Token::Operator("\\wedge")),
            // With bounds it is an operator of its own.
            "bigcup" | "bigcap" if self.rest().trim_start().starts_with('_') => Some(Token::Command(name)),
            _ if names::is_style(name) => None,
            _ => Some(names::command(name).unwrap_or(Token::Command(name))),
        }
    }

    /// Whether the letter of the command `name`, which ends here, stands in the text in another face.
    fn has_other_face(&self, name: &str) -> bool {
        let Some(letter) = face_letter(self.rest()) else { return false };
        self.faces
            .iter()
            .enumerate()
            .any(|(face, letters)| FACES.get(face) != Some(&name) && letters & bit(letter) != 0)
    }

    /// The delimiter after `\left` or `\right`: a dot is none, a bar gets its side.
    fn sided(&mut self, side: Side) -> Option<Token<'t>> {
        self.at += self.rest().bytes().take_while(|&byte| byte == b' ').count();
        let token = match self.byte(0) {
            b'.' => None,
            b'|' => Some(Token::Bar(side)),
            b'<' => Some(Token::Open('<')),
            b'>' => Some(Token::Close('>')),
            b'/' if side == Side::Right => None,
            _ => return None,
        };
        self.at += 1;
        token
    }

    /// Passes over `{…}`, balanced, and gives what is in it.
    pub(super) fn skip_argument(&mut self) -> &'t str {
        self.at += self.rest().bytes().take_while(|&byte| byte == b' ' || byte == b'*').count();
        if self.byte(0) != b'{' {
            return "";
        }
        let start = self.at + 1;
        let end = self.balanced_end(start);
        self.at = (end + 1).min(self.text.len());
        &self.text[start..end]
    }

    /// Where the group that begins before `start` is closed; the end of the text if it is not.
    fn balanced_end(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut depth = 0usize;
        let mut at = start;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' => at += 1,
                b'{' => depth += 1,
                b'}' if depth == 0 => return at,
                b'}' => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        bytes.len()
    }
}

/// Whether a sign of a relation stands anywhere in a text.
fn states_relations(text: &str) -> bool {
    const SIGNS: [&str; 8] = ["\\le", "\\ge", "\\ne", "\\in", "\\lt", "\\gt", "\\notin", "\\equiv"];
    let is_sign = |at: usize| {
        SIGNS.iter().any(|sign| {
            text[at..].strip_prefix(sign).is_some_and(|rest| !rest.starts_with("ft") && !rest.starts_with("fty"))
        })
    };
    memchr::memchr3(b'=', b'<', b'>', text.as_bytes()).is_some()
        || memchr::memchr_iter(b'\\', text.as_bytes()).any(is_sign)
}

/// How many ASCII digits begin the text.
pub(super) fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}
