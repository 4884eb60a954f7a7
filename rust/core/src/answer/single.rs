//! A content that gives one value: with the clause, the label, the remark or the restatements around it.

use std::borrow::Cow;

use super::clause::{Choice, Clause};
use super::values::{self, Value};
use super::{Reading, Stated};
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{Language, Role, Roles};

/// Words of a content at most: what is longer is no answer in one clause.
const WORDS: usize = 120;

/// Words of a counted noun at most: "apples", "different ways", "cups of feed".
const NOUN: usize = 3;

/// Roles of words that only say how a bare value is given.
const LIGHT: Roles = Roles::of(&[Role::About, Role::Filler, Role::Article, Role::Final]);

/// Reads the one value of a content, if its words leave no doubt which it is.
pub(super) fn read<'t>(stated: &Stated<'t>) -> Option<Reading<'t>> {
    let (text, words) = (stated.text, &stated.words);
    if words.len() > WORDS {
        return None;
    }
    let values = values::find(text, words);
    let clause = Clause { stated, values: &values };
    // Mathematics alone is equality's to read.
    let inside = |word: &Word| values.iter().any(|value| value.span.start <= word.start && word.end <= value.span.end);
    let outside = words.iter().filter(|word| !inside(word));
    let says = |word: &Word| word.kind == Kind::Word || matches!(word.of(text), "(" | "（" | "≈" | "\\approx" | "≃" | "\\simeq");
    if values.is_empty() || !outside.clone().any(says) {
        return None;
    }
    let Choice::One(main, again) = clause.choose() else { return None };
    let value = &values[main];
    if !again.is_empty() {
        return Some(restated(stated, &values, main, &again));
    }
    let lead = &words[..value.words.start];
    let asserted = lead.iter().any(|word| word.kind == Kind::Word && !word.roles.meets(LIGHT) || matches!(word.of(text), ":" | "=" | "："));
    let tail = clause.behind(main);
    let noun = if asserted { 0 } else { noun(text, tail) };
    let whole = noun == words.len() - value.words.end;
    if !asserted && whole && stated.language == Language::ENGLISH && lead.is_empty() {
        // "45 cookies" is compared with its noun.
        return None;
    }
    let end = match noun.checked_sub(1) {
        Some(last) if stated.language == Language::ENGLISH => tail[last].end,
        _ => value.span.end,
    };
    let span = value.span.start..end;
    Some(Reading { value: Cow::Borrowed(&text[span.clone()]), span, restated: Vec::new(), several: false })
}

/// Where the value stands that the sentence asserts.
pub(super) fn asserted(stated: &Stated<'_>) -> Option<std::ops::Range<usize>> {
    if stated.words.len() > WORDS {
        return None;
    }
    let values = values::find(stated.text, &stated.words);
    match (Clause { stated, values: &values }).choose() {
        Choice::One(main, _) => Some(values[main].span.clone()),
        _ => None,
    }
}

/// How many words behind a bare value are its noun.
fn noun(text: &str, tail: &[Word]) -> usize {
    const OTHER: Roles = Roles::of(&[Role::Because, Role::Suppose, Role::Restates, Role::Is, Role::Verdict, Role::Instead, Role::Not]);
    let noun = tail.iter().take_while(|word| {
        (word.kind == Kind::Word && !word.roles.meets(OTHER)) || matches!(word.of(text), "-" | "'" | "’" | "/")
    });
    let count = noun.count();
    let plain = tail[..count].iter().filter(|word| word.roles.is_empty()).count();
    if plain > NOUN || count > 2 * NOUN { 0 } else { count }
}

/// A value that is said again.
fn restated<'t>(stated: &Stated<'t>, values: &[Value], main: usize, again: &[usize]) -> Reading<'t> {
    let text = stated.text;
    let form = |at: usize| Cow::Borrowed(&text[values[at].span.clone()]);
    let restated = std::iter::once(main).chain(again.iter().copied()).map(form).collect();
    Reading { span: stated.span.clone(), value: Cow::Borrowed(stated.content()), restated, several: false }
}
