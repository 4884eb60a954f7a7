//! A letter of a choice that no phrase states: the whole response, or what it begins or ends with.

use super::{Answer, Source};
use crate::answer::choice;
use crate::limits::BARE_LENGTH;

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

/// A text without blanks and marks of emphasis before it.
fn trimmed(text: &str) -> std::ops::Range<usize> {
    let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '#')).len();
    start..start.max(text.trim_end().len())
}
