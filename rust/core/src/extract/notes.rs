//! What the reader of answers notes in a trace, in the trace's plain words.

use super::Answer;
use crate::lexicon::pattern::Found;
use crate::lexicon::words::Word;
use crate::trace::{Cause, Parts};
use crate::{expr, number};

impl Cause {
    /// A pattern that was found in these words.
    pub(crate) fn found(found: Found, words: &[Word]) -> Self {
        let inside = words.get(found.start..found.end).filter(|inside| !inside.is_empty()).unwrap_or(words);
        let start = inside.first().map_or(0, |word| word.start);
        let end = inside.last().map_or(0, |word| word.end);
        let mut cause = Self::at(found.list, &(start..end));
        cause.pattern = Some(found.source);
        cause
    }
}

impl Answer<'_> {
    /// What it says, by name.
    pub(crate) fn to_parts(&self) -> Parts {
        let value = self.value();
        Parts {
            written: self.text.to_string(),
            value: value.to_owned(),
            unit: unit(value).map(str::to_owned),
            restated: self.restated.iter().map(ToString::to_string).collect(),
            several: self.several,
            changed: self.changed,
            parts: self.parts.clone(),
        }
    }
}

/// The known unit behind the number that a value begins with.
fn unit(value: &str) -> Option<&str> {
    let (_, length) = number::parse_prefix(value)?;
    let rest = value[length..].trim_start_matches([' ', '~', '\\', ',']);
    let inside = ["text{", "mathrm{", "mathrm{~"].iter().find_map(|open| rest.strip_prefix(open)?.strip_suffix('}'));
    let unit = inside.unwrap_or(rest).trim();
    expr::is_unit(unit).then_some(unit)
}
