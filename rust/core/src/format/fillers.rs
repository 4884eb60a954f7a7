//! What can fill a placeholder, whatever the wording around it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::parse::Hole;
use super::pattern::{compile, word};
use crate::number::{Form, scan};

/// Bytes of a number with a point that is plain.
const PLAIN: usize = 18;

/// Words: what can fill `[WORD]`.
static WORD: LazyLock<Regex> = LazyLock::new(|| fixed(word()));

/// A word or one symbol: what can fill `[TEXT]`; punctuation alone says nothing.
pub(super) static TEXT: LazyLock<Regex> = LazyLock::new(|| fixed(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*|\p{S}"));

/// Something mathematical: a run with a digit, an operator or a LaTeX command, or a single letter that is no word.
pub(super) static FORMULA: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"\S*(?:\p{Nd}|[+=^√∞π]|[[\p{Sm}]--[|~<>]]|\\[A-Za-z])\S*|(?:\A|[^\p{L}\p{N}'’])[B-HJ-Zb-hj-zα-ωΑ-Ω](?:\z|[^\p{L}\p{N}'’])",
    )
});

/// Compiles one of our fixed patterns, which are tested.
pub(super) fn fixed(pattern: &str) -> Regex {
    compile(pattern).expect("a pattern of ours compiles")
}

/// The next thing in `text` from `at` on that can fill the placeholder.
pub(super) fn next_filler(hole: Hole, text: &str, at: usize) -> Option<Range<usize>> {
    match hole {
        Hole::Number => next_number(text, at, false),
        Hole::Integer => next_number(text, at, true),
        Hole::Word => WORD.find_at(text, at).map(|found| found.range()),
        Hole::Formula => FORMULA.find_at(text, at).map(|found| found.range()),
        Hole::Text => TEXT.find_at(text, at).map(|found| found.range()),
    }
}

/// The next number; for `[INT]` one that is written as an integer.
fn next_number(text: &str, at: usize, whole: bool) -> Option<Range<usize>> {
    let (range, _) = scan(&text[at..]).find(|(_, number)| !whole || number.form == Form::Integer)?;
    Some(at + range.start..at + range.end)
}

/// What [`TEXT`] finds next, by bytes as far as these are ASCII.
pub(super) fn next_text(text: &str, at: usize) -> Option<Range<usize>> {
    let fills = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"$+<=>^`|~".contains(byte);
    let bytes = text.as_bytes();
    let start = at + bytes[at..].iter().position(fills)?;
    let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    match bytes.get(start + length) {
        // Letters or marks of other scripts may belong to the word, or begin it.
        Some(0x80..) => TEXT.find_at(text, start).map(|found| found.range()),
        _ => Some(start..start + length.max(1)),
    }
}

/// Whether ASCII digits, with one point or comma between them or none, stand somewhere between white space, marks aside: a
/// number beyond doubt, whatever is around it.
pub(super) fn has_plain_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_mark = |byte: &u8| b"$*.,!?;:()".contains(byte);
    let is_digits = |run: &[u8]| run.iter().all(u8::is_ascii_digit);
    let mut end = bytes.len();
    // Most answers stand at the end. Each word is looked at once.
    while let Some(digit) = bytes[..end].iter().rposition(u8::is_ascii_digit) {
        let start = bytes[..digit].iter().rposition(u8::is_ascii_whitespace).map_or(0, |at| at + 1);
        let number = &bytes[start..=digit];
        let number = &number[number.iter().take_while(|byte| is_mark(byte)).count()..];
        let point = number.iter().position(|byte| matches!(byte, b'.' | b',')).filter(|_| number.len() <= PLAIN);
        let is_number =
            is_digits(number) || point.is_some_and(|at| is_digits(&number[..at]) && is_digits(&number[at + 1..]));
        let mut after = bytes[digit + 1..end].iter().take_while(|byte| !byte.is_ascii_whitespace());
        if is_number && after.all(is_mark) {
            return true;
        }
        end = start;
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_those_of_the_expression(text in "([a-z0-9]|[;.$<~é٣½]|\u{301}|\u{200B}|答| ){0,12}", from in 0..12_usize) {
            let at = text.ceil_char_boundary(from.min(text.len()));
            prop_assert_eq!(next_text(&text, at), TEXT.find_at(&text, at).map(|found| found.range()));
        }

        #[test]
        fn plain_numbers_are_words_of_digits(text in "([0-9]|[$*.,!?;:()]|[ \n\x0B\x0C]|a|é|-){0,12}") {
            let is_plain = |word: &str| {
                let digits = word.trim_matches(['$', '*', '.', ',', '!', '?', ';', ':', '(', ')']);
                let is_digits = |run: &str| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_digit());
                let parted = digits.split_once(['.', ',']).is_some_and(|(left, right)| is_digits(left) && is_digits(right));
                is_digits(digits) || parted
            };
            prop_assert_eq!(has_plain_number(&text), text.split_ascii_whitespace().any(is_plain));
            prop_assert!(!has_plain_number(&text) || next_number(&text, 0, false).is_some(), "{:?}", text);
        }
    }
}
