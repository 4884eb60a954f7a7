//! Units that stand as a whole behind a number: found up to where they end, and taken only where no letter of them can be a
//! variable.

use super::super::lexer::Token;
use super::super::tree::{Tree, Unit};
use super::super::unit;
use super::factors::Factors;
use super::measure::{has_variable, is_numeric, with_unit};
use super::{Parser, Read, is_condition, is_text, joint_of, read_nested};
use crate::lexicon::{phrases, units};

/// How far the end of a unit is looked for, in bytes.
const MAX_BYTES: usize = 120;
/// How far the beginning of a number's item is looked for.
const MAX_ITEM: usize = 80;

impl Parser<'_> {
    /// Attaches the unit that stands here, all of whose words are known.
    pub(super) fn attach_known(&mut self, factors: &mut Factors) -> bool {
        let Some(is_marked) = self.marks_unit() else { return false };
        let ahead = self.ahead();
        if !is_marked && unit::known_start(ahead).is_none()
            || !is_numeric(&factors.items)
            || matches!(factors.items.last(), Some(Tree::Degree(_)))
        {
            return false;
        }
        let end = region_end(ahead);
        let end = direction_start(ahead, end).unwrap_or(end);
        let region = &ahead[..end];
        let Some(unit) = unit::parse_known(region).filter(|unit| unit.parts.iter().all(|part| part.1 != 0)) else {
            return false;
        };
        if !is_marked && !self.is_clear(region, end, &unit, factors) {
            return false;
        }
        self.advance_from(self.start + end);
        factors.measure(unit);
        true
    }

    /// Passes over the direction of an amount, `30^\circ` "above the horizontal", and keeps it beside the unit.
    pub(super) fn attach_direction(&mut self, factors: &mut Factors) -> bool {
        let (Token::Word(_) | Token::Command(_)) = self.token else { return false };
        let is_amount = match factors.items.as_slice() {
            [Tree::Quantity(_, unit)] => unit.known,
            [Tree::Degree(_)] => true,
            [Tree::Number(_)] => self.money,
            _ => false,
        };
        if !is_amount {
            return false;
        }
        let text = self.text_ahead().unwrap_or_else(|| self.ahead());
        if text.len() > MAX_BYTES || text.contains(['=', ',', ';']) {
            return false;
        }
        let mut text = text.trim_end_matches(['.', ' ', '$']).to_lowercase();
        if text.starts_with("more than ") && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' ') {
            "more".clone_into(&mut text);
        } else if !units::is_direction(&text) {
            return false;
        }
        if matches!(self.token, Token::Command(_)) {
            self.lexer.skip_argument();
            self.advance();
        } else {
            self.advance_from(self.lexer.text.len());
        }
        factors.measure(Unit { parts: vec![(text, 0)], known: true });
        true
    }

    /// Whether the token here may begin a unit, and whether it can begin nothing else.
    fn marks_unit(&self) -> Option<bool> {
        let rest = self.lexer.rest();
        match self.token {
            Token::Word(_) => Some(rest.starts_with("\\Omega")),
            // The letter's name in plain text is the unit of pressure behind a number.
            Token::Symbol("\\psi") => self.ahead().starts_with("psi").then_some(true),
            Token::Symbol("\\Omega") | Token::Command("si" | "unit" | "euro" | "pounds") => Some(true),
            Token::Symbol("\\mu") => {
                let rest = rest.trim_start();
                let is_written = ["\\text", "\\mathrm", "\\Omega", "\\rm"].iter().any(|start| rest.starts_with(start));
                let is_alone = rest.starts_with(|c: char| c.is_ascii_alphabetic());
                (is_written || is_alone && self.spaced && self.is_plain_like()).then_some(true)
            }
            Token::Command("mathring" | "AA") => Some(true),
            Token::Command("frac" | "dfrac" | "tfrac") => (rest.trim_start().starts_with("{\\text{")
                || rest.trim_start().starts_with("{\\mathrm{"))
            .then_some(true),
            Token::Command(name) if is_text(name) && name != "operatorname" => {
                let text = self.text_ahead()?;
                let is_words = text.len() > 1 || name != "mathrm" || !matches!(text, "e" | "i" | "d");
                (is_words && joint_of(text).is_none() && !is_condition(text) && text != "i").then_some(true)
            }
            Token::GroupOpen => {
                let before = self.lexer.text[..self.start].trim_end();
                let styles = ["\\rm", "\\mathit", "\\mathsf", "\\it", "\\sf"];
                let is_styled =
                    styles.iter().any(|style| before.ends_with(style) || rest.trim_start().starts_with(style));
                is_styled.then_some(true)
            }
            Token::Open('(' | '[') => {
                let inner = rest.trim_start();
                let is_text = ["\\text{", "\\mathrm{"].iter().any(|start| inner.starts_with(start));
                let end = inner.find([')', ']'])?;
                (is_text || self.spaced && self.lexer.plain && inner[..end].contains('/')).then_some(true)
            }
            Token::Other(c) => (!c.is_ascii() && unit::known_start(self.ahead()).is_some()).then_some(true),
            _ => None,
        }
    }

    /// Whether the letters of `region`, which are in no text, are a unit there.
    fn is_clear(&self, region: &str, end: usize, unit: &Unit, factors: &Factors) -> bool {
        let length = unit::known_start(region).unwrap_or(0);
        let word = &region[..length];
        let is_plain = self.is_plain_like();
        // `am` and `pm` behind an hour are no attometres and picometres.
        if matches!(word, "am" | "pm")
            && matches!(factors.items.as_slice(), [Tree::Number(hour)] if hour.value.to_i64().is_some_and(|hour| (0..13).contains(&hour)))
        {
            return false;
        }
        if units::is_clear(word) && (self.spaced || is_plain && length > 3)
            || matches!(word, "sq" | "square" | "cubic") && self.spaced
        {
            return word != "in" || region == word || !region[2..].starts_with([' ', '-']);
        }
        if word.contains([' ', 'µ', 'Ω', '°', '‰']) || !word.is_ascii() {
            return true;
        }
        if !self.stands_alone(end) {
            return false;
        }
        if self.spaced {
            let is_set_off = is_plain || self.is_set_off();
            if !is_set_off {
                return false;
            }
            let is_letters = unit.parts.len() > 1 && unit.parts.iter().all(|part| part.0.len() == 1);
            // `m g` and `C V^2` are products of variables; `N m` and `m s^{-1}` are no such.
            let is_product = is_letters
                && unit.parts.iter().all(|part| part.1 > 0)
                && !matches!(
                    region,
                    "N m" | "V A" | "A s" | "W s" | "N s" | "J s" | "V s" | "C m" | "A h" | "W h" | "L K" | "T m"
                );
            return !units::is_doubtful(word) && (!is_product || region.contains("\\cdot"));
        }
        let is_letter = unit.parts.len() == 1 && unit.parts[0].1 == 1 && region.len() == 1;
        if is_letter {
            // "v = 2V" is about a letter.
            let is_whole = !self.lexer.text[..self.start].contains('=');
            // So is "(2g)", as "(2g)^3" is.
            let in_brackets = self.lexer.text[self.start + end..].starts_with(')');
            return is_plain && is_whole && !in_brackets && units::is_glued(region.as_bytes()[0]);
        }
        is_plain
            && (units::is_clear(word)
                || length > 1
                    && word.bytes().any(|byte| byte.is_ascii_uppercase())
                    && !matches!(word, "kT" | "pV" | "nT" | "mV^2"))
    }

    /// Whether a space that TeX shows stands before the token.
    fn is_set_off(&self) -> bool {
        let before = &self.lexer.text[..self.start];
        ["\\,", "\\;", "\\:", "\\ ", "~", "quad ", "quad"].iter().any(|space| before.ends_with(space))
    }

    /// Whether a text has only such commands as signs of plain text become.
    fn is_plain_like(&self) -> bool {
        const SIGNS: [&str; 8] = ["cdot", "times", "mu", "Omega", "circ", "approx", "pi", "Delta"];
        self.lexer.plain
            || memchr::memchr_iter(b'\\', self.lexer.text.as_bytes()).all(|at| {
                let behind = &self.lexer.text[at + 1..];
                let length = behind.bytes().take_while(u8::is_ascii_alphabetic).count();
                SIGNS.contains(&&behind[..length]) || behind.starts_with(['$', '%'])
            })
    }

    /// Whether the number before the token and what ends at `end` are an item of their own: with no letter and no term beside
    /// them.
    fn stands_alone(&self, end: usize) -> bool {
        let text = self.lexer.text;
        let behind = text[self.start + end..].trim_start_matches([' ', '.', '\n']);
        let is_end = behind.is_empty()
            || behind.starts_with([',', ';', '=', ')', '}', ']', '$', '('])
            || behind.starts_with(|c: char| c.is_ascii_digit())
            || behind.len() <= MAX_BYTES && units::is_direction(&behind.to_lowercase())
            || ["\\approx", "\\)", "\\]", "\\times", "\\cdot"].iter().any(|start| behind.starts_with(start))
            || phrases::PROSE_JOINS.iter().any(|joint| behind.starts_with(joint));
        let behind_it = &text[self.start + end..];
        // "6g(3)" calls a function, "(2m)!" is of a product.
        let applied = behind_it.starts_with('(')
            || behind_it.trim_start_matches([')', ' ']).starts_with(['!', '^'])
                && behind_it.trim_start().starts_with(')');
        if applied {
            return false;
        }
        // What is further away settles nothing, so that a long text is not looked through for each of its letters.
        let floor = text.floor_char_boundary(self.start.saturating_sub(2 * MAX_ITEM));
        let ceiling = text.ceil_char_boundary((self.start + end + 2 * MAX_BYTES).min(text.len()));
        let near = &behind[..behind.len().saturating_sub(text.len() - ceiling)];
        // `-\frac{10}{8}\,s^2 = 3t` is about letters.
        let left = text[floor..self.start].rsplit_once('=').map_or("", |(left, _)| left);
        let among_letters = !self.lexer.plain
            && (near.contains('=') && has_variable(near)
                || left.bytes().any(|byte| byte.is_ascii_digit()) && has_variable(left)
                || stands_elsewhere(&text[floor..ceiling], self.start - floor));
        if among_letters {
            return false;
        }
        // A thin space is no comma.
        let before = ["\\,", "\\;", "\\:"]
            .iter()
            .fold(text[floor..self.start].to_owned(), |text, space| text.replace(space, "  "));
        let item = before.rsplit(['=', ',', ';', ':', '<', '>']).next().unwrap_or("");
        let item = item.rsplit("\\approx").next().unwrap_or("");
        is_end && item.len() <= MAX_ITEM && is_number_text(item.trim())
    }

    /// What siunitx writes: `\SI{9.8}{\metre\per\second\squared}`, `\qty{5}{cm}`, `\num{1.5e3}`, `\ang{30}`.
    pub(super) fn siunitx(&mut self, name: &str) -> Read {
        let mut number = self.lexer.skip_argument();
        if number.is_empty() && self.lexer.rest().starts_with('[') {
            // Options stand before the arguments.
            self.lexer.at += self.lexer.rest().find(']').map_or(0, |end| end + 1);
            number = self.lexer.skip_argument();
        }
        let unit = if matches!(name, "SI" | "qty") { Some(self.lexer.skip_argument()) } else { None };
        if self.depth + 1 >= crate::limits::EXPR_DEPTH {
            return Err(super::super::Unreadable::TooDeep);
        }
        let value = read_nested(number, self.nesting + 1, self.depth + 1)?;
        self.advance();
        if !is_numeric(std::slice::from_ref(&value)) {
            return Err(super::super::Unreadable::NotMath);
        }
        match unit {
            Some(text) => Ok(with_unit(value, unit::parse_known(text).ok_or(super::super::Unreadable::NotMath)?)),
            None if name == "ang" => Ok(Tree::Degree(Box::new(value))),
            None => Ok(value),
        }
    }

    /// Attaches what an amount is for each of: `/week`, "a week", "each".
    pub(super) fn attach_rate(&mut self, factors: &mut Factors) -> bool {
        let ahead = self.ahead();
        let end = region_end(ahead);
        let region = ahead[..end].trim_end_matches(['.', ' ']);
        let (text, word) = match self.token {
            Token::Slash if region.starts_with('/') => (region[1..].trim_start(), ""),
            Token::Word(word @ ("a" | "an" | "per" | "each" | "every")) => {
                let Some(behind) = region.strip_prefix(word) else { return false };
                (behind.trim_start(), word)
            }
            _ => return false,
        };
        let is_amount = self.money || matches!(factors.items.last(), Some(Tree::Quantity(..)));
        if !is_amount || !is_numeric(&factors.items) {
            return false;
        }
        if text.is_empty() {
            if word != "each" {
                return false;
            }
            self.advance_from(self.start + end);
            factors.bare = false;
            return true;
        }
        let name = text.trim_start_matches(['\\', '{']);
        if name.bytes().take_while(u8::is_ascii_alphabetic).count() < 2 {
            return false;
        }
        let Some(mut unit) = unit::parse(text) else { return false };
        for part in &mut unit.parts {
            part.1 = -part.1;
        }
        self.advance_from(self.start + end);
        factors.measure(unit);
        true
    }
}

/// Whether the letter at a place stands by itself elsewhere in a text, where it is a variable: "(6\\,s)(s + 3)".
fn stands_elsewhere(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let Some(letter) = bytes.get(at).filter(|byte| byte.is_ascii_alphabetic()) else { return false };
    let alphabetic = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    memchr::memchr_iter(*letter, bytes).any(|other| {
        let before = text[..other].trim_end_matches([' ', '~']);
        let alone = !alphabetic(other.checked_sub(1)) && !alphabetic(Some(other + 1));
        let counted = before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '\\' | '{'))
            || ["\\,", "\\;", "\\:"].iter().any(|space| before.ends_with(space));
        other != at && alone && !counted
    })
}

/// Whether a text is a number, as far as its signs tell: digits, roots and fractions of them, with a sign before them.
fn is_number_text(text: &str) -> bool {
    const COMMANDS: [&str; 12] =
        ["times", "cdot", "frac", "dfrac", "tfrac", "sqrt", "pi", "left", "right", "text", "boxed", "quad"];
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => {
                let length = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                if length > 0 && !COMMANDS.contains(&&text[at + 1..at + 1 + length]) {
                    return false;
                }
                at += length + 1;
            }
            b'e' | b'E' if at > 0 && bytes[at - 1].is_ascii_digit() => {}
            b'+' | b'-' if at > 0 && !matches!(bytes[at - 1], b'{' | b'^' | b'e' | b'E' | b'(' | b'$') => return false,
            byte if byte.is_ascii_alphabetic() || !byte.is_ascii() => return false,
            _ => {}
        }
        at += 1;
    }
    true
}

/// Where a unit at the start of a text ends at the latest: before another item, number, relation or remark.
fn region_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut end) = (0, 0usize, 0);
    while at < bytes.len().min(MAX_BYTES) {
        let before = text[..at].trim_end();
        match bytes[at] {
            b'{' => depth += 1,
            b'}' if depth == 0 => break,
            b'}' => depth -= 1,
            b'(' | b'[' if depth == 0 => {
                let is_divisor = before.is_empty() || before.ends_with(['/', '*', '^']) || before.ends_with("\\left");
                let close = if bytes[at] == b'(' { b')' } else { b']' };
                let Some(length) =
                    bytes[at..].iter().take(MAX_BYTES).position(|&byte| byte == close).filter(|_| is_divisor)
                else {
                    break;
                };
                at += length;
            }
            b')' | b']' if depth == 0 => break,
            b'\\' => {
                let length = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                let name = &text[at + 1..at + 1 + length];
                if length == 0 {
                    match bytes.get(at + 1) {
                        Some(b',' | b';' | b':' | b' ' | b'!' | b'%' | b'$') => at += 1,
                        _ => break,
                    }
                } else if is_text(name) {
                    let inner = text[at + 1 + length..].trim_start_matches([' ', '{', '~']);
                    if depth == 0
                        && ["and", "or", "if", "when", "where", "for"].iter().any(|word| begins_with_word(inner, word))
                    {
                        break;
                    }
                    at += length;
                } else if units::command(name).is_some()
                    || matches!(
                        name,
                        "frac"
                            | "dfrac"
                            | "tfrac"
                            | "cdot"
                            | "times"
                            | "left"
                            | "right"
                            | "quad"
                            | "rm"
                            | "it"
                            | "sf"
                            | "mathsf"
                            | "mathit"
                            | "mathbf"
                            | "si"
                            | "unit"
                            | "mathring"
                            | "ensuremath"
                    )
                {
                    at += length;
                } else {
                    break;
                }
            }
            b',' | b';' | b'=' | b'<' | b'>' | b'&' | b'+' | b'|' | b'?' | b'!' | b':' | b'_' | b'"' | b'\n'
                if depth == 0 =>
            {
                break;
            }
            // "$5$ cm$^2$": a power in its own dollars.
            b'$' if at > 0 && bytes.get(at + 1) != Some(&b'^') => break,
            b'0'..=b'9' if depth == 0 && (before.len() < at || before.is_empty()) => break,
            b'-' if depth == 0 => {
                let is_joined = before.len() == at && !before.is_empty();
                let next = bytes.get(at + 1).copied().unwrap_or(b' ');
                if !is_joined || !(next.is_ascii_alphanumeric()) {
                    break;
                }
            }
            b'.' if depth == 0 => {
                let rest = text[at + 1..].trim_start();
                if !rest.is_empty()
                    && !rest.starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase())
                    && rest.len() < text.len() - at - 1
                {
                    break;
                }
            }
            byte if byte.is_ascii_alphabetic() => {
                let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                let word = &text[at..at + length];
                if depth == 0 {
                    let joins = matches!(
                        word,
                        "and" | "or" | "if" | "is" | "are" | "to" | "for" | "when" | "where" | "with" | "at"
                    );
                    let is_inch = word != "in"
                        || before.is_empty()
                        || before.ends_with('/')
                        || ["sq", "sq.", "cu", "cu.", "square", "cubic", "per"]
                            .iter()
                            .any(|word| before.ends_with(word));
                    if joins || !is_inch {
                        break;
                    }
                }
                at += length;
                end = at;
                continue;
            }
            _ => {}
        }
        at += 1;
        while at < bytes.len() && !text.is_char_boundary(at) {
            at += 1;
        }
        if at <= bytes.len() && !text[..at].ends_with([' ', '~']) {
            end = at;
        }
    }
    let mut end = end.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].trim_end_matches([' ', '~', '.']).len()
}

/// Where a direction begins behind a unit, before `end`.
fn direction_start(text: &str, end: usize) -> Option<usize> {
    text[..end].match_indices(' ').map(|(at, _)| at).find(|&at| {
        let rest = &text[at + 1..];
        rest.len() <= MAX_BYTES
            && rest.starts_with(|c: char| c.is_ascii_alphabetic())
            && units::is_direction(&rest.to_lowercase())
    })
}

fn begins_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic()))
}
