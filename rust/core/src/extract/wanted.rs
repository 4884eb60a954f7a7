//! Which statements a caller wants to count.

use regex::{Regex, RegexBuilder};

use super::Source;
use crate::error::Misuse;

/// Where answers are looked for: by default in every kind of statement.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The kinds of statements that count.
    pub sources: Sources,
    /// Where the answer stands, in a form of the data set's own.
    pub pattern: Option<Pattern>,
}

impl Wanted {
    /// Whether every kind of statement counts, as it does by default.
    pub fn is_all(&self) -> bool {
        self.pattern.is_none() && self.sources == Sources::ALL
    }
}

/// A set of kinds of statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sources(u8);

impl Sources {
    /// Every kind.
    pub const ALL: Self = Self((1 << Source::ALL.len()) - 1);

    /// Whether a kind is one of them.
    pub fn contains(self, source: Source) -> bool {
        self.0 & (1 << source as u8) != 0
    }
}

impl Default for Sources {
    fn default() -> Self {
        Self::ALL
    }
}

impl FromIterator<Source> for Sources {
    fn from_iter<I: IntoIterator<Item = Source>>(sources: I) -> Self {
        Self(sources.into_iter().fold(0, |all, source| all | 1 << source as u8))
    }
}

/// A regular expression with one group, in which the answer stands. Of several matches the last one counts.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

/// The most bytes that a compiled pattern may take.
const PATTERN_BYTES: usize = 1 << 20;

impl Pattern {
    /// Compiles it.
    ///
    /// # Errors
    /// [`Misuse::BadPattern`] where it does not compile, or has another number of groups than one.
    pub fn new(pattern: &str) -> Result<Self, Misuse> {
        let built = RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build();
        let regex = built.map_err(|error| Misuse::BadPattern(error.to_string()))?;
        match regex.captures_len() - 1 {
            1 => Ok(Self(regex)),
            groups => Err(Misuse::BadPattern(format!(
                "it has {groups} groups: put the answer into the one group, as in \"Result: (.*)\""
            ))),
        }
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
