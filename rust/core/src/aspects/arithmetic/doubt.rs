//! When an equation that does not hold is no mistake: it is denied, supposed, asked, tried, taken back or of another kind.

use std::cmp::Ordering;

use aho_corasick::AhoCorasick;

use crate::limits::{DOUBT_AFTER, DOUBT_BEFORE};
use crate::local::Local;
use crate::number::Exact;

type Words = Local<Option<AhoCorasick>>;

fn automaton(words: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok()
}

/// What stands before an equation that is not asserted as it stands.
static BEFORE: Words = Local::new(|| {
    automaton(&[
        "not ",
        "n't ",
        "n’t ",
        "cannot",
        "never",
        "if ",
        "suppos",
        "assum",
        "whether",
        "wrong",
        "incorrect",
        "mistak",
        "error",
        "false",
        "instead",
        "would ",
        "impossible",
        "contradict",
        "guess",
        " try",
        "try ",
        "trying",
        "test",
        "check",
        "imagine",
        "≠",
        "claim",
        "thought",
        "said",
        "wrote",
        "base ",
        "mod ",
        "modulo",
        "binary",
        "hexadecimal",
        "octal",
        "pattern",
        "puzzle",
        "remainder",
        "round",
        "estimat",
        "approx",
        "clock",
        "example of",
        "不",
        "错",
        "如果",
        "假设",
        "若",
        "设",
        "約",
        "约",
    ])
});

/// What stands behind such an equation.
static AFTER: Words = Local::new(|| {
    automaton(&[
        "wrong",
        "incorrect",
        "mistak",
        "not ",
        "n't",
        "n’t",
        "false",
        "wait",
        "actually",
        "oops",
        "sorry",
        "correct",
        "no,",
        "no.",
        "hmm",
        "?",
        "impossible",
        "contradict",
        "≠",
        "!=",
        "too ",
        "approx",
        "round",
        "remainder",
        "remaining",
        "left over",
        "leftover",
        "(mod",
        "mod ",
        "base ",
        "binary",
        "instead",
        "invalid",
        "however",
        "but ",
        "should be",
        "rather",
        "nearest",
        "estimat",
        "about",
        "不",
        "错",
        "？",
    ])
});

/// What says anywhere in a response that its signs mean something else: remainders, other bases, operations of its own.
static OTHER: Words = Local::new(|| {
    automaton(&[
        " mod ",
        "(mod",
        "\\mod",
        "\\pmod",
        "\\bmod",
        "modulo",
        "\\equiv",
        "≡",
        "operation",
        "in base",
        "base-",
        "binary",
        "hexadecimal",
        "octal",
        "defined as",
        "define ",
        "运算",
        "进制",
    ])
});

/// Whether a response computes in its own way.
pub(super) fn is_other(response: &str) -> bool {
    OTHER.as_ref().is_none_or(|words| words.is_match(response))
}

/// Whether the words around an equation say that it need not hold.
pub(super) fn is_excused(text: &str, start: usize, end: usize) -> bool {
    let from = text.floor_char_boundary(start.saturating_sub(DOUBT_BEFORE));
    let lead = &text[from..start];
    let begin = lead.rfind(['\n', ';', '!', '?']).map_or(0, |at| at + 1);
    let begin = lead.rfind(". ").map_or(begin, |at| begin.max(at + 1));
    let to = text.floor_char_boundary((end + DOUBT_AFTER).min(text.len()));
    let tail = &text[end..to];
    let found = |words: &Words, text: &str| words.as_ref().is_none_or(|words| words.is_match(text));
    found(&BEFORE, &lead[begin..]) || found(&AFTER, tail)
}

/// Whether a step from one value to the other is a conversion of units.
pub(super) fn is_conversion(a: &Exact, b: &Exact) -> bool {
    const FACTORS: [i64; 24] =
        [2, 3, 4, 5, 7, 8, 10, 12, 14, 16, 24, 25, 28, 30, 36, 52, 60, 100, 128, 360, 365, 1000, 2000, 3600];
    let ratio = match a.abs().cmp(&b.abs()) {
        Ordering::Less => b.div(a),
        _ => a.div(b),
    };
    ratio.and_then(|ratio| ratio.to_i64()).is_some_and(|ratio| FACTORS.contains(&ratio))
}
