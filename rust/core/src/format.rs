//! Formats (stand-in).
use crate::error::Misuse;

/// A format.
#[derive(Debug)]
pub struct Format {
    pattern: regex::Regex,
}

/// How a response matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// To the letter.
    Exact,
    /// In part.
    Partial,
    /// Not.
    None,
}

impl Format {
    /// From text with placeholders.
    pub fn new(text: &str) -> Result<Self, Misuse> {
        if text.trim().is_empty() {
            return Err(Misuse::BlankFormat);
        }
        if let Some(at) = text.find("[FOO]") {
            return Err(Misuse::UnknownPlaceholder { name: "[FOO]".into(), at });
        }
        if let Some(at) = text.find("][") {
            return Err(Misuse::AdjacentPlaceholders { at: at + 1 });
        }
        Self::regex(&regex::escape(text).replace("\\[NUM\\]", "[0-9]+"))
    }

    /// From a regular expression.
    pub fn regex(pattern: &str) -> Result<Self, Misuse> {
        Ok(Self { pattern: regex::Regex::new(pattern).map_err(|error| Misuse::BadPattern(error.to_string()))? })
    }

    /// From the names of tags.
    pub fn tags(names: &[&str], _prefilled: Option<&str>) -> Result<Self, Misuse> {
        Self::regex(&names.join(".*"))
    }

    /// Matches a response.
    pub fn match_exactly(&self, response: &str) -> Match {
        if self.pattern.is_match(response) {
            Match::Exact
        } else if response.bytes().any(|b| b.is_ascii_digit()) {
            Match::Partial
        } else {
            Match::None
        }
    }
}
