//! A number at the end of fixed words, found without the engine of expressions: "The answer is [NUM]."
//!
//! No number has a letter in it but `e`, nor most marks. So the last such sign before the closing mark belongs to the
//! words, and what stands behind it is the number: there is one place to look at.

use super::parse::{Hole, Piece};

/// Where a match begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    At(usize),
    Nowhere,
    /// The number is not plain: the expression has to decide.
    Unsure,
}

/// A format of words, one number and a closing mark or none.
#[derive(Debug)]
pub(super) struct Template {
    /// What stands before the last word, from right to left.
    before: Vec<Piece>,
    /// The last word before the number, up to the last sign of it that no number has, and the rest of it.
    word: (String, String),
    /// Whether white space stands between the word and the number.
    spaced: bool,
    /// The number is an integer.
    whole: bool,
    closing: String,
}

impl Template {
    /// `None` where the format is another one, or its last word may be a part of a number.
    pub(super) fn new(pieces: &[Piece]) -> Option<Self> {
        let (pieces, closing) = match pieces {
            [pieces @ .., Piece::Literal(closing)] => (pieces, closing.clone()),
            _ => (pieces, String::new()),
        };
        let (Piece::Hole(hole @ (Hole::Number | Hole::Integer)), pieces) = pieces.split_last()? else { return None };
        let (spaced, pieces) = match pieces {
            [pieces @ .., Piece::Space] => (true, pieces),
            _ => (false, pieces),
        };
        let (Piece::Literal(word), before) = pieces.split_last()? else { return None };
        if before.iter().any(|piece| !matches!(piece, Piece::Literal(_) | Piece::Space)) {
            return None;
        }
        let (word, rest) = word.split_at(last_foreign(word.as_bytes())? + 1);
        Some(Self {
            before: before.iter().rev().cloned().collect(),
            word: (word.to_owned(), rest.to_owned()),
            spaced,
            whole: *hole == Hole::Integer,
            closing,
        })
    }

    /// Where the one match that ends `text` begins.
    pub(super) fn find(&self, text: &str) -> Found {
        let Some((start, number)) = self.find_words(text) else { return Found::Nowhere };
        let number = if self.spaced { number.trim_start() } else { number };
        if is_plain(number.as_bytes(), self.whole) { Found::At(start) } else { Found::Unsure }
    }

    /// Where the words begin that stand before the last number of `text`, and what stands behind them.
    fn find_words<'t>(&self, text: &'t str) -> Option<(usize, &'t str)> {
        let body = text.strip_suffix(self.closing.as_str())?;
        let (words, number) = body.split_at(last_foreign(body.as_bytes())? + 1);
        let number = number.strip_prefix(self.word.1.as_str())?;
        if number.is_empty() || (self.spaced && !number.starts_with(char::is_whitespace)) {
            return None;
        }
        let mut words = words.strip_suffix(self.word.0.as_str())?;
        for piece in &self.before {
            words = match piece {
                Piece::Literal(literal) => words.strip_suffix(literal.as_str())?,
                _ => Some(words.trim_end()).filter(|trimmed| trimmed.len() < words.len())?,
            };
        }
        Some((words.len(), number))
    }
}

/// The last byte that stands in no number of any kind, and is no white space, which may stand before one.
fn last_foreign(bytes: &[u8]) -> Option<usize> {
    let is_foreign = |byte: &u8| match byte {
        b'e' | b'E' => false,
        b'A'..=b'Z' | b'a'..=b'z' => true,
        _ => b"!\"#&:;<=>?@[\\]_`|~".contains(byte),
    };
    bytes.iter().rposition(is_foreign)
}

/// Whether this is a number beyond doubt: digits, grouped by threes or not; unless it is to be an integer, with a dollar and
/// decimals too.
fn is_plain(number: &[u8], whole: bool) -> bool {
    let unsigned = number.strip_prefix(b"-").unwrap_or(number);
    let unsigned = if whole { unsigned } else { unsigned.strip_prefix(b"$").unwrap_or(unsigned) };
    let count = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = &unsigned[count(unsigned)..];
    if rest.len() == unsigned.len() {
        return false;
    }
    while let Some(group) = rest.strip_prefix(b",").filter(|group| count(group) == 3) {
        rest = &group[3..];
    }
    rest.is_empty() || (!whole && rest[0] == b'.' && rest.len() > 1 && count(&rest[1..]) == rest.len() - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse::parse;
    use super::super::pattern::{compile, pattern};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 8192, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_template_is_found_where_the_expression_finds_it(
            at in 0..FORMATS.len(),
            before in "(is|The| |\n|answer|[.]|:|é|4){0,4}",
            words in prop::sample::select(vec!["The answer is ", "The  answer\nis ", "####", "#### ", "is:$", "is:$ ", "= ", "answer is ", ""]),
            number in "[-+]?[$]?([0-9]|[,.eE/()%^{}*' \u{A0}\u{2009}½×٣·]|10|\n){0,7}",
            closing in prop::sample::select(vec!["", ".", "!", ".."]),
        ) {
            let pieces = parse(FORMATS[at]).unwrap();
            let expression = compile(&format!(r"(?:{})\z", pattern(&pieces, false, false))).unwrap();
            let text = format!("{before}{words}{number}{closing}");
            let expected = expression.find(&text).map_or(Found::Nowhere, |found| Found::At(found.start()));
            let found = Template::new(&pieces).unwrap().find(&text);
            prop_assert!(found == expected || found == Found::Unsure, "{:?}: {:?}, not {:?}", text, found, expected);
        }
    }

    const FORMATS: [&str; 8] = [
        "The answer is [NUM].",
        "The answer is [INT].",
        "#### [NUM]",
        "####[NUM]",
        "is:$ [NUM]",
        "is:$[INT]!",
        "x = [NUM]",
        "is is [NUM]",
    ];

    #[test]
    fn a_word_that_may_be_a_number_is_left_to_the_expression() {
        for format in ["e [NUM]", "$[NUM]", "[NUM]", "a [WORD] is [NUM]", "is [NUM] or", "is [TEXT]", "is ($[NUM]"] {
            assert!(Template::new(&parse(format).unwrap()).is_none(), "{format}");
        }
    }
}
