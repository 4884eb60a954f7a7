//! The answer as a value of a JSON object.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2_iter;

use super::peel;
use crate::text::{escape, literal};

/// Where the value begins, if `key` is an answer key of an object: quoted, first or after a comma, followed by a colon.
pub(super) fn after_key(text: &str, key: Range<usize>) -> Option<usize> {
    let before = &text[..key.start];
    let before = ["final_", "final ", "Final ", "FINAL_", "Final_", "final"]
        .iter()
        .find_map(|prefix| before.strip_suffix(prefix))
        .unwrap_or(before);
    let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let opener = before[..before.len() - 1].trim_end();
    let rest = text[key.end..].strip_prefix(quote)?.trim_start();
    let value = rest.strip_prefix(':')?.trim_start();
    (opener.ends_with(['{', ','])).then_some(text.len() - value.len())
}

/// The value that begins at `at` and its span; `None` for null and for what is no value.
pub(super) fn value(text: &str, at: usize) -> Option<(Cow<'_, str>, Range<usize>)> {
    let rest = &text[at..];
    let quote = rest.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''));
    if let Some(quote) = quote {
        let length = memchr2_iter(quote, b'\n', &rest.as_bytes()[1..])
            .find(|end| !escaped(&rest.as_bytes()[1..=*end]))
            .filter(|end| rest.as_bytes()[1 + end] == quote)?;
        let span = at + 1..at + 1 + length;
        let raw = &text[span.clone()];
        if literal::is_literal(raw) {
            return Some((Cow::Borrowed(raw), span));
        }
        if !raw.contains('\\') {
            let peeled = if raw.ends_with('!') { peel::peel_formula(text, span) } else { peel::peel(text, span) };
            return Some((Cow::Borrowed(&text[peeled.clone()]), peeled));
        }
        let plain = unescape(raw);
        if literal::is_literal(&plain) {
            return Some((Cow::Owned(plain), span));
        }
        let peeled = peel::peel(&plain, 0..plain.len());
        return Some((Cow::Owned(plain[peeled].to_owned()), span));
    }
    let close = match rest.bytes().next()? {
        b'[' => memchr::memchr(b']', rest.as_bytes())? + 1,
        b'{' => return None,
        _ => rest.find([',', '}', '\n'])?,
    };
    let span = peel::peel(text, at..at + close);
    let value = &text[span.clone()];
    (!matches!(value, "null" | "None" | "")).then_some((Cow::Borrowed(value), span))
}

/// Whether the value that begins at `at` is null or empty: it says that there is no answer.
pub(super) fn is_empty(text: &str, at: usize) -> bool {
    let value = text[at..].trim_start();
    let ends = |rest: &str| rest.trim_start().starts_with([',', '}', '\n']) || rest.trim().is_empty();
    ["null", "None", "\"\"", "''"].iter().any(|empty| value.strip_prefix(empty).is_some_and(ends))
}

/// Whether `head` ends with an unpaired backslash.
fn escaped(head: &[u8]) -> bool {
    head.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// JSON's escapes undone.
fn unescape(raw: &str) -> String {
    let mut plain = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, behind)) = rest.split_once('\\') {
        let (character, length) = escape::read(behind);
        plain.push_str(before);
        plain.push(character);
        rest = &behind[length..];
    }
    plain.push_str(rest);
    plain
}
