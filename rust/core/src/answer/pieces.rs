//! The pieces that numbers are made of: words, with compounds taken apart and the digits of one number put together.

use super::{digits, quantity};
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{Language, Meaning, Role, Roles, look_up_within, meanings, unit};
use crate::sorting;
use crate::text::fold;

/// What a compound number is made of.
const PARTS: Roles = Roles::of(&[
    Role::Number,
    Role::Scale,
    Role::Joins,
    Role::Part,
    Role::Point,
    Role::HalfAfter,
    Role::HalfBefore,
    Role::AddedAfter,
]);

/// Bytes of a compound at most: the longest below a million has 70 letters.
const COMPOUND: usize = 160;

/// Steps of one search for the parts of a compound at most.
const STEPS: usize = 200;

/// The words of a text, in which `zweiundvierzig` is three, `1 250,50` is one and `Rp5` is two.
pub(crate) fn pieces(text: &str, words: &[Word]) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    let mut covered = 0;
    for (at, word) in words.iter().enumerate() {
        if word.end <= covered {
            continue;
        }
        let word = Word { start: word.start.max(covered), ..*word };
        match word.kind {
            Kind::Number => {
                let end = digits::read(text, word.start, word.language).end.max(word.end);
                out.push(Word { end, ..word });
            }
            Kind::Word if word.meaning.is_none() => {
                if !compound(text, &word, &mut out) && !prefixed(text, &word, &mut out) {
                    out.push(word);
                }
            }
            Kind::Word if goes_on(text, &word, out.last()) => resegment(text, &word, &mut out),
            Kind::Word if leads_on(&word, words.get(at + 1)) => {
                let before = out.len();
                resegment(text, &word, &mut out);
                if out.last().is_some_and(|last| !last.roles.meets(PARTS)) {
                    out.truncate(before);
                    out.push(word);
                }
            }
            _ => out.push(word),
        }
        covered = out.last().map_or(covered, |word| word.end);
    }
    out
}

/// Whether a phrase follows a number without a blank that is no part of one, in a language that has no blanks.
fn goes_on(text: &str, word: &Word, last: Option<&Word>) -> bool {
    let numeric = |last: &Word| last.kind == Kind::Number || last.roles.meets(PARTS);
    !word.language.properties().spaces
        && !word.roles.meets(PARTS)
        && !word.has(Role::Unit)
        && !word.has(Role::Counter)
        && !word.has(Role::Under)
        && !word.has(Role::MinutesAfter)
        && text[word.start..word.end].chars().nth(1).is_some()
        && last.is_some_and(|last| numeric(last) && last.end == word.start)
}

/// Whether a number follows a phrase without a blank, in a language that has no blanks: 零点 before 五 is a number too.
fn leads_on(word: &Word, next: Option<&Word>) -> bool {
    !word.language.properties().spaces
        && !word.roles.meets(PARTS)
        && word.roles.meets(Roles::of(&[Role::Result, Role::Midnight, Role::Noon, Role::Oclock]))
        && next.is_some_and(|next| next.has(Role::Number) && next.start == word.end)
}

/// Reads a phrase again as a part of the number before it: 万一 behind 十 is 万 and 一.
fn resegment(text: &str, word: &Word, out: &mut Vec<Word>) {
    let mut at = word.start;
    while at < word.end {
        let longest = starts(text, at, word.language).filter(|part| part.end <= word.end).max_by_key(|part| part.end);
        let Some(part) = longest else { break };
        at = part.end;
        out.push(part);
    }
    if at == word.end {
        return;
    }
    if at == word.start {
        out.push(*word);
    } else {
        out.push(Word { start: at, roles: Roles::NONE, meaning: None, ..*word });
    }
}

/// Pushes the parts of a number word that is written together.
fn compound(text: &str, word: &Word, out: &mut Vec<Word>) -> bool {
    if !word.language.properties().glued || word.end - word.start > COMPOUND {
        return false;
    }
    let mut parts = Vec::new();
    let found = part(text, word.start, word, &mut parts, &mut 0);
    if found {
        out.append(&mut parts);
    }
    found
}

/// The parts of a compound from `at` on, such that all of them are one number.
fn part(text: &str, at: usize, word: &Word, out: &mut Vec<Word>, steps: &mut usize) -> bool {
    if at == word.end {
        return quantity::read(text, out, 0).is_some_and(|quantity| quantity.pieces.end == out.len());
    }
    *steps += 1;
    if *steps > STEPS {
        return false;
    }
    let mut found: Vec<Word> = starts(text, at, word.language).filter(|part| part.end <= word.end).collect();
    // The longest first.
    sorting::sort_by_key(&mut found, |part| std::cmp::Reverse(part.end));
    found.into_iter().any(|next| {
        let before = out.len();
        let end = next.end;
        out.push(next);
        part(text, end, word, out, steps) || {
            out.truncate(before);
            false
        }
    })
}

/// The parts of numbers that begin at `at` in a language.
fn starts(text: &str, at: usize, language: Language) -> impl Iterator<Item = Word> {
    let found = look_up_within(text, at);
    (0..found.len()).filter_map(move |number| {
        let (end, set) = found[number];
        let meaning = meanings(set).iter().find(|meaning| meaning.language() == language)?;
        let roles = meaning.roles();
        (roles.meets(PARTS) && end as usize > at).then_some(Word {
            start: at,
            end: end as usize,
            kind: Kind::Word,
            roles,
            language,
            certain: true,
            meaning: Some(meaning),
        })
    })
}

/// Whether a phrase names a currency.
fn is_money(meaning: Meaning) -> bool {
    meaning.datum(Role::Unit).is_some_and(|number| is_currency(unit(number)))
}

/// Whether a unit is a currency: its id is three capitals.
pub(super) fn is_currency(id: &str) -> bool {
    id.len() == 3 && id.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Pushes a currency and its amount right behind it.
pub(super) fn prefixed(text: &str, word: &Word, out: &mut Vec<Word>) -> bool {
    let written = word.of(text);
    let Some(at) = written.find(|c| fold::digit_value(c).is_some()).filter(|at| *at > 0) else { return false };
    let split = word.start + at;
    let found = look_up_within(text, word.start);
    let unit = found.iter().filter(|(end, _)| *end as usize == split).find_map(|(_, set)| {
        meanings(*set).iter().find(|meaning| meaning.language() == word.language && is_money(**meaning))
    });
    let Some(unit) = unit else { return false };
    let end = digits::read(text, split, word.language).end;
    out.push(Word { end: split, roles: unit.roles(), meaning: Some(unit), ..*word });
    out.push(Word { start: split, end, kind: Kind::Number, ..*word });
    true
}
