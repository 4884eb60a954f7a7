//! When an equation that does not hold is no mistake: it is denied, supposed, asked, tried, taken back or of another kind.

use std::cmp::Ordering;

use aho_corasick::AhoCorasick;

use crate::lexicon::aspects;
use crate::limits::{DOUBT_AFTER, DOUBT_BEFORE};
use crate::local::Local;
use crate::number::Exact;

type Words = Local<Option<AhoCorasick>>;

fn automaton(words: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok()
}

/// What stands before an equation that is not asserted as it stands.
static BEFORE: Words = Local::new(|| automaton(&aspects::ARITHMETIC_BEFORE));

/// What stands behind such an equation.
static AFTER: Words = Local::new(|| automaton(&aspects::ARITHMETIC_AFTER));

/// What says anywhere in a response that its signs mean something else: remainders, other bases, operations of its own.
static OTHER: Words = Local::new(|| automaton(&aspects::ARITHMETIC_OTHER));

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
