//! A letter of a choice that no phrase states: the whole response, or what it begins or ends with.

use super::doubt::{self, Doubt};
use super::peel::peel;
use super::{Answer, Source};
use crate::answer::{self, choice};
use crate::lexicon::words;
use crate::lexicon::{Role, Roles};
use crate::limits::BARE_LENGTH;
use crate::text::sentence;

/// Bytes of an explanation that are read.
const EXPLANATION: usize = 2000;

/// A response that is one sentence and does nothing but choose: "So it's B."
pub(super) fn bare(text: &str) -> Option<Answer<'_>> {
    let span = trimmed(text);
    let content = &text[span.clone()];
    let short = content.len() <= BARE_LENGTH && !content.contains('\n') && !content.ends_with(['?', '？', '؟']);
    let reading = short.then(|| choice::sentence(text, span)).flatten()?;
    Some(Answer::read(text, reading, Source::Bare))
}

/// The line of a response that only repeats it.
pub(super) fn repeated(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let others = lines.clone().next().is_some() && lines.all(|line| line == first);
    (others && first.len() <= BARE_LENGTH).then_some(first)
}

/// The letter that a response begins with, where the rest explains it, or that its last line ends with.
pub(super) fn infer(text: &str) -> Option<Answer<'_>> {
    let span = trimmed(text);
    let end = text.floor_char_boundary(span.end.min(span.start + EXPLANATION));
    let reading = choice::first(text, span.start..end).or_else(|| {
        let line = text[span.clone()].rfind('\n').map_or(span.start, |at| span.start + at + 1);
        let last = &text[line..span.end];
        (line > span.start && last.len() <= BARE_LENGTH && !last.ends_with(['?', '？', '؟']))
            .then(|| choice::sentence(text, line..span.end))
            .flatten()
    })?;
    Some(Answer::read(text, reading, Source::Inferred))
}

/// Bytes of a response at most whose first or last sentence is its verdict.
const SHORT: usize = 240;

/// The verdict that a short response without an equation begins or ends with: "Yes, because 123 is divisible by 3."
pub(super) fn verdict(text: &str) -> Option<Answer<'_>> {
    let span = trimmed(text);
    let content = &text[span.clone()];
    if content.len() > SHORT || content.contains(['=', '×']) {
        return None;
    }
    let first = span.start..sentence::end_from(&text[..span.end], span.start);
    let last = sentence::start_before(text, span.end.saturating_sub(1)).max(first.end)..span.end;
    [first, last].into_iter().find_map(|sentence| {
        let reading = answer::verdict_at(text, peel(text, sentence.clone()))?;
        let asked = text[sentence.end..].trim_start().starts_with(['?', '？', '؟']) || is_corrected(text, sentence.end);
        // "No. It is not possible."
        let denies = matches!(&*reading.value, "no" | "false" | "impossible" | "none" | "neither");
        (!asked
            && (denies && sentence.start == span.start
                || doubt::after(text, sentence.end, &text[sentence]) == Doubt::None))
            .then(|| Answer::read(text, reading, Source::Inferred))
    })
}

/// Whether words that begin a correction stand behind a place.
fn is_corrected(text: &str, end: usize) -> bool {
    words::read(text, end, text.len(), None)
        .iter()
        .any(|word| word.roles.meets(Roles::of(&[Role::Wait, Role::Revises])))
}

/// A text without blanks and marks of emphasis before it.
fn trimmed(text: &str) -> std::ops::Range<usize> {
    let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '#')).len();
    start..start.max(text.trim_end().len())
}
