//! The terms of a formula, read from left to right as far as they are mathematics.

use crate::expr;
use crate::lexicon::{Language, Role, Roles, look_up, meanings, phrases};

/// Letters of a product at most, and of the name of a function.
const PRODUCT: usize = 3;
const NAME: usize = 6;
/// Commands whose argument is words, or that part a content into what is read by itself.
const WORDY: [&str; 22] = [
    "text",
    "textbf",
    "textit",
    "textrm",
    "textnormal",
    "textsf",
    "texttt",
    "mbox",
    "hbox",
    "emph",
    "begin",
    "end",
    "boxed",
    "quad",
    "qquad",
    "approx",
    "simeq",
    "to",
    "rightarrow",
    "Rightarrow",
    "implies",
    "therefore",
];
/// Commands whose argument may be the name of a function.
const NAMES: [&str; 5] = ["mathrm", "operatorname", "mathbf", "mathsf", "mathit"];
/// Functions whose argument needs no brackets; other names are words without them.
const BARE: [&str; 14] =
    ["sin", "cos", "tan", "cot", "csc", "ln", "log", "lg", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"];
/// Signs of mathematics beyond ASCII.
const SIGNS: &str = "≤≥≠∈∉∪∩∖⊂⊆∅∞±∓×·⋅÷−√∛π′″²³⁴⁵⁶⁷⁸⁹⁰¹ⁿ⁻⁺∀∃¬∧∨⊕∘ℝℤℕℚℂ∂∫∑∏…";

/// Roles of words that are no name of a function in any language.
const SPOKEN: Roles =
    Roles::of(&[Role::Option, Role::Answer, Role::Result, Role::Unit, Role::Number, Role::Part, Role::Multiple]);

/// Roles of words that no letters right behind a number are.
const COUNTED: Roles = SPOKEN.with(Roles::of(&[
    Role::Scale,
    Role::Counter,
    Role::Clock,
    Role::Am,
    Role::Pm,
    Role::Oclock,
    Role::Month,
    Role::Verdict,
]));

/// What a formula is made of.
pub(super) struct Terms {
    /// Signs of mathematics, and names that are applied.
    pub(super) signs: usize,
    /// Letters and products of them.
    pub(super) letters: usize,
    /// Products of letters alone.
    pub(super) products: usize,
}

/// Reads a text as a formula; `None` where anything in it is none.
pub(super) fn read(text: &str, language: Option<Language>) -> Option<Terms> {
    let mut reader = Reader { text, language, at: 0, last: Last::Nothing, open: 0, signs: 0, letters: 0, products: 0 };
    while reader.at < text.len() {
        reader.token()?;
    }
    let whole = reader.open == 0 && (reader.last != Last::Sign || reader.signs == 0);
    whole.then_some(Terms { signs: reader.signs, letters: reader.letters, products: reader.products })
}

/// Whether two letters are short for a unit or a word of scale, which they are only behind a number: "mn", "hr".
pub(super) fn is_abbreviation(word: &str, roles: Roles) -> bool {
    word.len() == 2 && (roles == Roles::of(&[Role::Scale]) || roles == Roles::of(&[Role::Unit]))
}

/// What stands before the place at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// Nothing, or what parts one term from the next.
    Nothing,
    /// A sign of mathematics, or a name that applies to what follows.
    Sign,
    Number,
    Letter,
    /// A command or a bracket that closes.
    Closed,
}

struct Reader<'t> {
    text: &'t str,
    language: Option<Language>,
    at: usize,
    last: Last,
    /// Brackets that are open.
    open: usize,
    signs: usize,
    letters: usize,
    /// Products of letters.
    products: usize,
}

impl Reader<'_> {
    /// Reads one token; `None` where it is no part of a formula.
    fn token(&mut self) -> Option<()> {
        let rest = &self.text[self.at..];
        let c = rest.chars().next()?;
        match c {
            ' ' | '~' => self.go(1, self.last),
            '\\' => self.command(),
            '0'..='9' => self.number(),
            'a'..='z' | 'A'..='Z' => {
                let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                self.word(length, length)
            }
            '(' | '[' | '{' => self.bracket(),
            ')' | ']' | '}' => {
                self.open = self.open.checked_sub(1)?;
                self.go(1, Last::Closed)
            }
            ',' | ';' => self.go(1, Last::Nothing),
            '\'' => {
                let primed = self.touches() && matches!(self.last, Last::Letter | Last::Closed);
                self.signs += 1;
                if primed { self.go(1, Last::Closed) } else { None }
            }
            '!' if self.touches() && self.last != Last::Sign => self.go(1, Last::Closed),
            // A dash with a blank behind it begins a point of a list.
            '-' if self.at == 0 && rest[1..].starts_with(' ') => None,
            // A remainder, and no share.
            '%' if self.last == Last::Letter && !rest[1..].trim_start().starts_with(|c: char| c.is_alphanumeric()) => {
                None
            }
            '%' if self.last != Last::Letter => None,
            '|' => self.sign(1, if self.is_operand() { Last::Closed } else { Last::Sign }),
            '+' | '-' | '*' | '/' | '^' | '_' | '=' | '<' | '>' | '%' => self.sign(1, Last::Sign),
            '.' if rest.starts_with("...") => self.go(3, Last::Nothing),
            'Α'..='ω' => {
                self.letters += 1;
                self.go(c.len_utf8(), Last::Letter)
            }
            _ if SIGNS.contains(c) => self.sign(c.len_utf8(), Last::Closed),
            _ => None,
        }
    }

    #[allow(clippy::unnecessary_wraps, reason = "it is how every step of the walk ends")]
    fn go(&mut self, length: usize, last: Last) -> Option<()> {
        self.at += length;
        self.last = last;
        Some(())
    }

    fn sign(&mut self, length: usize, last: Last) -> Option<()> {
        self.signs += 1;
        self.go(length, last)
    }

    /// Whether no blank stands before the place at hand.
    fn touches(&self) -> bool {
        self.at > 0 && !self.text[..self.at].ends_with([' ', '~'])
    }

    fn is_operand(&self) -> bool {
        matches!(self.last, Last::Number | Last::Letter | Last::Closed)
    }

    /// Whether a blank alone parts an operand from the one before it: it may be a word or a unit.
    fn is_parted(&self) -> bool {
        matches!(self.last, Last::Number | Last::Letter) && !self.touches()
            || self.last == Last::Closed && !self.touches() && !self.text[..self.at].contains('\\')
    }

    fn number(&mut self) -> Option<()> {
        if self.is_parted() {
            return None;
        }
        let bytes = &self.text.as_bytes()[self.at..];
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let length = (0..bytes.len()).take_while(|at| digit(*at) || bytes[*at] == b'.' && digit(at + 1)).count();
        // A bound or an exponent ends what stands before it.
        let script = self.touches() && self.text[..self.at].ends_with(['^', '_']);
        self.go(length, if script { Last::Closed } else { Last::Number })
    }

    fn command(&mut self) -> Option<()> {
        let rest = &self.text[self.at + 1..];
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = &rest[..length];
        if length == 0 {
            return match rest.as_bytes().first()? {
                b',' | b';' | b':' | b'!' | b' ' => self.go(2, Last::Nothing),
                b'{' => {
                    self.open += 1;
                    self.sign(2, Last::Nothing)
                }
                b'}' => {
                    self.open = self.open.checked_sub(1)?;
                    self.go(2, Last::Closed)
                }
                b'|' => self.sign(2, Last::Closed),
                _ => None,
            };
        }
        if WORDY.contains(&name) {
            return None;
        }
        if NAMES.contains(&name) && rest[length..].starts_with('{') {
            let inside = &rest[length + 1..];
            let letters = inside.bytes().take_while(u8::is_ascii_alphabetic).count();
            if letters == 0 || !inside[letters..].starts_with('}') {
                return None;
            }
            self.at += length + 2;
            self.signs += 1;
            return self.word(letters, letters + 1);
        }
        self.letters += 1;
        self.sign(length + 1, Last::Closed)
    }

    fn bracket(&mut self) -> Option<()> {
        let inside = &self.text[self.at + 1..];
        let close = inside.find([')', ']', '}']).unwrap_or(inside.len());
        let behind = inside[close..].get(1..).unwrap_or_default();
        let letter = close == 1 && inside.starts_with(|c: char| c.is_ascii_alphabetic());
        // A letter in brackets by itself is a label, unless it touches what it is multiplied with.
        let applied = self.touches() && matches!(self.last, Last::Letter | Last::Closed | Last::Number | Last::Sign);
        if letter && !applied && !behind.starts_with(['(', '^', '+', '*', '/', '=', '\'']) {
            return None;
        }
        // Behind a blank it is a remark, or the value given again.
        let before = self.text[..self.at].trim_end_matches([' ', '~', '\\']);
        let parted = before.len() < self.at && !before.ends_with(',');
        if parted && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '}' | '%')) {
            return None;
        }
        self.signs += usize::from(self.touches() && self.is_operand());
        self.open += 1;
        self.go(1, Last::Nothing)
    }

    /// Reads letters, with what closes them.
    fn word(&mut self, letters: usize, length: usize) -> Option<()> {
        let word = &self.text[self.at..self.at + letters];
        let behind = &self.text[self.at + length..];
        let behind = behind.strip_prefix("\\left").unwrap_or(behind);
        let called = behind.starts_with(['(', '[']);
        self.letters += 1;
        if letters == 1 {
            return if self.is_parted() { None } else { self.go(length, Last::Letter) };
        }
        if letters == 2 && word.starts_with('d') && self.is_differential() {
            return self.go(length, Last::Letter);
        }
        if self.is_parted() && !BARE.contains(&word) && !matches!(word, "mod" | "pi") {
            return None;
        }
        if word == "pi" {
            return self.go(length, Last::Letter);
        }
        if BARE.contains(&word) || called && expr::is_function(word) || word == "mod" && self.is_operand() {
            return self.sign(length, Last::Sign);
        }
        let english = has_roles(word, |language, roles| {
            let known = language == Language::ENGLISH || self.language == Some(language);
            known && (self.last == Last::Number || !is_abbreviation(word, roles))
        });
        let measures = called || !matches!(self.last, Last::Nothing | Last::Sign);
        if english || measures && expr::is_unit(word) {
            return None;
        }
        if called {
            let spoken = has_roles(word, |_, roles| roles.meets(SPOKEN));
            let name = letters <= NAME && !spoken;
            return if name { self.sign(length, Last::Sign) } else { None };
        }
        // "3ab", and neither "3mn" nor "3rd".
        let counted = self.last == Last::Number;
        if counted && (has_roles(word, |_, roles| roles.meets(COUNTED)) || phrases::NUMERALS_ORDINALS.contains(&word)) {
            return None;
        }
        self.signs += usize::from(counted);
        let one_case = letters == 2
            || word.bytes().all(|byte| byte.is_ascii_lowercase())
            || word.bytes().all(|byte| byte.is_ascii_uppercase());
        let next = behind.trim_start().chars().next();
        let bound = |c: char| "+-*/^_=<>|)(]}'!".contains(c) || SIGNS.contains(c) || c == '\\';
        let touched = counted || self.last == Last::Sign || self.last == Last::Closed || next.is_some_and(bound);
        let whole = letters == self.text.len();
        self.products += 1;
        if letters <= PRODUCT && one_case && (touched || whole) { self.go(length, Last::Letter) } else { None }
    }

    /// Whether two letters may be a differential: under an integral, or behind a thin space.
    fn is_differential(&self) -> bool {
        self.text.contains("\\int") || self.text.contains('∫') || self.text[..self.at].ends_with("\\,")
    }
}

/// Whether a word has a meaning of some kind.
fn has_roles(word: &str, test: impl Fn(Language, Roles) -> bool) -> bool {
    look_up(word, 0)
        .iter()
        .filter(|(end, _)| *end as usize == word.len())
        .any(|(_, set)| meanings(*set).iter().any(|meaning| test(meaning.language(), meaning.roles())))
}
