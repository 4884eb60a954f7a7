//! Patterns of roles: what states, denies, supposes, reports or retracts, as sequences of words with roles.

use super::words::{Kind, Word};
use super::{Language, Role, Roles};

/// One place of a pattern: what it takes, and how many words of it.
#[derive(Debug)]
pub(crate) struct Item {
    roles: Roles,
    /// Roles of which a word must have one beside, if there are any.
    with: Roles,
    /// Roles of words that it does not take, whatever else they are.
    without: Roles,
    kinds: u16,
    /// Signs that it takes.
    signs: &'static str,
    /// Takes every word.
    any: bool,
    /// Takes what it would not take otherwise.
    not: bool,
    min: u8,
    max: u8,
}

/// A sequence of items.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// The name of its list: `before.denied`.
    list: &'static str,
    /// As it stands in the file.
    source: &'static str,
    /// The languages whose sentences it is for, a bit each.
    languages: u32,
    starts: bool,
    ends: bool,
    /// Sets of roles: wherever the pattern is found, some word has a role of each.
    needs: &'static [Roles],
    items: &'static [Item],
}

include!(concat!(env!("OUT_DIR"), "/patterns.rs"));

/// Steps of one search at most: patterns are short, and so are the sentences that they are looked for in.
const STEPS: usize = 20_000;

/// Where a pattern was found: the numbers of its first word and of the one behind its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The pattern, as it stands in the file.
    pub(crate) source: &'static str,
    /// The name of its list.
    pub(crate) list: &'static str,
}

/// The first place where one of the patterns is found.
pub(crate) fn find(patterns: &'static [Pattern], words: &[Word], text: &str) -> Option<Found> {
    let roles = words.iter().fold(Roles::NONE, |roles, word| roles.with(word.roles));
    patterns
        .iter()
        .filter(|pattern| pattern.needs.iter().all(|needs| needs.meets(roles)))
        .find_map(|pattern| pattern.find(words, text))
}

/// The first of the patterns that is found with its first word at `at`.
pub(crate) fn find_at(patterns: &'static [Pattern], words: &[Word], at: usize, text: &str) -> Option<Found> {
    // Most patterns fail at their first word.
    let first = |pattern: &&Pattern| {
        pattern
            .items
            .first()
            .is_none_or(|item| item.min == 0 || words.get(at).is_some_and(|word| item.takes(word, text)))
    };
    patterns.iter().filter(|pattern| pattern.speaks(words)).filter(first).find_map(|pattern| {
        let end = pattern.at(0, at, words, text, &mut 0)?;
        Some(Found { start: at, end, source: pattern.source, list: pattern.list })
    })
}

impl Pattern {
    /// Whether it is for the language of these words.
    fn speaks(&self, words: &[Word]) -> bool {
        let language = words.first().map_or(Language::ENGLISH, |word| word.language);
        self.languages >> language.index() & 1 == 1
    }

    fn find(&self, words: &[Word], text: &str) -> Option<Found> {
        if !self.speaks(words) {
            return None;
        }
        let last = if self.starts { 0 } else { words.len() };
        let mut steps = 0;
        (0..=last).find_map(|start| {
            let end = self.at(0, start, words, text, &mut steps)?;
            Some(Found { start, end, source: self.source, list: self.list })
        })
    }

    /// Where the items from `item` on end that begin with the word `at`: the shortest way first.
    fn at(&self, item: usize, at: usize, words: &[Word], text: &str, steps: &mut usize) -> Option<usize> {
        *steps += 1;
        if *steps > STEPS {
            return None;
        }
        let Some(this) = self.items.get(item) else {
            return (!self.ends || at == words.len()).then_some(at);
        };
        for taken in 0..=this.max {
            let end = at + usize::from(taken);
            if taken >= this.min
                && let Some(found) = self.at(item + 1, end, words, text, steps)
            {
                return Some(found);
            }
            if !words.get(end).is_some_and(|word| this.takes(word, text)) {
                return None;
            }
        }
        None
    }
}

impl Item {
    fn takes(&self, word: &Word, text: &str) -> bool {
        let takes = self.any
            || self.roles.meets(word.roles)
            || (self.kinds & SIMPLE != 0 && self.kinds & kind(word) != 0)
            || (self.kinds & !SIMPLE != 0 && self.kinds & kinds(word, text) != 0)
            || (word.kind == Kind::Sign && !self.signs.is_empty() && self.signs.contains(word.of(text)));
        let takes = takes && !self.without.meets(word.roles) && (self.with.is_empty() || self.with.meets(word.roles));
        takes != self.not
    }
}

/// The kinds that a word's text does not tell.
const SIMPLE: u16 = 63;

/// The kind of a word, as the build script numbers them.
fn kind(word: &Word) -> u16 {
    match word.kind {
        Kind::Word => 1,
        Kind::Number => 2,
        Kind::Formula => 4,
        Kind::Sign => 8,
        Kind::Stop => 16,
        Kind::Break => 32,
    }
}

/// Roles of words that name nobody, even where they begin with a capital: "This", "Therefore".
const FUNCTIONS: Roles = Roles::of(&[
    Role::This,
    Role::Subject,
    Role::Article,
    Role::Filler,
    Role::Because,
    Role::Break,
    Role::Side,
    Role::And,
    Role::Or,
    Role::Gets,
    Role::Is,
    Role::Suppose,
    Role::When,
    Role::Not,
    Role::Answer,
    Role::Result,
]);

/// The kinds of a word with those that its text tells.
fn kinds(word: &Word, text: &str) -> u16 {
    let written = word.of(text);
    let mut kinds = kind(word);
    if word.kind == Kind::Stop && written.starts_with(['?', '？', '؟']) {
        kinds |= 1024;
    }
    if word.kind == Kind::Word {
        let mut chars = written.chars();
        let first = chars.next();
        let capital = first.is_some_and(char::is_uppercase);
        let alone = chars.next().is_none();
        let names = word.roles.has(Role::Person) || !word.roles.meets(FUNCTIONS);
        kinds |= if capital && !alone && names { 64 } else { 0 };
        kinds |= if capital { 512 } else { 0 };
        let letter = alone && !word.roles.has(Role::Is) && (capital || word.roles.is_empty());
        kinds |= if letter { 128 } else { 0 };
        kinds |= if word.roles.is_empty() { 256 } else { 0 };
    }
    kinds
}
