//! What the graders know of natural languages: words and phrases with their roles, language by language.
//!
//! The files of `rust/core/lexicon` are the source; the build script makes them into one trie over folded bytes.
//! [`words::read`] reads a piece of text into words with roles, each in the language of its sentence.

#![allow(clippy::unreadable_literal, reason = "the tables are generated")]

mod fold;
mod hash;
pub mod language;
pub mod pattern;
pub mod roles;
#[cfg(test)]
mod tests;
pub mod units;
pub mod words;

pub use language::Language;
pub use roles::{Role, Roles};

use language::{Properties, Script};

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// What a phrase means in one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meaning {
    language: Language,
    roles: Roles,
    /// Where its numbers stand in [`DATA`].
    data: (u16, u16),
}

/// Stands for the rest of a word.
const STAR: u8 = 1;
/// Stands for a whole word.
const ANY: u8 = 2;
/// Phrases found at one place at most: each language has few of different lengths there.
const MATCHES: usize = 12;
/// Steps of one look-up at most, so that a phrase with stars costs a bounded time.
const STEPS: usize = 400;

/// The phrases that begin at one place: where each ends, and the number of its set of meanings.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    list: [(u32, u16); MATCHES],
    length: usize,
}

impl Matches {
    fn push(&mut self, end: usize, set: u16) {
        if self.length < MATCHES && !self.list[..self.length].contains(&(end as u32, set)) {
            self.list[self.length] = (end as u32, set);
            self.length += 1;
        }
    }

    pub(crate) fn as_slice(&self) -> &[(u32, u16)] {
        &self.list[..self.length]
    }
}

/// The meanings of a set, one for each language that has the phrase.
pub(crate) fn meanings(set: u16) -> &'static [Meaning] {
    let (start, end) = SET_RANGES[usize::from(set) - 1];
    &MEANINGS[usize::from(start)..usize::from(end)]
}

impl Meaning {
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    pub(crate) fn roles(&self) -> Roles {
        self.roles
    }

    /// Whether a number goes with one of its roles.
    pub(crate) fn has_data(&self) -> bool {
        self.data.0 < self.data.1
    }

    /// The number that goes with a role: a number word's value, a verdict's number.
    pub(crate) fn datum(&self, role: Role) -> Option<i64> {
        DATA[usize::from(self.data.0)..usize::from(self.data.1)]
            .iter()
            .find(|(kind, _)| *kind == role as u8)
            .map(|(_, datum)| *datum)
    }
}

/// The name of a verdict by its number.
pub fn verdict(number: i64) -> &'static str {
    usize::try_from(number).ok().and_then(|number| VERDICTS.get(number)).copied().unwrap_or_default()
}

/// The id of a unit by its number.
pub fn unit(number: i64) -> &'static str {
    usize::try_from(number).ok().and_then(|number| UNITS.get(number)).copied().unwrap_or_default()
}

/// All phrases that begin at `at`, whatever their language.
pub(crate) fn look_up(text: &str, at: usize) -> Matches {
    find(text, at, false)
}

/// All phrases that begin at `at`, also those that end within a word: what compounds are made of.
pub(crate) fn look_up_within(text: &str, at: usize) -> Matches {
    find(text, at, true)
}

fn find(text: &str, at: usize, within: bool) -> Matches {
    let mut walk = Walk { text, found: Matches::default(), steps: 0, within };
    walk.go(0, at, false);
    walk.found
}

/// The node behind a node by the edge with a label.
#[inline]
fn child(node: usize, label: u8) -> Option<usize> {
    let (start, end) = (FIRST[node] as usize, FIRST[node + 1] as usize);
    let labels = &LABELS[start..end];
    let place = if labels.len() > 8 {
        labels.binary_search(&label).ok()?
    } else {
        labels.iter().position(|known| *known == label)?
    };
    Some(node + TARGETS[start + place] as usize)
}

/// Whether an anchor of a statement may begin at `at`, where a word begins: most words are passed on sight.
#[inline]
pub(crate) fn may_anchor(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let letter = |place: usize| bytes.get(at + place).map_or(0, |byte| usize::from(byte & 31));
    if bytes[at].is_ascii() {
        let place = letter(0) << 10 | letter(1) << 5 | letter(2);
        // A character beyond ASCII may be passed over, or stand for another.
        return ANCHOR_HEADS[place / 64] >> (place % 64) & 1 == 1
            || bytes.get(at + 1..at + 3).is_some_and(|next| !next.is_ascii());
    }
    text[at..].chars().next().is_some_and(|c| {
        let place = fold::fold(c) as usize & 4095;
        ANCHOR_FIRSTS[place / 64] >> (place % 64) & 1 == 1
    })
}

struct Walk<'t> {
    text: &'t str,
    found: Matches,
    steps: usize,
    /// Phrases may end within a word.
    within: bool,
}

impl Walk<'_> {
    /// Goes on from a node at a place; `inside` tells that a letter stands before the place.
    fn go(&mut self, mut node: usize, mut at: usize, mut inside: bool) {
        loop {
            self.steps += 1;
            if self.steps > STEPS {
                return;
            }
            if SETS[node] != 0 {
                self.note(at, SETS[node]);
            }
            if inside && let Some(next) = child(node, STAR) {
                let end = self.word_end(at);
                self.go(next, end, true);
            }
            if !inside && let Some(next) = child(node, ANY) {
                let end = self.word_end(at);
                if end > at {
                    self.go(next, end, true);
                }
            }
            let Some(c) = self.text[at..].chars().next() else { return };
            let (folded, end) = if is_blank(c) {
                (' ', self.blank_end(at))
            } else if matches!(c, '*' | '_') && self.blank_end(at) > at + 1 {
                (' ', self.blank_end(at))
            } else {
                (fold::fold(c), at + c.len_utf8())
            };
            at = end;
            if folded == '\0' {
                continue;
            }
            let mut bytes = [0; 4];
            for byte in folded.encode_utf8(&mut bytes).bytes() {
                let Some(next) = child(node, byte) else { return };
                node = next;
            }
            inside = folded != ' ';
        }
    }

    /// Notes the meanings that end here, of the languages whose words end here.
    fn note(&mut self, end: usize, set: u16) {
        let goes_on = self.text[end..].chars().next().is_some_and(|c| c.is_alphanumeric() || is_mark(c))
            && self.text[..end].chars().next_back().is_some_and(|c| c.is_alphanumeric() || is_mark(c));
        if self.within || !goes_on || meanings(set).iter().any(|meaning| !meaning.language.properties().spaces) {
            self.found.push(end, set);
        }
    }

    fn word_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.find(|c: char| !(c.is_alphanumeric() || is_mark(c))).unwrap_or(rest.len())
    }

    /// Where a gap between two words ends, with the marks of emphasis in it; a line break is no gap.
    fn blank_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let length = rest.find(|c: char| !(is_blank(c) || matches!(c, '*' | '_'))).unwrap_or(rest.len());
        if rest[..length].contains(is_blank) { at + length } else { at }
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{3000}')
}

/// A sign that belongs to the word before it: vowel signs of Indian scripts and Thai, vowel marks, joiners.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}'
        | '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}' | '\u{200B}'..='\u{200D}' | '\u{AD}')
}

#[cfg(test)]
mod tables {
    use super::*;

    #[test]
    fn phrases_are_found_whatever_their_spelling() {
        let ends = |text: &str| look_up(text, 0).as_slice().iter().map(|(end, _)| *end as usize).max();
        assert_eq!(ends("answer"), Some(6));
        assert_eq!(ends("ANSWER is"), Some(6));
        assert_eq!(ends("answering"), None);
        assert_eq!(ends("Antwort"), Some(7));
        assert_eq!(ends("答案是"), Some(6));
    }

    #[test]
    fn the_tables_fit_each_other() {
        assert_eq!(FIRST.len(), SETS.len() + 1);
        assert_eq!(TARGETS.len(), LABELS.len());
        for node in 0..SETS.len() {
            let edges = FIRST[node] as usize..FIRST[node + 1] as usize;
            // No edge goes back: every walk ends.
            assert!(TARGETS[edges].iter().all(|step| *step > 0 && node + (*step as usize) < SETS.len()));
        }
    }
}
