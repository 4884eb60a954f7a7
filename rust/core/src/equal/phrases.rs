//! The words around a value: hedges that change nothing, labels, the endings of ordinals, offers of several candidates, ranges
//! that are no value.

use std::borrow::Cow;

/// What is left of a text when its leading words are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'t> {
    /// The value.
    pub(super) text: &'t str,
    /// Whether several candidates are offered: "either 18 or 25".
    pub(super) is_offer: bool,
}

/// Words that say how sure or how exact a value is, and change nothing.
const HEDGES: [&str; 15] = [
    "about ",
    "approximately ",
    "approx. ",
    "approx ",
    "roughly ",
    "around ",
    "exactly ",
    "precisely ",
    "simply ",
    "just ",
    "only ",
    "equal to ",
    "\\approx",
    "≈",
    "~",
];

/// Words that offer candidates.
const OFFERS: [&str; 5] = ["either ", "one of ", "one of:", "any of ", "any of:"];

/// Words that make a range, not a value.
const RANGES: [&str; 3] = ["between ", "somewhere ", "anything "];

/// The rest of a text after a word, whatever its letter case.
fn strip<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word)).map(|_| text[word.len()..].trim_start())
}

/// Reads the words before a value. None where they leave no value.
pub(super) fn read_value(text: &str) -> Option<Value<'_>> {
    let mut value = Value { text, is_offer: false };
    for _ in 0..4 {
        if let Some(rest) = HEDGES.iter().find_map(|word| strip(value.text, word)) {
            value.text = rest;
        } else if let Some(rest) = OFFERS.iter().find_map(|word| strip(value.text, word)) {
            value = Value { text: rest.trim_start_matches(':').trim_start(), is_offer: true };
        } else {
            break;
        }
    }
    if RANGES.iter().any(|word| strip(value.text, word).is_some()) || value.text.is_empty() {
        return None;
    }
    Some(value)
}

/// Takes out what writing adds to numerals: the space in `111, \\! 111`, the ending in `12^{\\text{th}}`.
pub(super) fn prepare(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if text.contains("\\!") {
        text = Cow::Owned(close_groups(&text));
    }
    match find_ordinal(&text) {
        Some((start, end)) => {
            Cow::Owned(format!("{} {}", &text[..start], text[end..].trim_start_matches(['\\', ' ', '~'])))
        }
        None => text,
    }
}

/// Drops the spaces around `\\!` after a comma between digits.
fn close_groups(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (place, part) in text.split("\\!").enumerate() {
        let part = if place > 0 && out.ends_with(',') { part.trim_start() } else { part };
        out.push_str(part);
        let kept = out.trim_end().len();
        if out[..kept].ends_with(',') {
            out.truncate(kept);
        }
    }
    out
}

/// Where the ending of an ordinal stands: after a numeral at the start of the text, "th" and its kin, with or without `^` and
/// `\\text`.
fn find_ordinal(text: &str) -> Option<(usize, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return None;
    }
    let mut rest = text[digits..].trim_start();
    let mut open = 0;
    for _ in 0..6 {
        let before = rest.len();
        for head in ["^", "\\text", "\\textrm", "\\mathrm", "\\rm", "\\mbox", "~"] {
            if let Some(after) = rest.strip_prefix(head)
                && !after.starts_with(|c: char| c.is_ascii_alphabetic())
            {
                rest = after.trim_start();
            }
        }
        if let Some(after) = rest.strip_prefix('{') {
            open += 1;
            rest = after.trim_start();
        }
        if rest.len() == before {
            break;
        }
    }
    let mut rest = ["st", "nd", "rd", "th"].into_iter().find_map(|ending| rest.strip_prefix(ending))?;
    while open > 0 {
        rest = rest.trim_start().strip_prefix('}')?;
        open -= 1;
    }
    let follows = rest.starts_with(|c: char| c.is_alphanumeric() || "^_({=+*/-".contains(c));
    (!follows).then_some((digits, text.len() - rest.len()))
}

/// The formula after a label such as "Simplified expression:"; a label that denies, asks or offers is no label.
pub(super) fn strip_label(text: &str) -> Option<&str> {
    let (label, rest) = text.split_once(':')?;
    let rest = rest.trim_start_matches(['}', ' ', '~', '$']);
    let rest = rest.strip_prefix("**").unwrap_or(rest).trim_start();
    let plain = label.trim_start_matches(['\\', '$', '{', '*', ' ']);
    let plain = plain
        .strip_prefix("text{")
        .or_else(|| plain.strip_prefix("textbf{"))
        .or_else(|| plain.strip_prefix("mathrm{"))
        .unwrap_or(plain);
    let is_words = plain.len() < 60 && plain.chars().all(|c| c.is_alphabetic() || c == ' ') && plain.trim().len() > 3;
    let says_more = plain.split(' ').any(|word| {
        [
            "not",
            "no",
            "wrong",
            "incorrect",
            "false",
            "either",
            "one",
            "any",
            "or",
            "except",
            "without",
            "never",
            "if",
            "some",
            "between",
        ]
        .iter()
        .any(|other| word.eq_ignore_ascii_case(other))
    });
    (is_words && !says_more && !rest.is_empty()).then_some(rest)
}

/// Whether words say that there is nothing.
pub(super) fn says_nothing(words: &str) -> bool {
    matches!(
        words,
        "no solution"
            | "no solutions"
            | "no real solution"
            | "no real solutions"
            | "empty set"
            | "no values"
            | "no such values"
            | "there are no solutions"
    )
}
