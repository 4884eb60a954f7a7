//! Where the values of a content stand: numbers in digits or words, formulas, and the units behind them.

use std::ops::Range;

use super::pieces;
use crate::expr;
use crate::lexicon::phrases;
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{self, Role, Roles, units};
use crate::number;

/// A value in a content.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// Its words, with those of its unit.
    pub(super) words: Range<usize>,
    /// Where it stands in the text, with its unit.
    pub(super) span: Range<usize>,
    /// It is written in digits or signs, and not in words.
    pub(super) written: bool,
    /// It is a condition or an equation of a letter: `x = 3`, `n > 2`.
    pub(super) relation: bool,
    /// It says which values a letter may have: `k \\in \\mathbb{Z}`.
    pub(super) domain: bool,
}

/// Roles of words that make a number in words.
const NUMERAL: Roles = Roles::of(&[Role::Number, Role::Part, Role::Multiple, Role::HalfBefore]);
/// Roles of words that go on with a number.
const GOES_ON: Roles = Roles::of(&[
    Role::Number,
    Role::Scale,
    Role::Part,
    Role::Multiple,
    Role::HalfAfter,
    Role::AddedAfter,
    Role::Oclock,
    Role::Am,
    Role::Pm,
]);

/// Words of a unit at most: "watts per square meter per second squared".
const UNIT: usize = 8;

/// Finds the values of a content, the first one first.
pub(super) fn find(text: &str, words: &[Word]) -> Vec<Value> {
    let finder = Finder { text, words };
    let mut values = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match finder.value(at) {
            Some(value) => {
                at = value.words.end;
                values.push(value);
            }
            None => at += 1,
        }
    }
    values
}

/// Whether a sign stands for a currency.
pub(super) fn is_currency(sign: &str) -> bool {
    phrases::is_money_sign(sign)
}

struct Finder<'t> {
    text: &'t str,
    words: &'t [Word],
}

impl Finder<'_> {
    fn of(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.of(self.text))
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.words.get(at).map(|word| word.kind)
    }

    /// Whether no blank stands between a word and the one before it.
    fn touches(&self, at: usize) -> bool {
        at > 0 && self.words.get(at).is_some_and(|word| self.words[at - 1].end == word.start)
    }

    /// A letter that stands for a value: one character, of no other word.
    fn is_letter(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Word) && {
            let mut chars = self.of(at).chars();
            chars.next().is_some_and(|c| c.is_ascii_alphabetic() || ('α'..='ω').contains(&c) || c == 'Δ')
                && chars.next().is_none()
        }
    }

    /// Letters that are multiplied, behind a sign that they touch: `=cx`, `+ab`.
    fn is_product(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Word)
            && at > 0
            && (is_relation(self.of(at - 1))
                || is_operator(self.of(at - 1))
                    && at > 1
                    && (self.is_letter(at - 2) || self.kind(at - 2) == Some(Kind::Number)))
            && self.of(at).len() <= 3
            && self.of(at).bytes().all(|byte| byte.is_ascii_lowercase())
            && self.words[at].roles.is_empty()
    }

    /// A formula that holds a value and not only a letter.
    fn is_formula(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Formula) && !says_again(self.of(at)) && {
            let written = self.of(at);
            written.bytes().any(|byte| byte.is_ascii_digit() || byte == b'=')
                || ["\\frac", "\\sqrt", "\\pi", "\\infty", "\\binom", "\\ln", "\\log", "\\theta"]
                    .iter()
                    .any(|name| written.contains(name))
        }
    }

    /// Whether a value may begin or go on with a word, behind an operator.
    fn is_operand(&self, at: usize) -> bool {
        let sign = self.of(at);
        matches!(self.kind(at), Some(Kind::Number))
            || self.kind(at) == Some(Kind::Formula) && !is_relation(sign) && !says_again(sign)
            || self.is_letter(at)
            || self.is_product(at)
            || is_currency(sign)
            || is_vulgar(sign)
            || matches!(sign, "√" | "∛" | "∞" | "∅" | "ℝ" | "ℤ" | "ℕ" | "ℚ")
            || matches!(sign, "(" | "[" | "{" | "|") && (self.is_operand(at + 1) || is_minus(self.of(at + 1)))
            || is_minus(sign) && self.touches(at + 1) && self.is_operand(at + 1)
            || self.kind(at) == Some(Kind::Word)
                && self.of(at + 1) == "("
                && self.touches(at + 1)
                && self.of(at).is_ascii()
    }

    /// The value that begins with the word `at`.
    fn value(&self, at: usize) -> Option<Value> {
        let word = self.words.get(at)?;
        let sign = self.of(at);
        let glued =
            at > 0 && self.touches(at) && self.words[at - 1].kind == Kind::Word && word.language.properties().spaces;
        // "l'80%" has an article before its number.
        let elided = at > 0 && self.of(at - 1).ends_with(['\'', '’']);
        if glued && !elided && word.kind == Kind::Number && self.of(at - 1).is_ascii() {
            return None;
        }
        if word.has(Role::Negative) && word.kind == Kind::Word && (at == 0 || self.words[at - 1].kind == Kind::Word) {
            return self.value(at + 1).map(|value| Value {
                words: at..value.words.end,
                span: word.start..value.span.end,
                ..value
            });
        }
        let spoken = word.kind == Kind::Word && word.roles.meets(NUMERAL) && self.is_spoken(at);
        let begins = word.kind == Kind::Number
            || self.is_formula(at)
            || spoken
            || is_vulgar(sign)
            || matches!(sign, "√" | "∛" | "∞")
            || self.priced(at).is_some()
            || is_minus(sign)
                && self.is_operand(at + 1)
                && !self.is_letter(at + 1)
                && (self.touches(at + 1) || at == 0)
            || sign == "π"
            || self.is_letter(at)
                && !(self.touches(at) && matches!(self.kind(at - 1), Some(Kind::Word | Kind::Number)))
                && self.is_equated(at + 1)
            || self.kind(at) == Some(Kind::Word)
                && sign.is_ascii()
                && self.of(at + 1) == "("
                && self.touches(at + 1)
                && self.closed(at + 1).is_some()
            || matches!(sign, "(" | "[") && self.is_tuple(at);
        if !begins {
            return None;
        }
        let end = if spoken { self.spoken_end(at) } else { self.math_end(at) };
        let relation = (at..end)
            .any(|at| is_relation(self.of(at)) || self.kind(at) == Some(Kind::Formula) && self.of(at).contains('='));
        let domain = (at..end).any(|at| matches!(self.of(at), "∈" | "\\in"));
        let mut unit = end;
        let mut end = self.unit_end(end);
        while let Some((next, last)) = self.goes_on(unit, end) {
            (unit, end) = (next, last);
        }
        Some(Value { words: at..end, span: word.start..self.words[end - 1].end, written: !spoken, relation, domain })
    }

    /// Where an amount in a smaller unit of the same kind follows: the end of "3 hours and 20 minutes", and where its unit begins.
    fn goes_on(&self, unit: usize, end: usize) -> Option<(usize, usize)> {
        // "heure" goes on with a time of day, too.
        let named =
            unit == end && end > 1 && self.words[end - 1].has(Role::Unit) && self.words[end - 1].kind == Kind::Word;
        let unit = unit - usize::from(named);
        let joins = self.words.get(end)?.has(Role::And);
        let number = end + usize::from(joins);
        if unit == end || self.kind(number) != Some(Kind::Number) {
            return None;
        }
        let last = self.unit_end(number + 1);
        let part = |start: usize, end: usize| {
            if end <= start {
                return None;
            }
            let written = &self.text[self.words.get(start)?.start..self.words.get(end.checked_sub(1)?)?.end];
            let word = &self.words[start];
            let named = word.datum(Role::Unit).filter(|_| end == start + 1).map(lexicon::unit);
            units::find(written).or_else(|| units::find(named?)).and_then(units::Measure::single)
        };
        let ratio = part(unit, end)?.ratio(part(number + 1, last)?)?;
        (last > number + 1 && ratio > 1.0).then_some((number + 1, last))
    }

    /// The number behind a currency at `at`: "$45", "R$ 15", "Rp 96.000", "€ −3".
    fn priced(&self, at: usize) -> Option<usize> {
        let word = self.words.get(at)?;
        let named = word.kind == Kind::Word
            && word.datum(Role::Unit).map(lexicon::unit).is_some_and(pieces::is_currency)
            && !(at > 0 && self.kind(at - 1) == Some(Kind::Number));
        let written = self.of(at);
        let dollar = word.kind == Kind::Word
            && written.len() <= 3
            && written.bytes().all(|byte| byte.is_ascii_uppercase())
            && self.of(at + 1) == "$"
            && self.touches(at + 1);
        let next = match () {
            () if dollar => at + 2,
            () if named => at + 1 + usize::from(self.of(at + 1) == "." && self.touches(at + 1)),
            () if is_currency(written) => at + 1,
            () => return None,
        };
        let negative = is_minus(self.of(next)) && self.kind(next + 1) == Some(Kind::Number);
        (negative || self.kind(next) == Some(Kind::Number)).then_some(next)
    }

    /// Whether a number word is a count here: a word that is an article too is one before a word of part or scale alone.
    fn is_spoken(&self, at: usize) -> bool {
        let word = &self.words[at];
        let next = self.words.get(at + 1);
        // Where no blanks part words, a number word may be a part of another one: 第二象限.
        let inside = !word.language.properties().spaces && self.touches(at) && self.words[at - 1].kind == Kind::Word;
        if inside
            && !next.is_some_and(|next| {
                next.roles.meets(Roles::of(&[Role::Counter, Role::Unit, Role::Number, Role::Scale]))
            })
        {
            return false;
        }
        if word.roles.meets(Roles::of(&[Role::Article, Role::Person, Role::Subject])) && word.has(Role::Number) {
            return next.is_some_and(|next| next.roles.meets(Roles::of(&[Role::Part, Role::Scale, Role::Multiple])));
        }
        // A word of part that is something else too, such as an ordinal, counts behind a number.
        // "a dozen", and not "it doubles".
        let counted = at == 0 || self.words[at - 1].has(Role::Article);
        let multiple =
            word.has(Role::Multiple) && counted && !word.roles.meets(Roles::of(&[Role::Changes, Role::More]));
        word.has(Role::Number)
            || multiple
            || word.has(Role::HalfBefore)
            || next.is_some_and(|next| next.kind == Kind::Number)
    }

    /// Whether a bracket opens a point, an interval or a list.
    fn is_tuple(&self, at: usize) -> bool {
        let operand = self.is_operand(at + 1) || is_minus(self.of(at + 1)) && self.is_operand(at + 2);
        // "(150,000 m)" holds one number.
        let grouped = self.kind(at + 1) == Some(Kind::Number)
            && self.kind(at + 2) == Some(Kind::Word)
            && number::parse(self.of(at + 1)).is_some_and(|number| !number.ambiguous);
        operand
            && !grouped
            && self.closed(at).is_some_and(|close| {
                (at..close).any(|at| matches!(self.of(at), "," | ";"))
                    || self.of(at + 1).contains(',')
                    || is_minus(self.of(at + 1)) && self.of(at + 2).contains(',')
            })
    }

    fn is_equated(&self, at: usize) -> bool {
        let sign = self.of(at);
        is_relation(sign)
            && (self.is_operand(at + 1) || is_minus(self.of(at + 1)) || matches!(self.of(at + 1), "±" | "=" | ">"))
            || matches!(sign, "^" | "_") && self.touches(at) && self.touches(at + 1)
            || matches!(sign, "+" | "*" | "/") && self.is_operand(at + 1)
            || self.kind(at) == Some(Kind::Number) && self.touches(at)
    }

    /// The number behind the bracket that closes the one at `open`, where all inside is mathematics.
    fn closed(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in open..self.words.len().min(open + 40) {
            match self.of(at) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ if self.kind(at) == Some(Kind::Word) && !self.is_letter(at) && self.of(at + 1) != "(" => return None,
                _ if matches!(self.kind(at), Some(Kind::Break | Kind::Stop)) => return None,
                _ => {}
            }
        }
        None
    }

    /// The number of the word behind the mathematics that begins at `at`.
    fn math_end(&self, start: usize) -> usize {
        let price = self.priced(start);
        let mut end = price.unwrap_or(start);
        // Whether an operand is behind.
        let mut whole = false;
        while end < self.words.len() {
            let sign = self.of(end);
            let touches = self.touches(end) || end == start || price == Some(end);
            if matches!(sign, "(" | "[" | "{") && (touches || !whole) {
                match self.closed(end) {
                    Some(close) => {
                        end = close;
                        whole = true;
                        continue;
                    }
                    None => break,
                }
            }
            if self.kind(end) == Some(Kind::Word)
                && self.of(end + 1) == "("
                && self.touches(end + 1)
                && sign.is_ascii()
                && !whole
            {
                end += 1;
                continue;
            }
            let operand =
                matches!(self.kind(end), Some(Kind::Number | Kind::Formula)) && !is_relation(sign) && !says_again(sign)
                    || self.is_letter(end)
                    || !whole && self.is_product(end)
                    || is_vulgar(sign)
                    || is_currency(sign)
                    || matches!(sign, "π" | "√" | "∛" | "∞" | "∅" | "ℝ" | "ℤ" | "ℕ" | "ℚ" | "²" | "³");
            if operand {
                let mixed = whole
                    && self.kind(end) == Some(Kind::Number)
                    && (is_part(sign) || is_group(sign, &self.words[end]));
                if whole && !touches && !mixed && !self.follows_formula(end) {
                    break;
                }
                whole = true;
                end += 1;
                continue;
            }
            if whole && touches && matches!(sign, "%" | "°" | "!" | "′" | "″" | "‰")
                || whole && matches!(sign, "%" | "‰")
            {
                end += 1;
                continue;
            }
            let joins = is_operator(sign) || is_relation(sign);
            let next = end + 1 + usize::from(matches!((sign, self.of(end + 1)), ("<" | ">", "=") | ("-" | "=", ">")));
            if joins
                && (whole || end == start)
                && (self.is_operand(next) || is_minus(self.of(next)) && self.is_operand(next + 1))
            {
                whole = false;
                end = next;
                continue;
            }
            if whole && touches && (sign == "." && self.of(end + 1) == "." || sign.starts_with("..") || sign == "…") {
                while self.of(end).starts_with(['.', '…']) {
                    end += 1;
                }
                break;
            }
            if whole && touches && is_superscript(sign) {
                end += 1;
                continue;
            }
            if whole && touches && matches!(sign, "^" | "_") && self.touches(end + 1) {
                end += 2;
                continue;
            }
            if !whole && (is_minus(sign) || matches!(sign, "+" | "±")) && self.is_operand(end + 1) {
                end += 1;
                continue;
            }
            break;
        }
        let end = end.max(start + 1);
        if self
            .words
            .get(end)
            .is_some_and(|word| word.roles.meets(GOES_ON) && !word.roles.meets(Roles::of(&[Role::Article])))
        {
            return self.spoken_end(end);
        }
        end
    }

    /// A command beside a formula goes on with it: `2\pi`, `\frac{1}{2} \sqrt{3}`.
    fn follows_formula(&self, at: usize) -> bool {
        let bare = |at: usize| {
            self.kind(at) == Some(Kind::Formula) && self.of(at).starts_with('\\') && !self.of(at).starts_with("\\(")
        };
        bare(at) || at > 0 && bare(at - 1)
    }

    /// The number of the word behind a number in words that goes on at `at`.
    fn spoken_end(&self, at: usize) -> usize {
        let mut end = at + 1;
        while let Some(word) = self.words.get(end) {
            let next = self.words.get(end + 1);
            let hyphen = self.of(end) == "-" && self.touches(end) && self.touches(end + 1);
            let joins = (word.has(Role::Joins) || word.has(Role::Point) || hyphen)
                && next.is_some_and(|next| next.roles.meets(Roles::of(&[Role::Number, Role::Part])))
                && (self.of(end) == "-" || !word.has(Role::And) || self.is_lower(end));
            if !(word.roles.meets(GOES_ON) || joins) || (word.has(Role::Article) && !joins) {
                break;
            }
            end += 1;
        }
        end
    }

    /// Whether the number behind a joining word is smaller than a scale before it: "two hundred and five", not "two and five".
    fn is_lower(&self, at: usize) -> bool {
        self.words[..at].iter().rev().take(2).any(|word| word.has(Role::Scale))
            || self.words.get(at + 1).is_some_and(|next| next.has(Role::Part))
            || self.words.get(at + 2).is_some_and(|next| next.has(Role::Part))
            || self.words[at].language.properties().glued
    }

    /// The number of the word behind the unit that stands at `at`, or `at`.
    fn unit_end(&self, at: usize) -> usize {
        // "58 are taken": a verb, and no unit of area.
        if self.words.get(at).is_some_and(|word| word.has(Role::Is)) && at + 1 < self.words.len() {
            return at;
        }
        let start = self.words.get(at).map_or(0, |word| word.start);
        let known = (at..self.words.len().min(at + UNIT)).rev().find(|last| {
            let written = &self.text[start..self.words[*last].end];
            let side = self.words[*last].has(Role::Side) && last + 1 < self.words.len();
            let aside = |word: &Word| {
                word.has(Role::Side) && !word.roles.meets(Roles::of(&[Role::Unit, Role::Per, Role::Of, Role::Link]))
            };
            self.words[*last].kind != Kind::Sign
                && !side
                && !self.words[at..*last].iter().any(aside)
                && !written.contains(['\'', '’'])
                && (*last > at || !self.is_letter(at))
                && expr::is_unit(written)
        });
        if let Some(last) = known {
            return last + 1;
        }
        let mut end = at;
        for _ in 0..4 {
            let Some(word) = self.words.get(end) else { break };
            let written = self.of(end);
            if word.kind == Kind::Word
                && (!word.has(Role::Side) || word.has(Role::Unit) || end + 1 == self.words.len())
                && (!word.roles.meets(Roles::of(&[Role::Changes, Role::Fewer])) || word.has(Role::Unit))
                && (word.has(Role::Unit)
                    || (expr::is_unit(written.trim_end_matches(['²', '³']))
                        && (written.len() > 1
                            || !self.words.get(end + 1).is_some_and(|next| is_relation(next.of(self.text))))))
            {
                end += 1;
                while matches!(self.of(end), "²" | "³" | "⁻¹" | "⁻²")
                    || matches!(self.of(end), "^") && self.kind(end + 1) == Some(Kind::Number)
                {
                    end += if self.of(end) == "^" { 2 } else { 1 };
                }
                continue;
            }
            if end > at
                && matches!(written, "/" | "·" | "*" | "⋅" | "∙")
                && self.touches(end)
                && self.kind(end + 1) == Some(Kind::Word)
            {
                end += 1;
                if !self.words[end].has(Role::Unit) && !expr::is_unit(self.of(end)) {
                    end += 1;
                }
                continue;
            }
            let rate = word.has(Role::Per)
                && (written.contains(' ')
                    || self
                        .words
                        .get(end + 1)
                        .is_some_and(|next| next.has(Role::Unit) || expr::is_unit(next.of(self.text))));
            if written == "°" || end > at && rate {
                end += 1;
                continue;
            }
            break;
        }
        end
    }
}

fn is_minus(sign: &str) -> bool {
    matches!(sign, "-" | "−" | "–" | "+" | "±")
}

fn is_superscript(sign: &str) -> bool {
    sign.chars().all(|c| matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '⁺' | '⁻' | 'ⁿ'))
}

fn is_vulgar(sign: &str) -> bool {
    sign.chars().all(|c| c.is_numeric() && !c.is_ascii()) && sign.chars().count() == 1
}

fn is_operator(sign: &str) -> bool {
    matches!(
        sign,
        "+" | "-"
            | "−"
            | "–"
            | "*"
            | "×"
            | "·"
            | "⋅"
            | "÷"
            | "/"
            | "^"
            | "±"
            | "\\cdot"
            | "\\times"
            | "\\div"
            | "\\pm"
            | ":"
    )
}

/// Whether a command says that the value before it is given again.
fn says_again(command: &str) -> bool {
    matches!(command, "\\approx" | "\\simeq" | "\\cong" | "$\\approx$" | "\\Rightarrow" | "\\to" | "\\rightarrow")
}

pub(super) fn is_relation(sign: &str) -> bool {
    matches!(
        sign,
        "=" | "<"
            | ">"
            | "≤"
            | "≥"
            | "≠"
            | "∈"
            | "\\le"
            | "\\ge"
            | "\\leq"
            | "\\geq"
            | "\\neq"
            | "\\in"
            | "\\equiv"
            | "≡"
    )
}

/// A fraction behind a whole number: `3 1/2`.
fn is_part(written: &str) -> bool {
    written.contains('/')
}

/// Three digits that go on with a number whose groups are parted by blanks.
fn is_group(written: &str, word: &Word) -> bool {
    let digits = written.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
        && word.language.properties().groups.contains(&" ")
        && (written.len() == 3 || written[3..].starts_with([',', '.']))
}
