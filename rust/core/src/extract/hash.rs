//! `#### x`, as GSM8K's solutions end.

use std::ops::Range;

use super::peel::peel;
use crate::lexicon::phrases;
use crate::{answer, number};

/// Words of a clause behind the mark at most.
const CLAUSE: usize = 24;

/// What stands after `####`: a value, or on the last line any short text. A heading of that depth states nothing.
pub(super) fn content(text: &str, start: usize) -> Option<Range<usize>> {
    let line = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |end| start + end);
    // A value on the next line, where nothing else follows.
    let line = if text[start..line].trim().is_empty() { text.len() } else { line };
    let content = peel(text, start..line);
    let words = &text[content.clone()];
    let last = text[line..].trim().is_empty();
    let letters = words
        .split_whitespace()
        .filter(|word| {
            word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.contains(['\\', '{', '=', '^', '+', '$'])
        })
        .count();
    let first = words.split_whitespace().next().unwrap_or_default();
    // "#### Total: 64" gives a value, "#### Step 2: the total" is a heading.
    let named = last
        && first.ends_with(':')
        && number::parse_prefix(
            words[first.len()..].trim_start_matches(|c| phrases::is_money(c) || matches!(c, ' ' | '*')),
        )
        .is_some();
    let numbered = first.ends_with(['.', ')', ':']) && letters > 0 && !named;
    let value = number::parse(words).is_some() || letters == 0;
    (!words.is_empty()
        && !words.contains('\n')
        && !numbered
        && (value
            || (last && (letters <= 4 || letters <= CLAUSE && answer::asserted(text, content.clone()).is_some()))
            || (letters <= 2 && first.starts_with(|c: char| c.is_numeric()))))
    .then_some(content)
}
