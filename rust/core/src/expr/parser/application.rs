//! What a name is applied to: `P(A)`, `E[X]`, `f(x + 1)`, `N(0, 1)` are applications, `x(x + 1)` is a product.
//!
//! The same brackets may hold a factor or an argument. The name tells, and what stands in the brackets: one atom or a list is an
//! argument, a sum is a factor unless the name is a function's, or is applied to an atom elsewhere in the text.

use super::super::lexer::Token;
use super::super::print;
use super::super::tree::{Bracket, Constant, Function, Tree};
use super::{Parser, Read};

/// Bytes of an argument that is looked at before it is read.
const WINDOW: usize = 240;

/// What stands in brackets, by its look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// A numeral or a letter, with its sign and index.
    Atom,
    /// Letters, numerals and their powers side by side.
    Term,
    /// Members with commas between.
    List,
    /// A relation, a condition, an operation on sets.
    Event,
    /// Anything else: a sum, a fraction, a function of something.
    Other,
}

impl Parser<'_> {
    /// Whether the bracket that stands here holds what `value`, which begins at `start`, is applied to.
    pub(super) fn applies(&self, value: &Tree, start: usize, open: char) -> bool {
        // `(C)(D)` has two factors.
        if self.spaced || self.lexer.text[start..].starts_with(['(', '[']) {
            return false;
        }
        let Some(inner) = content(self.lexer.rest(), open) else {
            return open == '(' && is_function(value);
        };
        if inner.is_empty() {
            return false;
        }
        if open == '(' && is_function(value) {
            return true;
        }
        // A field or a ring that numbers are joined to: `\mathbb{Q}(\sqrt2)`, `\mathbb{Z}[i]`.
        if matches!(
            value,
            Tree::Constant(Constant::Rationals | Constant::Integers | Constant::Reals | Constant::Complexes)
        ) {
            return !matches!(read_content(inner), Content::Event | Content::List);
        }
        let Tree::Symbol(name) = value else { return false };
        let letter = name.split('_').next().unwrap_or(name);
        let is_joined = self.lexer.text[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
        let kind = read_content(inner);
        if open == '[' {
            return match letter {
                "E" | "\\mathbb{E}" => true,
                "P" | "\\mathbb{P}" | "\\Pr" | "V" | "H" => kind != Content::List && has_capitals_alone(inner),
                _ => false,
            };
        }
        if letter.starts_with("\\mathbb{") || letter == "\\Pr" {
            return true;
        }
        if is_capital(letter) {
            return match kind {
                Content::Atom | Content::List | Content::Event => true,
                Content::Term => letter == "O" || !is_joined,
                Content::Other => {
                    matches!(letter, "O")
                        || matches!(letter, "P" | "E") && has_capitals_alone(inner)
                        || !is_joined && self.is_applied_elsewhere(letter)
                }
            };
        }
        // The signs of a difference and of derivatives, and figures, are no names.
        if matches!(letter, "d" | "\\Delta" | "\\nabla" | "\\partial") || letter.contains([' ', '{']) {
            return false;
        }
        // Scalars stand before vectors, functions before variables.
        let is_scalar =
            matches!(letter, "t" | "s" | "k" | "c" | "m" | "n" | "\\lambda" | "\\mu" | "\\alpha" | "\\beta");
        match kind {
            Content::Atom if inner == letter => false,
            // A field at a place: `\psi(\mathbf{r})`.
            Content::Atom if marked_letter(inner).is_some() => !is_scalar,
            Content::Atom if is_joined => {
                matches!(inner, "0" | "1") || !is_scalar && matches!(inner, "t" | "x" | "n" | "z" | "\\theta")
            }
            Content::Atom => true,
            Content::List => {
                !is_scalar && inner.split(',').all(|part| part.contains(|c: char| c.is_ascii_alphabetic()))
            }
            Content::Event => false,
            Content::Term | Content::Other => !is_joined && self.is_applied_elsewhere(letter),
        }
    }

    /// Whether a letter is applied to an atom somewhere in the text: then it names a function in all of it.
    fn is_applied_elsewhere(&self, letter: &str) -> bool {
        let &[letter] = letter.as_bytes() else { return false };
        if !letter.is_ascii_alphabetic() {
            return false;
        }
        let text = self.lexer.text;
        let applied = *self.applied.get_or_init(|| find_applied(text));
        applied & (1 << (letter - b'A')) != 0
    }

    /// The application of a name to what stands in the brackets here.
    pub(super) fn apply(&mut self, function: Tree, open: char) -> Read {
        let arguments = self.arguments_in(open)?;
        let name = match function {
            Tree::Symbol(name) => match name.as_str() {
                // Expectation and probability in their own letters.
                "\\mathbb{E}" => "E".to_owned(),
                "\\mathbb{P}" | "\\Pr" => "P".to_owned(),
                _ => name,
            },
            Tree::Power(base, exponent) => format!("{}^{{{}}}", print::latex(&base), print::latex(&exponent)),
            other => print::latex(&other),
        };
        Ok(Tree::Call(Function::Named(name), arguments))
    }

    /// The arguments in the brackets that stand here.
    pub(super) fn arguments_in(&mut self, open: char) -> Read<Vec<Tree>> {
        Ok(match self.bracket(open)? {
            Tree::Group(Bracket::Round, items) => items,
            Tree::Group(Bracket::Square, items) if open == '[' => items,
            Tree::Interval(pair) => vec![pair.low, pair.high],
            other => vec![other],
        })
    }

    /// Whether brackets with an argument follow a name of several letters.
    pub(super) fn is_application_ahead(&self) -> bool {
        matches!(self.token, Token::Open('(' | '[')) && !self.spaced
    }
}

/// The letters that are applied to an atom in a text, one bit each from `A` on.
fn find_applied(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut applied = 0;
    // A name is applied among the first brackets or not at all.
    for at in memchr::memchr_iter(b'(', bytes).take(256).filter(|&at| at > 0) {
        let letter = bytes[at - 1];
        let is_alone = at < 2 || !(bytes[at - 2].is_ascii_alphanumeric() || bytes[at - 2] == b'\\');
        if letter.is_ascii_alphabetic()
            && is_alone
            && content(&text[at + 1..], '(')
                .is_some_and(|inner| read_content(inner) == Content::Atom && inner.as_bytes() != [letter])
        {
            applied |= 1 << (letter - b'A');
        }
    }
    applied
}

/// Whether a tree is a letter that names functions, perhaps primed or inverted.
fn is_function(tree: &Tree) -> bool {
    match tree {
        Tree::Symbol(name) => {
            let letter = name.trim_end_matches('\'');
            matches!(letter.split('_').next(), Some("f" | "g" | "h" | "\\phi" | "\\Phi" | "\\Gamma" | "\\zeta"))
                || letter.len() < name.len()
                || name.ends_with(")}") && name.contains("^{(")
        }
        Tree::Power(base, exponent) => {
            matches!(&**base, Tree::Symbol(name) if matches!(name.as_str(), "f" | "g" | "h"))
                && matches!(&**exponent, Tree::Neg(one) if matches!(&**one, Tree::Number(number) if number.value.to_i64() == Some(1)))
        }
        _ => false,
    }
}

/// Whether a word of several letters names a function where a bracket follows: `Var`, `Bin`, `erf`.
pub(super) fn is_named_function(word: &str) -> bool {
    let bytes = word.as_bytes();
    let is_proper = bytes.len() > 1 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_lowercase);
    is_proper
        || matches!(
            word,
            "erf" | "erfc" | "sinc" | "var" | "cov" | "corr" | "rank" | "dim" | "span" | "sech" | "csch" | "versin"
        )
}

/// What stands between the brackets up to the one that closes; none where it is too long or is not closed.
fn content(rest: &str, open: char) -> Option<&str> {
    let close = if open == '(' { b')' } else { b']' };
    let mut depth = 0usize;
    for (at, byte) in rest.bytes().enumerate().take(WINDOW) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            byte if depth == 0 && byte == close => {
                let inner =
                    rest[..at].trim_end_matches("\\right").trim_end_matches("\\bigr").trim_end_matches("\\Bigr");
                return Some(inner.trim());
            }
            b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// The look of what stands in brackets.
fn read_content(inner: &str) -> Content {
    if is_atom(inner) {
        return Content::Atom;
    }
    let mut depth = 0i32;
    let mut kind = Content::Term;
    let bytes = inner.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                if byte != b'{' {
                    kind = worse(kind, Content::Other);
                }
            }
            b')' | b']' | b'}' => depth -= 1,
            b',' if depth == 0 && !is_grouping(bytes, at) => return Content::List,
            b'=' | b'<' | b'>' | b'|' | b':' if depth == 0 => kind = Content::Event,
            b'+' | b'/' | b'-' if depth == 0 => kind = worse(kind, Content::Other),
            b'\\' => {
                let name: usize = inner[at + 1..].bytes().take_while(u8::is_ascii_alphabetic).count();
                let name = &inner[at + 1..at + 1 + name];
                if matches!(
                    name,
                    "cap"
                        | "cup"
                        | "mid"
                        | "le"
                        | "leq"
                        | "ge"
                        | "geq"
                        | "ne"
                        | "neq"
                        | "in"
                        | "approx"
                        | "lt"
                        | "gt"
                        | "setminus"
                        | "vert"
                ) {
                    kind = Content::Event;
                } else if !name.is_empty() && super::super::names::greek(name).is_none() && name != "cdot" {
                    kind = worse(kind, Content::Other);
                }
            }
            _ => {}
        }
    }
    kind
}

/// What two looks are together: an event stays one.
fn worse(kind: Content, other: Content) -> Content {
    if kind == Content::Event { kind } else { other }
}

/// Whether the comma here groups the digits of a numeral.
fn is_grouping(bytes: &[u8], at: usize) -> bool {
    at > 0
        && bytes[at - 1].is_ascii_digit()
        && bytes.len() == at + 4
        && bytes[at + 1..].iter().all(u8::is_ascii_digit)
        && bytes[..at].iter().all(u8::is_ascii_digit)
        && at > 3
}

/// Whether a text is a numeral or a letter, with its sign, index and primes.
fn is_atom(inner: &str) -> bool {
    let inner = inner.strip_prefix(['-', '+']).unwrap_or(inner).trim_start();
    if !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return true;
    }
    let rest = match inner.strip_prefix('\\') {
        _ if let Some(rest) = marked_letter(inner) => rest,
        Some(command) => {
            let length = command.bytes().take_while(u8::is_ascii_alphabetic).count();
            let name = &command[..length];
            if super::super::names::greek(name).is_none() && !matches!(name, "infty" | "pi") {
                return false;
            }
            &command[length..]
        }
        None => match inner.strip_prefix(|c: char| c.is_ascii_alphabetic()) {
            Some(rest) => rest,
            None => return false,
        },
    };
    let rest = rest.trim_end_matches('\'');
    rest.is_empty()
        || rest.strip_prefix('_').is_some_and(|index| {
            let bare = index.strip_prefix('{').and_then(|index| index.strip_suffix('}')).unwrap_or(index);
            bare.len() <= 6
                && bare.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && (bare.len() == 1 || bare.len() < index.len())
        })
}

/// What stands behind a bold letter or a vector's at the start of a text.
fn marked_letter(inner: &str) -> Option<&str> {
    const MARKS: [&str; 7] = ["vec", "mathbf", "boldsymbol", "bm", "bold", "hat", "overrightarrow"];
    let command = inner.strip_prefix('\\')?;
    let length = command.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, rest) = command.split_at(length);
    if !MARKS.contains(&name) {
        return None;
    }
    let letter = rest.trim_start();
    let held = letter.strip_prefix('{').and_then(|group| group.split_once('}'));
    let (letter, rest) = match held {
        Some((letter, rest)) => (letter.trim(), rest),
        None => letter.split_at_checked(1)?,
    };
    (letter.len() == 1 && letter.bytes().all(|byte| byte.is_ascii_alphabetic())).then_some(rest)
}

/// Whether the letters of a text, one at least, are capitals that events and random variables go by.
fn has_capitals_alone(inner: &str) -> bool {
    let mut in_command = false;
    let mut count = 0;
    for c in inner.chars() {
        in_command = c == '\\' || in_command && c.is_ascii_alphabetic();
        if !in_command && c.is_ascii_alphabetic() {
            if !matches!(c, 'A'..='C' | 'E' | 'F' | 'X'..='Z' | 'W' | 'S') {
                return false;
            }
            count += 1;
        }
    }
    count > 0
}

/// Whether a name is a capital of any alphabet, or a Greek letter that functions go by.
fn is_capital(letter: &str) -> bool {
    match letter.strip_prefix('\\') {
        Some(name) => name.starts_with(|c: char| c.is_ascii_uppercase()) && name != "Delta",
        None => letter.len() == 1 && letter.starts_with(|c: char| c.is_ascii_uppercase()),
    }
}
