//! A caller's mistakes. What a model writes is never one.

use std::fmt;

/// What is wrong with an argument, in words that say how to mend it.
#[derive(Clone, Debug, PartialEq)]
pub enum Misuse {
    /// A ground truth is empty or only white space.
    BlankTruth,
    /// A list of acceptable truths is empty.
    NoTruths,
    /// A format is empty or only white space.
    BlankFormat,
    /// A format names a placeholder that does not exist.
    UnknownPlaceholder {
        /// The placeholder as written, brackets included.
        name: String,
        /// Its byte offset in the format.
        at: usize,
    },
    /// Two placeholders touch, so that nothing says where one ends.
    AdjacentPlaceholders {
        /// Byte offset of the second one.
        at: usize,
    },
    /// A format is larger than any that a response could be asked to keep to.
    FormatTooLarge {
        /// What there is too much of, in words.
        what: &'static str,
        /// How much of it the format has.
        value: usize,
        /// How much is allowed.
        limit: usize,
    },
    /// A regular expression that does not compile, with the engine's message.
    BadPattern(String),
    /// A list of expected numbers is empty.
    NoNumbers,
    /// An expected number is NaN, infinite, or not a number at all.
    NotFinite {
        /// Its position in the list.
        index: usize,
        /// Its spelling.
        text: String,
    },
    /// A language that has no script here.
    UnknownLanguage(String),
    /// An argument is outside its range.
    OutOfRange {
        /// The argument's name.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What is allowed, in words.
        allowed: &'static str,
    },
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BlankTruth => write!(f, "the ground truth is blank: give the reference answer as text or a number"),
            Self::NoTruths => write!(f, "no acceptable truth is given: AnyOf needs at least one"),
            Self::BlankFormat => {
                write!(f, "the format is blank: give text with placeholders, such as \"The answer is [NUM].\"")
            }
            Self::UnknownPlaceholder { name, at } => write!(
                f,
                "unknown placeholder {name} at byte {at} of the format: use [NUM], [INT], [WORD], [EXPR] or [TEXT], or write \\[ for a literal bracket"
            ),
            Self::AdjacentPlaceholders { at } => write!(
                f,
                "two placeholders with nothing between them at byte {at} of the format: put a word, a mark or a space between them"
            ),
            Self::FormatTooLarge { what, value, limit } => {
                write!(f, "the format has {value} {what}: at most {limit} are allowed")
            }
            Self::BadPattern(message) => write!(f, "the regular expression does not compile: {message}"),
            Self::NoNumbers => write!(f, "expected_numbers is empty: give at least one number"),
            Self::NotFinite { index, text } => write!(f, "expected_numbers[{index}] is {text}: give a finite number"),
            Self::UnknownLanguage(code) => {
                write!(f, "unknown language {code:?}: give an ISO 639-1 code such as \"en\", \"zh\" or \"ar\"")
            }
            Self::OutOfRange { name, value, allowed } => write!(f, "{name} is {value}: it must be {allowed}"),
        }
    }
}

impl std::error::Error for Misuse {}
