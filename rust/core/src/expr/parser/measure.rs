//! Units, scales and bases that stand behind a value.

use super::super::Unreadable;
use super::super::lexer::Token;
use super::super::tree::{Tree, Unit};
use super::super::{names, ordinal_ending, unit};
use super::base::base_named;
use super::factors::Factors;
use super::mixed::{scale_of, scaled};
use super::product::{is_condition, ungroup};
use super::{Parser, Read, is_text, joint_of};
use crate::lexicon::units;
use crate::number::Form;

impl Parser<'_> {
    /// Attaches a unit, a scale or a temperature's letter to what has been read, if one stands here.
    pub(super) fn attach(&mut self, factors: &mut Factors) -> Read<bool> {
        if self.attach_known(factors) || self.attach_rate(factors) || self.attach_direction(factors) {
            return Ok(true);
        }
        match self.token {
            Token::Word(word) => {
                if self.is_joint_word() && word != "in" {
                    return if word == "base" { self.attach_base(factors) } else { Ok(false) };
                }
                if word == "in"
                    && matches!(
                        self.lexer.rest().trim_start().bytes().next(),
                        Some(b'[' | b'(' | b'\\' | b'{' | b']' | b'I')
                    )
                {
                    return Ok(false);
                }
                if let (true, Some(Tree::Number(value))) = (factors.bare, factors.items.last())
                    && matches!(word, "thousand" | "million" | "billion" | "trillion" | "dozen" | "hundred")
                    && let Some(scaled) = scaled(value, word)
                {
                    self.advance();
                    *factors.items.last_mut().ok_or(Unreadable::NotMath)? = Tree::Number(scaled);
                    factors.bare = false;
                    return Ok(true);
                }
                // "$10M", "30k people"
                if let (true, false, Some(Tree::Number(value))) = (factors.bare, self.spaced, factors.items.last())
                    && let Some(scale) = units::scale(word)
                    && (self.money || matches!(word, "k" | "K" | "M" | "B") && self.counts_ahead())
                    && let Some(scaled) = scaled(value, scale)
                {
                    self.advance();
                    *factors.items.last_mut().ok_or(Unreadable::NotMath)? = Tree::Number(scaled);
                    factors.bare = false;
                    return Ok(true);
                }
                // "3 score"
                if let (true, Some(Tree::Number(_)), Some(times)) =
                    (factors.bare, factors.items.last(), units::multiple(word))
                {
                    let Some(Tree::Number(number)) = factors.items.last() else { return Ok(false) };
                    let product =
                        number.value.mul(&crate::number::Exact::from_i64(times)).ok_or(Unreadable::TooLong)?;
                    let number = crate::number::parse(&product.to_string()).ok_or(Unreadable::NotMath)?;
                    self.advance();
                    *factors.items.last_mut().ok_or(Unreadable::NotMath)? = Tree::Number(number);
                    factors.bare = false;
                    return Ok(true);
                }
                // "7 halves"
                if let (true, [Tree::Number(value)], Some(part)) =
                    (factors.bare, factors.items.as_slice(), units::fraction(word))
                    && value.form == Form::Integer
                {
                    self.advance();
                    let value = factors.items.pop().ok_or(Unreadable::NotMath)?;
                    factors.items.push(Tree::quotient(value, super::super::integer(part)));
                    factors.bare = false;
                    return Ok(true);
                }
                // A space may stand after the ring, and one always does after `\circ`.
                if matches!(word, "C" | "F")
                    && let [Tree::Degree(value)] = factors.items.as_slice()
                    && is_numeric(std::slice::from_ref(value))
                {
                    self.advance();
                    factors.measure(Unit { parts: vec![(format!("°{word}"), 1)], known: true });
                    return Ok(true);
                }
                Ok(self.attach_words(factors, word))
            }
            // "30 sec" and "12 arcsec" have no angle.
            Token::Function(name @ ("sec" | "arcsec"))
                if is_numeric(&factors.items) && self.lexer.rest().trim().trim_end_matches('.').is_empty() =>
            {
                self.advance();
                let name = if name == "sec" { "s" } else { "arcsec" };
                factors.measure(Unit { parts: vec![(name.to_owned(), 1)], known: true });
                Ok(true)
            }
            Token::Open('(') if self.lexer.rest().starts_with("base ") => self.attach_base(factors),
            Token::Command(name) if is_text(name) => self.attach_text(factors),
            Token::Currency(sign) if is_numeric(&factors.items) => {
                // `36\$`, not `\$5 \$6`.
                if self.lexer.rest().starts_with(|c: char| c.is_ascii_digit()) {
                    return Ok(false);
                }
                self.advance();
                factors.measure(Unit { parts: vec![(sign.to_owned(), 1)], known: true });
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Whether a noun of several letters stands behind the word here: "30k people".
    fn counts_ahead(&self) -> bool {
        let rest = self.lexer.rest();
        self.lexer.plain
            && rest.strip_prefix(' ').is_some_and(|rest| rest.bytes().take_while(u8::is_ascii_lowercase).count() > 2)
    }

    /// Attaches a unit in plain words: `18 cm^2`, `5 miles per hour`, `12 apples`.
    fn attach_words(&mut self, factors: &mut Factors, word: &str) -> bool {
        if factors.bare && !self.spaced && self.ends_ordinal(factors.items.last(), word, self.lexer.rest()) {
            self.advance();
            return true;
        }
        let is_number = factors.bare
            || matches!(factors.items.as_slice(), [Tree::Quotient(above, below)]
                if matches!((&**above, &**below), (Tree::Number(_), Tree::Number(_))))
            // "5√2 m"
            || self.lexer.plain && self.spaced && matches!(factors.items.last(), Some(Tree::Root(..)));
        let is_unit = if self.spaced && self.lexer.plain { unit::is_known(word) } else { unit::is_clear(word) };
        let known = is_unit && (self.spaced || !self.has_lone_letter(word)) || is_number && self.is_lone_unit(word);
        if !known && !unit::is_word(word) {
            return false;
        }
        if !known && (word.len() < 3 || factors.items.len() > 1 && word.len() < 4) || !is_numeric(&factors.items) {
            return false;
        }
        // `5abc` is a product, `5 abc` may count something.
        if !known && !self.spaced || self.lexer.text.as_bytes().get(self.lexer.at) == Some(&b'(') {
            return false;
        }
        let end = unit_end(self.ahead());
        let Some(unit) = unit::parse(&self.ahead()[..end]) else { return false };
        if !self.spaced && self.is_among_letters(end) {
            return false;
        }
        self.advance_from(self.start + end);
        factors.measure(unit);
        true
    }

    /// Whether the letters behind a numeral, up to `end`, are added to others or stand in a fraction with them, so that they are
    /// variables too: in `kL-2mg`, and in `\frac{h^2}{8mL^2}`, no unit of measure stands.
    fn is_among_letters(&self, end: usize) -> bool {
        let is_edge = |c: char| matches!(c, '=' | ',' | ';' | '<' | '>' | '{' | '}' | '(' | ')');
        let text = self.lexer.text;
        let before = text[..self.start].rsplit(is_edge).next().unwrap_or("");
        let after = text[self.start + end..].split(is_edge).next().unwrap_or("");
        let is_sum = |text: &str| text.contains(['+', '-']);
        is_sum(before) && has_variable(before)
            || is_sum(after) && has_variable(after)
            || text[self.start..self.start + end].contains('-')
            || is_multiplied(&text[self.start + end..])
            || text[..self.start].trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').ends_with("}{")
                && has_variable(&text[..self.start])
    }

    /// Whether the letters after a numeral make an ordinal of it: with the right ending, and nothing behind that letters in a
    /// formula could belong to. `8st + 1` has the product of `s` and `t`.
    pub(super) fn ends_ordinal(&self, numeral: Option<&Tree>, ending: &str, behind: &str) -> bool {
        let rest = behind.trim_start();
        let noun = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        is_ordinal(numeral, ending)
            && self.depth == 0
            && (rest.is_empty()
                || rest.starts_with([',', ';', '.', '$'])
                || rest.starts_with("\\text{")
                || noun > 2
                || noun == 2 && rest.starts_with("or"))
    }

    /// Whether a letter of `word` stands alone near it: in `5km + k` they are variables, all of them.
    fn has_lone_letter(&self, word: &str) -> bool {
        const WINDOW: usize = 64;
        let bytes = self.lexer.text.as_bytes();
        let near = &bytes[self.start.saturating_sub(WINDOW)..(self.start + WINDOW).min(bytes.len())];
        let is_letter = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphabetic);
        word.len() == 2
            && (0..near.len()).any(|at| {
                let before = near[..at].last();
                word.as_bytes().contains(&near[at])
                    && !is_letter(before)
                    && !is_letter(near.get(at + 1))
                    && (before != Some(&b' ') || at < 2 || !near[at - 2].is_ascii_digit())
            })
    }

    /// Whether one letter after a number is a unit: in plain text, with a space before and nothing but a power behind.
    fn is_lone_unit(&self, word: &str) -> bool {
        matches!(word, "m" | "g" | "s" | "h" | "L" | "l") && self.lexer.plain && self.spaced && {
            let rest = self.lexer.rest();
            if let Some(below) = rest.strip_prefix('/') {
                return matches!(below.trim_end(), "s" | "h" | "min" | "s^2" | "s^{2}" | "L" | "m^3" | "m^{3}");
            }
            let power =
                rest.strip_prefix("^{").and_then(|inner| inner.get(2..)).or_else(|| rest.strip_prefix('^')?.get(1..));
            power.unwrap_or(rest).trim().is_empty()
        }
    }

    /// Attaches a unit in `\text{…}`; words that are no unit and join nothing make this prose.
    fn attach_text(&mut self, factors: &mut Factors) -> Read<bool> {
        let Some(text) = self.text_ahead() else { return Ok(false) };
        if text.is_empty() {
            self.lexer.skip_argument();
            self.advance();
            return Ok(true);
        }
        let known = unit::parse(text).is_some_and(|unit| unit.known) && is_numeric(&factors.items);
        // `\frac{1}{2}\operatorname{Var}(X)`: a name that is applied is no noun.
        let is_applied = !known && {
            let mut behind = self.lexer.clone();
            super::command::is_word(behind.skip_argument())
                && ["(", "[", "\\left(", "\\left["].iter().any(|open| behind.rest().starts_with(open))
        };
        if is_applied || self.token == Token::Command("operatorname") && !known {
            return Ok(false);
        }
        if joint_of(text).is_some()
            || is_condition(text)
            || text == "to"
            || !known && names::function_name(text).is_some()
        {
            return Ok(false);
        }
        if let Some((scale, rest)) = scale_of(text)
            && let (true, Some(Tree::Number(value))) = (factors.bare, factors.items.last())
            && let Some(scaled) = scaled(value, scale)
        {
            self.lexer.skip_argument();
            self.advance();
            factors.items.pop();
            factors.items.push(Tree::Number(scaled));
            factors.bare = false;
            if !rest.is_empty() {
                factors.measure(unit::parse(rest).ok_or(Unreadable::NotMath)?);
            }
            return Ok(true);
        }
        if let Some(base) = base_named(text) {
            self.lexer.skip_argument();
            self.advance();
            return factors.set_base(base);
        }
        let command = self.token;
        if command == Token::Command("mathrm") && text.len() == 1 && !is_numeric(&factors.items)
            || matches!((command, text), (Token::Command("mathrm"), "i" | "e") | (_, "i"))
        {
            return Ok(false);
        }
        let last_degree = matches!(factors.items.last(), Some(Tree::Degree(_)));
        let unit = match text {
            "C" | "F" if last_degree => Unit { parts: vec![(format!("°{text}"), 1)], known: true },
            ending if !self.spaced && factors.bare && is_ordinal(factors.items.last(), ending) => {
                self.lexer.skip_argument();
                self.advance();
                return Ok(true);
            }
            _ => match unit::parse(text) {
                Some(unit) => unit,
                None => return Err(Unreadable::NotMath),
            },
        };
        self.lexer.skip_argument();
        self.advance();
        let unit = self.unit_power(unit)?;
        // A noun after a variable ends the item, or all of it is prose.
        if !unit.known && !is_numeric(&factors.items) && !self.at_end() && self.joint_ahead().is_none() {
            return Err(Unreadable::NotMath);
        }
        factors.measure(unit);
        Ok(true)
    }

    /// The power after a unit: `\text{cm}^2`, `\mathrm{m}\,\mathrm{s}^{-1}`, `\text{m}/\text{s}`.
    fn unit_power(&mut self, mut unit: Unit) -> Read<Unit> {
        if self.token == Token::Caret {
            let end = self.lexer.at;
            let rest = &self.lexer.text[self.start..];
            let length = if self.lexer.rest().trim_start().starts_with('{') {
                rest.find('}').map_or(rest.len(), |close| close + 1)
            } else {
                let bytes = self.lexer.rest().as_bytes();
                let sign = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'-')).count();
                end - self.start + sign + usize::from(bytes.get(sign).is_some_and(u8::is_ascii_digit))
            };
            // The power of a unit is read by the unit's own reader, after a name that stands for the last part.
            let spelled = format!("m{}", &rest[..length].replace("**", "^"));
            let power = unit::parse(&spelled)
                .and_then(|unit| unit.parts.first().map(|part| part.1))
                .ok_or(Unreadable::NotMath)?;
            if let Some(last) = unit.parts.last_mut() {
                last.1 = unit::raise(last.1, power);
            }
            self.advance_from(self.start + length);
        }
        if self.token == Token::Slash && self.lexer.rest().trim_start().starts_with(['\\']) {
            self.advance();
            let Some(below) = self.text_ahead().and_then(unit::parse) else { return Err(Unreadable::NotMath) };
            self.lexer.skip_argument();
            self.advance();
            let below = self.deeper(|parser| parser.unit_power(below))?;
            unit.known &= below.known;
            unit.parts.extend(below.parts.into_iter().map(|(name, power)| (name, -power)));
        }
        Ok(unit)
    }
}

impl Factors {
    /// Gives the whole product a unit.
    pub(super) fn measure(&mut self, unit: Unit) {
        self.bare = false;
        let value = Tree::product(std::mem::take(&mut self.items));
        self.items.push(with_unit(value, unit));
        self.undivided = 0;
    }
}

/// Whether a function, a root or a Greek letter stands at the start of what is behind a term's letters: `3mg\cos\theta`, `8ms\omega`; or
/// those letters are divided by a variable: `\frac{2ms}{t}`.
fn is_multiplied(behind: &str) -> bool {
    if let Some(below) = behind.strip_prefix("}{") {
        let below = below.split('}').next().unwrap_or("");
        return has_variable(below) && !unit::is_clear(below.trim()) && !matches!(below.trim(), "h" | "s" | "m" | "L");
    }
    let behind = behind.trim_start_matches([' ', '~']);
    let behind = behind.strip_prefix("\\,").unwrap_or(behind).trim_start();
    let Some(command) = behind.strip_prefix('\\') else { return false };
    let name = &command[..command.bytes().take_while(u8::is_ascii_alphabetic).count()];
    matches!(name, "sqrt" | "sin" | "cos" | "tan" | "cot" | "sec" | "csc" | "ln" | "log" | "left")
        || !matches!(name, "mu" | "Omega") && names::greek(name).is_some()
}

/// Whether a letter stands in a text that belongs to no command and to no unit behind a numeral.
pub(super) fn has_variable(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let length = rest[at..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let (before, run) = (&rest[..at], &rest[at..at + length]);
        let measures = before.trim_end().ends_with(|c: char| c.is_ascii_digit()) && unit::is_clear(run);
        if !before.ends_with('\\') && !measures {
            return true;
        }
        rest = &rest[at + length..];
    }
    false
}

/// Whether `ending` is what makes an ordinal of a whole number.
pub(super) fn is_ordinal(numeral: Option<&Tree>, ending: &str) -> bool {
    matches!(ending, "st" | "nd" | "rd" | "th")
        && matches!(numeral, Some(Tree::Number(number))
            if number.form == Form::Integer && ordinal_ending(&number.value.to_string()) == ending)
}

/// Applies `wrap` to the value of a quantity, or to the whole of anything else.
pub(super) fn lift_unit(tree: Tree, wrap: fn(Tree) -> Tree) -> Tree {
    match tree {
        Tree::Quantity(value, unit) => Tree::Quantity(Box::new(wrap(*value)), unit),
        other => wrap(other),
    }
}

/// What several amounts that stand side by side are together: `5 ft 3 in`, `30^\circ 15'`, "5 dollars and 25 cents". None where
/// their units are no steps of one measure.
pub(super) fn compound(terms: &[Tree]) -> Option<Tree> {
    if terms.len() < 2 {
        return None;
    }
    let mut amounts = Vec::with_capacity(terms.len());
    for term in terms {
        let (value, name) = match term {
            Tree::Quantity(value, unit) => match unit.parts.as_slice() {
                [(name, 1)] if unit.known => (&**value, name.as_str()),
                _ => return None,
            },
            Tree::Degree(value) => (&**value, "degree"),
            _ => return None,
        };
        let Tree::Number(number) = value else { return None };
        amounts.push((number, name));
    }
    let is_angle = amounts[0].1 == "degree";
    let mut steps: Vec<units::Part> = Vec::with_capacity(amounts.len());
    for (at, (number, name)) in amounts.iter().enumerate() {
        // Beside degrees, minutes and strokes are parts of one; beside feet, strokes are.
        let name = match (*name, is_angle) {
            ("′" | "min", true) => "arcmin",
            ("″" | "s", true) => "arcsec",
            ("′", false) => "ft",
            ("″", false) => "in",
            // "2h30m"
            ("m", false) if at > 0 && steps[at - 1].unit().id == "h" => "min",
            (name, _) => name,
        };
        let mut part = units::part(name)?;
        let neighbour = if at == 0 { units::part(amounts[1].1)? } else { steps[at - 1] };
        part = part.beside(neighbour);
        if at > 0 {
            let smaller = number.value.to_i64().map_or(f64::MAX, |value| value as f64);
            let ratio = steps[at - 1].ratio(part)?;
            if ratio < 1.5 || number.value.is_negative() || number.form == Form::Integer && smaller >= ratio {
                return None;
            }
            if amounts[at - 1].0.form != Form::Integer {
                return None;
            }
        }
        steps.push(part);
    }
    let is_money = steps[0].unit().is_money;
    if is_money {
        // "5 dollars and 25 cents" is $5.25.
        let [(whole, _), (cents, _)] = amounts.as_slice() else { return None };
        if steps[0].ratio(steps[1]) != Some(100.0) || cents.form != Form::Integer {
            return None;
        }
        let number = crate::number::parse(&format!("{}.{:0>2}", whole.value, cents.value.to_string()))?;
        return Some(with_unit(
            Tree::Number(number),
            Unit { parts: vec![(steps[0].symbol().into_owned(), 1)], known: true },
        ));
    }
    let amounts = amounts.iter().zip(steps).map(|((number, _), step)| {
        let unit = Unit { parts: vec![(step.symbol().into_owned(), 1)], known: true };
        Tree::Quantity(Box::new(Tree::Number((*number).clone())), unit)
    });
    Some(Tree::Sum(amounts.collect()))
}

/// `2 + 3 \text{ cm}` measures the whole sum when only its last term has a unit.
pub(super) fn share_unit(terms: Vec<Tree>) -> Tree {
    let mut terms: Vec<Tree> = terms.into_iter().map(ungroup).collect();
    if let Some(amount) = compound(&terms) {
        return amount;
    }
    let measured = terms.iter().filter(|term| unit_of(term).is_some()).count();
    if measured == 1
        && let Some(unit) = terms.last().and_then(unit_of).cloned()
    {
        if let Some(last) = terms.pop() {
            terms.push(strip_unit(last));
        }
        return Tree::Quantity(Box::new(Tree::sum(terms)), unit);
    }
    Tree::sum(terms)
}

/// The unit of a term, under its sign.
fn unit_of(term: &Tree) -> Option<&Unit> {
    match term {
        Tree::Quantity(_, unit) => Some(unit),
        Tree::PlusMinus(inner) | Tree::MinusPlus(inner) => unit_of(inner),
        _ => None,
    }
}

/// A term without the unit that [`unit_of`] finds.
fn strip_unit(term: Tree) -> Tree {
    match term {
        Tree::Quantity(value, _) => *value,
        Tree::PlusMinus(inner) => Tree::PlusMinus(Box::new(strip_unit(*inner))),
        Tree::MinusPlus(inner) => Tree::MinusPlus(Box::new(strip_unit(*inner))),
        other => other,
    }
}

/// Gives a value a unit. Degrees and percent have nodes of their own; a second unit joins the first.
pub(super) fn with_unit(value: Tree, unit: Unit) -> Tree {
    let single = if let [(name, 1)] = unit.parts.as_slice() { name.as_str() } else { "" };
    match (value, single) {
        (value, "degree") => Tree::Degree(Box::new(value)),
        (value, "%") => Tree::Percent(Box::new(value)),
        (Tree::Degree(value), "°C" | "°F") => Tree::Quantity(value, unit),
        (value, _) if matches!(unit.parts.as_slice(), [(degree, 1), (scale, 1)] if degree == "degree" && scale.starts_with('°')) => {
            Tree::Quantity(Box::new(value), Unit { parts: unit.parts[1..].to_vec(), known: unit.known })
        }
        (Tree::Quantity(value, mut first), _) => {
            first.parts.extend(unit.parts);
            first.known &= unit.known;
            Tree::Quantity(value, first)
        }
        (value, _) => Tree::Quantity(Box::new(value), unit),
    }
}

/// Whether factors have no variable: only numbers are counted.
pub(super) fn is_numeric(items: &[Tree]) -> bool {
    fn walk(tree: &Tree, steps: &mut usize) -> bool {
        *steps += 1;
        *steps < 200
            && !matches!(tree, Tree::Symbol(_) | Tree::Text(_))
            && tree.children().all(|child| walk(child, steps))
    }
    let mut steps = 0;
    items.iter().all(|item| walk(item, &mut steps))
}

/// The unit of a fraction of words: `\frac{\text{m}}{\text{s}}`.
pub(super) fn unit_quotient(tree: &Tree) -> Option<Unit> {
    let Tree::Quotient(above, below) = tree else { return None };
    // One letter in a text is read as a variable.
    let (Tree::Text(above) | Tree::Symbol(above), Tree::Text(below) | Tree::Symbol(below)) = (&**above, &**below)
    else {
        return None;
    };
    let mut unit = unit::parse(above)?;
    let below = unit::parse(below)?;
    unit.known &= below.known;
    unit.parts.extend(below.parts.into_iter().map(|(name, power)| (name, -power)));
    Some(unit)
}

/// Where the words of a unit in plain text end.
fn unit_end(text: &str) -> usize {
    let mut at = 0;
    let mut end = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let rest = &text[at..];
        let word: usize = rest.chars().take_while(|&c| c.is_alphabetic() || c == '¢').map(char::len_utf8).sum();
        if word > 0 {
            if matches!(&rest[..word], "and" | "or" | "if" | "is" | "in" | "to" | "for" | "when") && end > 0 {
                break;
            }
            at += word;
            end = at;
            // A power.
            let after = &text[at..];
            if after.starts_with("^{") {
                at += after.find('}').map_or(0, |close| close + 1);
            } else if after.starts_with('^') {
                at += 2.min(after.len());
            } else if after.starts_with("**") {
                at += 3.min(after.len());
            }
            if !text.is_char_boundary(at) {
                return end;
            }
            end = at;
        } else if matches!(bytes[at], b' ' | b'/' | b'~' | b'-')
            || bytes[at] == b'.' && matches!(&text[..at], "sq" | "cu")
        {
            at += 1;
        } else {
            break;
        }
    }
    end
}
