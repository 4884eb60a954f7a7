//! The marks by which statements are found.

use std::ops::Range;

use super::statement::ANCHORS;
use crate::characters::blocks::{BLOCK, bits};
use crate::lexicon;

/// What a mark may begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    Boxed,
    OpenTag,
    CloseTag,
    Hash,
    /// A key of an object and nothing else.
    Result,
    /// `A:`, whose colon is part of it.
    Label,
    /// A word or phrase of the lexicon that may anchor a statement.
    Word,
}

/// Marks of ASCII, in any letter case; none begins another.
const PLAIN: [(&str, Mark); 12] = [
    ("\\boxed", Mark::Boxed),
    ("\\fbox", Mark::Boxed),
    ("<answer", Mark::OpenTag),
    ("<final_answer", Mark::OpenTag),
    ("</answer", Mark::CloseTag),
    ("</final_answer", Mark::CloseTag),
    ("####", Mark::Hash),
    ("\"result\"", Mark::Result),
    ("'result'", Mark::Result),
    ("a:", Mark::Label),
    ("a：", Mark::Label),
    ("[[", Mark::Word),
];

/// The marks of a text from `start` on, from left to right, none over another.
pub(super) fn find(text: &str, start: usize) -> impl Iterator<Item = (Range<usize>, Mark)> {
    Marks { text, bytes: text.as_bytes(), next: start, free: start, places: 0 }
}

/// Bytes of a noun that is no symbol of a formula, at least.
const NOUN: usize = 4;

/// Whether a noun for the answer stands in a text.
pub(super) fn names_answer(text: &str) -> bool {
    find(text, 0).any(|(found, mark)| {
        let named = |(end, set): &(u32, u16)| {
            *end as usize == found.end
                && lexicon::meanings(*set).iter().any(|meaning| meaning.roles().has(lexicon::Role::Answer))
        };
        mark == Mark::Word && found.len() >= NOUN && lexicon::look_up(text, found.start).iter().any(named)
    })
}

struct Marks<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// Where the next block begins, and where the last mark ended.
    next: usize,
    free: usize,
    /// Places of the block before `next` that are still to be read, one bit each.
    places: u64,
}

impl Iterator for Marks<'_> {
    type Item = (Range<usize>, Mark);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            while self.places == 0 {
                if self.next >= self.bytes.len() {
                    return None;
                }
                self.places = places(self.bytes, self.next);
                self.next += BLOCK;
            }
            let at = self.next - BLOCK + self.places.trailing_zeros() as usize;
            self.places &= self.places - 1;
            if at < self.free {
                continue;
            }
            if let Some((end, mark)) = mark_at(self.text, at) {
                self.free = end;
                return Some((at..end, mark));
            }
        }
    }
}

/// The mark at a place where a word, a command or a tag begins.
fn mark_at(text: &str, at: usize) -> Option<(usize, Mark)> {
    let bytes = text.as_bytes();
    let rest = &bytes[at..];
    let first = bytes[at];
    // A box whose backslash got lost.
    if first == b'b' && rest.starts_with(b"boxed{") {
        return Some((at + 5, Mark::Boxed));
    }
    if !first.is_ascii_alphabetic() && first.is_ascii()
        || first | 0x20 == b'a' && matches!(rest.get(1), Some(b':' | 0xEF))
    {
        let is_here =
            |mark: &str| rest.get(..mark.len()).is_some_and(|here| here.eq_ignore_ascii_case(mark.as_bytes()));
        let begins = |mark: &str| mark.as_bytes()[0] == first | (0x20 * u8::from(first.is_ascii_alphabetic()));
        if let Some((mark, kind)) = PLAIN.iter().find(|(mark, _)| begins(mark) && is_here(mark)) {
            return Some((at + mark.len(), *kind));
        }
        if first.is_ascii() {
            return None;
        }
    }
    if !text.is_char_boundary(at) || !lexicon::may_anchor(text, at) {
        return None;
    }
    lexicon::look_up(text, at)
        .iter()
        .filter(|(_, set)| lexicon::meanings(*set).iter().any(|meaning| meaning.roles().meets(ANCHORS)))
        .map(|(end, _)| *end as usize)
        .max()
        .map(|end| (end, Mark::Word))
}

/// The places among the [`BLOCK`] from `start` on where a mark may begin, one bit each.
fn places(bytes: &[u8], start: usize) -> u64 {
    let mut window = [0; BLOCK + 1];
    // The byte before the block tells whether its first one begins a word.
    window[0] = start.checked_sub(1).map_or(0, |before| bytes[before]);
    let rest = &bytes[start..bytes.len().min(start + BLOCK)];
    window[1..=rest.len()].copy_from_slice(rest);
    let mut may = [0_u8; BLOCK];
    for (at, may) in may.iter_mut().enumerate() {
        *may = u8::from(may_begin(window[at], window[at + 1]));
    }
    bits(&may)
}

/// Whether a mark may begin with `byte` behind `before`; without a branch, so that sixteen places are told at a time.
#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "a branch would keep the loop from running on sixteen bytes at once")]
fn may_begin(before: u8, byte: u8) -> bool {
    let letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
    let begins_word = letter(byte) & !letter(before) & (before.wrapping_sub(b'0') >= 10);
    // Lead bytes of letters beyond ASCII.
    let beyond = byte >= 0xC3;
    let sign = (byte == b'\\') | (byte == b'<') | (byte == b'#') | (byte == b'"') | (byte == b'\'') | (byte == b'[');
    begins_word | beyond | sign
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, place by place.
    fn naive(text: &str) -> Vec<(Range<usize>, Mark)> {
        let (mut found, mut free) = (Vec::new(), 0);
        for (at, c) in text.char_indices() {
            let before = text[..at].chars().next_back();
            let begins = !c.is_ascii_alphanumeric() || before.is_none_or(|before| !before.is_ascii_alphanumeric());
            if at >= free
                && begins
                && let Some((end, mark)) = mark_at(text, at)
            {
                free = end;
                found.push((at..end, mark));
            }
        }
        found
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

        #[test]
        fn blocks_find_what_a_plain_search_finds(
            text in r#"(\\boxed|\\f|box|</?(final_)?answer>?|#{1,5}|["']result["']|[Aa]:|ans[:.]|[aA]nswer|correct (option|choice)|co|re|respuesta|antwort| |\n|答案|Ответ|é|[a-z]{1,30}|[ -~]{0,9}){0,40}"#
        ) {
            proptest::prop_assert_eq!(find(&text, 0).collect::<Vec<_>>(), naive(&text));
        }

        #[test]
        fn no_anchor_is_passed_on_sight(
            text in r"(answer|ans|sol|sum|total|final|correct|choice|option|result|right|key|value|the|is|we|i|choose|pick|got|resposta|resultado|la|risposta|wynik|cevap|đáp án|[,.:' -]| |[a-z]{1,5}|[A-Z]|é){0,12}"
        ) {
            // A gap of several blanks within the first three letters is not looked at.
            let text = text.replace("  ", " ").replace("  ", " ").replace("  ", " ").replace("  ", " ");
            for (at, _) in text.char_indices() {
                let anchors = |set: &u16| lexicon::meanings(*set).iter().any(|meaning| meaning.roles().meets(ANCHORS));
                let begins = text[..at].chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric());
                if begins && lexicon::look_up(&text, at).iter().any(|(_, set)| anchors(set)) {
                    proptest::prop_assert!(lexicon::may_anchor(&text, at), "{} in {text}", &text[at..]);
                }
            }
        }
    }
}
