//! `\boxed{…}`: balanced braces, and boxes that make one list of answers.

use crate::local::Local;
use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;
use regex::Regex;

use super::peel;

/// Where each brace from some place on is closed: one pass, however many boxes are never closed.
pub(super) struct Closes {
    pairs: Vec<(usize, usize)>,
}

impl Closes {
    pub(super) fn new(text: &str, from: usize) -> Self {
        let bytes = text.as_bytes();
        let mut open = Vec::new();
        let mut pairs = Vec::new();
        let mut at = from;
        while let Some(next) = memchr2(b'{', b'}', &bytes[at..]) {
            at += next;
            // Braces come in runs.
            while let Some(brace @ (b'{' | b'}')) = bytes.get(at) {
                if !escaped(bytes, at) {
                    if *brace == b'{' {
                        open.push(at);
                    } else if let Some(start) = open.pop() {
                        pairs.push((start, at));
                    }
                }
                at += 1;
            }
        }
        pairs.sort_unstable();
        Self { pairs }
    }

    /// The content of the braces that open at or, after spaces, behind `end`, and one past the closing brace.
    pub(super) fn content(&self, text: &str, end: usize) -> Option<(Range<usize>, usize)> {
        let rest = &text[end..];
        let open = end + rest.len() - rest.trim_start_matches([' ', '\n']).len();
        let found = self.pairs.binary_search_by_key(&open, |pair| pair.0).ok()?;
        let close = self.pairs[found].1;
        let content = peel::peel_formula(text, open + 1..close);
        (!content.is_empty()).then_some((content, close + 1))
    }
}

/// Whether an odd number of backslashes stands before `at`.
fn escaped(bytes: &[u8], at: usize) -> bool {
    at > 0
        && bytes[at - 1] == b'\\'
        && bytes[..at].iter().rev().take(16).take_while(|byte| **byte == b'\\').count() % 2 == 1
}

static JOIN: Local<Option<Regex>> = Local::new(|| {
    let marks = r"(?:[\s$]|\\[()\[\]!,;: ]|\\q?quad|\*\*)*";
    let words = r"(?:,|;|&|/|\||\band\b|\bor\b|\bund\b|\boder\b|\bet\b|\bou\b|\by\b|\bo\b|\be\b|\bи\b|\bили\b|和|或|、|\\text\{\s*,?\s*(?:and|or)\s*\}|\\(?:quad|;)\s*\\text\{\s*(?:and|or)\s*\})";
    // Boxes in one line with nothing between them are a list, too: none is the answer more than another.
    Regex::new(&format!("^{marks}(?:{words}{marks}){{0,3}}$")).ok()
});

/// Whether the text between two boxes makes them one list of answers.
pub(super) fn joins(between: &str) -> bool {
    // On a line of its own a box without a word is the next statement.
    let apart = between.contains('\n') && between.chars().all(|c| c.is_whitespace() || matches!(c, '$' | '*'));
    !apart && between.len() <= 60 && JOIN.as_ref().is_some_and(|join| join.is_match(between))
}

/// The text and the span of boxes that make one answer.
pub(super) fn join<'t>(text: &'t str, parts: &[(Range<usize>, usize)]) -> Option<(Cow<'t, str>, Range<usize>)> {
    let (first, last) = (parts.first()?, parts.last()?);
    let span = first.0.start..last.0.end;
    if parts.iter().all(|part| text[part.0.clone()] == text[last.0.clone()]) {
        return Some((Cow::Borrowed(&text[last.0.clone()]), last.0.clone()));
    }
    let mut joined = String::new();
    for (index, (content, _)) in parts.iter().enumerate() {
        if index > 0 {
            let between = &text[parts[index - 1].1..content.start];
            let either = ["or", "oder", "ou", "или", "或"].iter().any(|word| between.contains(word));
            joined.push_str(if either { " or " } else { ", " });
        }
        joined.push_str(&text[content.clone()]);
    }
    Some((Cow::Owned(joined), span))
}
