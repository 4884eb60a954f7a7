//! The words before a value: hedges that change nothing, offers of several candidates, ranges that are no value.

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
