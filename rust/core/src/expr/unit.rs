//! Reads units of measure and money by any of their names, and nouns that are counted.
//!
//! What a word stands for is looked up in the table of units; this module knows how units are put together: powers, products,
//! quotients, "per", brackets, LaTeX's texts and siunitx's macros.

use std::borrow::Cow;

use super::tree::Unit;
use crate::lexicon::phrases;
use crate::lexicon::units::{self, Kind, List};

/// The longest text that is read as a unit, in bytes.
const MAX_BYTES: usize = 160;
/// The words that the name of a counted thing may have.
const MAX_WORDS: usize = 4;
/// How deep brackets may stand in brackets.
const MAX_DEPTH: usize = 4;

/// Reads a unit: `cm^2`, `square feet`, `miles per hour`, `inches/second`, `children tickets`. None where the text is no name
/// of one, such as a text with other signs, or none at all.
pub(super) fn parse(text: &str) -> Option<Unit> {
    read(text, true)
}

/// The length of the name of a unit that a text begins with, of "square" before one too.
pub(super) fn known_start(text: &str) -> Option<usize> {
    let word = &text[..word_length(text)];
    if power_before(word).is_some() {
        return Some(word.len());
    }
    candidates(text).find(|&length| find(&text[..length]).is_some())
}

/// Reads a unit of measure or money that has no word but its own.
pub(super) fn parse_known(text: &str) -> Option<Unit> {
    read(text, false)
}

fn read(text: &str, nouns: bool) -> Option<Unit> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let flat = flatten(text)?;
    let mut reader = Reader {
        rest: flat.trim(),
        unit: Unit { parts: Vec::new(), known: true },
        sign: 1,
        power: 1,
        noun: Vec::new(),
        nouns,
    };
    reader.read(0)?;
    let Reader { mut unit, .. } = reader;
    merge(&mut unit);
    (!unit.parts.is_empty()).then_some(unit)
}

/// Adds the powers of the same part.
fn merge(unit: &mut Unit) {
    if unit.parts.len() < 2 {
        return;
    }
    let mut parts: Vec<(String, i32)> = Vec::with_capacity(unit.parts.len());
    for (name, power) in unit.parts.drain(..) {
        match parts.iter_mut().find(|part| part.0 == name && part.1 != 0 && power != 0) {
            Some(part) => part.1 = (part.1 + power).clamp(-100, 100),
            None => parts.push((name, power)),
        }
    }
    unit.parts = parts;
}

struct Reader<'t> {
    rest: &'t str,
    unit: Unit,
    /// -1 behind a slash or "per".
    sign: i32,
    /// The power that "square" and "cubic" give to the next unit.
    power: i32,
    /// Words of an unknown noun that are still to be joined.
    noun: Vec<String>,
    /// Whether nouns are read at all.
    nouns: bool,
}

impl Reader<'_> {
    fn read(&mut self, depth: usize) -> Option<()> {
        while let Some(first) = self.rest.chars().next() {
            if is_unit_letter(first) {
                self.word()?;
            } else if let Some((power, rest)) = read_power(self.rest) {
                self.close_noun();
                self.raise(power)?;
                self.rest = rest;
            } else {
                self.rest = &self.rest[first.len_utf8()..];
                match first {
                    ' ' | '*' | '·' | '.' | '-' | ',' if first != ',' || self.rest.is_empty() => {}
                    '/' => {
                        self.close_noun();
                        self.sign = -1;
                    }
                    '(' | '[' => self.bracket(first, depth)?,
                    '$' | '%' => self.push(if first == '$' { "$" } else { "%" }, 1),
                    _ => return None,
                }
            }
        }
        self.close_noun();
        (self.power == 1 || !self.unit.parts.is_empty()).then_some(())
    }

    fn push(&mut self, name: &str, power: i32) {
        self.unit.parts.push((name.to_owned(), self.sign * self.power * power));
        self.power = 1;
    }

    /// Gives the last part a power.
    fn raise(&mut self, power: i32) -> Option<()> {
        let last = self.unit.parts.iter_mut().rev().find(|part| part.1 != 0)?;
        last.1 = raise(last.1, power);
        Some(())
    }

    /// What stands in brackets is divided by as a whole: `J/(mol·K)`.
    fn bracket(&mut self, open: char, depth: usize) -> Option<()> {
        let close = if open == '(' { ')' } else { ']' };
        let end = self.rest.rfind(close)?;
        let (inner, behind) = (&self.rest[..end], &self.rest[end + 1..]);
        if depth == MAX_DEPTH
            || inner.contains(close)
            || !self.noun.is_empty()
            || self.sign == 1 && !self.unit.parts.is_empty()
        {
            return None;
        }
        let unit = Unit { parts: Vec::new(), known: true };
        let mut reader = Reader { rest: inner.trim(), unit, sign: 1, power: 1, noun: Vec::new(), nouns: self.nouns };
        reader.read(depth + 1)?;
        let sign = self.sign;
        self.unit.known &= reader.unit.known;
        self.unit.parts.extend(reader.unit.parts.into_iter().map(|(name, power)| (name, power * sign)));
        self.rest = behind;
        Some(())
    }

    fn word(&mut self) -> Option<()> {
        let rest = self.rest;
        let is_start = self.unit.parts.is_empty() && self.noun.is_empty();
        // "9 miles a day": an article before a unit, and no unit of area.
        let article =
            phrases::UNITS_ARTICLES.iter().find_map(|article| rest.strip_prefix(article)).filter(|_| !is_start);
        let divides = article.is_some_and(|next| find(&next[..word_length(next)]).is_some() && word_length(next) > 1);
        if self.noun.is_empty() && !divides {
            for length in candidates(rest) {
                if let Some(measure) = find(&rest[..length])
                    && (!self.nouns || !self.is_noun(&rest[..length], &rest[length..]))
                {
                    self.rest = &rest[length..];
                    self.measured(measure);
                    if measure.kind != Kind::Name {
                        self.digits()?;
                    }
                    return Some(());
                }
            }
        }
        let length = word_length(rest);
        let word = &rest[..length];
        let behind = &rest[length..];
        let lower = word.to_lowercase();
        let power = phrases::UNITS_POWERS.iter().find(|(word, _)| *word == lower);
        match lower.as_str() {
            phrases::UNITS_OF if is_start => return None,
            phrases::UNITS_PER => {
                self.close_noun();
                self.sign = -1;
            }
            each if phrases::UNITS_EACH.contains(&each) && !is_start && !behind.trim().is_empty() => {
                let next = behind.trim_start();
                if find(&next[..word_length(next)]).is_some() {
                    self.close_noun();
                    self.sign = -1;
                }
            }
            before if power_before(before).is_some() => self.power = power_before(before)?,
            _ if power.is_some() && self.noun.is_empty() && !is_start => self.raise(power?.1.parse().ok()?)?,
            _ if !self.nouns => return None,
            phrases::UNITS_AND if self.unit.known && self.noun.is_empty() => return None,
            _ => return self.noun(length),
        }
        self.rest = behind;
        Some(())
    }

    /// Whether a symbol among words is one of them: "12 C batteries", "5 in total".
    fn is_noun(&self, symbol: &str, behind: &str) -> bool {
        let next = behind.trim_start_matches([' ', '.', '-']);
        // "3 g salt" and "0.2 M HCl" measure what follows.
        let formula = next[..word_length(next)].bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
        self.unit.parts.is_empty()
            && symbol != "g"
            && !formula
            && !begins(next, phrases::UNITS_OF)
            && (symbol.len() == 1 || units::is_doubtful(symbol) || units::is_modifier(symbol))
            && behind.starts_with([' ', '-'])
            && next.starts_with(|c: char| c.is_alphabetic())
            && !begins(next, phrases::UNITS_PER)
            && find(&next[..word_length(next)]).is_none()
    }

    fn measured(&mut self, measure: units::Measure) {
        self.close_noun();
        let (sign, power) = (self.sign, std::mem::replace(&mut self.power, 1));
        for part in measure.parts() {
            self.unit.parts.push((part.symbol().into_owned(), sign * power * i32::from(part.power)));
        }
    }

    /// A power in digits right behind a symbol: `m2`, `s-1`.
    fn digits(&mut self) -> Option<()> {
        let (digits, sign) = match self.rest.strip_prefix('-') {
            Some(digits) => (digits, -1),
            None => (self.rest, 1),
        };
        let mut bytes = digits.bytes();
        if let Some(digit @ b'1'..=b'9') = bytes.next() {
            if bytes.next().is_some_and(|byte| byte.is_ascii_digit()) {
                return None;
            }
            self.raise(sign * i32::from(digit - b'0'))?;
            self.rest = &digits[1..];
        }
        Some(())
    }

    /// A word of a counted noun. Behind a unit it says of what the amount is.
    fn noun(&mut self, length: usize) -> Option<()> {
        let (word, behind) = (&self.rest[..length], &self.rest[length..]);
        let lower = word.to_lowercase();
        if let Some((name, power)) = of_han(word) {
            self.push(&name, power);
            self.unit.known &= power > 1;
            self.rest = behind;
            return Some(());
        }
        let is_behind = self.noun.is_empty() && self.unit.parts.last().is_some_and(|part| part.1 != 0);
        let is_measured = is_behind && self.sign == 1;
        if is_behind && self.unit.known {
            let rest = self.rest.trim_end_matches(['.', ' ']);
            let lower = rest.to_lowercase();
            if units::is_direction(&lower) {
                self.rest = "";
                self.unit.parts.push((lower, 0));
                return Some(());
            }
            if lower.starts_with(phrases::UNITS_MORE_THAN)
                && rest.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ')
            {
                self.rest = "";
                self.unit.parts.push((phrases::UNITS_MORE.to_owned(), 0));
                return Some(());
            }
        }
        if lower == phrases::UNITS_THAN
            && self.noun.len() > 1
            && self.noun[0] == phrases::UNITS_MORE
            && behind.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'.' | b'\''))
            && behind.split_whitespace().all(|word| word.len() > 1)
        {
            self.rest = "";
            return Some(());
        }
        if is_measured && units::is_in(List::Idle, &lower) && behind.trim().is_empty() {
            self.rest = behind;
            return Some(());
        }
        let is_comparing = match lower.as_str() {
            phrases::UNITS_MORE => true,
            less if phrases::UNITS_LESS.contains(&less) => is_measured || !self.noun.is_empty(),
            _ => false,
        };
        let is_of = self.noun.first().is_some_and(|word| word == phrases::UNITS_OF)
            && self.unit.known
            && !self.unit.parts.is_empty();
        if units::is_in(List::Connectives, &lower) && !is_comparing
            || self.noun.len() == if is_of { 2 * MAX_WORDS } else { MAX_WORDS }
            || is_function(&lower)
            || is_variable(word, behind, &self.unit, &self.noun)
        {
            return None;
        }
        self.noun.push(if is_symbol(word) { word.to_owned() } else { lower });
        self.rest = behind;
        Some(())
    }

    /// Adds the noun read so far: as one unknown name, or behind a unit as what the amount is of.
    fn close_noun(&mut self) {
        if self.noun.is_empty() {
            return;
        }
        let mut words = std::mem::take(&mut self.noun);
        let is_measured = self.unit.known && self.unit.parts.last().is_some_and(|part| part.1 != 0);
        if is_measured && (self.sign == 1 || words[0] == phrases::UNITS_OF) {
            if words[0] == phrases::UNITS_OF {
                words.remove(0);
            }
            if !words.is_empty() {
                self.unit.parts.push((words.join(" "), 0));
            }
            return;
        }
        self.unit.parts.push((words.join(" "), self.sign * self.power));
        self.power = 1;
        self.unit.known = false;
    }
}

/// The power that a word before a unit raises it to: "square", "cubic".
fn power_before(word: &str) -> Option<i32> {
    phrases::UNITS_DIMENSIONS.iter().find(|(name, _)| *name == word).and_then(|(_, power)| power.parse().ok())
}

/// Whether a text begins with a word and a blank.
fn begins(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '))
}

fn is_unit_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c, '°' | '\'' | 'µ' | '‰' | '‱' | '′' | '″' | '¢' | '℧' | '฿' | '₿')
        || !c.is_ascii() && units::currency(c.encode_utf8(&mut [0; 4])).is_some()
}

/// The length of the word that a text begins with: letters, and hyphens between them.
fn word_length(text: &str) -> usize {
    let is_inside = |c: char| is_unit_letter(c) || c == '-';
    let length = text.find(|c| !is_inside(c)).unwrap_or(text.len());
    let length = text[..length].trim_end_matches('-').len();
    length.max(text.chars().next().map_or(0, char::len_utf8))
}

/// The lengths of what may be the name of one unit at the start of a text, longest first: several words, one, a part of one up
/// to a hyphen.
fn candidates(text: &str) -> impl Iterator<Item = usize> {
    let mut lengths = [0; units::MOST_BLANKS + 2];
    let mut count = 0;
    let first = word_length(text);
    let short = text[..first].find('-');
    for length in short.into_iter().chain([first]) {
        lengths[count] = length;
        count += 1;
    }
    let mut end = first;
    while count < lengths.len() {
        let Some(rest) = text[end..].strip_prefix(' ').filter(|rest| rest.starts_with(is_unit_letter)) else { break };
        end += 1 + word_length(rest);
        lengths[count] = end;
        count += 1;
    }
    lengths.into_iter().take(count).rev()
}

/// What a word stands for; a ring before a letter is one word with it.
fn find(word: &str) -> Option<units::Measure> {
    let word = word.trim_end_matches('\'');
    units::find(word)
}

/// Writes a text of LaTeX out in plain signs: texts and styles are taken off, commands become the symbols they stand for. None
/// where it has a command that no unit has.
fn flatten(text: &str) -> Option<Cow<'_, str>> {
    let is_plain = |byte: u8| !matches!(byte, b'\\' | b'{' | b'}' | b'~' | b'\n' | b'$');
    if text.bytes().all(is_plain) && !text.contains("  ") && !text.contains(". ") && !text.ends_with('.') {
        return Some(text.into());
    }
    let mut out = String::with_capacity(text.len());
    // What a closing brace writes: the bracket of a fraction's part, or nothing.
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    // After a text ends, another text that begins is another word, but a symbol belongs to what is before it.
    let mut closed = false;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let name = &rest[..length];
                rest = &rest[length..];
                match name {
                    "" => {
                        let sign = rest.chars().next()?;
                        rest = &rest[sign.len_utf8()..];
                        match sign {
                            ',' | ';' | ':' | ' ' | '!' => blank(&mut out),
                            '%' | '$' => out.push(sign),
                            _ => return None,
                        }
                    }
                    "text" | "mathrm" | "mathsf" | "mathit" | "mathbf" | "textbf" | "textit" | "textrm" | "textup"
                    | "mbox" | "hbox" | "operatorname" | "unit" | "si" | "ensuremath" | "textnormal" | "mathring" => {
                        rest = rest.trim_start().strip_prefix('*').unwrap_or(rest.trim_start());
                        rest = rest.strip_prefix('{')?;
                        if closed && !out.ends_with(['/', '·', '(']) {
                            blank(&mut out);
                        }
                        open.push(if name == "mathring" { "\u{30a}" } else { "" });
                    }
                    "rm" | "it" | "sf" | "left" | "right" | "displaystyle" | "textstyle" => rest = rest.trim_start(),
                    "frac" | "dfrac" | "tfrac" | "cfrac" | "nicefrac" | "sfrac" => {
                        rest = rest.trim_start().strip_prefix('{')?;
                        blank(&mut out);
                        open.push("frac");
                    }
                    "cdot" | "times" | "ast" | "bullet" => {
                        trim_blanks(&mut out);
                        out.push('·');
                        rest = rest.trim_start();
                    }
                    "quad" | "qquad" | "thinspace" => blank(&mut out),
                    name => {
                        let symbol = units::command(name)?;
                        let is_prefix = units::is_prefix_name(name);
                        // A macro of siunitx is a whole word; the sign of a prefix or of a unit is a letter like others.
                        if name.len() > 2 && !matches!(name, "Omega" | "degree" | "circ") && !out.ends_with(GLUE) {
                            blank(&mut out);
                        }
                        if out.ends_with(GLUE) {
                            out.pop();
                        }
                        out.push_str(symbol);
                        if is_prefix {
                            out.push(GLUE);
                        }
                        rest = rest.trim_start();
                    }
                }
            }
            '{' => open.push(""),
            '}' => {
                match open.pop()? {
                    "frac" => {
                        rest = rest.trim_start().strip_prefix('{')?;
                        out.push_str("/(");
                        open.push(")");
                    }
                    written => out.push_str(written),
                }
                closed = true;
                continue;
            }
            ' ' | '~' | '\n' => blank(&mut out),
            '$' => {}
            // The dot of a short word: "sq. ft."
            '.' if rest.is_empty() || rest.starts_with([' ', '}', '.']) => {}
            '^' => {
                out.push('^');
                if let Some(inner) = rest.trim_start().strip_prefix('{') {
                    if let Some(degree) = inner.trim_start().strip_prefix("\\circ") {
                        out.pop();
                        out.push('°');
                        rest = degree.trim_start().strip_prefix('}')?;
                    } else {
                        let end = inner.find('}')?;
                        out.push_str(inner[..end].trim());
                        rest = &inner[end + 1..];
                    }
                } else if let Some(degree) = rest.trim_start().strip_prefix("\\circ") {
                    out.pop();
                    out.push('°');
                    rest = degree.trim_start();
                }
                closed = true;
                continue;
            }
            c => out.push(c),
        }
        closed = false;
    }
    if !open.is_empty() {
        return None;
    }
    let out = if out.contains('\u{30a}') { out.replace("A\u{30a}", "Å") } else { out };
    Some(if out.contains(GLUE) { out.replace(GLUE, "").into() } else { out.into() })
}

/// Stands behind a prefix's macro until its unit follows.
const GLUE: char = '\u{1}';

fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '/', '·', '(', GLUE]) {
        out.push(' ');
    }
}

fn trim_blanks(out: &mut String) {
    while out.ends_with(' ') {
        out.pop();
    }
}

/// Whether a word is the name of a function in some notation of mathematics, and no thing that is counted.
pub(super) fn is_function(word: &str) -> bool {
    units::is_in(List::Functions, word)
}

/// Whether a word is one small letter among others, which stands for a value and not for a thing.
fn is_variable(word: &str, rest: &str, unit: &Unit, noun: &[String]) -> bool {
    let is_alone = noun.is_empty() && unit.parts.is_empty() && !rest.contains(|c: char| c.is_alphabetic());
    matches!(word.as_bytes(), [b'b'..=b'z']) && !is_alone
}

/// Whether letter case is part of what a word says: symbols have small and capital letters in their order, `mAh`, `NaCl`. Nouns
/// have none but the first, and that may be either.
fn is_symbol(word: &str) -> bool {
    let inner = word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let all = word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_short = word.len() == 2 && !word.bytes().any(|byte| b"aeiouAEIOU".contains(&byte));
    word.is_ascii()
        && (word.len() <= 6 && inner && !all || is_short && word.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Whether a run of letters can be a word: it has a vowel, or is short for something that is counted. Neighbours in the alphabet
/// are variables.
pub(super) fn is_word(word: &str) -> bool {
    if word.len() > 2 && word.as_bytes().windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)) {
        return false;
    }
    !word.is_ascii()
        || word.bytes().any(|byte| b"aeiouAEIOU".contains(&byte))
        || word.len() > 3 && word.bytes().skip(1).any(|byte| byte == b'y')
        || units::is_in(List::Nouns, &word.to_lowercase())
        || is_known(word)
}

/// The power of a power; no unit has one past a hundred.
pub(super) fn raise(power: i32, by: i32) -> i32 {
    power.saturating_mul(by).clamp(-100, 100)
}

/// Reads `^2`, `^{2}`, `^{-1}`, `**2`, and what follows it.
fn read_power(text: &str) -> Option<(i32, &str)> {
    let rest = text.strip_prefix('^').or_else(|| text.strip_prefix("**"))?.trim_start();
    let (inner, close) = match rest.strip_prefix(['{', '(']) {
        Some(inner) => (inner.trim_start(), if rest.starts_with('{') { "}" } else { ")" }),
        None => (rest, ""),
    };
    let (digits, negative) = match inner.strip_prefix('-') {
        Some(digits) => (digits.trim_start(), true),
        None => (inner.strip_prefix('+').unwrap_or(inner), false),
    };
    let power = i32::from(digits.bytes().next().filter(u8::is_ascii_digit)? - b'0');
    let after = digits[1..].trim_start().strip_prefix(close)?;
    let after = if close.is_empty() { &digits[1..] } else { after };
    (!after.starts_with(|c: char| c.is_ascii_digit())).then_some((if negative { -power } else { power }, after))
}

/// A unit or a counted thing in Chinese characters, and its power: `平方厘米`, `个苹果`. None for other words, and for those that
/// change the number before them.
fn of_han(word: &str) -> Option<(Cow<'_, str>, i32)> {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if !word.starts_with(is_han) {
        return None;
    }
    for (prefix, power) in [("平方", 2), ("立方", 3)] {
        if let Some(part) = word.strip_prefix(prefix).and_then(units::part) {
            return Some((part.symbol(), power));
        }
    }
    let is_noun = word.chars().all(|c| is_han(c) && !units::changes_han(c)) && word.chars().count() <= 6;
    is_noun.then_some((word.into(), 1))
}

/// Whether a word in plain text, next to a number, is read as a unit although its letters could be variables.
pub(super) fn is_known(word: &str) -> bool {
    of_han(word).is_some() || word.len() > 1 && units::find(word).is_some() || phrases::UNITS_KNOWN.contains(&word)
}

/// Whether a word is a unit next to a number even in a formula and without a blank.
pub(super) fn is_clear(word: &str) -> bool {
    of_han(word).is_some() || units::is_clear(word) || phrases::UNITS_KNOWN.contains(&word)
}
