//! Phrases that code compares as wholes; `rust/core/lexicon/phrases.toml` says what each list holds.

include!(concat!(env!("OUT_DIR"), "/phrases.rs"));

/// Whether a character is the sign of a currency that stands before its amount.
pub(crate) fn is_money(c: char) -> bool {
    MONEY_SIGNS.contains(&c)
}

/// Whether a text is such a sign.
pub(crate) fn is_money_sign(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_money) && chars.next().is_none()
}

/// The first bytes of words that stand before a bound, a ratio or a point, and the last bytes of those behind a bound, as bits.
const FIRSTS: u128 = ends(&BOUNDS_LABELS, true) | pair_ends(&BOUNDS_BEFORE, true) | pair_ends(&BOUNDS_EITHER, true);
const LASTS: u128 = pair_ends(&BOUNDS_BEHIND, false);

/// Whether words before a bound, a ratio or a point may begin with a byte.
pub(crate) fn begins_bound(byte: u8) -> bool {
    byte.is_ascii() && FIRSTS >> byte & 1 == 1
}

/// Whether words behind a bound may end with a byte.
pub(crate) fn ends_bound(byte: u8) -> bool {
    byte.is_ascii() && LASTS >> byte & 1 == 1
}

const fn ends(words: &[&str], first: bool) -> u128 {
    let (mut bits, mut at) = (0, 0);
    while at < words.len() {
        let bytes = words[at].as_bytes();
        bits |= 1 << bytes[if first { 0 } else { bytes.len() - 1 }];
        at += 1;
    }
    bits
}

const fn pair_ends(pairs: &[(&str, &str)], first: bool) -> u128 {
    let (mut bits, mut at) = (0, 0);
    while at < pairs.len() {
        bits |= ends(&[pairs[at].0], first);
        at += 1;
    }
    bits
}
