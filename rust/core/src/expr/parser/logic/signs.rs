//! Cuts a text into the signs of logic, letters, and pieces of other notation.

use super::super::super::tree::Connective;

/// Which notation a text is read in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Connectives between letters and statements.
    Logic,
    /// Sums and products of letters, bars and primes.
    Algebra,
}

/// What one token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A negation before its operand.
    Not,
    /// A bar over its operand.
    Bar,
    /// A prime behind its operand.
    Prime,
    /// A connective between two operands; whether it is a sign that only logic has.
    Join(Connective, bool),
    /// A quantifier.
    Quantify(Connective),
    /// Any opening bracket.
    Open,
    /// Any closing bracket.
    Close,
    /// A letter with its index.
    Letter,
    /// A constant.
    Constant(bool),
    /// Something else.
    Piece,
}

/// A sign and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) sign: Sign,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Cuts a whole text.
pub(super) fn cut(text: &str, dialect: Dialect) -> Vec<Token> {
    let mut cutter = Cutter { text, at: 0, dialect, plain: !text.contains('\\'), tokens: Vec::new() };
    while cutter.at < text.len() {
        cutter.step();
    }
    cutter.tokens
}

struct Cutter<'t> {
    text: &'t str,
    at: usize,
    dialect: Dialect,
    /// Whether the text has no command.
    plain: bool,
    tokens: Vec<Token>,
}

impl<'t> Cutter<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn push(&mut self, sign: Sign, length: usize) {
        self.tokens.push(Token { sign, start: self.at, end: self.at + length });
        self.at += length;
    }

    /// Whether an operand may begin here: at the start, behind a connective, a negation or an opening bracket.
    fn wants_operand(&self) -> bool {
        self.tokens.last().is_none_or(|token| {
            matches!(token.sign, Sign::Not | Sign::Bar | Sign::Join(..) | Sign::Quantify(_) | Sign::Open)
        })
    }

    /// Takes one sign, or what shows nothing.
    fn step(&mut self) {
        use Connective::{And, Iff, Implies, Or, Xor};
        let rest = self.rest();
        let algebra = self.dialect == Dialect::Algebra;
        let Some(c) = rest.chars().next() else { return };
        let follows = |text: &str| rest.starts_with(text);
        match c {
            ' ' | '\n' | '$' => self.at += 1,
            '\\' => self.command(),
            '(' | '[' | '{' => self.push(Sign::Open, 1),
            ')' | ']' | '}' => self.push(Sign::Close, 1),
            'a'..='z' | 'A'..='Z' => self.letters(),
            '&' if follows("&&") => self.push(Sign::Join(And, true), 2),
            '&' if self.plain => self.push(Sign::Join(And, false), 1),
            '|' if follows("||") => self.push(Sign::Join(Or, true), 2),
            '|' if self.plain && !self.wants_operand() => self.push(Sign::Join(Or, false), 1),
            '!' if self.wants_operand() && !follows("!=") => self.push(Sign::Not, 1),
            '~' => self.tilde(),
            '^' if self.plain
                && !algebra
                && rest[1..].trim_start().starts_with(|c: char| c.is_ascii_alphabetic() || c == '~' || c == '(') =>
            {
                self.push(Sign::Join(Xor, false), 1);
            }
            '-' if follows("->") => self.push(Sign::Join(Implies, false), 2),
            '=' if follows("=>") => self.push(Sign::Join(Implies, false), 2),
            '<' if follows("<->") || follows("<=>") => self.push(Sign::Join(Iff, true), 3),
            '+' if algebra => self.push(Sign::Join(Or, false), 1),
            '*' if algebra && !follows("**") => self.push(Sign::Join(And, false), 1),
            '\'' if algebra => self.push(Sign::Prime, 1),
            '0' | '1' if algebra && !rest[1..].starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
                self.push(Sign::Constant(c == '1'), 1);
            }
            _ => self.push(Sign::Piece, c.len_utf8()),
        }
    }

    /// A tilde: a negation before an operand, a blank elsewhere.
    fn tilde(&mut self) {
        let next = self.rest()[1..].trim_start();
        let begins = next.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '(' | '[' | '~' | '\\' | '{'));
        // `p~\land~q` has a blank on each side of its sign.
        let is_tied = self
            .tokens
            .last()
            .is_some_and(|token| matches!(token.sign, Sign::Join(..)) && self.text[..token.start].ends_with('~'));
        if self.wants_operand() && begins && !is_tied {
            self.push(Sign::Not, 1);
        } else {
            self.at += 1;
        }
    }

    /// A run of letters: a connective in words, constants, or names of one letter.
    fn letters(&mut self) {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &rest[..length];
        if length > 1
            && let Some(sign) = word_sign(word)
        {
            return self.push(sign, length);
        }
        if length > 1 && self.dialect == Dialect::Logic {
            return self.push(Sign::Piece, length);
        }
        for at in 0..length {
            let index = if at + 1 == length { index_length(&rest[length..]) } else { 0 };
            self.push(Sign::Letter, 1 + index);
        }
    }

    /// A command: a connective, a style that shows nothing, a letter, or something else.
    fn command(&mut self) {
        use Connective::{And, Exists, ExistsOne, ForAll, Iff, Implies, Nand, Nor, Or, Xor};
        let rest = &self.rest()[1..];
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if length == 0 {
            let mark = rest.chars().next();
            return match mark {
                Some(',' | ';' | ':' | '!' | ' ' | '>' | '(' | ')' | '[' | ']') => self.at += 2,
                Some('{') => self.push(Sign::Piece, 2),
                Some(mark) => self.push(Sign::Piece, 1 + mark.len_utf8()),
                None => self.push(Sign::Piece, 1),
            };
        }
        let name = &rest[..length];
        let algebra = self.dialect == Dialect::Algebra;
        let sign = match name {
            "left" | "right" | "big" | "Big" | "bigl" | "bigr" | "Bigl" | "Bigr" | "quad" | "qquad"
            | "displaystyle" => {
                self.at += 1 + length;
                return;
            }
            "text" | "mathrm" | "textbf" | "operatorname" | "mbox" | "mathbf" | "mathit" => return self.worded(length),
            "lnot" | "neg" => Sign::Not,
            "sim" if self.wants_operand() => Sign::Not,
            "overline" | "bar" | "widebar" => Sign::Bar,
            "land" | "wedge" => Sign::Join(And, true),
            "lor" | "vee" => Sign::Join(Or, true),
            "cdot" | "times" if algebra => Sign::Join(And, false),
            "oplus" => Sign::Join(Xor, false),
            "veebar" => Sign::Join(Xor, true),
            "odot" if algebra => Sign::Join(Iff, false),
            "to" | "rightarrow" | "Rightarrow" | "implies" | "longrightarrow" | "Longrightarrow" => {
                Sign::Join(Implies, false)
            }
            "leftrightarrow" | "Leftrightarrow" | "iff" | "Longleftrightarrow" | "longleftrightarrow" => {
                Sign::Join(Iff, true)
            }
            "uparrow" | "barwedge" => Sign::Join(Nand, true),
            "downarrow" => Sign::Join(Nor, true),
            "forall" => Sign::Quantify(ForAll),
            "nexists" => Sign::Quantify(Connective::Not),
            "exists" if rest[length..].trim_start().starts_with('!') => {
                let blanks = rest[length..].len() - rest[length..].trim_start().len();
                return self.push(Sign::Quantify(ExistsOne), length + blanks + 2);
            }
            "exists" => Sign::Quantify(Exists),
            "top" => Sign::Constant(true),
            "bot" => Sign::Constant(false),
            "perp" if self.wants_operand() => Sign::Constant(false),
            "alpha" | "beta" | "gamma" | "phi" | "varphi" | "psi" | "chi" | "theta" => {
                let index = index_length(&rest[length..]);
                return self.push(Sign::Letter, 1 + length + index);
            }
            _ => Sign::Piece,
        };
        self.push(sign, 1 + length);
    }

    /// `\text{and}`, `\mathrm{T}`: what the word in it says; `length` is the command's.
    fn worded(&mut self, length: usize) {
        let rest = &self.rest()[1 + length..];
        let content = rest.strip_prefix('{').and_then(|inner| Some(&inner[..inner.find('}')?]));
        let Some(content) = content else { return self.push(Sign::Piece, 1 + length) };
        let whole = 1 + length + content.len() + 2;
        match content.trim_matches([' ', '~']) {
            letter if letter.len() == 1 && letter.as_bytes()[0].is_ascii_alphabetic() => {
                // The command goes, the letter stays in its braces.
                let at = self.at + 1 + length + 1 + content.find(letter).unwrap_or(0);
                self.tokens.push(Token { sign: Sign::Letter, start: at, end: at + 1 });
                self.at += whole;
            }
            word => self.push(word_sign(word).unwrap_or(Sign::Piece), whole),
        }
    }
}

/// The connective or constant that a word is.
fn word_sign(word: &str) -> Option<Sign> {
    use Connective::{And, Iff, Implies, Nand, Nor, Or, Xor};
    Some(match word {
        "and" | "AND" | "And" => Sign::Join(And, false),
        "or" | "OR" | "Or" => Sign::Join(Or, false),
        "not" | "NOT" | "Not" => Sign::Not,
        "xor" | "XOR" => Sign::Join(Xor, true),
        "nand" | "NAND" => Sign::Join(Nand, true),
        "nor" | "NOR" => Sign::Join(Nor, true),
        "implies" | "IMPLIES" => Sign::Join(Implies, true),
        "iff" | "IFF" => Sign::Join(Iff, true),
        "True" | "true" | "TRUE" => Sign::Constant(true),
        "False" | "false" | "FALSE" => Sign::Constant(false),
        _ => return None,
    })
}

/// The length of an index at the start of a text: `_1`, `_{12}`, `2`.
fn index_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    match bytes {
        [b'_', b'{', inner @ ..] => {
            let length = inner.iter().take(8).take_while(|byte| byte.is_ascii_alphanumeric()).count();
            if length > 0 && inner.get(length) == Some(&b'}') { length + 3 } else { 0 }
        }
        [b'_', byte, ..] if byte.is_ascii_alphanumeric() => 2,
        _ => bytes.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count(),
    }
}
