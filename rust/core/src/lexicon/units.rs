//! The table of units: what a symbol or a name stands for, and what a unit is worth.
//!
//! The table is `lexicon/units.toml`. A word is found by its exact symbol (`mPa` is not `MPa`), by a name in any letter case,
//! or behind an SI prefix that the unit takes. Nothing is built at run time: a look-up is a hash and a comparison.

use std::borrow::Cow;

use super::hash::hash;

/// A unit of the table.
#[derive(Debug)]
pub struct Unit {
    /// The key of the unit in the table, by which languages name it.
    pub id: &'static str,
    /// How the unit is printed.
    pub symbol: &'static str,
    /// The bases that the unit is made of, as indices of the table, and their powers.
    pub dimension: &'static [(usize, i32)],
    /// How many of the bases one unit is.
    pub factor: Factor,
    /// What is added to a value before the factor counts: a unit with one is affine, a temperature.
    pub offset: Option<Factor>,
    /// The units that the same word stands for, as indices of the table.
    either: &'static [usize],
    /// To how many significant digits the factor is known, where it is measured or conventions differ.
    pub accuracy: Option<u8>,
    /// Whether it is money.
    pub is_money: bool,
    prefixes: u32,
}

impl Unit {
    /// Whether the same word stands for both units: a pound is one of weight and one of money.
    pub fn may_be(&self, other: &Self) -> bool {
        let stands_for = |one: &Self, other: &Self| one.either.iter().any(|&unit| UNITS[unit].id == other.id);
        stands_for(self, other) || stands_for(other, self) || self.either.iter().any(|unit| other.either.contains(unit))
    }

    /// The units that the word stands for: itself, where it stands for no others.
    pub fn meanings(&'static self) -> impl Iterator<Item = &'static Self> {
        let own = self.either.is_empty().then_some(self);
        own.into_iter().chain(self.either.iter().map(|&unit| &UNITS[unit]))
    }
}

/// An exact positive number: `above / below * 10^ten * pi^pi`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    /// The numerator.
    pub above: u128,
    /// The denominator.
    pub below: u128,
    /// The power of ten.
    pub ten: i32,
    /// The power of pi.
    pub pi: i32,
}

impl Factor {
    /// The nearest float.
    pub fn to_f64(self) -> f64 {
        self.above as f64 / self.below as f64 * 10f64.powi(self.ten) * std::f64::consts::PI.powi(self.pi)
    }
}

/// A prefix of the SI, or a binary one.
#[derive(Debug)]
pub struct Prefix {
    /// Its symbol.
    pub symbol: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it multiplies by.
    pub factor: Factor,
}

/// One factor of what a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    prefix: u8,
    unit: u16,
    /// Its power.
    pub power: i8,
}

const NO_PREFIX: u8 = u8::MAX;

/// How a word names its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A symbol, whose letter case counts.
    Symbol,
    /// A name, in any letter case.
    Name,
    /// Another way to write a product or quotient, whose letter case counts.
    Spelling,
}

struct Word {
    text: &'static str,
    kind: Kind,
    /// Whether it is a name too, which may have any letter case.
    is_name: bool,
    start: u16,
    length: u8,
}

include!(concat!(env!("OUT_DIR"), "/units.rs"));

/// What a word stands for: a product of units, the first of which may have a prefix.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    prefix: u8,
    parts: &'static [Part],
    /// How the word names it.
    pub kind: Kind,
}

impl Measure {
    /// The factors, each with its power.
    pub fn parts(self) -> impl Iterator<Item = Part> {
        let prefix = self.prefix;
        self.parts.iter().enumerate().map(move |(at, &part)| match at {
            0 if prefix != NO_PREFIX => Part { prefix, ..part },
            _ => part,
        })
    }

    /// The unit, where the word stands for one to the power of one.
    pub fn single(self) -> Option<Part> {
        match self.parts {
            [_] => self.parts().next().filter(|part| part.power == 1),
            _ => None,
        }
    }
}

impl Part {
    /// The unit without its prefix.
    pub fn unit(self) -> &'static Unit {
        &UNITS[usize::from(self.unit)]
    }

    /// The prefix.
    pub fn prefix(self) -> Option<&'static Prefix> {
        PREFIXES.get(usize::from(self.prefix))
    }

    /// The meaning of an ambiguous unit that another one beside it settles: a pound beside ounces is a weight.
    #[must_use]
    pub fn beside(self, other: Self) -> Self {
        let settled = self.unit().either.iter().find(|&&unit| {
            let dimension = UNITS[unit].dimension;
            dimension == other.unit().dimension || other.unit().meanings().any(|unit| unit.dimension == dimension)
        });
        match settled {
            Some(&unit) => Self { unit: unit as u16, ..self },
            None => self,
        }
    }

    /// How many of the other unit this one is, where both measure the same.
    pub fn ratio(self, other: Self) -> Option<f64> {
        if self.unit().dimension != other.unit().dimension
            || self.unit().offset.is_some()
            || other.unit().offset.is_some()
        {
            return None;
        }
        let size = |part: Self| {
            let prefix = part.prefix().map_or(1.0, |prefix| prefix.factor.to_f64());
            part.unit().factor.to_f64() * prefix
        };
        // Rounding stays far below the distance of two units.
        Some((size(self) / size(other) * 1e9).round() / 1e9)
    }

    /// The symbol with its prefix: `km`.
    pub fn symbol(self) -> Cow<'static, str> {
        let symbol = self.unit().symbol;
        match self.prefix() {
            Some(prefix) => Cow::Owned(format!("{}{symbol}", prefix.symbol)),
            None => Cow::Borrowed(symbol),
        }
    }
}

/// The word of the table that is written exactly so.
fn look_up(text: &str) -> Option<&'static Word> {
    if text.len() > LONGEST {
        return None;
    }
    let mut slot = hash(text.as_bytes()) as usize & (SLOTS.len() - 1);
    while let Some(word) = WORDS.get(usize::from(SLOTS[slot])) {
        if word.text == text {
            return Some(word);
        }
        slot = (slot + 1) & (SLOTS.len() - 1);
    }
    None
}

/// What stands behind a prefix; most are settled by their first byte.
#[inline]
fn behind<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    if text.as_bytes().first() == prefix.as_bytes().first() { text.strip_prefix(prefix) } else { None }
}

fn measure(word: &'static Word, prefix: u8) -> Measure {
    let start = usize::from(word.start);
    Measure { prefix, parts: &PARTS[start..start + usize::from(word.length)], kind: word.kind }
}

/// What a symbol or a name stands for; a name may have any letter case and single blanks in it.
///
/// ```
/// use rewards_core::lexicon::units;
/// let part = units::find("kilojoules").and_then(units::Measure::single).unwrap();
/// assert_eq!(part.symbol(), "kJ");
/// assert!(units::find("mpH").is_none());
/// ```
pub fn find(text: &str) -> Option<Measure> {
    find_symbol(text).or_else(|| find_name(text))
}

/// What a symbol stands for, with its prefix, in the letter case that it has.
pub fn find_symbol(text: &str) -> Option<Measure> {
    if let Some(word) = look_up(text) {
        return Some(measure(word, NO_PREFIX));
    }
    for (at, prefix) in PREFIXES.iter().enumerate() {
        if let Some(rest) = behind(text, prefix.symbol).filter(|rest| !rest.is_empty())
            && let Some(word) = look_up(rest).filter(|word| word.kind == Kind::Symbol)
        {
            let measure = measure(word, at as u8);
            if takes(measure, at) {
                return Some(measure);
            }
        }
    }
    // Two characters are the micro sign, and `\mu` is one of them.
    match text.strip_prefix('μ') {
        Some(rest) if !rest.is_empty() => find_symbol(&format!("µ{rest}")),
        _ => None,
    }
}

fn takes(measure: Measure, prefix: usize) -> bool {
    measure.parts.first().is_some_and(|part| part.unit().prefixes & (1 << prefix) != 0)
}

/// What a name stands for, with its prefix, in any letter case.
pub fn find_name(text: &str) -> Option<Measure> {
    if text.len() < 2 || text.len() > LONGEST + 8 {
        return None;
    }
    let lower = if text.bytes().any(|byte| !byte.is_ascii_lowercase()) {
        Cow::Owned(text.to_lowercase())
    } else {
        Cow::Borrowed(text)
    };
    let is_name = |word: &&'static Word| word.is_name || word.kind == Kind::Spelling && word.text.len() > 4;
    if let Some(word) = look_up(&lower).filter(is_name) {
        return Some(measure(word, NO_PREFIX));
    }
    PREFIX_NAMES.iter().find_map(|&(name, at)| {
        let rest = behind(&lower, name)?;
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let word = look_up(rest).filter(|word| word.is_name && rest.len() > 2)?;
        let measure = measure(word, at);
        takes(measure, usize::from(at)).then_some(measure)
    })
}

/// The one unit with this symbol, id or name.
pub fn part(text: &str) -> Option<Part> {
    find(text).and_then(Measure::single).or_else(|| {
        let at = UNITS.binary_search_by(|unit| unit.id.cmp(text)).ok()?;
        Some(Part { prefix: NO_PREFIX, unit: at as u16, power: 1 })
    })
}

/// Whether a symbol may as well be a variable or a word, so that a blank before it does not make it a unit.
pub fn is_doubtful(symbol: &str) -> bool {
    match symbol.as_bytes() {
        [letter @ b'A'..=b'z'] => SPACED & (1 << letter) == 0,
        _ => COMMON.contains(&symbol),
    }
}

/// Whether a symbol or name of several letters is a unit wherever it stands behind a number, whatever its letters may be.
pub fn is_clear(word: &str) -> bool {
    CLEAR.binary_search(&word).is_ok() || word.len() > 3 && find_name(word).is_some()
}

/// Whether a name belongs to the noun behind it, where one stands there: "12 gray cats".
pub fn is_modifier(word: &str) -> bool {
    MODIFIERS.binary_search(&word).is_ok()
}

/// Whether a letter is a unit right behind a number in plain text.
pub fn is_glued(letter: u8) -> bool {
    letter.is_ascii() && GLUED & (1 << letter) != 0
}

/// How a character that is a unit as a whole is written out.
pub fn character(c: char) -> Option<&'static str> {
    let mut buffer = [0; 4];
    let text: &str = c.encode_utf8(&mut buffer);
    CHARACTERS.binary_search_by(|(key, _)| (*key).cmp(text)).ok().map(|at| CHARACTERS[at].1)
}

/// What a LaTeX command stands for in a unit: a symbol, an operation, or a unit or prefix by its name.
pub fn command(name: &str) -> Option<&'static str> {
    if let Ok(at) = MACROS.binary_search_by(|(key, _)| (*key).cmp(name)) {
        return Some(MACROS[at].1);
    }
    if let Some((_, at)) = PREFIX_NAMES.iter().find(|(other, _)| *other == name) {
        return Some(PREFIXES[usize::from(*at)].symbol);
    }
    look_up(name).filter(|word| word.is_name && name.len() > 3).and_then(|word| match word.length {
        1 => Some(PARTS[usize::from(word.start)].unit().symbol),
        _ => None,
    })
}

/// The currency whose sign or code stands before an amount: `US$`, `CHF`, `Rs.`.
pub fn currency(text: &str) -> Option<&'static str> {
    let word = look_up(text).filter(|word| word.kind == Kind::Symbol)?;
    let unit = PARTS[usize::from(word.start)].unit();
    unit.is_money.then_some(unit.symbol)
}

/// A list of words of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Names of functions: a number before one is its factor.
    Functions,
    /// Words that make a sentence, which no name of a counted thing has.
    Connectives,
    /// Words that make another number of the one before them.
    Changing,
    /// Words that do so where nothing stands behind them.
    Ending,
    /// Words that make other things of what is counted.
    Telling,
    /// Words behind an amount that change nothing.
    Idle,
    /// Words that with a number before a hyphen tell the kind of a thing.
    Inner,
    /// Words without a vowel that are counted.
    Nouns,
}

/// Whether a word in small letters is in a list.
pub fn is_in(list: List, word: &str) -> bool {
    let words: &[&str] = match list {
        List::Functions => &FUNCTIONS,
        List::Connectives => &CONNECTIVES,
        List::Changing => &CHANGING,
        List::Ending => &ENDING,
        List::Telling => &TELLING,
        List::Idle => &IDLE,
        List::Inner => &INNER,
        List::Nouns => &NOUNS,
    };
    words.binary_search(&word).is_ok()
}

/// Whether the words behind a number make another one of it: `thirds`, `ten-thousandths`, `hex`.
pub fn change_number(words: &str) -> bool {
    let changes = |word: &str| {
        is_in(List::Changing, word)
            || word.contains('-')
                && word.split('-').all(|part| is_in(List::Changing, part) || is_in(List::Ending, part))
    };
    let last = words.rsplit(' ').next().unwrap_or(words);
    is_in(List::Ending, last) || words.split(' ').any(changes)
}

/// Whether a text in small letters begins with what begins a direction.
pub fn is_direction(text: &str) -> bool {
    DIRECTIONS
        .iter()
        .any(|start| text.strip_prefix(start).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic())))
}

/// How many parts that a word names make a whole: `thirds`.
pub fn fraction(word: &str) -> Option<i64> {
    FRACTIONS.binary_search_by(|(key, _)| (*key).cmp(word)).ok().map(|at| FRACTIONS[at].1)
}

/// What a word behind a number multiplies it by: `score`.
pub fn multiple(word: &str) -> Option<i64> {
    MULTIPLES.binary_search_by(|(key, _)| (*key).cmp(word)).ok().map(|at| MULTIPLES[at].1)
}

/// The word of scale that letters right behind an amount stand for: `k`, `M`, `bn`.
pub fn scale(letters: &str) -> Option<&'static str> {
    SCALES.binary_search_by(|(key, _)| (*key).cmp(letters)).ok().map(|at| SCALES[at].1)
}

/// Whether a character of Chinese changes the number before its word.
pub fn changes_han(c: char) -> bool {
    HAN.contains(c)
}

/// Whether a name is a prefix's.
pub fn is_prefix_name(name: &str) -> bool {
    PREFIX_NAMES.iter().any(|(other, _)| *other == name)
}
