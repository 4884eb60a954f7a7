//! Short looks ahead: what a text begins with.

use crate::text::fold;

/// Bytes of a note in brackets or of a LaTeX text between numbers: longer ones are sentences.
pub(super) const NOTE: usize = 80;
/// Bytes of a calculator's mark.
const MARK: usize = 200;

/// Whether a text begins with a sign of equality.
pub(super) fn begins_with_relation(text: &str) -> bool {
    match text.as_bytes() {
        [b'=', next, ..] => !matches!(next, b'=' | b'>' | b'<'),
        [b'\\', ..] => text.starts_with(r"\approx"),
        [0xE2, ..] => text.starts_with('≈'),
        [0xEF, ..] => text.starts_with('＝'),
        _ => false,
    }
}

/// Whether a text begins with what an operator may stand before.
pub(super) fn begins_operand(text: &str) -> bool {
    match text.as_bytes() {
        [b'0'..=b'9' | b'(' | b'$' | b'[', ..] => true,
        [b'.' | b'-', next, ..] => next.is_ascii_digit(),
        [b'\\', next, ..] => matches!(next, b'$' | b'(' | b'f' | b'd'),
        [0x80..=0xFF, ..] => text.chars().next().is_some_and(|c| {
            fold::digit(c).is_some() || fold::vulgar_fraction(c).is_some() || matches!(c, '€' | '£' | '¥' | '₹' | '（')
        }),
        _ => false,
    }
}

/// The length of the word that a text begins with: letters, with apostrophes and hyphens between them.
pub(super) fn letters(text: &str) -> usize {
    let mut length = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inner =
            matches!(c, '\'' | '’' | '-') && length > 0 && chars.peek().is_some_and(|next| next.is_alphabetic());
        if !(c.is_alphabetic() || inner || length > 0 && fold::is_invisible(c)) {
            break;
        }
        length += c.len_utf8();
    }
    length
}

/// The length of a note in round brackets that holds words only.
pub(super) fn note(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut count = 0;
    for (at, &byte) in bytes.iter().enumerate().take(NOTE).skip(1) {
        match byte {
            b')' => return (count >= 2).then_some(at + 1),
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => count += 1,
            b' ' | b'\'' | b',' | b'.' => {}
            _ => return None,
        }
    }
    None
}

/// The length of a calculator's mark, both pairs of brackets included.
pub(super) fn mark(text: &str) -> Option<usize> {
    let window = &text.as_bytes()[2..text.len().min(MARK)];
    let close = window.iter().position(|byte| matches!(byte, b'>' | b'<' | b'\n'))?;
    (window[close] == b'>' && window.get(close + 1) == Some(&b'>')).then_some(close + 4)
}
