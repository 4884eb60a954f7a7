//! An answer given as a whole clause: "Sarah will have $10 left over".

use std::ops::Range;

use regex::Regex;

use super::doubt::compile;
use super::inferred::widen;
use crate::local::Local;
use crate::number;

/// A verb that makes a clause of the words around a value.
static VERB: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)\b(?:will|would|can|must|should|has|have|had|is|are|was|were|needs?|makes?|made|gets?|got|earns?|earned|receives?|received|spends?|spent|costs?|pays?|paid|saves?|saved|sells?|sold|buys?|bought|takes?|took|eats?|ate|weighs?|owes?|there\s+(?:are|were|is|was))\b",
    )
});

/// Words that make a bound, a choice, a doubt or a comparison of a value.
static BOUND: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)\b(?:not|never|no|none|neither|less|more|fewer|greater|larger|smaller|higher|lower|least|most|under|above|below|between|within|or|nor|about|nearly|almost|up\s+to|if|than|whether|unless|except|but|could|may|might|maybe|perhaps|either|any|wrong|incorrect|false)\b|n['’]t\b|[<>≤≥≠?]",
    )
});

/// Where the one value of a clause stands; `None` where the words are not a clause, or do not assert the value.
pub(super) fn value(content: &str) -> Option<Range<usize>> {
    if content.split_whitespace().count() < 4
        || content.contains(['\\', '{', '='])
        || !content.starts_with(char::is_alphabetic)
    {
        return None;
    }
    let mut numbers =
        number::scan(content).filter(|(range, _)| content[range.clone()].contains(|c: char| c.is_numeric()));
    let (range, _) = numbers.next()?;
    let asserted = VERB.as_ref()?.is_match(&content[..range.start]) && !BOUND.as_ref()?.is_match(content);
    (numbers.next().is_none() && asserted).then(|| widen(content, range))
}
