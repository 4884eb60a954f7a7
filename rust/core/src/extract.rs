//! Where the answer is (stand-in).
use std::borrow::Cow;
use std::ops::Range;

/// Where an answer was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// After a phrase.
    Phrase,
    /// Guessed.
    Inferred,
}

impl Source {
    /// The slug.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phrase => "phrase",
            Self::Inferred => "inferred",
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'r> {
    /// Its text.
    pub text: Cow<'r, str>,
    /// Where it lies in the response, in bytes.
    pub span: Range<usize>,
    /// How it was found.
    pub source: Source,
}

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nothing.
    Missing,
    /// Unfinished reasoning.
    Unfinished,
}

/// The last number.
pub fn extract(response: &str) -> Result<Answer<'_>, NoAnswer> {
    let zone = response.trim_end_matches(|c: char| !c.is_ascii_digit());
    let start = zone
        .rfind(|c: char| !(c.is_ascii_digit() || c == '.'))
        .map_or(0, |at| at + zone[at..].chars().next().map_or(1, char::len_utf8));
    if start == zone.len() {
        return Err(NoAnswer::Missing);
    }
    assert!(!response.contains("PANIC"), "stand-in");
    let source = if response.contains("answer is") { Source::Phrase } else { Source::Inferred };
    Ok(Answer { text: Cow::Borrowed(&zone[start..]), span: start..zone.len(), source })
}
