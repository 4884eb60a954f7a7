//! The words of a text, in any script, without a list of any language's words.
//!
//! A word is a run of letters and digits, with apostrophes and decimal points inside it; in scripts that set no spaces between
//! words (Han, kana, Thai, Lao, Khmer, Burmese) each letter is taken for itself and counts as half a word.

use super::blocks;
use crate::text::fold;

/// What a word is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Letters,
    /// It begins with a digit.
    Number,
    /// One letter of a script without spaces.
    Character,
}

/// Where a word stands in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// It is all ASCII.
    pub(super) plain: bool,
}

impl Word {
    /// A word of ASCII.
    #[inline]
    pub(super) fn plain(text: &str, start: usize, end: usize) -> Self {
        let kind = if text.as_bytes()[start].is_ascii_digit() { Kind::Number } else { Kind::Letters };
        Self { start, end, kind, plain: true }
    }

    /// The word itself.
    #[inline]
    pub(super) fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// How many bytes it has.
    #[inline]
    pub(super) fn len(self) -> usize {
        self.end - self.start
    }

    /// How many half words it is.
    #[inline]
    pub(super) fn halves(self) -> usize {
        if self.kind == Kind::Character { 1 } else { 2 }
    }

    /// A number for the word, the same in any letter case and width, and with anything invisible inside it.
    #[inline]
    pub(super) fn hash(self, text: &str) -> u64 {
        if self.plain { self.hash_prefix(text, self.len()) } else { hash_folded(self.of(text)) }
    }

    /// A number for the first bytes of a word of ASCII: that of a word which is no longer.
    #[inline]
    pub(super) fn hash_prefix(self, text: &str, length: usize) -> u64 {
        let rest = &text.as_bytes()[self.start..];
        match rest.first_chunk::<8>() {
            Some(head) if length < 8 => hash_head(u64::from_le_bytes(*head), length, CASE),
            _ => hash_start(rest, length, CASE),
        }
    }
}

/// What takes in the words of a text.
pub(super) trait Visit {
    fn word(&mut self, word: Word);

    /// A sentence or a line ended before this place.
    fn stop(&mut self, _at: usize) {}

    /// Signs between words, white space aside: how many, and how many of them no reader can see or name.
    fn signs(&mut self, _count: usize, _unseen: usize) {}
}

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const SPACE: u8 = 3;
const STOP: u8 = 4;
const LINE: u8 = 5;
const CONTROL: u8 = 6;
const OTHER: u8 = 7;
const SIGN: u8 = 0;

static CLASSES: [u8; 256] = {
    let mut classes = [SIGN; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b' ' | b'\t' | b'\r' => SPACE,
            b'\n' => LINE,
            b'.' | b'!' | b'?' => STOP,
            0..=0x1F | 0x7F => CONTROL,
            0x80.. => OTHER,
            _ => SIGN,
        };
        byte += 1;
    }
    classes
};

/// Hands the words of a text to a visitor, in order.
pub(super) fn walk(text: &str, visitor: &mut impl Visit) {
    if text.is_ascii() { blocks::walk(text, visitor) } else { walk_characters(text, visitor) }
}

/// The same, character by character: for any text.
fn walk_characters(text: &str, visitor: &mut impl Visit) {
    let bytes = text.as_bytes();
    let class = |at: usize| bytes.get(at).map_or(LINE, |&byte| CLASSES[byte as usize]);
    let mut at = 0;
    while at < bytes.len() {
        match CLASSES[bytes[at] as usize] {
            SPACE => at += 1,
            LETTER | DIGIT => at = word(text, at, visitor),
            LINE => {
                visitor.stop(at);
                at += 1;
            }
            STOP => {
                visitor.signs(1, 0);
                // A stop inside a word or a number ends nothing.
                if !matches!(class(at + 1), LETTER | DIGIT) {
                    visitor.stop(at + 1);
                }
                at += 1;
            }
            SIGN => {
                visitor.signs(1, 0);
                at += 1;
            }
            CONTROL => {
                visitor.signs(1, 1);
                at += 1;
            }
            _ => at = other(text, at, visitor),
        }
    }
    visitor.stop(bytes.len());
}

/// Reads a word that begins with an ASCII letter or digit; returns its end.
#[inline]
fn word(text: &str, start: usize, visitor: &mut impl Visit) -> usize {
    let bytes = text.as_bytes();
    let (mut end, mut plain) = (start + 1, true);
    loop {
        match bytes.get(end).map_or(SPACE, |&byte| CLASSES[byte as usize]) {
            LETTER | DIGIT => end += 1,
            SIGN | STOP if is_inside(bytes, end) => end += 2,
            OTHER => {
                if let Some(longer) = extend(text, end) {
                    (end, plain) = (longer, false);
                } else {
                    break;
                }
            }
            _ => break,
        }
    }
    let kind = if bytes[start].is_ascii_digit() { Kind::Number } else { Kind::Letters };
    visitor.word(Word { start, end, kind, plain });
    end
}

/// Whether the sign at `at` stands inside a word (`don't`) or a number (`3.5`, `1,000`).
#[inline]
fn is_inside(bytes: &[u8], at: usize) -> bool {
    let next = bytes.get(at + 1).copied().unwrap_or(b' ');
    match bytes[at] {
        b'\'' => next.is_ascii_alphabetic(),
        b'.' | b',' => next.is_ascii_digit() && bytes[at - 1].is_ascii_digit(),
        _ => false,
    }
}

/// The end of the letter beyond ASCII that goes on with a word; `None` where none does.
fn extend(text: &str, at: usize) -> Option<usize> {
    let c = text[at..].chars().next()?;
    let goes_on = (c.is_alphanumeric() || is_mark(c)) && !is_unspaced(c) || fold::is_invisible(c);
    goes_on.then(|| at + c.len_utf8())
}

/// Reads what begins with a character beyond ASCII; returns its end.
fn other(text: &str, at: usize, visitor: &mut impl Visit) -> usize {
    let Some(c) = text[at..].chars().next() else { return text.len() };
    let end = at + c.len_utf8();
    if is_unspaced(c) {
        visitor.word(Word { start: at, end, kind: Kind::Character, plain: false });
        return end;
    }
    if c.is_alphanumeric() {
        let kind = if fold::digit_value(c).is_some() { Kind::Number } else { Kind::Letters };
        let mut last = end;
        loop {
            match text.as_bytes().get(last) {
                Some(byte) if byte.is_ascii_alphanumeric() => last += 1,
                Some(0x80..) => match extend(text, last) {
                    Some(longer) => last = longer,
                    None => break,
                },
                _ => break,
            }
        }
        visitor.word(Word { start: at, end: last, kind, plain: false });
        return last;
    }
    if fold::is_space(c) {
        if matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') {
            visitor.stop(at);
        }
        return end;
    }
    visitor.signs(1, usize::from(is_unseen(c)));
    if matches!(c, '。' | '！' | '？' | '．' | '｡' | '।' | '؟' | '۔' | '…') {
        visitor.stop(end);
    }
    end
}

/// Letters of scripts that set no spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}')
        && c.is_alphanumeric()
}

/// A mark that is set on a letter: accents and vowel signs.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{900}'..='\u{DFF}')
}

/// A character that shows nothing, or that no reader knows: controls, private use, what could not be decoded.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || fold::is_invisible(c) && !matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE0F}')
        || matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

/// A number for a word beyond ASCII.
#[inline(never)]
fn hash_folded(word: &str) -> u64 {
    let folded = fold_word(word);
    if folded.is_ascii() { hash_ascii(folded.as_bytes()) } else { hash_bytes(folded.as_bytes(), 0) }
}

/// A word in lower case and usual width, without anything invisible.
fn fold_word(text: &str) -> String {
    let shown = text.chars().filter(|&c| !fold::is_invisible(c));
    shown.flat_map(|c| fold::fold_width(c).to_lowercase()).collect()
}

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Mixes a number into another; order matters.
#[inline]
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let wide = u128::from(a ^ FACTOR) * u128::from(b ^ 0xD1B5_4A32_D192_ED03);
    (wide as u64) ^ (wide >> 64) as u64
}

/// The bit in which the letters of a case differ, in eight bytes.
const CASE: u64 = 0x2020_2020_2020_2020;

/// A number for a text as it is.
pub(super) fn hash_text(text: &str) -> u64 {
    hash_bytes(text.as_bytes(), 0)
}

/// A number for a word of ASCII, the same in any letter case.
#[inline]
pub(super) fn hash_ascii(word: &[u8]) -> u64 {
    hash_bytes(word, CASE)
}

/// A number for a word; the bits of `case` are set in all of its letters.
#[inline]
fn hash_bytes(word: &[u8], case: u64) -> u64 {
    hash_start(word, word.len(), case)
}

/// The same for the first bytes of eight.
#[inline]
fn hash_head(head: u64, length: usize, case: u64) -> u64 {
    mix(length as u64, head & ((1 << (8 * length)) - 1) | case)
}

/// The same for the first bytes of any; those behind them are read along, eight at once, and left out.
#[inline(never)]
fn hash_start(bytes: &[u8], length: usize, case: u64) -> u64 {
    let mut hash = length as u64;
    let (mut rest, mut left) = (bytes, length);
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        let chunk = u64::from_le_bytes(*chunk);
        if left < 8 {
            return mix(hash, chunk & ((1 << (8 * left)) - 1) | case);
        }
        hash = mix(hash, chunk | case);
        (rest, left) = (behind, left - 8);
    }
    let rest = rest[..left].iter().rev().fold(0, |rest, &byte| rest << 8 | u64::from(byte));
    mix(hash, rest | case)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct All<'t>(&'t str, Vec<&'t str>);

    impl Visit for All<'_> {
        fn word(&mut self, word: Word) {
            assert!(word.len() > 0);
            self.1.push(word.of(self.0));
        }
    }

    fn words(text: &str) -> Vec<&str> {
        let mut all = All(text, Vec::new());
        walk(text, &mut all);
        all.1
    }

    #[test]
    fn words_keep_what_belongs_to_them() {
        assert_eq!(words("Don't pay 1,234.50 for it."), ["Don't", "pay", "1,234.50", "for", "it"]);
        assert_eq!(words("naïve Übergröße, café's"), ["naïve", "Übergröße", "café's"]);
        assert_eq!(words("答案是42。"), ["答", "案", "是", "42"]);
        assert_eq!(words("उत्तर चार है"), ["उत्तर", "चार", "है"]);
        assert_eq!(words("- * = \u{1F600}"), Vec::<&str>::new());
    }

    /// All that a visitor is told, in order, with signs added up between two other events.
    #[derive(PartialEq, Debug)]
    struct Told<'t>(Vec<(usize, usize, Option<Kind>, u64)>, usize, usize, &'t str);

    impl Visit for Told<'_> {
        fn word(&mut self, word: Word) {
            self.0.push((word.start, word.len(), Some(word.kind), word.hash(self.3)));
        }

        fn stop(&mut self, at: usize) {
            self.0.push((at, 0, None, 0));
        }

        fn signs(&mut self, count: usize, unseen: usize) {
            self.1 += count;
            self.2 += unseen;
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

        #[test]
        fn blocks_tell_what_characters_tell(text in "([a-zA-Z0-9]{1,12}|[ .,'!?\\n]{1,3}|[ -~]{1,4}|[\\x00-\\x7f]){0,60}") {
            let told = || Told(Vec::new(), 0, 0, &text);
            let (mut fast, mut slow) = (told(), told());
            blocks::walk(&text, &mut fast);
            walk_characters(&text, &mut slow);
            proptest::prop_assert_eq!(fast, slow);
        }
    }

    #[test]
    fn one_word_has_one_number() {
        let hash = |text: &str| {
            let mut told = Told(Vec::new(), 0, 0, text);
            walk(text, &mut told);
            told.0.into_iter().filter(|(_, _, kind, _)| kind.is_some()).map(|(_, _, _, hash)| hash).collect::<Vec<_>>()
        };
        assert_eq!(hash("Total"), hash("tOTAL"));
        assert_eq!(hash("to\u{200B}tal"), hash("total"));
        assert_eq!(hash("ｔｏｔａｌ"), hash("total"));
        assert_eq!(hash("ÜBER"), hash("über"));
        assert_ne!(hash("total"), hash("totals"));
        assert_ne!(hash("abcdefgh"), hash("abcdefghi"));
    }
}
