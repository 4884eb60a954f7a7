//! What a caller may ask of equality beyond its own rules.

use crate::error::Misuse;
use crate::expr::{self, Tree};
use crate::number::Exact;

/// How near is near, what else counts as right, and what units decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// A number within this relative distance of a truth that is not zero is [`super::Relation::Close`].
    pub tolerance: Exact,
    /// A decimal that is the truth, correctly rounded to at least this many significant digits, is equal to it.
    pub significant_digits: Option<u32>,
    /// A number that is off by no more than this share of the truth is equal to it.
    pub relative_tolerance: Option<Exact>,
    /// A number that is off by no more than this is equal to the truth.
    pub absolute_tolerance: Option<Exact>,
    /// What units decide.
    pub units: Units,
    /// Whether a scale word that one side leaves out ("39 million" for 39) may be left out.
    pub scales: bool,
    /// Which letters stand for positive numbers.
    pub positive: Positive,
}

impl Default for Options {
    fn default() -> Self {
        let tenth = Exact::ONE.div(&Exact::from_i64(10)).unwrap_or(Exact::ZERO);
        Self {
            tolerance: tenth,
            significant_digits: None,
            relative_tolerance: None,
            absolute_tolerance: None,
            units: Units::Lenient,
            scales: false,
            positive: Positive::None,
        }
    }
}

impl Options {
    /// Whether no number is accepted but the truth in its own unit and, of a decimal truth, what rounds to it.
    pub(crate) fn is_exact(&self) -> bool {
        let has_tolerance = self.relative_tolerance.is_some() || self.absolute_tolerance.is_some();
        !has_tolerance && self.significant_digits.is_none() && !self.scales && self.units != Units::Convert
    }
}

/// What the units of quantities decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Units {
    /// A unit that one side leaves out is no difference; another unit is one.
    Lenient,
    /// A unit that the truth has is needed.
    Required,
    /// Quantities of one dimension are compared by their size: `2 h` is `120 min`.
    Convert,
    /// Units are passed over: only the numbers are compared.
    Ignore,
}

impl Units {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Lenient, Self::Required, Self::Convert, Self::Ignore];

    /// The name that users see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lenient => "lenient",
            Self::Required => "required",
            Self::Convert => "convert",
            Self::Ignore => "ignore",
        }
    }
}

/// Which letters stand for positive numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Positive {
    /// None is known to.
    None,
    /// All do.
    All,
    /// These do, by the names that [`Tree::Symbol`] has.
    Some(Vec<String>),
}

impl Positive {
    /// These letters, however they are spelled: `alpha`, `\alpha` and `α` are one, and so are `x_1` and `x_{1}`.
    ///
    /// # Errors
    /// [`Misuse::NoLetter`] for a text that is no letter.
    pub fn letters<S: AsRef<str>>(names: &[S]) -> Result<Self, Misuse> {
        let read = |name: &S| match expr::parse(name.as_ref()) {
            Ok(Tree::Symbol(letter)) => Ok(letter),
            _ => Err(Misuse::NoLetter(name.as_ref().to_owned())),
        };
        let letters = names.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(if letters.is_empty() { Self::None } else { Self::Some(letters) })
    }

    /// Whether a letter is one of them.
    pub(super) fn has(&self, letter: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Some(letters) => letters.iter().any(|own| own == letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_known_in_all_their_spellings() {
        let positive = Positive::letters(&["α", r"\beta", "gamma", "x_1", "m", "T"]).unwrap();
        for (letter, expected) in [
            (r"\alpha", true),
            (r"\beta", true),
            (r"\gamma", true),
            ("x_{1}", true),
            ("m", true),
            ("T", true),
            ("t", false),
            (r"\delta", false),
            ("x", false),
        ] {
            assert_eq!(positive.has(letter), expected, "{letter}");
        }
        for text in ["", " ", "x+1", "2", "e", "two words", "x y"] {
            assert_eq!(Positive::letters(&[text]), Err(Misuse::NoLetter(text.into())), "{text}");
        }
        assert_eq!(Positive::letters::<&str>(&[]), Ok(Positive::None));
    }
}
