//! Words of direction, each axis with its two ends: up and down, more and less.

mod table {
    #![allow(dead_code, reason = "the build script writes more tables than are used here")]
    include!(concat!(env!("OUT_DIR"), "/opposites.rs"));
}

/// The axes, each with the words of its two ends.
pub(crate) static AXES: [&[&[&str]; 2]; 6] =
    [&table::AMOUNT, &table::HEIGHT, &table::HORIZONTAL, &table::LATITUDE, &table::LONGITUDE, &table::TURN];

/// Whether words give a direction on one of the axes, and not on both of its ends.
pub(crate) fn directs(words: &str) -> bool {
    words.len() <= LONGEST && words.contains(char::is_alphabetic) && {
        let words = Searched::new(words);
        AXES.iter().any(|axis| matches!(words.ends(axis), [true, false] | [false, true]))
    }
}

/// Bytes of the words behind a value at most.
const LONGEST: usize = 80;

/// A text in small letters with the bytes that are in it: most words have one that is not among them.
pub(crate) struct Searched {
    text: String,
    bytes: [bool; 256],
}

impl Searched {
    pub(crate) fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        let mut bytes = [false; 256];
        // A star stands for whatever follows.
        for byte in text.bytes().chain([b'*']) {
            bytes[usize::from(byte)] = true;
        }
        Self { text, bytes }
    }

    /// For each end of an axis, whether one of its words is in the text.
    pub(crate) fn ends(&self, axis: &[&[&str]; 2]) -> [bool; 2] {
        let may = |word: &str| word.bytes().all(|byte| self.bytes[usize::from(byte)]);
        axis.map(|words| words.iter().any(|word| may(word) && holds(&self.text, word)))
    }
}

/// Whether a word stands in a text of small letters; one with a star as the beginning of a word. Where blanks part no words it may
/// stand anywhere.
fn holds(text: &str, word: &str) -> bool {
    let stem = word.trim_end_matches('*');
    let dense =
        stem.chars().any(|c| matches!(c, '\u{E00}'..='\u{E7F}' | '\u{3040}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'));
    text.match_indices(stem).any(|(at, _)| {
        let (before, behind) = (text[..at].chars().next_back(), text[at + stem.len()..].chars().next());
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphabetic());
        dense || apart(before) && (stem.len() < word.len() || apart(behind))
    })
}
