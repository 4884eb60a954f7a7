//! Whole numbers in words, and in digits with words of scale between them: one reader for all languages of the lexicon.
//!
//! A number is a sum of terms that fall: each is smaller than the place at which the one before it ends. A power of ten
//! multiplies the smaller terms before it. Where the ones stand before the tens, the tens are added to them.

use super::digits;
use crate::lexicon::Role;
use crate::lexicon::words::{Kind, Word};
use crate::number::Exact;

/// Pieces of one number at most.
const PIECES: usize = 48;

/// A summand.
#[derive(Clone, Debug)]
struct Term {
    value: Exact,
    /// The power of ten below which a further term may be added.
    place: u32,
    /// A single digit that may count the next lower place (`一百二`).
    bare: bool,
}

/// A number that was read.
#[derive(Clone, Debug)]
pub(super) struct Numeral {
    pub(super) value: Exact,
    /// The number of the piece behind it.
    pub(super) end: usize,
    /// The power of ten of the word of scale that it ends with.
    pub(super) scale: Option<u32>,
    /// The digits, where it is nothing else.
    pub(super) digits: Option<String>,
}

/// A number while it is read.
struct Reader<'t> {
    text: &'t str,
    words: &'t [Word],
    terms: Vec<Term>,
    end: usize,
    scale: Option<u32>,
    digits: Option<String>,
    /// A zero stands before what comes next, for a place that has nothing.
    skipped: bool,
}

/// Reads the number whose first piece is `words[at]`.
pub(super) fn read(text: &str, words: &[Word], at: usize) -> Option<Numeral> {
    if let Some(found) = positional(text, words, at) {
        return Some(found);
    }
    let mut reader = Reader { text, words, terms: Vec::new(), end: at, scale: None, digits: None, skipped: false };
    let mut place = at;
    let (mut joined, mut joins) = (false, 0);
    while place < words.len().min(at + PIECES) && (place == at || touches(text, words, place)) {
        if !reader.take(place, joined) {
            // A joining word, or a comma behind a word of scale, where the number goes on behind it.
            if place == at
                || joins == 3
                || !(words[place].has(Role::Joins)
                    || is_hyphen(text, words, place)
                    || reader.is_comma(place)
                    || reader.links(place))
            {
                break;
            }
            // A hyphen joins what multiplies as well.
            joined |= words[place].of(text).chars().any(char::is_alphabetic) && !reader.links(place);
            joins += 1;
            place += 1;
            continue;
        }
        (joined, joins) = (false, 0);
        place += 1;
        reader.end = place;
    }
    reader.finish()
}

/// Whether only blanks part a piece from the one before it.
pub(super) fn touches(text: &str, words: &[Word], at: usize) -> bool {
    at == 0 || text.get(words[at - 1].end..words[at].start).is_some_and(|gap| gap.chars().all(is_gap))
}

/// Whether a piece is a hyphen between two words.
fn is_hyphen(text: &str, words: &[Word], at: usize) -> bool {
    matches!(words[at].of(text), "-" | "‐" | "‑")
        && words[at - 1].end == words[at].start
        && words.get(at + 1).is_some_and(|next| next.start == words[at].end && next.kind == Kind::Word)
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() && c != '\n' || crate::text::fold::is_invisible(c)
}

impl Reader<'_> {
    /// Adds a piece to the number, if it goes on with it.
    fn take(&mut self, at: usize, joined: bool) -> bool {
        let word = &self.words[at];
        if word.kind == Kind::Number {
            return self.take_digits(word);
        }
        if let Some(value) = word.datum(Role::Number).filter(|value| *value >= 0) {
            return self.number(value, joined, word);
        }
        let Some(power) = word.datum(Role::Scale).and_then(|power| u32::try_from(power).ok()) else { return false };
        self.multiply(power, joined)
    }

    fn take_digits(&mut self, word: &Word) -> bool {
        let goes_on = self.terms.is_empty() || self.scale.is_some();
        let read = digits::read(self.text, word.start, word.language);
        let plain = read.plain.or_else(|| {
            let number = crate::number::parse(word.of(self.text))?;
            number.value.is_decimal().then(|| number.value.to_string())
        });
        let Some(plain) = plain.filter(|_| goes_on && read.end == word.end) else { return false };
        let Some(value) = crate::number::parse(&plain).map(|number| number.value) else { return false };
        if self.terms.last().is_some_and(|last| !value.is_integer() || !fits(&value, last.place)) {
            return false;
        }
        if self.terms.is_empty() {
            self.digits = Some(plain);
        } else {
            self.digits = None;
        }
        self.scale = None;
        self.terms.push(Term { value, place: 0, bare: false });
        true
    }

    /// Adds a number word.
    fn number(&mut self, value: i64, joined: bool, word: &Word) -> bool {
        if self.digits.is_some() && self.scale.is_none() && power_of_ten(value).is_none_or(|power| power < 2) {
            return false;
        }
        let properties = word.language.properties();
        if value == 0 && !self.terms.is_empty() {
            let skips = !self.skipped && (word.has(Role::Joins) || properties.short_tail);
            self.skipped = skips;
            return skips;
        }
        if let Some(power) = power_of_ten(value)
            && self.skipped
        {
            // "không trăm": no hundreds.
            return power == 2;
        }
        let joined = joined || self.skipped;
        if let Some(power) = power_of_ten(value)
            && !joined
            && (power > 1 || !properties.ones_first)
            && self.terms.last().is_some_and(|last| last.value < Exact::from_i64(value) && !last.value.is_zero())
        {
            return self.multiply(power, false);
        }
        let term = Term {
            value: Exact::from_i64(value),
            place: trailing_zeros(value),
            bare: (1..10).contains(&value) && !joined,
        };
        let Some(last) = self.terms.last() else {
            self.terms.push(term);
            return true;
        };
        let swaps =
            properties.ones_first && (joined || !properties.glued) && (20..100).contains(&value) && value % 10 == 0;
        if fits(&term.value, last.place) && !last.value.is_zero() {
            self.terms.push(term);
        } else if swaps && last.value.to_i64().is_some_and(|ones| (1..10).contains(&ones)) {
            let ones = self.terms.pop().map_or(Exact::ZERO, |last| last.value);
            let Some(sum) = ones.add(&term.value) else { return false };
            if self.terms.last().is_some_and(|before| !fits(&sum, before.place)) {
                return false;
            }
            self.terms.push(Term { value: sum, place: 0, bare: false });
        } else {
            return false;
        }
        self.scale = None;
        self.skipped = false;
        true
    }

    /// Multiplies the smaller terms before a power of ten.
    fn multiply(&mut self, power: u32, joined: bool) -> bool {
        let Some(factor) = ten_to(power) else { return false };
        let first = self.terms.iter().rposition(|term| term.value >= factor).map_or(0, |last| last + 1);
        let mut sum = Exact::ZERO;
        for term in &self.terms[first..] {
            let Some(more) = sum.add(&term.value) else { return false };
            sum = more;
        }
        if first == self.terms.len() {
            sum = Exact::ONE;
        } else if joined || sum.is_zero() {
            return false;
        }
        let Some(value) = sum.mul(&factor) else { return false };
        if first > 0 && !fits(&value, self.terms[first - 1].place) {
            return false;
        }
        self.terms.truncate(first);
        let place = if value.is_integer() && sum.is_integer() { power } else { 0 };
        self.terms.push(Term { value, place, bare: false });
        self.scale = Some(power);
        self.digits = None;
        true
    }

    /// Whether a word links the number to a word of scale: `douăzeci de mii`.
    fn links(&self, at: usize) -> bool {
        let scales = |word: &Word| {
            word.has(Role::Scale) || word.datum(Role::Number).and_then(power_of_ten).is_some_and(|power| power >= 3)
        };
        self.words[at].has(Role::Link) && self.words.get(at + 1).is_some_and(scales)
    }

    /// Whether a comma parts the groups of a number in words: "one thousand, two hundred".
    fn is_comma(&self, at: usize) -> bool {
        let goes_on = |word: &Word| word.kind == Kind::Word && word.datum(Role::Number).is_some();
        self.scale.is_some_and(|power| power >= 3)
            && self.digits.is_none()
            && self.words[at].of(self.text) == ","
            && self.words.get(at + 1).is_some_and(goes_on)
    }

    fn finish(mut self) -> Option<Numeral> {
        if let [.., before, last] = &mut self.terms[..]
            && last.bare
            && before.place >= 2
            && self.words[self.end - 1].language.properties().short_tail
        {
            last.value = last.value.mul(&ten_to(before.place - 1)?)?;
        }
        let mut value = Exact::ZERO;
        for term in &self.terms {
            value = value.add(&term.value)?;
        }
        (!self.terms.is_empty()).then_some(Numeral { value, end: self.end, scale: self.scale, digits: self.digits })
    }
}

/// Single digits side by side, in languages without blanks between words: `二〇二四`.
fn positional(text: &str, words: &[Word], at: usize) -> Option<Numeral> {
    let digit = |place: usize| {
        let word = words.get(place).filter(|word| word.kind == Kind::Word && !word.language.properties().spaces)?;
        word.datum(Role::Number)
            .filter(|value| (0..10).contains(value) && (place == at || words[place - 1].end == word.start))
    };
    let run: Vec<i64> = (at..words.len().min(at + PIECES)).map_while(digit).collect();
    let end = at + run.len();
    let unit = |word: &Word| word.has(Role::Scale) || word.datum(Role::Number).is_some_and(|value| value >= 10);
    if run.len() < 2 || words.get(end).is_some_and(unit) && touches(text, words, end) {
        return None;
    }
    let digits: String = run.iter().map(ToString::to_string).collect();
    Some(Numeral { value: crate::number::parse(&digits)?.value, end, scale: None, digits: None })
}

/// Whether a value is a whole number below a power of ten.
fn fits(value: &Exact, place: u32) -> bool {
    ten_to(place).is_some_and(|limit| *value < limit) && place > 0
}

pub(super) fn ten_to(power: u32) -> Option<Exact> {
    Exact::from_i64(10).pow_small(i64::from(power))
}

pub(super) fn power_of_ten(value: i64) -> Option<u32> {
    (value >= 10 && value == 10_i64.checked_pow(trailing_zeros(value))?).then(|| trailing_zeros(value))
}

fn trailing_zeros(value: i64) -> u32 {
    let (mut value, mut count) = (value, 0);
    while value != 0 && value % 10 == 0 {
        value /= 10;
        count += 1;
    }
    count
}
