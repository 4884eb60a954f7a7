//! The marks by which statements are found.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// The word that was found, as far as its grammar differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word {
    /// "answer" and its translations.
    Answer,
    /// `A:` and `Ans:`, whose colon is part of the word.
    Label,
    /// German's, before which the verb may stand: "Also ist die Antwort 4".
    Inverted,
    /// A word that the answer may follow without a verb, or with one at the end.
    Juxtaposed,
}

/// What a mark may begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    Boxed,
    OpenTag,
    CloseTag,
    Hash,
    /// A key of an object and nothing else.
    Result,
    Word(Word),
}

/// Marks of ASCII, in any letter case; none begins another.
const PLAIN: [(&str, Mark); 20] = [
    ("\\boxed", Mark::Boxed),
    ("\\fbox", Mark::Boxed),
    ("<answer", Mark::OpenTag),
    ("<final_answer", Mark::OpenTag),
    ("</answer", Mark::CloseTag),
    ("</final_answer", Mark::CloseTag),
    ("####", Mark::Hash),
    ("\"result\"", Mark::Result),
    ("'result'", Mark::Result),
    ("a:", Mark::Word(Word::Label)),
    ("ans:", Mark::Word(Word::Label)),
    ("ans.", Mark::Word(Word::Label)),
    ("answer", Mark::Word(Word::Answer)),
    ("correct option", Mark::Word(Word::Answer)),
    ("correct choice", Mark::Word(Word::Answer)),
    ("reponse", Mark::Word(Word::Answer)),
    ("antwort", Mark::Word(Word::Inverted)),
    ("respuesta", Mark::Word(Word::Answer)),
    ("resposta", Mark::Word(Word::Answer)),
    ("risposta", Mark::Word(Word::Answer)),
];

/// Marks beyond ASCII; the longest one counts.
const FOREIGN: [(&str, Mark); 23] = [
    ("A：", Mark::Word(Word::Label)),
    ("答：", Mark::Word(Word::Label)),
    ("答:", Mark::Word(Word::Label)),
    ("答案", Mark::Word(Word::Answer)),
    ("解答", Mark::Word(Word::Answer)),
    ("回答", Mark::Word(Word::Answer)),
    ("réponse", Mark::Word(Word::Answer)),
    ("RÉPONSE", Mark::Word(Word::Answer)),
    ("उत्तर", Mark::Word(Word::Juxtaposed)),
    ("जवाब", Mark::Word(Word::Juxtaposed)),
    ("答え", Mark::Word(Word::Juxtaposed)),
    ("正解", Mark::Word(Word::Juxtaposed)),
    ("정답", Mark::Word(Word::Juxtaposed)),
    ("답변", Mark::Word(Word::Juxtaposed)),
    ("답", Mark::Word(Word::Juxtaposed)),
    ("ответ", Mark::Word(Word::Juxtaposed)),
    ("Ответ", Mark::Word(Word::Juxtaposed)),
    ("ОТВЕТ", Mark::Word(Word::Juxtaposed)),
    ("الجواب", Mark::Word(Word::Juxtaposed)),
    ("الإجابة", Mark::Word(Word::Juxtaposed)),
    ("الاجابة", Mark::Word(Word::Juxtaposed)),
    ("جواب", Mark::Word(Word::Juxtaposed)),
    ("الحل", Mark::Word(Word::Juxtaposed)),
];

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(PLAIN.iter().chain(&FOREIGN).map(|(text, _)| text))
        .ok()
});

/// The marks of a text and where they stand, from left to right, none over another.
pub(super) fn find(text: &str) -> impl Iterator<Item = (Range<usize>, Mark)> {
    let (plain, any) = if text.is_ascii() { (Some(Plain::new(text)), None) } else { (None, Some(any(text))) };
    plain.into_iter().flatten().chain(any.into_iter().flatten())
}

/// The same for any text, byte by byte.
fn any(text: &str) -> impl Iterator<Item = (Range<usize>, Mark)> {
    FINDER.iter().flat_map(move |finder| finder.find_iter(text)).map(|found| {
        let number = found.pattern().as_usize();
        let mark =
            PLAIN.get(number).or_else(|| FOREIGN.get(number - PLAIN.len())).map_or(Mark::Hash, |(_, mark)| *mark);
        (found.range(), mark)
    })
}

/// Places that are looked at together.
const BLOCK: usize = 64;
/// Bytes by which a mark is known before it is read.
const HEAD: usize = 3;

/// The same for a text of ASCII: where a mark may begin is told of many places at once.
struct Plain<'t> {
    bytes: &'t [u8],
    /// Where the next block begins, and where the last mark ended.
    next: usize,
    free: usize,
    /// Places of the block before `next` that are still to be read, one bit each.
    places: u64,
}

impl<'t> Plain<'t> {
    fn new(text: &'t str) -> Self {
        Self { bytes: text.as_bytes(), next: 0, free: 0, places: 0 }
    }
}

impl Iterator for Plain<'_> {
    type Item = (Range<usize>, Mark);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            while self.places == 0 {
                let rest = self.bytes.get(self.next..).filter(|rest| !rest.is_empty())?;
                self.next += BLOCK;
                self.places = places(rest);
            }
            let at = self.next - BLOCK + self.places.trailing_zeros() as usize;
            self.places &= self.places - 1;
            let rest = &self.bytes[at..];
            let is_here =
                |text: &str| rest.get(..text.len()).is_some_and(|here| here.eq_ignore_ascii_case(text.as_bytes()));
            if at >= self.free
                && let Some((text, mark)) = PLAIN.iter().find(|(text, _)| is_here(text))
            {
                self.free = at + text.len();
                return Some((at..self.free, *mark));
            }
        }
    }
}

/// The places among the first [`BLOCK`] where a mark may begin.
fn places(rest: &[u8]) -> u64 {
    let mut window = [0; BLOCK + HEAD - 1];
    let bytes = rest.first_chunk().unwrap_or_else(|| {
        window[..rest.len()].copy_from_slice(rest);
        &window
    });
    let mut may = [0_u8; BLOCK];
    for (at, may) in may.iter_mut().enumerate() {
        *may = u8::from(may_begin(bytes[at] | 0x20, bytes[at + 1] | 0x20, bytes[at + 2] | 0x20));
    }
    let eights = may.as_chunks::<8>().0.iter().enumerate();
    // The multiplication brings the lowest bits of eight bytes together in the highest byte.
    eights.fold(0, |places, (at, eight)| {
        places | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56 << (8 * at)
    })
}

/// Whether a mark may begin with these bytes, in which the bit of the letter case is set; without a branch, so that sixteen places
/// are told at a time.
#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "a branch would keep the loop from running on sixteen bytes at once")]
fn may_begin(first: u8, second: u8, third: u8) -> bool {
    // `\\` with the bit of the letter case.
    const BACKSLASH: u8 = b'\\' | 0x20;
    (first == b'a') & ((second == b':') | (second == b'n') & ((third == b's') | (third == b't')))
        | (first == b'c') & (second == b'o') & (third == b'r')
        | (first == b'r')
            & ((second == b'e') & ((third == b's') | (third == b'p')) | (second == b'i') & (third == b's'))
        | (first == BACKSLASH) & ((second == b'b') | (second == b'f'))
        | (first == b'<') & ((second == b'a') | (second == b'f') | (second == b'/'))
        | (first == b'#') & (second == b'#')
        | ((first == b'"') | (first == b'\'')) & (second == b'r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_is_missed_by_its_head_and_none_begins_another() {
        for (text, _) in PLAIN {
            for text in [text.to_owned(), text.to_ascii_uppercase()] {
                assert_eq!(places(text.as_bytes()) & 1, 1, "{text}");
            }
            let others = PLAIN.iter().filter(|(other, _)| other.starts_with(text)).count();
            assert_eq!(others, 1, "{text}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

        #[test]
        fn both_ways_find_the_same(
            text in r#"(\\boxed|\\f|box|</?(final_)?answer>?|#{1,5}|["']result["']|[Aa]:|ans[:.]|[aA]nswer|correct (option|choice)|co|re|respuesta|antwort| |\n|[a-z]{1,30}|[ -~]{0,9}){0,40}"#
        ) {
            proptest::prop_assert_eq!(Plain::new(&text).collect::<Vec<_>>(), any(&text).collect::<Vec<_>>());
        }
    }
}
