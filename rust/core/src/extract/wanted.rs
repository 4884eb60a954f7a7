//! Which statements a caller wants to count.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use super::Source;
use crate::error::Misuse;
use crate::limits::{CANDIDATES, PATTERN_BYTES, PATTERN_WINDOW};

/// Where answers are looked for: by default in every kind of statement.
///
/// A pattern's last match is the answer. Where it has no match, the kinds that are named beside it are searched: none of
/// them where none are named, since a data set with a form of its own asks for that form.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The kinds of statements that count, where a caller names them.
    pub sources: Option<Sources>,
    /// Where the answer stands, in a form of the data set's own.
    pub pattern: Option<Pattern>,
}

impl Wanted {
    /// Whether every kind of statement counts, as it does by default.
    pub fn is_all(&self) -> bool {
        self.pattern.is_none() && self.sources() == Sources::ALL
    }

    /// Whether anything can count: `pattern` alone is nothing without one.
    pub fn has_any(&self) -> bool {
        self.pattern.is_some()
            || Source::ALL.iter().any(|kind| *kind != Source::Pattern && self.sources().contains(*kind))
    }

    /// The kinds of statements that count where no pattern matches.
    pub fn sources(&self) -> Sources {
        self.sources.unwrap_or(if self.pattern.is_some() { Sources::NONE } else { Sources::ALL })
    }
}

/// A set of kinds of statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sources(u16);

impl Sources {
    /// Every kind.
    pub const ALL: Self = Self((1 << Source::ALL.len()) - 1);
    /// No kind.
    pub const NONE: Self = Self(0);

    /// Whether a kind is one of them.
    pub fn contains(self, source: Source) -> bool {
        self.0 & (1 << source as u8) != 0
    }
}

impl FromIterator<Source> for Sources {
    fn from_iter<I: IntoIterator<Item = Source>>(sources: I) -> Self {
        Self(sources.into_iter().fold(0, |all, source| all | 1 << source as u8))
    }
}

/// A regular expression with one group, in which the answer stands. Of several matches the last one counts; what stands more
/// than [`PATTERN_WINDOW`] bytes before the end is not searched.
#[derive(Clone, Debug)]
pub struct Pattern(Arc<Regex>);

impl Pattern {
    /// Compiles it.
    ///
    /// # Errors
    /// [`Misuse::BadPattern`] where it does not compile, [`Misuse::PatternGroups`] where it has another number of groups than
    /// one.
    pub fn new(pattern: &str) -> Result<Self, Misuse> {
        let built = RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build();
        let regex = built.map_err(|error| Misuse::BadPattern(error.to_string()))?;
        match regex.captures_len() - 1 {
            1 => Ok(Self(Arc::new(regex))),
            groups => Err(Misuse::PatternGroups(groups)),
        }
    }

    /// The last matches in the last [`PATTERN_WINDOW`] bytes of a text, the very last one first: where each begins and ends,
    /// and where its group stands.
    pub(super) fn last_matches(&self, text: &str) -> Vec<(Range<usize>, Option<Range<usize>>)> {
        let mut starts = VecDeque::new();
        let (mut at, mut last) = (text.floor_char_boundary(text.len().saturating_sub(PATTERN_WINDOW)), None);
        while let Some(found) = (at <= text.len()).then(|| self.0.find_at(text, at)).flatten() {
            let end = found.end();
            // As everywhere with such expressions, a match of nothing behind another match is none.
            if !found.is_empty() || last != Some(end) {
                if starts.len() == CANDIDATES {
                    starts.pop_front();
                }
                starts.push_back(found.start());
                last = Some(end);
            }
            at = if found.is_empty() { text.ceil_char_boundary(end + 1).max(end + 1) } else { end };
        }
        let read = |start: usize| {
            let captures = self.0.captures_at(text, start)?;
            Some((captures.get(0)?.range(), captures.get(1).map(|group| group.range())))
        };
        starts.into_iter().rev().filter_map(read).collect()
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
