//! A caller's mistakes. What a model writes is never one.

use std::fmt;

/// What kind of mistake it is. Programs compare [`Code::as_str`], which does not change with the wording of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Two placeholders of a format have nothing between them.
    AdjacentPlaceholders,
    /// Data that another library exports breaks that library's own description of it.
    BadData,
    /// A regular expression does not compile.
    BadPattern,
    /// A text is empty or only white space.
    Blank,
    /// Two arguments exclude each other.
    Conflict,
    /// A list has no item.
    Empty,
    /// Two batches have different lengths.
    LengthsDiffer,
    /// An argument that is needed is not given.
    Missing,
    /// A conversation has no message of the role that is read.
    NoMessage,
    /// A number is NaN or infinite, or a text is no number.
    NotFinite,
    /// A number is outside its range.
    OutOfRange,
    /// A value is larger than allowed.
    TooLarge,
    /// An item of a list is there twice.
    Repeated,
    /// A name is none of those that exist.
    UnknownName,
    /// A text has none of the forms that it may have.
    Unreadable,
    /// An array does not have one dimension.
    WrongShape,
    /// A value is of a type that it cannot be.
    WrongType,
}

impl Code {
    /// The name that Python's exceptions carry as `code`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AdjacentPlaceholders => "adjacent_placeholders",
            Self::BadData => "bad_data",
            Self::BadPattern => "bad_pattern",
            Self::Blank => "blank",
            Self::Conflict => "conflict",
            Self::Empty => "empty",
            Self::LengthsDiffer => "lengths_differ",
            Self::Missing => "missing",
            Self::NoMessage => "no_message",
            Self::NotFinite => "not_finite",
            Self::OutOfRange => "out_of_range",
            Self::TooLarge => "too_large",
            Self::Repeated => "repeated",
            Self::UnknownName => "unknown_name",
            Self::Unreadable => "unreadable",
            Self::WrongShape => "wrong_shape",
            Self::WrongType => "wrong_type",
        }
    }
}

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
    /// A regular expression has so many groups, and not the one in which the answer stands.
    PatternGroups(usize),
    /// A list of expected numbers is empty.
    NoNumbers,
    /// An expected number is NaN, infinite, or not a number at all.
    NotFinite {
        /// Its position in the list.
        index: usize,
        /// Its spelling.
        text: String,
    },
    /// A text that is given as the name of a letter, and is none.
    NoLetter(String),
    /// A language that has no script here.
    UnknownLanguage(String),
    /// A text or a map that is given as the options of a question, and is read as none.
    UnreadableChoices,
    /// A question has fewer than two options, or too many.
    ChoiceCount {
        /// How many there are.
        count: usize,
        /// How many are allowed.
        most: usize,
    },
    /// The text of an option is empty or only white space.
    BlankChoice {
        /// Its position among the options.
        index: usize,
    },
    /// Two options have the same text or the same label.
    RepeatedChoice {
        /// The position of the first one.
        first: usize,
        /// The position of the second one.
        second: usize,
        /// Whether they share their label, rather than their text.
        is_label: bool,
        /// What they share.
        text: String,
    },
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

impl Misuse {
    /// What kind of mistake it is.
    pub fn code(&self) -> Code {
        match self {
            Self::BlankTruth | Self::BlankFormat | Self::BlankChoice { .. } => Code::Blank,
            Self::NoTruths | Self::NoNumbers => Code::Empty,
            Self::UnknownPlaceholder { .. } | Self::UnknownLanguage(_) => Code::UnknownName,
            Self::AdjacentPlaceholders { .. } => Code::AdjacentPlaceholders,
            Self::FormatTooLarge { .. } => Code::TooLarge,
            Self::BadPattern(_) | Self::PatternGroups(_) => Code::BadPattern,
            Self::NotFinite { .. } => Code::NotFinite,
            Self::UnreadableChoices | Self::NoLetter(_) => Code::Unreadable,
            Self::RepeatedChoice { .. } => Code::Repeated,
            Self::ChoiceCount { .. } | Self::OutOfRange { .. } => Code::OutOfRange,
        }
    }

    /// The argument, where the mistake itself tells which one it is; elsewhere the caller knows what it handed over.
    pub fn argument(&self) -> Option<&'static str> {
        match self {
            Self::NoNumbers | Self::NotFinite { .. } => Some("expected_numbers"),
            Self::OutOfRange { name, .. } => Some(name),
            Self::UnreadableChoices
            | Self::ChoiceCount { .. }
            | Self::BlankChoice { .. }
            | Self::RepeatedChoice { .. } => Some("choices"),
            _ => None,
        }
    }

    /// The item of the argument, where the mistake itself tells which one it is.
    pub fn index(&self) -> Option<usize> {
        match self {
            Self::NotFinite { index, .. } => Some(*index),
            _ => None,
        }
    }
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
            Self::PatternGroups(groups) => write!(
                f,
                "the regular expression has {groups} groups: put the answer into one group, as in \"Result: (.*)\", and write (?:…) for others"
            ),
            Self::NoNumbers => write!(f, "expected_numbers is empty: give at least one number"),
            Self::NotFinite { index, text } => write!(f, "expected_numbers[{index}] is {text}: give a finite number"),
            Self::NoLetter(text) => {
                write!(f, "{text:?} is no letter of a formula: give names such as \"x\", \"x_1\" or \"\\alpha\"")
            }
            Self::UnknownLanguage(code) => {
                write!(f, "unknown language {code:?}: give an ISO 639-1 code such as \"en\", \"zh\" or \"ar\"")
            }
            Self::UnreadableChoices => write!(
                f,
                "the options can't be read: give a list of texts, a map from labels to texts, JSON of either, or lines such as \"A. Mars\" with labels in their order"
            ),
            Self::ChoiceCount { count, most } => {
                let s = if *count == 1 { "" } else { "s" };
                write!(f, "the question has {count} option{s}: give from 2 to {most}")
            }
            Self::BlankChoice { index } => write!(f, "option {} is blank: give its text", index + 1),
            Self::RepeatedChoice { first, second, is_label, text } => {
                let what = if *is_label { "both have the label" } else { "are both" };
                write!(f, "options {} and {} {what} {text:?}: give each option once", first + 1, second + 1)
            }
            Self::OutOfRange { name, value, allowed } => write!(f, "{name} is {value}: it must be {allowed}"),
        }
    }
}

impl std::error::Error for Misuse {}
