//! Takes the marks around an answer off, and tells a response that is nothing but an answer.

use std::borrow::Cow;
use std::ops::Range;

use super::{Answer, Source};
use crate::limits::{BARE_LENGTH, PEELS};
use crate::number;

/// Marks that come in pairs around an answer and mean nothing to it.
const PAIRS: [(&str, &str); 22] = [
    ("```", "```"),
    ("`", "`"),
    ("***", "***"),
    ("**", "**"),
    ("__", "__"),
    ("*", "*"),
    ("_", "_"),
    ("$$", "$$"),
    ("$", "$"),
    ("\\(", "\\)"),
    ("\\[", "\\]"),
    ("\\\\(", "\\\\)"),
    ("\\\\[", "\\\\]"),
    ("\"", "\""),
    ("'", "'"),
    ("“", "”"),
    ("‘", "’"),
    ("«", "»"),
    ("「", "」"),
    ("„", "“"),
    ("\\boxed{", "}"),
    ("\\fbox{", "}"),
];

/// The range without white space, emphasis, quotation marks, mathematics' delimiters, boxes and closing stops.
pub(super) fn peel(text: &str, range: Range<usize>) -> Range<usize> {
    peel_from(text, range, false)
}

/// [`peel`] for what stands inside mathematics, where `!` is a factorial.
pub(super) fn peel_formula(text: &str, range: Range<usize>) -> Range<usize> {
    peel_from(text, range, true)
}

fn peel_from(text: &str, range: Range<usize>, mut formula: bool) -> Range<usize> {
    let mut range = trim(text, range);
    for _ in 0..PEELS {
        let before = range.clone();
        range = stops(text, range, formula);
        let inner = &text[range.clone()];
        if let Some((open, close)) = PAIRS.iter().find(|(open, close)| surrounds(inner, open, close)) {
            let start = range.start + open.len();
            formula |= open.starts_with(['$', '\\']);
            // The word after a fence's opening ticks names a language.
            let info = if *open == "```" {
                let line = &text[start..range.end - close.len()];
                line.find('\n').filter(|end| line[..*end].chars().all(char::is_alphanumeric)).unwrap_or(0)
            } else {
                0
            };
            range = start + info..range.end - close.len();
        } else {
            let lead = inner.len() - inner.trim_start_matches(['=', ':', '：']).len();
            range.start += lead;
            range = unpaired(text, range);
        }
        range = trim(text, range);
        if range == before {
            break;
        }
    }
    range
}

/// Emphasis whose other end stands outside the range.
fn unpaired(text: &str, mut range: Range<usize>) -> Range<usize> {
    for mark in ['*', '`', '_'] {
        let inner = &text[range.clone()];
        if inner.starts_with(mark) && !inner.trim_start_matches(mark).contains(mark) {
            range.start = range.end - inner.trim_start_matches(mark).len();
        } else if inner.ends_with(mark) && !inner.trim_end_matches(mark).contains(mark) {
            range.end = range.start + inner.trim_end_matches(mark).len();
        }
    }
    range
}

/// Whether `open` and `close` are one pair around `inner`, and not two pairs side by side.
fn surrounds(inner: &str, open: &str, close: &str) -> bool {
    let Some(content) = inner.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) else { return false };
    if content.is_empty() {
        return false;
    }
    match open {
        "\\boxed{" | "\\fbox{" => balanced(content),
        "`" | "```" | "$" | "$$" | "*" | "_" | "**" | "__" | "***" => !content.contains(close),
        "'" => !content.contains(close) && !content.ends_with(|c: char| c.is_ascii_digit()),
        _ => !content.contains(open) && !content.contains(close),
    }
}

/// Whether no brace of `content` closes one that was opened before it.
fn balanced(content: &str) -> bool {
    let mut depth = 0_i64;
    content.bytes().all(|byte| {
        depth += i64::from(byte == b'{') - i64::from(byte == b'}');
        depth >= 0
    }) && depth == 0
}

/// White space, what no reader sees, and spacing commands at the ends.
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let blank = |c: char| c.is_whitespace() || c.is_control() || crate::text::fold::is_invisible(c);
    let from_start = inner.trim_start_matches(blank);
    let start = range.end - from_start.len();
    let mut end = start + from_start.trim_end_matches(blank).len();
    while let Some(rest) =
        ["\\\\", "\\,", "\\!", "\\;", "\\ "].iter().find_map(|space| text[start..end].strip_suffix(space))
    {
        end = start + rest.trim_end_matches(blank).len();
    }
    start..end
}

/// Stops at the end that close the sentence and not the answer: `0.333...` and `5!` in mathematics keep theirs.
fn stops(text: &str, mut range: Range<usize>, formula: bool) -> Range<usize> {
    loop {
        let inner = &text[range.clone()];
        let Some(last) = inner.chars().next_back() else { return range };
        let dots = inner.bytes().rev().take_while(|byte| *byte == b'.').count();
        let goes_on = dots >= 2 && inner[..inner.len() - dots].ends_with(|c: char| c.is_ascii_digit());
        let ends = matches!(last, ',' | ';' | ':' | '?' | '。' | '，' | '；' | '！' | '।' | '、' | '．')
            || (last == '!' && !formula)
            || (last == '.' && !goes_on && !inner.ends_with("\\."));
        if !ends {
            if goes_on && dots > 3 {
                range.end -= dots - 3;
            }
            return range;
        }
        range.end -= last.len_utf8();
        range = trim(text, range);
    }
}

/// The answer of a response that is nothing but one answer.
pub(super) fn bare(text: &str) -> Option<Answer<'_>> {
    let whole = trim(text, 0..text.len());
    if whole.len() > BARE_LENGTH && !whole_number(&text[whole.clone()]) {
        return None;
    }
    let span = peel(text, whole.clone());
    let content = &text[span.clone()];
    if !content.contains(|c: char| c.is_alphanumeric() || super::is_mathematical(c))
        || text[whole].ends_with(['?', '？', '؟'])
        || !one_answer(content)
    {
        return None;
    }
    Some(Answer { text: Cow::Borrowed(content), span, source: Source::Bare })
}

fn whole_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || b",.-+$%".contains(&byte))
}

/// Whether the text is one number, one quantity, one formula or one short name, and not a sentence or a calculation.
fn one_answer(content: &str) -> bool {
    if content.contains('\n') && !content.contains("\\begin{") {
        return false;
    }
    if number::parse(content).is_some() {
        return true;
    }
    // The left side of an equation may only name what is found.
    if let Some((left, _)) = content.split_once('=') {
        let name = left.trim().trim_start_matches('\\');
        if name.len() > 12
            || name.chars().any(|c| c.is_numeric() && !left.contains('_'))
            || left.contains(['+', '-', '*', '/'])
        {
            return false;
        }
    }
    let prose = |text: &str| {
        let words = text.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
        words.filter(|word| !word.contains(['\\', '{', '^', '=', '(', '_'])).count()
    };
    match number::parse_prefix(content.trim_start_matches(['$', '€', '£', '¥', '₹'])) {
        // A quantity: its unit has no number of its own but an exponent.
        Some((_, length)) if prose(content) > 0 => {
            let unit =
                &content[content.len() - (content.trim_start_matches(['$', '€', '£', '¥', '₹']).len() - length)..];
            prose(unit) <= 3 && !unit.split('^').next().unwrap_or_default().contains(char::is_numeric)
        }
        _ => prose(content) == 0 || (prose(content) == 1 && content.split_whitespace().count() <= 2),
    }
}
