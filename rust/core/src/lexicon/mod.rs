//! What the graders know of natural languages: words and phrases with their roles, language by language.
//!
//! The files of `rust/core/lexicon` are the source; the build script makes them into one trie over folded bytes.
//! [`words::read`] reads a piece of text into words with roles, each in the language of its sentence.

#![allow(clippy::unreadable_literal, reason = "the tables are generated")]

pub(crate) mod aspects;
#[cfg(test)]
mod entries;
mod fold;
mod hash;
pub mod language;
pub(crate) mod opposites;
pub mod pattern;
pub(crate) mod phrases;
mod pieces;
pub mod roles;
pub(crate) mod sentences;
mod taken_out;
#[cfg(test)]
mod tests;
mod trie;
pub mod units;
pub mod words;

pub use language::Language;
pub use roles::{Role, Roles};
use trie::look_up_into;
pub(crate) use trie::{look_up, look_up_within};

use language::{Properties, Script};

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// What a phrase means in one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meaning {
    language: Language,
    /// How many numbers go with it.
    numbers: u8,
    /// Where its roles stand in [`ROLE_SETS`].
    roles: u16,
    /// Where its numbers begin in [`DATA`].
    data: u16,
}

/// The meanings of a set, one for each language that has the phrase.
pub(crate) fn meanings(set: u16) -> &'static [Meaning] {
    #[cfg(test)]
    if let Some(changed) = taken_out::meanings(set) {
        return changed;
    }
    let set = usize::from(set);
    &MEANINGS[usize::from(SET_STARTS[set - 1])..usize::from(SET_STARTS[set])]
}

impl Meaning {
    pub(crate) fn language(self) -> Language {
        self.language
    }

    pub(crate) fn roles(self) -> Roles {
        #[cfg(test)]
        if let Some(changed) = taken_out::roles(self.roles) {
            return changed;
        }
        ROLE_SETS[usize::from(self.roles)]
    }

    /// Whether a number goes with one of its roles.
    pub(crate) fn has_data(self) -> bool {
        self.numbers > 0
    }

    /// The number that goes with a role: a number word's value, a verdict's number.
    pub(crate) fn datum(self, role: Role) -> Option<i64> {
        DATA[usize::from(self.data)..][..usize::from(self.numbers)]
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

/// Whether an anchor of a statement may begin at `at`, where a word begins: most words are passed on sight.
#[inline]
pub(crate) fn may_anchor(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let letter = |place: usize| bytes.get(at + place).map_or(0, |byte| usize::from(byte & 31));
    if bytes[at].is_ascii() {
        let place = letter(0) << 10 | letter(1) << 5 | letter(2);
        // A character beyond ASCII may be passed over, or stand for another.
        if ANCHOR_HEADS[place / 64] >> (place % 64) & 1 == 0 {
            return bytes.get(at + 1..at + 3).is_some_and(|next| !next.is_ascii());
        }
        return ANCHOR_BEGINS.may_hold(&bytes[at..], place);
    }
    text[at..].chars().next().is_some_and(|c| {
        let place = fold::fold(c) as usize & 4095;
        ANCHOR_FIRSTS[place / 64] >> (place % 64) & 1 == 1
    })
}

/// Whether a word for the user or for a question may begin at `at`: most lines are passed on sight.
pub(crate) fn may_turn(text: &str, at: usize) -> bool {
    let rest = &text.as_bytes()[at..];
    let next = |place: usize| rest.get(place).copied().unwrap_or(b'.');
    // What may be passed over, or be part of a longer gap.
    let unsure = |byte: u8| !byte.is_ascii() || matches!(byte, b'\0' | b'\t' | b'*' | b'_');
    let (first, second, third) = (next(0), next(1), next(2));
    if first.is_ascii() {
        let gap = second == b' ' && !third.is_ascii_alphanumeric();
        let place = usize::from(first & 31) << 10 | usize::from(second & 31) << 5 | usize::from(third & 31);
        return unsure(first)
            || unsure(second)
            || unsure(third)
            || gap
            || TURN_HEADS[place / 64] >> (place % 64) & 1 == 1 && TURN_BEGINS.may_hold(rest, place);
    }
    text[at..].chars().next().map(fold::fold).is_some_and(|c| {
        let place = c as usize & 4095;
        c.is_ascii() || TURN_FIRSTS[place / 64] >> (place % 64) & 1 == 1
    })
}

/// How the phrases with some roles begin that ASCII letters begin, as bits.
struct Begins {
    /// The first three letters of those that anything may follow.
    threes: [u64; 512],
    /// A hash of the first five letters of the others.
    fives: [u64; 2048],
}

impl Begins {
    /// Whether a phrase may begin with the first five characters, whose first three stand at `place`.
    fn may_hold(&self, bytes: &[u8], place: usize) -> bool {
        let Some(five) = bytes.get(..5) else { return true };
        let (mut letters, mut before) = (0, b' ');
        for byte in five {
            // What may be passed over, or be part of a longer gap.
            if !byte.is_ascii() || matches!(byte, b'\0' | b'\t' | b'*' | b'_') || (*byte == b' ' && before == b' ') {
                return true;
            }
            before = *byte;
            letters = letters << 5 | u32::from(byte & 31);
        }
        let five = hash::letters(letters);
        (self.threes[place / 64] >> (place % 64) | self.fives[five / 64] >> (five % 64)) & 1 == 1
    }
}

/// The languages in whose words a phrase may end within a word, a bit each.
const GLUED: u32 = {
    let (mut glued, mut at) = (0, 0);
    while at < LANGUAGES.len() {
        glued |= if LANGUAGES[at].spaces { 0 } else { 1 << at };
        at += 1;
    }
    glued
};

/// A sign that belongs to the word before it: vowel signs of Indian scripts and Thai, vowel marks, joiners.
#[inline]
pub(crate) fn is_mark(c: char) -> bool {
    c >= '\u{AD}'
        && matches!(c,
        '\u{300}'..='\u{36F}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}'
        | '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}' | '\u{200B}'..='\u{200D}' | '\u{AD}')
}
